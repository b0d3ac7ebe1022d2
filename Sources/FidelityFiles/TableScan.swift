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
  public private(set) var dictionaries: [KeyDictionary]
  /// Rows delivered so far.
  public private(set) var rowCount = 0
  private let missing: MissingCodes
  private let missingNumbers: [[Double]]
  private let missingTexts: [Set<String>]
  private var remaining: ArraySlice<TableFile>
  private var current: (file: TableFile, stream: ArrowStream, rows: Int)?
  private var translations: [KeyTranslation]

  /// - Throws: `unknownColumn`, `duplicateColumn` for a request that a file cannot serve.
  public init(
    _ files: [TableFile], _ requests: [ColumnRequest], missing: MissingCodes = MissingCodes()
  ) throws(DataError) {
    self.requests = requests
    self.missing = missing
    dictionaries = Array(repeating: KeyDictionary(), count: requests.count)
    translations = Array(repeating: KeyTranslation(), count: requests.count)
    missingNumbers = requests.map { $0.kind == .number ? missing.numbers($0.name) : [] }
    missingTexts = requests.map { $0.kind == .key ? Set(missing.texts(forKeys: $0.name)) : [] }
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
        for index in translations.indices { translations[index] = KeyTranslation() }
        continue
      }
      var columns: [Batch.Column] = []
      for (index, request) in requests.enumerated() {
        let column = arrow.column(index, format: stream.formats[index])
        switch request.kind {
        case .number: columns.append(.numbers(try numbers(column, index, file: file, firstRow: rows + 1)))
        case .key:
          columns.append(
            .keys(translations[index].codes(of: column, &dictionaries[index], missing: missingTexts[index], arrow)))
        }
      }
      let batch = Batch(columns: columns, rowCount: arrow.rowCount, source: file.path, firstRow: rows + 1)
      current = (file, stream, rows + arrow.rowCount)
      rowCount += arrow.rowCount
      return batch
    }
  }

  /// Numbers without infinities, declared missing numbers replaced by NaN.
  private func numbers(
    _ column: ArrowColumn, _ index: Int, file: TableFile, firstRow: Int
  ) throws(DataError) -> Buffer<Double> {
    let numbers = column.numbers()
    let codes = missingNumbers[index]
    let infinite = numbers.withSpan { values -> Int? in
      // The bits of an infinity but for the sign: integers are compared several at a time, without a branch.
      var hits: UInt64 = 0
      for row in values.indices {
        hits |= values[row].bitPattern & (UInt64.max >> 1) == Double.infinity.bitPattern ? 1 : 0
      }
      return hits == 0 ? nil : values.indices.first { values[$0].isInfinite }
    }
    if let infinite {
      let row = firstRow + infinite
      throw DataError(
        .notFinite, file: file.path, line: file.physicalLine(ofRow: row), row: row, column: requests[index].name,
        value: numbers[infinite].description, hint: "correct the cell or leave it empty")
    }
    if codes.isEmpty { return numbers }
    return numbers.withSpan { values in
      Buffer(count: values.count) { output in
        for row in values.indices { output.append(codes.contains(values[row]) ? .nan : values[row]) }
      }
    }
  }
}

/// Turns a column's own codes into those of the scan's dictionary, remembering the last dictionary that it translated.
private struct KeyTranslation {
  private var identity: ArrowColumn.DictionaryIdentity?
  private var table: [UInt32] = []
  /// Keeps the memory of the remembered dictionary, so that no other one can take its place.
  private var keeper: ArrowBatch?

  mutating func codes(
    of column: ArrowColumn, _ dictionary: inout KeyDictionary, missing: Set<String>, _ batch: ArrowBatch
  ) -> Buffer<UInt32> {
    let anyMissing = column.mayHaveMissing
    switch column.format {
    case .dictionary:
      if identity == nil || identity != column.dictionaryIdentity {
        table = column.dictionaryTexts().map { missing.contains($0) ? missingKey : dictionary.code(of: $0) }
        identity = column.dictionaryIdentity
        keeper = batch
      }
      return column.values(as: Int32.self).withSpan { values in
        Buffer(count: column.count) { output in
          for row in 0..<column.count {
            output.append(anyMissing && !column.isValid(row) ? missingKey : table[Int(values[row])])
          }
        }
      }
    case .int32:
      let values = column.values(as: Int32.self)
      let (anyMissing, isValid) = validity(column, missing) { Int64(values[$0]) }
      return values.withSpan { dictionary.encode($0, isValid: isValid, anyMissing: anyMissing) }
    case .int64:
      let values = column.values(as: Int64.self)
      let (anyMissing, isValid) = validity(column, missing) { values[$0] }
      return values.withSpan { dictionary.encode($0, isValid: isValid, anyMissing: anyMissing) }
    case .day:
      return encode(column, &dictionary, missing) { CalendarDate.text(ofDay: Int($0)) }
    case .float32, .float64:
      return encode(column, &dictionary, missing) { CategoryDictionary.label($0) }
    case .text: preconditionFailure("keys never arrive as plain text")
    }
  }

  /// Which rows of a column of whole numbers have a value that is not declared missing.
  private func validity(
    _ column: ArrowColumn, _ missing: Set<String>, _ value: @escaping (Int) -> Int64
  ) -> (anyMissing: Bool, isValid: (Int) -> Bool) {
    let missingValues = Set(missing.compactMap { text in Int64(text).flatMap { String($0) == text ? $0 : nil } })
    if missingValues.isEmpty { return (column.mayHaveMissing, column.isValid) }
    return (true, { column.isValid($0) && !missingValues.contains(value($0)) })
  }

  private func encode(
    _ column: ArrowColumn, _ dictionary: inout KeyDictionary, _ missing: Set<String>, _ label: (Double) -> String
  ) -> Buffer<UInt32> {
    column.numbers().withSpan { values in
      Buffer(count: values.count) { output in
        var last = Double.nan
        var code = missingKey
        for row in values.indices {
          if values[row].isNaN {
            output.append(missingKey)
            continue
          }
          if values[row] != last {
            last = values[row]
            let text = label(last)
            code = missing.contains(text) ? missingKey : dictionary.code(of: text)
          }
          output.append(code)
        }
      }
    }
  }
}
