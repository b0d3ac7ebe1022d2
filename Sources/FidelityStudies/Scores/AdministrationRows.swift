import FidelityData

/// Which rows have which unit and rater, in tables whose every row is an administration: no two rows may have the same.
///
/// A state of the scan: it keeps the codes of each row as they come, 4 bytes a column and 4 more, and looks at them at
/// the end, which costs less than a look-up for each row would.
struct AdministrationRows: Sendable {
  /// The columns that tell rows apart, and the scan's columns of them.
  private let names: [String]
  private let requests: [Int]
  /// The codes of the rows that have a rating, column by column.
  private var columns: [[UInt32]]
  /// The number of each of these rows in its file.
  private var rows: [Int32] = []
  /// Where the rows of each file begin.
  private var files: [(start: Int, name: String)] = []

  /// - Precondition: one column at least.
  init(_ names: [String], requests: [Int]) {
    precondition(!names.isEmpty && names.count == requests.count, "columns without names")
    self.names = names
    self.requests = requests
    columns = requests.map { _ in [] }
  }

  /// Takes the rows of a batch. One without its unit or rater, or without a rating, repeats nothing.
  mutating func take(_ batch: Batch, hasRating: (Int) -> Bool) {
    let keys = requests.map { batch.keys($0) }
    note(file: batch.source)
    let isWhole = keys.allSatisfy { $0.withSpan { codes in codes.indices.allSatisfy { codes[$0] != missingKey } } }
    if isWhole, (0..<batch.rowCount).allSatisfy(hasRating) {
      for column in columns.indices { columns[column] += keys[column].array }
      rows += batch.rowNumbers.map { Int32(clamping: $0) }
      return
    }
    for row in 0..<batch.rowCount where hasRating(row) && keys.allSatisfy({ $0[row] != missingKey }) {
      for column in columns.indices { columns[column].append(keys[column][row]) }
      rows.append(Int32(clamping: batch.rowNumber(row)))
    }
  }

  private mutating func note(file: String) {
    if files.last?.name != file { files.append((rows.count, file)) }
  }

  /// Takes what another state has seen, in rows that follow.
  /// - Parameter codes: for each column of the scan, the code here of each code there.
  mutating func merge(_ other: AdministrationRows, _ codes: [[UInt32]]) {
    for file in other.files where files.last?.name != file.name { files.append((rows.count + file.start, file.name)) }
    rows += other.rows
    for column in columns.indices {
      let here = codes[requests[column]]
      columns[column] += other.columns[column].map { here[Int($0)] }
    }
  }
}

// MARK: - After the scan

extension AdministrationRows {
  private struct Repeat {
    let first: Int
    let second: Int
  }

  /// - Throws: `unusable` with both rows, where two have the same unit and rater.
  /// - Complexity: O(rows), where few rows share the first column; else O(rows log rows).
  func refuseRepeats(_ dictionaries: [KeyDictionary]) throws(DataError) {
    let repeats = repeats(firstCount: dictionaries[requests[0]].count).sorted { $0.second < $1.second }
    guard let earliest = repeats.first else { return }
    let examples = repeats.prefix(5).map { found in
      let (file, other) = (file(of: found.second), file(of: found.first))
      let (row, otherRow) = (rows[found.second], rows[found.first])
      let places = file == other ? "rows \(otherRow) and \(row)" : "row \(otherRow) of \(other) and row \(row)"
      let labels = columns.indices.map { dictionaries[requests[$0]].label(columns[$0][found.second]) }
      return "\(places) are both of \(labels.joined(separator: " / "))"
    }
    let more = repeats.count > examples.count ? "; and \(repeats.count - examples.count) more" : ""
    throw DataError(
      .unusable(
        reason: "two rows have the same \(names.joined(separator: " / ")): \(examples.joined(separator: "; "))\(more)"),
      file: file(of: earliest.second), row: Int(rows[earliest.second]),
      remedy: .options(
        "name as `unit` and `rater` what tells rows apart, or leave them out; or choose a rule with `duplicates` "
          + "first, last or mean"))
  }

  private func file(of place: Int) -> String { files.last { $0.start <= place }?.name ?? "" }

  /// The places that repeat an earlier one, with the first that they repeat.
  private func repeats(firstCount: Int) -> [Repeat] {
    // By the first column: the places of each of its codes, in their order.
    var starts = [Int](repeating: 0, count: firstCount + 1)
    for code in columns[0] { starts[Int(code) + 1] += 1 }
    guard starts.contains(where: { $0 > 1 }) else { return [] }
    for code in 0..<firstCount { starts[code + 1] += starts[code] }
    var next = starts
    var places = [UInt32](repeating: 0, count: rows.count)
    for (place, code) in columns[0].enumerated() {
      places[next[Int(code)]] = UInt32(place)
      next[Int(code)] += 1
    }
    var repeats: [Repeat] = []
    for code in 0..<firstCount where starts[code + 1] - starts[code] > 1 {
      // Those alike in all other columns come to lie together, in their order.
      let alike = places[starts[code]..<starts[code + 1]].map { Int($0) }.sorted { comparison($0, $1) ?? ($0 < $1) }
      var first = alike[0]
      for place in alike.dropFirst() {
        if comparison(first, place) == nil {
          repeats.append(Repeat(first: first, second: place))
        } else {
          first = place
        }
      }
    }
    return repeats
  }

  /// Whether one place comes before another by all columns but the first; nil where these are the same.
  private func comparison(_ a: Int, _ b: Int) -> Bool? {
    for column in columns.dropFirst() where column[a] != column[b] { return column[a] < column[b] }
    return nil
  }
}
