import FidelityData

/// The mean total by period, with the criterion, the bands of the instrument and a ribbon of intervals.
enum OverTimeChart {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let table = context.results["scores-over-time"], let terms = table.texts("term"),
      let times = table.texts("time"), let term = context.term(among: terms)
    else { return [] }
    let (estimates, lowers) = (try table.checkedNumbers("estimate"), try table.optionalNumbers("lower"))
    let (uppers, counts) = (try table.optionalNumbers("upper"), try table.optionalNumbers("n_observations"))
    let rows = terms.indices.filter { terms[$0] == term }
    let axis = TimeAxis(rows.map { times[$0] })
    let points = zip(rows, axis.values).filter { $0.1.isFinite }.sorted { $0.1 < $1.1 }.map { row, x in
      Point(
        x: x, label: times[row], estimate: estimates[row], lower: lowers[row], upper: uppers[row], count: counts[row])
    }
    guard !points.isEmpty else { return [] }
    let named = try table.optionalNumbers("criterion").first { $0.isFinite }
    let criterion = try context.criterion(of: term) ?? named
    return [draw(points, term, criterion, axis, table, try context.bands(of: term), &context)]
  }

  private struct Point {
    let x: Double
    let label: String
    let estimate: Double
    let lower: Double
    let upper: Double
    let count: Double
  }

  private static func draw(
    _ points: [Point], _ term: String, _ criterion: Double?, _ axis: TimeAxis, _ table: ResultTable,
    _ bands: [RowPlot.Band], _ context: inout ChartContext
  ) -> Picture {
    var sheet = context.sheet("Mean score over time: \(term)")
    let numbers = points.flatMap { [$0.estimate, $0.lower, $0.upper] } + [criterion ?? .nan]
    let isShare = numbers.allSatisfy { !($0 < 0) && !($0 > 1) }
    var plot = PointPlot(
      x: axis.scale, y: NiceScale(covering: numbers + (isShare ? [0, 1] : [])), xName: axis.name,
      yName: "Mean score \(term)" + (isShare ? ", 0 to 1" : ""))
    plot.xTicks = axis.ticks
    plot.drawFrame(on: &sheet, bands: bands)
    sheet.path(plot.ribbon(points.map { ($0.x, $0.lower, $0.upper) }), "ra")
    if let criterion { plot.reference(criterion, "criterion \(ChartNumber.short(criterion))", on: &sheet) }
    sheet.path(plot.path(points.map { ($0.x, $0.estimate) }), "la v")
    var entries: [LegendEntry] = []
    for point in points where point.estimate.isFinite {
      let isBelow = criterion.map { point.estimate < $0 } ?? false
      if points.count == 1, point.lower.isFinite, point.upper.isFinite {
        sheet.line(plot.x(point.x), plot.y(point.lower), plot.x(point.x), plot.y(point.upper), "la v")
      }
      let mark = isBelow ? MarkShape.triangleDown : .circle
      sheet.mark(mark, x: plot.x(point.x), y: plot.y(point.estimate), radius: points.count > 60 ? 2 : 4, "a")
    }
    let defined = points.filter { $0.estimate.isFinite }
    let below = criterion.map { cut in defined.filter { $0.estimate < cut }.count } ?? 0
    if below < defined.count {
      let name = criterion == nil ? "mean of the period" : "mean at or above the criterion"
      entries.append(LegendEntry(.mark(.circle, "a"), name))
    }
    if below > 0 { entries.append(LegendEntry(.mark(.triangleDown, "a"), "mean below the criterion")) }
    entries.append(LegendEntry(.area("ra"), "interval of the mean"))
    for band in bands { entries.append(LegendEntry(.area("n\(band.ground)"), band.name)) }
    sheet.legend(entries)
    let total = points.compactMap { $0.count.isFinite ? Int($0.count) : nil }.reduce(0, +)
    return sheet.picture(
      finding: finding(defined, term, criterion, below),
      source: "\(table.fileName) · n = \(ChartNumber.count(total, "administration")) in "
        + ChartNumber.count(points.count, "period"),
      table: PictureTable(
        header: ["period", "mean", "lower", "upper", "administrations"],
        rows: points.map {
          [$0.label] + [$0.estimate, $0.lower, $0.upper].map(ChartNumber.short) + [ChartNumber.short($0.count)]
        }))
  }

  private static func finding(_ points: [Point], _ term: String, _ criterion: Double?, _ below: Int) -> String {
    guard let first = points.first, let last = points.last else { return "No period has a mean of \(term)." }
    var text = "The mean of \(term) was \(ChartNumber.short(first.estimate)) in \(first.label)"
    if points.count > 1 { text += " and \(ChartNumber.short(last.estimate)) in \(last.label)" }
    guard let criterion else { return text + "." }
    let met = points.count - below
    return text + "; it reached the criterion of \(ChartNumber.short(criterion)) in \(met) of "
      + "\(ChartNumber.count(points.count, "period"))."
  }
}
