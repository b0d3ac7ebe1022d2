package import FidelityData

extension FacilitativeAdministrationDriver {
  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    var errors: [DataError] = []
    if let table = tables[.barriers] {
      dates(table, &errors)
      recurrences(table, &errors)
    }
    if let table = tables[.loops] { loops(table, &errors) }
    return errors
  }

  private static func dates(_ table: DriverTable, _ errors: inout [DataError]) {
    let (raised, resolved) = (table.column("raised"), table.column("resolved"))
    let reported = table.column("reported_back")
    let rows = RowStretches.rows(table.rowCount) {
      resolved[$0] < raised[$0] || reported[$0] < raised[$0] || reported[$0] < resolved[$0]
    }
    for row in rows {
      if resolved[row] < raised[row] {
        errors.append(
          table.error(
            "the barrier was resolved before it was raised", row: row, column: "resolved",
            hint: "Correct one of the dates raised and resolved."))
      }
      if reported[row] < raised[row] {
        errors.append(
          table.error(
            "the barrier was reported back before it was raised", row: row, column: "reported_back",
            hint: "Correct one of the dates raised and reported_back."))
      } else if reported[row] < resolved[row] {
        errors.append(
          table.error(
            "the barrier was reported back before it was resolved", row: row, column: "reported_back",
            hint: "Give the day when who raised it was told that it is resolved; leave the cell empty until then."))
      }
    }
  }

  private static func recurrences(_ table: DriverTable, _ errors: inout [DataError]) {
    let again = table.names("recurrence_of")
    let references = BarrierReferences(table)
    guard references.areThere else { return }
    let (raised, resolved) = (table.numbers("raised"), table.numbers("resolved"))
    for row in 0..<table.rowCount where again.codes[row] != missingKey {
      guard let first = references.row(of: row) else {
        errors.append(
          table.error(
            "there is no such barrier", row: row, column: "recurrence_of",
            hint: "Name a barrier of this table, or leave the cell empty."))
        continue
      }
      if first == row {
        errors.append(
          table.error(
            "a barrier cannot be the recurrence of itself", row: row, column: "recurrence_of",
            hint: "Name the earlier barrier, or leave the cell empty."))
      } else if !(resolved[first] <= raised[row]) {
        errors.append(
          table.error(
            "the barrier that came again was not resolved when this one was raised", row: row,
            column: "recurrence_of",
            hint: "A recurrence is of a barrier that was resolved before; else it is the same barrier, in one row."))
      }
    }
  }

  private static func loops(_ table: DriverTable, _ errors: inout [DataError]) {
    let (held, months) = (table.numbers("held"), table.numbers("months"))
    for row in 0..<table.rowCount where held[row] > 0 && months[row] == 0 {
      errors.append(
        table.error(
          "the team held meetings in no month", row: row, column: "months",
          hint: "Give the months over which the meetings were counted."))
    }
  }
}
