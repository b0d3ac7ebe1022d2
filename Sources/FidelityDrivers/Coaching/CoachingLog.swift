import FidelityData

/// The rows of a log, with codes over the coachees of plan and log together, and which of them count.
struct CoachingLog {
  let table: DriverTable
  /// The coachees of the plan, then those that the log alone has.
  let coachees: NameColumn
  /// Of each row: its place among ``coachees``.
  let codes: [UInt32]
  let days: [Double]
  let minutes: [Double]
  /// Whether a row is a session that took place by the as-of date.
  let counts: [Bool]
  /// Rows of a later date.
  let laterCount: Int
  let asOf: Double

  init(_ table: DriverTable, plan: DriverTable?, asOf: Double) {
    self.table = table
    self.asOf = asOf
    let names = table.names("coachee")
    let coachees = NameColumn((plan?.names("coachee").labels ?? []) + names.labels)
    self.coachees = coachees
    let translation = names.codes(in: coachees)
    codes = names.codes.map { $0 == missingKey ? missingKey : translation[Int($0)] }
    (days, minutes) = (table.numbers("date"), table.numbers("minutes"))
    var counts = [Bool](repeating: false, count: table.rowCount)
    var laterCount = 0
    for row in counts.indices {
      if days[row] > asOf { laterCount += 1 }
      counts[row] = days[row] <= asOf && minutes[row] >= 0 && codes[row] != missingKey
    }
    if table.has("status") {
      let status = table.names("status")
      let isAttended = status.labels.map { $0 == "attended" }
      for row in counts.indices where status.codes[row] != missingKey && !isAttended[Int(status.codes[row])] {
        counts[row] = false
      }
    }
    (self.counts, self.laterCount) = (counts, laterCount)
  }
}

/// The sessions that count, those of a coachee together and in the order of time.
struct CoachingSessions {
  struct Session {
    var day: Double
    var minutes: Double

    @inline(__always)
    static func precedes(_ a: Session, _ b: Session) -> Bool {
      a.day < b.day || (a.day == b.day && a.minutes < b.minutes)
    }
  }

  private(set) var sessions: [Session]
  private let starts: [Int]

  /// - Complexity: O(sessions), and O(n log n) for a coachee's n that do not come in the order of time.
  init(_ log: CoachingLog) {
    var starts = [Int](repeating: 0, count: log.coachees.labels.count + 1)
    for row in log.codes.indices where log.counts[row] { starts[Int(log.codes[row]) + 1] += 1 }
    for place in starts.indices.dropFirst() { starts[place] += starts[place - 1] }
    var next = starts
    var sessions = [Session](repeating: Session(day: 0, minutes: 0), count: starts.last ?? 0)
    for row in log.codes.indices where log.counts[row] {
      let coachee = Int(log.codes[row])
      sessions[next[coachee]] = Session(day: log.days[row], minutes: log.minutes[row])
      next[coachee] += 1
    }
    for coachee in starts.indices.dropLast() {
      let (start, end) = (starts[coachee], starts[coachee + 1])
      var place = start + 1
      while place < end, !Session.precedes(sessions[place], sessions[place - 1]) { place += 1 }
      if place < end { sessions[start..<end].sort(by: Session.precedes) }
    }
    (self.starts, self.sessions) = (starts, sessions)
  }

  /// The places of a coachee's sessions.
  func places(of coachee: Int) -> Range<Int> { starts[coachee]..<starts[coachee + 1] }

  /// The hours that a coachee was coached.
  func hours(of coachee: Int) -> Double { places(of: coachee).reduce(0) { $0 + sessions[$1].minutes } / 60 }
}

/// The plans, those of a coachee together and in the order of time.
struct CoachingPlans {
  struct Plan {
    let row: Int
    let coachee: Int
    let start: Double
    let end: Double
    let cadence: Double
    let minutes: Double

    /// The cycles whose last day has passed.
    func cyclesDue(asOf: Double) -> Double { max(0, ((min(end, asOf) - start + 1) / cadence).rounded(.down)) }
  }

  let coachees: NameColumn
  let plans: [Plan]
  private let starts: [Int]

  /// - Parameter coachees: all coachees, those of the plan among them.
  init(_ table: DriverTable, coachees: NameColumn) {
    self.coachees = coachees
    let names = table.names("coachee")
    let translation = names.codes(in: coachees)
    let (begins, ends) = (table.numbers("start"), table.numbers("end"))
    let (cadences, minutes) = (table.numbers("cadence_days"), table.numbers("minutes"))
    var plans: [Plan] = []
    for row in 0..<table.rowCount where names.codes[row] != missingKey {
      // An empty cell compares false.
      guard begins[row] <= ends[row], cadences[row] > 0, minutes[row] >= 0 else { continue }
      plans.append(
        Plan(
          row: row, coachee: Int(translation[Int(names.codes[row])]), start: begins[row], end: ends[row],
          cadence: cadences[row], minutes: minutes[row]))
    }
    plans.sort { ($0.coachee, $0.start, $0.end) < ($1.coachee, $1.start, $1.end) }
    var starts = [Int](repeating: 0, count: coachees.labels.count + 1)
    for plan in plans { starts[plan.coachee + 1] += 1 }
    for place in starts.indices.dropFirst() { starts[place] += starts[place - 1] }
    (self.plans, self.starts) = (plans, starts)
  }

  /// The places of a coachee's plans.
  func places(of coachee: Int) -> Range<Int> { starts[coachee]..<starts[coachee + 1] }

  /// The place of the plan that a session of a day is compared with: the last that had begun, else the first.
  func place(of coachee: Int, on day: Double) -> Int? {
    let (first, end) = (starts[coachee], starts[coachee + 1])
    guard first < end else { return nil }
    var place = end - 1
    while place > first, plans[place].start > day { place -= 1 }
    return place
  }
}
