import FidelityData
import FidelityFiles

/// The cells of a table as they are read: codes of texts, numbers with NaN for an empty cell.
///
/// Where a file says how many rows it has, the threads that decode its parts write each row where it belongs; else the
/// parts are put together when all are there.
struct DriverTableCells: Sendable {
  let rowCount: Int
  /// Of each column that was asked for as keys; empty for the others.
  private(set) var codes: [[UInt32]]
  /// Of each column that was asked for as numbers; empty for the others.
  private(set) var numbers: [[Double]]
  let dictionaries: [KeyDictionary]

  init(_ file: TableFile, _ requests: [ColumnRequest], missing: MissingCodes) throws(DataError) {
    let scan = try PartScan([file], requests, missing: missing)
    var parts: [WrittenColumns.Part] = []
    let kinds = requests.map { $0.kind == .number ? WrittenColumns.Kind.numbers : .keys }
    var (columns, summary): (WrittenColumns, PartScan.Summary?)
    if let known = Self.rowCount(file, columns: requests.count) {
      let other = DataError(.malformed(reason: "it has another number of rows than it says"), file: file.path)
      (columns, summary) = (WrittenColumns(kinds, rowCount: known), nil)
      try columns.fill { writer throws(DataError) in
        summary = try scan.run(
          fresh: (),
          consume: { _, batch, _ throws(DataError) in
            if !writer.write(batch, from: batch.firstRow - 1) { throw other }
          }, merge: { part, _ in parts.append(WrittenColumns.Part(rowCount: part.rowCount, codes: part.codes)) })
        if parts.reduce(0, { $0 + $1.rowCount }) != known { throw other }
      }
    } else {
      var batches: [[Batch]] = []
      summary = try scan.run(
        fresh: [Batch](), consume: { state, batch, _ in state.append(batch) },
        merge: { part, _ in
          parts.append(WrittenColumns.Part(rowCount: part.rowCount, codes: part.codes))
          batches.append(part.state)
        })
      let starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.rowCount) }
      columns = WrittenColumns(kinds, rowCount: starts[parts.count])
      columns.fill { writer in
        _ = WorkerThreads.map(batches.count) { [batches] part in
          var row = starts[part]
          for batch in batches[part] {
            let isWritten = writer.write(batch, from: row)
            precondition(isWritten, "a part has another number of rows")
            row += batch.rowCount
          }
        }
      }
    }
    columns.translate(parts)
    (rowCount, codes, numbers) = (columns.rowCount, columns.codes, columns.numbers)
    dictionaries = summary?.dictionaries ?? []
  }

  /// The rows that a file says it has; nil where it does not, or says more than its bytes make likely.
  private static func rowCount(_ file: TableFile, columns: Int) -> Int? {
    guard let count = file.rowCount, let bytes = file.byteCount, count > 0 else { return nil }
    let (size, overflow) = count.multipliedReportingOverflow(by: 8 * columns)
    return overflow || size > max(1 << 24, 64 * bytes) ? nil : count
  }
}
