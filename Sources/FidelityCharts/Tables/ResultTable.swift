public import FidelityData
import FidelityReports

/// A table of results as it stands in a file: columns of text, numbers where they are.
public struct ResultTable: Sendable {
  /// The cells of a column.
  enum Cells: Sendable {
    case texts([String])
    /// Places among distinct texts; ``missingKey`` is an empty cell.
    case codes([UInt32], labels: [String])
    /// Numbers of a typed file; an empty cell is NaN.
    case numbers([Double])
  }

  /// What the table is called: the name of its file without the extension.
  public let name: String
  /// The names of the columns, in their order.
  public let columns: [String]
  public let rowCount: Int
  /// The file that was read; nil for a table that was made in memory.
  public let file: String?
  private let cells: [Cells]

  /// A table of texts; all columns have the same number of rows.
  public init(name: String, columns: [(String, [String])]) {
    self.init(
      name: name, columns: columns.map(\.0), cells: columns.map { .texts($0.1) }, rowCount: columns.first?.1.count ?? 0,
      file: nil)
  }

  init(name: String, columns: [String], cells: [Cells], rowCount: Int, file: String?) {
    precondition(cells.allSatisfy { $0.count == rowCount }, "columns of different lengths")
    self.name = name
    self.columns = columns
    self.cells = cells
    self.rowCount = rowCount
    self.file = file
  }

  /// The file, or the name where there is none: what messages and source lines call the table.
  public var origin: String { file ?? name }

  func renamed(_ name: String) -> ResultTable {
    ResultTable(name: name, columns: columns, cells: cells, rowCount: rowCount, file: file)
  }

  public func has(_ column: String) -> Bool { columns.contains(column) }

  /// The texts of a column, empty where a cell is; nil where there is no such column.
  /// - Complexity: O(rows).
  public func texts(_ column: String) -> [String]? {
    guard let place = columns.firstIndex(of: column) else { return nil }
    switch cells[place] {
    case .texts(let texts): return texts
    case .codes(let codes, let labels): return codes.map { $0 == missingKey ? "" : labels[Int($0)] }
    case .numbers(let numbers): return numbers.map(NumberText.exact)
    }
  }

  /// The numbers of a column, NaN where a cell is empty; nil where there is no such column, or a cell of it is no
  /// finite number.
  /// - Complexity: O(rows).
  public func numbers(_ column: String) -> [Double]? { try? checkedNumbers(column) }

  /// The numbers of a column, NaN where a cell is empty or, with `NA` and the like, missing.
  /// - Throws: `unknownColumn`; `notANumber`, `notFinite` with file, row and value.
  public func checkedNumbers(_ column: String) throws(DataError) -> [Double] {
    guard let place = columns.firstIndex(of: column) else {
      throw DataError.unknownColumn(column, among: columns, file: origin)
    }
    switch cells[place] {
    case .numbers(let numbers): return numbers.map { $0.magnitude > Self.largest ? .nan : $0 }
    case .texts(let texts):
      var numbers: [Double] = []
      numbers.reserveCapacity(rowCount)
      for (row, text) in texts.enumerated() { numbers.append(try number(text, row: row + 1, column)) }
      return numbers
    case .codes(let codes, let labels):
      var known: [Double] = []
      known.reserveCapacity(labels.count)
      for (code, text) in labels.enumerated() {
        if let number = Self.number(text) {
          known.append(number)
        } else {
          let row = codes.firstIndex(of: UInt32(code)).map { $0 + 1 } ?? 0
          known.append(try number(text, row: row, column))
        }
      }
      return codes.map { $0 == missingKey ? .nan : known[Int($0)] }
    }
  }

  /// The finite number that a text is, NaN for a missing one; nil otherwise.
  private static func number(_ text: String) -> Double? {
    if MissingCodes.standardTexts.contains(text) { return .nan }
    return Double(text).flatMap { $0.magnitude <= largest ? $0 : nil }
  }

  /// Axes of larger numbers would leave those of the machine.
  private static let largest = 1e290

  private func number(_ text: String, row: Int, _ column: String) throws(DataError) -> Double {
    if let number = Self.number(text) { return number }
    let value = Double(text)
    let problem: DataError.Problem =
      value == nil
      ? .notANumber : value?.isFinite == true ? .unusable(reason: "the number is too large for a picture") : .notFinite
    throw DataError(
      problem, file: origin, row: row, column: column, value: text,
      hint: "a picture is drawn of a table as an analysis has left it")
  }
}

extension ResultTable.Cells {
  fileprivate var count: Int {
    switch self {
    case .texts(let texts): texts.count
    case .codes(let codes, _): codes.count
    case .numbers(let numbers): numbers.count
    }
  }
}
