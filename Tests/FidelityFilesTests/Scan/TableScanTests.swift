import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct TableScanTests {
  struct Cell: Sendable, CustomTestStringConvertible {
    let text: String
    let number: Double?
    init(_ text: String, _ number: Double?) { (self.text, self.number) = (text, number) }
    var testDescription: String { text.debugDescription }
  }

  // MARK: - Cells

  static let cells = [
    Cell("1", 1), Cell("-1.5", -1.5), Cell("1e5", 1e5), Cell("1E-5", 1e-5), Cell(".5", 0.5), Cell("5.", 5),
    Cell("007", 7), Cell("\"2\"", 2), Cell("0.1", 0.1), Cell("1e-320", 0x7e8p-1074), Cell("-0", 0),
    Cell("123456789012345680", 123_456_789_012_345_680), Cell("9007199254740992", 9_007_199_254_740_992),
    Cell("9007199254740993.5", 9_007_199_254_740_994),
    Cell("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
    Cell("1.7976931348623157e308", .greatestFiniteMagnitude),
    Cell("", .nan), Cell("\"\"", .nan), Cell("NA", .nan), Cell("\"NA\"", .nan), Cell("N/A", .nan), Cell("NaN", .nan),
    Cell("nan", .nan), Cell("null", .nan), Cell("NULL", .nan), Cell(".", .nan),
    Cell(" 5", 5), Cell("5 ", 5), Cell("\"\t5 \"", 5), Cell("+5", 5), Cell("Nan", .nan), Cell(" ", nil),
    Cell("NA ", nil),
    Cell("x", nil), Cell("1x", nil), Cell("1,5", nil), Cell("1 00", nil), Cell("0x10", nil), Cell("--1", nil),
    Cell("-", nil), Cell("5%%", nil), Cell("1_000", nil), Cell("na", nil), Cell("n.a.", nil), Cell("\u{661}", nil),
    Cell("true", nil), Cell("2024-01-01", nil), Cell("\u{2212}", nil), Cell("#N/A", nil), Cell("1e", nil),
    Cell("1 000", 1000), Cell("5%", 0.05), Cell("\u{2212}1", -1),
  ]

  @Test(arguments: cells)
  func `a cell of a column of numbers`(cell: Cell) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("k;v;w\na;\(cell.text);9\n", to: "a.csv")
      if let number = cell.number {
        let table = try readTable([path], keys: ["k"], numbers: ["v", "w"])
        #expect(table["v"] == .numbers([number]))
        #expect(table["w"] == .numbers([9]))
      } else {
        let error = DataError(
          .notANumber, file: path, line: 2, row: 1, column: "v", value: cell.text, remedy: .declareMissing(cell.text))
        #expect(readError(path, keys: ["k"], numbers: ["v"]) == error)
      }
    }
  }

  @Test(arguments: ["inf", "Inf", "-inf", "Infinity", "1e999", "-1e999"])
  func `an infinite number is an error`(text: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("k,v\n\"a\n\",1\n\nb,\(text)\nc,3\n", to: "a.csv")
      let error = try #require(readError(path, keys: ["k"], numbers: ["v"]))
      #expect(error.problem == .notFinite || error.problem == .notANumber)
      #expect((error.file, error.line, error.row, error.column) == (path, 5, 2, "v"))
      #expect(error.exitStatus == 65)
    }
  }

  @Test(
    arguments: [
      ("1,5", 1.5), ("-0,25", -0.25), ("3", 3), ("1e-3", 1e-3), ("1.5", nil), ("1.000", nil), ("1.000,5", 1000.5),
      ("NA", .nan),
    ] as [(String, Double?)])
  func `decimal commas`(text: String, number: Double?) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("k;v\na;\(text)\n", to: "a.csv")
      let options = TableOptions(usesDecimalComma: true)
      if let number {
        #expect(try readTable([path], numbers: ["v"], options: options)["v"] == .numbers([number]))
      } else {
        #expect(readError(path, numbers: ["v"], options: options)?.problem == .notANumber)
      }
    }
  }

  @Test func `decimal commas in quotes between commas`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("k,v\na,\"1,5\"\n", to: "a.csv")
      let options = TableOptions(usesDecimalComma: true)
      #expect(try readTable([path], numbers: ["v"], options: options)["v"] == .numbers([1.5]))
    }
  }

  @Test func `keys are kept to the letter, and only the empty text is missing`() throws {
    let texts = [
      "007", "7", "7.0", "NA", "nan", "null", "NULL", ".", "N/A", "", " ", " a ", "a", "A", "\u{e9}", "1e5", "true",
      "-",
      "NaN", "Inf",
    ]
    try withTemporaryFolder { folder in
      let path = try folder.write("k,v\n" + texts.map { $0 + ",1\n" }.joined() + "\"\",1\n\"NA\",1\n", to: "a.csv")
      let table = try readTable([path], keys: ["k"])
      #expect(table.texts("k") == texts.map { $0.isEmpty ? nil : $0 } + [nil, "NA"])
    }
  }

  // MARK: - Missing codes

  @Test func `declared codes`() throws {
    let missing = MissingCodes(everywhere: ["-99", "refused"], byColumn: ["k": ["none", "-1"], "v": ["8", "x"]])
    try withTemporaryFolder { folder in
      let text = """
        k,v,w
        none,8,8
        -1,8.0,-99.0
        -99,x,-99
        refused,refused,refused
        NA,NA,NA
        x,-99,1
        "none","8","8"

        """
      let path = try folder.write(text, to: "a.csv")
      let table = try readTable([path], keys: ["k"], numbers: ["v", "w"], missing: missing)
      #expect(table.texts("k") == [nil, nil, "-99", "refused", "NA", "x", nil])
      #expect(table["v"] == .numbers(Array(repeating: .nan, count: 7)))
      #expect(table["w"] == .numbers([8, .nan, .nan, .nan, .nan, 1, 8]))
    }
  }

  @Test func `missing keys have no code`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("k,v\nnone,1\nb,2\n", to: "a.csv")
      var scan = try TableScan(
        [try TableFile(path)], [ColumnRequest("k", .key)], missing: MissingCodes(byColumn: ["k": ["none"]]))
      #expect(try scan.next()?.keys(0).array == [missingKey, 0])
      #expect(scan.dictionaries[0].labels == ["b"])
    }
  }

  @Test func `infinity declared missing`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("v\nInf\n1\n", to: "a.csv")
      #expect(
        try readTable([path], numbers: ["v"], missing: MissingCodes(everywhere: ["Inf"]))["v"] == .numbers([.nan, 1]))
    }
  }

  // MARK: - Faults and their places

  @Test(arguments: [1, 2, 150_000, 299_999, 300_000])
  func `a cell that is no number, anywhere in a long file`(row: Int) throws {
    try withTemporaryFolder { folder in
      var text = "key,value,note\n"
      for index in 1...300_000 {
        text += index == row ? "k,4.5x,\"a\"\n" : "k\(index),\(index % 7),\"two\nlines\"\n"
      }
      let path = try folder.write(text, to: "a.csv")
      let error = DataError(
        .notANumber, file: path, line: 2 * row, row: row, column: "value", value: "4.5x",
        remedy: .declareMissing("4.5x"))
      #expect(readError(path, keys: ["key"], numbers: ["value"]) == error)
      // A column that nobody asked for may hold anything.
      if row == 2 { #expect(try readTable([path], keys: ["key"]).rowCount == 300_000) }
    }
  }

  @Test(arguments: [1, 100_000, 200_000], ["1,2", "1,2,3,4", "x", "1,2,3,"])
  func `a row with another number of cells`(row: Int, cells: String) throws {
    try withTemporaryFolder { folder in
      var text = "a,b,c\n\n"
      for index in 1...200_000 { text += index == row ? cells + "\n" : "12345678,12345678,12345678\n" }
      let path = try folder.write(text, to: "a.csv")
      let error = DataError(
        .ragged(expected: 3, found: cells.split(separator: ",", omittingEmptySubsequences: false).count), file: path,
        line: row + 2, row: row, hint: "check the delimiter and the quotation marks of this row")
      #expect(readError(path, numbers: ["a"]) == error)
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let line: Int
    let row: Int
    let column: String?
    let part: String
    init(_ name: String, _ bytes: [UInt8], line: Int, row: Int, column: String?, _ part: String) {
      (testDescription, self.bytes, self.line, self.row, self.column, self.part) = (
        name, bytes, line, row, column, part
      )
    }
  }

  static let faults = [
    Fault("open quote", Array("a,b\n1,x\n2,\"y\n3,z\n".utf8), line: 3, row: 2, column: "b", "never closed"),
    Fault("open quote at the end", Array("a,b\n1,x\n2,\"".utf8), line: 3, row: 2, column: "b", "never closed"),
    Fault("NUL", Array("a,b\n1,x\n2,y\0z\n".utf8), line: 3, row: 2, column: "b", "NUL"),
    // Two characters of UTF-8 show what the file is.
    Fault("not UTF-8", Array("a,b\n1,äö\n2,".utf8) + [0xe9, 0x0a], line: 3, row: 2, column: "b", "is not UTF-8"),
    Fault(
      "not UTF-8 in a number", Array("a,b\n1,äö\n".utf8) + [0xe9] + Array(",y\n".utf8), line: 3, row: 2, column: "a",
      "is not UTF-8"),
    Fault(
      "half a character", Array("a,b\n0,äö\n1,".utf8) + [0xc3, 0x0a], line: 3, row: 2, column: "b", "is not UTF-8"),
  ]

  @Test(arguments: faults)
  func `faults of the text`(fault: Fault) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(fault.bytes, to: "a.csv")
      let error = try #require(readError(path, keys: ["b"], numbers: ["a"]))
      #expect((error.file, error.line, error.row, error.column) == (path, fault.line, fault.row, fault.column))
      #expect(error.description.contains(fault.part))
      #expect(error.exitStatus == 65)
      #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
  }

  // MARK: - Tables

  @Test(arguments: ["a,b\n", "a,b", "a,b\n\n\n"])
  func `a header without rows`(text: String) throws {
    try withTemporaryFolder { folder in
      var scan = try TableScan(
        [try TableFile(folder.write(text, to: "a.csv"))], [ColumnRequest("a", .key), ColumnRequest("b", .number)])
      #expect(try scan.next() == nil)
      #expect(try scan.next() == nil)
      #expect(scan.rowCount == 0)
    }
  }

  @Test func `blank lines are passed over, quoted empty cells are not`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("v\n\n1\n\r\n\"\"\n\n2\n\n", to: "a.csv")
      #expect(try readTable([path], numbers: ["v"])["v"] == .numbers([1, .nan, 2]))
    }
  }

  @Test func `compressed files`() throws {
    try withTemporaryFolder { folder in
      for (name, bytes) in try CompressedTables.all() {
        let table = try readTable([folder.write(bytes, to: name)], keys: ["site"], numbers: ["score"])
        #expect(table.texts("site") == ["x", "y", "007"])
        #expect(table["score"] == .numbers([1, 2.5, .nan]))
        // What is compressed is told by its bytes, not by its name.
        let renamed = try folder.write(bytes, to: "plain.csv")
        #expect(try readTable([renamed], keys: ["site"]).texts("site") == ["x", "y", "007"])
      }
    }
  }

  @Test func `a compressed file that ends too soon`() throws {
    try withTemporaryFolder { folder in
      for (name, bytes) in try CompressedTables.all() {
        for count in 20..<(bytes.count - 1) {
          let path = try folder.write(bytes.prefix(count), to: name)
          #expect(readError(path, keys: ["site"])?.exitStatus == 65)
        }
      }
    }
  }

  @Test func `several files share their dictionaries`() throws {
    try withTemporaryFolder { folder in
      let paths = [
        try folder.write("k,v\nb,1\na,2\n", to: "1.csv"), try folder.write("v;other;k\n3;x;c\n4;y;a\n", to: "2.csv"),
        try folder.write("k,v\n", to: "3.csv"), folder.file("4.parquet"),
      ]
      let columns = [Table.Column("v", .integers([5, nil])), Table.Column("k", text: ["b", "d"])]
      try TableWriter.write(Table(columns: columns), to: paths[3], format: .parquet)
      let table = try readTable(paths, keys: ["k"], numbers: ["v"])
      #expect(table["k"] == .text(codes: [0, 1, 2, 1, 0, 3], labels: ["b", "a", "c", "d"]))
      #expect(table["v"] == .numbers([1, 2, 3, 4, 5, .nan]))
    }
  }

  @Test func `batches say where their rows stand`() throws {
    try withTemporaryFolder { folder in
      let text = "k,v\n" + (0..<1_200_000).map { "\($0 % 100),1\n" }.joined()
      let paths = [try folder.write(text, to: "1.csv"), try folder.write("k,v\nx,1\n", to: "2.csv")]
      var scan = try TableScan([try TableFile(paths[0]), try TableFile(paths[1])], [ColumnRequest("k", .key)])
      var next = 1
      var batchCount = 0
      while let batch = try scan.next() {
        if batch.source == paths[0] {
          #expect(batch.firstRow == next)
          next += batch.rowCount
          batchCount += 1
        } else {
          #expect((batch.source, batch.firstRow, batch.rowCount) == (paths[1], 1, 1))
        }
        #expect(batch.keys(0).count == batch.rowCount)
      }
      #expect(next == 1_200_001)
      #expect(batchCount > 1)
      #expect(scan.rowCount == 1_200_001)
      #expect(scan.dictionaries[0].labels == (0..<100).map { String($0) } + ["x"])
    }
  }

  @Test func `a column may be asked for twice, and none at all`() throws {
    try withTemporaryFolder { folder in
      let file = try TableFile(folder.write("a,b\n1,x\n02,y\n", to: "a.csv"))
      let requests = [
        ColumnRequest("a", .key), ColumnRequest("b", .key), ColumnRequest("a", .number), ColumnRequest("a", .key),
      ]
      var scan = try TableScan([file], requests)
      let batch = try #require(try scan.next())
      #expect(batch.numbers(2).array == [1, 2])
      #expect(scan.dictionaries.map(\.labels) == [["1", "02"], ["x", "y"], [], ["1", "02"]])
      var empty = try TableScan([file], [])
      #expect(try empty.next()?.rowCount == 2)
      #expect(try empty.next() == nil)
    }
  }

  @Test func `columns that a file lacks are refused before the scan`() throws {
    try withTemporaryFolder { folder in
      let files = [
        try TableFile(folder.write("a,b\n1,2\n", to: "1.csv")), try TableFile(folder.write("a,a\n1,2\n", to: "2.csv")),
      ]
      #expect(throws: DataError.unknownColumn("bb", among: ["a", "b"], file: folder.file("1.csv"))) {
        try TableScan(files, [ColumnRequest("bb", .key)])
      }
      let duplicate = DataError(.duplicateColumn, file: folder.file("2.csv"), column: "a", hint: "rename one of them")
      #expect(throws: duplicate) { try TableScan(files, [ColumnRequest("a", .key)]) }
    }
  }

  @Test func `a scan that is dropped half-way`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("k,v\n" + String(repeating: "abc,1\n", count: 2_000_000), to: "a.csv")
      let file = try TableFile(path)
      for _ in 0..<5 {
        var scan = try TableScan([file], [ColumnRequest("v", .number)])
        #expect(try scan.next()?.numbers(0)[0] == 1)
      }
      var scan = try TableScan([file], [ColumnRequest("k", .key)])
      while try scan.next() != nil {}
      #expect(scan.rowCount == 2_000_000)
    }
  }

  @Test func `a level of a factor that no row has is no key`() throws {
    let labels = ["unused", "a", "late", "missing", "b", "also unused"]
    let codes = (0..<150_000).map { row -> UInt32 in
      if row % 10 == 3 { return missingKey }
      if row > 140_000, row % 4 == 0 { return 2 }
      return row % 3 == 0 ? 4 : row % 7 == 0 ? 3 : 1
    }
    let table = Table(columns: [
      Table.Column("factor", .text(codes: codes, labels: labels)),
      Table.Column("x", .numbers(codes.map { Double($0) })),
    ])
    try withTemporaryFolder { folder in
      let path = folder.file("d.parquet")
      try TableWriter.write(table, to: path, format: .parquet)
      let expected = codes.map { $0 == missingKey || $0 == 3 ? nil : labels[Int($0)] }
      let missing = MissingCodes(byColumn: ["factor": ["missing"]])
      let read = try readTable([path], keys: ["factor"], missing: missing)
      let isSame = read.texts("factor") == expected
      #expect(isSame)
      guard case .text(_, let met) = read["factor"] else { return }
      #expect(met == ["b", "a", "late"])
      for threads in [1, 3] {
        let requests = [ColumnRequest("factor", .key)]
        let scan = try PartScan([TableFile(path)], requests, missing: missing, threads: threads)
        var found: [String?] = []
        let summary = try scan.run(
          fresh: [UInt32](), consume: { state, batch, _ in state += batch.keys(0).array },
          merge: { part, dictionaries in
            let codes = part.state.map { $0 == missingKey ? nil : part.codes?[0][Int($0)] ?? $0 }
            found += codes.map { $0.map(dictionaries[0].label) }
          })
        let isSameInParts = found == expected
        #expect(isSameInParts)
        #expect(summary.dictionaries[0].labels == ["b", "a", "late"])
      }
    }
  }
}
