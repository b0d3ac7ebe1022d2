import FidelityData
import FidelityFiles

/// The rows of ratings that repeat, for an error: what is collected of a rating is not where it stood, so the data are
/// read once more, which pipes cannot be.
struct RepeatedRows {
  private let wanted: [RepeatedKeys]
  private var requests: [ColumnRequest] = []
  /// The first two rows of each, in words.
  private var found: [[String]]

  private init(_ wanted: [RepeatedKeys]) {
    self.wanted = wanted
    found = wanted.map { _ in [] }
    for keys in wanted {
      for key in keys.keys { add(ColumnRequest(key.column, .key)) }
      for column in keys.ratings { add(ColumnRequest(column, keys.areNumbers ? .number : .key)) }
    }
  }

  private mutating func add(_ request: ColumnRequest) { if !requests.contains(request) { requests.append(request) } }

  /// The error with both rows in each of its examples, where the files can be read again.
  static func located(_ error: DataError, in files: [TableFile], _ data: DataDescription) -> DataError {
    guard case .duplicateRatings(let examples, let count) = error.problem, !error.repeatedKeys.isEmpty,
      files.allSatisfy({ $0.byteCount != nil })
    else { return error }
    var rows = RepeatedRows(error.repeatedKeys)
    // What goes wrong now is no news: the error stands as it is.
    guard (try? rows.read(files, data)) != nil else { return error }
    var result = error
    let located = zip(examples, rows.found).map { example, rows in
      rows.count == 2 ? "\(example) (\(rows.joined(separator: " and ")))" : example
    }
    result.problem = .duplicateRatings(examples: located, count: count)
    return result
  }

  private mutating func read(_ files: [TableFile], _ data: DataDescription) throws(DataError) {
    let filter = try ResolvedCondition(data, files[0]).filter
    for file in files where found.contains(where: { $0.count < 2 }) {
      var scan = try TableScan([file], requests, missing: data.missing, filter: filter)
      while found.contains(where: { $0.count < 2 }), let batch = try scan.next() {
        for index in wanted.indices { look(for: index, in: batch, scan.dictionaries, severalFiles: files.count > 1) }
      }
    }
  }

  private mutating func look(
    for index: Int, in batch: Batch, _ dictionaries: [KeyDictionary], severalFiles: Bool
  ) {
    let keys = wanted[index].keys.compactMap { key -> (Buffer<UInt32>, UInt32)? in
      guard let request = requests.firstIndex(of: ColumnRequest(key.column, .key)),
        let code = dictionaries[request].existingCode(of: key.label)
      else { return nil }
      return (batch.keys(request), code)
    }
    // A key that the file has not met yet is in no row so far.
    guard keys.count == wanted[index].keys.count else { return }
    let isNumber = wanted[index].areNumbers
    let ratings = wanted[index].ratings.compactMap { column in
      requests.firstIndex(of: ColumnRequest(column, isNumber ? .number : .key))
    }
    for row in 0..<batch.rowCount where keys.allSatisfy({ $0.0[row] == $0.1 }) {
      let hasRating = ratings.contains { request in
        isNumber ? !batch.numbers(request)[row].isNaN : batch.keys(request)[row] != missingKey
      }
      guard hasRating, found[index].count < 2 else { continue }
      found[index].append("row \(batch.rowNumber(row))" + (severalFiles ? " of \(batch.source)" : ""))
    }
  }
}
