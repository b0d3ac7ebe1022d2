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

  func rows(_ piece: Table, isFirst: Bool) -> TextRows {
    var frame = TextRows.Frame(
      records: piece.columns, open: "    {\n", before: "      ", between: ",\n", separator: ": ", close: "\n    }")
    (frame.firstBreak, frame.rowBreak) = (Array("\n".utf8), Array(",\n".utf8))
    return TextRows(piece, frame, isFirst: isFirst) { $1 += JSONValue.string($0).text.utf8 }
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

  func rows(_ piece: Table, isFirst: Bool) -> TextRows {
    let frame = TextRows.Frame(
      records: piece.columns, open: "{", before: "", between: ",", separator: ":", close: "}\n")
    return TextRows(piece, frame, isFirst: isFirst) { $1 += JSONValue.string($0).text.utf8 }
  }

  func ending(_ provenance: JSONValue?, rowCount: Int) -> [UInt8] { [] }
}

extension TextRows.Frame {
  /// Of JSON records, which have no infinity.
  fileprivate init(
    records columns: [Table.Column], open: String, before: String, between: String, separator: String, close: String
  ) {
    let leads = columns.enumerated().map { index, column in
      Array(((index == 0 ? open : between) + before + JSONValue.string(column.name).text + separator).utf8)
    }
    self.init(leads: leads, missing: Array("null".utf8), close: Array(close.utf8), hasInfinity: false)
  }
}
