import FidelityData
import FidelityDrivers
import FidelityFiles
import FidelitySystem

/// The systems of the drivers, computed from a study's tables: for the whole, for the units of each level, and for
/// each period.
struct DriverRun {
  let options: DriverOptions
  let chosenSystems: [any DriverAnalysis.Type]
  private(set) var driverTables: DriverTables
  /// Scores of drivers: those of a table, or the headlines of units that stand in for them.
  private(set) var scoreTable: DriverTable?
  /// Whether any table has a date, or the study says one.
  let hasDay: Bool
  /// The rows of the whole and of its leaders and the like, in pieces of one system each.
  private(set) var pieces: [[DriverRow]] = []
  /// Those of coachees, as result tables from the start, and after which of the pieces they come.
  private(set) var coachees = (place: 0, tables: [Table]())
  /// Of coachees whose coaching is overdue, the days.
  private(set) var overdue: [DriverRow] = []
  /// Those of the units of levels, as result tables from the start: there may be a million of them.
  private(set) var levelTables: [Table] = []
  private(set) var periodRows: [(period: String, row: DriverRow)] = []
  /// What was planned and done in coaching, cycle by cycle.
  var cycles: [CoachingCycles.Cycle] { coaching?.cycles ?? [] }
  private var coaching: CoachingResult?
  private(set) var files: [TableFile] = []
  private(set) var warnings: [String] = []

  init(_ analysis: DriversAnalysis, _ study: StudyTables, seed: UInt64) throws(DataError) {
    var extra = study.levels
    if let cluster = analysis.cluster, !extra.contains(cluster) { extra.append(cluster) }
    var reader = DriverTableReader(study, extraColumns: extra)
    driverTables = try reader.read()
    (files, warnings) = (reader.files, reader.warnings)
    scoreTable = driverTables[.driverScores]
    let latest = study.asOf == nil ? Self.latestDay(driverTables) : nil
    hasDay = latest != nil || study.asOf != nil
    do throws(OptionFault) {
      chosenSystems = try analysis.chosenSystems()
      var options = try analysis.options(asOf: Double(study.asOf ?? latest ?? 0), seed: seed)
      // Issues go to levels that no table has a column of.
      let known = options.levels.filter(study.levels.contains)
      if known != study.levels { options.levels = study.levels }
      self.options = options
    } catch {
      throw error.usage(of: DriversAnalysis.name)
    }
    if let latest, latest > Self.today + 366 {
      throw DataError(
        .unusable(reason: "the latest date of the tables is \(CalendarDate.text(ofDay: latest))"),
        hint: "correct the date, or say as-of: the day on which clocks end")
    }
    if let latest {
      warnings.append(
        "drivers: clocks end on \(CalendarDate.text(ofDay: latest)), the latest date of the tables; say `as-of` for "
          + "another day")
    }
    if let cluster = analysis.cluster,
      !driverTables.roles.contains(where: { driverTables[$0]?.has(cluster) ?? false })
    {
      throw DataError(
        .usage(reason: "no table has the column \(cluster), which the clusters of drivers are told apart by"),
        remedy: .options("add it to the tables, or leave out `cluster`"))
    }
    for level in study.levels where !driverTables.roles.contains(where: { driverTables[$0]?.has(level) ?? false }) {
      warnings.append("drivers: no table has the level \(level)")
    }
    var findings = CellFindings()
    for system in chosenSystems { for error in system.errors(driverTables, options) { findings.add(error) } }
    try reader.report(findings)
    // Nothing names a row from here on.
    if let level = study.levels.first { DriverTableSplit.bringTogether(&driverTables, by: level) }
    // The whole of coaching is the sum of the lowest level's units, where it can be.
    let level = isChosen(.coaching) ? study.levels.first : nil
    let coaching = level.flatMap { CoachingUnits(driverTables, by: $0, options) }
    var (scores, states) = ([UnitScore](), [CoachingState]())
    for level in study.levels {
      let isFirst = level == study.levels.first
      let found = rows(of: level, areScored: isFirst && lacksScores, isFirst ? coaching : nil)
      levelTables += found.tables
      if isFirst { (scores, states) = (found.scores, found.states) }
    }
    for system in chosenSystems {
      guard system.system == .coaching else {
        pieces.append(system.rows(driverTables, options))
        continue
      }
      let result = coaching?.whole(states) ?? CoachingDriver.whole(driverTables, options)
      pieces.append(result.rows)
      take(result.ofCoachees)
      self.coaching = result
    }
    if let level = study.levels.first, lacksScores { score(by: scores, level) }
    if let periods = study.periods { periodRows = rows(of: periods) }
  }

  private mutating func take(_ rows: CoacheeRows) {
    let found = WorkerThreads.map(rows.pieceCount) { piece in
      var (table, overdue) = (DriverRowTable(), [DriverRow]())
      rows.forEach(of: piece) { row in
        table.append(row, unitKind: row.unitKind, unit: row.unit)
        if row.estimate.quantity == "overdue-days", row.estimate.estimate > 0 { overdue.append(row) }
      }
      return (table: table.table, overdue: overdue)
    }
    coachees = (pieces.count, found.map(\.table))
    overdue = found.flatMap(\.overdue)
  }

  /// The rows of ``pieces``.
  var whole: some Sequence<DriverRow> { pieces.joined() }

  /// Systems whose headline is a score of a unit, the higher the better.
  private static let scored: [DriverSystem] = [
    .selection, .training, .coaching, .fidelityAssessment, .decisionSupportData, .facilitativeAdministration,
  ]

  /// A unit's score of a driver.
  private struct UnitScore: Sendable {
    let unit: String
    let system: DriverSystem
    let score: Double
  }

  /// Whether scores of drivers are wanted that no table has.
  private var lacksScores: Bool {
    driverTables[.driverScores] == nil && chosenSystems.contains { $0.system == .compensatory }
  }

  /// Where no table has scores of drivers, the headlines of the lowest level's units are these scores.
  private mutating func score(by headlines: [UnitScore], _ level: String) {
    var (units, drivers, scores) = ([String?](), [String?](), [Double]())
    for system in chosenSystems where Self.scored.contains(system.system) {
      for headline in headlines where headline.system == system.system {
        units.append(headline.unit)
        drivers.append(system.system.rawValue)
        scores.append(headline.score)
      }
    }
    guard Set(drivers).count > 1 else { return }
    var tables = driverTables
    tables[.driverScores] = DriverTable(
      .driverScores, file: "the headlines", rowCount: scores.count,
      names: ["unit": NameColumn(units), "driver": NameColumn(drivers)], numbers: ["score": scores])
    scoreTable = tables[.driverScores]
    let rows = CompensatoryDriver.rows(tables, options)
    pieces.removeAll { $0.first?.system == .compensatory }
    pieces.append(rows)
    warnings.append("drivers: without driver-scores, the scores of drivers are the headlines of each \(level)")
  }

  private static var today: Int {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int(now.tv_sec) / 86_400
  }

  /// The latest date of all tables.
  private static func latestDay(_ tables: DriverTables) -> Int? {
    var latest: Double?
    for role in tables.roles {
      guard let table = tables[role] else { continue }
      for column in role.columns where column.kind == .day && column.name != "due" && column.name != "end" {
        guard table.has(column.name) else { continue }
        let days = table.column(column.name)
        // What is planned for a later day has not happened.
        let statuses = role == .coachingLog && table.has("status") ? table.names("status") : nil
        let scheduled = statuses?.code(of: "scheduled")
        let codes = scheduled == nil ? nil : statuses?.codes
        let ofStretch = RowStretches.map(table.rowCount) { stretch in
          var latest = -Double.infinity
          for row in stretch where days[row] > latest {
            if let codes, codes[row] == scheduled { continue }
            latest = days[row]
          }
          return latest
        }
        if let found = ofStretch.max(), found > latest ?? -.infinity { latest = found }
      }
    }
    return latest.map { Int($0) }
  }

  /// So many pieces of a split become one result table.
  private static let piecesOfTable = 4

  /// The rows of every unit of a level, of those systems that have a table with the level, as result tables; beside
  /// them the headlines that are scores.
  /// - Parameters:
  ///   - areScored: whether headlines are wanted.
  ///   - coaching: how states of coaching are made; nil where none is wanted.
  private func rows(
    of level: String, areScored: Bool, _ coaching: CoachingUnits?
  ) -> (tables: [Table], scores: [UnitScore], states: [CoachingState]) {
    let own = chosenSystems.filter { system in
      DriverSystems.rollsUp(system.system) && system.roles.contains { driverTables[$0]?.has(level) ?? false }
    }
    guard !own.isEmpty else { return ([], [], []) }
    let (split, options, size) = (DriverTableSplit(driverTables, by: level), options, Self.piecesOfTable)
    let found = WorkerThreads.map((split.pieceCount + size - 1) / size) { place in
      var (table, scores, scratch) = (DriverRowTable(), [UnitScore](), [UInt32]())
      var states: [CoachingState] = []
      for piece in place * size..<min(split.pieceCount, (place + 1) * size) {
        for part in split.piece(piece, &scratch) {
          for system in own where system.roles.contains(where: { part.tables[$0]?.has(level) ?? false }) {
            let rows: [DriverRow]
            if let coaching, system.system == .coaching {
              let part = coaching.part(part.tables)
              rows = part.rows
              states.append(part.state)
            } else {
              rows = system.rows(part.tables, options, ofUnitOf: level)
            }
            // What there is no table for is said once, of the whole.
            for row in rows.indices where rows[row].unit == nil && rows[row].estimate.status != .noTable {
              table.append(rows[row], unitKind: level, unit: part.unit)
              guard areScored, Self.isScore(rows[row], of: system) else { continue }
              scores.append(
                UnitScore(unit: part.unit, system: system.system, score: rows[row].estimate.estimate))
            }
          }
        }
      }
      return (table: table.table, scores: scores, state: coaching?.sum(states))
    }
    return (
      found.map(\.table).filter { $0.rowCount > 0 }, found.flatMap(\.scores), found.compactMap(\.state)
    )
  }

  /// Whether a row is a system's first headline, and a score of a unit.
  private static func isScore(_ row: DriverRow, of system: any DriverAnalysis.Type) -> Bool {
    guard Self.scored.contains(system.system), let headline = system.headlines.first else { return false }
    return row.estimate.quantity == headline.quantity && row.estimate.term == headline.term
      && row.estimate.form == headline.form && (0...1).contains(row.estimate.estimate)
  }

  /// The headline of each system in every period, and what changed from the period before.
  private func rows(of rule: ReportingPeriods) -> [(period: String, row: DriverRow)] {
    var days: [Double] = []
    for role in driverTables.roles {
      guard let column = role.periodColumn, let table = driverTables[role] else { continue }
      let found = table.column(column).lazy.filter { !$0.isNaN && $0 <= options.asOf }.min()
      if let found { days.append(found) }
    }
    guard let first = days.min() else { return [] }
    var rows: [(period: String, row: DriverRow)] = []
    var before: [DriverSystem: DriverRow] = [:]
    for period in rule.periods(from: Int(first), to: Int(options.asOf)) {
      let tables = driverTables.within(Double(period.days.lowerBound)...Double(period.days.upperBound))
      var own = options
      own.asOf = min(options.asOf, Double(period.days.upperBound))
      for system in chosenSystems where system.roles.contains(where: { tables.isDated($0) }) {
        // What there is no table for is said once, of the whole.
        guard let headline = DriverHeadlines.row(system, system.rows(tables, own))?.row,
          headline.estimate.status != .noTable
        else { continue }
        rows.append((period.name, headline))
        // A period may lack the figure and show another one: those are not compared.
        if let last = before[system.system], last.figure == headline.figure {
          rows.append((period.name, headline.change(from: last, options.level)))
        }
        before[system.system] = headline.estimate.estimate.isNaN ? before[system.system] : headline
      }
    }
    return rows
  }
}

/// Which row of a system speaks for it.
enum DriverHeadlines {
  static func row(
    _ system: any DriverAnalysis.Type, _ rows: [DriverRow]
  ) -> (headline: DriverHeadline, row: DriverRow)? {
    func find(_ headline: DriverHeadline) -> DriverRow? {
      rows.first { row in
        row.system == system.system && row.unit == nil && row.estimate.quantity == headline.quantity
          && (row.estimate.term == headline.term || headline.takesAnyTerm) && row.estimate.form == headline.form
      }
    }
    let found = system.headlines.compactMap { headline in find(headline).map { (headline, $0) } }
    // One that has a number, else the first that says why there is none.
    return found.first { !$0.1.estimate.estimate.isNaN } ?? found.first
  }
}
