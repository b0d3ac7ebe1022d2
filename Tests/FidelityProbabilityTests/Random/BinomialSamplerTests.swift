import FidelityProbability
import FidelityTesting
import Testing

struct BinomialSamplerTests {
  /// Inversion, both sides of the change of method at a mean of 40, rejection; p above and below 1/2; many trials.
  @Test(arguments: [
    (1, 0.3), (3, 0.5), (10, 0.3), (10, 0.85), (100, 0.02), (1000, 0.001), (1000, 0.0399), (1000, 0.0401),
    (1000, 0.962),
    (100, 0.5), (81, 0.5), (200, 0.9), (500, 0.3), (100_000, 0.0005), (1_000_000, 0.3), (1_000_000, 0.99),
    (1_000_000_000, 0.001), (1 << 50, 1e-13), (1 << 50, 1e-12),
  ]) func drawsFollowTheExactProbabilities(trials: Int, p: Double) throws {
    let sampler = BinomialSampler(probability: p)
    let exact = Binomial(trials: trials, probability: p)
    var stream = RandomStream(seed: 31, stream: UInt64(trials))
    let low = try #require(exact.quantile(1e-4))
    let high = try #require(exact.quantile(upperTail: 1e-4))
    // One bin for each number (or each stretch of numbers), and one for each tail.
    let width = max(1, (high - low) / 60)
    let binCount = (high - low) / width + 1
    var observed = [Double](repeating: 0, count: binCount + 2)
    let draws = 1_000_000
    var allInRange = true
    for _ in 0..<draws {
      let k = sampler.draw(trials: trials, using: &stream)
      allInRange = allInRange && k >= 0 && k <= trials
      observed[k < low ? 0 : min((k - low) / width, binCount) + 1] += 1
    }
    #expect(allInRange)
    var expected = [exact.cumulative(low - 1)]
    for bin in 0..<binCount {
      let first = low + bin * width
      expected.append(exact.survival(first - 1) - exact.survival(first + width - 1))
    }
    expected.append(exact.survival(low + binCount * width - 1))
    #expect(goodnessOfFit(observed: observed, expected: expected.map { $0 * Double(draws) }) > 0.001)
  }

  @Test(
    arguments: [(0, 0.3, 0), (9, 0, 0), (9, 1, 9), (0, 1, 0), (1 << 53, 0, 0), (1 << 53, 1, 1 << 53)]
      as [(Int, Double, Int)])
  func certainties(trials: Int, p: Double, expected: Int) {
    var stream = RandomStream(seed: 1)
    for _ in 0..<5 { #expect(BinomialSampler(probability: p).draw(trials: trials, using: &stream) == expected) }
  }

  /// Where p is tiny, no draw may run away: all mass lies at 0 and 1.
  @Test func tinyProbabilities() {
    var stream = RandomStream(seed: 2)
    let sampler = BinomialSampler(probability: 1e-300)
    #expect((0..<1000).allSatisfy { _ in sampler.draw(trials: 1 << 53, using: &stream) == 0 })
  }

  @Test func aProbabilityAboveOneTraps() async {
    await #expect(processExitsWith: .failure) { _ = BinomialSampler(probability: 1.5) }
  }
}
