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
    let axis = TimeAxis(rows.map { times[$0] }, in: context.texts)
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
    let texts = context.texts
    var sheet = context.sheet(texts("over-time-title", ["scale": term]))
    let numbers = points.flatMap { [$0.estimate, $0.lower, $0.upper] } + [criterion ?? .nan]
    let isShare = numbers.allSatisfy { !($0 < 0) && !($0 > 1) }
    var plot = PointPlot(
      x: axis.scale, y: NiceScale(covering: numbers + (isShare ? [0, 1] : [])), xName: axis.name,
      yName: texts(isShare ? "over-time-axis-share" : "over-time-axis", ["scale": term]))
    plot.xTicks = axis.ticks
    plot.drawFrame(on: &sheet, bands: bands)
    sheet.path(plot.ribbon(points.map { ($0.x, $0.lower, $0.upper) }), "ra")
    if let criterion {
      plot.reference(criterion, texts("criterion-at", ["value": texts.short(criterion)]), on: &sheet)
    }
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
      let name = texts(criterion == nil ? "over-time-mean" : "over-time-met")
      entries.append(LegendEntry(.mark(.circle, "a"), name))
    }
    if below > 0 { entries.append(LegendEntry(.mark(.triangleDown, "a"), texts("over-time-below"))) }
    entries.append(LegendEntry(.area("ra"), texts("over-time-interval")))
    for band in bands { entries.append(LegendEntry(.area("n\(band.ground)"), band.name)) }
    sheet.legend(entries)
    let total = points.map { ChartNumber.whole($0.count) }.reduce(0, +)
    return sheet.picture(
      finding: finding(defined, term, criterion, below, texts),
      source: texts.source(
        table.fileName,
        texts("over-time-n", ["n": texts.count(total), "periods": texts.count(points.count)])),
      table: PictureTable(
        header: [
          texts("over-time-period"), texts("head-mean"), texts("head-lower"), texts("head-upper"),
          texts("head-administrations"),
        ],
        rows: points.map { [$0.label] + [$0.estimate, $0.lower, $0.upper, $0.count].map(texts.short) }))
  }

  private static func finding(
    _ points: [Point], _ term: String, _ criterion: Double?, _ below: Int, _ texts: ChartTexts
  ) -> String {
    guard let first = points.first, let last = points.last else { return texts("over-time-none", ["scale": term]) }
    let sentence =
      points.count == 1
      ? texts("over-time-one", ["scale": term, "value": texts.short(first.estimate), "time": first.label])
      : texts(
        "over-time-two",
        [
          "scale": term, "first": texts.short(first.estimate), "from": first.label,
          "last": texts.short(last.estimate), "to": last.label,
        ])
    guard let criterion else { return texts("over-time-end", ["sentence": sentence]) }
    return texts(
      "over-time-reached",
      [
        "sentence": sentence, "cut": texts.short(criterion), "met": texts.count(points.count - below),
        "n": texts.count(points.count),
      ])
  }
}
