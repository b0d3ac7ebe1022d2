import FidelityProbability
import FidelityTesting
import Testing

@Suite("Limits and test from a standard error")
struct ErrorIntervalTests {
  private static func interval(
    _ estimate: Double, _ error: Double, _ reference: ErrorInterval.Reference = .studentT(degreesOfFreedom: 9),
    nullError: Double? = nil, within range: ClosedRange<Double> = -.infinity ... .infinity,
    test: ErrorInterval.Test = .twoSided, zero: ErrorInterval.ZeroError = .noSpread(rounding: 1e-15),
    level: Double = 0.95
  ) -> ErrorInterval {
    var quantiles = StudentTQuantileTable(level: level)
    return ErrorInterval(
      estimate: estimate, standardError: error, nullError: nullError, reference, within: range, test: test,
      zero: zero, &quantiles)
  }

  /// Quantiles and tails of SciPy 1.12: t.ppf(0.975, 9), t.sf(2, 9), norm.ppf(0.975), norm.sf(2).
  @Test("Student's t and the normal distribution, two-sided and one-sided")
  func numbers() {
    let t = Self.interval(1, 0.5)
    #expect(isClose(t.lower, 1 - 2.2621571628 * 0.5, within: 1e-9))
    #expect(isClose(t.upper, 1 + 2.2621571628 * 0.5, within: 1e-9))
    #expect(t.level == 0.95 && t.degreesOfFreedom == 9 && t.statistic == 2)
    #expect(isClose(t.pValue, 2 * 0.0382764, within: 1e-6))
    #expect(isClose(Self.interval(1, 0.5, test: .oneSided).pValue, 0.0382764, within: 5e-7))
    let normal = Self.interval(1, 0.5, .normal)
    #expect(isClose(normal.upper, 1 + 1.959963984540 * 0.5, within: 1e-10))
    #expect(isClose(normal.pValue, 2 * 0.022750131948, within: 1e-10))
    #expect(normal.degreesOfFreedom.isNaN)
    // The test may have an error of its own.
    #expect(Self.interval(1, 0.5, .normal, nullError: 0.25).statistic == 4)
    #expect(Self.interval(1, 0.5, .normal, nullError: 0.25).lower == normal.lower)
  }

  @Test("Limits are cut to the range of the quantity, and only they are")
  func range() {
    let cut = Self.interval(0.9, 0.5, within: -.infinity...1)
    #expect(cut.upper == 1 && cut.lower == Self.interval(0.9, 0.5).lower)
    #expect(cut.pValue == Self.interval(0.9, 0.5).pValue)
    #expect(Self.interval(0.1, 0.5, within: 0 ... .infinity).lower == 0)
  }

  @Test("An error of 0, or of its rounding: no limits and no test, unless it is exact")
  func zero() {
    for interval in [Self.interval(0.7, 0), Self.interval(0.7, 1e-16), Self.interval(0.7, 0, .normal)] {
      #expect(interval.isWithoutSpread && interval.lower.isNaN && interval.upper.isNaN && interval.level.isNaN)
      #expect(interval.statistic.isNaN && interval.pValue.isNaN)
    }
    let exact = Self.interval(0.7, 0, zero: .isExact)
    #expect(exact.lower == 0.7 && exact.upper == 0.7 && exact.level == 0.95 && !exact.isWithoutSpread)
    #expect(exact.statistic.isNaN && exact.pValue.isNaN)
    // What varies by more than its rounding has an error, however small.
    #expect(!Self.interval(0.7, 1e-13).isWithoutSpread)
    #expect(Self.interval(0.7, 1e-13, zero: .noSpread(rounding: 1e-12)).isWithoutSpread)
    #expect(Self.interval(0.7, 0).degreesOfFreedom == 9)
    // In units so small an error of 1e-16 is one, and what is 0 is exactly 0.
    #expect(isClose(Self.interval(2e-16, 1e-16, zero: .isExact).statistic, 2, within: 1e-12))
    #expect(Self.interval(2e-16, 0, zero: .isExact).statistic.isNaN)
    // Perfect agreement: no error, but one under no agreement.
    #expect(Self.interval(1, 0, .normal, nullError: 0.5).statistic == 2)
  }

  @Test("Without an error, or degrees of freedom, there is nothing")
  func nothing() {
    for interval in [
      Self.interval(0.7, .nan), Self.interval(0.7, 0.1, .studentT(degreesOfFreedom: 0)),
      Self.interval(0.7, 0.1, .studentT(degreesOfFreedom: .nan)), Self.interval(0.7, .nan, .normal),
    ] {
      let numbers = [
        interval.lower, interval.upper, interval.level, interval.degreesOfFreedom, interval.statistic, interval.pValue,
      ]
      #expect(numbers.allSatisfy { $0.isNaN })
    }
    let untested = Self.interval(0.7, 0.1, test: .none)
    #expect(!untested.lower.isNaN && untested.degreesOfFreedom == 9)
    #expect(untested.statistic.isNaN && untested.pValue.isNaN)
  }
}
