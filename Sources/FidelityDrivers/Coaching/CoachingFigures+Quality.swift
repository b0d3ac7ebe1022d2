import FidelityData

extension CoachingFigures {
  /// The rows of what sessions are like: kept, with direct observation, with several sources, followed by feedback.
  static func quality(_ log: CoachingLog, _ options: DriverOptions, _ rows: inout SystemRows) {
    if log.laterCount > 0 {
      rows.whole(DriverFigure("rows-after-as-of", term: "coaching-log"), Double(log.laterCount))
    }
    if log.table.has("status") { missed(log, &rows) }
    share(log, "direct-observation-share", "direct_observation", least: 1, &rows)
    share(log, "multiple-sources-share", "data_sources", least: 2, &rows)
    feedback(log, &rows)
  }

  /// Sessions that did not take place, of those whose date has come and whose status is known; then each way.
  private static func missed(_ log: CoachingLog, _ rows: inout SystemRows) {
    let status = log.table.names("status")
    let words = ["missed", "cancelled", "rescheduled", "scheduled"].filter { status.code(of: $0) != nil }
    let ways = status.labels.map { words.firstIndex(of: $0) ?? words.count }
    let empty = log.table.counts(rows.options)
    let counts = RowStretches.sum(log.table.rowCount, ShareCounts.merge) { stretch in
      var counts = [ShareCounts](repeating: empty, count: words.count + 1)
      for row in stretch where log.days[row] <= log.asOf && status.codes[row] != missingKey {
        let way = ways[Int(status.codes[row])]
        for place in words.indices { counts[place].add(way == place, row: row) }
        counts[words.count].add(way < words.count, row: row)
      }
      return counts
    }
    let (each, all) = (counts.dropLast(), counts[words.count])
    rows.share(DriverFigure("missed-share", term: "all"), all)
    guard all.total > 0 else { return }
    for (word, counts) in zip(words, each) { rows.share(DriverFigure("missed-share", term: word), counts) }
  }

  private static func share(
    _ log: CoachingLog, _ quantity: String, _ column: String, least: Double, _ rows: inout SystemRows
  ) {
    let empty = log.table.counts(rows.options)
    var counts = empty
    if log.table.has(column) {
      let values = log.table.column(column)
      counts = RowStretches.sum(log.table.rowCount, { $0.merge($1) }) { stretch in
        var counts = empty
        for row in stretch where log.counts[row] {
          let value = values[row]
          if !value.isNaN { counts.add(value >= least, row: row) }
        }
        return counts
      }
    }
    rows.share(
      DriverFigure(quantity), counts, note: counts.total == 0 ? "fill the column \(column) of coaching-log.csv" : nil)
  }

  private static func feedback(_ log: CoachingLog, _ rows: inout SystemRows) {
    let term = "observation to feedback"
    guard log.table.has("feedback_date") else {
      return rows.missing(
        DriverFigure("median-days", term: term), .nothingPlanned,
        note: "fill the column feedback_date of coaching-log.csv")
    }
    let feedback = log.table.column("feedback_date")
    let clock = RowStretches.sum(log.table.rowCount, { $0.merge($1) }) { stretch in
      var spells = SpellCounts()
      for row in stretch where log.counts[row] {
        let day = feedback[row]
        let isOver = day <= log.asOf
        spells.add((isOver ? day : log.asOf) - log.days[row], isOver: isOver)
      }
      return spells.clock
    }
    rows.clock(clock, term: term)
  }
}

/// Spells counted by day in an array, where a dictionary would be looked up for each of millions.
struct SpellCounts {
  private static let shortCount = 4096
  /// Ends and censorings of each whole number of days up to the longest.
  private var counts: [SIMD2<Int>] = []
  private var others = ProductLimit()

  /// Takes a spell; one of negative or unknown length is none.
  @inline(__always)
  mutating func add(_ length: Double, isOver: Bool) {
    guard length >= 0, length.isFinite else { return }
    if length < Double(Self.shortCount), length == length.rounded(.down) {
      let days = Int(length)
      if days >= counts.count { counts += repeatElement(.zero, count: max(days + 1, 2 * counts.count) - counts.count) }
      counts[days] &+= isOver ? SIMD2(1, 0) : SIMD2(0, 1)
    } else {
      others.add(days: length, isOver: isOver)
    }
  }

  var clock: ProductLimit {
    var result = others
    for length in counts.indices {
      result.add(days: Double(length), isOver: true, times: counts[length].x)
      result.add(days: Double(length), isOver: false, times: counts[length].y)
    }
    return result
  }
}
