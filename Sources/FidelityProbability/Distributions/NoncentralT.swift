internal import CBoostMath
import FidelitySystem

/// The noncentral t distribution: of (Z + noncentrality) / sqrt(C / df), Z standard normal and C chi-squared.
///
/// Exact limits of a quantile of a normal distribution (limits of agreement, tolerance limits) are its quantiles.
///
/// Tails agree with R to 1e-11, up to 1,000 degrees of freedom and a noncentrality of 30. Beyond 1e5 degrees of
/// freedom, quantiles and tails are those of the normal approximation of Johnson and Welch. A noncentrality of 0 is
/// Student's t. References: Johnson & Welch (1940), Biometrika 31, 362-389. Validation: R 4.2 `pt`, `qt`.
public struct NoncentralT: Sendable, Hashable {
  public let degreesOfFreedom: Double
  public let noncentrality: Double

  /// Beyond so many degrees of freedom the series have too many terms.
  private static let mostDegrees = 1e5

  /// - Precondition: `degreesOfFreedom` is not zero or negative; NaN makes every answer NaN.
  public init(degreesOfFreedom: Double, noncentrality: Double) {
    precondition(!(degreesOfFreedom <= 0), "the noncentral t needs positive degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  private var isUndefined: Bool { degreesOfFreedom.isNaN || noncentrality.isNaN }
  private var isNormal: Bool { degreesOfFreedom > Self.mostDegrees }
  private var central: StudentT { StudentT(degreesOfFreedom: degreesOfFreedom) }

  /// (t (1 - 1 / 4df) - noncentrality) / sqrt(1 + t^2 / 2df), close to standard normal for many degrees of freedom.
  private func standardised(_ t: Double) -> Double {
    let df = degreesOfFreedom
    if df == .infinity { return t - noncentrality }
    return (t * (1 - 1 / (4 * df)) - noncentrality) / (1 + t * t / (2 * df)).squareRoot()
  }

  /// P(T <= t).
  public func cumulative(_ t: Double) -> Double {
    if isUndefined || t.isNaN { return .nan }
    if abs(t) == .infinity { return t > 0 ? 1 : 0 }
    if noncentrality == 0 { return central.cumulative(t) }
    if isNormal { return Normal.standard.cumulative(standardised(t)) }
    return min(max(boost_noncentral_t_cumulative(degreesOfFreedom, noncentrality, t), 0), 1)
  }

  /// P(T > t), the upper tail.
  public func survival(_ t: Double) -> Double {
    if isUndefined || t.isNaN { return .nan }
    if abs(t) == .infinity { return t > 0 ? 0 : 1 }
    if noncentrality == 0 { return central.survival(t) }
    if isNormal { return Normal.standard.survival(standardised(t)) }
    return min(max(boost_noncentral_t_survival(degreesOfFreedom, noncentrality, t), 0), 1)
  }

  /// The density f(t).
  public func density(_ t: Double) -> Double {
    if isUndefined || t.isNaN { return .nan }
    if abs(t) == .infinity { return 0 }
    if noncentrality == 0 { return exp(central.logDensity(t)) }
    if isNormal {
      let df = degreesOfFreedom
      let spread = df == .infinity ? 1 : 1 + t * t / (2 * df)
      let slope =
        df == .infinity ? 1 : (1 - 1 / (4 * df) + noncentrality * t / (2 * df)) / (spread * spread.squareRoot())
      return slope * Normal.standard.density(standardised(t))
    }
    return boost_noncentral_t_density(degreesOfFreedom, noncentrality, t)
  }

  /// The t with P(T <= t) = p.
  public func quantile(_ p: Double) -> Double { root(p, isUpper: false) }

  /// The t with P(T > t) = q.
  public func quantile(upperTail q: Double) -> Double { root(q, isUpper: true) }

  /// Bisection from a bracket about the normal approximation, with Newton's steps where they stay inside.
  private func root(_ target: Double, isUpper: Bool) -> Double {
    guard target.isProbability, !isUndefined else { return .nan }
    if target == 0 { return isUpper ? .infinity : -.infinity }
    if target == 1 { return isUpper ? -.infinity : .infinity }
    if noncentrality == 0 { return isUpper ? central.quantile(upperTail: target) : central.quantile(target) }
    // The smaller tail, which keeps its digits.
    if target > 0.5 { return root(1 - target, isUpper: !isUpper) }
    // Grows with t.
    func excess(_ t: Double) -> Double { isUpper ? target - survival(t) : cumulative(t) - target }
    let centre =
      noncentrality + (isUpper ? Normal.standard.quantile(upperTail: target) : Normal.standard.quantile(target))
    var step = max(1, abs(noncentrality) / degreesOfFreedom.squareRoot())
    var (low, high) = (centre - step, centre + step)
    while excess(low) > 0 {
      if low == -.infinity { return low }
      step *= 2
      low -= step
    }
    step = high - centre
    while excess(high) < 0 {
      if high == .infinity { return high }
      step *= 2
      high += step
    }
    var t = (low + high) / 2
    for _ in 0..<200 {
      let value = excess(t)
      if value == 0 { return t }
      if value > 0 { high = t } else { low = t }
      let newton = t - value / density(t)
      let next = newton > low && newton < high ? newton : (low + high) / 2
      if next == t || abs(next - t) <= 1e-15 * abs(t) || next == low || next == high { return next }
      t = next
    }
    return t
  }
}
