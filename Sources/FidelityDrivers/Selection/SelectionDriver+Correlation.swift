import FidelityData
import FidelityMeasurement

extension SelectionDriver {
  /// `selection-fidelity-correlation` among hires and corrected for their selection, and `range-ratio`.
  static func correlation(_ ratings: SelectionRatings, _ people: SelectionCandidates, _ rows: inout SystemRows) {
    var all = ratings.order.filter { people.row[$0] != nil }.map { ratings.score(of: $0) }.filter { !$0.isNaN }
    var pairs: [(score: Double, fidelity: Double)] = []
    for (candidate, row) in people.hires(ratings) {
      let (score, fidelity) = (ratings.score(of: candidate), people.fidelity(row: row))
      if !score.isNaN, !fidelity.isNaN { pairs.append((score, fidelity)) }
    }
    // Means of the same ratings may differ by their rounding: that is no variation.
    all = settled(all)
    let scores = settled(pairs.map(\.score))
    let moments = PairMoments(scores, pairs.map(\.fidelity))

    let hired = DriverFigure("selection-fidelity-correlation", form: "hired")
    let corrected = DriverFigure("selection-fidelity-correlation", form: "corrected")
    let correlation = PairCorrelation(moments)
    let restriction = RangeRestriction(
      correlation: correlation.value, allDeviation: standardDeviation(all),
      selectedDeviation: standardDeviation(scores))
    if pairs.count < 4 {
      let note = "four hires with a later fidelity score are needed: there are \(pairs.count)"
      rows.missing(hired, .tooFewUnits, note: note)
      rows.missing(corrected, .tooFewUnits, note: note)
    } else {
      var row = rows.row(hired)
      row.estimate = correlation.estimate(level: rows.options.level)
      if row.estimate.status == .ok {
        row.estimate.standardError = RangeRestriction.plainError(correlation.value, pairCount: pairs.count)
      }
      rows.append(named(row, hired))
      row = rows.row(corrected)
      row.estimate = restriction.estimate(pairCount: pairs.count, level: rows.options.level)
      // Fidelity that does not vary leaves no correlation to correct.
      if correlation.value.isNaN { row.estimate.status = .noVariation }
      row.estimate.add(note: "wrong where hires were chosen by something else than this score")
      rows.append(named(row, corrected))
    }
    rangeRatio(restriction.ratio, allCount: all.count, hireCount: pairs.count, &rows)
  }

  private static func rangeRatio(_ ratio: Double, allCount: Int, hireCount: Int, _ rows: inout SystemRows) {
    let figure = DriverFigure("range-ratio")
    guard hireCount > 1, allCount > 1 else {
      return rows.missing(figure, .tooFewUnits, note: "two hires with a later fidelity score are needed")
    }
    guard ratio > 0, ratio.isFinite else {
      return rows.missing(figure, .noVariation, note: "the selection score does not vary")
    }
    rows.whole(figure, ratio, count: hireCount, note: ratio < 1 ? "hires differ more than all candidates do" : nil)
  }

  private static func named(_ row: DriverRow, _ figure: DriverFigure) -> DriverRow {
    var row = row
    (row.estimate.quantity, row.estimate.term, row.estimate.form) = (figure.quantity, figure.term, figure.form)
    return row
  }

  /// The scores; one number throughout where they differ by rounding alone.
  private static func settled(_ scores: [Double]) -> [Double] {
    guard let least = scores.min(), let most = scores.max(), most - least <= 1e-12 * most else { return scores }
    return Array(repeating: least, count: scores.count)
  }
}
