import FidelityCharts
import FidelityData

/// The tables of a folder without the rows that a page must not show.
///
/// A group is withheld where the mean of a score of it, or its trend, rests on fewer observations than the least, or
/// another estimate on fewer units. Where that is one group alone, the next smallest is withheld too: the first could
/// be computed from the total and the others. Items are no groups. Tables whose groups are persons are left out whole;
/// of the drivers, the figures of few persons have no numbers.
struct Withholding {
  private(set) var tables: [ResultTable] = []
  /// Groups that are withheld.
  private(set) var groupCount = 0
  /// Whether a table of persons is left out.
  private(set) var hasPersons = false

  /// The quantities whose rows say how many observations a group has.
  private static let counted: Set<String> = ["score-mean", "regression-coefficient"]

  init(_ all: [ResultTable], least: Int, persons: Set<String>) {
    var counts: [String: Double] = [:]
    for table in all {
      guard let estimates = EstimateRows.reading(table), Self.isOfGroups(estimates) else { continue }
      let (observations, units) = (estimates.numbers("n_observations"), estimates.numbers("n_units"))
      for row in estimates.quantities.indices {
        let number = Self.counted.contains(estimates.quantities[row]) ? observations[row] : units[row]
        guard number.isFinite else { continue }
        let group = estimates.name(row)
        counts[group] = min(counts[group] ?? .infinity, number)
      }
    }
    let withheld = Self.small(counts, least: Double(least))
    groupCount = withheld.count
    for table in all.compactMap({ DriverCells.shown($0, least: least) }) {
      let groups = Self.groupColumns(table)
      if table.name != "score", !persons.isDisjoint(with: groups) {
        hasPersons = true
      } else if withheld.isEmpty || groups.isEmpty {
        tables.append(table)
      } else {
        tables.append(Self.rows(of: table, groups: groups, without: withheld))
      }
    }
  }

  /// What results are by without being groups of people, and the tables of drivers, which have rules of their own.
  private static let noGroups: Set<String> = ["item", "category", "system", "days"]

  private static func isOfGroups(_ estimates: EstimateRows) -> Bool {
    !estimates.groupColumns.contains("system") && estimates.groupColumns.contains { !noGroups.contains($0) }
  }

  /// The columns that name the groups of a table of scores or trends.
  private static func groupColumns(_ table: ResultTable) -> [String] {
    if let estimates = EstimateRows.reading(table) { return isOfGroups(estimates) ? estimates.groupColumns : [] }
    guard let verdict = table.columns.firstIndex(of: "verdict"), table.has("slope") else { return [] }
    return Array(table.columns[..<verdict])
  }

  private static func small(_ counts: [String: Double], least: Double) -> Set<String> {
    let small = counts.filter { $0.value < least }
    guard small.count == 1, counts.count > 1 else { return Set(small.keys) }
    let others = counts.filter { $0.value >= least }
    let next = others.min { ($0.value, $0.key) < ($1.value, $1.key) }
    return Set(small.keys).union([next?.key].compactMap(\.self))
  }

  private static func rows(of table: ResultTable, groups: [String], without names: Set<String>) -> ResultTable {
    let keys = groups.compactMap { table.texts($0) }
    let kept = (0..<table.rowCount).filter { row in
      !names.contains(keys.map { $0[row] }.joined(separator: ", "))
    }
    return ResultTable(
      name: table.name,
      columns: table.columns.map { column in
        let texts = table.texts(column) ?? []
        return (column, kept.map { texts[$0] })
      })
  }
}
