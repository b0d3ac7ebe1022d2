import FidelityData
import FidelityDrivers

/// Whether the rows of a table are told apart by its key.
struct DriverTableChecks {
  private let table: DriverTable

  init(_ table: DriverTable) { self.table = table }

  /// Finds rows that repeat the key of another one; in a log, rows that are equal throughout.
  func keys(_ findings: inout CellFindings) {
    let keys = table.role.columns.filter { $0.isKey && table.has($0.name) }
    guard !keys.isEmpty else { return }
    var composite = CompositeKeys(width: keys.count)
    let codes = composite.encode(keys.map { Buffer(Self.codes(table, $0)) })
    var first = [Int](repeating: -1, count: composite.count)
    // Of a row, the last one before it that has the same key.
    var previous = [Int](repeating: -1, count: table.role.isLog ? table.rowCount : 0)
    let texts = table.role.isLog ? Columns(table) : nil
    codes.withSpan { codes in
      for row in codes.indices {
        // An optional part of a key that is empty tells nothing apart by itself: such rows are not compared.
        let code = codes[row]
        if code == missingKey { continue }
        let earlier = first[Int(code)]
        if let texts {
          var place = earlier
          while place >= 0, !texts.areEqual(place, row) { place = previous[place] }
          if place >= 0 { findings.add(repeated(row, place, keys[0].name)) }
          previous[row] = earlier
          first[Int(code)] = row
        } else if earlier >= 0 {
          findings.add(repeated(row, earlier, keys[0].name))
        } else {
          first[Int(code)] = row
        }
      }
    }
  }

  private func repeated(_ row: Int, _ earlier: Int, _ column: String) -> DataError {
    let names = table.role.columns.filter { $0.isKey && table.has($0.name) }.map(\.name)
    let reason =
      table.role.isLog
      ? "the row is equal to row \(earlier + 1) throughout"
      : "row \(earlier + 1) has the same \(names.joined(separator: ", "))"
    return table.error(reason, row: row, column: column, hint: "take one of them out, or correct the key")
  }

  /// Codes of a column that is part of a key.
  private static func codes(_ table: DriverTable, _ column: DriverColumn) -> [UInt32] {
    switch column.kind {
    case .name, .words: return table.names(column.name).codes
    case .number, .day, .flag:
      var known: [Double: UInt32] = [:]
      return table.numbers(column.name).map { value in
        guard !value.isNaN else { return missingKey }
        let code = known[value] ?? UInt32(known.count)
        known[value] = code
        return code
      }
    }
  }

  /// All columns of a table, for comparing rows.
  private struct Columns {
    private let names: [[UInt32]]
    private let numbers: [[Double]]

    init(_ table: DriverTable) {
      var (names, numbers) = ([[UInt32]](), [[Double]]())
      for column in table.role.columns where table.has(column.name) {
        switch column.kind {
        case .name, .words: names.append(table.names(column.name).codes)
        case .number, .day, .flag: numbers.append(table.numbers(column.name))
        }
      }
      for name in table.extraNames { names.append(table.names(name).codes) }
      (self.names, self.numbers) = (names, numbers)
    }

    func areEqual(_ a: Int, _ b: Int) -> Bool {
      names.allSatisfy { $0[a] == $0[b] } && numbers.allSatisfy { isSameNumber($0[a], $0[b]) }
    }
  }
}
