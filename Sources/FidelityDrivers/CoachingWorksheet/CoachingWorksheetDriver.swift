package import FidelityData

/// The administrators' commitments to coaching: which are in place, who sees to the others, what is overdue.
///
/// | quantity | form | |
/// |---|---|---|
/// | `readiness-share` | in place | commitments in place / those that apply |
/// | `readiness-share` | points | points / (2 x those that apply) |
/// | `owner-named` | | of those not in place yet, the share that names an owner |
/// | `commitments-overdue` | | how many are not in place and were due before the as-of date |
///
/// Terms: all, then each level. A checklist is a whole and no sample: there are no intervals. An item with an empty
/// status does not apply and leaves every count. An item in place since a day after the as-of date counts as in
/// progress.
/// - Complexity: O(items).
package enum CoachingWorksheetDriver: DriverAnalysis {
  package static let system = DriverSystem.coachingWorksheet
  package static let roles = [DriverRole.coachingWorksheet]
  package static let headlines = [
    DriverHeadline("readiness-share", term: "all", form: "in place", "commitments to coaching in place")
  ]

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    guard let table = tables[.coachingWorksheet] else { return [] }
    var errors: [DataError] = []
    let (status, done) = (table.numbers("status"), table.numbers("done"))
    for row in 0..<table.rowCount {
      if !status[row].isNaN, status[row] != status[row].rounded() {
        errors.append(
          table.error(
            "the status is 0, 1 or 2", row: row, column: "status",
            hint: "0 not started, 1 in progress, 2 in place; leave it empty where the item does not apply"))
      } else if !done[row].isNaN, status[row] != 2 {
        errors.append(
          table.error(
            "the item has a date since which it is in place, and its status is not 2", row: row, column: "done",
            hint: "set status to 2, or leave done empty"))
      }
    }
    return errors
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    guard let table = tables[.coachingWorksheet] else {
      rows.missing(
        DriverFigure("readiness-share", term: "all", form: "in place"), .noTable, note: "fill coaching-worksheet.csv")
      return
    }
    let levels = table.names("level")
    let (status, owners) = (table.numbers("status"), table.names("owner"))
    if status.allSatisfy(\.isNaN) {
      // A worksheet as it came: nobody has said anything yet.
      return rows.missing(
        DriverFigure("readiness-share", term: "all", form: "in place"), .noTable,
        note: "fill the column status of coaching-worksheet.csv")
    }
    let (due, done) = (table.numbers("due"), table.numbers("done"))
    var all = Counts()
    var each = [Counts](repeating: Counts(), count: levels.labels.count)
    for row in 0..<table.rowCount where !status[row].isNaN {
      let points = done[row] > options.asOf ? min(status[row], 1) : status[row]
      let hasOwner = owners.codes[row] != missingKey
      all.add(points, hasOwner: hasOwner, isPast: due[row] < options.asOf)
      if levels.codes[row] == missingKey { continue }
      each[Int(levels.codes[row])].add(points, hasOwner: hasOwner, isPast: due[row] < options.asOf)
    }
    all.rows("all", &rows)
    for level in levels.order { each[level].rows(levels.labels[level], &rows) }
  }

  /// The items of a level.
  private struct Counts {
    private var items = 0
    private var points = 0.0
    private var inPlace = 0
    private var owned = 0
    private var overdue = 0

    mutating func add(_ status: Double, hasOwner: Bool, isPast: Bool) {
      items += 1
      points += status
      if status >= 2 {
        inPlace += 1
        return
      }
      if hasOwner { owned += 1 }
      if isPast { overdue += 1 }
    }

    func rows(_ term: String, _ rows: inout SystemRows) {
      let (total, rest) = (Double(items), items - inPlace)
      for (form, value) in [("in place", Double(inPlace) / total), ("points", points / (2 * total))] {
        let figure = DriverFigure("readiness-share", term: term, form: form)
        if items > 0 {
          rows.whole(figure, value, count: items)
        } else {
          rows.missing(figure, .nothingPlanned, note: "no item applies")
        }
      }
      let owner = DriverFigure("owner-named", term: term)
      if rest > 0 {
        rows.whole(owner, Double(owned) / Double(rest), count: rest)
      } else {
        rows.missing(owner, .nothingPlanned, note: items > 0 ? "all items are in place" : "no item applies")
      }
      rows.whole(DriverFigure("commitments-overdue", term: term), Double(overdue), count: items)
    }
  }
}
