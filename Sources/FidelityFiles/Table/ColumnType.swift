/// What a column of a table holds, whichever of its format's types and encodings it has.
public enum ColumnType: Sendable, Hashable {
  /// What a time counts in.
  public enum TimeUnit: Sendable, Hashable, CaseIterable {
    case second, millisecond, microsecond, nanosecond
  }

  /// Text whose first rows are malformed.
  case unknown
  /// Nothing but missing values.
  case empty
  case boolean
  case integer(bits: Int, isSigned: Bool)
  /// Binary floating point.
  case real(bits: Int)
  case decimal(precision: Int, scale: Int)
  case text
  /// Read as text where they are UTF-8.
  case bytes
  case date
  case timestamp(TimeUnit, timeZone: String?)
  case timeOfDay(TimeUnit)
  case duration(TimeUnit)
  /// Places in a list of values, the levels, which may name what no row has; `isOrdered` where they are a scale, lowest
  /// first.
  indirect case factor(ColumnType, isOrdered: Bool = false)
  /// Nested, or of another kind that is not read, in the words of Arrow.
  case other(String)

  /// Whether the values are numbers: a factor of numbers is one of names.
  public var isNumber: Bool {
    switch self {
    case .integer, .real, .decimal: true
    default: false
    }
  }

  /// Whether the values are whole numbers.
  public var isInteger: Bool {
    if case .integer = self { true } else { false }
  }

  /// Whether the values are days, or times that have one.
  public var isDate: Bool {
    switch self {
    case .date, .timestamp: true
    default: false
    }
  }

  /// Whether the values are words in the order of a scale.
  public var isOrderedWords: Bool {
    switch self {
    case .factor(.text, isOrdered: true), .factor(.bytes, isOrdered: true): true
    default: false
    }
  }

  /// Whether a column of the type can be read.
  public var isReadable: Bool {
    switch self {
    case .timeOfDay, .duration, .other: false
    case .factor(let levels, _): levels.isReadable
    default: true
    }
  }

  /// Whether the values are levels of a factor.
  public var isFactor: Bool {
    if case .factor = self { true } else { false }
  }
}

extension ColumnType: CustomStringConvertible {
  /// What people call it: `integer`, `factor of text`.
  public var description: String {
    switch self {
    case .unknown: "unknown"
    case .empty: "empty"
    case .boolean: "true or false"
    case .integer: "integer"
    case .real: "number"
    case .decimal: "decimal number"
    case .text: "text"
    case .bytes: "bytes"
    case .date: "date"
    case .timestamp: "date and time"
    case .timeOfDay: "time of day"
    case .duration: "duration"
    case .factor(let levels, let isOrdered): "\(isOrdered ? "ordered " : "")factor of \(levels)"
    case .other(let name): name
    }
  }
}
