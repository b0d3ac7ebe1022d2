public import FidelityComponents

/// Reliability between and within raters, where each rates every unit several times.
///
/// With the components u (unit), r (rater), ur (their interaction) and e (replicates), m ratings of which the mean is
/// taken:
///
/// | | raters random | raters fixed |
/// |---|---|---|
/// | between raters | u / (u + r + ur + e/m) | u / (u + ur + e/m) |
/// | within raters | (u + r + ur) / (u + r + ur + e) | (u + ur) / (u + ur + e) |
///
/// Negative components are taken as they are; errors of measurement cut them at 0.
/// Reference: Eliasziw, Young, Woodbury & Fryday-Field (1994), Physical Therapy 74, 777-788. Validation:
/// `replicates-fat`.
public struct ReplicatedReliability: Sendable {
  /// Whether the raters are a sample, or all there are.
  public enum Raters: String, Sendable, Hashable, Codable, CaseIterable {
    case random, fixed
  }

  public let anova: ReplicatedAnova

  public init(_ anova: ReplicatedAnova) { self.anova = anova }

  /// The inter-rater intraclass correlation; NaN without figures.
  public func betweenRaters(_ raters: Raters, replicates: Double = 1) -> Double {
    let parts = anova.components.map(\.raw)
    let total = parts[0] + (raters == .random ? parts[1] : 0) + parts[2] + parts[3] / replicates
    return parts[0] / total
  }

  /// The intra-rater intraclass correlation; NaN without figures.
  public func withinRaters(_ raters: Raters) -> Double {
    let parts = anova.components.map(\.raw)
    let rater = parts[0] + (raters == .random ? parts[1] : 0) + parts[2]
    return rater / (rater + parts[3])
  }

  /// The standard error of measurement of a rating by another rater: sqrt(r + ur + e).
  public var errorBetweenRaters: Double {
    anova.components.dropFirst().reduce(0) { $0 + $1.value }.squareRoot()
  }

  /// The standard error of measurement of a rating by the same rater: sqrt(e).
  public var errorWithinRaters: Double { anova.components[3].value.squareRoot() }
}
