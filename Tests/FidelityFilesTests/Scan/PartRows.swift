import FidelityData
import FidelityFiles
import Synchronization
import Testing

/// The rows of some columns, from the states of parts or as they come in their order.
struct PartRows: Sendable {
  private var codes: [[UInt32]]
  private var numbers: [[Double]]
  private var rows: [Int] = []
  private let requests: [ColumnRequest]

  init(_ requests: [ColumnRequest]) {
    self.requests = requests
    codes = requests.map { _ in [] }
    numbers = requests.map { _ in [] }
  }

  mutating func take(_ batch: Batch) {
    rows += batch.firstRow..<batch.firstRow + batch.rowCount
    for (column, request) in requests.enumerated() {
      if request.kind == .key {
        codes[column] += batch.keys(column).array
      } else {
        numbers[column] += batch.numbers(column).array
      }
    }
  }

  mutating func merge(_ other: PartRows, _ translation: [[UInt32]]?) {
    rows += other.rows
    for column in requests.indices {
      codes[column] += other.codes[column].map { $0 == missingKey ? missingKey : translation?[column][Int($0)] ?? $0 }
      numbers[column] += other.numbers[column]
    }
  }

  func table(_ dictionaries: [KeyDictionary]) -> Table {
    var table = Table()
    for (column, request) in requests.enumerated() {
      let values: Table.Values =
        request.kind == .key
        ? .text(codes: codes[column], labels: dictionaries[column].labels) : .numbers(numbers[column])
      table.append(Table.Column(request.name, values))
    }
    return table
  }

  /// Reads tables in parts; `ordered` takes the same rows in their order.
  static func read(
    _ files: [TableFile], _ requests: [ColumnRequest], missing: MissingCodes = MissingCodes(), threads: Int,
    ordered: ((Batch, [KeyDictionary]) throws(DataError) -> Void)? = nil
  ) throws -> (table: Table, partCount: Int) {
    let scan = try PartScan(files, requests, missing: missing, threads: threads)
    var all = PartRows(requests)
    var (partCount, rowCount) = (0, 0)
    let summary = try scan.run(
      fresh: PartRows(requests), consume: { state, batch, _ in state.take(batch) },
      merge: { part, _ in
        #expect(part.rowCount == part.state.rows.count)
        #expect((part.codes == nil) == (rowCount == 0))
        partCount += 1
        rowCount += part.rowCount
        all.merge(part.state, part.codes)
      },
      ordered: ordered, progress: { #expect($0 == rowCount) })
    #expect(summary.rowCount == all.rows.count)
    #expect(files.count > 1 || all.rows.elementsEqual(1..<all.rows.count + 1))
    return (all.table(summary.dictionaries), partCount)
  }
}
