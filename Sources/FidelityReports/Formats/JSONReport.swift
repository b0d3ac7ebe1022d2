public import FidelityData

extension TableFormat {
  public static let json = TableFormat(
    "json", extensions: ["json"], .bytes { output, _ in RowTextWriter(JSONReport(), output) })
  public static let ndjson = TableFormat(
    "ndjson", extensions: ["ndjson", "jsonl"], .bytes { output, _ in RowTextWriter(JSONLines(), output) })
}

/// A table as one JSON object: an array of records under `results`, and behind it `provenance`, which is whole only
/// when the rows are. A missing value is null.
public struct JSONReport: RowTextFormat {
  public init() {}

  public func text(_ table: Table, provenance: JSONValue? = nil) -> String {
    var output = beginning(table.columns)
    rows(table, isFirst: true).append(0..<table.rowCount, to: &output)
    return String(decoding: output + ending(provenance, rowCount: table.rowCount), as: UTF8.self)
  }

  func beginning(_ columns: [Table.Column]) -> [UInt8] { Array("{\n  \"results\": [".utf8) }

  func rows(_ piece: Table, isFirst: Bool) -> some RowText {
    JSONRows(
      piece, open: "    {\n", before: "      ", between: ",\n", separator: ": ", close: "\n    }", isFirst: isFirst,
      firstBreak: "\n", rowBreak: ",\n")
  }

  func ending(_ provenance: JSONValue?, rowCount: Int) -> [UInt8] {
    var text = rowCount == 0 ? "]" : "\n  ]"
    if let provenance { text += ",\n  \"provenance\": " + provenance.indentedText(level: 1) }
    return Array((text + "\n}\n").utf8)
  }
}

/// A table as one JSON record a line (NDJSON). A missing value is null.
public struct JSONLines: RowTextFormat {
  public init() {}

  public func text(_ table: Table) -> String {
    var output: [UInt8] = []
    rows(table, isFirst: true).append(0..<table.rowCount, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  func beginning(_ columns: [Table.Column]) -> [UInt8] { [] }

  func rows(_ piece: Table, isFirst: Bool) -> some RowText {
    JSONRows(
      piece, open: "{", before: "", between: ",", separator: ":", close: "}\n", isFirst: isFirst, firstBreak: "",
      rowBreak: "")
  }

  func ending(_ provenance: JSONValue?, rowCount: Int) -> [UInt8] { [] }
}

/// Rows as JSON records.
private struct JSONRows: RowText {
  private let columns: [CellText]
  /// What stands before the value of each column: the beginning of the record or a comma, and the column's name.
  private let leads: [[UInt8]]
  private let close: [UInt8]
  private let isFirst: Bool
  private let firstBreak: [UInt8]
  private let rowBreak: [UInt8]

  init(
    _ table: Table, open: String, before: String, between: String, separator: String, close: String, isFirst: Bool,
    firstBreak: String, rowBreak: String
  ) {
    columns = table.columns.map { column in
      CellText(column.values) { label, output in output += JSONValue.string(label).text.utf8 }
    }
    leads = table.columns.enumerated().map { index, column in
      Array(((index == 0 ? open : between) + before + JSONValue.string(column.name).text + separator).utf8)
    }
    self.close = Array(close.utf8)
    self.isFirst = isFirst
    self.firstBreak = Array(firstBreak.utf8)
    self.rowBreak = Array(rowBreak.utf8)
  }

  func append(_ rows: Range<Int>, to output: inout [UInt8]) {
    var numbers = NumberCache()
    for row in rows {
      output += row == 0 && isFirst ? firstBreak : rowBreak
      for index in columns.indices {
        output += leads[index]
        let start = output.count
        if case .numbers(let values) = columns[index], values[row].isInfinite {
          // JSON has no infinity.
        } else {
          columns[index].append(row, &numbers, to: &output)
        }
        if output.count == start { output += Self.null }
      }
      output += close
    }
  }

  private static let null = Array("null".utf8)
}
