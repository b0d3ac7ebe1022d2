import FidelityData

/// Sites by how many observations they have, with the limits that chance alone would leave around the mean of all.
///
/// Of means, the variance of one observation is that of the sites' own errors, v = sum n^2 SE^2 / sum n, so that what
/// observations of one cluster have in common is in it; limits are m ± z sqrt(v / n). Of shares, v = m (1 - m).
/// Reference: Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics in
/// Medicine, 24, 1185-1202.
enum FunnelChart {
  /// Standard normal quantiles of .975 and .999.
  private static let (z95, z998) = (1.959963984540054, 3.090232306167813)
  private static let pointLimit = 500
  private static let markLimit = 200

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let found = try EstimateRows(context.results["score-summary"]), !found.groupColumns.isEmpty else { return [] }
    let means = found.rows("score-mean")
    guard let term = context.term(among: found.terms(of: means)) else { return [] }
    let counts = try found.table.optionalNumbers("n_observations")
    let errors = try found.table.optionalNumbers("standard_error")
    let sites = means.filter { found.terms[$0] == term && found.estimates[$0].isFinite && counts[$0] > 0 }.map { row in
      Site(name: found.label(row), mean: found.estimates[row], count: counts[row], error: errors[row])
    }
    let rated = sites.filter { $0.error.isFinite }
    guard sites.count > 2, rated.count > 2 else { return [] }
    let total = sites.reduce(0) { $0 + $1.count }
    let centre = sites.reduce(0) { $0 + $1.count * $1.mean } / total
    let variance =
      rated.reduce(0) { $0 + $1.count * $1.count * $1.error * $1.error } / rated.reduce(0) { $0 + $1.count }
    return [draw(sites, term, found, centre, variance, &context)]
  }

  private struct Site {
    let name: String
    let mean: Double
    let count: Double
    let error: Double
  }

  private static func draw(
    _ sites: [Site], _ term: String, _ found: EstimateRows, _ centre: Double, _ variance: Double,
    _ context: inout ChartContext
  ) -> Picture {
    func half(_ z: Double, _ count: Double) -> Double { z * (variance / count).squareRoot() }
    let most = sites.map(\.count).max() ?? 1
    let least = sites.map(\.count).min() ?? 1
    // From zero, since limits are widest there; not so where all sites are far from it and alike.
    let xScale = NiceScale(covering: [least < 0.5 * most ? 0 : least * 0.8, most * 1.05])
    let first = max(xScale.lower, 1, least * 0.7)
    let curve = (0...60).map { first + (xScale.upper - first) * Double($0) / 60 }
    let isShare = sites.allSatisfy { $0.mean >= 0 && $0.mean <= 1 }
    var reach = sites.map(\.mean) + [centre - half(z998, least), centre + half(z998, least)]
    if isShare { reach = reach.map { min(max($0, 0), 1) } }
    let unit = found.groupName
    let texts = context.texts
    var sheet = context.sheet(texts("funnel-title", ["scale": term, "group": unit]), part: term)
    var plot = PointPlot(
      x: xScale, y: NiceScale(covering: reach), xName: texts("funnel-x", ["group": unit]),
      yName: texts("funnel-y", ["scale": term]))
    plot.height = 260
    plot.drawFrame(on: &sheet)
    for (z, classes) in [(z998, "j"), (z95, "k")] {
      for sign in [-1.0, 1] {
        let points = curve.map { count in (x: count, y: centre + sign * half(z, count)) }
        let inside = points.map { ($0.y < plot.yScale.lower || $0.y > plot.yScale.upper ? .nan : $0.y) }
        sheet.path(plot.path(zip(curve, inside).map { (x: $0.0, y: $0.1) }), classes)
      }
    }
    sheet.line(plot.left, plot.y(centre), plot.right, plot.y(centre), "x")
    let far = sites.filter { abs($0.mean - centre) > half(z998, $0.count) }
    let outside = sites.filter { abs($0.mean - centre) > half(z95, $0.count) }
    let inside = sites.filter { abs($0.mean - centre) <= half(z998, $0.count) }
    let ranked = far.sorted { (abs($0.mean - centre), $1.name) > (abs($1.mean - centre), $0.name) }
    let cloud = inside + ranked.dropFirst(markLimit)
    _ = PointCloud.draw(cloud.map { .init(x: $0.count, y: $0.mean) }, in: plot, limit: pointLimit, on: &sheet)
    drawFar(Array(ranked.prefix(markLimit)), centre, plot, on: &sheet)
    var entries = [
      LegendEntry(.line("x"), texts("funnel-mean", ["value": texts.short(centre)])),
      LegendEntry(.line("k"), texts("funnel-inner")), LegendEntry(.line("j"), texts("funnel-outer")),
      LegendEntry(.mark(.circle, "ra la"), texts("funnel-mark", ["group": unit])),
    ]
    if far.contains(where: { $0.mean > centre }) {
      entries.append(LegendEntry(.mark(.triangleUp, "c"), texts("funnel-above")))
    }
    if far.contains(where: { $0.mean < centre }) {
      entries.append(LegendEntry(.mark(.triangleDown, "b"), texts("funnel-below")))
    }
    sheet.legend(entries)
    sheet.paragraph(texts("funnel-chance"))
    if far.count > markLimit {
      sheet.paragraph(texts("funnel-limit", ["n": texts.count(far.count), "shown": texts.count(markLimit)]))
    }
    let counted = texts.counted(sites.count, found.groupColumns)
    return sheet.picture(
      finding: texts(
        far.isEmpty ? "funnel-finding" : "funnel-finding-names",
        [
          "groups": counted, "outside": texts.count(outside.count), "value": texts.short(centre),
          "far": texts.count(far.count), "names": texts.list(ranked.map(\.name)),
        ]), source: texts.source(found.table.fileName, counted),
      table: PictureTable(
        header: [
          unit, texts("head-administrations"), texts("head-mean"), texts("funnel-lower"), texts("funnel-upper"),
        ],
        rows: (sites.count <= 200 ? sites : Array(ranked.prefix(40))).map { site in
          [site.name]
            + [site.count, site.mean, centre - half(z998, site.count), centre + half(z998, site.count)]
            .map(texts.short)
        }))
  }

  /// The sites outside the outer limits, the farthest first, with the names of those for which there is room.
  private static func drawFar(_ far: [Site], _ centre: Double, _ plot: PointPlot, on sheet: inout Sheet) {
    var boxes = LabelBoxes(
      within: .init(left: plot.left + 1, top: plot.top, right: Sheet.width - Sheet.margin, bottom: plot.bottom - 1))
    for site in far { boxes.block(x: plot.x(site.count), y: plot.y(site.mean), radius: 5) }
    for site in far {
      let (x, y) = (plot.x(site.count), plot.y(site.mean))
      let isAbove = site.mean > centre
      sheet.mark(isAbove ? .triangleUp : .triangleDown, x: x, y: y, isAbove ? "c" : "b")
    }
    for site in far.prefix(12) {
      let shown = LabelText.cut(site.name, to: 150)
      if let place = boxes.place(shown, x: plot.x(site.count), y: plot.y(site.mean)) {
        sheet.text(shown, x: place.x, y: place.y, place.anchor)
      }
    }
  }
}
