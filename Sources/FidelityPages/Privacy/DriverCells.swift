package import FidelityCharts
package import FidelityData

/// What a page may show of the tables of drivers.
///
/// A figure of persons (selection, coaching, assessments, leadership, levels, compensation, what participants of
/// training got out of it) is small where it rests on fewer than the least. Periods and levels of a figure are its
/// parts: where one of them is withheld, others are too until two or more are, with the least together (of levels) or
/// one of them with the least (of periods, which have the same persons), as with ``SmallCells``. A figure of a page
/// that says no number is withheld. What stands for single persons is withheld where there are fewer of them than the
/// least. A change from a withheld period is withheld.
package enum DriverCells {
  /// The systems whose units are persons.
  private static let ofPersons: Set<String> = [
    "selection", "coaching", "fidelity-assessment", "leadership", "levels", "compensatory",
  ]
  /// The figures of training whose units are participants; those of others are components, sessions, trainers.
  private static let ofParticipants: Set<String> = [
    "dose-received", "share-with-full-dose", "attendance", "normalised-gain", "hedges-g", "share-at-mastery",
    "trainer-gain", "transfer-slope", "transfer-correlation",
  ]
  private static let changes: Set<String> = ["change", "change_lower", "change_upper"]
  private static let numbers: Set<String> = changes.union([
    "estimate", "standard_error", "lower", "upper", "statistic", "p_value",
  ])

  /// How many a figure of a system has to rest on; 0 for one of no persons.
  private static func least(_ system: String, _ quantity: String, _ least: Int) -> Double {
    let isOfPersons = ofPersons.contains(system) || (system == "training" && ofParticipants.contains(quantity))
    return isOfPersons ? Double(least) : 0
  }

  /// The tables of a folder, without the numbers of few persons.
  /// - Throws: `notANumber` and the like for counts that are none.
  package static func shown(_ tables: [ResultTable], least: Int) throws(DataError) -> [ResultTable] {
    guard least > 0 else { return tables }
    // What periods are withheld of: system and quantity.
    var periods: Set<[String]> = []
    var result = tables
    for (place, table) in tables.enumerated() where table.has("period") {
      guard let small = try smallFigures(table, least) else { continue }
      let (systems, quantities) = (table.texts("system") ?? [], table.texts("quantity") ?? [])
      let (terms, times) = (table.texts("term") ?? [], table.texts("period") ?? [])
      for row in small where !times[row].isEmpty { periods.insert([systems[row], quantities[row]]) }
      // A change rests on two periods, and says no number of its own.
      let changes = systems.indices.filter {
        quantities[$0] == "change" && periods.contains([systems[$0], terms[$0]])
      }
      result[place] = without(table, small.union(changes), numbers)
    }
    for place in result.indices where !result[place].has("period") {
      let table = result[place]
      if table.has("coachees"), table.has("sessions_planned") { result[place] = try cycles(table, least) }
      guard let systems = table.texts("system"), table.has("estimate") else { continue }
      let counts = try counts(table)
      let estimates = table.texts("estimate") ?? []
      let quantities = table.texts("quantity") ?? systems.map { _ in "" }
      let small = systems.indices.filter {
        !estimates[$0].isEmpty && !(counts[$0] >= Self.least(systems[$0], quantities[$0], least))
      }
      result[place] = without(table, Set(small), numbers)
      guard table.has("change") else { continue }
      let unsaid = systems.indices.filter { periods.contains([systems[$0], quantities[$0]]) }
      result[place] = without(result[place], Set(unsaid), changes, status: nil)
    }
    return result
  }

  /// The units of each row; none where the table does not say them at all.
  private static func counts(_ table: ResultTable) throws(DataError) -> [Double] {
    table.has("n_units")
      ? try table.checkedNumbers("n_units") : [Double](repeating: 0, count: table.rowCount)
  }

  /// The rows of the table of figures that are withheld; nil where it is none.
  private static func smallFigures(_ table: ResultTable, _ least: Int) throws(DataError) -> Set<Int>? {
    guard let systems = table.texts("system"), table.has("estimate"), let quantities = table.texts("quantity"),
      let periods = table.texts("period")
    else { return nil }
    let counts = try counts(table)
    let blank = systems.map { _ in "" }
    let (levels, units) = (table.texts("system_level") ?? blank, table.texts("unit") ?? blank)
    let (terms, forms) = (table.texts("term") ?? blank, table.texts("form") ?? blank)
    var small: Set<Int> = []
    // Single persons of a system, by level, and the parts of figures.
    var people: [[String]: Set<String>] = [:]
    var wholes: [[String]: Int] = [:]
    var parts: [[String]: [Int]] = [:]
    for row in systems.indices where Self.least(systems[row], quantities[row], least) > 0 {
      if counts[row] < Self.least(systems[row], quantities[row], least) { small.insert(row) }
      let figure = [systems[row], quantities[row], terms[row], forms[row]]
      if periods[row].isEmpty, levels[row].isEmpty {
        wholes[figure] = row
      } else if counts[row].isFinite {
        parts[figure + [levels[row]], default: []].append(row)
      } else {
        people[[systems[row], levels[row]], default: []].insert(units[row])
      }
    }
    for row in systems.indices where !levels[row].isEmpty && !counts[row].isFinite {
      let wanted = Self.least(systems[row], quantities[row], least)
      if let known = people[[systems[row], levels[row]]], Double(known.count) < wanted { small.insert(row) }
    }
    for (key, rows) in parts {
      guard let whole = wholes[Array(key.prefix(4))], !small.contains(whole) else { continue }
      // Periods are parts without a level.
      hide(rows, counts, Self.least(key[0], key[1], least), sharePersons: key[4].isEmpty, &small)
    }
    return small
  }

  /// Withholds the smallest of some parts until nothing follows from the others and their whole.
  /// - Parameter sharePersons: whether parts may have the same persons, so that their numbers do not add up.
  private static func hide(
    _ parts: [Int], _ counts: [Double], _ least: Double, sharePersons: Bool, _ small: inout Set<Int>
  ) {
    let hidden = parts.filter(small.contains)
    guard !hidden.isEmpty else { return }
    func together(_ size: Double, _ part: Int) -> Double {
      sharePersons ? max(size, counts[part]) : size + counts[part]
    }
    var (count, size) = (hidden.count, hidden.reduce(0, together))
    let others = parts.filter { !small.contains($0) }.sorted { (counts[$0], $0) < (counts[$1], $1) }
    for part in others where count < 2 || size < least {
      small.insert(part)
      (count, size) = (count + 1, together(size, part))
    }
  }

  /// The cycles of coaching, without those of few coachees; without any row where no cycle has enough.
  private static func cycles(_ table: ResultTable, _ least: Int) throws(DataError) -> ResultTable {
    let counts = try table.checkedNumbers("coachees").map { $0.isFinite ? $0 : 0 }
    var small = Set(counts.indices.filter { counts[$0] < Double(least) })
    hide(Array(counts.indices), counts, Double(least), sharePersons: true, &small)
    let hidden: Set<String> = ["planned", "delivered", "sessions_planned", "sessions_held"]
    guard small.count < counts.count else {
      return ResultTable(name: table.name, columns: table.columns.map { ($0, []) })
    }
    return without(table, small, hidden)
  }

  /// A table with blanks in some columns of some rows.
  private static func without(
    _ table: ResultTable, _ rows: Set<Int>, _ columns: Set<String>, status: String? = "suppressed"
  ) -> ResultTable {
    guard !rows.isEmpty else { return table }
    return ResultTable(
      name: table.name,
      columns: table.columns.map { column in
        var texts = table.texts(column) ?? []
        for row in rows {
          if columns.contains(column) { texts[row] = "" }
          if column == "status", let status { texts[row] = status }
        }
        return (column, texts)
      })
  }
}
