import FidelityData

/// What the sessions of a log were like: kept, observed, from several sources, followed by feedback, as planned.
///
/// Stretches of a log are counted side by side and merge; one look at each row serves all counts.
/// - Complexity: O(rows).
struct SessionCounts: Sendable {
  /// The words of sessions that did not take place.
  static let ways = ["missed", "cancelled", "rescheduled", "scheduled"]

  /// Those of ``ways`` that the log has.
  let words: [String]
  /// Sessions whose date has come and whose status is known, by the way in which they did not take place: of each of
  /// ``words``, then of all.
  private(set) var missed: [ShareCounts]
  private(set) var observed: ShareCounts
  private(set) var fromSeveral: ShareCounts
  /// From a session to its feedback.
  private(set) var feedback = ProductLimit()
  /// Sessions as planned, by the columns that plan and log have.
  private(set) var asPlanned: [ShareCounts]
  private let aspects: [String]

  /// Of no row.
  /// - Parameters:
  ///   - table: a log that has the columns and the words of all rows to come.
  ///   - plan: likewise of the plan.
  init(_ table: DriverTable, plan: DriverTable?, _ options: DriverOptions) {
    self.init(
      empty: table.counts(options), words: Self.words(table),
      aspects: plan.map { CoachingFigures.columns($0, table) } ?? [])
  }

  /// - Parameter comparison: what plan and log both say; nil without a plan.
  init(_ log: CoachingLog, _ comparison: PlanComparison?, _ options: DriverOptions) {
    let empty = log.table.counts(options)
    let reading = SessionReading(log, comparison)
    self = RowStretches.sum(log.table.rowCount, { $0.merge($1) }) { stretch in
      var counts = SessionCounts(
        empty: empty, words: reading.words, aspects: reading.comparison?.columns.map(\.name) ?? [])
      for rows in RowStretches.chunks(of: stretch) { counts.add(rows, reading) }
      return counts
    }
  }

  /// Sessions as planned in a column; nil where plan or log does not have it.
  func asPlanned(_ column: String) -> ShareCounts? { aspects.firstIndex(of: column).map { asPlanned[$0] } }

  private init(empty: ShareCounts, words: [String], aspects: [String]) {
    (self.words, self.aspects) = (words, aspects)
    missed = Array(repeating: empty, count: words.count + 1)
    (observed, fromSeveral) = (empty, empty)
    asPlanned = Array(repeating: empty, count: aspects.count)
  }

  /// Those of ``ways`` that a log has.
  fileprivate static func words(_ table: DriverTable) -> [String] {
    let status = table.has("status") ? table.names("status") : nil
    return ways.filter { status?.code(of: $0) != nil }
  }

  /// Takes the counts of other rows.
  /// - Precondition: words and aspects of theirs are among these; where units come in clusters, they are the same.
  mutating func merge(_ other: SessionCounts) {
    let all = other.words.count
    for (place, word) in words.enumerated() {
      if let own = other.words.firstIndex(of: word) {
        missed[place].merge(other.missed[own])
      } else {
        missed[place].add(0, of: other.missed[all].total)
      }
    }
    missed[words.count].merge(other.missed[all])
    observed.merge(other.observed)
    fromSeveral.merge(other.fromSeveral)
    feedback.merge(other.feedback)
    for (place, aspect) in other.aspects.enumerated() {
      guard let own = aspects.firstIndex(of: aspect) else { preconditionFailure("an aspect that plan or log lacks") }
      asPlanned[own].merge(other.asPlanned[place])
    }
  }

  private mutating func add(_ rows: Range<Int>, _ reading: SessionReading) {
    let (log, first) = (reading.log, rows.lowerBound)
    let (days, counts) = (log.days.numbers(of: rows), log.counts.span)
    if let status = reading.status { addStatus(status, rows, days, reading) }
    if let column = reading.observation {
      let values = column.numbers(of: rows)
      observed.add(rows) { counts[$0] && !values[$0 - first].isNaN ? values[$0 - first] >= 1 : nil }
    }
    if let column = reading.sources {
      let values = column.numbers(of: rows)
      fromSeveral.add(rows) { counts[$0] && !values[$0 - first].isNaN ? values[$0 - first] >= 2 : nil }
    }
    if let column = reading.feedback {
      feedback.add(from: days, to: column.numbers(of: rows), asOf: log.asOf) { counts[first + $0] }
    }
    if let comparison = reading.comparison, !asPlanned.isEmpty {
      let planRows = comparison.planRows(log, rows, days)
      for place in asPlanned.indices {
        let column = comparison.columns[place]
        let (done, planned, translation) = (column.done.span, column.planned.span, column.translation.span)
        asPlanned[place].add(rows) { row in
          let planRow = planRows[row - first]
          guard planRow >= 0, done[row] != missingKey, planned[Int(planRow)] != missingKey else { return nil }
          return translation[Int(planned[Int(planRow)])] == done[row]
        }
      }
    }
  }
}

extension SessionCounts {
  private mutating func addStatus(
    _ status: [UInt32], _ rows: Range<Int>, _ days: [Double], _ reading: SessionReading
  ) {
    let (codes, ways, asOf, first) = (status.span, reading.wayOfStatus.span, reading.log.asOf, rows.lowerBound)
    let all = missed.count - 1
    if missed[all].isClustered {
      for place in missed.indices {
        missed[place].add(rows) { row in
          let code = codes[row]
          guard days[row - first] <= asOf, code != missingKey else { return nil }
          return place == all ? ways[Int(code)] < all : ways[Int(code)] == place
        }
      }
      return
    }
    // By way, the last of them none.
    var counts = [Int](repeating: 0, count: missed.count)
    for row in rows where days[row - first] <= asOf && codes[row] != missingKey { counts[ways[Int(codes[row])]] += 1 }
    let total = counts.reduce(0, +)
    for place in missed.indices { missed[place].add(place == all ? total - counts[all] : counts[place], of: total) }
  }
}

/// The columns that ``SessionCounts`` are of.
private struct SessionReading: Sendable {
  let log: CoachingLog
  let comparison: PlanComparison?
  /// Those of ``SessionCounts/ways`` that the log has.
  let words: [String]
  let status: [UInt32]?
  /// For each status its place among the words; their count for another one.
  let wayOfStatus: [Int]
  let observation: NumberColumn?
  let sources: NumberColumn?
  let feedback: NumberColumn?

  init(_ log: CoachingLog, _ comparison: PlanComparison?) {
    (self.log, self.comparison) = (log, comparison)
    let status = log.table.has("status") ? log.table.names("status") : nil
    let words = SessionCounts.words(log.table)
    self.words = words
    self.status = status?.codes
    wayOfStatus = status?.labels.map { words.firstIndex(of: $0) ?? words.count } ?? []
    func column(_ name: String) -> NumberColumn? { log.table.has(name) ? log.table.column(name) : nil }
    (observation, sources) = (column("direct_observation"), column("data_sources"))
    feedback = column("feedback_date")
  }
}

/// What plan and log say of the same sessions: with whom, where and why.
struct PlanComparison: Sendable {
  /// A column that both have.
  struct Column: Sendable {
    fileprivate let name: String
    fileprivate let planned: [UInt32]
    fileprivate let done: [UInt32]
    /// For each name of the plan, its code in the log.
    fileprivate let translation: [UInt32]

    init(_ name: String, _ planned: NameColumn, _ done: NameColumn) {
      (self.name, self.planned, self.done) = (name, planned.codes, done.codes)
      translation = planned.codes(in: done)
    }
  }

  let plans: CoachingPlans
  let columns: [Column]

  /// Of each of some rows that count, the row of the plan that it is compared with; -1 for none.
  fileprivate func planRows(_ log: CoachingLog, _ rows: Range<Int>, _ days: [Double]) -> [Int32] {
    let (counts, codes, first) = (log.counts.span, log.codes.span, rows.lowerBound)
    let (all, starts) = (plans.plans.span, plans.starts.span)
    return [Int32](capacity: rows.count) { output in
      for row in rows {
        let coachee = counts[row] ? Int(codes[row]) : -1
        guard coachee >= 0, starts[coachee] < starts[coachee + 1] else {
          output.append(-1)
          continue
        }
        // The last that had begun, else the first.
        var place = starts[coachee + 1] - 1
        while place > starts[coachee], all[place].start > days[row - first] { place -= 1 }
        output.append(Int32(all[place].row))
      }
    }
  }
}
