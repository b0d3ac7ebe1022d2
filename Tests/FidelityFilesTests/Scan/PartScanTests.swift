import CArrow
import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Synchronization
import Testing

@Suite("Scans in parts")
struct PartScanTests {
  /// The rows of some columns as a table, read in parts and put together in their order.
  private static func read(
    _ paths: [String], _ requests: [ColumnRequest], missing: MissingCodes = MissingCodes(),
    options: TableOptions = TableOptions(), threads: Int
  ) throws -> (table: Table, partCount: Int) {
    let (table, partCount) = try PartRows.read(
      try paths.map { try TableFile($0, options: options) }, requests, missing: missing, threads: threads)
    return (table, partCount)
  }

  /// Columns of all types that other programs write, with and without missing values.
  private static func fixture(rowCount: Int, seed: UInt64) -> [ArrowFixture.Column] {
    var generator = SeededGenerator(seed: seed)
    func values<Value>(_ missing: Int, _ value: (inout SeededGenerator) -> Value) -> [Value?] {
      (0..<rowCount).map { _ in
        missing > 0 && Int.random(in: 0..<missing, using: &generator) == 0 ? nil : value(&generator)
      }
    }
    let words = (0..<300).map { "site \($0)\u{e9}" }
    return [
      .init("i8", "c", values(0) { Int8.random(in: -9...9, using: &$0) }, null: 0),
      .init("i16", "s", values(5) { Int16.random(in: -999...999, using: &$0) }, null: 0),
      .init("i32", "i", values(0) { Int32.random(in: 0..<20_000, using: &$0) }, null: 0),
      .init("i32 with gaps", "i", values(9) { Int32.random(in: -40...40, using: &$0) }, null: 7),
      .init("i64", "l", values(3) { Int64.random(in: -5...(1 << 40), using: &$0) }, null: 0),
      .init("f32", "f", values(4) { Float.random(in: -1...1, using: &$0) }, null: 0),
      .init("f64", "g", values(0) { Double.random(in: -1...1, using: &$0) }, null: 0),
      .init("f64 with gaps", "g", values(2) { Double.random(in: -1...1, using: &$0) }, null: 0),
      .init("whole f64", "g", values(4) { Double(Int.random(in: -3..<30, using: &$0)) }, null: 0),
      .init("nothing", "g", [Double?](repeating: nil, count: rowCount), null: 0),
      .init("day", "tdD", values(6) { Int32.random(in: 18_000..<19_000, using: &$0) }, null: 0),
      .init("text", text: values(0) { words[Int.random(in: 0..<300, using: &$0)] }),
      .init("text with gaps", text: values(3) { words[Int.random(in: 0..<300, using: &$0)] }),
      .init("text of its own", text: values(50) { "\($0.next())-\($0.next())-\($0.next())" }),
    ]
  }

  private static let requests =
    ["i8", "i16", "i32", "i32 with gaps", "i64", "f32", "f64", "f64 with gaps", "nothing"]
    .map { ColumnRequest($0, .number) }
    + [
      "i32", "i32 with gaps", "i64", "day", "text", "text with gaps", "text of its own", "i8", "f64 with gaps",
      "whole f64", "nothing",
    ].map { ColumnRequest($0, .key) }

  /// Arrow's own conversions read the same values from an Arrow file; the columns of Parquet are decoded straight.
  @Test(
    "Parquet in parts gives what an Arrow file and a scan in order give",
    arguments: [
      (1, 1, false), (300, 2, false), (70_000, 2, false), (200_001, 3, false), (1, 1, true), (300, 2, true),
      (70_000, 2, true), (200_001, 3, true),
    ])
  func sameAsScan(rowCount: Int, threads: Int, hasDictionaries: Bool) throws {
    try withTemporaryFolder { folder in
      let paths = ["a.parquet", "a.arrow"].map { folder.file($0) }
      let columns = Self.fixture(rowCount: rowCount, seed: UInt64(rowCount))
      try ArrowFixture([columns]).write(to: paths[0], format: .parquet, repeats: hasDictionaries)
      try ArrowFixture([columns]).write(to: paths[1], format: .arrow)
      let missing = MissingCodes(everywhere: ["7"], byColumn: ["i64": ["3"]])
      let (table, partCount) = try Self.read([paths[0]], Self.requests, missing: missing, threads: threads)
      // Parts of a million cells in the columns asked for, 20 of them; the rows of a group are shared out evenly.
      #expect(partCount == [1: 1, 300: 1, 70_000: 2, 200_001: 5][rowCount])
      let arrow = try Self.read([paths[1]], Self.requests, missing: missing, threads: threads).table
      let isSame = Self.texts(table) == Self.texts(arrow)
      #expect(isSame)
      let keys = Self.requests.filter { $0.kind == .key }.map(\.name)
      let numbers = Self.requests.filter { $0.kind == .number }.map(\.name)
      let whole = try readTable([paths[0]], keys: keys, numbers: numbers, missing: missing)
      let isSameInOrder = table.columns.allSatisfy { column in
        whole.columns.contains { $0.name == column.name && $0.values == column.values }
      }
      #expect(isSameInOrder)
    }
  }

  /// Keys as text, whatever their codes.
  private static func texts(_ table: Table) -> Table {
    Table(
      columns: table.columns.map { column in
        guard case .text(let codes, let labels) = column.values else { return column }
        return Table.Column(column.name, text: codes.map { $0 == missingKey ? nil : labels[Int($0)] })
      })
  }

  @Test("A column that only Arrow's reader knows does not keep others from being read in parts", arguments: [1, 2, 5])
  func convertedColumns(threads: Int) throws {
    let rowCount = 150_000
    let values = (0..<rowCount).map { row in row % 7 == 2 ? nil : Double(row % 1_000) }
    let times = values.map { value in value.map { Int64($0) * 86_400_000 + 5 } }
    let decimals = values.map { value in value.map { Int128($0 * 100) } }
    let columns: [ArrowFixture.Column] = [
      .init("v", "g", values, null: 0), .init("t", "tsm:UTC", times, null: 0), .init("d", "d:9,2", decimals, null: 0),
      .init("u", "L", values.map { $0.map { UInt64($0) } }, null: 0),
      .init("b", booleans: values.map { $0.map { $0 > 500 } }),
    ]
    try withTemporaryFolder { folder in
      let path = folder.file("a.parquet")
      try ArrowFixture([columns, columns]).write(to: path, format: .parquet)
      let requests = ["v", "d", "u", "b"].map { ColumnRequest($0, .number) } + [ColumnRequest("t", .key)]
      let (table, partCount) = try Self.read([path], requests, threads: threads)
      #expect(partCount > 1)
      let expected = Table.Values.numbers((values + values).map { $0 ?? .nan })
      let areSame = ["v", "d", "u"].map { table[$0] == expected }
      #expect(areSame == [true, true, true])
      let isSameFlag = table["b"] == .numbers((values + values).map { $0.map { $0 > 500 ? 1 : 0 } ?? .nan })
      #expect(isSameFlag)
      let days = (0..<1_000).map { CalendarDate.text(ofDay: $0) }
      let isSameDay = table.texts("t") == (values + values).map { $0.map { "\(days[Int($0)]) 00:00:00.005Z" } }
      #expect(isSameDay)
    }
  }

  @Test("The parts, and so the result, do not depend on the number of threads")
  func threads() throws {
    try withTemporaryFolder { folder in
      let paths = ["a.parquet", "b.parquet"].map { folder.file($0) }
      try ArrowFixture([Self.fixture(rowCount: 150_000, seed: 1)]).write(to: paths[0], format: .parquet)
      try ArrowFixture([Self.fixture(rowCount: 10, seed: 2)]).write(to: paths[1], format: .parquet)
      let one = try Self.read(paths, Self.requests, threads: 1)
      for threads in [2, 3, 7, 64] {
        let other = try Self.read(paths, Self.requests, threads: threads)
        let isSame = other.table == one.table
        #expect(isSame)
        #expect(other.partCount == one.partCount)
      }
    }
  }

  @Test("An infinite number in a dictionary is found in its row", arguments: [1, 3])
  func infiniteInDictionary(threads: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder.file("a.parquet")
      var values: [Double?] = (0..<200_000).map { Double($0 % 7) }
      for row in [190_000, 140_000] { values[row] = -.infinity }
      try ArrowFixture([[.init("v", "g", values, null: 0)]]).write(to: path, format: .parquet, repeats: true)
      let error = #expect(throws: DataError.self) {
        try Self.read([path], [ColumnRequest("v", .number)], threads: threads)
      }
      #expect(error?.row == 140_001)
      #expect(error?.value == "-inf")
    }
  }

  @Test("Damaged files with dictionaries are read or refused", arguments: 0..<4 as Range<UInt64>)
  func damagedDictionaries(seed: UInt64) throws {
    try withTemporaryFolder { folder in
      let path = folder.file("a.parquet")
      try ArrowFixture([Self.fixture(rowCount: 200, seed: seed)]).write(to: path, format: .parquet, repeats: true)
      let bytes = try Array(Data(contentsOf: URL(filePath: path)))
      var generator = SeededGenerator(seed: seed)
      var (readCount, refusedCount) = (0, 0)
      for _ in 0..<300 {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          damaged[Int.random(in: damaged.indices, using: &generator)] = .random(in: 0...255, using: &generator)
        }
        try Data(damaged).write(to: URL(filePath: path))
        do {
          let read = try Self.read([path], Self.requests, threads: 2)
          readCount += 1
          #expect(read.table.columns.count == Self.requests.count)
        } catch {
          refusedCount += 1
          #expect(error is DataError)
        }
      }
      #expect(readCount > 0 && refusedCount > 0)
    }
  }

  @Test("The error is that of the earliest part, for any number of threads", arguments: [1, 2, 5])
  func earliestError(threads: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder.file("a.parquet")
      var values = [Double](repeating: 1, count: 400_000)
      for row in [390_000, 150_000, 250_000] { values[row] = .infinity }
      try TableWriter.write(Table(columns: [.init("v", .numbers(values))]), to: path, format: .parquet)
      let error = #expect(throws: DataError.self) {
        try Self.read([path], [ColumnRequest("v", .number)], threads: threads)
      }
      #expect(error?.row == 150_001)
      #expect(error?.column == "v")
    }
  }

  @Test("An error in merging ends the scan, and its threads")
  func errorInMerging() throws {
    try withTemporaryFolder { folder in
      let path = folder.file("a.parquet")
      let column = Table.Column("v", .numbers(Array(repeating: 1, count: 500_000)))
      try TableWriter.write(Table(columns: [column]), to: path, format: .parquet)
      let scan = try PartScan([TableFile(path)], [ColumnRequest("v", .number)], missing: MissingCodes(), threads: 4)
      let taken = Mutex(0)
      #expect(throws: DataError.self) {
        try scan.run(
          fresh: 0, consume: { _, _, _ in taken.withLock { $0 += 1 } },
          merge: { _, _ throws(DataError) in throw DataError(.unusable(reason: "enough")) })
      }
      #expect(taken.withLock { $0 } > 0)
    }
  }

  /// Many columns make small parts, and long texts many pages: a thread that takes a later part of a row group passes
  /// the pages in between.
  @Test("Pages before a part are passed", arguments: [1, 2, 4])
  func manyPages(threads: Int) throws {
    let rowCount = 140_000
    let padding = String(repeating: "~", count: 150)
    let texts = (0..<rowCount).map { $0 % 7 == 3 ? nil : "\($0 % 70_000) \(padding)" }
    let numbers = (0..<rowCount).map { row -> Double in
      let isMissing = row % 5 == 1 || row / 1_000 % 9 == 4
      return isMissing ? .nan : Double(row).squareRoot()
    }
    let scores = (0..<rowCount).map { row -> Double in
      let isMissing = row % 11 == 1 || row / 3_000 % 7 == 2
      return isMissing ? .nan : Double(row % 13)
    }
    try withTemporaryFolder { folder in
      let path = folder.file("a.parquet")
      let table = Table(columns: [
        Table.Column("text", text: texts), Table.Column("number", .numbers(numbers)),
        Table.Column("score", .numbers(scores)),
      ])
      try TableWriter.write(table, to: path, format: .parquet)
      let many = Array(repeating: ColumnRequest("score", .number), count: 250)
      let requests = [ColumnRequest("text", .key), ColumnRequest("number", .number)] + many
      let scan = try PartScan([TableFile(path)], requests, missing: MissingCodes(), threads: threads)
      struct State: Sendable {
        var codes: [UInt32] = []
        var numbers: [Double] = []
        var scores: [Double] = []
      }
      var (found, partCount) = (State(), 0)
      let summary = try scan.run(
        fresh: State(),
        consume: { state, batch, _ in
          state.codes += batch.keys(0).array
          state.numbers += batch.numbers(1).array
          state.scores += batch.numbers(251).array
        },
        merge: { part, _ in
          partCount += 1
          found.codes += part.state.codes.map { $0 == missingKey ? missingKey : part.codes?[0][Int($0)] ?? $0 }
          found.numbers += part.state.numbers
          found.scores += part.state.scores
        })
      #expect(partCount == 9)
      #expect(summary.rowCount == rowCount)
      let isSameText = found.codes.map { $0 == missingKey ? nil : summary.dictionaries[0].label($0) } == texts
      #expect(isSameText)
      let isSameNumber = Table.Values.numbers(found.numbers) == .numbers(numbers)
      #expect(isSameNumber)
      let isSameScore = Table.Values.numbers(found.scores) == .numbers(scores)
      #expect(isSameScore)
    }
  }

  @Test("Text in parts gives what a scan gives, however it is quoted", arguments: 0..<8 as Range<UInt64>)
  func textSameAsScan(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let table = RandomTable(rowCount: seed < 2 ? 150_000 : .random(in: 1...500, using: &generator), using: &generator)
    try withTemporaryFolder { folder in
      let path = try folder.write(table.bytes, to: "a.csv")
      let options = TableOptions(delimiter: table.delimiter)
      let keys = Array(table.header.dropFirst())
      let requests = [ColumnRequest("n", .number)] + keys.map { ColumnRequest($0, .key) }
      let whole = try readTable([path], keys: keys, numbers: ["n"], options: options)
      for threads in [1, 2, 5] {
        let (read, partCount) = try Self.read([path], requests, options: options, threads: threads)
        let isSame = read.columns.allSatisfy { column in
          whole.columns.contains { $0.name == column.name && $0.values == column.values }
        }
        #expect(isSame)
        #expect(seed >= 2 || partCount > 2)
        let written = read["n"] == .numbers(table.columns[0].compactMap(Double.init))
        #expect(written)
      }
    }
  }

  /// A text of several parts, with one damaged line.
  private static func text(lineCount: Int, damage: [Int: String]) -> [UInt8] {
    var text = "site,v\n"
    for line in 2...lineCount {
      let quote = line % 1000 == 0 && line < 100_000 ? "\"" : ""
      text += damage[line] ?? "\(quote)north \(line % 100)\(quote),\(line).25\n"
    }
    return Array(text.utf8)
  }

  @Test("A fault in text is that of the earliest part, with its row and line in the file", arguments: [1, 2, 5])
  func textFaults(threads: Int) throws {
    let faults: [(text: String, row: Int, line: Int)] = [
      ("a,b\n", 150_000, 150_001), ("a,1,2\n", 150_000, 150_001), ("a,inf\n", 150_000, 150_001),
      // A blank line, and a line end inside quotation marks.
      ("\n\"a\nb\",x\n", 150_000, 150_003), ("\"never closed,1\n", 150_000, 150_001),
      ("\u{0},1\n", 150_000, 150_001),
    ]
    try withTemporaryFolder { folder in
      for (fault, row, line) in faults {
        let path = try folder.write(
          Self.text(lineCount: 300_000, damage: [150_001: fault, 290_000: "a,later\n"]), to: "a.csv")
        let requests = [ColumnRequest("site", .key), ColumnRequest("v", .number)]
        let error = #expect(throws: DataError.self) { try Self.read([path], requests, threads: threads) }
        #expect(error?.exitStatus == 65)
        #expect(error?.row == row, "\(fault.debugDescription): \(error?.description ?? "")")
        let found = error?.line ?? error?.row.flatMap { try? TableFile(path).physicalLine(ofRow: $0) }
        #expect(found == line, "\(fault.debugDescription): \(error?.description ?? "")")
      }
    }
  }

  @Test("Several texts, compressed or not, are read one after the other in parts")
  func textFiles() throws {
    try withTemporaryFolder { folder in
      var paths: [String] = []
      for index in 0..<5 {
        paths.append(try folder.write(Self.text(lineCount: index == 2 ? 120_000 : 3, damage: [:]), to: "\(index).csv"))
      }
      let requests = [ColumnRequest("site", .key), ColumnRequest("v", .number)]
      let one = try Self.read(paths, requests, threads: 1)
      let whole = try readTable(paths, keys: ["site"], numbers: ["v"])
      let isWhole = one.table == whole
      #expect(isWhole)
      for threads in [2, 3, 9] {
        let other = try Self.read(paths, requests, threads: threads)
        #expect(other.partCount == one.partCount)
        let isSame = other.table == one.table
        #expect(isSame)
      }
    }
  }

  @Test("A damaged file gives an error or the same rows, never another table", arguments: [1, 2, 3] as [UInt64])
  func damaged(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    try withTemporaryFolder { folder in
      let path = folder.file("a.parquet")
      try ArrowFixture([Self.fixture(rowCount: 2_000, seed: seed)]).write(to: path, format: .parquet)
      let bytes = try folder.bytes(of: "a.parquet")
      var failures = 0
      for _ in 0..<150 {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          damaged[Int.random(in: 0..<damaged.count, using: &generator)] ^=
            1 << UInt8.random(in: 0..<8, using: &generator)
        }
        let place = try folder.write(damaged, to: "b.parquet")
        do {
          _ = try Self.read([place], Self.requests, threads: 2)
        } catch {
          failures += 1
          #expect((error as? DataError)?.exitStatus == 65)
        }
      }
      #expect(failures > 30)
    }
  }
}
