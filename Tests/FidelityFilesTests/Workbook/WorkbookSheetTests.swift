import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct WorkbookSheetTests {
  typealias Sheet = Workbook.Sheet

  static func text(_ value: String) -> String { "<c t=\"inlineStr\"><is><t>\(value)</t></is></c>" }

  // MARK: - Which sheet

  static let several = Workbook([
    Sheet("empty", rows: "<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>"), Sheet("first", [["a"], ["1"]]),
    Sheet("Second one", [["b"], ["2"]]), Sheet("secret", [["c"], ["3"]], state: "hidden"),
    Sheet("2", [["d"], ["4"]], state: "veryHidden"),
  ])

  @Test(
    arguments: [
      (nil, "first", "a"), ("first", "first", "a"), ("FIRST", "first", "a"), ("Second one", "Second one", "b"),
      ("3", "Second one", "b"), ("secret", "secret", "c"), ("4", "secret", "c"), ("2", "2", "d"),
    ] as [(String?, String, String)])
  func `a sheet by name or number`(asked: String?, name: String, column: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Self.several.bytes, to: "a.xlsx")
      var options = TableOptions()
      options.sheet = asked
      let file = try TableFile(path, options: options)
      #expect(file.sheetName == name)
      #expect(file.columnNames == [column])
      #expect(file.isText)
      let notice =
        "reads the sheet \"first\"; \"Second one\" has data too; "
        + "\"secret\" and \"2\" are hidden and have data; "
        + "choose one with sheet"
      #expect(file.notices == (asked == nil ? [notice] : []))
    }
  }

  @Test func `a sheet that is not there`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Self.several.bytes, to: "a.xlsx")
      for asked in ["none", "0", "6"] {
        var options = TableOptions()
        options.sheet = asked
        let error = #expect(throws: DataError.self) { try TableFile(path, options: options) }
        #expect(error?.description.contains("\"Second one\", \"secret\" and \"2\"") == true)
        #expect(error?.exitStatus == 65)
      }
      var options = TableOptions()
      options.sheet = "empty"
      let error = #expect(throws: DataError.self) { try TableFile(path, options: options) }
      #expect(error?.description.contains("the sheet \"empty\" has no values") == true)
    }
  }

  @Test func `options that the files have no use for`() throws {
    try withTemporaryFolder { folder in
      let text = try TableFile(folder.write("a\n1\n", to: "a.csv"))
      let workbook = try TableFile(folder.write(Self.several.bytes, to: "a.xlsx"))
      var options = TableOptions()
      options.sheet = "first"
      #expect(throws: DataError.self) { try options.check([text]) }
      try options.check([text, workbook])
      options = TableOptions()
      options.cells = "B3"
      #expect(throws: DataError.self) { try options.check([text]) }
      options = TableOptions(delimiter: ";")
      #expect(throws: DataError.self) { try options.check([workbook]) }
      try options.check([text, workbook])
    }
  }

  @Test func `a cell sep= is a cell`() throws {
    try withTemporaryFolder { folder in
      let sheet = Sheet("s", [["sep=;", "v"], ["a", "1"]])
      let path = try folder.write(Workbook([sheet]).bytes, to: "a.xlsx")
      #expect(try TableFile(path).columnNames == ["sep=;", "v"])
      #expect(try readTable([path], numbers: ["v"])["v"] == .numbers([1]))
    }
  }

  // MARK: - Which cells

  static let placed = Sheet(
    "s",
    [
      ["", "", "", "", "", ""], ["", "", "", "", "", ""], ["", "unit", "rater", "value", "", "note"],
      ["", "u1", "r1", "1", "", ""], ["", "", "", "", "", ""], ["", "u1", "r2", "2", "", ""],
      ["", "u2", "r1", "3", "", "x"], ["", "total", "", "6", "", ""],
    ])

  @Test(
    arguments: [
      (nil, ["unit", "rater", "value", "", "note"], [1, 2, 3, 6]), ("B3:D7", ["unit", "rater", "value"], [1, 2, 3]),
      ("$B$3:$D$7", ["unit", "rater", "value"], [1, 2, 3]), ("b3:d6", ["unit", "rater", "value"], [1, 2]),
      ("B:D", ["unit", "rater", "value"], [1, 2, 3, 6]), ("3:6", ["unit", "rater", "value", "", "note"], [1, 2]),
      ("C3", ["rater", "value", "", "note"], [1, 2, 3, 6]), ("D3:D7", ["value"], [1, 2, 3]),
      ("A3:D7", ["", "unit", "rater", "value"], [1, 2, 3]),
    ] as [(String?, [String], [Double])])
  func `the cells of a range`(cells: String?, names: [String], values: [Double]) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Workbook([Self.placed]).bytes, to: "a.xlsx")
      var options = TableOptions()
      options.cells = cells
      #expect(try TableFile(path, options: options).columnNames == names)
      #expect(try readTable([path], numbers: ["value"], options: options)["value"] == .numbers(values))
    }
  }

  @Test(arguments: ["B", "3", "B0:C1", "XFE1", "B3:A9", "B9:C3", "B3:C4:D5", "3B", "B3:", ":C4", "-", "A1048577"])
  func `what is no range`(cells: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Workbook([Self.placed]).bytes, to: "a.xlsx")
      var options = TableOptions()
      options.cells = cells
      if cells == "B" || cells == "3" {
        // A column or row from there on.
        _ = try TableFile(path, options: options)
      } else {
        let error = #expect(throws: DataError.self) { try TableFile(path, options: options) }
        #expect(error?.description.contains("is no range of cells: write it as B3:H200") == true)
      }
    }
  }

  @Test func `a range without values`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Workbook([Self.placed]).bytes, to: "a.xlsx")
      var options = TableOptions()
      options.cells = "H1:J9"
      let error = #expect(throws: DataError.self) { try TableFile(path, options: options) }
      #expect(error?.description.contains("has no values in this range") == true)
    }
  }

  @Test func `a value further down beside the table`() throws {
    try withTemporaryFolder { folder in
      var rows = "<row r=\"1\"><c r=\"B1\" t=\"inlineStr\"><is><t>v</t></is></c></row>"
      for row in 2...1_100 { rows += "<row r=\"\(row)\"><c r=\"B\(row)\"><v>1</v></c></row>" }
      for (column, cells) in [("C", "B:B"), ("A", "B:B")] {
        let stray = "<row r=\"1200\"><c r=\"\(column)1200\" t=\"inlineStr\"><is><t>x</t></is></c></row>"
        let path = try folder.write(Workbook([Sheet("s", rows: rows + stray)]).bytes, to: "a.xlsx")
        let error = try #require(readError(path, numbers: ["v"]))
        #expect(error.cell == "s!\(column)1200")
        #expect(error.remedy == .options("name the cells of the table with `cells`, or empty this one"))
        var options = TableOptions()
        options.cells = cells
        #expect(try readTable([path], numbers: ["v"], options: options).rowCount == 1_099)
      }
    }
  }

  // MARK: - How rows are written

  static let spellings = [
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
      + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>2</v></c></row>"
      + "<row r=\"4\"><c r=\"B4\"><v>3</v></c></row>",
    "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>"
      + "<row r=\"7\"><c/><c><v>3</v></c></row>",
    "<row r=\"1\" spans=\"1:2\" ht='15' x:dyDescent=\"0.25\" xmlns:x=\"y\">\n  <c r=\"A1\" s=\"0\" t=\"s\">\n"
      + "<v>0</v>\n</c><c t=\"s\" r=\"B1\"><v>1</v></c>\n</row>\n<row r=\"2\"/>"
      + "<row r=\"3\"></row><row r=\"4\"><c r=\"B4\"><v>2</v></c>"
      + "<c r=\"A4\"><v>1</v></c></row><row r=\"5\"><c r=\"A5\"/><c r=\"B5\"><v>3</v></c><c r=\"D5\" s=\"1\"/></row>",
    "<!-- <row r=\"9\"> --><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
      + "<?pi <row r=\"9\"><c><v>9</v></c></row> ?><row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>2</v></c></row>"
      + "<!-- <row r=\"3\"><c r=\"A3\"><v>9</v></c></row> --><row r=\"4\"><c r=\"B4\"><v>3</v></c></row>",
  ]

  @Test(arguments: spellings, [ZipArchive.Packing.stored, .literals])
  func `rows are what they are, however they are written`(rows: String, packing: ZipArchive.Packing) throws {
    try withTemporaryFolder { folder in
      var workbook = Workbook([Sheet("s", rows: rows)])
      workbook.sharedTexts = ["<t>a</t>", "<t>b</t>"]
      workbook.packing = packing
      let path = try folder.write(workbook.bytes, to: "a.xlsm")
      let table = try readTable([path], numbers: ["a", "b"])
      #expect(table["a"] == .numbers([1, .nan]))
      #expect(table["b"] == .numbers([2, 3]))
    }
  }

  @Test func `a sheet in UTF-16`() throws {
    try withTemporaryFolder { folder in
      let document = Workbook.document("<row r=\"1\">\(Self.text("\u{e9}"))</row><row r=\"2\"><c><v>1</v></c></row>")
        .replacing("UTF-8", with: "UTF-16")
      var archive = ZipArchive()
      for part in Workbook([Sheet("s", rows: "")]).parts {
        let isSheet = part.name.hasPrefix("xl/worksheets")
        let units: [UInt8] = document.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] as [UInt8] }
        let wide: [UInt8] = [0xff, 0xfe] + units
        archive.add(part.name, isSheet ? wide : Array(part.text.utf8))
      }
      let path = try folder.write(archive.bytes, to: "a.xlsx")
      #expect(try readTable([path], numbers: ["\u{e9}"])["\u{e9}"] == .numbers([1]))
    }
  }

  @Test func `many rows, on several threads and once more`() throws {
    try withTemporaryFolder { folder in
      var rows = "<row r=\"1\">\(Self.text("k"))\(Self.text("v"))</row>"
      for row in 2...40_001 {
        // Every thousandth row is written as the quick reader does not know it.
        let mark = row % 1_000 == 0 ? "<!-- x -->" : ""
        rows += "<row r=\"\(row)\">\(mark)<c r=\"A\(row)\"><v>\(row % 7)</v></c>"
        rows += "<c r=\"B\(row)\"><v>\(row).5</v></c></row>"
      }
      let path = try folder.write(Workbook([Sheet("s", rows: rows)]).bytes, to: "a.xlsx")
      let expected = (2...40_001).map { Double($0) + 0.5 }
      for threads in [1, 4] {
        let file = try TableFile(path, options: TableOptions(threads: threads))
        for _ in 0..<2 {
          let table = try readTable([file], keys: ["k"], numbers: ["v"])
          #expect(table["v"] == .numbers(expected))
          #expect(table.texts("k")?.prefix(3) == ["2", "3", "4"])
        }
        #expect(file.cell(row: 40_000, column: "v") == "s!B40001")
      }
    }
  }
}
