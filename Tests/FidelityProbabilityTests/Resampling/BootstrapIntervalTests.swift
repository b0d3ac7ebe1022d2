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

  /// SciPy 1.12 (scipy.stats.bootstrap, method BCa) with these replicates of the mean of these seven numbers.
  @Test(arguments: [(0.95, 2.2424969349933734, 7.887469761990656), (0.8, 2.6139621825147654, 7.355952281178178)])
  func bca(level: Double, lower: Double, upper: Double) {
    let data = [1.0, 2, 2, 3, 5, 8, 13]
    let mean = data.reduce(0, +) / 7
    let jackknife = Jackknife(estimate: mean, leaveOneOut: data.map { (34 - $0) / 6 })
    let replicates = (0..<100).map { 2 + (Double($0 * 37 % 100) + 1) * 0.06 }
    let interval = BootstrapInterval(
      .bca, level: level, estimate: mean, replicates: replicates, acceleration: jackknife.acceleration)
    #expect(interval.status == .defined)
    #expect(isClose(interval.lower, lower, within: 1e-12) && isClose(interval.upper, upper, within: 1e-12))
  }

  @Test("Without bias and acceleration BCa is the percentile interval")
  func plainBca() {
    let replicates = (1...99).map(Double.init)
    let bca = BootstrapInterval(.bca, level: 0.9, estimate: 50, replicates: replicates, acceleration: 0)
    let percentile = BootstrapInterval(.percentile, level: 0.9, estimate: 50, replicates: replicates)
    #expect(isClose(bca.lower, percentile.lower ?? .nan, within: 1e-10))
    #expect(isClose(bca.upper, percentile.upper ?? .nan, within: 1e-10))
  }

  @Test("No BCa interval: without acceleration, with all replicates on one side, with an acceleration too large")
  func noBca() {
    func status(_ estimate: Double, _ acceleration: Double?) -> BootstrapInterval.Status {
      let interval = BootstrapInterval(
        .bca, level: 0.95, estimate: estimate, replicates: (1...100).map(Double.init), acceleration: acceleration)
      #expect((interval.lower == nil) == (interval.status != .defined) && interval.standardError != nil)
      return interval.status
    }
    #expect(status(50, nil) == .undefinedAcceleration && status(50, .nan) == .undefinedAcceleration)
    #expect(status(0, 0) == .outsideReplicates && status(101, 0) == .outsideReplicates)
    #expect(status(50, 2) == .outsideReplicates)
    #expect(status(.nan, 0) == .undefinedEstimate)
    #expect(status(50, 0.1) == .defined)
    let constant = BootstrapInterval(
      .bca, level: 0.95, estimate: 1, replicates: [Double](repeating: 1, count: 50), acceleration: 0)
    #expect(constant.lower == 1 && constant.upper == 1)
  }
}
