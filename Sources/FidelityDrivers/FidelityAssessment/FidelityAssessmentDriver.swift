import FidelityData
import FidelityMeasurement
import FidelityProbability

/// The assessment of fidelity: scores with their error, whether they meet the criterion, and what the sources say of
/// each other.
///
/// The score of a unit is the mean of its observations; where a table has none at all, of the next best source, which a
/// note names. Sources lean different ways: units that have no score of the one that counts leave, which a note says.
/// The score of a whole is the mean over the units just below it (``PartScores``). Validation:
/// `datasets/drivers-fidelity-assessment`.
package enum FidelityAssessmentDriver: DriverAnalysis {
  package static let system = DriverSystem.fidelityAssessment
  package static let roles: [DriverRole] = [.fidelityAssessment]
  package static let headlines = [
    DriverHeadline("share-at-criterion", form: "observed", "units whose fidelity meets the criterion")
  ]

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    let headline = DriverFigure("share-at-criterion", form: "observed")
    guard let table = tables[.fidelityAssessment] else {
      return rows.missing(headline, .noTable, note: "fill fidelity-assessment.csv")
    }
    let scores = AssessmentScores(table, options)
    guard let leading = scores.leading else {
      return rows.missing(headline, .noEvents, note: "there is no score by the as-of date")
    }
    var notes: [String] = []
    if leading != "observation" { notes.append("there is no observation: scores are of the source \(leading)") }
    let unscored = scores.order.count { scores.rowOfUnit[$0] >= 0 && scores.score($0).isNaN }
    if unscored > 0 { notes.append("\(unscored) units have no score of the source \(leading): left out") }
    if scores.laterCount > 0 { notes.append("\(scores.laterCount) rows after the as-of date left out") }
    let note = notes.isEmpty ? nil : notes.joined(separator: "; ")
    criterion(scores, table, options, note, &rows)
    let error = ScoreError(scores)
    reliability(scores, error, options, &rows)
    for unit in scores.scored { self.unit(unit, scores, error, options, &rows) }
    convergence(scores, options, &rows)
    bias(scores, &rows)
    sources(scores, table, options, &rows)
    remarks(scores, table, options, &rows)
    feedback(scores, table, leading, options, &rows)
    rows.later(.fidelityAssessment, scores.laterCount)
  }

  private static func criterion(
    _ scores: AssessmentScores, _ table: DriverTable, _ options: DriverOptions, _ note: String?,
    _ rows: inout SystemRows
  ) {
    let scored = scores.scored
    var counts = table.counts(options)
    for unit in scored { counts.add(CutScore.isReached(scores.score(unit), options.cut), row: scores.rowOfUnit[unit]) }
    rows.share(DriverFigure("share-at-criterion", form: "observed"), counts, empty: .noEvents, note: note)
    let parts = PartScores(scores, table, options, below: rows.unitLevel)
    rows.mean(
      DriverFigure("fidelity-score", term: "mean over units"), parts.scores, within: 0...1, note: parts.note)
  }

  private static func sources(
    _ scores: AssessmentScores, _ table: DriverTable, _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    var counts = table.counts(options)
    let means = scores.sources.map { scores.means(of: $0) }
    for unit in scores.order where scores.rowOfUnit[unit] >= 0 {
      let sourceCount = means.count { !$0[unit].isNaN }
      if sourceCount > 0 { counts.add(sourceCount > 1, row: scores.rowOfUnit[unit]) }
    }
    rows.share(DriverFigure("multiple-sources-share"), counts, empty: .noEvents)
  }

  /// From the day of an observation to that of the feedback on it.
  private static func feedback(
    _ scores: AssessmentScores, _ table: DriverTable, _ leading: String, _ options: DriverOptions,
    _ rows: inout SystemRows
  ) {
    let term = "\(leading) to feedback"
    guard table.has("feedback_date") else {
      return rows.missing(
        DriverFigure("median-days", term: term), .noTable,
        note: "fill the column feedback_date of fidelity-assessment.csv")
    }
    let (words, dates, feedback) = (table.names("source"), table.numbers("date"), table.numbers("feedback_date"))
    let word = words.code(of: leading)
    var clock = ProductLimit()
    for row in 0..<table.rowCount where words.codes[row] == word && dates[row] <= options.asOf {
      let isGiven = feedback[row] <= options.asOf
      clock.add(days: max(0, (isGiven ? feedback[row] : options.asOf) - dates[row]), isOver: isGiven)
    }
    rows.clock(clock, term: term)
  }
}
