import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct WorkbookPlaceTests {
  /// A title in row 2, a header in row 4 and data in rows 5, 7, 8 and 12 of the columns C and D, with line breaks in
  /// cells of the rows 4, 5 and 8.
  static let rows =
    "<row r=\"4\"><c r=\"C4\" t=\"inlineStr\"><is><t>unit\nname</t></is></c>"
    + "<c r=\"D4\" t=\"inlineStr\"><is><t>value</t></is></c></row>"
    + [(5, "a\nb\nc"), (7, "d"), (8, "e\nf"), (12, "g")].map { row, text in
      "<row r=\"\(row)\"><c r=\"C\(row)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
        + "<c r=\"D\(row)\"><v>1</v></c></row>"
    }.joined()

  @Test func `the cells of rows`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Workbook([.init("my data", rows: Self.rows)]).bytes, to: "a.xlsx")
      let file = try TableFile(path)
      #expect(try readTable([file], keys: ["unit\nname"], numbers: ["value"]).rowCount == 4)
      #expect((1...4).map { file.cell(row: $0, column: "value") ?? "" } == [5, 7, 8, 12].map { "my data!D\($0)" })
      #expect(file.cell(row: 2, column: "unit\nname") == "my data!C7")
      #expect(file.cell(row: 3, column: nil) == "my data!8:8")
      #expect(file.cell(row: 3, column: "none") == "my data!8:8")
      #expect(file.cell(row: 5, column: "value") == nil)
      #expect(file.cell(row: 0, column: "value") == nil)
      #expect(file.physicalLine(ofRow: 1) == nil)
    }
  }

  @Test(arguments: [5, 7, 8, 12])
  func `an error names its cell`(row: Int) throws {
    try withTemporaryFolder { folder in
      let rows = Self.rows.replacing(
        "<c r=\"D\(row)\"><v>1</v>", with: "<c r=\"D\(row)\" t=\"inlineStr\"><is><t>much</t></is>")
      let path = try folder.write(Workbook([.init("my data", rows: rows)]).bytes, to: "a.xlsx")
      let error = try #require(readError(path, keys: ["unit\nname"], numbers: ["value"]))
      #expect(error.cell == "my data!D\(row)")
      #expect(error.line == nil)
      #expect(error.row == [5, 7, 8, 12].firstIndex(of: row).map { $0 + 1 })
      #expect(error.description == "\(path): my data!D\(row): column \"value\": \"much\" is not a number")
      var options = TableOptions()
      options.cells = "C4:D20"
      #expect(readError(path, numbers: ["value"], options: options)?.cell == "my data!D\(row)")
    }
  }

  @Test(arguments: [nil, "B3:D9"] as [String?])
  func `what is said of rows names them as the sheet does`(cells: String?) throws {
    try withTemporaryFolder { folder in
      let sheet = Workbook.Sheet(
        "s",
        [
          [], [], ["", "Visits\n2023"], [], ["", "unit", "rater", "value"], ["", "a\nb", "r", "1"], [], [],
          ["", "Total", "", "1"],
        ])
      var options = TableOptions()
      options.cells = cells
      let file = try TableFile(folder.write(Workbook([sheet]).bytes, to: "a.xlsx"), options: options)
      #expect(try readTable([file], keys: ["unit"]).cells("unit") == ["a\nb", "Total"])
      let places = ["the header is in row 5 of the sheet, below ", "row 9 of the sheet: \"Total\" looks like "]
      #expect(file.notices.count == places.count, "\(file.notices)")
      for (notice, place) in zip(file.notices, places) { #expect(notice.hasPrefix(place)) }
    }
  }

  @Test func `a number that would be rounded, and one that is infinite`() throws {
    try withTemporaryFolder { folder in
      for text in ["9007199254740993", "1e999"] {
        let rows = Self.rows.replacing(
          "<c r=\"D8\"><v>1</v>", with: "<c r=\"D8\" t=\"inlineStr\"><is><t>\(text)</t></is>")
        let path = try folder.write(Workbook([.init("s", rows: rows)]).bytes, to: "a.xlsx")
        #expect(readError(path, numbers: ["value"])?.cell == "s!D8")
      }
    }
  }
}
