import FidelityData

/// A small table of a dataset: UTF-8, comma, header, no quotation marks.
struct DatasetTable: Sendable {
  let names: [String]
  private let rows: [(line: Int, cells: [String])]
  private let file: String

  /// - Throws: `malformed`, `ragged` with the line.
  init(_ bytes: [UInt8], file: String) throws(DataError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DataError(.malformed(reason: "the table is not UTF-8"), file: file)
    }
    var lines: [(line: Int, cells: [String])] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    where !line.isEmpty {
      if line.contains("\"") {
        throw DataError(
          .malformed(reason: "the tables of datasets have no quotation marks"), file: file, line: index + 1)
      }
      lines.append((index + 1, line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
    }
    guard let header = lines.first?.cells else { throw DataError(.malformed(reason: "the table is empty"), file: file) }
    rows = Array(lines.dropFirst())
    for row in rows where row.cells.count != header.count {
      throw DataError(.ragged(expected: header.count, found: row.cells.count), file: file, line: row.line)
    }
    names = header
    self.file = file
  }

  var rowCount: Int { rows.count }

  /// - Throws: `unknownColumn`.
  func texts(_ name: String) throws(DataError) -> [String] {
    guard let place = names.firstIndex(of: name) else {
      throw DataError.unknownColumn(name, among: names, file: file)
    }
    return rows.map { $0.cells[place] }
  }

  /// The numbers of a column; an empty cell is NaN.
  /// - Throws: `unknownColumn`, `notANumber` with the line.
  func numbers(_ name: String) throws(DataError) -> [Double] {
    var numbers: [Double] = []
    for (row, text) in zip(rows, try texts(name)) {
      guard let number = text.isEmpty ? .nan : Self.number(text) else {
        throw DataError(.notANumber, file: file, line: row.line, column: name, value: text)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The finite number that a text is, or nil.
  static func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

  /// The error that the table cannot be used for a computation.
  func refusal(_ problem: DataError.Problem) -> DataError { DataError(problem, file: file) }
}
