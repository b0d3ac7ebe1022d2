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
    guard let found = figures(tables, options, known: nil, &rows), !rows.isOfUnit else { return }
    rows.append(CoacheeRows(found, options).rows)
  }

  /// All rows of a whole, and its cycles.
  package static func whole(_ tables: DriverTables, _ options: DriverOptions) -> CoachingResult {
    whole(tables, options, known: nil)
  }

  static func whole(_ tables: DriverTables, _ options: DriverOptions, known: CoachingState?) -> CoachingResult {
    var rows = SystemRows(system, options)
    let found = figures(tables, options, known: known, &rows)
    return CoachingResult(rows: rows.rows, ofCoachees: CoacheeRows(found, options))
  }

  /// What figures were made of.
  struct Figures {
    let state: CoachingState
    /// The coachees of the state in the order of their names.
    let order: [Int]
    /// Nil without a plan.
    let plans: CoachingPlans?
  }

  /// Adds the rows, but for those of single coachees.
  /// - Parameters:
  ///   - known: the state of these tables, where it is known.
  ///   - scale: of cycles; nil for that of the plan.
  /// - Returns: nil without a log.
  static func figures(
    _ tables: DriverTables, _ options: DriverOptions, known: CoachingState?, scale: CoachingCycles.Scale? = nil,
    _ rows: inout SystemRows
  ) -> Figures? {
    let planTable = tables[.coachingPlan]
    guard let table = tables[.coachingLog] else {
      rows.missing(CoachingFigures.adherence, .noTable, note: "fill coaching-log.csv")
      if let planTable { cyclesDue(CoachingPlans(planTable, coachees: planTable.names("coachee")), options, &rows) }
      return nil
    }
    let scores = tables[.fidelityAssessment]
    let needsRows = known == nil || scores != nil || CoachingComponents.areKnown(table)
    let log = needsRows ? CoachingLog(table, plan: planTable, asOf: options.asOf) : nil
    let plans = planTable.map { CoachingPlans($0, coachees: log?.coachees ?? $0.names("coachee")) }
    guard let state = known ?? log.map({ CoachingState($0, planTable, plans, options, scale) }) else {
      preconditionFailure("a log is read where its state is not known")
    }
    let coachees = NameColumn(distinct: state.coachees, codes: [])
    let order = coachees.order
    let clusters = CoacheeClusters(coachees, table, planTable, options)
    CoachingFigures.whole(state.records, order, clusters, hasPlan: planTable != nil, &rows)
    if planTable != nil { CoachingFigures.match(state.counts, &rows) }
    CoachingFigures.quality(table, state, &rows)
    // Where the state is known there are no clusters, whose places would be those of other coachees than the log's.
    CoachingComponents.rows(log, clusters, tables, &rows)
    if let scores, let log {
      // A known state may have the coachees in another order than the log; that of their names is the same.
      let own = known == nil ? order : log.coachees.order
      CoachingScores(scores, asOf: options.asOf).gain(log, order.map { state.records[$0] }, planTable, plans, own)
        .rows(&rows)
    } else {
      rows.missing(CoachingGain.slopeFigure, .noTable, note: "fill fidelity-assessment.csv")
    }
    return Figures(state: state, order: order, plans: plans)
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
  package let ofCoachees: CoacheeRows

  /// Nothing without a plan.
  /// - Complexity: O(coachees + cycles) each time.
  package var cycles: [CoachingCycles.Cycle] {
    guard let found = ofCoachees.found, let plans = found.plans else { return [] }
    return CoachingCycles(plans, found.state.cycles, ofCoachees.options.asOf).cycles
  }
}

/// The rows of single coachees, in the order of their names, made as they are asked for: of many coachees, all of them
/// take more memory than the log.
package struct CoacheeRows: Sendable {
  private static let coacheesOfPiece = 2048
  fileprivate let found: CoachingDriver.Figures?
  fileprivate let options: DriverOptions

  /// - Parameter found: nil without a log.
  init(_ found: CoachingDriver.Figures?, _ options: DriverOptions) { (self.found, self.options) = (found, options) }

  package var pieceCount: Int {
    guard let found else { return 0 }
    return (found.order.count + Self.coacheesOfPiece - 1) / Self.coacheesOfPiece
  }

  /// Calls `body` with the rows of some coachees.
  package func forEach(of piece: Int, _ body: (DriverRow) -> Void) {
    guard let found else { return }
    let start = piece * Self.coacheesOfPiece
    var rows = SystemRows(CoachingDriver.system, options)
    for coachee in found.order[start..<min(found.order.count, start + Self.coacheesOfPiece)] {
      let name = found.state.coachees[coachee]
      CoachingFigures.coachee(name, found.state.records[coachee], hasPlan: found.plans != nil, &rows)
      rows.drain(body)
    }
  }

  /// All rows, some in each piece.
  package var rows: [[DriverRow]] {
    WorkerThreads.map(pieceCount) { piece in
      var rows: [DriverRow] = []
      forEach(of: piece) { rows.append($0) }
      return rows
    }
  }
}
