import FidelityProbability
import FidelityTesting
import Foundation
import Testing

struct PoissonSamplerTests {
  /// From the table and by rejection, on both sides of the change of method.
  @Test(arguments: [0.001, 0.3, 1, 7.5, 63, 127.9, 128, 200, 5_000, 1e6, 3e9])
  func drawsFollowTheExactProbabilities(mean: Double) {
    let sampler = PoissonSampler(mean: mean)
    var stream = RandomStream(seed: 41, stream: UInt64(mean))
    let deviation = mean.squareRoot()
    let low = max(0, Int(mean - 4 * deviation))
    let high = Int(mean + 4 * deviation) + 3
    let width = max(1, (high - low) / 60)
    let binCount = (high - low) / width + 1
    let draws = 1_000_000
    var observed = [Double](repeating: 0, count: binCount + 2)
    for _ in 0..<draws {
      let k = sampler.draw(&stream)
      observed[k < low ? 0 : min((k - low) / width, binCount) + 1] += 1
    }
    // The distribution function by the normal limit of the logarithm would be too coarse: sums of probabilities, from
    // the mode outwards, relative to it.
    var expected = [Double](repeating: 0, count: binCount + 2)
    let mode = Int(mean)
    func add(_ k: Int, _ weight: Double) { expected[k < low ? 0 : min((k - low) / width, binCount) + 1] += weight }
    var total = 1.0
    add(mode, 1)
    var (weight, k) = (1.0, mode)
    while weight > 1e-20 {
      k += 1
      weight *= mean / Double(k)
      add(k, weight)
      total += weight
    }
    (weight, k) = (1, mode)
    while weight > 1e-20, k > 0 {
      weight *= Double(k) / mean
      k -= 1
      add(k, weight)
      total += weight
    }
    #expect(goodnessOfFit(observed: observed, expected: expected.map { $0 / total * Double(draws) }) > 0.001)
  }

  @Test func aMeanOfZeroTraps() async {
    await #expect(processExitsWith: .failure) { _ = PoissonSampler(mean: 0) }
  }
}
