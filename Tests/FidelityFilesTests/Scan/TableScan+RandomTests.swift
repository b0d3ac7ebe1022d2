import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct TableScanRandomTests {
  private static func check(_ table: RandomTable, in folder: TemporaryFolder) throws {
    let path = try folder.write(table.bytes, to: "a.csv")
    let options = TableOptions(delimiter: table.delimiter)
    let read = try readTable([path], keys: Array(table.header.dropFirst()), numbers: ["n"], options: options)
    let isSame = read["n"] == .numbers(table.columns[0].compactMap(Double.init))
    #expect(isSame)
    for (name, column) in zip(table.header, table.columns).dropFirst() {
      let isSame = read.texts(name) == column.map { $0.isEmpty ? nil : $0 }
      #expect(isSame)
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `small tables come back, however they are quoted`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    try withTemporaryFolder { folder in
      for _ in 0..<20 {
        try Self.check(RandomTable(rowCount: .random(in: 0...60, using: &generator), using: &generator), in: folder)
      }
    }
  }

  @Test(arguments: [101, 102] as [UInt64])
  func `large tables come back, wherever the file is cut`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let table = RandomTable(rowCount: 300_000, using: &generator)
    // More than two of the reader's blocks.
    #expect(table.bytes.count > 8 << 20)
    try withTemporaryFolder { folder in try Self.check(table, in: folder) }
  }

  /// Bytes that mean something to the reader.
  private static let fragments: [[UInt8]] = [
    [0x22], [0x22, 0x22], [0x2c], [0x0a], [0x0d], [0x0d, 0x0a], [0], [0xff], [0xc3], [0xef, 0xbb, 0xbf], [0x31],
    Array("1e999".utf8), Array("-".utf8), Array("NA".utf8), [0x2c, 0x22], [0x22, 0x0a], [0x3b], [0x09],
    [0x1f, 0x8b], Array("PAR1".utf8), [0x80],
  ]

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `any bytes give batches or an error`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let seeds = [
      "k,v\nx,1\ny,2.5\n", "\"k\",\"v\"\r\n\"a\"\"b\",\"1\"\r\n\"two\r\nlines\",\r\n", "k;v\n;\n1;1\n",
      "\u{feff}k,v\n\n\u{e9},-1e5\n",
    ]
    var outcomes = [0, 0, 0]
    try withTemporaryFolder { folder in
      for _ in 0..<600 {
        var bytes = Array(seeds[Int.random(in: 0..<seeds.count, using: &generator)].utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) { Self.mutate(&bytes, using: &generator) }
        let path = try folder.write(bytes, to: "a.csv")
        do throws(DataError) {
          let file = try TableFile(path)
          let rows = try Self.rows(file)
          outcomes[0] += 1
          // Every row counted has a line of its own.
          let lines = file.physicalLines(ofRows: Array(1...max(1, rows)))
          #expect(rows == 0 || Set(lines.values).count == rows, "\(bytes)")
        } catch {
          outcomes[error.line == nil ? 1 : 2] += 1
          #expect(error.exitStatus == 65 && error.file == path, "\(bytes)")
          #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "\(bytes)")
        }
      }
    }
    // All ends occur: rows, files that do not open (rare), faults with a place.
    #expect(outcomes[0] > 50 && outcomes[1] > 0 && outcomes[2] > 50, "\(outcomes)")
  }

  private static func rows(_ file: TableFile) throws(DataError) -> Int {
    let requests = file.columnNames.enumerated().map { ColumnRequest($1, $0 == 1 ? .number : .key) }
    var scan = try TableScan([file], requests)
    while let batch = try scan.next() {
      for (column, request) in requests.enumerated() {
        let count = request.kind == .key ? batch.keys(column).count : batch.numbers(column).count
        #expect(count == batch.rowCount)
      }
    }
    return scan.rowCount
  }

  private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes.insert(contentsOf: fragments[Int.random(in: 0..<fragments.count, using: &generator)], at: place)
    case 1: bytes.removeSubrange(place..<Int.random(in: place...bytes.count, using: &generator))
    case 2: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: generator.next()) }
    case 3: bytes += bytes[place...]
    default: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
    }
  }
}
