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

  func rows(_ piece: Table, isFirst: Bool) -> some RowText {
    DelimitedRows(piece, delimiter: delimiter) { label, output in append(label, to: &output) }
  }

  func ending(_ provenance: JSONValue?, rowCount: Int) -> [UInt8] { [] }

  /// What a line of a missing value alone is.
  fileprivate static let emptyCell: [UInt8] = [0x22, 0x22]

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

private struct DelimitedRows: RowText {
  private let columns: [CellText]
  private let delimiter: UInt8

  init(_ table: Table, delimiter: UInt8, _ encode: (String, inout [UInt8]) -> Void) {
    columns = table.columns.map { CellText($0.values, encode) }
    self.delimiter = delimiter
  }

  func append(_ rows: Range<Int>, to output: inout [UInt8]) {
    var numbers = NumberCache()
    for row in rows {
      let start = output.count
      for index in columns.indices {
        if index > 0 { output.append(delimiter) }
        columns[index].append(row, &numbers, to: &output)
      }
      if columns.count == 1, output.count == start { output += DelimitedReport.emptyCell }
      output.append(0x0a)
    }
  }
}

/// The cells of a column for programs: numbers that read back as the same, nothing where a value is missing.
enum CellText: Sendable {
  case text([UInt32], EncodedLabels)
  case numbers([Double])
  case integers([Int?])
  case wholes([Int])

  init(_ values: Table.Values, _ encode: (String, inout [UInt8]) -> Void) {
    switch values {
    case .text(let codes, let labels): self = .text(codes, EncodedLabels(labels, encode))
    case .numbers(let numbers): self = .numbers(numbers)
    case .integers(let integers): self = .integers(integers)
    case .wholes(let integers): self = .wholes(integers)
    }
  }

  /// Adds the cell of a row; nothing where it is missing.
  @inline(__always)
  func append(_ row: Int, _ numbers: inout NumberCache, to output: inout [UInt8]) {
    switch self {
    case .text(let codes, let labels): if codes[row] != missingKey { labels.append(codes[row], to: &output) }
    case .numbers(let values): numbers.append(values[row], to: &output)
    case .integers(let integers): if let integer = integers[row] { NumberText.append(integer, to: &output) }
    case .wholes(let integers): NumberText.append(integers[row], to: &output)
    }
  }
}
