import CArrow
public import FidelityData

/// A column that a scan is to read, and as what.
public struct ColumnRequest: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Numbers; missing is NaN.
    case number
    /// Names: dense codes of the scan's dictionary.
    case key
  }
  public let name: String
  public let kind: Kind

  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// One pass over the rows of one or more files with the same columns: batches in order, keys coded by dictionaries that
/// all files share.
///
/// Reading and decoding run ahead on threads of their own; memory is a few batches plus the dictionaries.
public struct TableScan {
  public let requests: [ColumnRequest]
  /// One dictionary per request; those of numbers stay empty.
  public var dictionaries: [KeyDictionary] { decoder.dictionaries }
  /// Rows delivered so far.
  public private(set) var rowCount = 0
  private let missing: MissingCodes
  private var decoder: BatchDecoder
  private var remaining: ArraySlice<TableFile>
  private var current: (file: TableFile, stream: ArrowStream, rows: Int)?

  /// - Throws: `unknownColumn`, `duplicateColumn` for a request that a file cannot serve.
  public init(
    _ files: [TableFile], _ requests: [ColumnRequest], missing: MissingCodes = MissingCodes()
  ) throws(DataError) {
    self.requests = requests
    self.missing = missing
    decoder = BatchDecoder(requests, missing: missing)
    for file in files {
      for request in requests { _ = try file.index(of: request.name) }
    }
    remaining = files[...]
  }

  /// The next batch, or nil after the last row of the last file.
  public mutating func next() throws(DataError) -> Batch? {
    while true {
      if current == nil {
        guard let file = remaining.popFirst() else { return nil }
        var columns: [Int] = []
        for request in requests { columns.append(try file.index(of: request.name)) }
        let stream = try file.stream(
          columns: columns, kinds: requests.map { $0.kind == .number ? .number : .key },
          nullTexts: MissingCodes.standardTexts + missing.declaredTexts)
        current = (file, stream, 0)
      }
      guard let (file, stream, rows) = current else { return nil }
      guard let arrow = try stream.next() else {
        current = nil
        decoder.forgetDictionaries()
        continue
      }
      let batch = try decoder.batch(arrow, stream.formats, file: file, firstRow: rows + 1)
      current = (file, stream, rows + arrow.rowCount)
      rowCount += arrow.rowCount
      return batch
    }
  }
}
