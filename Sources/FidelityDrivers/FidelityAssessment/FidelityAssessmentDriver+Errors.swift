package import FidelityData

extension FidelityAssessmentDriver {
  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    guard let table = tables[.fidelityAssessment] else { return [] }
    var errors: [DataError] = []
    let (dates, feedback) = (table.numbers("date"), table.numbers("feedback_date"))
    for row in 0..<table.rowCount where feedback[row] < dates[row] {
      errors.append(
        table.error(
          "feedback was given before the assessment", row: row, column: "feedback_date",
          hint: "Correct one of the dates date and feedback_date."))
    }
    for column in table.extraNames { contradictions(table, column, &errors) }
    return errors
  }

  /// Units that stand in two buildings.
  private static func contradictions(_ table: DriverTable, _ column: String, _ errors: inout [DataError]) {
    let (units, names) = (table.names("unit"), table.names(column))
    var known = Array(repeating: missingKey, count: units.labels.count)
    for row in 0..<table.rowCount where units.codes[row] != missingKey && names.codes[row] != missingKey {
      let unit = Int(units.codes[row])
      if known[unit] == missingKey {
        known[unit] = names.codes[row]
      } else if known[unit] != names.codes[row] {
        errors.append(
          table.error(
            "another row of \(units.labels[unit]) has \(names.labels[Int(known[unit])])", row: row, column: column,
            hint: "A unit belongs to one \(column)."))
      }
    }
  }
}
