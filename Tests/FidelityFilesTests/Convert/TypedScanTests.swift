import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct TypedScanTests {
  private static func scan(
    _ text: String, missing: MissingCodes = MissingCodes(), decimalComma: Bool = false, findsTypes: Bool = true,
    headerRows: Int? = nil
  ) throws -> (columns: [TypedScan.Column], table: Table) {
    try withTemporaryFolder { folder in
      var options = TableOptions()
      (options.usesDecimalComma, options.headerRows) = (decimalComma, headerRows)
      let file = try TableFile(folder.write(text, to: "t.csv"), options: options)
      let scan = try TypedScan(
        [file], missing: missing, filter: nil, findsTypes: findsTypes, writing: options)
      var pieces: [Table] = []
      _ = try scan.run { pieces.append($0) }
      return (scan.columns, Table(joining: pieces))
    }
  }

  @Test(
    arguments: [
      (["1", "-3", "0"], .integer), (["1", "007"], .text), (["1", "+7"], .text), (["1", "-0"], .number),
      (["9007199254740993", "-9223372036854775808"], .integer), (["9223372036854775808"], .text),
      (["9007199254740993", "0.5"], .text), (["1", "2.5", "1e-7"], .number), (["1.", "2"], .text), ([".5"], .text),
      (["0.30000000000000004"], .number), (["0.300000000000000041"], .text), (["1e999"], .text),
      (["1", "NA", "", "."], .integer), (["NA", ""], .text), (["x", "NA"], .text), (["1", "N/B"], .text),
      (["true", "false", ""], .boolean), (["true", "True"], .text), (["true", "NA"], .text),
      (["2024-02-29", ""], .date), (["2024-02-30"], .text), (["2024-2-9"], .text), (["2024-02-29 10:00:00"], .text),
      (["", ""], .text), (["1 "], .text), (["1,000"], .text), (["Infinity"], .text), (["0x10"], .text),
    ] as [([String], CellType)])
  func `the type of a column of text is what all cells are`(cells: [String], type: CellType) throws {
    let rows = cells.map { "a,\"\($0)\"\n" }.joined()
    #expect(try Self.scan("k,x\n" + rows).columns[1].type == type)
    let reversed = cells.reversed().map { "a,\"\($0)\"\n" }.joined()
    #expect(try Self.scan("k,x\n" + reversed).columns[1].type == type)
  }

  @Test func `texts stay as they are written, numbers keep their digits`() throws {
    let (_, table) = try Self.scan("n,x,id,t\n1,0.1,9007199254740993,007\n,NA,-1,NA\n")
    #expect(table["n"] == .integers([1, nil]))
    #expect(table["x"] == .numbers([0.1, .nan]))
    #expect(table["id"] == .integers([9_007_199_254_740_993, -1]))
    #expect(table.texts("t") == ["007", "NA"])
  }

  @Test func `without a look for types all are texts`() throws {
    let (columns, table) = try Self.scan("n,x\n1,NA\n,2.50\n", findsTypes: false)
    #expect(columns.map(\.type) == [.text, .text])
    #expect(table.texts("n") == ["1", nil])
    #expect(table.texts("x") == ["NA", "2.50"])
  }

  @Test func `rows begin where the header ends`() throws {
    let without = try Self.scan("x,1\n2,3\n", headerRows: 0)
    #expect(without.columns.map(\.type) == [.text, .integer])
    #expect(without.table.texts("column_1") == ["x", "2"])
    let joined = try Self.scan("a,b\n0.5,0.5\n2,3\n", headerRows: 2)
    #expect(joined.columns.map(\.type) == [.integer, .integer])
    #expect(joined.columns.map(\.name) == ["a 0.5", "b 0.5"])
  }

  @Test func `declared codes and decimal commas`() throws {
    let (columns, table) = try Self.scan(
      "x;y;z\n9;1,5;9007199254740993\n1;9;9\n", missing: MissingCodes(everywhere: ["9"]), decimalComma: true)
    #expect(columns.map(\.type) == [.integer, .number, .integer])
    #expect(table["x"] == .integers([nil, 1]))
    #expect(table["y"] == .numbers([1.5, .nan]))
    #expect(table["z"] == .integers([9_007_199_254_740_993, nil]))
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `typed files say their types, which come back`(format: BinaryTableFormat) throws {
    let types: [CellType] = [
      .integer, .number, .text, .boolean, .date, .timestamp(.millisecond, timeZone: nil),
      .timestamp(.nanosecond, timeZone: "UTC"),
    ]
    let times = ["2024-02-29 10:00:00.25", nil, "1969-12-31", "2024-01-01 23:59:59"]
    let zoned = ["2024-02-29 10:00:00.000000001Z", "1969-12-31 23:59:59.000000000Z", nil, nil]
    let table = Table(columns: [
      .init("n", .integers([1, nil, -7, .max])), .init("x", .numbers([0.1, .nan, 1e300, -0.5])),
      .init("t", text: ["007", nil, "=1", "é"]), .init("b", text: ["true", "false", nil, "true"]),
      .init("d", text: ["1600-02-29", nil, "2024-02-29", "1970-01-01"]), .init("s", text: times),
      .init("z", text: zoned),
    ])
    try withTemporaryFolder { folder in
      let path = folder.file("t")
      let stream = TableStream(to: path, format: format, types: types)
      try stream.append(table)
      try stream.finish()
      let scan = try TypedScan([TableFile(path)], missing: MissingCodes(), filter: nil, findsTypes: true)
      #expect(scan.columns.map(\.type) == types)
      var pieces: [Table] = []
      _ = try scan.run { pieces.append($0) }
      let read = Table(joining: pieces)
      #expect(read["n"] == table["n"])
      #expect(read["x"] == table["x"])
      for name in ["t", "b", "d", "s", "z"] { #expect(read.texts(name) == table.texts(name), "\(name)") }
    }
  }

  @Test(arguments: [1, 2, 5])
  func `rows keep their order over the parts of a large file`(threads: Int) throws {
    let text = "n,t\n" + (0..<300_000).map { "\($0),k\($0 % 1_000)\n" }.joined()
    try withTemporaryFolder { folder in
      let file = try TableFile(folder.write(text, to: "t.csv"), options: TableOptions(threads: threads))
      let scan = try TypedScan([file, file], missing: MissingCodes(), filter: nil, findsTypes: true)
      var next = 0
      let read = try scan.run { table in
        guard case .wholes(let numbers) = table["n"] else { return }
        for number in numbers where number == next % 300_000 { next += 1 }
      }
      #expect(next == 600_000)
      #expect(read.rowCount == 600_000)
    }
  }
}
