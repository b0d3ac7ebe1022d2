import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite("Tables of other programs' streams")
struct TableFileStreamTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let type: String
    let json: [String]
    /// Nil where the column cannot be read as numbers.
    let numbers: [Double]?
    let keys: [String?]
    init(_ type: String, _ json: String..., numbers: [Double]?, keys: [String?]) {
      (self.type, self.json, self.numbers, self.keys) = (type, json, numbers, keys)
    }
    var testDescription: String { type }
  }

  static let examples = [
    Example("null", "[null, null]", "[null]", numbers: [.nan, .nan, .nan], keys: [nil, nil, nil]),
    Example("bool", "[true, null]", "[false]", numbers: [1, .nan, 0], keys: ["true", nil, "false"]),
    Example("bool", "[true, null]", "[true]", numbers: [1, .nan, 1], keys: ["true", nil, "true"]),
    Example("int8", "[1, null, -128]", numbers: [1, .nan, -128], keys: ["1", nil, "-128"]),
    Example("uint32", "[4294967295]", "[null, 0]", numbers: [0xffff_ffff, .nan, 0], keys: ["4294967295", nil, "0"]),
    Example(
      "uint64", "[1, null, 9223372036854775808, 1]", numbers: [1, .nan, 0x1p63, 1],
      keys: ["1", nil, "9223372036854775808", "1"]),
    Example("half", "[0.5, null]", numbers: [0.5, .nan], keys: ["0.5", nil]),
    Example("float", "[0.5, null, NaN]", numbers: [0.5, .nan, .nan], keys: ["0.5", nil, nil]),
    Example("decimal32", #"["1.50", null, "-2.25"]"#, numbers: [1.5, .nan, -2.25], keys: ["1.5", nil, "-2.25"]),
    Example("decimal128", #"["3.00", null]"#, #"["-0.01"]"#, numbers: [3, .nan, -0.01], keys: ["3", nil, "-0.01"]),
    Example("decimal256", #"["3.00", null]"#, numbers: [3, .nan], keys: ["3", nil]),
    Example("utf8", #"["b", null, ""]"#, #"["a", "b"]"#, numbers: nil, keys: ["b", nil, nil, "a", "b"]),
    Example("large_utf8", #"["b", null, ""]"#, #"["é", "b"]"#, numbers: nil, keys: ["b", nil, nil, "é", "b"]),
    Example(
      "utf8_view", #"["b", null, "longer than twelve bytes"]"#, #"["a", "b"]"#, numbers: nil,
      keys: ["b", nil, "longer than twelve bytes", "a", "b"]),
    Example("binary", #"["b", null]"#, numbers: nil, keys: ["b", nil]),
    Example("date32", "[11016, null, -1]", numbers: nil, keys: ["2000-02-29", nil, "1969-12-31"]),
    Example("date64", "[951782400000, null]", numbers: nil, keys: ["2000-02-29", nil]),
    Example(
      "timestamp[ns]", #"["2000-02-29 23:59:59", null, "1969-12-31 00:00:00"]"#, numbers: nil,
      keys: ["2000-02-29 23:59:59", nil, "1969-12-31"]),
    // Each batch has a dictionary of its own.
    Example(
      "dictionary utf8", #"["b", null, "a"]"#, #"["c", "b"]"#, #"["a", null]"#, numbers: nil,
      keys: ["b", nil, "a", "c", "b", "a", nil]),
    Example("dictionary large_utf8", #"["b", null]"#, #"["a", "b"]"#, numbers: nil, keys: ["b", nil, "a", "b"]),
    Example("dictionary int64", "[7, null]", "[8, 7]", numbers: [7, .nan, 8, 7], keys: ["7", nil, "8", "7"]),
    Example("dictionary date32", "[0, null]", "[1]", numbers: nil, keys: ["1970-01-01", nil, "1970-01-02"]),
  ]

  @Test("keys and numbers of each type", arguments: examples)
  func types(example: Example) throws {
    let keys = try readTable([try ForeignStream(example.type, example.json).table()], keys: ["x"])
    #expect(keys.texts("x") == example.keys)
    guard case .text(let codes, let labels) = keys["x"] else { return }
    #expect(Set(labels) == Set(example.keys.compactMap(\.self)))
    // Codes in the order of the rows, and none that no row has.
    let first = codes.filter { $0 != missingKey }.reduce(into: [UInt32]()) { if !$0.contains($1) { $0.append($1) } }
    #expect(first == Array(0..<UInt32(first.count)))
    let table = try ForeignStream(example.type, example.json).table()
    if let numbers = example.numbers {
      #expect(try readTable([table], numbers: ["x"])["x"] == .numbers(numbers))
    } else {
      let error = #expect(throws: DataError.self) { try readTable([table], numbers: ["x"]) }
      #expect(error?.file == "ratings")
      #expect(error?.column == "x")
      #expect(error?.description.contains("not numbers") == true)
    }
  }

  @Test("what is nested is refused by name, and only where it is asked for", arguments: ["list", "struct", "map"])
  func nested(type: String) throws {
    let table = try ForeignStream(type, ["[null, null]"]).table()
    #expect(table.columnNames == ["x"])
    let error = #expect(throws: DataError.self) { try readTable([table], keys: ["x"]) }
    #expect((error?.file, error?.column) == ("ratings", "x"))
    #expect(error?.description.contains("are not read") == true)
    #expect(try readTable([try ForeignStream(type, ["[null, null]"]).table()]).rowCount == 0)
    var scan = try TableScan([try ForeignStream(type, ["[null, null]", "[null]"]).table()], [])
    while try scan.next() != nil {}
    #expect(scan.rowCount == 3)
  }

  @Test("a text file as Arrow reads it, handed over as a stream", arguments: [(1, 7), (2, 100_000), (3, 1_000)])
  func sameAsText(seed: Int, batchRows: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let table = RandomTable(rowCount: seed == 2 ? 150_000 : 2_000, using: &generator)
    try withTemporaryFolder { folder in
      let path = try folder.write(table.bytes, to: "a.csv")
      let keys = Array(table.header.dropFirst())
      let file = try readTable(
        [path], keys: keys, numbers: ["n"], options: TableOptions(delimiter: table.delimiter))
      for threads in [1, 4] {
        let stream = try ForeignStream(file: path, delimiter: table.delimiter, batchRows: batchRows)
        let isSame = try readTable([try stream.table(threads: threads)], keys: keys, numbers: ["n"]) == file
        #expect(isSame)
        #expect(stream.isReleased)
      }
    }
  }

  @Test("declared codes are missing, whichever layout the column has")
  func declaredCodes() throws {
    let missing = MissingCodes(everywhere: ["7"], byColumn: ["x": ["b"]])
    for (type, json, expected) in [
      ("int64", "[7, 8]", [.nan, 8]), ("dictionary int64", "[7, 8]", [.nan, 8]), ("double", "[7, 8]", [.nan, 8]),
    ] as [(String, String, [Double])] {
      let table = try readTable([try ForeignStream(type, [json]).table()], numbers: ["x"], missing: missing)
      #expect(table["x"] == .numbers(expected))
    }
    for type in ["utf8", "utf8_view", "dictionary large_utf8"] {
      let table = try ForeignStream(type, [#"["a", "b", "7"]"#]).table()
      #expect(try readTable([table], keys: ["x"], missing: missing).texts("x") == ["a", nil, "7"])
    }
  }

  @Test("an infinite number is an error with its row", arguments: ["double", "float"], [1, 3])
  func infinite(type: String, threads: Int) throws {
    let batches = ["[1, 2]", "[3]", "[4, Inf, -Inf]"]
    let table = try ForeignStream(type, batches).table(threads: threads)
    let error = #expect(throws: DataError.self) { try readTable([table], numbers: ["x"]) }
    #expect(
      error
        == DataError(
          .notFinite, file: "ratings", row: 5, column: "x", value: "inf", hint: "correct the cell or leave it empty"))
  }

  @Test("a stream without rows")
  func empty() throws {
    let table = try ForeignStream.empty().table()
    #expect(table.columnNames == ["x", "k"])
    #expect(table.rowCount == nil)
    #expect(table.byteCount == nil)
    #expect(!table.isText)
    #expect(table.physicalLine(ofRow: 1) == nil)
    #expect(try readTable([table], keys: ["k"], numbers: ["x"]).rowCount == 0)
    #expect(try ForeignStream.empty().table(keepsRows: true).rowCount == 0)
  }

  @Test("a stream is read once, unless its rows are kept")
  func once() throws {
    let table = try ForeignStream("int64", ["[1, 2]", "[3]"]).table()
    #expect(try readTable([table], numbers: ["x"])["x"] == .numbers([1, 2, 3]))
    let error = DataError(.malformed(reason: "a stream can be read only once"), file: "ratings")
    #expect(throws: error) { try readTable([table], numbers: ["x"]) }
    let kept = try ForeignStream("int64", ["[1, 2]", "[3]"]).table(keepsRows: true)
    #expect(kept.rowCount == 3)
    for _ in 0..<3 { #expect(try readTable([kept], keys: ["x"]).texts("x") == ["1", "2", "3"]) }
    // The rows outlive the table.
    var scan = try TableScan(
      [try ForeignStream("int64", ["[1, 2]"]).table(keepsRows: true)], [ColumnRequest("x", .number)])
    #expect(try scan.next()?.numbers(0).array == [1, 2])
  }

  @Test("a stream is taken over, and released when it has been read or dropped")
  func ownership() throws {
    let stream = try ForeignStream("int64", ["[1]", "[2]"])
    var table: TableFile? = try stream.table()
    #expect(stream.isReleased)
    let error = #expect(throws: DataError.self) { try stream.table("again") }
    #expect(error?.file == "again")
    #expect(error?.description.contains("has been released") == true)
    // Dropped without a scan, and in the middle of one.
    table = nil
    table = try ForeignStream("int64", ["[1]", "[2]"]).table()
    var scan: TableScan? = try table.map { try TableScan([$0], [ColumnRequest("x", .number)]) }
    table = nil
    #expect(try scan?.next()?.rowCount == 1)
    scan = nil
  }

  @Test("a stream that fails: the row, and its maker's words", arguments: [1, 4], [0, 3, 200])
  func failure(threads: Int, batchCount: Int) throws {
    let table = try ForeignStream(failingAfter: batchCount, "the connection was lost").table(threads: threads)
    var scan = try TableScan([table], [ColumnRequest("x", .number)])
    let error = #expect(throws: DataError.self) { while try scan.next() != nil {} }
    #expect(
      error
        == DataError(
          .notReadable(reason: "the connection was lost"), file: "ratings", row: 1_000 * batchCount + 1))
    let silent = try ForeignStream(failingAfter: 1, nil).table()
    let unknown = #expect(throws: DataError.self) { try readTable([silent], numbers: ["x"]) }
    #expect(unknown?.description == "ratings: row 1001: whoever made the stream failed without saying why")
    #expect(throws: DataError.self) { try ForeignStream(failingAfter: 2, "lost").table(keepsRows: true) }
  }

  @Test("a number that is infinite comes before a failure behind it")
  func earlierFault() throws {
    let files = [
      try ForeignStream("double", ["[1, Inf]"]).table("first"), try ForeignStream(failingAfter: 0, "lost").table(),
    ]
    let error = #expect(throws: DataError.self) { try readTable(files, numbers: ["x"]) }
    #expect((error?.file, error?.row) == ("first", 2))
  }

  @Test("values that are not what they say are refused", arguments: ["index", "offsets", "utf8", "short", "nulls"])
  func odd(kind: String) throws {
    let isKey = ["index", "offsets", "utf8"].contains(kind)
    for threads in [1, 2] {
      let table = try ForeignStream(odd: kind).table(threads: threads)
      let error = #expect(throws: DataError.self) {
        try readTable([table], keys: isKey ? ["x"] : [], numbers: isKey ? [] : ["x"])
      }
      #expect(error?.file == "ratings")
      #expect(error?.exitStatus == 65, "\(error?.description ?? "")")
    }
  }

  @Test("numbers at an odd address are read")
  func unaligned() throws {
    let table = try ForeignStream(odd: "unaligned").table()
    #expect(try readTable([table], numbers: ["x"])["x"] == .numbers([1.5, 2.5, 3.5, 4.5]))
  }

  @Test("files and streams in one scan share their dictionaries")
  func mixture() throws {
    try withTemporaryFolder { folder in
      let files = [
        try ForeignStream("utf8", [#"["b", "a"]"#]).table(), try TableFile(folder.write("x\nc\nb\n", to: "1.csv")),
        try ForeignStream("dictionary utf8_view", [#"["a", "d"]"#, #"["e"]"#]).table(),
      ]
      #expect(
        try readTable(files, keys: ["x"])["x"]
          == .text(codes: [0, 1, 2, 0, 1, 3, 4], labels: ["b", "a", "c", "d", "e"]))
    }
  }
}
