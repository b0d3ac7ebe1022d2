internal import CBoostMath
import FidelitySystem

/// Fisher's F distribution (Snedecor's F), the ratio of two independent chi-squared variables over their degrees of
/// freedom.
///
/// Infinitely many denominator degrees of freedom give chi-squared / df (a Wald test).
///
/// Accuracy (relative, for degrees of freedom 0.5...1e7): tails 1e-13 as long as one of the two is below 1e4 and the
/// tail is
/// above 1e-100 (5e-13 below it), 2e-12 where both are above 1e4; quantiles 1e-13.
public struct FisherF: ContinuousDistribution {
  public let numerator: Double
  public let denominator: Double

  /// - Parameters:
  ///   - numerator: degrees of freedom > 0, finite; NaN makes every answer NaN.
  ///   - denominator: degrees of freedom > 0, may be infinite; NaN makes every answer NaN.
  /// - Precondition: neither is zero or negative.
  public init(numeratorDegreesOfFreedom numerator: Double, denominatorDegreesOfFreedom denominator: Double) {
    precondition(!(numerator <= 0) && !(denominator <= 0), "F needs positive degrees of freedom")
    precondition(numerator != .infinity, "F needs a finite number of numerator degrees of freedom")
    self.numerator = numerator
    self.denominator = denominator
  }

  public func cumulative(_ f: Double) -> Double {
    evaluate(f, belowSupport: 0, atInfinity: 1, limit: { $0.cumulative($1) }, finite: { $0.lower(at: $1) })
  }

  public func survival(_ f: Double) -> Double {
    evaluate(f, belowSupport: 1, atInfinity: 0, limit: { $0.survival($1) }, finite: { $0.upper(at: $1) })
  }

  public func logCumulative(_ f: Double) -> Double {
    evaluate(
      f, belowSupport: -.infinity, atInfinity: 0, limit: { $0.logCumulative($1) }, finite: { $0.logLower(at: $1) })
  }

  public func logSurvival(_ f: Double) -> Double {
    evaluate(f, belowSupport: 0, atInfinity: -.infinity, limit: { $0.logSurvival($1) }, finite: { $0.logUpper(at: $1) })
  }

  public func logDensity(_ f: Double) -> Double {
    if f == 0 {
      if numerator == 2 { return 0 }
      return numerator < 2 ? .infinity : (numerator.isNaN || denominator.isNaN ? .nan : -.infinity)
    }
    let power = evaluate(
      f, belowSupport: -.infinity, atInfinity: -.infinity, limit: { $0.logDensity($1) + log($1) },
      finite: { $0.logPower(at: $1) })
    return power == -.infinity ? power : power - log(f)
  }

  public func quantile(_ p: Double) -> Double {
    guard p.isProbability, !numerator.isNaN, !denominator.isNaN else { return .nan }
    if p == 0 { return 0 }
    if p == 1 { return .infinity }
    if denominator == .infinity { return chiSquared.quantile(p) / numerator }
    return quick(lowerTail: p) ?? refined(boost_fisher_f_quantile(numerator, denominator, p), lowerTail: p)
  }

  public func quantile(upperTail q: Double) -> Double {
    guard q.isProbability, !numerator.isNaN, !denominator.isNaN else { return .nan }
    if q == 0 { return .infinity }
    if q == 1 { return 0 }
    if denominator == .infinity { return chiSquared.quantile(upperTail: q) / numerator }
    return quick(upperTail: q) ?? refined(boost_fisher_f_upper_quantile(numerator, denominator, q), upperTail: q)
  }

  /// f = d2 / d1 times the odds of the beta variable; nil where the inverse has no quick way.
  private func quick(lowerTail p: Double) -> Double? {
    // The complement of a probability above 1/2 is exact.
    if p > 0.5 { return quickUpper(1 - p) }
    let odds = IncompleteBeta(a: numerator / 2, b: denominator / 2).odds(lowerTail: p)
    return odds.map { $0 * (denominator / numerator) }
  }

  private func quick(upperTail q: Double) -> Double? { q > 0.5 ? quick(lowerTail: 1 - q) : quickUpper(q) }

  private func quickUpper(_ q: Double) -> Double? {
    let odds = IncompleteBeta(a: denominator / 2, b: numerator / 2).odds(lowerTail: q)
    return odds.map { denominator / numerator / $0 }
  }

  private var chiSquared: ChiSquared { ChiSquared(degreesOfFreedom: numerator) }

  private func evaluate(
    _ f: Double, belowSupport: Double, atInfinity: Double, limit: (ChiSquared, Double) -> Double,
    finite: (IncompleteBeta, IncompleteBeta.Point) -> Double
  ) -> Double {
    if f.isNaN || numerator.isNaN || denominator.isNaN { return .nan }
    if f <= 0 { return belowSupport }
    if f == .infinity { return atInfinity }
    if denominator == .infinity { return limit(chiSquared, numerator * f) }
    // x = d1 f / (d1 f + d2), written so that neither end overflows.
    let ratio = numerator * (f / denominator)
    let x = ratio < 1 ? ratio / (1 + ratio) : 1 / (1 + 1 / ratio)
    let y = 1 / (1 + ratio)
    let delta = ratio < 1e17 ? 0.5 * numerator * (1 - f) * y : -0.5 * denominator
    return finite(
      IncompleteBeta(a: numerator / 2, b: denominator / 2), IncompleteBeta.Point(x: x, y: y, delta: delta))
  }
}
