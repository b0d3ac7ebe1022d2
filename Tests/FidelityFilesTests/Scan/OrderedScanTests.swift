import CArrow
import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Synchronization
import Testing

@Suite("Rows in their order beside parts")
struct OrderedScanTests {
  enum Form: String, CaseIterable { case text, parquet, arrow, stream }

  private static let requests = [ColumnRequest("site", .key), ColumnRequest("v", .number), ColumnRequest("n", .key)]

  /// Keys that later parts meet anew, and in another order.
  private static func columns(rowCount: Int) -> [ArrowFixture.Column] {
    let sites = (0..<rowCount).map { row -> String? in
      row % 11 == 5 ? nil : "site \((row * 7919) % 50 + row / 10_000)"
    }
    let values = (0..<rowCount).map { row -> Double? in row % 9 == 4 ? nil : Double(row) / 8 }
    let numbers = (0..<rowCount).map { row -> Int32? in Int32(row * 31 % 997) }
    return [.init("site", text: sites), .init("v", "g", values, null: 0), .init("n", "i", numbers, null: 0)]
  }

  private static func files(_ form: Form, rowCount: Int, _ folder: TemporaryFolder) throws -> () throws -> TableFile {
    let columns = columns(rowCount: rowCount)
    let parquet = folder.file("a.parquet")
    try ArrowFixture([columns]).write(to: parquet, format: .parquet)
    switch form {
    case .parquet: return { try TableFile(parquet) }
    case .stream: return { try ForeignStream(file: parquet, batchRows: 30_000).table() }
    case .arrow:
      let path = folder.file("a.arrow")
      try ArrowFixture([columns]).write(to: path, format: .arrow)
      return { try TableFile(path) }
    case .text:
      let table = try readTable([parquet], keys: ["site", "n"], numbers: ["v"])
      guard case .numbers(let values)? = table["v"], let sites = table.texts("site"), let numbers = table.texts("n")
      else { preconditionFailure("columns that were asked for") }
      var text = "site,v,n\n"
      for row in 0..<rowCount {
        text += "\(sites[row] ?? ""),\(values[row].isNaN ? "" : String(values[row])),\(numbers[row] ?? "")\n"
      }
      let path = try folder.write(text, to: "a.csv")
      return { try TableFile(path) }
    }
  }

  @Test(
    "The rows in order are those of the parts, to the last bit, for any number of threads", arguments: Form.allCases)
  func sameAsParts(form: Form) throws {
    try withTemporaryFolder { folder in
      let open = try Self.files(form, rowCount: 300_000, folder)
      var first: Table?
      for threads in [1, 2, 5] {
        var rows = PartRows(Self.requests)
        var dictionaries: [KeyDictionary] = []
        let (table, partCount) = try PartRows.read(
          [try open()], Self.requests, threads: threads,
          ordered: { batch, known in
            rows.take(batch)
            // Every code has a label by the time it comes.
            let codes = batch.keys(0).array.filter { $0 != missingKey }
            #expect(Int(codes.max() ?? 0) < known[0].count)
            dictionaries = known
          })
        #expect(partCount > 1)
        let inOrder = rows.table(dictionaries)
        let isSame = inOrder == table
        #expect(isSame)
        let isSameAsBefore = first.map { $0 == table } ?? true
        #expect(isSameAsBefore)
        first = table
        // The pull interface is the same scan.
        let pulled = try readTable([try open()], keys: ["site", "n"], numbers: ["v"])
        let isPulled = ["site", "v", "n"].map { pulled[$0] == table[$0] }
        #expect(isPulled == [true, true, true])
      }
    }
  }

  @Test("An error in taking rows in order ends the scan", arguments: Form.allCases)
  func error(form: Form) throws {
    try withTemporaryFolder { folder in
      let open = try Self.files(form, rowCount: 200_000, folder)
      var taken = 0
      let error = #expect(throws: DataError.self) {
        _ = try PartRows.read(
          [try open()], Self.requests, threads: 3,
          ordered: { batch, _ throws(DataError) in
            taken += batch.rowCount
            if taken > 100_000 { throw DataError(.unusable(reason: "enough"), row: batch.firstRow) }
          })
      }
      #expect(error?.problem == .unusable(reason: "enough"))
    }
  }

  /// With 250 columns a part holds 32 MiB, so that four of them may wait; with one, half a MiB.
  @Test(
    "What waits for its turn is bounded in parts and in bytes",
    arguments: [(columns: 250, threads: 8, rows: 330_000, most: 13), (columns: 1, threads: 2, rows: 600_000, most: 7)])
  func memory(columns: Int, threads: Int, rowCount: Int, most: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder.file("a.parquet")
      let values = (0..<rowCount).map { Double($0).squareRoot() }
      try TableWriter.write(Table(columns: [.init("v", .numbers(values))]), to: path, format: .parquet)
      let requests = Array(repeating: ColumnRequest("v", .number), count: columns)
      let scan = try PartScan([try TableFile(path)], requests, missing: MissingCodes(), threads: threads)
      let begun = Mutex<Set<Int>>([])
      var (given, widest, rows) = (Set<Int>(), 0, 0)
      _ = try scan.run(
        fresh: 0,
        consume: { state, batch, _ in
          // The first row of the part tells it from others.
          if state == 0 { state = batch.firstRow }
          let part = state
          begun.withLock { _ = $0.insert(part) }
        },
        merge: { part, _ in given.insert(part.state) },
        ordered: { batch, _ in
          rows += batch.rowCount
          if rows == batch.rowCount {
            // Others decode meanwhile what they may.
            Thread.sleep(forTimeInterval: 0.1)
          }
          widest = max(widest, begun.withLock { $0.count } - given.count)
        })
      #expect(rows == rowCount)
      #expect(widest <= most)
    }
  }
}
