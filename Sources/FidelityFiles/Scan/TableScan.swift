public import FidelityData

/// A column that a scan is to read, and as what.
public struct ColumnRequest: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Numbers; missing is NaN.
    case number
    /// Names: dense codes of the scan's dictionary.
    case key
    /// Names of which only the order of the rows matters: whole numbers of a typed file as they are, others as codes of
    /// a dictionary of the part that is read, which is not kept. Only for states that merge.
    case sequence
  }
  public let name: String
  public let kind: Kind

  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// One pass over the rows of one or more tables with the same columns: batches in order, keys coded by dictionaries
/// that all tables share.
///
/// It is a scan in parts whose rows are taken in their order: reading and decoding run ahead on threads of their own;
/// memory is some parts plus the dictionaries. A scan may be dropped at any time.
public struct TableScan {
  public let requests: [ColumnRequest]
  private let scan: PartScan
  private let reader: PartReader<PartScan.Part<Void>>
  private var summary: PartScan.Summary
  /// The batches of the latest part that are still to come, the next one last.
  private var batches: [Batch] = []
  /// Rows delivered so far.
  public private(set) var rowCount = 0

  /// - Throws: `unknownColumn`, `duplicateColumn`, `malformed` for a request that a table cannot serve.
  public init(
    _ files: [TableFile], _ requests: [ColumnRequest], missing: MissingCodes = MissingCodes()
  ) throws(DataError) {
    try self.init(files, requests, missing: missing, filter: nil)
  }

  /// - Parameters:
  ///   - filter: which rows are taken; nil for all.
  ///   - answers: for columns of numbers, what words stand for.
  package init(
    _ files: [TableFile], _ requests: [ColumnRequest], missing: MissingCodes, filter: RowFilter?,
    answers: [String: [String: Double]] = [:]
  ) throws(DataError) {
    self.requests = requests
    let scan = try PartScan(files, requests, missing: missing, filter: filter, answers: answers)
    self.scan = scan
    summary = PartScan.Summary(of: scan)
    reader = scan.reader(fresh: (), keepsBatches: true) { _, _, _ in }
  }

  /// One dictionary per request; those of numbers stay empty. They hold the keys of the rows delivered, and may hold
  /// some of rows to come.
  public var dictionaries: [KeyDictionary] { summary.dictionaries }

  /// The next batch, or nil after the last row of the last table.
  /// - Throws: what is wrong with the rows that come next, or with the table; that a file changed while it was read.
  public mutating func next() throws(DataError) -> Batch? {
    while batches.isEmpty {
      guard var part = try nextPart() else { return nil }
      summary.take(&part, requests)
      batches = part.takeBatches().reversed()
    }
    let batch = batches.removeLast()
    rowCount += batch.rowCount
    return batch
  }

  private func nextPart() throws(DataError) -> PartScan.Part<Void>? {
    let part: PartScan.Part<Void>?
    do throws(DataError) {
      part = try reader.next()
    } catch {
      // A file that was cut off meanwhile looks damaged: that it changed is what to say.
      if error.file != nil { try scan.checkUnchanged() }
      throw error
    }
    if part == nil { try scan.checkUnchanged() }
    return part
  }
}
