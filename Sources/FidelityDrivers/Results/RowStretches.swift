import FidelityData

/// Sums over the rows of a table, stretch by stretch on several threads.
///
/// Stretches depend on the number of rows alone, and are merged in their order: the number of threads leaves no trace.
package enum RowStretches {
  /// What is read of so many rows of a column stays in a near cache.
  package static let rowsOfStretch = 1 << 18

  /// What `body` makes of each stretch, in the order of the rows; one stretch where there are few rows.
  package static func map<Result: Sendable>(
    _ rowCount: Int, size: Int = rowsOfStretch, _ body: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    precondition(size > 0, "a stretch has rows")
    return WorkerThreads.map(max(1, (rowCount + size - 1) / size)) { stretch in
      body(stretch * size..<min(rowCount, (stretch + 1) * size))
    }
  }

  /// Rows whose numbers lie in the nearest cache, a few thousand at a time.
  package static func chunks(of rows: Range<Int>) -> some Sequence<Range<Int>> {
    stride(from: rows.lowerBound, to: rows.upperBound, by: rowsOfChunk).lazy.map {
      $0..<Swift.min(rows.upperBound, $0 + rowsOfChunk)
    }
  }

  private static let rowsOfChunk = 2_048

  /// The rows that have what is asked for.
  static func rows(_ rowCount: Int, where isWanted: @Sendable (Int) -> Bool) -> [Int] {
    map(rowCount) { $0.filter(isWanted) }.flatMap(\.self)
  }

  /// The sum of what `body` makes of each stretch.
  static func sum<Result: Sendable>(
    _ rowCount: Int, _ merge: (inout Result, Result) -> Void, _ body: @Sendable (Range<Int>) -> Result
  ) -> Result {
    let parts = map(rowCount, body)
    var whole = parts[0]
    for part in parts.dropFirst() { merge(&whole, part) }
    return whole
  }
}
