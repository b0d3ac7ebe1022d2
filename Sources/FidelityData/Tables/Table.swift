/// A table of results in memory: named columns of equal length. Everything that is printed or written starts here.
public struct Table: Sendable, Equatable {
  /// The values of a column.
  public enum Values: Sendable, Equatable {
    /// Text that repeats: codes into labels; ``missingKey`` is missing.
    case text(codes: [UInt32], labels: [String])
    /// Numbers; NaN is missing.
    case numbers([Double])
    /// Whole numbers; nil is missing.
    case integers([Int?])
    /// Whole numbers, none of which is missing: half the memory.
    case wholes([Int])

    /// Equal codes and labels, or equal numbers; a missing number equals a missing number. Whole numbers are equal
    /// however they are kept.
    public static func == (a: Values, b: Values) -> Bool {
      switch (a, b) {
      case (.text(let codes, let labels), .text(let otherCodes, let otherLabels)):
        codes == otherCodes && labels == otherLabels
      case (.numbers(let numbers), .numbers(let others)): numbers.elementsEqual(others, by: isSameNumber)
      case (.integers(let integers), .integers(let others)): integers == others
      case (.wholes(let integers), .wholes(let others)): integers == others
      case (.integers(let some), .wholes(let all)), (.wholes(let all), .integers(let some)):
        some.elementsEqual(all) { $0 == $1 }
      default: false
      }
    }

    /// The values of several columns of one kind, one after the other.
    fileprivate init(joining parts: [Values]) {
      let count = parts.reduce(0) { $0 + $1.count }
      switch parts[0] {
      case .text:
        var (codes, dictionary) = ([UInt32](), KeyDictionary())
        codes.reserveCapacity(count)
        for case .text(let theirs, let labels) in parts {
          let here = labels.map { dictionary.code(of: $0) }
          codes += theirs.lazy.map { $0 == missingKey ? missingKey : here[Int($0)] }
        }
        self = .text(codes: codes, labels: dictionary.labels)
      case .numbers:
        var numbers: [Double] = []
        numbers.reserveCapacity(count)
        for case .numbers(let theirs) in parts { numbers += theirs }
        self = .numbers(numbers)
      case .integers, .wholes:
        let isComplete = parts.allSatisfy { if case .wholes = $0 { true } else { false } }
        var (wholes, integers) = ([Int](), [Int?]())
        if isComplete { wholes.reserveCapacity(count) } else { integers.reserveCapacity(count) }
        for part in parts {
          switch part {
          case .wholes(let theirs): if isComplete { wholes += theirs } else { integers += theirs.lazy.map { $0 } }
          case .integers(let theirs): integers += theirs
          default: break
          }
        }
        self = isComplete ? .wholes(wholes) : .integers(integers)
      }
      precondition(self.count == count, "pieces with columns of different kinds")
    }

    public var count: Int {
      switch self {
      case .text(let codes, _): codes.count
      case .numbers(let numbers): numbers.count
      case .integers(let integers): integers.count
      case .wholes(let integers): integers.count
      }
    }
  }

  public struct Column: Sendable, Equatable {
    public var name: String
    public var values: Values

    public init(_ name: String, _ values: Values) {
      self.name = name
      self.values = values
    }

    /// A column of text, nil where missing.
    public init(_ name: String, text: [String?]) {
      var dictionary = KeyDictionary()
      let codes = text.map { $0.map { dictionary.code(of: $0) } ?? missingKey }
      self.init(name, .text(codes: codes, labels: dictionary.labels))
    }
  }

  public private(set) var columns: [Column] = []
  public private(set) var rowCount = 0

  public init() {}

  /// A table of columns of equal length; traps otherwise.
  public init(columns: [Column]) {
    for column in columns { append(column) }
  }

  /// The rows of several tables with the same columns, one after the other; traps where they have others.
  package init(joining pieces: [Table]) {
    guard pieces.count != 1, let first = pieces.first else {
      self = pieces.first ?? Table()
      return
    }
    precondition(pieces.allSatisfy { $0.columns.map(\.name) == first.columns.map(\.name) }, "pieces of other tables")
    for index in first.columns.indices {
      append(Column(first.columns[index].name, Values(joining: pieces.map { $0.columns[index].values })))
    }
  }

  /// Adds a column; traps where its length differs.
  public mutating func append(_ column: Column) {
    precondition(columns.isEmpty || column.values.count == rowCount, "column \"\(column.name)\" has another length")
    rowCount = column.values.count
    columns.append(column)
  }

  public subscript(name: String) -> Values? { columns.first { $0.name == name }?.values }

  /// The numbers of a column (whole numbers converted, missing NaN), or nil where there is none of that name.
  public func numbers(_ name: String) -> [Double]? {
    switch self[name] {
    case .numbers(let numbers): numbers
    case .integers(let integers): integers.map { $0.map(Double.init) ?? .nan }
    case .wholes(let integers): integers.map(Double.init)
    default: nil
    }
  }

  /// The texts of a column, or nil where there is none of that name.
  public func texts(_ name: String) -> [String?]? {
    guard case .text(let codes, let labels) = self[name] else { return nil }
    return codes.map { $0 == missingKey ? nil : labels[Int($0)] }
  }

  /// The first `count` rows.
  public func prefix(_ count: Int) -> Table {
    rows(Array(0..<min(count, rowCount)))
  }

  /// The rows at `indices`, in that order. O(columns x indices).
  public func rows(_ indices: [Int]) -> Table {
    Table(
      columns: columns.map { column in
        switch column.values {
        case .text(let codes, let labels):
          Column(column.name, .text(codes: indices.map { codes[$0] }, labels: labels))
        case .numbers(let numbers): Column(column.name, .numbers(indices.map { numbers[$0] }))
        case .integers(let integers): Column(column.name, .integers(indices.map { integers[$0] }))
        case .wholes(let integers): Column(column.name, .wholes(indices.map { integers[$0] }))
        }
      })
  }
}
