internal import CBoostMath
import FidelitySystem

/// Student's t distribution with a real number of degrees of freedom; infinitely many give the standard normal.
///
/// Accuracy (relative, for degrees of freedom 0.5...1e7): tails 2e-13, and 5e-14 up to 1000 degrees of freedom;
/// quantiles
/// 1e-14, or 1e-13 beyond t = 1e100. The log tails are as good relative to the logarithm, and finite for
/// every finite t.
public struct StudentT: ContinuousDistribution {
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: > 0, need not be whole (Welch, Satterthwaite); `.infinity` is the normal; NaN makes
  ///   every answer NaN.
  /// - Precondition: `degreesOfFreedom` is not zero or negative.
  public init(degreesOfFreedom: Double) {
    precondition(!(degreesOfFreedom <= 0), "Student's t needs positive degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  public func cumulative(_ t: Double) -> Double { survival(-t) }

  public func survival(_ t: Double) -> Double {
    let df = degreesOfFreedom
    if t.isNaN || df.isNaN { return .nan }
    if df == .infinity { return Normal.standard.survival(t) }
    // Cauchy: Boost's shortcut for this case loses the digits of a small t.
    if df == 1 { return atan2(1, t) / Double.pi }
    if abs(t) > 1e100 {
      if abs(t) == .infinity { return t > 0 ? 0 : 1 }
      return t > 0 ? exp(logFarTail(t)) : 1 - exp(logFarTail(-t))
    }
    return boost_student_t_survival(df, t)
  }

  public func logCumulative(_ t: Double) -> Double { logSurvival(-t) }

  public func logSurvival(_ t: Double) -> Double {
    if degreesOfFreedom == .infinity { return Normal.standard.logSurvival(t) }
    if t < 0 { return log1p(-survival(-t)) }
    let value = survival(t)
    return value > 1e-280 || value.isNaN || t == .infinity ? log(value) : logFarTail(t)
  }

  public func logDensity(_ t: Double) -> Double {
    let df = degreesOfFreedom
    if t.isNaN || df.isNaN { return .nan }
    // The first factor of the constant needs 1 + O(1/df); beyond 1e18 a double cannot tell t from the normal.
    if df > 1e18 { return Normal.standard.logDensity(t) }
    let ratio = boost_gamma_delta_ratio(df / 2, 0.5)
    return -log(ratio) - 0.5 * log(df * Double.pi) - (df + 1) / 2 * logOnePlusSquare(t)
  }

  public func quantile(_ p: Double) -> Double { -quantile(upperTail: p) }

  public func quantile(upperTail q: Double) -> Double {
    let df = degreesOfFreedom
    guard q.isProbability, !df.isNaN else { return .nan }
    if q == 0 { return .infinity }
    if q == 1 { return -.infinity }
    if q == 0.5 { return 0 }
    if q > 0.5 { return -quantile(upperTail: 1 - q) }
    if df == .infinity { return Normal.standard.quantile(upperTail: q) }
    // The tail beyond 1e100 is no more than 3e-50 from half a degree of freedom on.
    if df < 4, df < 0.5 || q < 1e-40 {
      // Beyond 1e100 the tail is a power, C t^-df, while t^2 in Boost overflows.
      let excess = logFarTail(1e100) - log(q)
      if excess > 0 { return exp(log(1e100) + excess / df) }
    }
    return -boost_student_t_quantile(df, q)
  }

  /// P(|T| > |t|), the two-sided p-value.
  public func twoSidedPValue(_ t: Double) -> Double { 2 * survival(abs(t)) }

  /// log of ``twoSidedPValue(_:)``; never underflows.
  public func logTwoSidedPValue(_ t: Double) -> Double { log(2) + logSurvival(abs(t)) }

  /// log(1 + t^2 / df), also where t^2 overflows.
  private func logOnePlusSquare(_ t: Double) -> Double {
    let square = t * t / degreesOfFreedom
    return square < 1e17 ? log1p(square) : 2 * log(abs(t)) - log(degreesOfFreedom)
  }

  /// log P(T > t) = log(t f(t) / (2 K)) with the continued fraction K of the incomplete beta function; for t well above
  /// 1.
  private func logFarTail(_ t: Double) -> Double {
    let df = degreesOfFreedom
    let square = t * t
    let denominator = df + square
    let beta = IncompleteBeta(a: df / 2, b: 0.5)
    let point =
      square < 1e200
      ? IncompleteBeta.Point(
        x: df / denominator, y: square / denominator, delta: 0.5 * df * ((square - 1) / denominator))
      : IncompleteBeta.Point(x: 0, y: 1, delta: 0.5 * df)
    return log(t) + logDensity(t) - log(2 * beta.continuedFraction(at: point))
  }
}
