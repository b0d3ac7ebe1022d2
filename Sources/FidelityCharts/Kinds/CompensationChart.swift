import FidelityData

/// What one driver can make up for: the share of units that reach the target as one driver rises and the others stay;
/// and what cannot be made up for, the level of each driver without which an outcome is not met (necessary condition
/// analysis).
enum CompensationChart {
  private static let lineLimit = 5

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let drivers = try DriverRows(context.results) else { return [] }
    return [
      required(drivers, &context), bottleneck(drivers, &context),
    ].compactMap(\.self)
  }

  /// The classes and marks of up to five lines.
  private static let looks: [(tone: Tone, shape: MarkShape)] = [
    (.blue, .circle), (.vermillion, .triangleDown), (.green, .square), (.purple, .diamond), (.orange, .triangleUp),
  ]

  private static func required(_ drivers: DriverRows, _ context: inout ChartContext) -> Picture? {
    let found = drivers.found
    let rows = drivers.rows("compensatory", "required-compensation", level: "unit")
    let terms = Array(found.terms(of: rows).prefix(lineLimit))
    guard !terms.isEmpty else { return nil }
    var sheet = context.sheet("Compensation: one driver raised, the others as they are", part: "required")
    var plot = PointPlot(
      x: NiceScale(from: 0, to: 1), y: NiceScale(from: 0, to: 1), xName: "level of the driver that is raised",
      yName: "Share of units that would reach the target")
    plot.drawFrame(on: &sheet)
    var entries: [LegendEntry] = []
    var table: [[String]] = []
    var best: (share: Double, term: String)?
    for (term, look) in zip(terms, looks) {
      let own = rows.filter { found.terms[$0] == term }
      let levels = own.map { found.estimates[$0] }.filter { $0.isFinite && $0 <= 1 }.sorted()
      let total = Double(own.count)
      var points = [(x: 0.0, y: 0.0)]
      for (index, level) in levels.enumerated() {
        points.append((level, Double(index) / total))
        points.append((level, Double(index + 1) / total))
      }
      points.append((1, Double(levels.count) / total))
      sheet.path(plot.path(points), "l\(look.tone.rawValue) v")
      let share = Double(levels.count) / total
      sheet.mark(look.shape, x: plot.x(1), y: plot.y(share), look.tone.rawValue)
      entries.append(LegendEntry(.mark(look.shape, look.tone.rawValue), term))
      if best.map({ share > $0.share }) ?? true { best = (share, term) }
      table.append([
        term, ChartNumber.count(own.count), ChartNumber.count(levels.count), ChartNumber.short(share),
        ChartNumber.short(Quantiles.of(levels, 0.5)),
      ])
    }
    sheet.legend(entries)
    let units = Set(rows.map { found.group("unit", $0) }).count
    return sheet.picture(
      finding: best.map {
        "Raised \($0.term) alone, with that driver at up to 1, a share of \(ChartNumber.short($0.share)) of the units "
          + "would reach the target, the most of the drivers; the rest cannot make up for the others with it."
      } ?? "No unit needs a driver to make up for another.",
      source: "\(found.table.fileName) · n = \(ChartNumber.count(units, "unit"))",
      table: PictureTable(
        header: ["driver", "units", "units that can reach the target", "share", "median level needed"], rows: table))
  }

  private static func bottleneck(_ drivers: DriverRows, _ context: inout ChartContext) -> Picture? {
    let found = drivers.found
    let rows = drivers.whole("compensatory", "nca-bottleneck").filter { found.forms[$0].hasPrefix("ce-fdh at ") }
    let terms = Array(found.terms(of: rows).prefix(lineLimit))
    guard !terms.isEmpty else { return nil }
    var sheet = context.sheet("Necessary levels: what cannot be made up for", part: "necessary")
    var plot = PointPlot(
      x: NiceScale(from: 0, to: 100), y: NiceScale(from: 0, to: 100), xName: "level of the outcome, % of its range",
      yName: "Level of the driver that it takes at least, % of its range")
    plot.drawFrame(on: &sheet)
    var entries: [LegendEntry] = []
    var table: [[String]] = []
    var highest: (level: Double, term: String)?
    for (term, look) in zip(terms, looks) {
      let points = rows.filter { found.terms[$0] == term }.compactMap { row -> (x: Double, y: Double)? in
        guard let level = Self.level(found.forms[row]) else { return nil }
        return (level, found.estimates[row].isFinite ? found.estimates[row] : 0)
      }.sorted { $0.x < $1.x }
      sheet.path(plot.path(points), "l\(look.tone.rawValue) v")
      for point in points {
        sheet.mark(look.shape, x: plot.x(point.x), y: plot.y(point.y), radius: 3.5, look.tone.rawValue)
      }
      entries.append(LegendEntry(.mark(look.shape, look.tone.rawValue), term))
      if let last = points.last, highest.map({ last.y > $0.level }) ?? true { highest = (last.y, term) }
      table += points.map { [term, ChartNumber.short($0.x), ChartNumber.short($0.y)] }
    }
    sheet.legend(entries)
    let count = rows.map { drivers.counts[$0] }.filter(\.isFinite).max() ?? 0
    return sheet.picture(
      finding: highest.map {
        "The highest outcome was met only where \($0.term) had at least \(ChartNumber.short($0.level)) % of its range."
      } ?? "No level is necessary.",
      source: "\(found.table.fileName) · n = \(ChartNumber.count(Int(count), "unit"))",
      table: PictureTable(header: ["driver", "outcome, %", "level needed, %"], rows: table))
  }

  /// 10 of `ce-fdh at 10 %`.
  private static func level(_ form: String) -> Double? {
    form.split(separator: " ").compactMap { Double($0) }.last
  }
}
