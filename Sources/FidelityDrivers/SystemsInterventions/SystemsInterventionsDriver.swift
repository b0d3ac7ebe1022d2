import FidelityData

/// Systems interventions: what becomes of issues that a level cannot resolve and hands on to another.
///
/// Validation: `datasets/drivers-escalation`.
package enum SystemsInterventionsDriver: DriverAnalysis {
  package static let system = DriverSystem.systemsInterventions
  package static let roles: [DriverRole] = [.escalations]
  package static let headlines = [
    DriverHeadline("stuck-above", term: "building", "issues stuck above the building"),
    DriverHeadline("passed-on", term: "district to state", "issues that the district passed on"),
    DriverHeadline("stuck-above", "issues stuck above a level").ofAnyTerm,
  ]

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    guard let table = tables[.escalations] else {
      let level = options.levels.dropFirst().first ?? options.levels.first
      return rows.missing(DriverFigure("stuck-above", term: level), .noTable, note: "fill escalations.csv")
    }
    let counts = EscalationCounts(table, options)
    issues(counts, table, &rows)
    matrix(counts, &rows)
    clocks(counts, table, &rows)
    if table.has("resolved") { rows.openDays(counts.longestOpen, unitKind: "issue") }
    rows.later(.escalations, counts.laterCount)
  }

  private static func issues(_ counts: EscalationCounts, _ table: DriverTable, _ rows: inout SystemRows) {
    let levels = counts.levels
    let later = counts.laterCount > 0 ? "\(counts.laterCount) hops sent after the as-of date left out" : nil
    for (place, level) in levels.enumerated() {
      let note = counts.stuck[place].total == 0 ? "no issue was above the level" : place == 0 ? later : nil
      rows.share(
        table, "resolved", DriverFigure("stuck-above", term: level), counts.stuck[place], empty: .noEvents, note: note)
    }
    // Issues of the lowest level begin there: nobody hands it any to pass on.
    for place in levels.indices.dropFirst().dropLast() {
      rows.share(
        DriverFigure("passed-on", term: "\(levels[place]) to \(levels[place + 1])"), counts.passedOn[place],
        empty: .noEvents)
    }
    for (place, level) in levels.enumerated() {
      rows.share(
        table, "resolved", DriverFigure("resolved-at", term: level), counts.resolvedAt[place], empty: .noEvents)
    }
    rows.mean(DriverFigure("hops-per-issue"), counts.hopCounts, empty: .noEvents)
  }

  /// The escalation matrix.
  private static func matrix(_ counts: EscalationCounts, _ rows: inout SystemRows) {
    let levels = counts.levels
    for from in levels.indices {
      let pairs = levels.indices.map { (to: $0, pair: from * levels.count + $0) }.filter { counts.hops[$0.pair] > 0 }
      if pairs.isEmpty {
        rows.missing(DriverFigure("escalation-share", term: levels[from]), .noEvents, note: "nothing left the level")
      }
      for (to, pair) in pairs {
        let term = "\(levels[from]) to \(levels[to])"
        rows.whole(DriverFigure("escalations", term: term), Double(counts.hops[pair]))
        rows.share(DriverFigure("escalation-share", term: term), counts.shares[pair], empty: .noEvents)
      }
    }
    rows.whole(DriverFigure("skipped-levels"), Double(counts.skippedCount))
    rows.whole(DriverFigure("returned-down"), Double(counts.returnedCount))
  }

  private static func clocks(_ counts: EscalationCounts, _ table: DriverTable, _ rows: inout SystemRows) {
    if table.has("acknowledged") {
      var all = ProductLimit()
      for clock in counts.acknowledgements { all.merge(clock) }
      rows.clock(all, term: "sent to acknowledged")
      for (pair, clock) in counts.acknowledgements.enumerated() where clock.count > 0 {
        let (from, to) = (counts.levels[pair / counts.levels.count], counts.levels[pair % counts.levels.count])
        rows.clock(clock, term: "sent to acknowledged, \(from) to \(to)")
      }
    } else {
      rows.missing(
        DriverFigure("median-days", term: "sent to acknowledged"), .noTable,
        note: "fill the column acknowledged of escalations.csv")
    }
    if table.has("resolved") {
      rows.clock(counts.resolutions, term: "first sent to resolved")
    } else {
      rows.missing(
        DriverFigure("median-days", term: "first sent to resolved"), .noTable,
        note: "fill the column resolved of escalations.csv")
    }
  }
}
