package import FidelityData
import FidelitySystem

/// One pass over the rows of some tables, in parts that several threads decode and take in side by side.
///
/// Each part fills a state of its own, with dictionaries of its own; states and dictionaries are merged in the order of
/// the parts, and the parts depend on the tables alone. So the result is the same, to the last bit, for any number of
/// threads. What cannot merge takes the rows themselves, in their order, on the calling thread, while other threads
/// decode the parts that follow.
package struct PartScan {
  let requests: [ColumnRequest]
  let missing: MissingCodes
  let filter: RowFilter?
  /// What words stand for, by column.
  private let answers: [String: [String: Double]]
  /// What the rows of a record have from its first one.
  private let records: RecordValues?
  let files: [FileParts]
  let threadCount: Int

  /// A scan of files of any formats, and of streams, one after the other.
  /// - Parameters:
  ///   - filter: which rows are taken; nil for all.
  ///   - answers: for columns of numbers, what words stand for: by the words in lower case, without needless blanks.
  ///   - records: values that rows have from the first row of their record, whose column is among the requests.
  ///   - threads: at most so many threads; nil: as many as the first table asks for, or one per processor.
  /// - Throws: `unknownColumn`, `duplicateColumn`, `malformed` for a request that a table cannot serve, or a pipe or
  ///   stream that has been read.
  package init(
    _ files: [TableFile], _ requests: [ColumnRequest], missing: MissingCodes, filter: RowFilter? = nil,
    answers: [String: [String: Double]] = [:], records: RecordValues? = nil, threads: Int? = nil
  ) throws(DataError) {
    self.requests = requests
    self.missing = missing
    self.filter = filter?.placed(after: requests)
    threadCount = min(max(1, threads ?? files.first?.threads ?? WorkerThreads.count), 256)
    (self.answers, self.records) = (answers, records)
    // Numbers that may be words are read as texts.
    let texts = requests.map { answers[$0.name] != nil && $0.kind == .number ? ColumnRequest($0.name, .key) : $0 }
    let read = texts + (self.filter?.ownRequests ?? [])
    // Before anything is read: whatever some table cannot serve.
    for file in files {
      for request in read { _ = try file.index(of: request.name) }
    }
    var opened: [FileParts] = []
    for file in files {
      opened.append(try FileParts(file, read, missing: missing, workers: threadCount))
    }
    self.files = opened
  }

  /// Whether the columns are of the same types in all files: then what is known of a column's keys holds for all rows.
  package var isUniform: Bool { files.allSatisfy { $0.layouts == files[0].layouts } }

  /// What a part has given.
  package struct Part<State: Sendable>: Sendable {
    package let state: State
    /// For each request, the scan's code of each of the part's own codes, of which the state's keys are; nil for the
    /// first part, whose codes are those of the scan.
    package fileprivate(set) var codes: [[UInt32]]?
    /// The rows of the file, those that a condition leaves out too.
    package let rowCount: Int
    /// What the condition on rows has met.
    fileprivate let findings: RowFilter.Findings?
    /// The dictionaries of the part's own codes.
    fileprivate let dictionaries: [KeyDictionary]
    /// The rows themselves, where somebody wants them in their order.
    fileprivate var batches: [Batch]
  }

  /// What a scan has come to.
  package struct Summary: Sendable {
    /// One dictionary per request; those of numbers and sequences stay empty.
    package fileprivate(set) var dictionaries: [KeyDictionary]
    /// Keys of the requests for sequences, as long as they are few: for remarks on how they are written.
    package fileprivate(set) var sampledKeys: [KeyDictionary]
    /// The rows of the files, those that a condition leaves out too.
    package fileprivate(set) var rowCount = 0
    /// What the condition on rows has met; nil where there is none.
    package fileprivate(set) var findings: RowFilter.Findings?

    fileprivate init(_ requests: [ColumnRequest]) {
      dictionaries = requests.map { _ in KeyDictionary() }
      sampledKeys = dictionaries
    }
  }

  /// Scans all tables, once.
  ///
  /// For each part, in the order of the rows: `ordered` takes its batches, then `merge` takes its state. Where
  /// `ordered` is given, the batches of decoded parts lie in memory until their turn; no part is begun while those that
  /// wait hold more than 128 MiB.
  /// - Parameters:
  ///   - fresh: a state that has seen nothing.
  ///   - consume: takes a batch of a part, and the part's own dictionaries; on any thread.
  ///   - merge: takes a part, and the scan's dictionaries so far; on the calling thread.
  ///   - ordered: takes every batch in the order of the rows, its keys in codes of the scan's dictionaries, which it is
  ///     given too; on the calling thread.
  ///   - progress: told how many rows are merged, whenever something has been done; on the calling thread.
  /// - Throws: the error of the earliest part that has one.
  package func run<State: Sendable>(
    fresh: State, consume: @escaping @Sendable (inout State, Batch, [KeyDictionary]) throws(DataError) -> Void,
    merge: (consuming Part<State>, [KeyDictionary]) throws(DataError) -> Void,
    ordered: ((Batch, [KeyDictionary]) throws(DataError) -> Void)? = nil, progress: (Int) -> Void = { _ in }
  ) throws(DataError) -> Summary {
    let reader = reader(fresh: fresh, keepsBatches: ordered != nil, consume)
    defer { reader.stop() }
    var summary = Summary(requests)
    do throws(DataError) {
      while var part = try reader.next(progress: { progress(summary.rowCount) }) {
        summary.take(&part, requests)
        if let ordered {
          for batch in part.takeBatches() { try ordered(batch, summary.dictionaries) }
        }
        try merge(part, summary.dictionaries)
        progress(summary.rowCount)
      }
    } catch {
      // A file that was cut off meanwhile looks damaged: that it changed is what to say.
      if error.file != nil { try checkUnchanged() }
      throw error
    }
    try checkUnchanged()
    return summary
  }

  /// - Throws: `malformed` for a file that has been written to since it was opened.
  func checkUnchanged() throws(DataError) {
    for file in files { try file.file.checkUnchanged() }
  }

  /// Decodes the parts on threads of its own, and gives them in their order.
  func reader<State: Sendable>(
    fresh: State, keepsBatches: Bool,
    _ consume: @escaping @Sendable (inout State, Batch, [KeyDictionary]) throws(DataError) -> Void
  ) -> PartReader<Part<State>> {
    PartReader(files, threadCount: threadCount) {
      [requests, missing, filter, answers, records] place, worker throws(DataError) in
      var state = fresh
      var decoder = BatchDecoder(
        requests, missing: missing, foldsLabels: place.file.file.foldsLabels, filter: filter, answers: answers,
        records: records)
      var batches: [Batch] = []
      var rows = 0
      try place.file.read(worker: worker) { arrow throws(DataError) in
        let batch = try decoder.batch(arrow, of: place.file, firstRow: place.rowsBefore + rows + 1)
        try consume(&state, batch, decoder.dictionaries)
        rows += arrow.rowCount
        if keepsBatches { batches.append(batch) }
      }
      let part = Part(
        state: state, codes: nil, rowCount: rows, findings: decoder.findings, dictionaries: decoder.dictionaries,
        batches: batches)
      return (part, batches.reduce(0) { $0 + $1.byteCount })
    }
  }
}

extension PartScan.Summary {
  init(of scan: PartScan) { self.init(scan.requests) }

  /// So many keys are looked through in no time.
  private static let mostSampled = 10_000

  /// Takes the dictionaries of the next part, which is told the codes here.
  mutating func take<State>(_ part: inout PartScan.Part<State>, _ requests: [ColumnRequest]) {
    if rowCount == 0 {
      dictionaries = requests.indices.map { index in
        requests[index].kind == .sequence ? KeyDictionary() : part.dictionaries[index]
      }
    } else {
      part.codes = requests.indices.map { index in
        requests[index].kind == .sequence ? [] : dictionaries[index].merge(part.dictionaries[index])
      }
    }
    for index in requests.indices where requests[index].kind == .sequence {
      let keys = part.dictionaries[index]
      guard keys.count <= Self.mostSampled, sampledKeys[index].count <= Self.mostSampled else { continue }
      _ = sampledKeys[index].merge(keys)
    }
    rowCount += part.rowCount
    if let findings = part.findings { self.findings = self.findings.map { $0.merged(findings) } ?? findings }
  }
}

extension PartScan.Part {
  /// The part's batches, their keys in codes of the scan; the part forgets them.
  mutating func takeBatches() -> [Batch] {
    defer { batches = [] }
    guard let codes else { return batches }
    return batches.map { $0.translated(by: codes) }
  }
}

extension Batch {
  /// The same rows with other codes.
  fileprivate func translated(by codes: [[UInt32]]) -> Batch {
    let columns = zip(columns, codes).map { column, codes -> Column in
      guard case .keys(let keys) = column else { return column }
      return .keys(keys.translated(by: codes))
    }
    return with(columns: columns)
  }

  /// The memory of the columns, about.
  fileprivate var byteCount: Int {
    columns.reduce(0) { sum, column in
      switch column {
      case .numbers, .wholes: sum + 8 * rowCount
      case .keys, .encoded: sum + 4 * rowCount
      }
    }
  }
}

extension Buffer<UInt32> {
  fileprivate func translated(by codes: [UInt32]) -> Buffer<UInt32> {
    // What the first parts have met, the others meet in the same order, mostly.
    if codes.indices.allSatisfy({ codes[$0] == UInt32($0) }) { return self }
    return withSpan { keys in
      Buffer(count: keys.count) { output in
        for row in keys.indices { output.append(keys[row] == missingKey ? missingKey : codes[Int(keys[row])]) }
      }
    }
  }
}
