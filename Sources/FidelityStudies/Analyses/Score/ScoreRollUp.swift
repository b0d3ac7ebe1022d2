import FidelityData
import FidelityInstruments
import FidelityProbability

/// Roll-ups of scores as tidy rows: `score-mean` (with its standard error and t interval over administrations),
/// `score-sd`, `score-minimum`,
/// `score-maximum`, `band-share`, `criterion-share`.
///
/// The error of a mean treats administrations as independent; where raters share lessons or teachers it is too small.
struct ScoreRollUp {
  let level: Double

  /// `term` is a scale or a criterion, `form` the band of a share.
  static let columns: EstimateColumns = [.term, .form, .interval, .observationCount]

  func table(_ summary: ScoreSummary, order: [Int]) -> EstimateTable {
    var quantiles = StudentTQuantileTable(level: level)
    var table = EstimateTable(Self.columns)
    for (index, group) in order.enumerated() {
      for scale in summary.instrument.scales.indices {
        appendScale(scale, summary, group: group, index: index, &quantiles, to: &table)
      }
      for (place, criterion) in summary.instrument.criteria.enumerated() {
        var row = Estimate("criterion-share")
        row.term = criterion.id
        row.estimate = summary.share(meeting: place, group: group)
        row.observationCount = summary.verdicts(criterion: place, group: group).judged
        if row.estimate.isNaN { row.status = .tooFewItems }
        table.append(row, group: index)
      }
    }
    return table
  }

  private func appendScale(
    _ scale: Int, _ summary: ScoreSummary, group: Int, index: Int, _ quantiles: inout StudentTQuantileTable,
    to table: inout EstimateTable
  ) {
    let definition = summary.instrument.scales[scale]
    let statistics = summary.statistics(scale: scale, group: group)
    var row = Estimate("score-mean")
    row.term = definition.id
    row.observationCount = statistics.count
    if statistics.count == 0 { row.status = .tooFewItems }
    row.estimate = statistics.mean
    if statistics.count > 0, !statistics.mean.isFinite || statistics.standardDeviation.isInfinite {
      row.estimate = .nan
      row.status = .outOfRange
    } else if statistics.count >= 2 {
      let error = statistics.standardDeviation / Double(statistics.count).squareRoot()
      row.take(
        standardError: error,
        ErrorInterval(
          estimate: statistics.mean, standardError: error,
          .studentT(degreesOfFreedom: Double(statistics.count - 1)), test: .none,
          zero: .noSpread(rounding: 8 * Double.ulpOfOne * max(abs(statistics.minimum), abs(statistics.maximum))),
          &quantiles))
    }
    table.append(row, group: index)
    for (quantity, value) in [
      ("score-sd", statistics.standardDeviation), ("score-minimum", statistics.minimum),
      ("score-maximum", statistics.maximum),
    ] where statistics.count > 0 {
      var row = Estimate(quantity)
      row.term = definition.id
      row.observationCount = statistics.count
      row.estimate = value
      if value.isNaN { row.status = .tooFewObservations }
      table.append(row, group: index)
    }
    for (band, definition) in definition.bands.enumerated() {
      var row = Estimate("band-share")
      row.term = summary.instrument.scales[scale].id
      row.form = definition.label
      row.observationCount = statistics.count
      row.estimate = summary.share(inBand: band, scale: scale, group: group)
      if row.estimate.isNaN { row.status = .tooFewItems }
      table.append(row, group: index)
    }
  }
}
