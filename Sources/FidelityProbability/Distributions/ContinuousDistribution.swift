import FidelitySystem

/// A continuous probability distribution on the line: its distribution function, both tails and their inverses.
///
/// Conventions that hold for every conforming type:
///
/// - **Upper tails are computed, not subtracted.** `survival(x)` keeps its relative accuracy where `1 - cumulative(x)`
///   is 0.
/// - **Log tails do not underflow.** `logSurvival` and `logCumulative` stay finite as long as the true logarithm is
///   representable, far beyond the point (about 1e-308) where the tail itself becomes 0.
/// - **NaN in, NaN out.** A NaN argument or a NaN parameter (degrees of freedom that data left undefined) gives NaN. A
///   probability outside 0...1 gives NaN. A parameter that no data can excuse (a negative number of degrees of
///   freedom, say) is a programmer's error and traps.
/// - At infinity the tails are exactly 0 and 1; the quantiles of 0 and 1 are the ends of the support.
///
/// Accuracy is stated on each type as a relative error. All functions are pure and safe to call from any thread.
public protocol ContinuousDistribution: Sendable, Hashable {
  /// P(X <= x).
  func cumulative(_ x: Double) -> Double

  /// P(X > x), the upper tail.
  func survival(_ x: Double) -> Double

  /// log P(X <= x).
  func logCumulative(_ x: Double) -> Double

  /// log P(X > x).
  func logSurvival(_ x: Double) -> Double

  /// The density f(x); 0 outside the support.
  func density(_ x: Double) -> Double

  /// log f(x); -infinity outside the support.
  func logDensity(_ x: Double) -> Double

  /// The x with P(X <= x) = p.
  func quantile(_ p: Double) -> Double

  /// The x with P(X > x) = q: keeps its accuracy for tiny q, where `quantile(1 - q)` has lost it.
  func quantile(upperTail q: Double) -> Double
}

extension ContinuousDistribution {
  public func density(_ x: Double) -> Double { exp(logDensity(x)) }
}

extension Double {
  /// Whether this is a probability; false for NaN.
  var isProbability: Bool { self >= 0 && self <= 1 }
}
