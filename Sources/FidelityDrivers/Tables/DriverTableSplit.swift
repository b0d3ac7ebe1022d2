import FidelityData

/// The tables of each unit of a level, put together for a few units at a time as they are asked for: only some are in
/// memory.
package struct DriverTableSplit: Sendable {
  private static let unitsOfPiece = 32

  /// The units, in the order of ``NameColumn/order``.
  package let units: [String]
  private let level: String
  /// Tables without the level's own column, and where the rows of each unit are.
  private var split: [(table: DriverTable, runs: UnitRuns)] = []
  private var shared = DriverTables()

  package init(_ tables: DriverTables, by level: String) {
    self.level = level
    let (labels, rankOfLabel) = Self.ranks(tables, level)
    units = labels.order.map { labels.labels[$0] }
    for role in tables.roles {
      guard let table = tables[role] else { continue }
      guard table.has(level) else {
        // What is said once for all belongs to every unit; a table of others than this unit's would mislead.
        if role.isForAll { shared[role] = table }
        continue
      }
      let column = table.names(level)
      let ranks = column.codes(in: labels).map { rankOfLabel[Int($0)] }
      split.append((table.without(level), UnitRuns(codes: column.codes, units: ranks, count: units.count)))
    }
  }

  /// The names of the units, and the place of each in the order of results.
  private static func ranks(_ tables: DriverTables, _ level: String) -> (labels: NameColumn, ranks: [UInt32]) {
    var labels = NameColumn()
    for role in tables.roles where tables[role]?.has(level) ?? false {
      for label in tables[role]?.names(level).labels ?? [] { labels.append(label) }
    }
    return (labels, labels.ranks.map { UInt32($0) })
  }

  /// The tables whose figures do not ask which of two rows came first.
  private static let orderless: [DriverRole] = [.coachingLog, .barriers]

  /// Puts rows of large tables beside the others of their units: those of a stretch that are of the same unit together,
  /// or, of very many units, those of the same piece. What reads units one after the other then finds them in a few
  /// places of memory. Rows of a unit keep their order.
  package static func bringTogether(_ tables: inout DriverTables, by level: String) {
    let large = orderless.filter { (tables[$0]?.rowCount ?? 0) > RowStretches.rowsOfStretch }
    guard !large.isEmpty else { return }
    let (labels, rankOfLabel) = ranks(tables, level)
    for role in large {
      guard var table = tables[role], table.has(level) else { continue }
      // The only copy of the columns is changed in place.
      tables[role] = nil
      let column = table.names(level)
      // Where a stretch has hardly two rows of a unit, counting them all costs more than it gives.
      let size = 2 * labels.labels.count <= RowStretches.rowsOfStretch ? 1 : unitsOfPiece
      let pieces = column.codes(in: labels).map { rankOfLabel[Int($0)] / UInt32(size) }
      let count = (labels.labels.count + size - 1) / size
      table.rearrange(PieceRows.order(column.codes, pieces, count: count))
      tables[role] = table
    }
  }

  package var pieceCount: Int { (units.count + Self.unitsOfPiece - 1) / Self.unitsOfPiece }

  /// The tables of the units of a piece.
  /// - Parameter scratch: memory that is used again, of 4 bytes for each name of the largest column; empty at first.
  package func piece(_ piece: Int, _ scratch: inout [UInt32]) -> [(unit: String, tables: DriverTables)] {
    let first = piece * Self.unitsOfPiece
    let names = units[first..<min(units.count, first + Self.unitsOfPiece)]
    var result = names.map { (unit: $0, tables: shared) }
    for (table, runs) in split {
      for unit in names.indices {
        let own = runs[unit]
        if !own.isEmpty { result[unit - first].tables[table.role] = table.rows(own, level, units[unit], &scratch) }
      }
    }
    return result
  }
}
