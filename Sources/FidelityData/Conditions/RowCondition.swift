/// A condition on the rows of a table, as in `phase == "baseline" && score >= 2`.
///
/// - Columns stand by their names; a name that is no word, or a reserved word, stands in backticks: `` `score 1` ``.
/// - A column is compared with a number (`score >= 2`), a text in quotes (`phase == "baseline"`) or another column.
///   `in` asks for one of several: `phase in ["baseline", "follow-up"]`, `not in` for none of them. `missing(score)`
///   asks for empty cells.
/// - `==`, `!=`, `<`, `<=`, `>`, `>=`; `&&` or `and`, `||` or `or`, `!` or `not`, parentheses. `&&` binds closer than
///   `||`.
/// - Texts are compared to the letter. With `<` and the like, a text in quotes is a date, as in
///   `date >= "2024-09-01"`.
/// - A comparison with a missing cell is neither true nor false (Kleene's logic, as in SQL and R); a row is taken
///   where the whole is true.
public struct RowCondition: Sendable, Equatable {
  /// A column that a condition names.
  package struct Column: Sendable, Equatable {
    package let name: String
    /// Where it stands in the text, in Unicode scalars from 0.
    package let offset: Int

    package init(_ name: String, offset: Int) {
      self.name = name
      self.offset = offset
    }
  }

  /// A value that a condition compares with.
  package enum Value: Sendable, Equatable {
    case number(Double)
    case text(String)
  }

  package enum Relation: String, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether it asks for an order.
    package var isOrder: Bool { self != .equal && self != .notEqual }

    /// The relation with its sides exchanged.
    package var reversed: Relation {
      switch self {
      case .equal, .notEqual: self
      case .less: .greater
      case .lessOrEqual: .greaterOrEqual
      case .greater: .less
      case .greaterOrEqual: .lessOrEqual
      }
    }

    package func holds<Compared: Comparable>(_ left: Compared, _ right: Compared) -> Bool {
      switch self {
      case .equal: left == right
      case .notEqual: left != right
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      }
    }
  }

  package indirect enum Node: Sendable, Equatable {
    case all([Node])
    case any([Node])
    case not(Node)
    case compare(Column, Relation, Value, offset: Int)
    case compareColumns(Column, Relation, Column)
    case isOneOf(Column, [Value])
    case isMissing(Column)
  }

  /// The condition as it was written.
  public let text: String
  package let root: Node

  /// - Throws: `usage` with ``DataError/character``, the place in the text, for what is no condition.
  public init(_ text: String) throws(DataError) {
    self.text = text
    var parser = try RowConditionParser(text)
    root = try parser.condition()
  }

  package init(text: String, root: Node) {
    self.text = text
    self.root = root
  }

  /// The condition that holds where both do.
  public func and(_ other: RowCondition) -> RowCondition {
    RowCondition(text: "(\(text)) && (\(other.text))", root: .all([root, other.root]))
  }

  /// Equal texts.
  public static func == (a: Self, b: Self) -> Bool { a.text == b.text }

  /// The parts that must all hold.
  package var clauses: [Node] { Self.clauses(root) }

  private static func clauses(_ node: Node) -> [Node] {
    guard case .all(let parts) = node else { return [node] }
    return parts.flatMap(clauses)
  }

  /// The error of something at a place in the text.
  package static func fault(_ reason: String, at offset: Int, hint: String? = nil) -> DataError {
    DataError(.usage(reason: reason), character: offset + 1, hint: hint)
  }
}

extension RowCondition.Node {
  /// The columns that are named, in their order.
  package var columns: [RowCondition.Column] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.columns)
    case .not(let part): part.columns
    case .compare(let column, _, _, _), .isOneOf(let column, _), .isMissing(let column): [column]
    case .compareColumns(let left, _, let right): [left, right]
    }
  }

  /// The columns that are compared with texts.
  package var columnsOfTexts: [String] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.columnsOfTexts)
    case .not(let part): part.columnsOfTexts
    case .compare(let column, _, .text, _): [column.name]
    case .isOneOf(let column, let values): values.contains { $0.isText } ? [column.name] : []
    case .compare, .compareColumns, .isMissing: []
    }
  }
}

extension DataError {
  /// What is wrong with a condition, with the place in its text: `the condition, character 7: ...`; nil for other
  /// errors.
  package var conditionReason: String? {
    guard case .usage(let reason) = problem, line == nil, let character else { return nil }
    return "the condition, character \(character): \(reason)"
  }
}

extension RowCondition.Value {
  package var isText: Bool { if case .text = self { true } else { false } }
}

/// Whether a condition holds for a row, in Kleene's logic: the lesser of two is their conjunction, the greater their
/// disjunction.
package enum Truth: UInt8, Sendable, Comparable {
  case isFalse = 0
  case isUnknown = 1
  case isTrue = 2

  package init(_ value: Bool) { self = value ? .isTrue : .isFalse }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
