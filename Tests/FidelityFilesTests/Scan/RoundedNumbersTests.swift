import CArrow
import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

/// Whole numbers beyond 2^53 are keys to the digit, and numbers only where a double is that number.
@Suite("Whole numbers that a double would round")
struct RoundedNumbersTests {
  private static let edges: [Int64] = {
    var values: [Int64] = [.max, .min, .max - 1, .min + 1, 900_000_000_000_207_009, -900_000_000_000_207_009]
    for power in [52, 53, 54, 60, 62] {
      let edge = Int64(1) << power
      for step in Int64(-3)...3 { values += [edge + step, step - edge] }
    }
    return values
  }()

  private static let unsignedEdges: [UInt64] = [
    .max, .max - 1, 9_223_372_036_854_775_808, 9_223_372_036_854_775_809, 9_007_199_254_740_993, 9_007_199_254_740_992,
    7,
  ]

  /// Tables of one value among small ones, in every format that has whole numbers of 64 bits.
  private static func tables(_ folder: TemporaryFolder, _ value: Int64) throws -> [String] {
    let csv = try folder.write("x\n1\n\(value)\n\n", to: "a.csv")
    // Quotation marks in the middle of a cell take the slow way.
    let slow = try folder.write("x,y\n1,a\n\(value),5\" of snow\n", to: "b.csv")
    var paths = [csv, slow]
    for (format, repeats, name) in [
      (FAFormat.arrow, false, "a.arrow"), (.parquet, false, "a.parquet"), (.parquet, true, "b.parquet"),
    ] {
      let path = folder.path + "/" + name
      try ArrowFixture([[.init("x", "l", [1, value] as [Int64?], null: 0)]]).write(
        to: path, format: format, repeats: repeats)
      paths.append(path)
    }
    return paths
  }

  @Test("exact as a number, or refused with its place; always exact as a key", arguments: edges)
  func oneValue(value: Int64) throws {
    try withTemporaryFolder { folder in
      for path in try Self.tables(folder, value) {
        #expect(try readTable([path], keys: ["x"]).texts("x") == ["1", String(value)])
        if let number = Double(exactly: value) {
          #expect(try readTable([path], numbers: ["x"])["x"] == .numbers([1, number]), "\(path)")
          continue
        }
        let error = readError(path, numbers: ["x"])
        #expect(error?.problem == .rounded, "\(path)")
        #expect((error?.file, error?.row, error?.column) == (path, 2, "x"))
        #expect(error?.value == String(value))
        #expect(error?.hint != nil)
        if path.hasSuffix("csv") { #expect(error?.line == 3) }
        let missing = MissingCodes(everywhere: [String(value)])
        #expect(try readTable([path], numbers: ["x"], missing: missing)["x"] == .numbers([1, .nan]), "\(path)")
      }
    }
  }

  @Test("numbers without a sign", arguments: unsignedEdges)
  func unsigned(value: UInt64) throws {
    try withTemporaryFolder { folder in
      for (format, name) in [(FAFormat.arrow, "a.arrow"), (.parquet, "a.parquet")] {
        let path = folder.path + "/" + name
        try ArrowFixture([[.init("x", "L", [1, value, nil] as [UInt64?], null: 0)]]).write(to: path, format: format)
        #expect(try readTable([path], keys: ["x"]).texts("x") == ["1", String(value), nil])
        if let number = Double(exactly: value) {
          #expect(try readTable([path], numbers: ["x"])["x"] == .numbers([1, number, .nan]))
        } else {
          let error = readError(path, numbers: ["x"])
          #expect((error?.problem, error?.row, error?.value) == (.rounded, 2, String(value)))
          let missing = MissingCodes(byColumn: ["x": [String(value)]])
          #expect(try readTable([path], numbers: ["x"], missing: missing)["x"] == .numbers([1, .nan, .nan]))
        }
      }
    }
  }

  @Test(
    "decimals: the nearest double up to 2^53, beyond it only what a double is",
    arguments: [
      ("90071992547409.93", 90071992547409.93), ("9007199254740993.00", nil), ("9007199254740994.00", 9007199254740994),
      ("9007199254740994.50", nil), ("-9007199254740993.00", nil),
    ] as [(String, Double?)])
  func decimals(text: String, number: Double?) throws {
    for type in ["decimal128", "decimal256"] {
      let table = try ForeignStream(type, ["[\"1.50\"]", "[null, \"\(text)\"]"]).table()
      if let number {
        #expect(try readTable([table], numbers: ["x"])["x"] == .numbers([1.5, .nan, number]))
      } else {
        let error = #expect(throws: DataError.self) { try readTable([table], numbers: ["x"]) }
        #expect((error?.problem, error?.row, error?.column, error?.value) == (.rounded, 3, "x", text))
      }
    }
  }

  @Test(
    "texts of whole numbers", arguments: ["0009007199254740993", "+9007199254740993", "123456789012345678901234567890"])
  func texts(text: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("x\n\(text)\n", to: "a.csv")
      #expect(readError(path, numbers: ["x"])?.problem == .rounded)
      let plain = try folder.write("x\n\(text).5\n1e300\n9007199254740992\n", to: "b.csv")
      #expect(readError(plain, numbers: ["x"]) == nil)
    }
  }

  @Test("the row in a file of many parts", arguments: [FAFormat.parquet, .arrow])
  func farRow(format: FAFormat) throws {
    try withTemporaryFolder { folder in
      let path = folder.path + "/a"
      var values = (0..<300_000).map { Int64($0) as Int64? }
      values[234_567] = 9_007_199_254_740_993
      try ArrowFixture([[.init("x", "l", values, null: 0)]]).write(to: path, format: format)
      let error = readError(path, numbers: ["x"])
      #expect((error?.problem, error?.row) == (.rounded, 234_568))
    }
  }
}
