import FidelityData
import FidelityInstruments
import FidelityProbability

/// Roll-ups of scores as tidy rows: `score-mean` (with its standard error and t interval over administrations),
/// `score-sd`, `score-minimum`,
/// `score-maximum`, `band-share`, `criterion-share`; on request `item-mean` and `item-sd`.
///
/// Errors and limits treat administrations as independent; where raters share lessons or teachers they are too small.
/// Limits of a mean of proportions lie within 0...1. The column `method` says which limits: `t`, `wilson`, `exact`.
struct ScoreRollUp {
  let level: Double
  let shareLimits: ShareLimits

  /// `term` is a scale or a criterion, `form` the band of a share.
  static let columns: EstimateColumns = [.term, .form, .interval, .observationCount, .method]

  func table(_ summary: ScoreSummary, items: ItemSummary? = nil, order: [Int]) -> EstimateTable {
    var quantiles = StudentTQuantileTable(level: level)
    var table = EstimateTable(Self.columns)
    for (index, group) in order.enumerated() {
      for scale in summary.instrument.scales.indices {
        appendScale(scale, summary, group: group, index: index, &quantiles, to: &table)
      }
      for (place, criterion) in summary.instrument.criteria.enumerated() {
        var row = Estimate("criterion-share")
        row.term = criterion.id
        let verdicts = summary.verdicts(criterion: place, group: group)
        fill(&row, share: verdicts.met, of: verdicts.judged, &quantiles)
        table.append(row, group: index)
      }
      if let items { append(items, group: group, index: index, to: &table) }
    }
    return table
  }

  /// The ratings of the items, described only: a rating is no score.
  private func append(_ items: ItemSummary, group: Int, index: Int, to table: inout EstimateTable) {
    for (place, item) in items.instrument.items.enumerated() {
      let statistics = items.statistics(item: place, group: group)
      for (quantity, value) in [("item-mean", statistics.mean), ("item-sd", statistics.standardDeviation)] {
        var row = Estimate(quantity)
        row.term = item.id
        row.observationCount = statistics.count
        row.estimate = value.isFinite ? value : .nan
        if statistics.count > 0, value.isInfinite {
          row.status = .outOfRange
        } else if value.isNaN {
          row.status = .tooFewObservations
        }
        table.append(row, group: index)
      }
    }
  }

  private func appendScale(
    _ scale: Int, _ summary: ScoreSummary, group: Int, index: Int, _ quantiles: inout StudentTQuantileTable,
    to table: inout EstimateTable
  ) {
    let definition = summary.instrument.scales[scale]
    let statistics = summary.statistics(scale: scale, group: group)
    var row = Estimate("score-mean")
    row.term = definition.id
    let range = definition.aggregate.isProportion ? 0.0...1 : -.infinity ... .infinity
    row.observationCount = statistics.count
    if statistics.count == 0 { row.status = .tooFewItems }
    row.estimate = statistics.mean
    if statistics.count > 0, !statistics.mean.isFinite || statistics.standardDeviation.isInfinite {
      row.estimate = .nan
      row.status = .outOfRange
    } else if statistics.count >= 2 {
      row.method = "t"
      let error = statistics.standardDeviation / Double(statistics.count).squareRoot()
      row.take(
        standardError: error,
        ErrorInterval(
          estimate: statistics.mean, standardError: error,
          .studentT(degreesOfFreedom: Double(statistics.count - 1)), within: range, test: .none,
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
      let count = summary.count(inBand: band, scale: scale, group: group)
      fill(&row, share: count, of: statistics.count, &quantiles)
      table.append(row, group: index)
    }
  }

  /// Fills a row with a share, its binomial standard error and its limits.
  private func fill(_ row: inout Estimate, share count: Int, of total: Int, _ quantiles: inout StudentTQuantileTable) {
    row.observationCount = total
    guard total > 0 else {
      row.status = .tooFewItems
      return
    }
    if let interval = shareLimits.interval {
      row.take(share: count, of: total, interval, level: level)
      return
    }
    let share = Double(count) / Double(total)
    row.estimate = share
    if total >= 2 {
      row.method = "t"
      let error = (share * (1 - share) / Double(total - 1)).squareRoot()
      row.take(
        standardError: error,
        ErrorInterval(
          estimate: share, standardError: error, .studentT(degreesOfFreedom: Double(total - 1)), within: 0...1,
          test: .none, &quantiles))
    }
  }
}
