/// What the plan asked of a coachee's coaching, and what was done.
struct CoachingRecord: Sendable {
  private(set) var hasPlan = false
  private(set) var cyclesDue = 0.0
  /// Minutes planned in the cycles due.
  private(set) var planned = 0.0
  /// Minutes in the cycles due.
  private(set) var delivered = 0.0
  /// The same, in each cycle at most those planned.
  private(set) var deliveredByCycle = 0.0
  /// Sessions in the cycles due.
  private(set) var contacts = 0.0
  /// Cycles due with a session.
  private(set) var coveredCycles = 0.0
  /// Sessions before, after or in an unfinished cycle of the plan; all of them where there is none.
  private(set) var outside = 0
  private(set) var sessionCount = 0
  private(set) var hours = 0.0
  /// Days between sessions that follow one another in a plan.
  private(set) var gaps = GapMoments()
  /// Days without a session, from the start and up to the end or the as-of date; NaN where no plan has begun.
  private(set) var longestGap = Double.nan
  /// Days beyond the cadence since the last session; NaN where no plan runs.
  private(set) var overdue = Double.nan
  /// Whether no session is in a plan that has begun.
  private(set) var isWithoutSession = true

  /// Minutes in the cycles due, at most those planned in them all.
  var deliveredAtMost: Double { min(delivered, planned) }

  /// - Parameter places: of the coachee's sessions.
  init(_ coachee: Int, _ sessions: CoachingSessions, at places: Range<Int>, _ plans: CoachingPlans?, asOf: Double) {
    let own = plans?.places(of: coachee) ?? 0..<0
    sessionCount = places.count
    hours = places.reduce(0) { $0 + sessions.sessions[$1].minutes } / 60
    var place = places.lowerBound
    if own.isEmpty {
      outside = places.count
      for place in places.dropFirst() {
        gaps.add(sessions.sessions[place].day - sessions.sessions[place - 1].day)
      }
      return
    }
    hasPlan = true
    for plan in own { if let plans { take(plans.plans[plan], sessions, &place, places.upperBound, asOf) } }
    outside += places.upperBound - place
  }

  /// Takes the sessions before and in a plan.
  private mutating func take(
    _ plan: CoachingPlans.Plan, _ all: CoachingSessions, _ place: inout Int, _ end: Int, _ asOf: Double
  ) {
    while place < end, all.sessions[place].day < plan.start {
      outside += 1
      place += 1
    }
    guard plan.start <= asOf else { return }
    let (due, last) = (plan.cyclesDue(asOf: asOf), min(plan.end, asOf))
    cyclesDue += due
    planned += due * plan.minutes
    var (previous, isFirst) = (plan.start, true)
    var (current, minutes, longest) = (-1.0, 0.0, 0.0)
    // Days before this one are of the same cycle for certain: a division a session would cost as much as the rest.
    var (cycle, certain) = (-1.0, -Double.infinity)
    while place < end, all.sessions[place].day <= last {
      let session = all.sessions[place]
      let gap = session.day - previous
      longest = max(longest, gap)
      if !isFirst { gaps.add(gap) }
      (previous, isFirst) = (session.day, false)
      let passed = session.day - plan.start
      if passed >= certain {
        cycle = (passed / plan.cadence).rounded(.down)
        certain = (cycle + 1) * plan.cadence * (1 - 1e-12)
      }
      if cycle < due {
        if cycle != current {
          deliveredByCycle += min(minutes, plan.minutes)
          (current, minutes) = (cycle, 0)
          coveredCycles += 1
        }
        minutes += session.minutes
        delivered += session.minutes
        contacts += 1
      } else {
        outside += 1
      }
      place += 1
    }
    deliveredByCycle += min(minutes, plan.minutes)
    longest = max(longest, last - previous)
    longestGap = longestGap.isNaN ? longest : max(longestGap, longest)
    if asOf <= plan.end { overdue = max(0, asOf - previous - plan.cadence) }
    if !isFirst { isWithoutSession = false }
  }
}

/// Mean and spread of gaps: sums about the first of them, which of whole days are exact.
struct GapMoments: Sendable {
  private(set) var count = 0
  private var first = 0.0
  private var sum = 0.0
  private var squares = 0.0

  mutating func add(_ gap: Double) {
    if count == 0 { first = gap }
    count += 1
    let difference = gap - first
    sum += difference
    squares += difference * difference
  }

  /// SD / mean, by n - 1; NaN below two gaps, or where all are 0.
  var variation: Double {
    let n = Double(count)
    let mean = first + sum / n
    return count < 2 || mean == 0 ? .nan : (max(0, n * squares - sum * sum) / (n * (n - 1))).squareRoot() / mean
  }
}
