import FidelityData
import FidelityDrivers

/// Whether the rows of a table are told apart by its key; in a log, whether rows are equal throughout.
///
/// Rows are put side by side by the first column of the key, and looked up by a hash of what is compared in a table
/// that stays in the nearest cache.
/// - Complexity: O(rows x columns compared).
struct DriverTableChecks {
  private let table: DriverTable

  init(_ table: DriverTable) { self.table = table }

  /// Finds rows that repeat the key of another one; in a log, rows that are equal throughout.
  func keys(_ findings: inout CellFindings) {
    let keys = table.role.columns.filter { $0.isKey && table.has($0.name) }
    guard let first = keys.first else { return }
    let compared = ComparedColumns(table, keys: keys.map(\.name))
    let hashes = compared.hashes
    let names = table.names(first.name)
    let rows = NameRows(names)
    var slots: [Int32] = []
    var repeated: [(row: Int, earlier: Int)] = []
    for code in names.labels.indices {
      let group = rows[code]
      guard group.count > 1 else { continue }
      var size = 4
      while size < 2 * group.count { size *= 2 }
      if slots.count < size { slots = Array(repeating: -1, count: size) }
      for slot in 0..<size { slots[slot] = -1 }
      for row in group.lazy.map({ Int($0) }) {
        if compared.lacksKey(row) { continue }
        var slot = Int(truncatingIfNeeded: hashes[row] >> 20) & (size - 1)
        while slots[slot] >= 0 {
          let earlier = Int(slots[slot])
          if hashes[earlier] == hashes[row], compared.areEqual(earlier, row) { break }
          slot = (slot + 1) & (size - 1)
        }
        if slots[slot] >= 0 { repeated.append((row, Int(slots[slot]))) } else { slots[slot] = Int32(row) }
      }
    }
    repeated.sort { $0.row < $1.row }
    for (row, earlier) in repeated { findings.add(error(row, earlier, keys.map(\.name))) }
  }

  private func error(_ row: Int, _ earlier: Int, _ names: [String]) -> DataError {
    let reason =
      table.role.isLog
      ? "the row is equal to row \(earlier + 1) throughout"
      : "row \(earlier + 1) has the same \(names.joined(separator: ", "))"
    return table.error(reason, row: row, column: names[0], hint: "take one of them out, or correct the key")
  }
}

/// The columns of a table that rows are compared in: its key, or, of a log, all.
private struct ComparedColumns {
  private let names: [[UInt32]]
  private let numbers: [[Double]]
  private let keyNames: [[UInt32]]
  private let keyNumbers: [[Double]]
  /// Whether a part of the key is empty in any row.
  private let hasGaps: Bool

  init(_ table: DriverTable, keys: [String]) {
    func columns(_ chosen: [DriverColumn]) -> (names: [[UInt32]], numbers: [[Double]]) {
      var (names, numbers) = ([[UInt32]](), [[Double]]())
      for column in chosen {
        switch column.kind {
        case .name, .words: names.append(table.names(column.name).codes)
        case .number, .day, .flag: numbers.append(table.numbers(column.name))
        }
      }
      return (names, numbers)
    }
    let present = table.role.columns.filter { table.has($0.name) }
    let own = columns(present.filter { keys.contains($0.name) })
    (keyNames, keyNumbers) = own
    hasGaps = own.names.contains { $0.contains(missingKey) } || own.numbers.contains { $0.contains(where: \.isNaN) }
    guard table.role.isLog else {
      (names, numbers) = own
      return
    }
    let all = columns(present)
    names = all.names + table.extraNames.map { table.names($0).codes }
    numbers = all.numbers
  }

  /// A hash of each row.
  var hashes: [UInt64] {
    let count = names.first?.count ?? numbers.first?.count ?? 0
    var hashes = [UInt64](repeating: 0x9e37_79b9_7f4a_7c15, count: count)
    func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 {
      let product = (hash ^ value) &* 0xff51_afd7_ed55_8ccd
      return product ^ (product >> 32)
    }
    for column in names {
      let column = column.span
      var span = hashes.mutableSpan
      for row in column.indices { span[row] = mix(span[row], UInt64(column[row])) }
    }
    for column in numbers {
      let column = column.span
      var span = hashes.mutableSpan
      // Zeros of both signs are one number, and any missing one is like the other.
      for row in column.indices { span[row] = mix(span[row], column[row].isNaN ? 1 : (column[row] + 0).bitPattern) }
    }
    return hashes
  }

  /// Whether a part of the key is empty: such rows are not compared.
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
