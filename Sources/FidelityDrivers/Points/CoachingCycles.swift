/// What was planned and what was done in the first, second, ... cycle of all plans together: the points of a picture.
package struct CoachingCycles: Sendable {
  /// The cycles of one number, or of several that follow one another.
  package struct Cycle: Sendable, Equatable {
    /// The number of the first of them, from 1 on.
    package var number: Int
    /// The first and the last day of any plan's cycle.
    package var from = Double.infinity
    package var to = -Double.infinity
    /// Minutes.
    package var planned = 0.0
    package var delivered = 0.0
    /// Cycles with a plan: a session is planned in each.
    package var sessionsPlanned = 0
    package var sessionsHeld = 0
    /// Coachees whose plan has the cycle.
    package var coachees = 0
  }

  /// Cycles that are kept apart at most; more are put together.
  package static let most = 2_000

  package private(set) var cycles: [Cycle] = []

  /// Cycles that were due by the date.
  /// - Complexity: O(cycles of all plans + sessions); the sessions of some coachees at a time are in memory.
  package init(_ tables: DriverTables, asOf: Double) {
    guard let plan = tables[.coachingPlan], let table = tables[.coachingLog] else { return }
    let log = CoachingLog(table, plan: plan, asOf: asOf)
    let plans = CoachingPlans(plan, coachees: log.coachees)
    let count = plans.plans.reduce(0) { max($0, Self.count($1, asOf)) }
    let size = (count + Self.most - 1) / Self.most
    guard size > 0 else { return }
    cycles = stride(from: 0, to: count, by: size).map { Cycle(number: $0 + 1) }
    for plan in plans.plans {
      for number in 0..<Self.count(plan, asOf) {
        let start = plan.start + Double(number) * plan.cadence
        cycles[number / size].from = min(cycles[number / size].from, start)
        cycles[number / size].to = max(cycles[number / size].to, start + plan.cadence - 1)
        cycles[number / size].planned += plan.minutes
        cycles[number / size].sessionsPlanned += 1
        if number % size == 0 { cycles[number / size].coachees += 1 }
      }
    }
    let cycleCount = cycles.count
    let pieces = CoachingSessions.map(log) { sessions, coachees, codes in
      var held = [Held](repeating: Held(), count: cycleCount)
      for place in coachees {
        for plan in plans.places(of: Int(codes[place])).lazy.map({ plans.plans[$0] }) {
          let due = Double(Self.count(plan, asOf))
          for session in sessions.places(of: place).lazy.map({ sessions.sessions[$0] }) {
            let number = ((session.day - plan.start) / plan.cadence).rounded(.down)
            guard number >= 0, number < due else { continue }
            held[Int(number) / size].minutes += session.minutes
            held[Int(number) / size].sessions += 1
          }
        }
      }
      return held
    }
    for piece in pieces {
      for place in cycles.indices {
        cycles[place].delivered += piece[place].minutes
        cycles[place].sessionsHeld += piece[place].sessions
      }
    }
  }

  /// What was done in a cycle.
  private struct Held: Sendable {
    var minutes = 0.0
    var sessions = 0
  }

  /// The cycles of a plan that are due; up to a million.
  private static func count(_ plan: CoachingPlans.Plan, _ asOf: Double) -> Int {
    Int(min(plan.cyclesDue(asOf: asOf), 1e6))
  }
}
