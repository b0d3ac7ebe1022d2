import FidelityData

/// The means of the scales with their intervals; of many groups, the medians and the middle eight tenths.
enum SubscaleChart {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    var pictures: [Picture] = []
    for name in ["score-overall", "score-summary"] {
      guard let found = try EstimateRows(context.results[name]) else { continue }
      // The means of the only group are those of all.
      let groups = Set(found.rows("score-mean").map { found.label($0) })
      if groups.count == 1, !pictures.isEmpty { continue }
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
    let texts = context.texts
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
    let counted = texts.counted(groups.count, found.groupColumns)
    var sheet = context.sheet(
      isGrouped ? texts("subscales-title-groups", ["groups": counted]) : texts("subscales-title"),
      part: isGrouped ? "groups" : "")
    let isShare = drawn.allSatisfy { !($0.estimate < 0) && !($0.estimate > 1) }
    let axis = (isGrouped ? "subscales-axis-groups" : "subscales-axis") + (isShare ? "-share" : "")
    var plot = RowPlot(rows: drawn, axisName: texts(axis))
    plot.decimals = 2
    if isShare { plot.covered = [0, 1] }
    plot.bands = try context.bands(of: "total")
    if let criterion = try context.criterion(of: "total") { plot.references = [(criterion, texts("criterion"))] }
    plot.draw(on: &sheet)
    var entries = [LegendEntry(.mark(.circle, "a"), texts("subscales-scale"))]
    if terms.contains("total") { entries.append(LegendEntry(.mark(.diamond, "b"), texts("subscales-total"))) }
    entries.append(
      LegendEntry(.line("la v"), texts(isGrouped ? "subscales-percentiles" : "subscales-interval")))
    sheet.legend(entries)
    let parts = drawn.filter { $0.label != "total" && $0.estimate.isFinite }
    var finding = texts("subscales-none")
    if let low = parts.min(by: { $0.estimate < $1.estimate }), let high = parts.max(by: { $0.estimate < $1.estimate }) {
      finding =
        parts.count == 1
        ? texts("subscales-one", ["scale": low.label, "value": texts.short(low.estimate)])
        : texts(
          "subscales-finding",
          [
            "low": low.label, "low-value": texts.short(low.estimate), "high": high.label,
            "high-value": texts.short(high.estimate),
          ])
    } else if let total = drawn.first(where: { $0.estimate.isFinite }) {
      finding = texts("subscales-one", ["scale": total.label, "value": texts.short(total.estimate)])
    }
    let counts = try found.table.optionalNumbers("n_observations")
    let most = rows.compactMap { counts[$0].isFinite ? ChartNumber.whole(counts[$0]) : nil }.max()
    let n =
      isGrouped ? counted : most.map { texts("subscales-n", ["n": texts.count($0)]) } ?? ""
    return [
      sheet.picture(
        finding: finding, source: texts.source(found.table.fileName, n),
        table: PictureTable(
          header: [
            texts("subscales-scale"), texts(isGrouped ? "subscales-median" : "head-mean"),
            texts(isGrouped ? "subscales-p10" : "head-lower"), texts(isGrouped ? "subscales-p90" : "head-upper"),
          ],
          rows: drawn.map { [$0.label] + [$0.estimate, $0.lower, $0.upper].map(texts.short) }))
    ]
  }
}
