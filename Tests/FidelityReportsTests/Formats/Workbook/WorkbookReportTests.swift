import FidelityData
import FidelityReports
import FidelityTesting
import Foundation
import Testing

@Suite struct WorkbookReportTests {
  private static func workbook(
    _ tables: [Table], named name: String = "scores.xlsx", digits: Int = 4, _ provenance: JSONValue? = nil
  ) throws -> WorkbookContent {
    try withTemporaryFolder { folder in
      let writer = try TableFormat.xlsx.writer(to: .file(folder.file(name)), style: TableStyle(digits: digits))
      for table in tables { try writer.append(table) }
      try writer.finish(provenance)
      return try WorkbookContent(folder.bytes(of: name))
    }
  }

  private static func text(_ text: String?) -> Table { Table(columns: [.init("label", text: [text])]) }

  @Test(arguments: [
    "=SUM(A1)", "+1", "-x", "@x", "007", "true", "1e5", "a<b>&\"c\"", " blank ", "two\nlines", "é \u{1f600}",
    "2024-13-01", "1900-02-28", "2024-1-2", "2024-01-01T10:00:00", "2024-01-01 10:00:60", "10000-01-01",
  ])
  func `texts stay texts`(text: String) throws {
    let cell = try Self.workbook([Self.text(text)]).sheets[0].cells["A2"]
    #expect(cell == .init(value: text, isText: true, isTruth: false, format: ""))
  }

  @Test(arguments: [
    ("a\u{1}b", "a_x0001_b"), ("\r", "_x000D_"), ("_x0041_", "_x005F_x0041_"), ("_x004_", "_x004_"), ("_", "_"),
    ("\u{ffff}", "_xFFFF_"),
  ])
  func `what XML cannot hold is escaped as Excel does`(text: String, written: String) throws {
    #expect(try Self.workbook([Self.text(text)]).sheets[0].cells["A2"]?.value == written)
  }

  @Test(arguments: [
    ("1900-03-01", "61", "yyyy\\-mm\\-dd"), ("2024-02-29", "45351", "yyyy\\-mm\\-dd"),
    ("9999-12-31", "2958465", "yyyy\\-mm\\-dd"), ("2024-02-29 12:00:00", "45351.5", "yyyy\\-mm\\-dd hh:mm:ss"),
  ])
  func `ISO dates are dates`(text: String, serial: String, format: String) throws {
    let cell = try Self.workbook([Self.text(text)]).sheets[0].cells["A2"]
    #expect(cell == .init(value: serial, isText: false, isTruth: false, format: format))
  }

  @Test(
    arguments: [
      (0.1 + 0.2, "0.30000000000000004", "0.0000", false), (1 / 3, "0.3333333333333333", "0.0000", false),
      (0, "0", "0.0000", false), (-2, "-2", "0.0000", false), (0.00001, "1e-05", "0.00E+00", false),
      (1e12, "1000000000000", "0.00E+00", false), (.leastNonzeroMagnitude, "5e-324", "0.00E+00", false),
      (.infinity, "Inf", "", true),
    ] as [(Double, String, String, Bool)])
  func `numbers keep all digits and show some`(number: Double, written: String, format: String, isText: Bool) throws {
    let cell = try Self.workbook([Table(columns: [.init("x", .numbers([number]))])]).sheets[0].cells["A2"]
    #expect(cell == .init(value: written, isText: isText, isTruth: false, format: format))
    if !isText { #expect(cell.flatMap { Double($0.value) } == number) }
  }

  @Test func `whole numbers that a double would round are texts`() throws {
    let table = Table(columns: [.init("n", .integers([7, nil, 1 << 53, 1 << 53 + 1, .min]))])
    let cells = try Self.workbook([table]).sheets[0].cells
    #expect(cells["A2"] == .init(value: "7", isText: false, isTruth: false, format: "0"))
    #expect(cells["A3"] == nil)
    #expect(cells["A4"]?.isText == false)
    #expect(cells["A5"] == .init(value: "9007199254740993", isText: true, isTruth: false, format: ""))
    #expect(cells["A6"]?.value == "-9223372036854775808")
  }

  @Test func `the header stays in sight and filters, provenance stands behind`() throws {
    let table = Table(columns: [.init("a", text: ["x", nil]), .init("b", .numbers([.nan, 1]))])
    let inputs = JSONValue.array([.string("d.csv")])
    let notes = JSONValue.object([("rows", .integer(2)), ("warnings", .array([])), ("inputs", inputs)])
    let book = try Self.workbook([table, table], named: "my [scores].xlsx", digits: 1, notes)
    #expect(book.sheets.map(\.name) == ["my _scores_", "About"])
    let sheet = book.sheets[0]
    #expect(sheet.xml.contains("<autoFilter ref=\"A1:B5\"/>"))
    #expect(sheet.xml.contains("ySplit=\"1\""))
    #expect(sheet.cells.keys.sorted() == ["A1", "A2", "A4", "B1", "B3", "B5"])
    #expect(sheet.cells["B5"]?.format == "0.0")
    #expect(book.sheets[1].cells["B1"]?.value == "2")
    #expect(book.sheets[1].cells["B2"]?.value == "none")
    #expect(book.sheets[1].cells["B3"]?.value == "d.csv")
  }

  @Test func `equal tables make equal bytes`() throws {
    let table = Table(columns: [.init("a", text: ["x", nil, "2024-01-01"]), .init("b", .numbers([1, 2.5, .nan]))])
    let files = try (0..<2).map { _ in
      try withTemporaryFolder { folder in
        let writer = try TableFormat.xlsx.writer(to: .file(folder.file("t.xlsx")))
        try writer.append(table)
        try writer.finish()
        return try folder.bytes(of: "t.xlsx")
      }
    }
    #expect(files[0] == files[1])
  }

  @Test(arguments: [(32_767, true), (32_768, false)])
  func `a text that no cell holds is told with its place`(length: Int, isWritten: Bool) throws {
    let long = String(repeating: "é", count: length)
    let table = Table(columns: [.init("note", text: ["x", long])])
    guard !isWritten else {
      #expect(try Self.workbook([table]).sheets[0].cells["A3"]?.value == long)
      return
    }
    let error = #expect(throws: DataError.self) { try Self.workbook([Self.text("y"), table]) }
    #expect(error?.row == 3)
    #expect(error?.column == "note")
    #expect(error?.exitStatus == 65)
  }

  @Test func `more columns than a sheet has are refused`() throws {
    let column = Table.Values.wholes([1])
    #expect(throws: DataError.self) {
      try Self.workbook([Table(columns: (0..<16_385).map { .init("c\($0)", column) })])
    }
    let all = try Self.workbook([Table(columns: (0..<16_384).map { .init("c\($0)", column) })])
    #expect(all.sheets[0].cells["XFD1"]?.value == "c16383")
  }

  @Test(arguments: [1, 4, 5, 8, 9, 20], [1, 3, 20])
  func `a table of more rows than a sheet goes on in another`(rowCount: Int, pieceLength: Int) throws {
    let pieces = stride(from: 0, to: rowCount, by: pieceLength).map { start in
      Table(columns: [.init("n", .wholes(Array(start..<min(start + pieceLength, rowCount))))])
    }
    let book = try withTemporaryFolder { folder in
      let path = folder.file("t.xlsx")
      // A header and four rows.
      let tables = try WorkbookTables(path, title: "t", decimals: 4, rowLimit: 5)
      try tables.begin("n")
      for piece in pieces { try tables.append(piece) }
      try tables.end()
      try tables.commit()
      return try WorkbookContent(folder.bytes(of: "t.xlsx"))
    }
    let names = ["n", "n (2)", "n (3)", "n (4)", "n (5)"]
    #expect(book.sheets.map(\.name) == Array(names[..<((rowCount + 3) / 4)]))
    let values = book.sheets.flatMap { sheet in
      (1...5).compactMap { row in row == 1 ? nil : sheet.cells["A\(row)"]?.value }
    }
    #expect(values == (0..<rowCount).map { String($0) })
    #expect(book.sheets.allSatisfy { $0.cells["A1"]?.value == "n" })
  }
}
