public import FidelityData

extension TableFormat {
  public static let csv = TableFormat(
    "csv", extensions: ["csv"],
    .bytes { output, style in
      RowTextWriter(DelimitedReport(defusesFormulas: style.defusesFormulas), output)
    })
  public static let tsv = TableFormat(
    "tsv", extensions: ["tsv", "tab"],
    .bytes { output, style in
      RowTextWriter(DelimitedReport(delimiter: "\t", defusesFormulas: style.defusesFormulas), output)
    })
}

/// CSV and TSV after RFC 4180: a header line, LF, cells quoted where they hold the delimiter, a quotation mark or a
/// line break. Numbers read back as the same doubles; a missing value is an empty cell, which in a table of one column
/// is quoted, since readers skip blank lines.
public struct DelimitedReport: RowTextFormat {
  private let delimiter: UInt8
  private let defusesFormulas: Bool

  /// - Parameter defusesFormulas: whether a text that a spreadsheet would run gets an apostrophe before it: one that
  ///   begins with =, +, -, @, a tabulator or a carriage return, and is no number.
  public init(delimiter: Character = ",", defusesFormulas: Bool = false) {
    self.delimiter = delimiter.asciiValue ?? 0x2c
    self.defusesFormulas = defusesFormulas
  }

  /// The bytes of a table. O(cells).
  public func bytes(_ table: Table) -> [UInt8] {
    var output = beginning(table.columns)
    rows(table, isFirst: true).append(0..<table.rowCount, to: &output)
    return output
  }

  func beginning(_ columns: [Table.Column]) -> [UInt8] {
    var output: [UInt8] = []
    for (index, column) in columns.enumerated() {
      if index > 0 { output.append(delimiter) }
      append(column.name, to: &output)
    }
    if columns.count == 1, output.isEmpty { output += Self.emptyCell }
    output.append(0x0a)
    return output
  }

  func rows(_ piece: Table, isFirst: Bool) -> TextRows {
    var frame = TextRows.Frame(
      leads: piece.columns.indices.map { $0 == 0 ? [] : [delimiter] }, close: [0x0a])
    if piece.columns.count == 1 { frame.missing = Self.emptyCell }
    return TextRows(piece, frame, isFirst: isFirst) { label, output in append(label, to: &output) }
  }

  func ending(_ provenance: JSONValue?, rowCount: Int) -> [UInt8] { [] }

  /// What a line of a missing value alone is.
  private static let emptyCell: [UInt8] = [0x22, 0x22]

  private static func isFormula(_ text: String) -> Bool {
    guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return false }
    return Double(text) == nil
  }

  private func append(_ text: String, to output: inout [UInt8]) {
    let text = defusesFormulas && Self.isFormula(text) ? "'" + text : text
    let needsQuotes = text.utf8.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
    guard needsQuotes else {
      output += text.utf8
      return
    }
    output.append(0x22)
    for byte in text.utf8 {
      if byte == 0x22 { output.append(0x22) }
      output.append(byte)
    }
    output.append(0x22)
  }
}
