import CArrow
import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

/// Columns as other programs write them.
@Suite struct ArrowBatchTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    let column: @Sendable () -> ArrowFixture.Column
    /// nil where the column cannot be read as numbers.
    let numbers: [Double]?
    let keys: [String?]
    init(_ name: String, numbers: [Double]?, keys: [String?], _ column: @escaping @Sendable () -> ArrowFixture.Column) {
      (self.name, self.numbers, self.keys, self.column) = (name, numbers, keys, column)
    }
    var testDescription: String { name }
  }

  static let examples = [
    Example("int8", numbers: [1, .nan, -128, 1], keys: ["1", nil, "-128", "1"]) {
      .init("x", "c", [1, nil, -128, 1] as [Int8?], null: 77)
    },
    Example("uint8", numbers: [1, .nan, 255, 1], keys: ["1", nil, "255", "1"]) {
      .init("x", "C", [1, nil, 255, 1] as [UInt8?], null: 77)
    },
    Example("int16", numbers: [1, .nan, -32_768, 1], keys: ["1", nil, "-32768", "1"]) {
      .init("x", "s", [1, nil, -32_768, 1] as [Int16?], null: 77)
    },
    Example("uint16", numbers: [1, .nan, 65_535, 1], keys: ["1", nil, "65535", "1"]) {
      .init("x", "S", [1, nil, 65_535, 1] as [UInt16?], null: 77)
    },
    Example("int32", numbers: [1, .nan, -2_147_483_648, 1], keys: ["1", nil, "-2147483648", "1"]) {
      .init("x", "i", [1, nil, .min, 1] as [Int32?], null: 77)
    },
    Example("uint32", numbers: [1, .nan, 4_294_967_295, 1], keys: ["1", nil, "4294967295", "1"]) {
      .init("x", "I", [1, nil, .max, 1] as [UInt32?], null: 77)
    },
    Example(
      "int64", numbers: [0, .nan, 9_007_199_254_740_994, 0x1p53],
      keys: ["0", nil, "9007199254740994", "9007199254740992"]
    ) {
      .init("x", "l", [0, nil, 9_007_199_254_740_994, 9_007_199_254_740_992] as [Int64?], null: 77)
    },
    Example(
      "int64 extremes", numbers: [0, -0x1p63, 0x1p63 - 1024, .nan],
      keys: ["0", "-9223372036854775808", "9223372036854774784", nil]
    ) {
      .init("x", "l", [0, .min, .max - 1023, nil] as [Int64?], null: .min)
    },
    Example("uint64", numbers: [1, .nan, 0x1p63, 1], keys: ["1", nil, "9223372036854775808", "1"]) {
      .init("x", "L", [1, nil, 9_223_372_036_854_775_808, 1] as [UInt64?], null: 77)
    },
    Example("float", numbers: [0.5, .nan, .nan, -3], keys: ["0.5", nil, nil, "-3"]) {
      .init("x", "f", [0.5, nil, .nan, -3] as [Float?], null: 77)
    },
    Example("double", numbers: [0.1, .nan, .nan, 1e300], keys: ["0.1", nil, nil, "1e+300"]) {
      .init("x", "g", [0.1, nil, .nan, 1e300] as [Double?], null: 77)
    },
    Example("bool", numbers: [1, .nan, 0, 1], keys: ["true", nil, "false", "true"]) {
      .init("x", booleans: [true, nil, false, true])
    },
    Example("date", numbers: nil, keys: ["2000-02-29", nil, "1969-12-31", "2000-02-29"]) {
      .init("x", "tdD", [11_016, nil, -1, 11_016] as [Int32?], null: 77)
    },
    Example(
      "timestamp", numbers: nil,
      keys: ["2000-02-29 23:59:59.999", nil, "1969-12-31 23:59:59.999", "1970-01-01"]
    ) {
      .init("x", "tsm:", [11_016 * 86_400_000 + 86_399_999, nil, -1, 0] as [Int64?], null: 77)
    },
    Example("decimal", numbers: [1.5, .nan, -2.25, 3], keys: ["1.5", nil, "-2.25", "3"]) {
      .init("x", "d:9,2", [150, nil, -225, 300] as [Int128?], null: 77)
    },
    Example("text", numbers: nil, keys: ["a", nil, nil, "\u{e9}"]) { .init("x", text: ["a", nil, "", "\u{e9}"]) },
  ]

  private static func write(_ batches: [[ArrowFixture.Column]], _ format: BinaryTableFormat, _ folder: TemporaryFolder)
    throws -> String
  {
    let path = folder.file("a.\(format.rawValue)")
    try ArrowFixture(batches).write(to: path, format: format == .parquet ? .parquet : .arrow)
    return path
  }

  @Test(arguments: examples, BinaryTableFormat.allCases)
  func `keys and numbers of each type`(example: Example, format: BinaryTableFormat) throws {
    try withTemporaryFolder { folder in
      let path = try Self.write([[example.column()], [example.column()]], format, folder)
      #expect(try readTable([path], keys: ["x"]).texts("x") == example.keys + example.keys)
      if let numbers = example.numbers {
        #expect(try readTable([path], numbers: ["x"])["x"] == .numbers(numbers + numbers))
      } else {
        #expect(readError(path, numbers: ["x"])?.description.contains("not numbers") == true)
      }
    }
  }

  @Test(arguments: examples, BinaryTableFormat.allCases)
  func `a key that is declared missing has no code`(example: Example, format: BinaryTableFormat) throws {
    try withTemporaryFolder { folder in
      let path = try Self.write([[example.column()]], format, folder)
      let code = try #require(example.keys[0])
      let table = try readTable([path], keys: ["x"], missing: MissingCodes(byColumn: ["x": [code, "other"]]))
      #expect(table.texts("x") == example.keys.map { $0 == code ? nil : $0 })
      guard case .text(_, let labels) = table["x"] else { return }
      #expect(!labels.contains(code))
      // Declared for all columns, it holds for numbers and not for keys.
      let everywhere = MissingCodes(everywhere: [code])
      #expect(try readTable([path], keys: ["x"], missing: everywhere).texts("x") == example.keys)
      if let numbers = example.numbers, let number = Double(code) {
        #expect(
          try readTable([path], numbers: ["x"], missing: everywhere)["x"]
            == .numbers(numbers.map { $0 == number ? .nan : $0 }))
      }
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `dictionaries that differ from batch to batch`(format: BinaryTableFormat) throws {
    var generator = SeededGenerator(seed: 9)
    let texts = (0..<30).map { batch in
      (0..<500).map { _ in
        Int.random(in: 0..<9, using: &generator) == 0
          ? nil : "k\(Int.random(in: batch..<(batch + 12), using: &generator))"
      }
    }
    try withTemporaryFolder { folder in
      let path = try Self.write(texts.map { [.init("x", text: $0)] }, format, folder)
      let expected = Table.Column("x", text: texts.flatMap(\.self)).values
      #expect(try readTable([path, path], keys: ["x"]).prefix(15_000)["x"] == expected)
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `rows of many batches keep their order`(format: BinaryTableFormat) throws {
    let batches = (0..<7).map { batch -> [ArrowFixture.Column] in
      let numbers = (0..<20_000).map { row -> Int32? in row % 97 == 0 ? nil : Int32(batch * 20_000 + row) }
      let flags = (0..<20_000).map { row -> Bool? in row % 5 == 0 }
      return [.init("n", "i", numbers, null: -1), .init("b", booleans: flags)]
    }
    try withTemporaryFolder { folder in
      let path = try Self.write(batches, format, folder)
      let table = try readTable([path], keys: ["b"], numbers: ["n"])
      let expected = (0..<140_000).map { row -> Double in row % 20_000 % 97 == 0 ? .nan : Double(row) }
      let isSame = table["n"] == .numbers(expected)
      #expect(isSame)
      let flags = (0..<140_000).map { row -> String? in row % 5 == 0 ? "true" : "false" }
      let isSameKey = table.texts("b") == flags
      #expect(isSameKey)
    }
  }
}
