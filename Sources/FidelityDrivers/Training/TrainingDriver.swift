package import FidelityData

/// Training: whether it was held as planned, who received it, what they gained, and what of it came into practice.
package enum TrainingDriver: DriverAnalysis {
  package static let system = DriverSystem.training
  package static let roles: [DriverRole] = [.trainingPlan, .trainingSessions, .trainingAttendance, .trainingScores]
  package static let headlines = [
    DriverHeadline("training-adherence", form: "capped", criterion: 0.8, "training held of what was planned")
  ]

  /// The share of a component's planned minutes from which on it counts as covered.
  static let covered = 0.8

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    var errors: [DataError] = []
    if let sessions = tables[.trainingSessions] {
      let (minutes, practice) = (sessions.numbers("minutes"), sessions.numbers("practice_minutes"))
      for row in minutes.indices where practice[row] > minutes[row] {
        errors.append(
          sessions.error(
            "more minutes of practice than the session had, \(CategoryDictionary.label(minutes[row]))", row: row,
            column: "practice_minutes", hint: "correct practice_minutes, or minutes"))
      }
      if let attendance = tables[.trainingAttendance] { errors += Self.errors(attendance, sessions) }
    }
    if let scores = tables[.trainingScores] {
      let maximum = scores.numbers("maximum")
      for column in ["before", "after"] {
        let points = scores.numbers(column)
        for row in points.indices where points[row] > maximum[row] {
          errors.append(
            scores.error(
              "more points than the maximum, \(CategoryDictionary.label(maximum[row]))", row: row, column: column,
              hint: "correct \(column), or maximum"))
        }
      }
      errors += contradictions(scores)
    }
    return errors
  }

  /// Rows of a participant, of tests of several components, that do not have the same fidelity.
  private static func contradictions(_ scores: DriverTable) -> [DataError] {
    let (participants, fidelity) = (scores.names("participant"), scores.numbers("fidelity"))
    var first = [Double](repeating: .nan, count: participants.labels.count)
    var errors: [DataError] = []
    for row in fidelity.indices where participants.codes[row] != missingKey && !fidelity[row].isNaN {
      let participant = Int(participants.codes[row])
      if first[participant].isNaN { first[participant] = fidelity[row] }
      if first[participant] == fidelity[row] { continue }
      errors.append(
        scores.error(
          "another row of \(participants.labels[participant]) has \(CategoryDictionary.label(first[participant]))",
          row: row, column: "fidelity", hint: "a participant has one fidelity: correct it, or leave all but one empty"))
    }
    return errors
  }

  private static func errors(_ attendance: DriverTable, _ sessions: DriverTable) -> [DataError] {
    var errors: [DataError] = []
    let (names, held) = (attendance.names("session"), sessions.names("session"))
    let rows = NameRows(held)
    let place = names.codes(in: held).map { rows.first($0) }
    var isReported = [Bool](repeating: false, count: place.count)
    let (minutes, length) = (attendance.numbers("minutes"), sessions.numbers("minutes"))
    for (row, code) in names.codes.enumerated() where code != missingKey {
      if let session = place[Int(code)] {
        guard minutes[row] > length[session] else { continue }
        errors.append(
          attendance.error(
            "more minutes than the session had, \(CategoryDictionary.label(length[session]))", row: row,
            column: "minutes", hint: "correct minutes here, or in \(sessions.file)"))
      } else if !isReported[Int(code)] {
        isReported[Int(code)] = true
        errors.append(
          attendance.error(
            "the session has participants but no row in \(sessions.file)", row: row, column: "session",
            hint: "add the session to \(sessions.file), or correct its name"))
      }
    }
    return errors
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    delivery(tables, &rows)
    if let table = tables[.trainingScores] {
      let scores = TrainingScores(table, options)
      gains(scores, table, &rows)
      trainers(scores, table, &rows)
      transfer(scores, &rows)
    } else {
      rows.missing(
        DriverFigure("normalised-gain", form: NormalisedGain.Form.wholeClass.rawValue), .noTable,
        note: "fill training-scores.csv")
    }
  }

  private static func delivery(_ tables: DriverTables, _ rows: inout SystemRows) {
    let (plan, sessions) = (tables[.trainingPlan], tables[.trainingSessions])
    let missing = [DriverRole.trainingPlan, .trainingSessions].filter { tables[$0] == nil }
    if !missing.isEmpty {
      let files = missing.map { $0.rawValue + ".csv" }.joined(separator: " and ")
      rows.missing(DriverFigure("training-adherence", form: "capped"), .noTable, note: "fill \(files)")
    }
    let delivery = sessions.map { TrainingDelivery(plan, $0) }
    if let delivery, plan != nil { held(delivery, &rows) }
    if let sessions { practice(sessions, &rows) }
    if let attendance = tables[.trainingAttendance] {
      if let delivery { received(delivery, attendance, hasPlan: plan != nil, &rows) }
    } else {
      rows.missing(
        DriverFigure("dose-received", term: "mean over participants", form: "capped"), .noTable,
        note: "fill training-attendance.csv")
    }
  }
}
