public import FidelityData
import FidelityProbability
import FidelitySystem

/// A ratio of two estimates with Fieller's limits.
///
/// The ratios r that the test of numerator - r denominator = 0 does not reject:
/// (N - r D)^2 <= t^2 (v_N - 2 r v_ND + r^2 v_D), with t of the level and the degrees of freedom. Where D differs from
/// 0 at this level (D^2 > t^2 v_D) they are an interval; else they are unbounded, and there are no limits.
///
/// | input | ratio, limits | status |
/// |---|---|---|
/// | the denominator is 0 | none | `not-identified` |
/// | the set of ratios is unbounded | ratio without limits | `not-identified` |
/// | no variance in numerator and denominator, but for rounding | ratio without limits | `no-spread` |
/// | a variance or the degrees of freedom missing, or not above 0 | ratio without limits | `too-few-observations` |
///
/// Reference: Fieller (1954), J. R. Stat. Soc. B 16, 175-185. Validation: `datasets/drivers-compensation-detection`.
public struct FiellerInterval: Sendable, Hashable {
  public private(set) var ratio = Double.nan
  public private(set) var lower = Double.nan
  public private(set) var upper = Double.nan
  public let degreesOfFreedom: Double
  public let level: Double
  public private(set) var status = Status.notIdentified

  /// - Parameters:
  ///   - numerator: N with its variance.
  ///   - denominator: D with its variance.
  ///   - covariance: v_ND.
  ///   - degreesOfFreedom: of t, need not be whole.
  /// - Complexity: O(1).
  public init(
    numerator: (value: Double, variance: Double), denominator: (value: Double, variance: Double), covariance: Double,
    degreesOfFreedom: Double, level: Double = 0.95
  ) {
    (self.degreesOfFreedom, self.level) = (degreesOfFreedom, level)
    guard numerator.value.isFinite, denominator.value.isFinite, denominator.value != 0 else { return }
    ratio = numerator.value / denominator.value
    guard degreesOfFreedom > 0, numerator.variance >= 0, denominator.variance >= 0, covariance.isFinite else {
      status = .tooFewObservations
      return
    }
    let size = numerator.value * numerator.value + denominator.value * denominator.value
    guard numerator.variance + denominator.variance > 1e-30 * size else {
      status = .noSpread
      return
    }
    let t = StudentT(degreesOfFreedom: degreesOfFreedom).quantile(upperTail: (1 - level) / 2)
    // Divided by D^2: a r^2 - 2 b r + c <= 0.
    let scale = t * t / denominator.value / denominator.value
    let a = 1 - scale * denominator.variance
    guard a > 0 else { return }
    let b = ratio - scale * covariance
    let c = ratio * ratio - scale * numerator.variance
    let root = max(0, b * b - a * c).squareRoot()
    (lower, upper, status) = ((b - root) / a, (b + root) / a, .ok)
  }

  /// One less the ratio, with its limits.
  var complement: FiellerInterval {
    var result = self
    (result.ratio, result.lower, result.upper) = (1 - ratio, 1 - upper, 1 - lower)
    return result
  }
}
