import FidelityData

/// What contradicts itself in a plan or a log.
enum CoachingErrors {
  private static let minutesOfDay = 1440.0

  static func plan(_ table: DriverTable) -> [DataError] {
    var errors: [DataError] = []
    let (names, starts, ends) = (table.names("coachee"), table.numbers("start"), table.numbers("end"))
    for row in 0..<table.rowCount where ends[row] < starts[row] {
      errors.append(
        table.error("the plan ends before it starts", row: row, column: "end", hint: "correct one of the two dates"))
    }
    let plans = CoachingPlans(table, coachees: names).plans
    var last = 0
    for place in plans.indices.dropFirst() {
      if plans[place].coachee != plans[last].coachee {
        last = place
        continue
      }
      if plans[place].start <= plans[last].end {
        errors.append(
          table.error(
            "the coachee '\(names.labels[plans[place].coachee])' has another plan until "
              + (table.shown("end", plans[last].row) ?? ""),
            row: plans[place].row, column: "start",
            hint: "end the earlier plan before the later one starts, or write both as one plan"))
      }
      if plans[place].end > plans[last].end { last = place }
    }
    return errors
  }

  static func log(_ table: DriverTable) -> [DataError] {
    var errors: [DataError] = []
    let (days, minutes) = (table.column("date"), table.column("minutes"))
    for row in minutes.rows(where: { $0 > minutesOfDay }) {
      errors.append(
        table.error(
          "a session has more minutes than a day", row: row, column: "minutes",
          hint: "give the minutes of one session, one row for each"))
    }
    guard table.has("feedback_date") else { return errors }
    let feedback = table.column("feedback_date")
    for row in feedback.rows(before: days) {
      errors.append(
        table.error(
          "feedback was given before the session", row: row, column: "feedback_date",
          hint: "correct one of the two dates, or leave feedback_date empty where there was none yet"))
    }
    return errors
  }
}
