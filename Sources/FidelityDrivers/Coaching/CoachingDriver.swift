package import FidelityData

/// Coaching: whether the service delivery plan is kept, what sessions are like, and what goes with them.
///
/// | from | rows |
/// |---|---|
/// | plan | `cycles-due` of each coachee |
/// | plan and log, minutes | `coaching-adherence`, `coaching-dose` |
/// | plan and log, sessions | `contact-ratio`, `cycle-coverage`, `sessions-outside-plan`, `plan-match` |
/// | plan and log, days | `longest-gap-days`, `overdue-days` of each coachee |
/// | log | `gap-variation`, `missed-share`, `direct-observation-share`, `multiple-sources-share` |
/// | log | the clock from observation to feedback |
/// | log and training | `coaching-by-component` |
/// | log and fidelity assessment | ``CoachingGain`` |
///
/// A cycle of `cadence_days` is due when its last day has passed. Sessions count that were attended (the status says
/// so, or says nothing) by the as-of date; later ones are counted in `rows-after-as-of`.
/// - Complexity: O(sessions log(sessions of a coachee)), O(sessions) where each coachee's follow one another in time.
package enum CoachingDriver: DriverAnalysis {
  package static let system = DriverSystem.coaching
  package static let roles: [DriverRole] = [
    .coachingLog, .coachingPlan, .fidelityAssessment, .trainingPlan, .trainingSessions,
  ]
  package static let headlines = [
    DriverHeadline("coaching-adherence", form: "by cycle", "minutes coached as planned, cycle by cycle"),
    DriverHeadline("direct-observation-share", criterion: 1, "sessions with direct observation"),
  ]

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    (tables[.coachingPlan].map(CoachingErrors.plan) ?? []) + (tables[.coachingLog].map(CoachingErrors.log) ?? [])
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    let planTable = tables[.coachingPlan]
    guard let table = tables[.coachingLog] else {
      rows.missing(CoachingFigures.adherence, .noTable, note: "fill coaching-log.csv")
      if let planTable { cyclesDue(CoachingPlans(planTable, coachees: planTable.names("coachee")), options, &rows) }
      return
    }
    let log = CoachingLog(table, plan: planTable, asOf: options.asOf)
    let plans = planTable.map { CoachingPlans($0, coachees: log.coachees) }
    let order = log.coachees.order
    let found = CoachingSessions.records(log, plans)
    let records = order.map { found[$0] }
    CoachingFigures.whole(records, hasPlan: plans != nil, &rows)
    var comparison: PlanComparison?
    if let planTable, let plans { comparison = CoachingFigures.comparison(log, planTable, plans) }
    let counts = SessionCounts(log, comparison, options)
    if planTable != nil { CoachingFigures.match(counts, &rows) }
    CoachingFigures.quality(log, counts, &rows)
    CoachingComponents.rows(log, tables, &rows)
    if let scores = tables[.fidelityAssessment] {
      CoachingScores(scores, asOf: options.asOf).gain(log, records, planTable, plans, order).rows(&rows)
    } else {
      rows.missing(CoachingGain.slopeFigure, .noTable, note: "fill fidelity-assessment.csv")
    }
    if rows.isOfUnit { return }
    let pieces = RowStretches.map(records.count, size: 4096) { piece in
      var own = SystemRows(system, options)
      for place in piece {
        CoachingFigures.coachee(log.coachees.labels[order[place]], records[place], hasPlan: plans != nil, &own)
      }
      return own.rows
    }
    rows.append(pieces)
  }

  private static func cyclesDue(_ plans: CoachingPlans, _ options: DriverOptions, _ rows: inout SystemRows) {
    for coachee in plans.coachees.order {
      let due = plans.places(of: coachee).reduce(0) { $0 + plans.plans[$1].cyclesDue(asOf: options.asOf) }
      rows.whole(
        DriverFigure("cycles-due", unitKind: "coachee", unit: plans.coachees.labels[coachee]), due)
    }
  }
}
