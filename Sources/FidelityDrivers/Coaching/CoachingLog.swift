import FidelityData

/// The rows of a log, with codes over the coachees of log and plan together, and which of them count.
struct CoachingLog: Sendable {
  let table: DriverTable
  /// The coachees of the log, then those that the plan alone has.
  let coachees: NameColumn
  /// Of each row: its place among ``coachees``.
  let codes: [UInt32]
  let days: NumberColumn
  let minutes: NumberColumn
  /// Whether a row is a session that took place by the as-of date.
  let counts: [Bool]
  /// Rows of a later date.
  let laterCount: Int
  let asOf: Double

  init(_ table: DriverTable, plan: DriverTable?, asOf: Double) {
    self.table = table
    self.asOf = asOf
    let names = table.names("coachee")
    coachees = NameColumn(names.labels + (plan?.names("coachee").labels ?? []))
    // The names of the log come first: its codes stay.
    let codes = names.codes
    // Of few rows both are looked up once; those of many stay as short as they are.
    let isSmall = table.rowCount <= 1 << 16
    let (days, minutes) = (
      isSmall ? NumberColumn(table.numbers("date")) : table.column("date"),
      isSmall ? NumberColumn(table.numbers("minutes")) : table.column("minutes")
    )
    let status = table.has("status") ? table.names("status") : nil
    // Which status says that a session took place; nil where all do.
    let found = status?.labels.map { $0 == "attended" } ?? []
    let (isAttended, words) = (found.allSatisfy(\.self) ? nil : found, status?.codes)
    let parts = RowStretches.map(table.rowCount) { stretch in
      var laterCount = 0
      let codes = codes.span
      let counts = [Bool](capacity: stretch.count) { output in
        for rows in RowStretches.chunks(of: stretch) {
          let (first, days, minutes) = (rows.lowerBound, days.numbers(of: rows), minutes.numbers(of: rows))
          for row in rows {
            let day = days[row - first]
            if day > asOf { laterCount += 1 }
            var isSession = day <= asOf && minutes[row - first] >= 0 && codes[row] != missingKey
            if isSession, let isAttended, let words, words[row] != missingKey {
              isSession = isAttended[Int(words[row])]
            }
            output.append(isSession)
          }
        }
      }
      return (counts: counts, laterCount: laterCount)
    }
    (self.codes, self.days, self.minutes) = (codes, days, minutes)
    counts = parts.dropFirst().reduce(into: parts[0].counts) { $0 += $1.counts }
    laterCount = parts.reduce(0) { $0 + $1.laterCount }
  }
}

extension CoachingLog {
  /// The coachees in the order of their first rows, those without rows last, and the place of each in it: coachees of a
  /// building follow one another where its rows do.
  var coacheesAsTheyCome: (order: [UInt32], ranks: [UInt32]) {
    let count = coachees.labels.count
    var order: [UInt32] = []
    order.reserveCapacity(count)
    var ranks = [UInt32](repeating: missingKey, count: count)
    func take(_ code: UInt32) {
      guard ranks[Int(code)] == missingKey else { return }
      ranks[Int(code)] = UInt32(order.count)
      order.append(code)
    }
    for code in codes where code != missingKey {
      take(code)
      if order.count == count { break }
    }
    for code in 0..<UInt32(count) { take(code) }
    return (order, ranks)
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

  /// The places of the coachees that there are sessions of here.
  private let coachees: Range<Int>
  private(set) var sessions: [Session]
  private let starts: [Int]

  /// The sessions of some coachees.
  /// - Parameters:
  ///   - ranks: the places of all coachees in some order of theirs.
  ///   - coachees: places in that order.
  ///   - rows: those of these coachees.
  /// - Complexity: O(sessions), and O(n log n) for a coachee's n that do not come in the order of time.
  init(_ log: CoachingLog, _ ranks: [UInt32], of coachees: Range<Int>, rows: [UInt32]) {
    let (first, codes, counts) = (coachees.lowerBound, log.codes.span, log.counts.span)
    var starts = [Int](repeating: 0, count: coachees.count + 1)
    for row in rows where counts[Int(row)] { starts[Int(ranks[Int(codes[Int(row)])]) - first + 1] += 1 }
    for place in starts.indices.dropFirst() { starts[place] += starts[place - 1] }
    var next = starts
    var sessions = [Session](repeating: Session(day: 0, minutes: 0), count: starts.last ?? 0)
    let (days, minutes) = (log.days, log.minutes)
    for row in rows.lazy.map({ Int($0) }) where counts[row] {
      let coachee = Int(ranks[Int(codes[row])]) - first
      sessions[next[coachee]] = Session(day: days[row], minutes: minutes[row])
      next[coachee] += 1
    }
    for coachee in starts.indices.dropLast() {
      let (start, end) = (starts[coachee], starts[coachee + 1])
      var place = start + 1
      while place < end, !Session.precedes(sessions[place], sessions[place - 1]) { place += 1 }
      if place < end { sessions[start..<end].sort(by: Session.precedes) }
    }
    (self.coachees, self.starts, self.sessions) = (coachees, starts, sessions)
  }

  /// The places of the sessions of the coachee at a place.
  func places(of coachee: Int) -> Range<Int> {
    starts[coachee - coachees.lowerBound]..<starts[coachee - coachees.lowerBound + 1]
  }

  /// So many coachees' sessions are in memory at once, on each thread.
  private static let coacheesOfPiece = 256

  /// What `body` makes of the sessions of some coachees at a time, in the order in which coachees come.
  /// - Parameter body: gets sessions, the places of coachees that they are of, and the code of the coachee at each
  ///   place.
  static func map<Result: Sendable>(
    _ log: CoachingLog, _ body: @Sendable (CoachingSessions, Range<Int>, _ codes: [UInt32]) -> Result
  ) -> [Result] {
    let (count, size) = (log.coachees.labels.count, coacheesOfPiece)
    let (order, ranks) = log.coacheesAsTheyCome
    let pieceCount = (count + size - 1) / size
    if pieceCount == 1 {
      let rows = log.codes.indices.lazy.filter { log.counts[$0] }.map { UInt32($0) }
      return [body(CoachingSessions(log, ranks, of: 0..<count, rows: Array(rows)), 0..<count, order)]
    }
    let rows = PieceRows(codes: log.codes, pieces: ranks.map { $0 / UInt32(size) }, count: pieceCount)
    return WorkerThreads.map(pieceCount) { piece in
      let coachees = piece * size..<min(count, (piece + 1) * size)
      return body(CoachingSessions(log, ranks, of: coachees, rows: rows.rows(of: piece)), coachees, order)
    }
  }
}

/// The plans, those of a coachee together and in the order of time.
struct CoachingPlans: Sendable {
  struct Plan: Sendable {
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
  /// The place of the first plan of each coachee, and their count at the end.
  let starts: [Int]

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
}
