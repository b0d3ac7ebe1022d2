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
      pictures.append(draw(pair, cloud, Limits(found, pair), points, &context))
    }
    return pictures
  }

  /// The bias and the two limits, each with its interval.
  private struct Limits {
    var lines: [(name: String, value: Double, lower: Double, upper: Double)] = []

    init(_ found: EstimateRows?, _ pair: [String]) {
      guard let found else { return }
      for (quantity, term, name) in [
        ("bland-altman-limit", "upper", "upper limit"), ("bland-altman-bias", "", "bias"),
        ("bland-altman-limit", "lower", "lower limit"),
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
    var sheet = context.sheet("Limits of agreement: \(names)", part: pair.joined(separator: "-"))
    let numbers = cloud.map(\.y) + limits.lines.flatMap { [$0.value, $0.lower, $0.upper] } + [0]
    var plot = PointPlot(
      x: NiceScale(covering: cloud.map(\.x)), y: NiceScale(covering: numbers, count: 6), xName: "Mean of the two",
      yName: "Difference, \(names)")
    plot.drawFrame(on: &sheet)
    sheet.line(plot.left, plot.y(0), plot.right, plot.y(0), "x")
    for line in limits.lines where line.lower.isFinite && line.upper.isFinite {
      let top = plot.y(line.upper)
      sheet.rectangle(plot.left, top, plot.right - plot.left, plot.y(line.lower) - top, "rd")
    }
    let binned = PointCloud.draw(cloud, in: plot, limit: pointLimit, on: &sheet)
    for line in limits.lines {
      plot.reference(
        line.value, "\(line.name) \(ChartNumber.short(line.value))", on: &sheet,
        classes: line.name == "bias" ? "ld v" : "k")
    }
    var entries = [LegendEntry(.mark(.circle, "a"), binned ? "units; larger marks stand for more" : "a unit")]
    if !limits.lines.isEmpty {
      entries += [
        LegendEntry(.line("ld v"), "bias"), LegendEntry(.line("k"), "limits of agreement"),
        LegendEntry(.area("rd"), "their intervals"),
      ]
    }
    sheet.legend(entries)
    let total = Int(cloud.reduce(0) { $0 + $1.weight })
    var finding = "\(ChartNumber.count(total, "unit")) of \(pair[0]) and \(pair[1])."
    if limits.lines.count == 3 {
      let (upper, bias, lower) = (limits.lines[0].value, limits.lines[1].value, limits.lines[2].value)
      finding =
        "\(pair[0]) differs from \(pair[1]) by \(ChartNumber.short(bias)) on average; the limits of agreement are "
        + "\(ChartNumber.short(lower)) and \(ChartNumber.short(upper))."
    }
    return sheet.picture(
      finding: finding, source: "\(table.fileName) · n = \(ChartNumber.count(total, "unit"))",
      table: PictureTable(
        header: ["line", "value", "lower", "upper"],
        rows: limits.lines.map { [$0.name] + [$0.value, $0.lower, $0.upper].map(ChartNumber.short) }))
  }
}
