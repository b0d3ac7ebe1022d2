import FidelityData

extension CoachingFigures {
  /// The rows of what sessions are like: kept, with direct observation, with several sources, followed by feedback.
  static func quality(_ table: DriverTable, _ state: CoachingState, _ rows: inout SystemRows) {
    let counts = state.counts
    rows.later(.coachingLog, state.laterCount)
    if table.has("status") { missed(counts, &rows) }
    share("direct-observation-share", "direct_observation", counts.observed, &rows)
    share("multiple-sources-share", "data_sources", counts.fromSeveral, &rows)
    feedback(table, counts, &rows)
  }

  /// Sessions that did not take place, of those whose date has come and whose status is known; then each way.
  private static func missed(_ counts: SessionCounts, _ rows: inout SystemRows) {
    let (each, all) = (counts.missed.dropLast(), counts.missed[counts.missed.count - 1])
    rows.share(DriverFigure("missed-share", term: "all"), all)
    guard all.total > 0 else { return }
    for (word, counts) in zip(counts.words, each) {
      rows.share(DriverFigure("missed-share", term: word), counts)
    }
  }

  private static func share(
    _ quantity: String, _ column: String, _ counts: ShareCounts, _ rows: inout SystemRows
  ) {
    rows.share(
      DriverFigure(quantity), counts, note: counts.total == 0 ? "fill the column \(column) of coaching-log.csv" : nil)
  }

  private static func feedback(_ table: DriverTable, _ counts: SessionCounts, _ rows: inout SystemRows) {
    let term = "observation to feedback"
    guard table.has("feedback_date") else {
      return rows.missing(
        DriverFigure("median-days", term: term), .nothingPlanned,
        note: "fill the column feedback_date of coaching-log.csv")
    }
    rows.clock(counts.feedback, term: term)
  }
}
