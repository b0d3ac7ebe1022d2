import FidelityData
import FidelityInstruments
import FidelityProbability

/// Roll-ups of scores as tidy rows: `score-mean` (with its standard error and t interval over administrations),
/// `score-sd`, `score-minimum`,
/// `score-maximum`, `band-share`, `criterion-share`; on request `item-mean` and `item-sd`.
///
/// Errors and limits treat administrations as independent, or clusters of them (``ScoreClusters``); where raters share
/// lessons or teachers and no cluster is named they are too small. Limits of a mean of proportions lie within 0...1.
/// The column `method` says which limits: `t`, `wilson`, `exact`, and whether they are those of clusters.
///
/// A share of clustered administrations has the limits of n* independent ones, with n* = p (1 - p) / var(p) x
/// (t(n - 1) / t(G - 1))^2, at most n, for n administrations in G clusters (Korn and Graubard 1998); where no cluster
/// differs from the others, n* = G.
struct ScoreRollUp {
  let level: Double
  let shareLimits: ShareLimits

  /// `term` is a scale or a criterion, `form` the band of a share.
  static let columns: EstimateColumns = [.term, .form, .interval, .observationCount, .method, .note]

  func table(_ summary: ScoreSummary, clusters: ScoreClusters? = nil, items: ItemSummary? = nil, order: [Int])
    -> EstimateTable
  {
    var filling = Filling(
      summary: summary, clusters: clusters, clustersOfGroups: clusters?.byGroup(summary.groupCount) ?? [],
      level: level, shareLimits: shareLimits)
    for (index, group) in order.enumerated() {
      filling.append(group: group, index: index)
      if let items { filling.append(items, group: group, index: index) }
    }
    return filling.table
  }

  /// The table under construction.
  private struct Filling {
    let summary: ScoreSummary
    let clusters: ScoreClusters?
    let clustersOfGroups: [[Int]]
    let shareLimits: ShareLimits
    let level: Double
    private var quantiles: StudentTQuantileTable
    private(set) var table = EstimateTable(ScoreRollUp.columns)

    init(
      summary: ScoreSummary, clusters: ScoreClusters?, clustersOfGroups: [[Int]], level: Double,
      shareLimits: ShareLimits
    ) {
      self.summary = summary
      self.clusters = clusters
      self.clustersOfGroups = clustersOfGroups
      self.level = level
      self.shareLimits = shareLimits
      quantiles = StudentTQuantileTable(level: level)
    }

    mutating func append(group: Int, index: Int) {
      for scale in summary.instrument.scales.indices {
        appendMean(scale, group, index)
        appendExtremes(scale, group, index)
        for (band, definition) in summary.instrument.scales[scale].bands.enumerated() {
          var row = Estimate("band-share")
          row.term = summary.instrument.scales[scale].id
          row.form = definition.label
          let count = summary.count(inBand: band, scale: scale, group: group)
          let spread = clusters?.spread(band: band, scale: scale, clusters: clustersOfGroups[group])
          fill(&row, share: count, of: summary.statistics(scale: scale, group: group).count, spread)
          table.append(row, group: index)
        }
      }
      for (place, criterion) in summary.instrument.criteria.enumerated() {
        var row = Estimate("criterion-share")
        row.term = criterion.id
        let verdicts = summary.verdicts(criterion: place, group: group)
        let spread = clusters?.spread(criterion: place, clusters: clustersOfGroups[group])
        fill(&row, share: verdicts.met, of: verdicts.judged, spread)
        table.append(row, group: index)
      }
    }

    /// The ratings of the items, described only: a rating is no score.
    mutating func append(_ items: ItemSummary, group: Int, index: Int) {
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

    private mutating func appendMean(_ scale: Int, _ group: Int, _ index: Int) {
      let definition = summary.instrument.scales[scale]
      let statistics = summary.statistics(scale: scale, group: group)
      var row = Estimate("score-mean")
      row.term = definition.id
      row.observationCount = statistics.count
      row.estimate = statistics.mean
      defer { table.append(row, group: index) }
      guard statistics.count > 0 else {
        row.status = .tooFewItems
        return
      }
      guard statistics.mean.isFinite, !statistics.standardDeviation.isInfinite else {
        row.estimate = .nan
        row.status = .outOfRange
        return
      }
      var error = statistics.standardDeviation / Double(statistics.count).squareRoot()
      var degreesOfFreedom = statistics.count - 1
      var rounding = 8 * Double.ulpOfOne * max(abs(statistics.minimum), abs(statistics.maximum))
      if let clusters {
        let spread = clusters.spread(scale: scale, clusters: clustersOfGroups[group], mean: statistics.mean)
        (error, degreesOfFreedom) = (spread.standardError, spread.count - 1)
        rounding *= 2
        if spread.count < 2 { row.add(note: ScoreRollUp.oneCluster) }
      }
      guard degreesOfFreedom >= 1 else { return }
      row.method = clusters == nil ? "t" : "t over clusters"
      row.take(
        standardError: error,
        ErrorInterval(
          estimate: statistics.mean, standardError: error, .studentT(degreesOfFreedom: Double(degreesOfFreedom)),
          within: definition.aggregate.isProportion ? 0.0...1 : -.infinity ... .infinity, test: .none,
          zero: .noSpread(rounding: rounding), &quantiles))
      if row.status == .noSpread {
        row.add(
          note: clusters == nil
            ? "all administrations have the same score" : "all clusters have the same mean")
      }
    }

    private mutating func appendExtremes(_ scale: Int, _ group: Int, _ index: Int) {
      let statistics = summary.statistics(scale: scale, group: group)
      for (quantity, value) in [
        ("score-sd", statistics.standardDeviation), ("score-minimum", statistics.minimum),
        ("score-maximum", statistics.maximum),
      ] where statistics.count > 0 {
        var row = Estimate(quantity)
        row.term = summary.instrument.scales[scale].id
        row.observationCount = statistics.count
        row.estimate = value
        if value.isNaN { row.status = .tooFewObservations }
        table.append(row, group: index)
      }
    }

    /// Fills a row with a share, its standard error and its limits.
    private mutating func fill(
      _ row: inout Estimate, share count: Int, of total: Int, _ spread: ScoreClusters.Spread?
    ) {
      row.observationCount = total
      guard total > 0 else {
        row.status = .tooFewItems
        return
      }
      if let spread { return fillClustered(&row, Double(count) / Double(total), of: total, spread) }
      if let interval = shareLimits.interval {
        row.take(share: count, of: total, interval, level: level)
        return
      }
      let share = Double(count) / Double(total)
      row.estimate = share
      guard total >= 2 else { return }
      let error = (share * (1 - share) / Double(total - 1)).squareRoot()
      fillStudent(&row, error, degreesOfFreedom: total - 1, method: "t", same: "all administrations are alike")
    }

    private mutating func fillClustered(
      _ row: inout Estimate, _ share: Double, of total: Int, _ spread: ScoreClusters.Spread
    ) {
      row.estimate = share
      guard spread.count >= 2 else {
        row.add(note: ScoreRollUp.oneCluster)
        return
      }
      guard let interval = shareLimits.interval else {
        fillStudent(
          &row, spread.standardError, degreesOfFreedom: spread.count - 1, method: "t over clusters",
          same: "all clusters have the same share")
        return
      }
      row.standardError = spread.standardError
      row.degreesOfFreedom = Double(spread.count - 1)
      row.method = "\(interval.rawValue) over clusters"
      var effective = Double(spread.count)
      if spread.standardError > 0 {
        let ratio =
          quantiles.criticalValue(degreesOfFreedom: total - 1)
          / quantiles.criticalValue(degreesOfFreedom: spread.count - 1)
        effective = share * (1 - share) / (spread.standardError * spread.standardError) * ratio * ratio
      } else {
        row.add(note: "all clusters have the same share: each counts as one administration")
      }
      (row.lower, row.upper) = interval.limits(
        share: share, effectiveCount: min(effective, Double(total)), level: level)
      row.level = level
    }

    private mutating func fillStudent(
      _ row: inout Estimate, _ error: Double, degreesOfFreedom: Int, method: String, same note: String
    ) {
      row.method = method
      row.take(
        standardError: error,
        ErrorInterval(
          estimate: row.estimate, standardError: error, .studentT(degreesOfFreedom: Double(degreesOfFreedom)),
          within: 0...1, test: .none, &quantiles))
      if row.status == .noSpread { row.add(note: note) }
    }
  }

  private static let oneCluster = "there is one cluster, and no error"
}
