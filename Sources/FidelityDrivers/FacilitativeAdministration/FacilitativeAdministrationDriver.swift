import FidelityData

/// Facilitative administration: whether what stands in the way of practice is taken away, and told to who raised it.
///
/// References: practice-policy feedback loops of the Implementation Drivers framework; Garwood (1936) for the rate.
/// Validation: `datasets/drivers-barriers`.
package enum FacilitativeAdministrationDriver: DriverAnalysis {
  package static let system = DriverSystem.facilitativeAdministration
  package static let roles: [DriverRole] = [.barriers, .loops]
  package static let headlines = [
    DriverHeadline(
      "closed-loop-rate", term: "all", form: BarrierCounts.closedForm, "barriers resolved and reported back"),
    DriverHeadline("loop-adherence", form: "capped", "planned meetings of feedback loops that were held"),
  ]

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    if let table = tables[.barriers] {
      barriers(BarrierCounts(table, options), table, options, &rows)
    } else {
      rows.missing(
        DriverFigure("closed-loop-rate", term: "all", form: BarrierCounts.closedForm), .noTable,
        note: "fill barriers.csv")
    }
    if let table = tables[.loops] {
      loops(table, options, &rows)
    } else {
      rows.missing(DriverFigure("loop-frequency"), .noTable, note: "fill loops.csv")
    }
  }

  private static func barriers(
    _ counts: BarrierCounts, _ table: DriverTable, _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    let later = counts.laterCount > 0 ? "\(counts.laterCount) raised after the as-of date left out" : nil
    let groups = counts.groups
    for (place, group) in groups.enumerated() {
      let figure = DriverFigure("closed-loop-rate", term: group.term, form: BarrierCounts.closedForm)
      rows.share(
        table, "reported_back", figure, group.closed, empty: .noEvents, note: place == 0 ? later : nil)
    }
    rows.share(DriverFigure("resolved-share", form: "crude"), counts.resolved, empty: .noEvents)
    let within = CategoryDictionary.label(options.within)
    rows.share(
      DriverFigure("resolved-share", form: "within \(within) days, of those old enough"), counts.resolvedInTime,
      empty: .noEvents, note: "raised \(within) days or more before the as-of date")
    rows.share(table, "owner", DriverFigure("owner-named", term: "open barriers"), counts.owned, empty: .noEvents)
    rows.share(table, "recurrence_of", DriverFigure("recurrence-rate"), counts.recurring, empty: .noEvents)
    for group in groups { rows.clock(group.clock, term: group.term) }
    logRank(groups.dropFirst().map(\.clock), counts, &rows)
    rows.openDays(counts.longestOpen, unitKind: "barrier")
    rows.later(.barriers, counts.laterCount)
  }

  private static func logRank(_ clocks: [ProductLimit], _ counts: BarrierCounts, _ rows: inout SystemRows) {
    let figure = DriverFigure("log-rank", form: "by category")
    if counts.hasTooManyCategories {
      return rows.missing(
        figure, .tooManyCategories, note: "more than \(BarrierCounts.mostCategories): figures are of all barriers alone"
      )
    }
    let test = LogRankTest(clocks)
    guard !test.statistic.isNaN else {
      if clocks.count(where: { $0.count > 0 }) < 2 {
        rows.missing(figure, .tooFewCategories, note: "there is one category")
      } else if counts.resolved.count == 0 {
        rows.missing(figure, .noEvents, note: "no barrier was resolved")
      } else {
        rows.missing(figure, .noVariation, note: "no day tells the categories apart")
      }
      return
    }
    var row = rows.row(figure)
    (row.estimate.estimate, row.estimate.statistic) = (test.statistic, test.statistic)
    (row.estimate.degreesOfFreedom, row.estimate.pValue) = (test.degreesOfFreedom, test.pValue)
    row.estimate.unitCount = clocks.reduce(0) { $0 + $1.count }
    row.estimate.method = "chi-squared"
    rows.append(row)
  }

  private static func loops(_ table: DriverTable, _ options: DriverOptions, _ rows: inout SystemRows) {
    let (planned, held, months) = (table.numbers("planned"), table.numbers("held"), table.numbers("months"))
    let (teams, dates) = (table.names("team"), table.column("date"))
    // By team: the order of rows leaves no trace in the sums.
    let byTeam = NameRows(teams)
    let ofTeams = teams.order.map { team in
      byTeam[team].map { Int($0) }.filter { !held[$0].isNaN && !(dates[$0] > options.asOf) }
    }
    let timed = ofTeams.map { $0.filter { !months[$0].isNaN } }.filter { !$0.isEmpty }
    func sum(_ rows: [Int], _ value: (Int) -> Double) -> Double { rows.reduce(0) { $0 + value($1) } }
    let rate = PoissonRate(
      count: timed.reduce(0) { $0 + sum($1) { held[$0] } }, exposure: timed.reduce(0) { $0 + sum($1) { months[$0] } })
    let figure = DriverFigure("loop-frequency")
    if rate.exposure > 0 {
      var row = rows.row(figure)
      (row.estimate.estimate, row.estimate.standardError) = (rate.value, rate.standardError)
      (row.estimate.lower, row.estimate.upper) = rate.limits(level: options.level)
      row.estimate.level = options.level
      row.estimate.unitCount = timed.count
      row.estimate.method = "exact Poisson"
      row.estimate.note = "meetings per team-month"
      rows.append(row)
    } else {
      rows.missing(figure, .nothingPlanned, note: "no team has a month")
    }
    let planning = ofTeams.map { $0.filter { planned[$0] > 0 } }.filter { !$0.isEmpty }
    let clusterRows = table.clusterRows(of: teams, options) { !(dates[$0] > options.asOf) }
    var parts = GroupedParts(table, options)
    for rows in planning {
      let row = clusterRows[Int(teams.codes[rows[0]])]
      parts.add(sum(rows) { min(held[$0], planned[$0]) }, of: sum(rows) { planned[$0] }, row: row)
    }
    let isShort = planning.count < ofTeams.count(where: { !$0.isEmpty })
    rows.ratio(
      DriverFigure("loop-adherence", form: "capped"), parts.parts, isShare: true,
      note: parts.withoutCluster(isShort ? "teams that planned nothing left out" : nil))
    rows.later(.loops, table.laterCount("date", asOf: options.asOf))
  }
}

extension SystemRows {
  /// A share that needs an optional column; where the table does not have it, a row that says so.
  mutating func share(
    _ table: DriverTable, _ column: String, _ figure: DriverFigure, _ counts: ShareCounts, empty: Status,
    note: String? = nil
  ) {
    if table.has(column) {
      share(figure, counts, empty: empty, note: note)
    } else {
      missing(figure, .noTable, note: "fill the column \(column) of \(table.role.rawValue).csv")
    }
  }
}
