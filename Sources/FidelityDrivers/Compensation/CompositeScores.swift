public import FidelityData
import FidelitySystem

/// The adjusted Mazziotta-Pareto index: the mean of scores less a penalty for their imbalance.
///
/// m - s^2 / m, m the mean and s the population standard deviation of scores as they are. Scores that are all 0 give 0,
/// its limit; a negative or missing score, or none, gives NaN.
/// Reference: Mazziotta & Pareto (2016), Social Indicators Research 127, 983-1003.
public struct MazziottaPareto: Sendable, Hashable, Codable {
  public init() {}

  /// - Complexity: O(scores).
  public func value(of scores: [Double]) -> Double {
    guard !scores.isEmpty, scores.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return .nan }
    let count = Double(scores.count)
    let mean = scores.reduce(0, +) / count
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return mean > 0 ? mean - variance / mean : 0
  }
}

/// The mean-min function: a composite between the mean and the smallest score.
///
/// m - alpha (sqrt((m - min)^2 + beta^2) - beta), m the mean. alpha 0 is the mean; alpha 1 and beta 0 the smallest
/// score; beta is how much imbalance costs next to nothing. A missing score, or none, gives NaN.
/// Reference: Casadio Tarabusi & Guarini (2013), Social Indicators Research 112, 19-45.
public struct MeanMin: Sendable, Hashable, Codable {
  public let alpha: Double
  public let beta: Double

  /// - Parameters:
  ///   - alpha: 0...1.
  ///   - beta: >= 0.
  public init(alpha: Double, beta: Double) {
    precondition((0...1).contains(alpha) && beta >= 0 && beta.isFinite, "alpha is in 0...1, beta not negative")
    (self.alpha, self.beta) = (alpha, beta)
  }

  /// - Complexity: O(scores).
  public func value(of scores: [Double]) -> Double {
    guard let first = scores.first, scores.allSatisfy(\.isFinite) else { return .nan }
    let mean = scores.reduce(0, +) / Double(scores.count)
    let below = mean - scores.reduce(first, min)
    return mean - alpha * ((below * below + beta * beta).squareRoot() - beta)
  }
}

/// A composite that compensates, with drivers that nothing makes up for: M_p >= target and each critical driver at
/// least its own minimum.
///
/// Both are compared as exact fractions are: what falls short by rounding alone meets them. A critical driver without a
/// score gives `too-few-items`, unless the rule fails already.
public struct HybridRule: Sendable, Hashable, Codable {
  public let mean: PowerMean
  public let target: Double

  public init(_ mean: PowerMean, target: Double) { (self.mean, self.target) = (mean, target) }

  /// Whether some scores pass.
  /// - Parameters:
  ///   - scores: >= 0; NaN for a driver without one, whose weight is not counted.
  ///   - minima: the least score of each driver; NaN for one that is not critical.
  /// - Returns: false with a status that is not `ok` where it cannot be told.
  /// - Complexity: O(scores).
  public func isMet(
    _ scores: [Double], weights: [Double], minima: [Double]
  ) -> (isMet: Bool, status: Status) {
    precondition(scores.count == weights.count && scores.count == minima.count, "a weight and minimum for each score")
    let counted = scores.indices.map { scores[$0].isNaN ? 0 : weights[$0] }
    let composite = mean.value(of: scores, weights: counted)
    let critical = scores.indices.filter { !minima[$0].isNaN }
    let isBelowMinimum = critical.contains { CutScore.isMissed(scores[$0], minima[$0]) }
    if CutScore.isMissed(composite, target) || isBelowMinimum { return (false, .ok) }
    if composite.isNaN || critical.contains(where: { scores[$0].isNaN }) { return (false, .tooFewItems) }
    return (true, .ok)
  }
}

/// What a unit's outcome says of its deficits. A deficit is a driver below the threshold.
public enum CompensationFlag: String, Sendable, Hashable, Codable, CaseIterable {
  /// No deficit, and the outcome meets its criterion.
  case noDeficit = "no-deficit"
  /// A deficit, and the outcome meets its criterion all the same.
  case compensated
  /// A deficit, and the outcome does not meet its criterion.
  case uncompensated
  /// No deficit, and the outcome does not meet its criterion: what else?
  case unexplained

  public init(hasDeficit: Bool, meetsCriterion: Bool) {
    self = hasDeficit ? (meetsCriterion ? .compensated : .uncompensated) : meetsCriterion ? .noDeficit : .unexplained
  }
}
