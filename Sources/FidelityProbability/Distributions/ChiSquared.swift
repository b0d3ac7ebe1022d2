internal import CBoostMath
import FidelitySystem

/// The chi-squared distribution with a real number of degrees of freedom.
///
/// Accuracy (relative, for degrees of freedom 0.5...1e7): tails 1e-13 above 1e-100 and 5e-13 below; quantiles 1e-13.
public struct ChiSquared: ContinuousDistribution {
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: > 0, finite, need not be whole; NaN makes every answer NaN.
  /// - Precondition: `degreesOfFreedom` is not zero, negative or infinite.
  public init(degreesOfFreedom: Double) {
    precondition(!(degreesOfFreedom <= 0), "chi-squared needs positive degrees of freedom")
    precondition(degreesOfFreedom != .infinity, "chi-squared needs finite degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  public func cumulative(_ x: Double) -> Double {
    isUndefined(x) ? .nan : gamma.lower(at: max(x, 0) / 2)
  }

  public func survival(_ x: Double) -> Double {
    isUndefined(x) ? .nan : gamma.upper(at: max(x, 0) / 2)
  }

  public func logCumulative(_ x: Double) -> Double {
    isUndefined(x) ? .nan : gamma.logLower(at: max(x, 0) / 2)
  }

  public func logSurvival(_ x: Double) -> Double {
    isUndefined(x) ? .nan : gamma.logUpper(at: max(x, 0) / 2)
  }

  public func logDensity(_ x: Double) -> Double {
    if isUndefined(x) { return .nan }
    if x < 0 || x == .infinity { return -.infinity }
    if x > 0 { return gamma.logPower(at: x / 2) - log(x) }
    if degreesOfFreedom == 2 { return -log(2) }
    return degreesOfFreedom < 2 ? .infinity : -.infinity
  }

  public func quantile(_ p: Double) -> Double {
    guard p.isProbability, !degreesOfFreedom.isNaN else { return .nan }
    if p == 0 { return 0 }
    if p == 1 { return .infinity }
    return refined(2 * boost_gamma_lower_inverse(degreesOfFreedom / 2, p), lowerTail: p)
  }

  public func quantile(upperTail q: Double) -> Double {
    guard q.isProbability, !degreesOfFreedom.isNaN else { return .nan }
    if q == 0 { return .infinity }
    if q == 1 { return 0 }
    return refined(2 * boost_gamma_upper_inverse(degreesOfFreedom / 2, q), upperTail: q)
  }

  private var gamma: IncompleteGamma { IncompleteGamma(a: degreesOfFreedom / 2) }

  private func isUndefined(_ x: Double) -> Bool { x.isNaN || degreesOfFreedom.isNaN }
}
