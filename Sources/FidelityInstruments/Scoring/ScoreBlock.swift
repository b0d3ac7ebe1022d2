public import FidelityData
import FidelityLinearAlgebra

/// Why a score is there or not, one byte per row.
public enum ScoreStatus: UInt8, Sendable, CaseIterable {
  case ok = 0
  /// The missing policy of the scale asks for more answers than there are.
  case tooFewItems = 1
  /// None of what the scale is made of applies.
  case notApplicable = 2
  /// The table has no column of some of the scale's items.
  case itemsMissing = 3

  /// The name in result tables.
  public var status: Status {
    switch self {
    case .ok: .ok
    case .tooFewItems, .notApplicable: .tooFewItems
    case .itemsMissing: .itemsMissing
    }
  }
}

/// The scores of a block of rows, column by column. One block is filled again and again: see
/// ``InstrumentScorer/score(_:rowCount:into:)``.
public struct ScoreBlock: Sendable {
  /// In ``bands`` and ``criteria``: there is none, or it is not known.
  package static let none: UInt8 = 255

  public internal(set) var rowCount = 0
  /// `scores[scale][row]`; NaN is missing, and ``status(scale:row:)`` says why.
  public internal(set) var scores: [[Double]]
  /// `statuses[scale][row]`: the raw value of a ``ScoreStatus``. See ``status(scale:row:)``.
  package internal(set) var statuses: [[UInt8]]
  /// `bands[scale][row]`: index into ``Instrument/Scale/bands``, the lowest band 0; ``none`` where the score is
  /// missing, lies below every band, or the scale has no bands. See ``band(scale:row:)``.
  package internal(set) var bands: [[UInt8]]
  /// `criteria[criterion][row]`: 1 met, 0 not met, ``none`` where a condition that is missing decides. See
  /// ``isMet(criterion:row:)``.
  package internal(set) var criteria: [[UInt8]]
  /// The number of items answered in each row; a code for "does not apply" is no answer.
  public internal(set) var answeredCounts: [UInt32] = []
  /// The names of the bands of each scale.
  private let bandLabels: [[String]]
  var workspace = ScoringWorkspace()

  /// An empty block for the scores of an instrument.
  public init(for instrument: Instrument) {
    scores = Array(repeating: [], count: instrument.scales.count)
    statuses = Array(repeating: [], count: instrument.scales.count)
    bands = Array(repeating: [], count: instrument.scales.count)
    criteria = Array(repeating: [], count: instrument.criteria.count)
    bandLabels = instrument.scales.map { $0.bands.map(\.label) }
  }

  /// Why the score of a row is there or not.
  public func status(scale: Int, row: Int) -> ScoreStatus { ScoreStatus(rawValue: statuses[scale][row]) ?? .ok }

  /// The name of the band that the score of a row lies in; nil where the score is missing, lies below every band, or
  /// the scale has no bands.
  public func band(scale: Int, row: Int) -> String? {
    let code = bands[scale][row]
    return code == Self.none ? nil : bandLabels[scale][Int(code)]
  }

  /// Whether a row meets a criterion; nil where a condition that is missing decides.
  public func isMet(criterion: Int, row: Int) -> Bool? {
    let code = criteria[criterion][row]
    return code == Self.none ? nil : code == 1
  }

  /// Makes room for exactly `count` rows. Blocks of equal length, or shorter than one before, allocate nothing.
  mutating func resize(to count: Int) {
    guard count != rowCount else { return }
    rowCount = count
    for index in scores.indices {
      Self.resize(&scores[index], to: count, filler: 0)
      Self.resize(&statuses[index], to: count, filler: 0)
      Self.resize(&bands[index], to: count, filler: Self.none)
    }
    for index in criteria.indices { Self.resize(&criteria[index], to: count, filler: 0) }
    Self.resize(&answeredCounts, to: count, filler: 0)
  }

  private static func resize<Element>(_ array: inout [Element], to count: Int, filler: Element) {
    if array.count > count {
      array.removeLast(array.count - count)
    } else {
      array.append(contentsOf: repeatElement(filler, count: count - array.count))
    }
  }
}

/// What scoring a tile of rows needs besides the result.
struct ScoringWorkspace: Sendable {
  /// Tile x items: the values with 0 where there is no answer.
  var values: [Double] = []
  /// Tile x items: 1 where there is an answer.
  var answered: [Double] = []
  /// Tile x items: 1 where the item does not apply.
  var outside: [Double] = []
  /// Tile x item scales.
  var points: [Double] = []
  /// Tile x mask columns, for each of the two masks.
  var answeredSums: [Double] = []
  var outsideSums: [Double] = []
  /// Tile x ``CompositeSum``.
  var composite: [Double] = []

  mutating func prepare(tile: Int, itemCount: Int, plan: ScoringPlan) {
    guard
      values.count != tile * itemCount || points.count != tile * plan.points.columnCount
        || answeredSums.count != tile * plan.masks.columnCount
    else { return }
    values = Array(repeating: 0, count: tile * itemCount)
    answered = values
    outside = plan.codedItems.isEmpty ? [] : values
    points = Array(repeating: 0, count: tile * plan.points.columnCount)
    answeredSums = Array(repeating: 0, count: tile * plan.masks.columnCount)
    outsideSums = plan.codedItems.isEmpty ? [] : answeredSums
    composite = Array(repeating: 0, count: tile * CompositeSum.count)
  }
}

/// The columns that the parts of a composite scale add to.
enum CompositeSum {
  static let numerator = 0
  static let denominator = 1
  /// Parts that are there, and parts that apply.
  static let present = 2
  static let applicable = 3
  /// Lowest value and denominator of all parts that apply, for a sum that is prorated.
  static let base = 4
  static let range = 5
  static let count = 6
}
