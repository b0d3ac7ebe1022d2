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

  /// What is drawn of one driver.
  private struct Course {
    let term: String
    let line: [(x: Double, y: Double)]
    let marks: [(x: Double, y: Double)]
  }

  /// Draws the axes, the courses, each with a look of its own, and the legend.
  private static func draw(
    _ courses: [Course], axes: NiceScale, xName: String, yName: String, radius: Double, on sheet: inout Sheet
  ) {
    var plot = PointPlot(x: axes, y: axes, xName: xName, yName: yName)
    plot.drawFrame(on: &sheet)
    for (course, look) in zip(courses, looks) {
      sheet.path(plot.path(course.line), "l\(look.tone.rawValue) v")
      for mark in course.marks {
        sheet.mark(look.shape, x: plot.x(mark.x), y: plot.y(mark.y), radius: radius, look.tone.rawValue)
      }
    }
    sheet.legend(
      zip(courses, looks).map { course, look in LegendEntry(.mark(look.shape, look.tone.rawValue), course.term) })
  }

  private static func required(_ drivers: DriverRows, _ context: inout ChartContext) -> Picture? {
    let (found, texts) = (drivers.found, context.texts)
    let rows = drivers.rows("compensatory", "required-compensation", level: "unit")
    if Self.areWithheld(rows, found) { return nil }
    let terms = Array(found.terms(of: rows).prefix(lineLimit))
    guard !terms.isEmpty else { return nil }
    var courses: [Course] = []
    var table: [[String]] = []
    var best: (share: Double, term: String)?
    for term in terms {
      let own = rows.filter { found.terms[$0] == term }
      let levels = own.map { found.estimates[$0] }.filter { $0.isFinite && $0 <= 1 }.sorted()
      let total = Double(own.count)
      var points = [(x: 0.0, y: 0.0)]
      for (index, level) in levels.enumerated() {
        points.append((level, Double(index) / total))
        points.append((level, Double(index + 1) / total))
      }
      let share = Double(levels.count) / total
      points.append((1, share))
      courses.append(Course(term: term, line: points, marks: [(1, share)]))
      if best.map({ share > $0.share }) ?? true { best = (share, term) }
      table.append([
        term, texts.count(own.count), texts.count(levels.count), texts.short(share),
        texts.short(Summary.quantile(levels, 0.5)),
      ])
    }
    var sheet = context.sheet(texts("compensation-title"), part: "required")
    draw(
      courses, axes: NiceScale(from: 0, to: 1), xName: texts("compensation-x"),
      yName: texts("compensation-y"), radius: 4.5, on: &sheet)
    let units = Set(rows.map { found.group("unit", $0) }).count
    return sheet.picture(
      finding: best.map {
        texts("compensation-finding", ["driver": $0.term, "value": texts.short($0.share)])
      } ?? texts("compensation-none"),
      source: texts.source(found.table.fileName, texts("compensation-n", ["n": texts.count(units)])),
      table: PictureTable(
        header: [
          texts("head-driver"), texts("head-units"), texts("compensation-can"), texts("compensation-share"),
          texts("compensation-median"),
        ], rows: table))
  }

  private static func bottleneck(_ drivers: DriverRows, _ context: inout ChartContext) -> Picture? {
    let (found, texts) = (drivers.found, context.texts)
    let rows = drivers.whole("compensatory", "nca-bottleneck").filter { found.forms[$0].hasPrefix("ce-fdh at ") }
    if Self.areWithheld(rows, found) { return nil }
    let terms = Array(found.terms(of: rows).prefix(lineLimit))
    guard !terms.isEmpty else { return nil }
    var courses: [Course] = []
    var table: [[String]] = []
    var highest: (level: Double, term: String)?
    for term in terms {
      let points = rows.filter { found.terms[$0] == term }.compactMap { row -> (x: Double, y: Double)? in
        guard let level = Self.level(found.forms[row]) else { return nil }
        return (level, found.estimates[row].isFinite ? found.estimates[row] : 0)
      }.sorted { $0.x < $1.x }
      courses.append(Course(term: term, line: points, marks: points))
      if let last = points.last, highest.map({ last.y > $0.level }) ?? true { highest = (last.y, term) }
      table += points.map { [term, texts.short($0.x), texts.short($0.y)] }
    }
    var sheet = context.sheet(texts("necessary-title"), part: "necessary")
    draw(
      courses, axes: NiceScale(from: 0, to: 100), xName: texts("necessary-x"),
      yName: texts("necessary-y"), radius: 3.5, on: &sheet)
    let count = rows.map { drivers.counts[$0] }.filter(\.isFinite).max() ?? 0
    return sheet.picture(
      finding: highest.map {
        texts("necessary-finding", ["driver": $0.term, "value": texts.short($0.level)])
      } ?? texts("necessary-none"),
      source: texts.source(
        found.table.fileName, texts("compensation-n", ["n": texts.count(ChartNumber.whole(count))])),
      table: PictureTable(
        header: [texts("head-driver"), texts("necessary-outcome"), texts("necessary-level")], rows: table))
  }

  /// Whether a page withholds some of the figures: what is left would tell an untruth of all.
  private static func areWithheld(_ rows: [Int], _ found: EstimateRows) -> Bool {
    rows.contains { found.statuses[$0] == "suppressed" }
  }

  /// 10 of `ce-fdh at 10 %`.
  private static func level(_ form: String) -> Double? {
    form.split(separator: " ").compactMap { Double($0) }.last
  }
}
