import FidelityData

/// The share of barriers that are still open, by days since they were raised (product limit of Kaplan and Meier).
enum BarrierChart {
  private static let lineLimit = 4

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    if let table = context.results["barrier-survival"], let groups = table.texts("group") {
      let (days, shares) = (try table.checkedNumbers("days"), try table.checkedNumbers("estimate"))
      let (lowers, uppers) = (try table.optionalNumbers("lower"), try table.optionalNumbers("upper"))
      let risks = try table.optionalNumbers("at_risk")
      let points = groups.indices.map { row in
        Point(
          group: groups[row], days: days[row], share: shares[row], lower: lowers[row], upper: uppers[row],
          count: risks[row])
      }
      return draw(points, isSteps: true, table, &context).map { [$0] } ?? []
    }
    guard let drivers = try DriverRows(context.results) else { return [] }
    let found = drivers.found
    let rows = drivers.whole("facilitative-administration", "survival")
    let points = rows.compactMap { row -> Point? in
      guard let days = Double(found.group("days", row)) else { return nil }
      return Point(
        group: found.terms[row], days: days, share: found.estimates[row], lower: found.lowers[row],
        upper: found.uppers[row], count: drivers.counts[row])
    }
    return draw(points, isSteps: false, found.table, &context).map { [$0] } ?? []
  }

  private struct Point {
    let group: String
    let days: Double
    let share: Double
    let lower: Double
    let upper: Double
    let count: Double
  }

  private static let looks: [(tone: Tone, shape: MarkShape)] = [
    (.vermillion, .triangleDown), (.green, .square), (.purple, .diamond), (.orange, .triangleUp),
  ]

  private static func draw(
    _ points: [Point], isSteps: Bool, _ table: ResultTable, _ context: inout ChartContext
  ) -> Picture? {
    let valid = points.filter { $0.days.isFinite && $0.share.isFinite }
    let all = valid.filter { $0.group == "all" }.sorted { $0.days < $1.days }
    guard let count = all.first?.count else { return nil }
    let texts = context.texts
    var sheet = context.sheet(texts("barriers-title"))
    var plot = PointPlot(
      x: NiceScale(covering: all.map(\.days) + [0]), y: NiceScale(from: 0, to: 1), xName: texts("barriers-x"),
      yName: texts("barriers-y"))
    plot.drawFrame(on: &sheet)
    plot.reference(0.5, texts("barriers-half"), on: &sheet, classes: "j")
    sheet.path(plot.ribbon(band(all, isSteps)), "ra")
    var groups: [String] = []
    for point in valid where point.group != "all" && !groups.contains(point.group) { groups.append(point.group) }
    var entries = [LegendEntry(.line("la v"), texts("barriers-all"))]
    for (group, look) in zip(groups.prefix(lineLimit), looks) {
      let own = valid.filter { $0.group == group }.sorted { $0.days < $1.days }
      sheet.path(plot.path(line(own, isSteps)), "l\(look.tone.rawValue)")
      for (index, point) in own.enumerated() where !isSteps || index % max(own.count / 6, 1) == 0 {
        sheet.mark(look.shape, x: plot.x(point.days), y: plot.y(point.share), radius: 3, look.tone.rawValue)
      }
      entries.append(LegendEntry(.mark(look.shape, look.tone.rawValue), group))
    }
    sheet.path(plot.path(line(all, isSteps)), "la v")
    if !isSteps { for point in all { sheet.mark(.circle, x: plot.x(point.days), y: plot.y(point.share), "a") } }
    sheet.legend(entries)
    if !isSteps { sheet.paragraph(texts("barriers-joined")) }
    if groups.count > lineLimit {
      sheet.paragraph(
        texts("barriers-limit", ["shown": texts.count(lineLimit), "n": texts.count(groups.count)]))
    }
    let half = all.first { $0.share <= 0.5 }
    let last = all[all.count - 1]
    return sheet.picture(
      finding: half.map {
        texts(
          "barriers-finding",
          ["days": texts.short($0.days), "last": texts.short(last.days), "share": texts.short(last.share)])
      }
        ?? texts("barriers-finding-open", ["last": texts.short(last.days), "share": texts.short(last.share)]),
      source: texts.source(
        table.fileName, texts("barriers-n", ["n": texts.count(ChartNumber.whole(count))])),
      table: PictureTable(
        header: [
          texts("head-group"), texts("barriers-days"), texts("barriers-share"), texts("head-lower"),
          texts("head-upper"),
        ],
        rows: valid.prefix(300).map {
          [$0.group == "all" ? texts("all") : $0.group]
            + [$0.days, $0.share, $0.lower, $0.upper].map(texts.short)
        }))
  }

  /// From 1 at day 0, in steps or straight.
  private static func line(_ points: [Point], _ isSteps: Bool) -> [(x: Double, y: Double)] {
    var line = [(x: 0.0, y: 1.0)]
    for point in points where point.days >= 0 {
      if isSteps { line.append((point.days, line[line.count - 1].y)) }
      line.append((point.days, point.share))
    }
    return line
  }

  private static func band(_ points: [Point], _ isSteps: Bool) -> [(x: Double, lower: Double, upper: Double)] {
    var band = [(x: 0.0, lower: 1.0, upper: 1.0)]
    for point in points where point.days >= 0 {
      let last = band[band.count - 1]
      if isSteps { band.append((point.days, last.lower, last.upper)) }
      band.append((point.days, point.lower, point.upper))
    }
    return band
  }
}
