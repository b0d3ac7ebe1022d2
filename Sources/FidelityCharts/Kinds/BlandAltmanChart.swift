import FidelityData

/// Differences of two raters or methods against their means, with the bias and the limits of agreement.
enum BlandAltmanChart {
  private static let pairLimit = 6
  /// Beyond so many points, those that are near each other are drawn as one.
  private static let pointLimit = 500

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let points = context.results["concordance-points"], let first = points.texts("rater_1"),
      let second = points.texts("rater_2")
    else { return [] }
    let (means, differences) = (try points.checkedNumbers("mean"), try points.checkedNumbers("difference"))
    let weights = try points.optionalNumbers("n_units")
    let found = try EstimateRows(context.results["concordance"])
    var pairs: [[String]] = []
    for (left, right) in zip(first, second) where !pairs.contains([left, right]) {
      pairs.append([left, right])
      if pairs.count == pairLimit { break }
    }
    var pictures: [Picture] = []
    for pair in pairs {
      let rows = first.indices.filter {
        first[$0] == pair[0] && second[$0] == pair[1] && means[$0].isFinite && differences[$0].isFinite
      }
      let cloud = rows.map {
        PointCloud.Point(x: means[$0], y: differences[$0], weight: weights[$0].isFinite ? weights[$0] : 1)
      }
      pictures.append(draw(pair, cloud, Limits(found, pair, context.texts), points, &context))
    }
    return pictures
  }

  /// The bias and the two limits, each with its interval.
  private struct Limits {
    var lines: [(name: String, value: Double, lower: Double, upper: Double)] = []

    init(_ found: EstimateRows?, _ pair: [String], _ texts: ChartTexts) {
      guard let found else { return }
      for (quantity, term, name) in [
        ("bland-altman-limit", "upper", texts("limits-upper")), ("bland-altman-bias", "", texts("limits-bias")),
        ("bland-altman-limit", "lower", texts("limits-lower")),
      ] {
        let row = found.rows(quantity, term: term).first {
          found.group("rater_1", $0) == pair[0] && found.group("rater_2", $0) == pair[1]
        }
        if let row { lines.append((name, found.estimates[row], found.lowers[row], found.uppers[row])) }
      }
    }
  }

  private static func draw(
    _ pair: [String], _ cloud: [PointCloud.Point], _ limits: Limits, _ table: ResultTable,
    _ context: inout ChartContext
  ) -> Picture {
    let names = "\(pair[0]) − \(pair[1])"
    let texts = context.texts
    var sheet = context.sheet(texts("limits-title", ["pair": names]), part: pair.joined(separator: "-"))
    let numbers = cloud.map(\.y) + limits.lines.flatMap { [$0.value, $0.lower, $0.upper] } + [0]
    var plot = PointPlot(
      x: NiceScale(covering: cloud.map(\.x)), y: NiceScale(covering: numbers, count: 6), xName: texts("limits-x"),
      yName: texts("limits-y", ["pair": names]))
    plot.drawFrame(on: &sheet)
    sheet.line(plot.left, plot.y(0), plot.right, plot.y(0), "x")
    for line in limits.lines where line.lower.isFinite && line.upper.isFinite {
      let top = plot.y(line.upper)
      sheet.rectangle(plot.left, top, plot.right - plot.left, plot.y(line.lower) - top, "rd")
    }
    let binned = PointCloud.draw(cloud, in: plot, limit: pointLimit, on: &sheet)
    for line in limits.lines {
      plot.reference(
        line.value, texts("reference-at", ["name": line.name, "value": texts.short(line.value)]), on: &sheet,
        classes: line.name == texts("limits-bias") ? "ld v" : "k")
    }
    var entries = [LegendEntry(.mark(.circle, "a"), texts(binned ? "limits-units" : "limits-unit"))]
    if !limits.lines.isEmpty {
      entries += [
        LegendEntry(.line("ld v"), texts("limits-bias")), LegendEntry(.line("k"), texts("limits-limits")),
        LegendEntry(.area("rd"), texts("limits-intervals")),
      ]
    }
    sheet.legend(entries)
    let total = texts.count(ChartNumber.whole(cloud.reduce(0) { $0 + $1.weight }))
    var finding = texts("limits-finding-points", ["n": total, "first": pair[0], "second": pair[1]])
    if limits.lines.count == 3 {
      let (upper, bias, lower) = (limits.lines[0].value, limits.lines[1].value, limits.lines[2].value)
      finding = texts(
        "limits-finding",
        [
          "first": pair[0], "second": pair[1], "bias": texts.short(bias), "lower": texts.short(lower),
          "upper": texts.short(upper),
        ])
    }
    return sheet.picture(
      finding: finding, source: texts.source(table.fileName, texts("limits-n", ["n": total])),
      table: PictureTable(
        header: [texts("limits-line"), texts("limits-value"), texts("head-lower"), texts("head-upper")],
        rows: limits.lines.map { [$0.name] + [$0.value, $0.lower, $0.upper].map(texts.short) }))
  }
}
