internal import CBoostMath
import FidelitySystem

/// The beta distribution on 0...1, with density x^(a-1) (1-x)^(b-1) / B(a, b).
///
/// Its quantiles give the Clopper-Pearson limits of a proportion and the posterior of one.
///
/// Accuracy (relative, for parameters 0.25...5e6): tails 1e-13 as long as one parameter is below 5000, 2e-12 otherwise;
/// quantiles 1e-13.
public struct Beta: ContinuousDistribution {
  public let a: Double
  public let b: Double

  /// - Parameters:
  ///   - a: the shape at 0, > 0 and finite; NaN makes every answer NaN.
  ///   - b: the shape at 1, > 0 and finite; NaN makes every answer NaN.
  /// - Precondition: neither is zero, negative or infinite.
  public init(a: Double, b: Double) {
    precondition(!(a <= 0) && !(b <= 0) && a != .infinity && b != .infinity, "beta needs positive, finite shapes")
    self.a = a
    self.b = b
  }

  public func cumulative(_ x: Double) -> Double { isUndefined(x) ? .nan : function.lower(at: point(x)) }
  public func survival(_ x: Double) -> Double { isUndefined(x) ? .nan : function.upper(at: point(x)) }
  public func logCumulative(_ x: Double) -> Double { isUndefined(x) ? .nan : function.logLower(at: point(x)) }
  public func logSurvival(_ x: Double) -> Double { isUndefined(x) ? .nan : function.logUpper(at: point(x)) }

  public func logDensity(_ x: Double) -> Double {
    if isUndefined(x) { return .nan }
    if x < 0 || x > 1 { return -.infinity }
    if x == 0 { return Self.logEnd(shape: a, other: b) }
    if x == 1 { return Self.logEnd(shape: b, other: a) }
    return function.logPower(at: point(x)) - log(x) - log1p(-x)
  }

  public func quantile(_ p: Double) -> Double {
    guard p.isProbability, !a.isNaN, !b.isNaN else { return .nan }
    if p == 0 || p == 1 { return p }
    return min(refined(boost_beta_lower_inverse(a, b, p), lowerTail: p), 1)
  }

  public func quantile(upperTail q: Double) -> Double {
    guard q.isProbability, !a.isNaN, !b.isNaN else { return .nan }
    if q == 0 || q == 1 { return 1 - q }
    return min(refined(boost_beta_upper_inverse(a, b, q), upperTail: q), 1)
  }

  private var function: IncompleteBeta { IncompleteBeta(a: a, b: b) }

  private func isUndefined(_ x: Double) -> Bool { x.isNaN || a.isNaN || b.isNaN }

  private func point(_ x: Double) -> IncompleteBeta.Point {
    let inside = min(max(x, 0), 1)
    let y = 1 - inside
    return IncompleteBeta.Point(x: inside, y: y, delta: a.addingProduct(-(a + b), inside))
  }

  /// The log density where a variable with this shape ends: x^(shape-1) is 0, 1 or infinite there.
  private static func logEnd(shape: Double, other: Double) -> Double {
    if shape == 1 { return log(other) }
    return shape < 1 ? .infinity : -.infinity
  }
}
