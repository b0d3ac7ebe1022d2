import FidelityProbability
import FidelityTesting
import Testing

struct BootstrapIntervalTests {
  /// 1...100 in an order of no meaning, with two replicates undefined.
  static let replicates = (0..<100).map { Double($0 * 37 % 100 + 1) } + [.nan, .infinity]

  /// The type 7 quantiles of 1...100 at 0.025 and 0.975 are 3.475 and 97.525 (R, numpy).
  @Test func percentile() {
    let interval = BootstrapInterval(.percentile, level: 0.95, estimate: 48, replicates: Self.replicates)
    #expect(interval.status == .defined)
    #expect(isClose(interval.lower, 3.475, within: 1e-12) && isClose(interval.upper, 97.525, within: 1e-12))
    #expect(interval.definedCount == 100 && interval.undefinedCount == 2)
    // The variance of 1...n is n (n + 1) / 12.
    #expect(isClose(interval.standardError, (100.0 * 101 / 12).squareRoot(), within: 1e-12))
    #expect(isClose(interval.bias, 2.5, within: 1e-12))
  }

  @Test func basic() {
    let interval = BootstrapInterval(.basic, level: 0.95, estimate: 48, replicates: Self.replicates)
    #expect(isClose(interval.lower, 96 - 97.525, within: 1e-12) && isClose(interval.upper, 96 - 3.475, within: 1e-12))
  }

  @Test func otherQuantiles() {
    let interval = BootstrapInterval(
      .percentile, level: 0.95, estimate: 48, replicates: Self.replicates, quantile: .type6)
    // h = 101 p = 2.525 and 98.475.
    #expect(isClose(interval.lower, 2.525, within: 1e-12) && isClose(interval.upper, 98.475, within: 1e-12))
  }

  @Test(arguments: [(0.95, 40), (0.9, 20), (0.99, 200), (0.5, 4)]) func minimum(level: Double, expected: Int) {
    #expect(BootstrapInterval.defaultMinimum(level: level) == expected)
    for (count, status) in [(expected - 1, BootstrapInterval.Status.tooFewReplicates), (expected, .defined)] {
      let replicates = (0..<count).map(Double.init) + [.nan, .nan]
      let interval = BootstrapInterval(.percentile, level: level, estimate: 1, replicates: replicates)
      #expect(interval.status == status)
      #expect(
        (interval.lower == nil) == (status != .defined) && (interval.standardError == nil) == (status != .defined))
      #expect(interval.definedCount == count && interval.undefinedCount == 2)
    }
  }

  @Test func statedMinimum() {
    let replicates = [1.0, 2, 3]
    let stated = BootstrapInterval(.basic, level: 0.95, estimate: 2, replicates: replicates, minimumDefined: 3)
    #expect(stated.status == .defined)
    let none = BootstrapInterval(.basic, level: 0.95, estimate: 2, replicates: [], minimumDefined: 0)
    #expect(none.status == .tooFewReplicates && none.definedCount == 0)
  }

  @Test func withoutAnEstimate() {
    let basic = BootstrapInterval(.basic, level: 0.95, estimate: .nan, replicates: Self.replicates)
    #expect(basic.status == .undefinedEstimate && basic.lower == nil && basic.upper == nil && basic.bias == nil)
    let percentile = BootstrapInterval(.percentile, level: 0.95, estimate: .nan, replicates: Self.replicates)
    #expect(percentile.status == .defined && percentile.bias == nil && isClose(percentile.lower, 3.475, within: 1e-12))
  }

  @Test func replicatesThatDoNotVary() {
    let interval = BootstrapInterval(
      .percentile, level: 0.95, estimate: 1, replicates: [Double](repeating: 1, count: 50))
    #expect(interval.lower == 1 && interval.upper == 1 && interval.standardError == 0 && interval.bias == 0)
  }
}
