import FidelityData
import FidelityDrivers

/// Whether the rows of a table are told apart by its key; in a log, whether rows are equal throughout.
///
/// Where rows of each name come in the order of days, one look at each tells. Else they are put side by side by the
/// first column of the key, and looked up by a hash of what is compared in a table that stays in the nearest cache.
/// - Complexity: O(rows x columns compared), on several threads.
struct DriverTableChecks {
  private let table: DriverTable

  init(_ table: DriverTable) { self.table = table }

  /// So many names of the key's first column are looked at by a thread at a time.
  private static let namesOfPiece = 1024

  /// Finds rows that repeat the key of another one; in a log, rows that are equal throughout.
  func keys(_ findings: inout CellFindings) {
    let keys = table.role.columns.filter { $0.isKey && table.has($0.name) }
    guard let first = keys.first else { return }
    let names = table.names(first.name)
    if keys.count == 1, !table.role.isLog, hasEachOnce(names) { return }
    if let other = keys.first(where: { $0.kind == .day }), ascends(names, table.column(other.name)) { return }
    let compared = ComparedColumns(table, keys: keys.map(\.name))
    let (count, size) = (names.labels.count, Self.namesOfPiece)
    let pieceCount = (count + size - 1) / size
    let rows = PieceRows(codes: names.codes, pieces: (0..<UInt32(count)).map { $0 / UInt32(size) }, count: pieceCount)
    let found = WorkerThreads.map(pieceCount) { piece in
      Self.repeated(rows.rows(of: piece), names, piece * size..<min(count, (piece + 1) * size), compared)
    }
    for (row, earlier) in found.flatMap(\.self).sorted(by: { $0.row < $1.row }) {
      findings.add(error(row, earlier, keys.map(\.name)))
    }
  }

  /// Whether no name stands in two rows.
  private func hasEachOnce(_ names: NameColumn) -> Bool {
    var isMet = [Bool](repeating: false, count: names.labels.count)
    for code in names.codes where code != missingKey {
      if isMet[Int(code)] { return false }
      isMet[Int(code)] = true
    }
    return true
  }

  /// Whether the rows of each name follow one another in time, at most one a day: then no two are equal.
  private func ascends(_ names: NameColumn, _ days: NumberColumn) -> Bool {
    let (codes, count) = (names.codes, names.labels.count)
    // Few stretches, since each has the days of all names.
    let size = max(RowStretches.rowsOfStretch, (codes.count + 7) / 8)
    let stretches = RowStretches.map(codes.count, size: size) { stretch in
      FirstAndLast(codes, days, nameCount: count, in: stretch)
    }
    var last = [Double](repeating: -.infinity, count: count)
    for stretch in stretches {
      guard let stretch else { return false }
      for name in 0..<count where stretch.last[name] > -.infinity {
        if !(stretch.first[name] > last[name]) { return false }
        last[name] = stretch.last[name]
      }
    }
    return true
  }

  /// The first and the last day of each name in a stretch of rows, where days ascend; infinite for none.
  private struct FirstAndLast: Sendable {
    private(set) var first: [Double]
    private(set) var last: [Double]

    /// Nil where they do not ascend.
    init?(_ codes: [UInt32], _ days: NumberColumn, nameCount: Int, in stretch: Range<Int>) {
      first = Array(repeating: .infinity, count: nameCount)
      last = Array(repeating: -.infinity, count: nameCount)
      let codes = codes.span
      for rows in RowStretches.chunks(of: stretch) {
        let days = days.numbers(of: rows)
        for row in rows where codes[row] != missingKey {
          let (name, day) = (Int(codes[row]), days[row - rows.lowerBound])
          if !(day > last[name]) { return nil }
          if first[name] == .infinity { first[name] = day }
          last[name] = day
        }
      }
    }
  }

  /// The rows of some names that repeat an earlier one.
  private static func repeated(
    _ rows: [UInt32], _ names: NameColumn, _ own: Range<Int>, _ compared: ComparedColumns
  ) -> [(row: Int, earlier: Int)] {
    let hashes = compared.hashes(of: rows)
    let groups = NameRows(codes: rows.map { names.codes[Int($0)] - UInt32(own.lowerBound) }, nameCount: own.count)
    var slots: [Int32] = []
    var repeated: [(row: Int, earlier: Int)] = []
    for group in own.indices.lazy.map({ groups[$0 - own.lowerBound] }) where group.count > 1 {
      var size = 4
      while size < 2 * group.count { size *= 2 }
      if slots.count < size { slots = Array(repeating: -1, count: size) }
      for slot in 0..<size { slots[slot] = -1 }
      for place in group.lazy.map({ Int($0) }) {
        let row = Int(rows[place])
        if compared.lacksKey(row) { continue }
        var slot = Int(truncatingIfNeeded: hashes[place] >> 20) & (size - 1)
        while slots[slot] >= 0 {
          let earlier = Int(slots[slot])
          if hashes[earlier] == hashes[place], compared.areEqual(Int(rows[earlier]), row) { break }
          slot = (slot + 1) & (size - 1)
        }
        if slots[slot] >= 0 { repeated.append((row, Int(rows[Int(slots[slot])]))) } else { slots[slot] = Int32(place) }
      }
    }
    return repeated
  }

  private func error(_ row: Int, _ earlier: Int, _ names: [String]) -> DataError {
    let (here, other) = (table.origin(of: row), table.origin(of: earlier))
    let place = here.file == other.file ? "row \(other.row)" : "row \(other.row) of \(other.file)"
    let reason =
      table.role.isLog
      ? "the row is equal to \(place) throughout" : "\(place) has the same \(names.joined(separator: ", "))"
    return table.error(reason, row: row, column: names[0], hint: "take one of them out, or correct the key")
  }
}

/// The columns of a table that rows are compared in: its key, or, of a log, all.
private struct ComparedColumns: Sendable {
  private let names: [[UInt32]]
  private let numbers: [NumberColumn]
  private let keyNames: [[UInt32]]
  private let keyNumbers: [NumberColumn]
  /// Whether a part of the key is empty in any row.
  private let hasGaps: Bool

  init(_ table: DriverTable, keys: [String]) {
    func columns(_ chosen: [DriverColumn]) -> (names: [[UInt32]], numbers: [NumberColumn]) {
      var (names, numbers) = ([[UInt32]](), [NumberColumn]())
      for column in chosen {
        switch column.kind {
        case .name, .words: names.append(table.names(column.name).codes)
        case .number, .day, .flag: numbers.append(table.column(column.name))
        }
      }
      return (names, numbers)
    }
    let present = table.role.columns.filter { table.has($0.name) }
    let own = columns(present.filter { keys.contains($0.name) })
    // An empty cell of an optional column is like another one.
    let needed = columns(present.filter { keys.contains($0.name) && !$0.isOptional })
    (keyNames, keyNumbers) = needed
    hasGaps = needed.names.contains(where: \.hasMissingKey) || needed.numbers.contains(where: \.hasGaps)
    guard table.role.isLog else {
      (names, numbers) = own
      return
    }
    let all = columns(present)
    names = all.names + table.extraNames.map { table.names($0).codes }
    numbers = all.numbers
  }

  /// A hash of each of some rows.
  func hashes(of rows: [UInt32]) -> [UInt64] {
    var hashes = [UInt64](repeating: 0x9e37_79b9_7f4a_7c15, count: rows.count)
    func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 {
      let product = (hash ^ value) &* 0xff51_afd7_ed55_8ccd
      return product ^ (product >> 32)
    }
    for column in names {
      for place in rows.indices { hashes[place] = mix(hashes[place], UInt64(column[Int(rows[place])])) }
    }
    for column in numbers {
      for place in rows.indices {
        // Zeros of both signs are one number, and any missing one is like the other.
        let value = column[Int(rows[place])]
        hashes[place] = mix(hashes[place], value.isNaN ? 1 : (value + 0).bitPattern)
      }
    }
    return hashes
  }

  /// Whether a needed part of the key is empty: such rows are not compared.
  func lacksKey(_ row: Int) -> Bool {
    guard hasGaps else { return false }
    for column in keyNames where column[row] == missingKey { return true }
    for column in keyNumbers where column[row].isNaN { return true }
    return false
  }

  func areEqual(_ a: Int, _ b: Int) -> Bool {
    for column in names where column[a] != column[b] { return false }
    for column in numbers where !isSameNumber(column[a], column[b]) { return false }
    return true
  }
}
