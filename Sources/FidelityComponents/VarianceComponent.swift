import FidelityData

/// The variance that a term of the design brings into a single observation.
///
/// An analysis of variance can give a negative number. Both are here: what the equations give (``raw``), and what a
/// variance can be (``value``).
public struct VarianceComponent: Sendable, Equatable {
  /// The name of the term: `unit`, `p x i`, `residual`.
  public let term: String
  /// As the equations give it, negative or not; NaN where undefined. Of a likelihood, the same as ``value``.
  public let raw: Double
  /// NaN where there is none, or at the boundary.
  public let standardError: Double
  /// Whether the best value is 0: the likelihood falls from there on.
  public let isAtBoundary: Bool

  public init(_ term: String, raw: Double, standardError: Double = .nan, isAtBoundary: Bool = false) {
    self.term = term
    self.raw = raw
    self.standardError = standardError
    self.isAtBoundary = isAtBoundary
  }

  /// ``raw``, or 0 where that is negative.
  public var value: Double { raw < 0 ? 0 : raw }

  /// Equal in every field; a missing number equals a missing number.
  public static func == (a: VarianceComponent, b: VarianceComponent) -> Bool {
    a.term == b.term && isSameNumber(a.raw, b.raw) && isSameNumber(a.standardError, b.standardError)
      && a.isAtBoundary == b.isAtBoundary
  }
}

/// A sum of squares that rounding may have brought below 0. NaN stays: `max(0, x)` would hide what overflowed.
func notBelowZero(_ squares: Double) -> Double { squares < 0 ? 0 : squares }
