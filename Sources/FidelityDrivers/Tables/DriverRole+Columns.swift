extension DriverRole {
  /// The columns of the table, in the order of the templates. Beside them any table may have columns of levels
  /// (building, district) and a column of clusters.
  public var columns: [DriverColumn] {
    switch self {
    case .units:
      [DriverColumn("unit", .name, key: true, "a classroom, teacher or team", "T01")]
    case .selectionRatings:
      [
        DriverColumn("candidate", .name, key: true, "who was rated", "K01"),
        DriverColumn("criterion", .name, key: true, "on what", "data-use"),
        DriverColumn("interviewer", .name, key: true, "by whom", "I1"),
        DriverColumn("rating", DriverColumn.count, "the points given", "3"),
      ]
    case .selectionCriteria:
      [
        DriverColumn("criterion", .name, key: true, "as in the ratings", "data-use"),
        DriverColumn(
          "kind", .words(["prerequisite", "trainable"]), "whether it is needed at entry or can be trained",
          "prerequisite"),
        DriverColumn("minimum", DriverColumn.count, "the least mean rating that meets it", "3"),
      ]
    case .selectionCandidates:
      [
        DriverColumn("candidate", .name, key: true, "as in the ratings", "K01"),
        DriverColumn("hired", .flag, "1 where hired", "1"),
        DriverColumn("fidelity", DriverColumn.share, optional: true, "fidelity after some time in the job", "0.82"),
        DriverColumn("date", .day, optional: true, "when it was decided: the period that it counts in", "2024-08-15"),
      ]
    case .trainingPlan:
      [
        DriverColumn("component", .name, key: true, "a core component of the programme", "feedback"),
        DriverColumn("planned_minutes", DriverColumn.count, "minutes of training planned for it", "120"),
      ]
    case .trainingSessions:
      [
        DriverColumn("session", .name, key: true, "a session that was held", "s1"),
        DriverColumn("component", .name, "what it was about", "feedback"),
        DriverColumn("trainer", .name, optional: true, "who gave it", "T1"),
        DriverColumn("minutes", DriverColumn.count, "how long it was", "60"),
        DriverColumn(
          "practice_minutes", DriverColumn.count, optional: true, "minutes in which skills were practised", "25"),
        DriverColumn("feedback", .flag, optional: true, "1 where those who practised got feedback", "1"),
      ]
    case .trainingAttendance:
      [
        DriverColumn("session", .name, key: true, "as in the sessions", "s1"),
        DriverColumn("participant", .name, key: true, "who was there; absent: no row", "P01"),
        DriverColumn("minutes", DriverColumn.count, "how long", "60"),
      ]
    case .trainingScores:
      [
        DriverColumn("participant", .name, key: true, "who was tested", "P01"),
        DriverColumn("trainer", .name, optional: true, "whose group it was", "T1"),
        DriverColumn("before", DriverColumn.count, "points before", "8"),
        DriverColumn("after", DriverColumn.count, "points after", "15"),
        DriverColumn("maximum", DriverColumn.positive, "the most points", "20"),
        DriverColumn("fidelity", DriverColumn.share, optional: true, "fidelity in practice later", "0.74"),
        DriverColumn(
          "component", .name, key: true, optional: true,
          "the core component that the test is about; a row for each that was tested", "feedback"),
      ]
    case .coachingPlan:
      [
        DriverColumn("coachee", .name, key: true, "who is coached", "A1"),
        DriverColumn("coach", .name, "by whom", "C1"),
        DriverColumn("start", .day, key: true, "the first day of the plan", "2025-01-06"),
        DriverColumn("end", .day, "its last day", "2025-06-13"),
        DriverColumn("cadence_days", .number(1...100_000), "days of a cycle", "14"),
        DriverColumn("minutes", DriverColumn.count, "minutes planned in each cycle", "45"),
        DriverColumn("mode", .name, optional: true, "where: in-person, virtual", "in-person"),
        DriverColumn("purpose", .name, optional: true, "why", "fluency"),
      ]
    case .coachingLog:
      [
        DriverColumn("coachee", .name, key: true, "who was coached", "A1"),
        DriverColumn("coach", .name, "by whom", "C1"),
        DriverColumn("date", .day, key: true, "when", "2025-01-08"),
        DriverColumn("minutes", DriverColumn.count, "how long", "45"),
        DriverColumn("mode", .name, optional: true, "where: in-person, virtual", "in-person"),
        DriverColumn("purpose", .name, optional: true, "why", "fluency"),
        DriverColumn("direct_observation", .flag, optional: true, "1 where the coach observed", "1"),
        DriverColumn("data_sources", DriverColumn.count, optional: true, "how many sources of data were used", "2"),
        DriverColumn("feedback_date", .day, optional: true, "when feedback was given; empty: not yet", "2025-01-09"),
        DriverColumn("component", .name, optional: true, "the core component worked on", "feedback"),
        DriverColumn(
          "status", .words(["attended", "missed", "cancelled", "rescheduled", "scheduled"]), optional: true,
          "only sessions attended count", "attended"),
      ]
    case .coachingWorksheet:
      [
        DriverColumn("item", .name, key: true, "a commitment", "coach-training"),
        DriverColumn("level", .name, "who has to see to it", "district"),
        DriverColumn(
          "status", .number(0...2), optional: true, "0 not started, 1 in progress, 2 in place; empty: does not apply",
          "1"),
        DriverColumn("owner", .name, optional: true, "who is responsible", "D1"),
        DriverColumn("due", .day, optional: true, "by when", "2025-02-15"),
        DriverColumn("done", .day, optional: true, "since when it is in place", "2025-02-10"),
      ]
    case .fidelityAssessment:
      [
        DriverColumn("unit", .name, key: true, "who was assessed", "T01"),
        DriverColumn(
          "source", .words(["observation", "product", "self", "interview", "record"]), key: true, "from what",
          "observation"),
        DriverColumn("occasion", .name, key: true, "which time", "1"),
        DriverColumn("score", DriverColumn.share, "the score, 0 to 1", "0.85"),
        DriverColumn("praise", DriverColumn.count, optional: true, "positive remarks in the feedback", "3"),
        DriverColumn("corrective", DriverColumn.count, optional: true, "corrective remarks in the feedback", "1"),
        DriverColumn("date", .day, "when", "2025-02-03"),
        DriverColumn("feedback_date", .day, optional: true, "when feedback was given; empty: not yet", "2025-02-04"),
      ]
    case .dataRecords:
      [
        DriverColumn("record", .name, key: true, "a record that is expected", "R01"),
        DriverColumn("unit", .name, "of which unit", "B1-K1"),
        DriverColumn("level", .name, "at which level", "classroom"),
        DriverColumn("type", .words(["quality", "fidelity", "outcome"]), "of which kind", "fidelity"),
        DriverColumn("due", .day, "when it is due", "2024-10-14"),
        DriverColumn("event", .day, optional: true, "what it is about: the day", "2024-10-07"),
        DriverColumn("entered", .day, optional: true, "when it was entered; empty: not yet", "2024-10-10"),
      ]
    case .dataDecisions:
      [
        DriverColumn("decision", .name, key: true, "a decision", "D01"),
        DriverColumn("level", .name, "about a student, teacher, building", "student"),
        DriverColumn(
          "data_used", .name, optional: true, "the kinds of data it used, semicolons between", "outcome;fidelity"),
        DriverColumn("date", .day, optional: true, "when it was made: the period that it counts in", "2024-11-05"),
      ]
    case .dataAccess:
      [
        DriverColumn("unit", .name, key: true, "who looked at data", "B1-K1"),
        DriverColumn("level", .name, "at which level", "classroom"),
        DriverColumn("date", .day, key: true, "when", "2024-11-04"),
      ]
    case .barriers:
      [
        DriverColumn("barrier", .name, key: true, "something that stood in the way", "N01"),
        DriverColumn("category", .name, "of which kind", "schedule"),
        DriverColumn("level", .name, optional: true, "where", "building"),
        DriverColumn("owner", .name, optional: true, "who sees to it", "AP"),
        DriverColumn("raised", .day, "when it was raised", "2024-10-01"),
        DriverColumn("resolved", .day, optional: true, "when it was resolved; empty: open", "2024-10-15"),
        DriverColumn(
          "reported_back", .day, optional: true, "when who raised it was told", "2024-10-15"),
        DriverColumn("recurrence_of", .name, optional: true, "the resolved barrier that it is again", "N02"),
      ]
    case .loops:
      [
        DriverColumn("team", .name, key: true, "a team that hears from practice", "team-a"),
        DriverColumn("planned", DriverColumn.count, "meetings planned", "6"),
        DriverColumn("held", DriverColumn.count, "meetings held", "5"),
        DriverColumn("months", DriverColumn.count, "over how many months", "6"),
        DriverColumn(
          "date", .day, key: true, optional: true, "the last day of these months; a row for each period", "2024-12-31"),
      ]
    case .escalations:
      [
        DriverColumn("issue", .name, key: true, "an issue that a level could not resolve", "E02"),
        DriverColumn("from_level", .name, "who sent it on", "building"),
        DriverColumn("to_level", .name, "to whom", "district"),
        DriverColumn("sent", .day, key: true, "when", "2024-09-15"),
        DriverColumn("acknowledged", .day, optional: true, "when it was taken up; empty: not yet", "2024-09-20"),
        DriverColumn(
          "resolved", .day, optional: true, "when the receiving level resolved it; empty: it did not", "2025-01-15"),
      ]
    case .leadership:
      [
        DriverColumn("leader", .name, key: true, "who was rated", "L1"),
        DriverColumn("strategy", .words(["technical", "adaptive"]), key: true, "which kind of leading", "technical"),
        DriverColumn("item", .name, key: true, "the item", "t1"),
        DriverColumn("rater", .name, key: true, "by whom", "S1"),
        DriverColumn(
          "rater_group", .words(["self", "staff", "peer", "supervisor"]), "how they stand to the leader", "staff"),
        DriverColumn("value", DriverColumn.anyNumber, optional: true, "the answer on the scale", "4"),
      ]
    case .components:
      [
        DriverColumn("component", .name, key: true, "a core component of the programme", "feedback"),
        DriverColumn("driver", .name, key: true, "a driver", "training"),
        DriverColumn("rating", DriverColumn.count, optional: true, "how far the driver expresses it", "4"),
        DriverColumn("maximum", DriverColumn.positive, "the most points", "4"),
        DriverColumn("rater", .name, key: true, optional: true, "by whom", "R1"),
        DriverColumn("level", .name, key: true, optional: true, "at which level", "building"),
      ]
    case .driverScores:
      [
        DriverColumn("unit", .name, key: true, "a unit", "B1"),
        DriverColumn("driver", .name, key: true, "a driver", "training"),
        DriverColumn("score", .number(0...1), "its score, 0 to 1", "0.7"),
      ]
    case .driverWeights:
      [
        DriverColumn("driver", .name, key: true, "a driver", "training"),
        DriverColumn("weight", DriverColumn.count, "its weight", "0.25"),
        DriverColumn("critical_minimum", .number(0...1), optional: true, "what nothing makes up for", "0.5"),
      ]
    case .driverOutcomes:
      [
        DriverColumn("unit", .name, key: true, "as in the scores", "B1"),
        DriverColumn("outcome", DriverColumn.anyNumber, "what the drivers are to bring about", "0.64"),
      ]
    }
  }

  /// What the table is for, in a line.
  public var meaning: String {
    switch self {
    case .units: "which building, district and state a unit belongs to"
    case .selectionRatings: "what interviewers gave candidates"
    case .selectionCriteria: "what is looked for, and what may be trained"
    case .selectionCandidates: "who was hired"
    case .trainingPlan: "how much training each component is to get"
    case .trainingSessions: "the sessions that were held"
    case .trainingAttendance: "who was at them, and how long"
    case .trainingScores: "tests before and after training"
    case .coachingPlan: "how often, where, with whom and why coaching will occur"
    case .coachingLog: "the sessions of coaching"
    case .coachingWorksheet: "what administrators have committed themselves to"
    case .fidelityAssessment: "scores of fidelity by source"
    case .dataRecords: "the records that are due, and when they came"
    case .dataDecisions: "decisions, and the data that they used"
    case .dataAccess: "who looked at data"
    case .barriers: "what stood in the way, and what became of it"
    case .loops: "the meetings of teams that hear from practice"
    case .escalations: "issues that went to another level"
    case .leadership: "what others, and they themselves, say of leaders"
    case .components: "how far each driver expresses each core component"
    case .driverScores: "scores of drivers by unit"
    case .driverWeights: "what drivers weigh, and the least that is needed of them"
    case .driverOutcomes: "what units have come to"
    }
  }
}
