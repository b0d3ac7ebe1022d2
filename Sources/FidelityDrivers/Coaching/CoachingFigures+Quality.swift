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
    var all = log.table.counts(rows.options)
    var each = words.map { _ in all }
    for row in log.days.indices where log.days[row] <= log.asOf && status.codes[row] != missingKey {
      let way = ways[Int(status.codes[row])]
      all.add(way < words.count, row: row)
      for place in words.indices { each[place].add(way == place, row: row) }
    }
    rows.share(DriverFigure("missed-share", term: "all"), all)
    guard all.total > 0 else { return }
    for (word, counts) in zip(words, each) { rows.share(DriverFigure("missed-share", term: word), counts) }
  }

  private static func share(
    _ log: CoachingLog, _ quantity: String, _ column: String, least: Double, _ rows: inout SystemRows
  ) {
    var counts = log.table.counts(rows.options)
    if log.table.has(column) {
      let values = log.table.numbers(column)
      for row in values.indices where log.counts[row] && !values[row].isNaN {
        counts.add(values[row] >= least, row: row)
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
    let feedback = log.table.numbers("feedback_date")
    var spells = SpellCounts()
    for row in feedback.indices where log.counts[row] {
      let isOver = feedback[row] <= log.asOf
      spells.add((isOver ? feedback[row] : log.asOf) - log.days[row], isOver: isOver)
    }
    rows.clock(spells.clock, term: term)
  }
}

/// Spells counted by day in an array, where a dictionary would be looked up for each of millions.
struct SpellCounts {
  private static let shortCount = 4096
  private var ends = [Int](repeating: 0, count: shortCount)
  private var censored = [Int](repeating: 0, count: shortCount)
  private var others = ProductLimit()

  /// Takes a spell; one of negative or unknown length is none.
  mutating func add(_ length: Double, isOver: Bool) {
    guard length >= 0, length.isFinite else { return }
    if length < Double(Self.shortCount), length == length.rounded(.down) {
      if isOver { ends[Int(length)] += 1 } else { censored[Int(length)] += 1 }
    } else {
      others.add(days: length, isOver: isOver)
    }
  }

  var clock: ProductLimit {
    var result = others
    for length in ends.indices {
      if ends[length] > 0 { result.add(days: Double(length), isOver: true, times: ends[length]) }
      if censored[length] > 0 { result.add(days: Double(length), isOver: false, times: censored[length]) }
    }
    return result
  }
}
