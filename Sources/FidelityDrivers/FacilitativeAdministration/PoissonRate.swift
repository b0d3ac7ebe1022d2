import FidelityProbability

/// Events over the time in which they could happen, as a rate with exact limits.
///
/// With x events in an exposure T (months, hours): rate x / T, error sqrt(x) / T. The exact limits are those means of a
/// Poisson variable at which x or fewer, x or more events have the probability (1 - level) / 2, over T: chi-squared
/// quantiles with 2x and 2x + 2 degrees of freedom, halved. They are never too narrow.
///
/// | input | what it gets |
/// |---|---|
/// | no event | rate 0, lower limit 0, upper limit above 0 |
/// | exposure 0, or NaN | NaN throughout |
/// | a count that is not whole | the quantiles that lie between |
///
/// Events of one unit are taken to be independent of each other; where they come in clusters, limits are too narrow.
/// Reference: Garwood (1936), Biometrika 28, 437-442. Validation: `datasets/drivers-barriers`.
public struct PoissonRate: Sendable, Hashable {
  /// x.
  public let count: Double
  /// T.
  public let exposure: Double

  /// - Precondition: neither is negative.
  public init(count: Double, exposure: Double) {
    precondition(!(count < 0) && !(exposure < 0), "a count and an exposure are not negative")
    (self.count, self.exposure) = (count, exposure)
  }

  /// x / T.
  public var value: Double { exposure > 0 ? count / exposure : .nan }

  /// sqrt(x) / T.
  public var standardError: Double { exposure > 0 ? count.squareRoot() / exposure : .nan }

  /// The exact limits.
  /// - Precondition: 0 < `level` < 1.
  /// - Complexity: O(1).
  public func limits(level: Double = 0.95) -> (lower: Double, upper: Double) {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1")
    guard exposure > 0, exposure.isFinite, count.isFinite else { return (.nan, .nan) }
    let tail = (1 - level) / 2
    let lower = count > 0 ? ChiSquared(degreesOfFreedom: 2 * count).quantile(tail) / 2 : 0
    let upper = ChiSquared(degreesOfFreedom: 2 * (count + 1)).quantile(upperTail: tail) / 2
    return (lower / exposure, upper / exposure)
  }
}
