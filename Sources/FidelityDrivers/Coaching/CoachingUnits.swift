import FidelityData

/// The coaching of each unit of a level and, as the sum of their states, of the whole: sessions are read once for both
/// where every coachee is of one unit.
package struct CoachingUnits: Sendable {
  private let tables: DriverTables
  private let options: DriverOptions
  private let level: String
  private let scale: CoachingCycles.Scale
  /// What the states of units are added to.
  private let empty: CoachingState

  /// Nil where the whole is no such sum: there is no log, a row of log or plan has no unit, or clusters go across
  /// units.
  /// - Complexity: O(rows).
  package init?(_ tables: DriverTables, by level: String, _ options: DriverOptions) {
    guard let log = tables[.coachingLog], options.cluster == nil else { return nil }
    let plan = tables[.coachingPlan]
    for table in [log, plan].compactMap(\.self) where !table.has(level) || table.names(level).hasGaps { return nil }
    (self.tables, self.level, self.options) = (tables, level, options)
    scale = CoachingCycles.Scale(plan.map { CoachingPlans($0, coachees: $0.names("coachee")) }, asOf: options.asOf)
    empty = CoachingState(log, plan, options, scale)
  }

  /// The rows of a unit, and its state.
  package func part(_ tables: DriverTables) -> (rows: [DriverRow], state: CoachingState) {
    var rows = SystemRows(CoachingDriver.system, options, unitLevel: level)
    if let found = CoachingDriver.figures(tables, options, known: nil, scale: scale, &rows) {
      return (rows.rows, found.state)
    }
    // Coachees of whom there is a plan alone.
    let none = DriverTable(.coachingLog, file: "", rowCount: 0, names: [:], numbers: [:])
    let (plan, log) = (tables[.coachingPlan], CoachingLog(none, plan: tables[.coachingPlan], asOf: options.asOf))
    let plans = plan.map { CoachingPlans($0, coachees: log.coachees) }
    return (rows.rows, CoachingState(log, plan, plans, options, scale))
  }

  /// The sum of the states of some units.
  package func sum(_ states: [CoachingState]) -> CoachingState {
    var sum = empty
    sum.reserve(states.reduce(0) { $0 + $1.coachees.count })
    for state in states { sum.merge(state) }
    return sum
  }

  /// The figures of the whole.
  /// - Parameter states: of all units.
  package func whole(_ states: [CoachingState]) -> CoachingResult {
    let sum = sum(states)
    // A coachee of two units has sessions in both, which only the whole log puts together.
    let isSum = Set(sum.coachees).count == sum.coachees.count
    return CoachingDriver.whole(tables, options, known: isSum ? sum : nil)
  }
}
