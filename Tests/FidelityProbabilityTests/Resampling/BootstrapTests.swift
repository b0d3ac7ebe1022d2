import FidelityProbability
import FidelityTesting
import Foundation
import Testing

struct BootstrapTests {
  static let plans = [
    ResamplingPlan(multiplicities: [3, 1, 0, 2, 2]), ResamplingPlan(multiplicities: [300, 1, 0, 25, 2000]),
    ResamplingPlan(
      patternCount: 2, clusterOffsets: [0, 2, 3, 4], patterns: [0, 1, 1, 0], multiplicities: [5, 1, 2, 2]),
  ]

  private func fill(
    _ bootstrap: Bootstrap, _ plan: ResamplingPlan, _ block: Range<Int>, _ order: Bootstrap.Order = .rowMajor
  ) -> [Double] {
    var weights = [Double](repeating: -1, count: block.count * plan.columnCount)
    var span = weights.mutableSpan
    bootstrap.fillWeights(plan, resamples: block, order: order, into: &span)
    return weights
  }

  @Test(arguments: plans, [1, 7, 64, 100, 1000]) func blocksMayComeInAnyOrderAndSize(plan: ResamplingPlan, size: Int) {
    let bootstrap = Bootstrap(resamples: 100, seed: 61)
    let whole = fill(bootstrap, plan, 0..<100)
    var pieces = [[Double]](repeating: [], count: 100)
    for block in bootstrap.blocks(of: size).reversed() {
      pieces[block.lowerBound] = fill(bootstrap, plan, block)
    }
    #expect(pieces.flatMap { $0 } == whole)
  }

  @Test(arguments: plans) func columnMajorIsTheTranspose(plan: ResamplingPlan) {
    let bootstrap = Bootstrap(resamples: 40, seed: 62)
    let rows = fill(bootstrap, plan, 10..<30)
    let columns = fill(bootstrap, plan, 10..<30, .columnMajor)
    for resample in 0..<20 {
      for column in 0..<plan.columnCount {
        #expect(rows[resample * plan.columnCount + column] == columns[column * 20 + resample])
      }
    }
  }

  @Test func survivesItsFile() throws {
    let bootstrap = Bootstrap(resamples: 500, seed: .max)
    #expect(try JSONDecoder().decode(Bootstrap.self, from: JSONEncoder().encode(bootstrap)) == bootstrap)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Bootstrap.self, from: Data(#"{"resamples": 0, "seed": 1}"#.utf8))
    }
  }

  @Test(arguments: [(10, 3, [0..<3, 3..<6, 6..<9, 9..<10]), (4, 4, [0..<4]), (3, 10, [0..<3])])
  func blocks(resamples: Int, size: Int, expected: [Range<Int>]) {
    #expect(Bootstrap(resamples: resamples, seed: 1).blocks(of: size) == expected)
  }

  @Test func unitIndicesAreUniformAndKeyed() {
    let bootstrap = Bootstrap(resamples: 5000, seed: 63)
    var counts = [Double](repeating: 0, count: 12)
    var indices = [Int](repeating: -1, count: 12)
    var first: [Int] = []
    for resample in (0..<5000).reversed() {
      var span = indices.mutableSpan
      bootstrap.fillUnitIndices(resample: resample, into: &span)
      for index in indices { counts[index] += 1 }
      first = indices
    }
    #expect(goodnessOfFit(observed: counts, expected: [Double](repeating: 5000, count: 12)) > 0.001)
    var again = [Int](repeating: -1, count: 12)
    var span = again.mutableSpan
    bootstrap.fillUnitIndices(resample: 0, into: &span)
    #expect(again == first)
  }

  @Test func keysGiveSeedsOfTheirOwn() {
    let bootstrap = Bootstrap(resamples: 10, seed: 64)
    let seeds = Set((0..<1000).map { bootstrap.keyed(by: $0).seed })
    #expect(seeds.count == 1000 && !seeds.contains(64))
    #expect(bootstrap.keyed(by: 5) == bootstrap.keyed(by: 5))
    #expect(bootstrap.keyed(by: 5).resamples == 10)
  }

  /// The bootstrap variance of a mean is the plug-in variance over n, exactly; 20,000 resamples come within 4.5 errors.
  @Test func standardErrorOfAMean() {
    let values = [1.0, 2, 4, 9]
    let multiplicities = [10, 5, 3, 2]
    let plan = ResamplingPlan(multiplicities: multiplicities)
    let bootstrap = Bootstrap(resamples: 20_000, seed: 65)
    let weights = fill(bootstrap, plan, 0..<20_000)
    var means: [Double] = []
    for resample in 0..<20_000 {
      var sum = 0.0
      for column in 0..<4 { sum += weights[resample * 4 + column] * values[column] }
      means.append(sum / 20)
    }
    // 10 of 1, 5 of 2, 3 of 4, 2 of 9: sum 50, sum of squares 240.
    let (mean, variance) = (2.5, 240.0 / 20 - 2.5 * 2.5)
    let interval = BootstrapInterval(.percentile, level: 0.95, estimate: mean, replicates: means)
    let exact = (variance / 20).squareRoot()
    #expect(isClose(interval.standardError, exact, within: 4.5 * exact / (2.0 * 20_000).squareRoot()))
    #expect(isClose(interval.bias, 0, within: 4.5 * exact / 20_000.0.squareRoot()))
  }
}
