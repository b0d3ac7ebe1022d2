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
    .coachingLog, .coachingPlan, .fidelityAssessment, .trainingPlan, .trainingSessions, .trainingScores,
  ]
  package static let headlines = [
    DriverHeadline("coaching-adherence", form: "by cycle", "minutes coached as planned, cycle by cycle"),
    DriverHeadline("direct-observation-share", criterion: 1, "sessions with direct observation"),
  ]

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    (tables[.coachingPlan].map(CoachingErrors.plan) ?? []) + (tables[.coachingLog].map(CoachingErrors.log) ?? [])
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    let state = state(tables, options, known: nil, &rows)
    if !rows.isOfUnit, let state {
      rows.append(ofCoachees(state, hasPlan: tables[.coachingPlan] != nil, options))
    }
  }

  /// All rows of a whole, and its cycles.
  package static func whole(_ tables: DriverTables, _ options: DriverOptions) -> CoachingResult {
    whole(tables, options, known: nil)
  }

  static func whole(_ tables: DriverTables, _ options: DriverOptions, known: CoachingState?) -> CoachingResult {
    var rows = SystemRows(system, options)
    let (plan, state) = (tables[.coachingPlan], state(tables, options, known: known, &rows))
    return CoachingResult(
      rows: rows.rows, ofCoachees: state.map { ofCoachees($0, hasPlan: plan != nil, options) } ?? [],
      cycles: CoachingCycles(plan, state?.cycles, options.asOf))
  }

  /// The rows of single coachees, in the order of their names.
  private static func ofCoachees(
    _ state: CoachingState, hasPlan: Bool, _ options: DriverOptions
  ) -> [[DriverRow]] {
    let order = NameColumn(distinct: state.coachees, codes: []).order
    return RowStretches.map(order.count, size: 2048) { piece in
      var own = SystemRows(system, options)
      for coachee in order[piece] {
        CoachingFigures.coachee(state.coachees[coachee], state.records[coachee], hasPlan: hasPlan, &own)
      }
      return own.rows
    }
  }

  /// Adds the rows, but for those of single coachees.
  /// - Parameters:
  ///   - known: the state of these tables, where it is known.
  ///   - scale: of cycles; nil for that of the plan.
  /// - Returns: the state; nil without a log.
  static func state(
    _ tables: DriverTables, _ options: DriverOptions, known: CoachingState?, scale: CoachingCycles.Scale? = nil,
    _ rows: inout SystemRows
  ) -> CoachingState? {
    let planTable = tables[.coachingPlan]
    guard let table = tables[.coachingLog] else {
      rows.missing(CoachingFigures.adherence, .noTable, note: "fill coaching-log.csv")
      if let planTable { cyclesDue(CoachingPlans(planTable, coachees: planTable.names("coachee")), options, &rows) }
      return nil
    }
    let scores = tables[.fidelityAssessment]
    let needsRows = known == nil || scores != nil || CoachingComponents.areKnown(table)
    let log = needsRows ? CoachingLog(table, plan: planTable, asOf: options.asOf) : nil
    var plans: CoachingPlans?
    if let log { plans = planTable.map { CoachingPlans($0, coachees: log.coachees) } }
    guard let state = known ?? log.map({ CoachingState($0, planTable, plans, options, scale) }) else {
      preconditionFailure("a log is read where its state is not known")
    }
    let order = NameColumn(distinct: state.coachees, codes: []).order
    let records = order.map { state.records[$0] }
    let coachees = log?.coachees ?? NameColumn(distinct: state.coachees, codes: [])
    let clusters = CoacheeClusters(coachees, table, planTable, options)
    CoachingFigures.whole(state.records, order, clusters, hasPlan: planTable != nil, &rows)
    if planTable != nil { CoachingFigures.match(state.counts, &rows) }
    CoachingFigures.quality(table, state, &rows)
    CoachingComponents.rows(log, clusters, tables, &rows)
    if let scores, let log {
      // Both orders are by name.
      CoachingScores(scores, asOf: options.asOf).gain(log, records, planTable, plans, log.coachees.order).rows(&rows)
    } else {
      rows.missing(CoachingGain.slopeFigure, .noTable, note: "fill fidelity-assessment.csv")
    }
    return state
  }

  private static func cyclesDue(_ plans: CoachingPlans, _ options: DriverOptions, _ rows: inout SystemRows) {
    for coachee in plans.coachees.order {
      let due = plans.places(of: coachee).reduce(0) { $0 + plans.plans[$1].cyclesDue(asOf: options.asOf) }
      rows.whole(
        DriverFigure("cycles-due", unitKind: "coachee", unit: plans.coachees.labels[coachee]), due)
    }
  }
}

/// The figures of coaching, and the points of its picture.
package struct CoachingResult: Sendable {
  package let rows: [DriverRow]
  /// The rows of single coachees, some in each piece.
  package let ofCoachees: [[DriverRow]]
  package let cycles: CoachingCycles
}
