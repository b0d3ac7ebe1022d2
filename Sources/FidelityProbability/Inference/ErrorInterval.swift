/// The limits and the test that follow from an estimate and its standard error: the one rule of all analyses.
///
/// With q the critical value of the level, of Student's t or of the normal distribution, the limits are estimate -+ q
/// error, cut to the range that the quantity can have. The test is that of the value 0, by estimate / error.
///
/// | standard error | limits | statistic and p value |
/// |---|---|---|
/// | positive | estimate -+ q error | yes |
/// | 0, or rounding of 0 | none: what does not vary in a sample may vary outside of it | none |
/// | NaN, or no degrees of freedom | none | none |
///
/// Degrees of freedom need not be whole (Satterthwaite's are not).
///
/// What there is none of is NaN.
public struct ErrorInterval: Sendable, Equatable {
  /// Where (estimate - value) / error comes from.
  public enum Reference: Sendable, Hashable {
    case studentT(degreesOfFreedom: Double)
    case normal
  }

  /// Which test is made.
  public enum Test: Sendable, Hashable {
    case none
    /// Against any other value than 0.
    case twoSided
    /// Against values above 0.
    case oneSided
  }

  public private(set) var lower = Double.nan
  public private(set) var upper = Double.nan
  /// The confidence level of the limits.
  public private(set) var level = Double.nan
  /// NaN for a normal reference too.
  public private(set) var degreesOfFreedom = Double.nan
  public private(set) var statistic = Double.nan
  public private(set) var pValue = Double.nan
  /// Whether the error is 0, or no more than rounding.
  public private(set) var isWithoutSpread = false

  /// What an error of 0 means.
  public enum ZeroError: Sendable, Hashable {
    /// The sample does not vary. An error of at most `rounding` is the rounding of 0: it comes from the size of the
    /// terms that cancel and from their number.
    case noSpread(rounding: Double)
    /// The error is exactly 0 where it should be, and the limits are the estimate.
    case isExact
  }

  /// - Parameters:
  ///   - nullError: the standard error that the test divides by, where it is another one than that of the limits.
  ///   - range: the values that the quantity can have.
  ///   - zero: what an error of 0 means.
  ///   - quantiles: of the level of the limits.
  /// - Complexity: O(1), a quantile of t where its degrees of freedom are new to `quantiles`.
  public init(
    estimate: Double, standardError: Double, nullError: Double? = nil, _ reference: Reference,
    within range: ClosedRange<Double> = -.infinity ... .infinity, test: Test = .twoSided,
    zero: ZeroError = .noSpread(rounding: 1e-15),
    _ quantiles: inout StudentTQuantileTable
  ) {
    guard standardError >= 0 else { return }
    var leastError = 0.0
    if case .noSpread(let rounding) = zero {
      leastError = rounding
      isWithoutSpread = standardError <= rounding
    }
    let critical: Double
    switch reference {
    case .studentT(let count):
      guard count > 0 else { return }
      critical = quantiles.criticalValue(degreesOfFreedom: count)
      degreesOfFreedom = count
    case .normal:
      critical = Normal.standard.quantile(upperTail: (1 - quantiles.level) / 2)
    }
    if !isWithoutSpread {
      let reach = critical * standardError
      lower = max(range.lowerBound, estimate - reach)
      upper = min(range.upperBound, estimate + reach)
      level = quantiles.level
    }
    let error = nullError ?? standardError
    guard test != .none, error > leastError else { return }
    statistic = estimate / error
    pValue = Self.pValue(statistic, reference, isOneSided: test == .oneSided)
  }

  private static func pValue(_ statistic: Double, _ reference: Reference, isOneSided: Bool) -> Double {
    switch reference {
    case .studentT(let count):
      let distribution = StudentT(degreesOfFreedom: count)
      return isOneSided ? distribution.survival(statistic) : distribution.twoSidedPValue(statistic)
    case .normal:
      return isOneSided ? Normal.standard.survival(statistic) : Normal.standard.twoSidedPValue(statistic)
    }
  }
}
