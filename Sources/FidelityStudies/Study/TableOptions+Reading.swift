import FidelityData
import FidelityDefinitions
package import FidelityFiles
import FidelityReports

extension TableOptions {
  /// The keys of a study file that say how text is written, for the data and for each table.
  static let textKeys = [
    "delimiter", "decimal-comma", "thousands", "encoding", "escape", "skip", "header-rows",
    "sheet", "cells",
  ]

  /// Their schemas.
  static var textSchema: [(name: String, value: JSONValue)] {
    [
      ("delimiter", JSONSchema.text("The character between cells, or tab.")),
      ("decimal-comma", JSONSchema.flag("Numbers are written 3,14.")),
      ("thousands", JSONSchema.choice(ThousandsMark.allCases.map(\.rawValue), "The mark between thousands.")),
      (
        "encoding",
        JSONSchema.choice(
          TextEncoding.allCases.map(\.rawValue), "How bytes stand for characters; found out if not said.")
      ),
      (
        "escape",
        JSONSchema.choice(QuoteEscape.allCases.map(\.rawValue), "How a quotation mark inside a cell is written.")
      ),
      ("skip", JSONSchema.wholeNumber("Lines before the header; titles are found if not said.")),
      ("header-rows", JSONSchema.wholeNumber("Rows of the header, whose cells are joined; 0 for none.")),
      ("sheet", JSONSchema.any(of: [JSONSchema.type("string", "integer")], "Of a workbook: name or number.")),
      ("cells", JSONSchema.text("The cells of a sheet, as in B3:H200; B:H, 3:200 or B3.")),
    ]
  }

  /// Reads the keys that say how text is written.
  mutating func readText(_ map: DefinitionMapping) throws(DataError) {
    if let node = map["delimiter"] {
      guard let character = TableOptions.delimiter(named: try node.scalarText("the delimiter")) else {
        throw node.error("the delimiter is one ASCII character, or tab")
      }
      delimiter = character
    }
    usesDecimalComma = try map["decimal-comma"]?.flag("\"decimal-comma\"") ?? false
    thousands = try map["thousands"]?.choice("mark between thousands", of: ThousandsMark.self)
    encoding = try map["encoding"]?.choice("encoding", of: TextEncoding.self)
    escape = try map["escape"]?.choice("escape", of: QuoteEscape.self)
    skippedLines = try map["skip"]?.wholeNumber("\"skip\"", in: 0...TableOptions.mostSkippedLines)
    headerRows = try map["header-rows"]?.wholeNumber("\"header-rows\"", in: 0...TableOptions.mostHeaderRows)
    sheet = try map["sheet"]?.scalarText("the sheet")
    cells = try map["cells"]?.scalarText("the cells")
  }

  /// The delimiter that a text stands for: one ASCII character, or `tab`.
  package static func delimiter(named text: String) -> Character? {
    if text == "tab" { return "\t" }
    guard let character = text.first, text.count == 1, let byte = character.asciiValue, byte >= 0x20 || byte == 0x09,
      byte != 0x22, byte < 0x7f
    else { return nil }
    return character
  }
}

extension [TableFile] {
  /// What there is to say of the files, each remark once, with the name of its file.
  var notices: [String] { flatMap { file in file.notices.map { "\(file.path): \($0)" } } }
}
