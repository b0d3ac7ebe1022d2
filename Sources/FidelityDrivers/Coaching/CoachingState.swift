import FidelityData

/// What a log and a plan leave of the coaching of some coachees: what was done with each, what sessions were like, what
/// was held in each cycle.
///
/// States of coachees who have no rows in common merge to that of all of them.
package struct CoachingState: Sendable {
  /// The names of the coachees, all of them different.
  private(set) var coachees: [String] = []
  /// What was done with each.
  private(set) var records: [CoachingRecord] = []
  private(set) var counts: SessionCounts
  /// Rows of the log beyond the as-of date.
  private(set) var laterCount = 0
  private(set) var cycles: CoachingCycles.Held

  /// Of no row.
  /// - Parameters:
  ///   - table: a log that has the columns and the words of all rows to come.
  ///   - plan: likewise of the plan.
  init(_ table: DriverTable, _ plan: DriverTable?, _ options: DriverOptions, _ scale: CoachingCycles.Scale) {
    counts = SessionCounts(table, plan: plan, options)
    cycles = CoachingCycles.Held(scale)
  }

  /// Of all rows of a log and a plan.
  /// - Parameter scale: of cycles; nil for that of the plan.
  init(
    _ log: CoachingLog, _ plan: DriverTable?, _ plans: CoachingPlans?, _ options: DriverOptions,
    _ scale: CoachingCycles.Scale?
  ) {
    var comparison: PlanComparison?
    if let plan, let plans { comparison = CoachingFigures.comparison(log, plan, plans) }
    counts = SessionCounts(log, comparison, options)
    coachees = log.coachees.labels
    laterCount = log.laterCount
    let (scale, asOf) = (scale ?? CoachingCycles.Scale(plans, asOf: options.asOf), options.asOf)
    cycles = CoachingCycles.Held(scale)
    let pieces = CoachingSessions.map(log) { sessions, places, codes in
      var held = CoachingCycles.Held(scale)
      let records = places.map { place in
        let (coachee, own) = (Int(codes[place]), sessions.places(of: place))
        if let plans { held.take(plans, of: coachee, sessions, at: own, asOf: asOf) }
        return (coachee: coachee, record: CoachingRecord(coachee, sessions, at: own, plans, asOf: asOf))
      }
      return (records: records, held: held)
    }
    for piece in pieces { cycles.merge(piece.held) }
    records = pieces.flatMap(\.records).sorted { $0.coachee < $1.coachee }.map(\.record)
  }

  /// Makes room for the coachees of states to come.
  mutating func reserve(_ count: Int) {
    coachees.reserveCapacity(coachees.count + count)
    records.reserveCapacity(records.count + count)
  }

  /// Takes the state of other coachees.
  mutating func merge(_ other: CoachingState) {
    coachees += other.coachees
    records += other.records
    counts.merge(other.counts)
    laterCount += other.laterCount
    cycles.merge(other.cycles)
  }
}
