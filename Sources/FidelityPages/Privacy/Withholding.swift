package import FidelityCharts
package import FidelityData

/// The tables of some folders without what a page must not show: the rule of `docs/report.md`, in one place.
///
/// Each folder is decided by itself, and folders of the same data together too (``SmallCells``): what either withholds
/// is withheld in all of them. Tables whose groups are persons are
/// left out whole. Agreement within a group rests on units, and is withheld by their number; agreement of all raters,
/// by items or not, tells nobody's score. Of the drivers, see ``DriverCells``.
package struct Withholding: Sendable {
  /// The folders, in their order.
  package private(set) var results: [Results] = []
  /// Groups and periods that are withheld.
  private(set) var (groupCount, periodCount) = (0, 0)
  /// Whether the figures of all are withheld.
  private(set) var isWholeWithheld = false
  /// Whether a table of persons is left out.
  private(set) var hasPersons = false
  /// What sizes are of.
  private(set) var (countsPersons, countsObservations) = (false, false)

  /// - Parameter persons: the columns that hold persons.
  /// - Throws: `notANumber` and the like for counts that are none: what cannot be counted must not count as enough.
  package init(_ all: [Results], least: Int, persons: Set<String>) throws(DataError) {
    var decided: [Int: (cells: SmallCells, data: Int)] = [:]
    // Groups that a table lacks because of its own counts, by data.
    var small: [Int: Set<CellKey>] = [:]
    for (data, places) in Self.sameData(all).enumerated() {
      var cells = try Self.cells(places.map { all[$0] }, least, persons)
      // Whether folders are of the same data is a guess: what a folder needs for itself holds in any case.
      if places.count > 1 { for place in places { cells.withhold(try Self.cells([all[place]], least, persons)) } }
      for place in places { decided[place] = (cells, data) }
      periodCount += cells.withheld.count { $0.columns == [Self.time] }
      groupCount += cells.withheld.count { !$0.columns.isEmpty && !$0.columns.contains(Self.time) }
      isWholeWithheld = isWholeWithheld || cells.withheld.contains(.all)
      countsPersons = countsPersons || cells.countsPersons
      countsObservations = countsObservations || cells.countsObservations
    }
    for (place, result) in all.enumerated() {
      guard let (cells, data) = decided[place] else { continue }
      var tables: [ResultTable] = []
      for table in try DriverCells.shown(result.tables, least: least) {
        if Self.isOfPersons(table, persons) {
          hasPersons = true
        } else {
          let shown = try Self.shown(table, cells)
          small[data, default: []].formUnion(shown.small)
          tables.append(shown.table)
        }
      }
      results.append(Results(folder: result.folder, tables: tables, provenance: result.provenance))
    }
    groupCount += small.values.reduce(0) { $0 + $1.count }
  }

  /// What some folders together withhold.
  private static func cells(_ all: [Results], _ least: Int, _ persons: Set<String>) throws(DataError) -> SmallCells {
    var cells = SmallCells(least: least)
    for table in all.flatMap(\.tables) where !isOfPersons(table, persons) { try take(table, &cells) }
    cells.decide()
    return cells
  }

  /// The places of folders, those together that have a file of data in common; studies and instruments are none.
  private static func sameData(_ all: [Results]) -> [[Int]] {
    func isOfData(_ file: String) -> Bool { ![".yaml", ".yml"].contains { file.lowercased().hasSuffix($0) } }
    var groups: [(inputs: Set<String>, places: [Int])] = []
    for (place, result) in all.enumerated() {
      var inputs = Set(result.provenance?.inputs.filter { isOfData($0.file) }.map(\.sha256) ?? [])
      var places = [place]
      for group in groups where !group.inputs.isDisjoint(with: inputs) {
        inputs.formUnion(group.inputs)
        places = group.places + places
      }
      groups.removeAll { !$0.inputs.isDisjoint(with: inputs) }
      groups.append((inputs, places))
    }
    return groups.map(\.places)
  }

  // MARK: - What cells there are

  private static let time = SmallCells.timeColumn
  /// The quantities of scores and trends: figures of persons' work.
  private static let ofScores: Set<String> = [
    "score-mean", "score-sd", "score-minimum", "score-maximum", "band-share", "criterion-share", "item-mean",
    "regression-coefficient",
  ]
  /// The quantities whose rows say how many observations a group has.
  private static let counted: Set<String> = ["score-mean", "regression-coefficient"]
  /// What results are by without being groups of people.
  private static let noGroups: Set<String> = ["item", "category", "days"]

  /// The sizes that a table says. A size that is not there counts as none.
  private static func take(_ table: ResultTable, _ cells: inout SmallCells) throws(DataError) {
    let keys = keys(table)
    func count(_ number: Double) -> Double { number.isFinite ? number : 0 }
    if table.has("n_persons") {
      let counts = try table.checkedNumbers("n_persons")
      for row in keys.indices { cells.take(keys[row], persons: count(counts[row])) }
    }
    if table.has("variable"), table.has("n"), let names = table.texts("variable"),
      let row = names.firstIndex(of: "(persons)")
    {
      cells.take(.all, persons: count(try table.checkedNumbers("n")[row]))
    }
    guard !table.has("system") else { return }
    let counts =
      table.has("n_observations")
      ? try table.checkedNumbers("n_observations") : [Double](repeating: 0, count: table.rowCount)
    if let estimates = try EstimateRows(table) {
      // What is by items alone has no groups, and does not say how large the whole is.
      let isOfItems = !estimates.groupColumns.isEmpty && columns(table).isEmpty
      for row in keys.indices where !isOfItems && counted.contains(estimates.quantities[row]) {
        cells.take(keys[row], observations: count(counts[row]))
      }
    } else if table.has(time), table.has("term"), table.has("estimate") {
      for row in keys.indices { cells.take(keys[row], observations: count(counts[row])) }
    }
  }

  /// The columns whose values say what a row is of.
  private static func columns(_ table: ResultTable) -> [String] {
    if table.has("system") { return [] }
    if let place = table.columns.firstIndex(of: "quantity"), table.has("estimate") {
      return table.columns[..<place].filter { !noGroups.contains($0) }
    }
    if let place = table.columns.firstIndex(of: "verdict"), table.has("slope") { return Array(table.columns[..<place]) }
    if let place = table.columns.firstIndex(of: "n_persons"), !table.has("estimate") {
      return Array(table.columns[..<place])
    }
    return table.has(time) && table.has("estimate") ? [time] : []
  }

  private static func keys(_ table: ResultTable) -> [CellKey] {
    let columns = columns(table).sorted()
    let texts = columns.compactMap { table.texts($0) }
    // Of data without time a table by time has no times.
    if columns.isEmpty || (columns == [time] && texts[0].allSatisfy(\.isEmpty)) {
      return [CellKey](repeating: .all, count: table.rowCount)
    }
    // The rows of a group follow one another.
    var last = CellKey.all
    return (0..<table.rowCount).map { row in
      let isSame = last.values.count == texts.count && texts.indices.allSatisfy { texts[$0][row] == last.values[$0] }
      if !isSame { last = CellKey(columns: columns, values: texts.map { $0[row] }) }
      return last
    }
  }

  // MARK: - What is shown of a table

  /// Whether the rows of a table are persons, or pairs of them.
  private static func isOfPersons(_ table: ResultTable, _ persons: Set<String>) -> Bool {
    if table.name == "score" { return false }
    if persons.contains("rater"), Results.isNamed(table.name, "rater-pairs") || table.has("rater_1") { return true }
    return !persons.isDisjoint(with: columns(table))
  }

  /// A table without the rows of withheld cells, and the groups that it lacks because of its own counts.
  private static func shown(
    _ table: ResultTable, _ cells: SmallCells
  ) throws(DataError) -> (table: ResultTable, small: Set<CellKey>) {
    guard cells.least > 0 else { return (table, []) }
    let (columns, keys) = (columns(table), keys(table))
    let isPoints = !table.has("quantity") && table.has(time) && table.has("estimate")
    let estimates = try EstimateRows(table)
    let isOfScores =
      isPoints || table.has("verdict") || table.has("n_persons")
      || estimates.map { !ofScores.isDisjoint(with: $0.quantities) } ?? false
    guard isOfScores || (estimates != nil && !columns.isEmpty) else { return (table, []) }
    // A table of agreement or the like has sizes of its own, an item of a period too.
    let sizes = isOfScores ? (isPoints ? "n_observations" : nil) : "n_units"
    let own = try sizes.map { name throws(DataError) in try Self.sizes(table, name, keys) }
    var small: Set<CellKey> = []
    var (last, isHidden) = (CellKey.all, cells.isWithheld(.all))
    let kept = keys.indices.filter { row in
      if keys[row] != last { (last, isHidden) = (keys[row], cells.isWithheld(keys[row])) }
      if isHidden { return false }
      guard let own, !(own[row] >= cells.least) else { return true }
      if !isPoints { small.insert(keys[row]) }
      return false
    }
    guard kept.count < keys.count else { return (table, []) }
    let shown = ResultTable(
      name: table.name,
      columns: table.columns.map { column in
        let texts = table.texts(column) ?? []
        return (column, kept.map { texts[$0] })
      })
    return (shown, small)
  }

  /// The size that each row says; where it says none the least of its group's in the table, and 0 where there is none.
  private static func sizes(_ table: ResultTable, _ column: String, _ keys: [CellKey]) throws(DataError) -> [Double] {
    guard table.has(column) else { return [Double](repeating: 0, count: table.rowCount) }
    let own = try table.checkedNumbers(column)
    var ofGroups: [CellKey: Double] = [:]
    for row in keys.indices where own[row].isFinite {
      ofGroups[keys[row]] = min(ofGroups[keys[row]] ?? own[row], own[row])
    }
    return keys.indices.map { own[$0].isFinite ? own[$0] : ofGroups[keys[$0]] ?? 0 }
  }
}
