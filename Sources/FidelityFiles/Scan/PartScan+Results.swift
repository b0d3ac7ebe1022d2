package import FidelityData

extension PartScan {
  /// What has been made of a part.
  private struct Made<Result: Sendable>: Sendable {
    let result: Result
    let rowCount: Int
    let findings: RowFilter.Findings?
  }

  /// Scans all tables, once, where each part is something of its own: no dictionary outlives the part that it is of, so
  /// that the memory does not depend on the number of rows.
  /// - Parameters:
  ///   - fresh: a state that has seen nothing.
  ///   - consume: takes a batch of a part; on any thread.
  ///   - end: makes something of a part's state and dictionaries; on any thread.
  ///   - bytes: the memory that this takes until its turn.
  ///   - isEnough: asked after each part whether the scan may end there.
  ///   - take: takes what was made of the parts, in the order of the rows; on the calling thread.
  /// - Returns: the rows of the files, and what the condition on rows has met.
  /// - Throws: the error of the earliest part that has one.
  package func run<State: Sendable, Result: Sendable>(
    fresh: State, consume: @escaping @Sendable (inout State, Batch) throws(DataError) -> Void,
    end: @escaping @Sendable (State, [KeyDictionary]) throws(DataError) -> Result,
    bytes: @escaping @Sendable (Result) -> Int = { _ in 0 },
    isEnough: () -> Bool = { false }, take: (Result) throws(DataError) -> Void
  ) throws(DataError) -> (rowCount: Int, findings: RowFilter.Findings?) {
    let reader = PartReader<Made<Result>>(files, threadCount: threadCount) {
      [requests, missing, filter] place, worker throws(DataError) in
      var state = fresh
      var decoder = BatchDecoder(
        requests, missing: missing, foldsLabels: place.file.file.foldsLabels, filter: filter)
      var rows = 0
      try place.file.read(worker: worker) { arrow throws(DataError) in
        let batch = try decoder.batch(arrow, of: place.file, firstRow: place.rowsBefore + rows + 1)
        try consume(&state, batch)
        rows += arrow.rowCount
      }
      let result = try end(state, decoder.dictionaries)
      return (Made(result: result, rowCount: rows, findings: decoder.findings), bytes(result))
    }
    defer { reader.stop() }
    var rowCount = 0
    var findings: RowFilter.Findings?
    do throws(DataError) {
      while let part = try reader.next() {
        rowCount += part.rowCount
        if let found = part.findings { findings = findings.map { $0.merged(found) } ?? found }
        try take(part.result)
        if isEnough() { break }
      }
    } catch {
      // A file that was cut off meanwhile looks damaged: that it changed is what to say.
      if error.file != nil { try checkUnchanged() }
      throw error
    }
    try checkUnchanged()
    return (rowCount, findings)
  }
}
