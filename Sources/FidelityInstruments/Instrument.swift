/// A fidelity instrument: its items, its scales and the rules that turn ratings into scores, bands and criteria.
///
/// An instrument is read from a definition (``init(definition:file:)``) and is consistent from then on: ids are unique,
/// every reference resolves, no scale contains itself, and every cut score lies within the reach of its scale.
///
/// ## The definition language
///
/// A definition is one YAML document (UTF-8, at most 1 MiB; no anchors, aliases or tags). Unknown and repeated keys are
/// errors. Ids have letters, digits, `.`, `_` and `-`, because they name columns.
///
/// ```yaml
/// id: example-1.0             # required
/// title: An example           # the id where absent
/// version: "1.0"
/// source: Author (year). Title.
/// licence: who may use it, and how
/// verified: what was checked against what
/// columns: "TFI_{item}"       # how columns of tables are named, where not by the ids alone
/// defaults: {range: [0, 2], step: 1, weight: 1, missing: exclude, values: {fully: 2, partly: 1, "no": 0}}
/// items:
///   - {id: a1, label: Plan is written, columns: [plan, "Q1 Plan"]}
///   - {id: a2, label: Barriers met, range: [1, 5], step: any, weight: 2, reverse: true, not-applicable: [8, 9]}
/// scales:
///   - id: plan
///     items: [a1, {id: a2, weight: 1}]       # a weight here replaces the item's own
///     aggregate: pooled-percent
///     missing: {policy: prorate, at-least: 80%}
///     bands: [{label: at criterion, at-least: 70%}, {label: below criterion}]
///   - {id: total, scales: [plan], aggregate: mean-of-percents}
/// criteria:
///   - {id: implementing, all: [{scale: total, at-least: 0.8}, {item: a1, at-least: 2}]}
/// ```
///
/// - `range`: lowest and highest value of an item. `step`: distance of neighbouring values, 1 unless said; `any` for
///   values anywhere in the range. `weight`: more than 0, 1 unless said. `reverse`: the item scores lo + hi - x.
///   `not-applicable`: codes that take the item out of the instrument for that row, whatever the missing policy.
/// - `recode`: what answers count in scores, as `{6: 1, 7: 1, other: 0}`; ranges are about what is rated. Without
///   `other`, every value of the scale must be there.
/// - `columns`, of the instrument: one or several patterns with `{item}`, which stands for the id, or `{label}`; of an
///   item: names of its column. A column called like the id comes first, then these names, then names that differ from
///   them in case, blanks and the marks `.`, `_` and `-` only.
/// - `values`: what answers that are words stand for, whatever their case and blanks; numbers may be recoded too.
/// - `aggregate` and `missing`: see ``Aggregate`` and ``MissingPolicy``.
/// - `bands`: in any order; `at-least` in the scale's own unit, proportions also as `70%`. At most one band has no
///   `at-least`: it takes what lies below the others.
/// - `criteria`: all conditions must hold; a condition bounds a scale or an item by `at-least`, `at-most` or both.
///   Items
///   are compared as rated, before any reversal.
public struct Instrument: Sendable, Equatable {
  public let id: String
  public let title: String
  public let version: String?
  public let source: String?
  public let licence: String?
  /// What was checked against what.
  public let verified: String?
  public let items: [Item]
  /// In the order of the definition. A scale may stand before the scales it is made of; see ``scaleOrder``.
  public let scales: [Scale]
  public let criteria: [Criterion]
  /// The indices of ``scales`` in an order that puts every scale after its parts.
  public let scaleOrder: [Int]
  /// How columns are named beside the ids of items: texts with `{item}` or `{label}`.
  public let columnPatterns: [String]

  /// One thing that is rated.
  public struct Item: Sendable, Equatable {
    public let id: String
    public let label: String?
    /// The lowest value, as rated.
    public let lower: Double
    /// The highest value, as rated; more than ``lower``.
    public let upper: Double
    /// The distance of neighbouring values, a divisor of the range; nil where any value in the range may be given.
    public let step: Double?
    /// More than 0.
    public let weight: Double
    /// Whether the item scores `lower + upper - value`.
    public let isReversed: Bool
    /// Values that say that the item does not apply.
    public let notApplicable: [Double]
    /// Names that a column of the item may have beside its id.
    public let columns: [String]
    /// What answers stand for, by their texts in lower case and without needless blanks.
    public let values: [String: Double]
    /// What answers count in scores; nil where they count what was rated. Not for an item that is reversed.
    public let recode: Recode?
  }

  /// An item or a scale that a scale is made of.
  public struct Part: Sendable, Equatable {
    /// Index into ``Instrument/items`` or ``Instrument/scales``.
    public let index: Int
    /// More than 0.
    public let weight: Double
  }

  /// What a scale is made of.
  public enum Parts: Sendable, Equatable {
    case items([Part])
    case scales([Part])
  }

  /// How values become a score. Below, x is an item's value after reversal, [lo, hi] its range, w its weight, and sums
  /// run over the items that count under the ``MissingPolicy``.
  public enum Aggregate: String, Sendable, CaseIterable {
    /// Of items: sum of w x. Of scales: weighted sum of their scores.
    case sum
    /// Of items: sum of w x over sum of w. Of scales: weighted mean of their scores.
    case mean
    /// Sum of w (x - lo) over sum of w (hi - lo), 0...1. Of scales: over all their items, each once and with its own
    /// weight.
    case pooledPercent = "pooled-percent"
    /// Weighted mean of proportions, 0...1. The proportion of an item is (x - lo)/(hi - lo), that of a scale is its
    /// score
    /// placed in the scale's reach in the same way; scales weigh 1 each unless said.
    case meanOfPercents = "mean-of-percents"

    /// Whether the score is a proportion.
    public var isProportion: Bool { self == .pooledPercent || self == .meanOfPercents }
  }

  /// What happens to items that should have been answered and were not. Items that do not apply always leave the scale.
  ///
  /// For scales made of scales (`sum`, `mean`, `mean-of-percents`) the policy is about missing parts in the same way; a
  /// part of which nothing applies leaves the scale.
  /// Where the rule gives no score, the score is missing and its status is `too-few-items`.
  public enum MissingPolicy: Sendable, Equatable {
    /// Leaves numerator and denominator; a `sum` is the sum over what was answered. Needs one answer.
    case exclude
    /// Counts as the lowest score, even where nothing was answered.
    case floor
    /// Counts as the highest score, even where nothing was answered.
    case ceiling
    /// As `exclude`, but needs this share (0...1) of the applicable items. A `sum` is scaled up to all applicable
    /// items:
    /// L + (sum of w (x - lo)) R / R', with L the lowest possible sum, R its range and R' the range of what was
    /// answered.
    case prorate(atLeast: Double)
    /// Needs every applicable item.
    case fail
  }

  /// A score and what it is made of.
  public struct Scale: Sendable, Equatable {
    public let id: String
    public let label: String?
    public let parts: Parts
    public let aggregate: Aggregate
    public let missing: MissingPolicy
    /// From the lowest to the highest band.
    public let bands: [Band]
    /// The lowest score when every part is there.
    public let lower: Double
    /// The highest score when every part is there.
    public let upper: Double
    /// The items that the score rests on, through all levels, in the order of the instrument.
    public let items: [Int]
  }

  /// A named stretch of a scale.
  public struct Band: Sendable, Equatable {
    public let label: String
    /// The lowest score of the band in the scale's own unit (0...1 for percents); nil for the open band below all
    /// others.
    public let atLeast: Double?
  }

  /// Conditions that must hold together.
  public struct Criterion: Sendable, Equatable {
    public let id: String
    public let label: String?
    public let conditions: [Condition]
  }

  /// A bound on a scale or on an item as rated.
  public struct Condition: Sendable, Equatable {
    public enum Subject: Sendable, Hashable {
      case scale(Int)
      case item(Int)
    }
    public let subject: Subject
    public let atLeast: Double?
    public let atMost: Double?
  }

  /// The index of an item, or nil. O(items).
  public func itemIndex(_ id: String) -> Int? { items.firstIndex { $0.id == id } }

  /// The index of a scale, or nil. O(scales).
  public func scaleIndex(_ id: String) -> Int? { scales.firstIndex { $0.id == id } }

  /// The room around a cut score within which a score counts as having reached it.
  ///
  /// A score is a ratio of sums, or a mean of such ratios, and carries rounding errors of a few units in the sixteenth
  /// digit, so a score that is 0.7 by arithmetic may be stored a little below 0.7. The scores that items with steps can
  /// attain lie on a grid: neighbours differ by at least 1/D, D the least common multiple of the denominators (1,680
  /// for the seven subscales of the SET). As long as D stays below 10^12, the nearest score that is really below
  /// the cut lies further away than this room, and the comparison is that of the exact rationals: 21 of 30 points reach
  /// 0.7, 69.999 % do not.
  static func slack(around threshold: Double) -> Double { 1e-12 * max(1, abs(threshold)) }
}
