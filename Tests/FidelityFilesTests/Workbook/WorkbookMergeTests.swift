import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct WorkbookMergeTests {
  private static func sheet(_ cells: [[String]], _ merges: [String], prefix: String = "") -> Workbook.Sheet {
    let plain = Workbook.Sheet("s", cells).document
    let list =
      "<\(prefix)mergeCells count=\"\(merges.count)\">"
      + merges.map { "<\(prefix)mergeCell ref=\"\($0)\"/>" }.joined() + "</\(prefix)mergeCells>"
    var document = plain.replacing("</sheetData>", with: "</sheetData>" + list)
    if !prefix.isEmpty { document = document.replacing("<worksheet ", with: "<worksheet xmlns:x=\"x\" ") }
    return Workbook.Sheet("s", document: document)
  }

  private static func read(
    _ sheet: Workbook.Sheet, keys: [String] = [], numbers: [String] = [], _ options: TableOptions = TableOptions()
  ) throws -> (table: Table, names: [String], notices: [String]) {
    try withTemporaryFolder { folder in
      let path = try folder.write(Workbook([sheet]).bytes, to: "a.xlsx")
      let file = try TableFile(path, options: options)
      return (try readTable([path], keys: keys, numbers: numbers, options: options), file.columnNames, file.notices)
    }
  }

  private static let visits = [
    ["site", "visit", "score"], ["Birch", "1", "2"], ["", "2", "1"], ["", "", ""], ["", "3", "0"], ["Cedar", "1", "2"],
    ["", "2", "2"],
  ]

  @Test(arguments: ["", "x:"])
  func `a merged key cell counts for all its rows`(prefix: String) throws {
    let found = try Self.read(
      Self.sheet(Self.visits, ["A2:A5", "A6:A7"], prefix: prefix), keys: ["site"], numbers: ["score"])
    #expect(found.table.texts("site") == ["Birch", "Birch", "Birch", "Cedar", "Cedar"])
    #expect(found.table["score"] == .numbers([2, 1, 0, 2, 2]))
    let notice = "column \"site\": the value of merged cells (A2:A5 and 1 more) counts for each of their rows"
    #expect(found.notices == [notice])
  }

  @Test func `nothing is filled without a merge`() throws {
    let found = try Self.read(Self.sheet(Self.visits, ["A6:A7"]), keys: ["site"])
    #expect(found.table.texts("site") == ["Birch", nil, nil, "Cedar", "Cedar"])
  }

  @Test func `texts with line breaks and quotation marks, and errors behind them`() throws {
    var cells = Self.visits
    cells[1][0] = "Birch &quot;A&quot;&#10;north"
    cells[5][2] = "x"
    let sheet = Self.sheet(cells, ["A2:A5"])
    let found = try Self.read(sheet, keys: ["site"])
    let name = "Birch \"A\"\nnorth"
    #expect(found.table.texts("site") == [name, name, name, "Cedar", nil])
    try withTemporaryFolder { folder in
      let path = try folder.write(Workbook([sheet]).bytes, to: "a.xlsx")
      #expect(try #require(readError(path, numbers: ["score"])).cell == "s!C6")
    }
  }

  @Test func `merged titles of groups are those of the columns below`() throws {
    let cells = [
      ["Site", "Pre", "", "Post", "", ""], ["", "score", "n", "score", "n", "note"],
      ["Birch", "1", "2", "3", "4", "x"],
    ]
    var options = TableOptions()
    options.headerRows = 2
    let found = try Self.read(Self.sheet(cells, ["A1:A2", "B1:C1", "D1:E1"]), numbers: ["Post n"], options)
    #expect(found.names == ["Site", "Pre score", "Pre n", "Post score", "Post n", "note"])
    #expect(found.table["Post n"] == .numbers([4]))
    #expect(found.notices == [])
    // Without any merge, a cell without text belongs to the one to its left.
    let guessed = try Self.read(Workbook.Sheet("s", cells), numbers: ["Post n"], options)
    #expect(guessed.names == ["Site", "Pre score", "Pre n", "Post score", "Post n", "Post note"])
  }

  @Test func `a block of several columns is not filled, and said`() throws {
    let found = try Self.read(
      Self.sheet(
        [["a", "b", "c"], ["1", "closed", ""], ["2", "", ""], ["3", "x", "y"]], ["B2:C3", "A1:C1"]), keys: ["b"])
    #expect(found.table.texts("b") == ["closed", nil, "x"])
    #expect(found.notices == ["the value of cells merged over several columns (B2:C3) counts for the first alone"])
  }

  @Test func `merged cells of a header make no columns`() throws {
    var options = TableOptions()
    options.headerRows = 2
    let cells = [["Visits"], ["a", "b"], ["1", "2"]]
    let found = try Self.read(Self.sheet(cells, ["A1:XFD1"]), numbers: ["Visits b"], options)
    #expect(found.names == ["Visits a", "Visits b"])
    #expect(found.table["Visits b"] == .numbers([2]))
  }

  @Test func `what is merged from the header into the data fills nothing`() throws {
    let cells = [["Site", "Pre", "n"], ["", "1", ""], ["Birch", "1", "2"]]
    let found = try Self.read(Self.sheet(cells, ["A1:A2", "C1:C2"]), keys: ["Site"], numbers: ["n"])
    #expect(found.table.texts("Site") == [nil, "Birch"] && found.notices == [])
    var options = TableOptions()
    options.headerRows = 0
    // Without a header the first row is one of data.
    let all = try Self.read(Self.sheet(cells, ["A1:A2"]), keys: ["column_1"], options)
    #expect(all.table.texts("column_1") == ["Site", "Site", "Birch"])
  }

  @Test(arguments: [(2, "", nil), (1, "a&#10;b", 2)] as [(Int, String, Int?)])
  func `merges of a header below blank rows and a title of two lines`(rows: Int, title: String, skip: Int?) throws {
    let header = [
      ["Site", "Pre", "", "Post", "", ""], ["", "score", "n", "score", "n", "note"],
      ["Birch", "1", "2", "3", "4", "x"],
    ]
    var options = TableOptions()
    (options.headerRows, options.skippedLines) = (2, skip)
    let blank = Array(repeating: title.isEmpty ? [""] : [title], count: rows)
    let found = try Self.read(
      Self.sheet(blank + header, ["B\(rows + 1):C\(rows + 1)", "D\(rows + 1):E\(rows + 1)"]), keys: ["Site"],
      options)
    #expect(found.names == ["Site", "Pre score", "Pre n", "Post score", "Post n", "note"])
  }

  @Test func `merges outside of the range that is read are none of its`() throws {
    var options = TableOptions()
    options.cells = "A1:C5"
    let found = try Self.read(Self.sheet(Self.visits, ["A2:A5", "A6:A7"]), keys: ["site"], options)
    #expect(found.notices == ["column \"site\": the value of merged cells (A2:A5) counts for each of their rows"])
  }
}
