package import FidelityData

/// The decision-support data system: whether data come, in time, of all kinds, and are looked at and used.
///
/// | from | rows |
/// |---|---|
/// | records | `completeness`, `timeliness`, `reporting-frequency`, `all-three-types`, the clock from event to entry |
/// | access | `access-share` of each level's units |
/// | decisions | `use-in-decisions` of each level's decisions |
/// | records and decisions | `data-health`, the power mean (`p`) of its four parts |
///
/// The parts of `data-health` are completeness, timeliness within the limit, all-three-types and use-in-decisions, all
/// records and decisions together.
/// A record counts once its due date has come; what was entered after the as-of date is missing as of then. Rows of
/// records, decisions and access beyond that date are counted in `rows-after-as-of`.
/// - Complexity: O(rows + units x levels).
package enum DecisionSupportDataDriver: DriverAnalysis {
  package static let system = DriverSystem.decisionSupportData
  package static let roles: [DriverRole] = [.dataRecords, .dataDecisions, .dataAccess, .units]
  package static let headlines = [
    DriverHeadline("data-health", "data complete, in time, of all kinds, used")
  ]

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    var errors: [DataError] = []
    if let table = tables[.dataRecords] {
      let (events, entries) = (table.numbers("event"), table.numbers("entered"))
      for row in events.indices where entries[row] < events[row] {
        errors.append(
          table.error(
            "the record was entered before its event", row: row, column: "entered",
            hint: "correct one of the two dates, or leave entered empty where there is no entry yet"))
      }
    }
    return errors + DataUnits.errors(tables, options)
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    let health = DriverFigure("data-health")
    if let table = tables[.dataRecords] {
      let records = DueRecords(table, asOf: options.asOf)
      records.completeness(&rows)
      records.timeliness(&rows)
      records.units(&rows)
      rows.later(.dataRecords, records.laterCount)
    } else {
      rows.missing(DriverFigure("completeness", term: "all"), .noTable, note: "fill data-records.csv")
    }
    if let access = tables[.dataAccess] {
      DataUnits.access(access, tables, &rows)
    } else {
      rows.missing(DriverFigure("access-share", term: "all"), .noTable, note: "fill data-access.csv")
    }
    if let decisions = tables[.dataDecisions] {
      use(decisions, &rows)
    } else {
      rows.missing(DriverFigure("use-in-decisions", term: "all"), .noTable, note: "fill data-decisions.csv")
    }
    if let missing = [DriverRole.dataRecords, .dataDecisions].first(where: { tables[$0] == nil }) {
      rows.missing(health, .noTable, note: "fill \(missing.rawValue).csv")
    } else {
      self.health(health, &rows)
    }
  }

  /// The share of decisions that used data: an empty cell says that none were used.
  private static func use(_ table: DriverTable, _ rows: inout SystemRows) {
    guard table.has("data_used") else {
      return rows.missing(
        DriverFigure("use-in-decisions", term: "all"), .nothingPlanned,
        note: "fill the column data_used of data-decisions.csv")
    }
    let (levels, used) = (table.names("level"), table.names("data_used"))
    // Words for none are none.
    let isData = used.labels.map { label in
      label.lowercased().split { ";,/ ".contains($0) }.contains {
        !["none", "no", "n", "a", "na", "0", "-"].contains($0)
      }
    }
    var all = table.counts(rows.options)
    var each = levels.labels.map { _ in all }
    let dates = table.column("date")
    for row in 0..<table.rowCount where !(dates[row] > rows.options.asOf) {
      let isHit = used.codes[row] != missingKey && isData[Int(used.codes[row])]
      all.add(isHit, row: row)
      if levels.codes[row] != missingKey { each[Int(levels.codes[row])].add(isHit, row: row) }
    }
    rows.share(DriverFigure("use-in-decisions", term: "all"), all)
    for level in levels.order {
      rows.share(DriverFigure("use-in-decisions", term: levels.labels[level]), each[level])
    }
    rows.later(.dataDecisions, table.laterCount("date", asOf: rows.options.asOf))
  }

  /// The power mean of the parts, which stand in rows of their own.
  private static func health(_ figure: DriverFigure, _ rows: inout SystemRows) {
    let parts = [
      DriverFigure("completeness", term: "all"), DriverFigure("timeliness", form: "within limit"),
      DriverFigure("all-three-types"), DriverFigure("use-in-decisions", term: "all"),
    ]
    let names = parts.map(\.quantity).joined(separator: ", ")
    var scores: [Double] = []
    for part in parts {
      let found = rows.rows.last { row in
        row.unit == nil && row.estimate.quantity == part.quantity && row.estimate.term == part.term
          && row.estimate.form == part.form
      }
      guard let found, found.estimate.estimate.isFinite else {
        return rows.missing(figure, found?.estimate.status ?? .nothingPlanned, note: "there is no \(part.quantity)")
      }
      scores.append(found.estimate.estimate)
    }
    let p = rows.options.p
    let power = p.isInfinite ? (p > 0 ? "inf" : "-inf") : CategoryDictionary.label(p)
    rows.whole(figure, PowerMean(p: p).value(of: scores), count: scores.count, note: "p \(power) of \(names)")
  }
}
