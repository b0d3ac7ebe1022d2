import FidelityData

/// The means of the scales with their intervals; of many groups, the medians and the middle eight tenths.
enum SubscaleChart {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    var pictures: [Picture] = []
    for name in ["score-overall", "score-summary"] {
      guard let found = try EstimateRows(context.results[name]) else { continue }
      pictures += try draw(found, &context)
    }
    return pictures
  }

  private static func draw(_ found: EstimateRows, _ context: inout ChartContext) throws(DataError) -> [Picture] {
    let rows = found.rows("score-mean")
    let terms = found.terms(of: rows)
    guard !terms.isEmpty else { return [] }
    let groups = Set(rows.map { found.label($0) })
    let isGrouped = groups.count > 1
    let drawn = terms.map { term -> RowPlot.Row in
      let own = rows.filter { found.terms[$0] == term }
      var row = RowPlot.Row(label: term, estimate: .nan)
      row.shape = term == "total" ? .diamond : .circle
      row.tone = term == "total" ? .vermillion : .blue
      if isGrouped {
        let sorted = own.map { found.estimates[$0] }.filter(\.isFinite).sorted()
        row.estimate = Summary.quantile(sorted, 0.5)
        (row.lower, row.upper) = (Summary.quantile(sorted, 0.1), Summary.quantile(sorted, 0.9))
      } else if let first = own.first {
        row.estimate = found.estimates[first]
        (row.lower, row.upper, row.status) = (found.lowers[first], found.uppers[first], found.statuses[first])
      }
      return row
    }
    var sheet = context.sheet(
      isGrouped ? "Scales: the middle of \(found.counted(groups.count))" : "Scales: means",
      part: isGrouped ? "groups" : "")
    var plot = RowPlot(rows: drawn, axisName: isGrouped ? "Median of the groups' means" : "Mean score")
    plot.decimals = 2
    if drawn.allSatisfy({ !($0.estimate < 0) && !($0.estimate > 1) }) {
      plot.covered = [0, 1]
      plot.axisName += ", 0 to 1"
    }
    plot.bands = try context.bands(of: "total")
    if let criterion = try context.criterion(of: "total") { plot.references = [(criterion, "criterion")] }
    plot.draw(on: &sheet)
    let line = isGrouped ? "from the 10th to the 90th percentile of the groups" : "interval of the mean"
    sheet.legend(
      [
        LegendEntry(.mark(.circle, "a"), "scale"), LegendEntry(.mark(.diamond, "b"), "total"),
        LegendEntry(.line("la v"), line),
      ].filter { $0.text != "total" || terms.contains("total") })
    let parts = drawn.filter { $0.label != "total" && $0.estimate.isFinite }
    var finding = "No scale has a mean."
    if let low = parts.min(by: { $0.estimate < $1.estimate }), let high = parts.max(by: { $0.estimate < $1.estimate }) {
      finding =
        parts.count == 1
        ? "\(low.label) stands at \(ChartNumber.short(low.estimate))."
        : "\(low.label) is the lowest scale (\(ChartNumber.short(low.estimate))), \(high.label) the highest "
          + "(\(ChartNumber.short(high.estimate)))."
    } else if let total = drawn.first(where: { $0.estimate.isFinite }) {
      finding = "\(total.label) stands at \(ChartNumber.short(total.estimate))."
    }
    let counts = try found.table.optionalNumbers("n_observations")
    let most = rows.compactMap { counts[$0].isFinite ? Int(counts[$0]) : nil }.max()
    let source =
      isGrouped
      ? " · n = \(found.counted(groups.count))"
      : most.map { " · n = up to \(ChartNumber.count($0, "administration"))" } ?? ""
    return [
      sheet.picture(
        finding: finding, source: found.table.fileName + source,
        table: PictureTable(
          header: [
            "scale", isGrouped ? "median" : "mean", isGrouped ? "10th percentile" : "lower",
            isGrouped ? "90th percentile" : "upper",
          ],
          rows: drawn.map { [$0.label] + [$0.estimate, $0.lower, $0.upper].map(ChartNumber.short) }))
    ]
  }
}
