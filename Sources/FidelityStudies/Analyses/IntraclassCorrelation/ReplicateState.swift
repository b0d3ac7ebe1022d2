import FidelityComponents
import FidelityData
import FidelityMeasurement

/// Reliability between and within raters who rate every unit several times.
///
/// Table `icc`: inter- and intra-rater correlations of random and fixed raters, variance components, errors of
/// measurement.
struct ReplicateState: AnalysisState {
  private var ratings: CollectedReplicates

  init(_ options: IntraclassAnalysis, _ table: inout StudyTable) throws(DataError) {
    guard let column = options.replicate else { preconditionFailure("replicates without a column") }
    ratings = try CollectedReplicates(IntraclassAnalysis.name, by: options.by.names, replicate: column, &table)
  }

  mutating func consume(_ rows: StudyRows) throws(DataError) { try ratings.consume(rows.batch) }

  mutating func merge(_ other: ReplicateState, _ codes: [[UInt32]]) throws(DataError) {
    try ratings.merge(other.ratings, codes)
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    let arranged = try ratings.arrange(context)
    var table = EstimateTable(IntraclassState.columns)
    for (place, order) in arranged.order.enumerated() {
      for row in Self.estimates(order, of: arranged.rows) { table.append(row, group: place) }
    }
    let result = table.table(groups: arranged.names.groupColumns(arranged.groups))
    return AnalysisOutcome(
      tables: [StudyResultTable(IntraclassAnalysis.name, result)], warnings: arranged.warnings)
  }

  /// - Parameter order: the rows of a group, unit by unit.
  private static func estimates(_ order: [Int], of rows: CollectedReplicates.Rows) -> [Estimate] {
    let raters = Set(order.map { rows.raters[$0] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(raters, UInt32(0)...))
    var moments = ReplicatedMoments(raterCount: raters.count)
    var start = 0
    while start < order.count {
      let unit = rows.units[order[start]]
      let end = order[start...].firstIndex { rows.units[$0] != unit } ?? order.count
      let own = order[start..<end].map { places[rows.raters[$0]] ?? 0 }
      let values = order[start..<end].map { rows.values[$0] }
      moments.add(raters: own.span, values: values.span)
      start = end
    }
    return ReplicateRows(ReplicatedAnova(moments)).rows
  }
}

/// The rows of one group with replicates.
private struct ReplicateRows {
  private let anova: ReplicatedAnova

  init(_ anova: ReplicatedAnova) { self.anova = anova }

  var rows: [Estimate] {
    let reliability = ReplicatedReliability(anova)
    var rows: [Estimate] = []
    for raters in ReplicatedReliability.Raters.allCases {
      for replicates in [1, anova.replicateCount] {
        var between = row("icc-inter-rater", raters.rawValue, reliability.betweenRaters(raters, replicates: replicates))
        between.add(note: replicates == 1 ? "one rating" : "the mean of \(Int(replicates)) ratings")
        rows.append(between)
        if anova.replicateCount.isNaN || anova.replicateCount <= 1 { break }
      }
      rows.append(row("icc-intra-rater", raters.rawValue, reliability.withinRaters(raters)))
    }
    rows += IntraclassRows.components(anova.components, anova.status, method: "anova").map { component in
      var row = component
      if row.status != .ok { row.add(note: sentence) }
      return row
    }
    rows.append(row("sem", "inter-rater", reliability.errorBetweenRaters))
    rows.append(row("sem", "intra-rater", reliability.errorWithinRaters))
    return rows
  }

  private func row(_ quantity: String, _ form: String, _ value: Double) -> Estimate {
    var row = Estimate(quantity)
    row.form = form
    row.method = "anova"
    row.estimate = value.isFinite ? value : .nan
    (row.unitCount, row.raterCount) = (Int(exactly: anova.unitCount), Int(exactly: anova.raterCount))
    row.status = anova.status
    if row.status == .ok, row.estimate.isNaN { row.status = .noVariation }
    if anova.status != .ok { row.add(note: sentence) }
    return row
  }

  private var sentence: String {
    switch anova.status {
    case .unbalanced: "every rater rates every unit equally often, or there are no figures"
    case .tooFewObservations: "no rater rated a unit more than once"
    default: "\(anova.status.rawValue)"
    }
  }
}
