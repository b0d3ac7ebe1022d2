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
  /// - Parameter held: what was done in them.
  /// - Complexity: O(cycles of all plans).
  init(_ plans: CoachingPlans, _ held: Held, _ asOf: Double) {
    let size = held.scale.size
    cycles = (0..<held.scale.count).map { Cycle(number: $0 * size + 1) }
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
    for place in cycles.indices {
      cycles[place].delivered = held.minutes[place]
      cycles[place].sessionsHeld = held.sessions[place]
    }
  }

  /// Which cycles are put together.
  struct Scale: Sendable {
    /// So many are one.
    let size: Int
    /// Those that there are then.
    let count: Int

    init(_ plans: CoachingPlans?, asOf: Double) {
      let most = plans?.plans.reduce(0) { max($0, CoachingCycles.count($1, asOf)) } ?? 0
      size = max(1, (most + CoachingCycles.most - 1) / CoachingCycles.most)
      count = (most + size - 1) / size
    }
  }

  /// What was done in each cycle.
  struct Held: Sendable {
    let scale: Scale
    private(set) var minutes: [Double]
    private(set) var sessions: [Int]

    init(_ scale: Scale) {
      self.scale = scale
      minutes = Array(repeating: 0, count: scale.count)
      sessions = Array(repeating: 0, count: scale.count)
    }

    /// Takes the sessions of a coachee.
    mutating func take(
      _ plans: CoachingPlans, of coachee: Int, _ all: CoachingSessions, at places: Range<Int>, asOf: Double
    ) {
      for own in plans.places(of: coachee) {
        let plan = plans.plans[own]
        let due = Double(CoachingCycles.count(plan, asOf))
        for place in places {
          let session = all.sessions[place]
          let number = ((session.day - plan.start) / plan.cadence).rounded(.down)
          guard number >= 0, number < due else { continue }
          minutes[Int(number) / scale.size] += session.minutes
          sessions[Int(number) / scale.size] += 1
        }
      }
    }

    mutating func merge(_ other: Held) {
      for place in minutes.indices {
        minutes[place] += other.minutes[place]
        sessions[place] += other.sessions[place]
      }
    }
  }

  /// The cycles of a plan that are due; up to a million.
  private static func count(_ plan: CoachingPlans.Plan, _ asOf: Double) -> Int {
    Int(min(plan.cyclesDue(asOf: asOf), 1e6))
  }
}
