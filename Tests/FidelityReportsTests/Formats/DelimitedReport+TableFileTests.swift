import FidelityData
import FidelityFiles
import FidelityReports
import FidelityTesting
import Testing

/// What the reports write, the reader reads.
@Suite struct DelimitedReportTableFileTests {
  @Test(arguments: ["csv", "tsv"], [1 as UInt64, 2, 3])
  func `a table comes back`(format: String, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let labels = [
      "x", "007", "NA", "a,b", "a\tb", "say \"hi\"", "two\nlines", "cr\r\nlf", " blank ", "\u{e9}\u{1f600}",
    ]
    let texts = (0..<500).map { _ in
      Int.random(in: 0..<9, using: &generator) == 0 ? nil : labels.randomElement(using: &generator)
    }
    let numbers = (0..<500).map { row in
      row % 7 == 0 ? Double.nan : Double.random(in: -1e6...1e6, using: &generator) * (row % 5 == 0 ? 1e-200 : 1)
    }
    let integers = (0..<500).map { row in
      row % 11 == 0 ? nil : Int.random(in: -(1 << 53)...(1 << 53), using: &generator)
    }
    let table = Table(columns: [
      Table.Column("key, \"quoted\"", text: texts), Table.Column("number", .numbers(numbers)),
      Table.Column("n", .integers(integers)),
    ])
    try withTemporaryFolder { folder in
      let bytes = try #require(try TableFormat(named: format)?.bytes(of: table))
      let path = try folder.write(bytes, to: "table.\(format)")
      let read = try Self.read(path, keys: ["key, \"quoted\""], numbers: ["number", "n"])
      #expect(read.keys[0] == texts)
      #expect(Table.Values.numbers(read.numbers[0]) == .numbers(numbers))
      #expect(Table.Values.numbers(read.numbers[1]) == .numbers(table.numbers("n") ?? []))
    }
  }

  @Test func `missing values of a single column keep their rows`() throws {
    try withTemporaryFolder { folder in
      let table = Table(columns: [Table.Column("x", .numbers([.nan, 1, .nan, .nan, 2, .nan]))])
      let path = try folder.write(DelimitedReport().bytes(table), to: "x.csv")
      let read = try Self.read(path, keys: [], numbers: ["x"])
      #expect(Table.Values.numbers(read.numbers[0]) == table["x"])
    }
  }

  private static func read(
    _ path: String, keys: [String], numbers: [String]
  ) throws(DataError) -> (keys: [[String?]], numbers: [[Double]]) {
    let requests = keys.map { ColumnRequest($0, .key) } + numbers.map { ColumnRequest($0, .number) }
    var scan = try TableScan([try TableFile(path)], requests)
    var codes = Array(repeating: [UInt32](), count: keys.count)
    var values = Array(repeating: [Double](), count: numbers.count)
    while let batch = try scan.next() {
      for column in keys.indices { codes[column] += batch.keys(column).array }
      for column in numbers.indices { values[column] += batch.numbers(keys.count + column).array }
    }
    let texts = codes.enumerated().map { column, codes in
      codes.map { $0 == missingKey ? nil : scan.dictionaries[column].labels[Int($0)] }
    }
    return (texts, values)
  }
}
