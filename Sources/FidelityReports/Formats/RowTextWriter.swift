import FidelityData

/// A format of text in which every row stands for itself, so that rows are written as they come and encoded side by
/// side.
protocol RowTextFormat: Sendable {
  /// What stands before the first row.
  func beginning(_ columns: [Table.Column]) -> [UInt8]
  /// Gets the rows of a piece ready.
  /// - Parameter isFirst: whether no row stands before them.
  func rows(_ piece: Table, isFirst: Bool) -> TextRows
  /// What stands behind the last row.
  func ending(_ provenance: JSONValue?, rowCount: Int) -> [UInt8]
}

/// Writes a table in a ``RowTextFormat``, on ``FidelityData/WorkerThreads``; the bytes do not depend on their number.
/// Takes memory for a few chunks of rows.
final class RowTextWriter<Format: RowTextFormat>: RowWriter {
  private let format: Format
  private let output: ByteOutput
  private var hasBegun = false
  private var rowCount = 0

  /// Cells that are encoded by one thread at a time: at most about half a megabyte, and at least enough to be worth a
  /// thread's while.
  private static var cellsOfChunk: ClosedRange<Int> { 1 << 13...1 << 16 }

  init(_ format: Format, _ output: ByteOutput) {
    self.format = format
    self.output = output
  }

  func append(_ rows: Table) throws(DataError) {
    if !hasBegun { try output.write(format.beginning(rows.columns)) }
    hasBegun = true
    let text = format.rows(rows, isFirst: rowCount == 0)
    rowCount += rows.rowCount
    // A round of chunks at a time, so that few of them wait to be written.
    let (round, width) = (2 * WorkerThreads.count, max(1, rows.columns.count))
    let (least, most) = (Self.cellsOfChunk.lowerBound / width, Self.cellsOfChunk.upperBound / width)
    let size = max(1, least, min(most, (rows.rowCount + round - 1) / round))
    let count = (rows.rowCount + size - 1) / size
    for start in stride(from: 0, to: count, by: round) {
      let chunks = WorkerThreads.map(min(round, count - start)) { chunk in
        let first = (start + chunk) * size
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * min(size, rows.rowCount) * rows.columns.count)
        text.append(first..<min(first + size, rows.rowCount), to: &bytes)
        return bytes
      }
      for chunk in chunks { try output.write(chunk) }
    }
  }

  func end(_ provenance: JSONValue?) throws(DataError) {
    try output.write(format.ending(provenance, rowCount: rowCount))
    try output.end()
  }

  func commit() throws(DataError) { try output.commit() }
}

/// The labels of a column, encoded once and not once a row.
struct EncodedLabels: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]

  init(_ labels: [String], _ encode: (String, inout [UInt8]) -> Void) {
    ends.reserveCapacity(labels.count + 1)
    for label in labels {
      encode(label, &bytes)
      ends.append(bytes.count)
    }
  }

  @inline(__always)
  func append(_ code: UInt32, to output: inout [UInt8]) {
    output += bytes[ends[Int(code)]..<ends[Int(code) + 1]]
  }
}
