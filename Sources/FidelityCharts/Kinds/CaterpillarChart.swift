import FidelityData

/// Sites in the order of their estimates with intervals: means as they are, slopes drawn towards their mean
/// (empirical Bayes) where the table of verdicts has them.
enum CaterpillarChart {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    var pictures: [Picture] = []
    if let found = try EstimateRows(context.results["score-summary"]) {
      let means = found.rows("score-mean")
      if let term = context.term(among: found.terms(of: means)) {
        let rows = means.filter { found.terms[$0] == term }
        let sites = rows.map { row in
          Site(
            name: found.label(row), estimate: found.estimates[row], lower: found.lowers[row], upper: found.uppers[row])
        }
        let criterion = try context.criterion(of: term)
        let subject = Subject(
          title: "Mean score \(term) by \(found.groupName)", axis: "Mean score \(term), with its interval",
          part: "mean-\(term)", columns: found.groupColumns, reference: criterion.map { ($0, "criterion") },
          source: found.table.fileName)
        if !found.groupColumns.isEmpty { pictures.append(draw(sites, subject, &context)) }
      }
    }
    if let table = context.results["trend-decisions"], let place = table.columns.firstIndex(of: "verdict") {
      let hasShrunken = table.has("shrunken_slope")
      let slopes = try table.checkedNumbers(hasShrunken ? "shrunken_slope" : "slope")
      let lowers = try table.optionalNumbers(hasShrunken ? "shrunken_lower" : "lower")
      let uppers = try table.optionalNumbers(hasShrunken ? "shrunken_upper" : "upper")
      let groups = table.columns[..<place].map { table.texts($0) ?? [] }
      let sites = slopes.indices.map { row in
        Site(
          name: groups.map { $0[row] }.filter { !$0.isEmpty }.joined(separator: " · "), estimate: slopes[row],
          lower: lowers[row], upper: uppers[row])
      }
      let columns = Array(table.columns[..<place])
      let kind = hasShrunken ? "Slope, drawn towards the mean of all (empirical Bayes)" : "Slope"
      let subject = Subject(
        title: "Change per unit of time by \(columns.joined(separator: ", "))", axis: kind + ", with its interval",
        part: "slope", columns: columns,
        reference: (0, "no change"), source: table.fileName)
      if !sites.isEmpty { pictures.append(draw(sites, subject, &context)) }
    }
    return pictures
  }

  struct Site {
    let name: String
    let estimate: Double
    let lower: Double
    let upper: Double
  }

  struct Subject {
    let title: String
    let axis: String
    let part: String
    let columns: [String]
    let reference: (value: Double, name: String)?
    let source: String

    var unit: String { columns.joined(separator: ", ") }
  }

  private static func draw(_ sites: [Site], _ subject: Subject, _ context: inout ChartContext) -> Picture {
    let defined = sites.filter { $0.estimate.isFinite }.sorted { ($0.estimate, $1.name) > ($1.estimate, $0.name) }
    let undefined = sites.filter { !$0.estimate.isFinite }
    let median = Summary.quantile(defined.map(\.estimate).reversed(), 0.5)
    let reference = subject.reference ?? (median, "median")
    var sheet = context.sheet(subject.title, part: subject.part)
    var shown = defined + undefined
    if shown.count > context.options.rowLimit {
      drawProfile(defined, subject, reference, on: &sheet)
      let ends = min(10, defined.count / 2)
      shown = Array(defined.prefix(ends) + defined.suffix(ends))
      let all = "All \(ChartNumber.count(defined.count)) are in the curve, by rank"
      let beneath = defined.isEmpty ? "." : "; beneath it the \(ends) highest and the \(ends) lowest."
      sheet.paragraph(all + (undefined.isEmpty ? "" : ", \(undefined.count) without an estimate left out") + beneath)
      sheet.bottom += 6
    }
    var plot = RowPlot(rows: shown.map { row($0, reference.value) }, axisName: subject.axis)
    plot.references = reference.value.isFinite ? [reference] : []
    let finest = defined.map(\.estimate.magnitude).max() ?? 1
    plot.decimals = finest < 0.2 ? 3 : finest < 10 ? 2 : 1
    plot.draw(on: &sheet)
    sheet.legend(legend(defined, reference))
    return sheet.picture(
      finding: finding(defined, subject, reference),
      source: "\(subject.source) · n = \(Phrase.counted(sites.count, subject.columns))",
      table: PictureTable(
        header: [subject.unit, "estimate", "lower", "upper"],
        rows: shown.map { [$0.name] + [$0.estimate, $0.lower, $0.upper].map(ChartNumber.short) }))
  }

  private static func side(_ site: Site, _ reference: Double) -> IntervalSide {
    IntervalSide(site.lower, site.upper, beside: reference)
  }

  private static func row(_ site: Site, _ reference: Double) -> RowPlot.Row {
    let side = side(site, reference)
    return RowPlot.Row(
      label: site.name, estimate: site.estimate, lower: site.lower, upper: site.upper, shape: side.shape,
      tone: side.tone)
  }

  private static func legend(_ sites: [Site], _ reference: (value: Double, name: String)) -> [LegendEntry] {
    IntervalSide.legend(
      Set(sites.map { side($0, reference.value) }), above: "whole interval above (\(reference.name))",
      holding: "interval holds it", below: "whole interval below")
  }

  /// The estimates by rank as a curve with the ribbon of their intervals: medians of at most 200 equal parts.
  private static func drawProfile(
    _ sites: [Site], _ subject: Subject, _ reference: (value: Double, name: String), on sheet: inout Sheet
  ) {
    let parts = min(200, sites.count)
    func middle(_ numbers: [Double]) -> Double { Summary.quantile(numbers.filter(\.isFinite).sorted(), 0.5) }
    let points = (0..<parts).map { part in
      let slice = sites[part * sites.count / parts..<(part + 1) * sites.count / parts]
      return (
        x: Double(part * sites.count / parts + (part + 1) * sites.count / parts) / 2 + 0.5,
        estimate: middle(slice.map(\.estimate)), lower: middle(slice.map(\.lower)), upper: middle(slice.map(\.upper))
      )
    }
    let numbers = points.flatMap { [$0.estimate, $0.lower, $0.upper] } + [reference.value]
    var plot = PointPlot(
      x: NiceScale(exactly: 0, Double(max(sites.count, 1))), y: NiceScale(covering: numbers),
      xName: "rank, from the highest", yName: subject.axis)
    plot.height = 160
    plot.drawFrame(on: &sheet)
    sheet.path(plot.ribbon(points.map { ($0.x, $0.lower, $0.upper) }), "ra")
    if reference.value.isFinite {
      plot.reference(
        reference.value, "\(reference.name) \(ChartNumber.short(reference.value))", on: &sheet)
    }
    sheet.path(plot.path(points.map { ($0.x, $0.estimate) }), "la v")
  }

  private static func finding(
    _ sites: [Site], _ subject: Subject, _ reference: (value: Double, name: String)
  ) -> String {
    guard let high = sites.first, let low = sites.last else { return "No \(subject.unit) has an estimate." }
    let (above, below) = (
      sites.count { side($0, reference.value) == .above }, sites.count { side($0, reference.value) == .below }
    )
    return "Of \(Phrase.counted(sites.count, subject.columns)), \(ChartNumber.count(above)) lie with their whole "
      + "interval above \(ChartNumber.short(reference.value)) (\(reference.name)) and "
      + "\(ChartNumber.count(below)) below; "
      + "estimates go from \(ChartNumber.short(low.estimate)) (\(low.name)) to \(ChartNumber.short(high.estimate)) "
      + "(\(high.name))."
  }
}
