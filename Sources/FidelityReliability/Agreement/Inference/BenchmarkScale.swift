public import FidelityData
import FidelityProbability
import FidelitySystem

/// A scale of words for the size of a coefficient of agreement, and Gwet's way to place an estimate on it.
///
/// An estimate near a border belongs to the level above it by chance alone. Gwet's method takes the coefficient as
/// normal with the standard error, cut to -1...1, sums the probabilities of the levels from the highest down, and
/// chooses the level at which the sum reaches 0.95: the highest that the coefficient reaches with that much certainty.
/// Without a standard error (or with one of 0) the level is the one that holds the estimate; a border belongs to the
/// level above it, as the printed scales have it (0.61-0.80 below 0.81-1.00 in two decimals).
///
/// References: Landis & Koch (1977), Biometrics 33, 159-174; Fleiss (1981), Statistical Methods for Rates and
/// Proportions; Altman (1991), Practical Statistics for Medical Research; Cicchetti & Sparrow (1981), American Journal
/// of Mental Deficiency 86, 127-137; Regier et al. (2013), American Journal of Psychiatry 170, 59-70; Gwet (2014), ch.
/// 6.
/// Validation: `datasets/gwet-raw4raters` (irrCAC).
public enum BenchmarkScale: String, Sendable, Hashable, Codable, CaseIterable {
  case landisKoch = "landis-koch"
  case fleiss, altman, cicchetti, regier

  /// A level with its lower border.
  public struct Level: Sendable, Hashable {
    public let name: String
    public let lower: Double
  }

  /// The levels from the highest down; the lowest reaches down to -1.
  public var levels: [Level] {
    let pairs: [(String, Double)] =
      switch self {
      case .landisKoch:
        [("almost perfect", 0.8), ("substantial", 0.6), ("moderate", 0.4), ("fair", 0.2), ("slight", 0), ("poor", -1)]
      case .fleiss: [("excellent", 0.75), ("intermediate to good", 0.4), ("poor", -1)]
      case .altman: [("very good", 0.8), ("good", 0.6), ("moderate", 0.4), ("fair", 0.2), ("poor", -1)]
      case .cicchetti: [("excellent", 0.75), ("good", 0.6), ("fair", 0.4), ("poor", -1)]
      case .regier:
        [("excellent", 0.8), ("very good", 0.6), ("good", 0.4), ("questionable", 0.2), ("unacceptable", -1)]
      }
    return pairs.map { Level(name: $0.0, lower: $0.1) }
  }

  /// Where a coefficient belongs.
  public struct Membership: Sendable, Hashable {
    public let level: Level
    /// P(the coefficient lies in the level); NaN without a standard error.
    public let probability: Double
    /// P(the coefficient lies in the level or a higher one).
    public let cumulative: Double
  }

  /// The probability of each level, from the highest down.
  public func memberships(estimate: Double, standardError: Double) -> [Membership] {
    guard standardError > 0, estimate.isFinite else {
      return levels.map { Membership(level: $0, probability: .nan, cumulative: .nan) }
    }
    // P(K > x), by tails: no difference of two numbers near 1.
    func above(_ x: Double) -> Double { Normal.standard.cumulative((estimate - x) / standardError) }
    func between(_ low: Double, _ high: Double) -> Double {
      low > estimate
        ? above(low) - above(high)
        : Normal.standard.cumulative((high - estimate) / standardError)
          - Normal.standard.cumulative((low - estimate) / standardError)
    }
    let whole = between(-1, 1)
    var upper = 1.0
    return levels.map { level in
      defer { upper = level.lower }
      return Membership(
        level: level, probability: between(level.lower, upper) / whole, cumulative: between(level.lower, 1) / whole)
    }
  }

  /// The level of an estimate: the highest whose cumulative probability reaches `certainty`.
  public func level(estimate: Double, standardError: Double, certainty: Double = 0.95) -> Level? {
    placement(estimate: estimate, standardError: standardError, certainty: certainty)?.level
  }

  /// The level of an estimate and its probabilities, which are NaN where the estimate alone decides: where there is no
  /// standard error, or one of 0.
  public func placement(estimate: Double, standardError: Double, certainty: Double = 0.95) -> Membership? {
    guard estimate.isFinite else { return nil }
    let memberships = memberships(estimate: estimate, standardError: standardError)
    if memberships[0].cumulative.isNaN {
      return memberships.first { estimate >= $0.level.lower } ?? memberships.last
    }
    return memberships.first { $0.cumulative >= certainty } ?? memberships.last
  }

  /// The row of a coefficient with its level in the note, and by which rule it is there, then two rows for each level
  /// from the highest down: `benchmark-probability` and `benchmark-cumulative-probability`, the coefficient's name as
  /// `form`, the level as `term`. Without a standard error there are no probabilities.
  public func rows(of row: Estimate) -> [Estimate] {
    guard row.status == .ok || row.status == .noSpread,
      let placement = placement(estimate: row.estimate, standardError: row.standardError)
    else { return [row] }
    var named = row
    let rule =
      placement.cumulative.isNaN
      ? "by the estimate alone"
      : "by interval membership, cumulative probability \(DecimalText.fixed(placement.cumulative, digits: 4))"
    named.add(note: "\(rawValue): \(placement.level.name) (\(rule))")
    guard row.standardError > 0 else { return [named] }
    var rows = [named]
    for membership in memberships(estimate: row.estimate, standardError: row.standardError) {
      for (quantity, value) in [
        ("benchmark-probability", membership.probability), ("benchmark-cumulative-probability", membership.cumulative),
      ] {
        var probability = Estimate(quantity)
        (probability.term, probability.form) = (membership.level.name, row.quantity)
        (probability.weights, probability.metric, probability.method) = (row.weights, row.metric, rawValue)
        probability.estimate = value
        rows.append(probability)
      }
    }
    return rows
  }
}
