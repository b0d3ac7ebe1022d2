import FidelityData
import FidelityDrivers

/// Whether tables agree on where everybody belongs: a person or team has one unit of each level, a unit of a level has
/// one of the level above, in all tables that say so.
///
/// Names of a key are those of one thing in all tables that have the key: the coachees of a plan are those of the log.
/// - Complexity: O(rows x levels), on several threads, and O(names) for what several tables say.
struct DriverLevelChecks {
  /// The columns that name who belongs to units of levels; a table has one of them at most.
  static let keys = ["unit", "coachee", "participant", "leader", "team"]

  /// Two columns, where a name of the first has one of the second.
  private struct Pair: Hashable {
    let lower: String
    let upper: String
  }

  /// What a table has said of a pair.
  private struct Said {
    let file: String
    /// The names of the first column.
    let lower: NameColumn
    /// For each of them its code in the second column; `missingKey` for none.
    let uppers: [UInt32]
    let upperNames: [String]
  }

  private let levels: [String]
  /// In the order of the tables.
  private var known: [Pair: [Said]] = [:]
  /// In how many tables to come each pair stands.
  private var waiting: [Pair: Int] = [:]

  /// - Parameter levels: the columns of levels, the lowest first.
  init(_ tables: DriverTables, levels: [String]) {
    self.levels = levels
    for role in tables.roles {
      guard let table = tables[role] else { continue }
      for pair in pairs(table) { waiting[pair, default: 0] += 1 }
    }
  }

  /// The key with each level, each level with the next one above.
  private func pairs(_ table: DriverTable) -> [Pair] {
    // A level may be called like a column of the role's own, a coach who has many coachees in several buildings.
    let extra = table.extraNames
    let own = levels.filter(extra.contains)
    let key = Self.keys.first(where: table.has)
    return own.compactMap { level in key.map { Pair(lower: $0, upper: level) } }
      + zip(own, own.dropFirst()).map { Pair(lower: $0, upper: $1) }
  }

  /// Finds what contradicts itself in a table, or what the tables before it say.
  mutating func check(_ table: DriverTable, _ findings: inout CellFindings) {
    for pair in pairs(table) {
      let (lower, upper) = (table.names(pair.lower), table.names(pair.upper))
      let (uppers, isContradicted) = Self.uppers(lower, upper)
      if isContradicted { contradictions(table, pair, lower, upper, &findings) }
      waiting[pair, default: 1] -= 1
      compare(table, pair, lower, upper, uppers, &findings)
    }
  }

  /// For each name of a column the code of its first one in another column, `missingKey` for none; and whether some
  /// name has two.
  private static func uppers(_ lower: NameColumn, _ upper: NameColumn) -> (uppers: [UInt32], isContradicted: Bool) {
    let (lowerCodes, upperCodes, count) = (lower.codes, upper.codes, lower.labels.count)
    // Each stretch has a place for every name: few stretches where there are many names.
    let stretches = max(1, min(8, 2 * lowerCodes.count / max(1, count)))
    let size = max(RowStretches.rowsOfStretch, (lowerCodes.count + stretches - 1) / stretches)
    let parts = RowStretches.map(lowerCodes.count, size: size) { stretch in
      var uppers = [UInt32](repeating: missingKey, count: count)
      var isContradicted = false
      var places = uppers.mutableSpan
      let (lowers, others) = (lowerCodes.span, upperCodes.span)
      for row in stretch {
        let (name, other) = (lowers[row], others[row])
        if name == missingKey || other == missingKey { continue }
        let before = places[Int(name)]
        if before == missingKey {
          places[Int(name)] = other
        } else if before != other {
          isContradicted = true
        }
      }
      return (uppers: uppers, isContradicted: isContradicted)
    }
    var (uppers, isContradicted) = parts[0]
    for part in parts.dropFirst() {
      isContradicted = isContradicted || part.isContradicted
      for name in uppers.indices where part.uppers[name] != missingKey {
        if uppers[name] == missingKey { uppers[name] = part.uppers[name] }
        isContradicted = isContradicted || uppers[name] != part.uppers[name]
      }
    }
    return (uppers, isContradicted)
  }

  /// The rows that say another thing than an earlier one.
  private func contradictions(
    _ table: DriverTable, _ pair: Pair, _ lower: NameColumn, _ upper: NameColumn, _ findings: inout CellFindings
  ) {
    var firstRow = [Int](repeating: -1, count: lower.labels.count)
    for row in 0..<table.rowCount where lower.codes[row] != missingKey && upper.codes[row] != missingKey {
      let name = Int(lower.codes[row])
      if firstRow[name] < 0 { firstRow[name] = row }
      guard upper.codes[row] != upper.codes[firstRow[name]] else { continue }
      let (here, first) = (table.origin(of: row), table.origin(of: firstRow[name]))
      let place = here.file == first.file ? "row \(first.row)" : "row \(first.row) of \(first.file)"
      findings.add(
        error(table, row, pair, "\(place) has \(lower.labels[name]) in \(upper[firstRow[name]] ?? "")"))
    }
  }

  /// Compares a table with those before it, and keeps what it says for those after it.
  private mutating func compare(
    _ table: DriverTable, _ pair: Pair, _ lower: NameColumn, _ upper: NameColumn, _ uppers: [UInt32],
    _ findings: inout CellFindings
  ) {
    var others: [Int: String] = [:]
    // What the earliest table says of a name counts.
    var isCompared = [Bool](repeating: false, count: uppers.count)
    for said in known[pair] ?? [] {
      for (name, there) in lower.codes(in: said.lower).enumerated()
      where there != missingKey && uppers[name] != missingKey && !isCompared[name] {
        let code = said.uppers[Int(there)]
        guard code != missingKey else { continue }
        isCompared[name] = true
        let upperThere = said.upperNames[Int(code)]
        if upperThere != upper.labels[Int(uppers[name])] {
          others[name] = "\(said.file) has \(lower.labels[name]) in \(upperThere)"
        }
      }
    }
    if waiting[pair, default: 0] > 0 {
      let names = NameColumn(distinct: lower.labels, codes: [])
      known[pair, default: []].append(
        Said(file: table.file, lower: names, uppers: uppers, upperNames: upper.labels))
    }
    guard !others.isEmpty else { return }
    for row in 0..<table.rowCount where lower.codes[row] != missingKey && upper.codes[row] != missingKey {
      let name = Int(lower.codes[row])
      guard let reason = others[name], upper.codes[row] == uppers[name] else { continue }
      findings.add(error(table, row, pair, reason))
    }
  }

  private func error(_ table: DriverTable, _ row: Int, _ pair: Pair, _ reason: String) -> DataError {
    let hint =
      Self.keys.contains(pair.lower)
      ? "a \(pair.lower) belongs to one \(pair.upper): correct the row, or give who has moved another name"
      : "a \(pair.lower) belongs to one \(pair.upper): correct the row, or give each \(pair.lower) a name of its own"
    return table.error(reason, row: row, column: pair.upper, hint: hint)
  }
}
