/// What a result must be for a study to pass: a bound on a number of some rows of its result tables.
///
/// Every row that the gate's texts select must keep to the bound; a row without the number fails, and so does a gate
/// that selects no row. The bound is compared with the number as it was computed, not as it is printed.
public struct Gate: Sendable, Equatable {
  /// Which side of the bound is good.
  public enum Relation: String, Sendable, CaseIterable {
    case atLeast = "at-least"
    case atMost = "at-most"
    case above
    case below

    func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .atLeast: value >= bound
      case .atMost: value <= bound
      case .above: value > bound
      case .below: value < bound
      }
    }

    /// `at least`
    var words: String { rawValue.replacing("-", with: " ") }
  }

  /// The result table; nil for every table that has the columns.
  public var table: String?
  /// The texts that a row must have in some columns, one of several each: `quantity`, `weights`, `item`, ...
  public var selection: [String: [String]]
  /// The column of numbers: `estimate`, `lower`, `upper`, or another of the table.
  public var column: String
  public var relation: Relation
  public var bound: Double

  public init(
    table: String? = nil, selecting selection: [String: [String]], column: String = "estimate", _ relation: Relation,
    _ bound: Double
  ) {
    self.table = table
    self.selection = selection
    self.column = column
    self.relation = relation
    self.bound = bound
  }

  /// `lower at least 0.6`, for messages.
  var rule: String { "\(column) \(relation.words) \(bound)" }
}
