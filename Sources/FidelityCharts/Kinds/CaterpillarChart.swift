import FidelityData

/// Sites in the order of their estimates with intervals: means as they are, slopes drawn towards their mean
/// (empirical Bayes) where the table of verdicts has them.
enum CaterpillarChart {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    let texts = context.texts
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
          title: texts("caterpillar-title", ["scale": term, "group": found.groupName]),
          axis: texts("caterpillar-axis", ["scale": term]), part: "mean-\(term)", columns: found.groupColumns,
          reference: criterion.map { ($0, texts("criterion")) }, source: found.table.fileName)
        if !found.groupColumns.isEmpty { pictures.append(draw(sites, subject, &context)) }
      }
    }
    if let table = context.results["trend-decisions"], let place = table.columns.firstIndex(of: "verdict") {
      let hasShrunken = table.has("shrunken_slope")
      let slopes = try table.checkedNumbers(hasShrunken ? "shrunken_slope" : "slope")
      let lowers = try table.optionalNumbers(hasShrunken ? "shrunken_lower" : "lower")
      let uppers = try table.optionalNumbers(hasShrunken ? "shrunken_upper" : "upper")
      let verdicts = table.texts("verdict") ?? []
      let groups = table.columns[..<place].map { table.texts($0) ?? [] }
      let sites = slopes.indices.map { row in
        Site(
          name: groups.map { $0[row] }.filter { !$0.isEmpty }.joined(separator: " · "), estimate: slopes[row],
          lower: lowers[row], upper: uppers[row], verdict: verdicts[row])
      }
      let columns = Array(table.columns[..<place])
      let subject = Subject(
        title: texts("caterpillar-title-slope", ["group": columns.joined(separator: ", ")]),
        axis: texts(hasShrunken ? "caterpillar-axis-shrunken" : "caterpillar-axis-slope"), part: "slope",
        columns: columns, reference: (0, texts("caterpillar-no-change")), source: table.fileName)
      if !sites.isEmpty { pictures.append(draw(sites, subject, &context)) }
    }
    return pictures
  }

  struct Site {
    let name: String
    let estimate: Double
    let lower: Double
    let upper: Double
    /// What the table says of the group's trend; nil for means.
    var verdict: String?
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
    let texts = context.texts
    let reference = subject.reference ?? (median, texts("caterpillar-median"))
    // Marks are the verdicts of the table, where it has them, in place of where intervals lie.
    let hasVerdicts = sites.contains { $0.verdict != nil }
    var sheet = context.sheet(subject.title, part: subject.part)
    var shown = defined + undefined
    if shown.count > context.options.rowLimit {
      drawProfile(defined, subject, reference, on: &sheet)
      let ends = min(10, defined.count / 2)
      shown = Array(defined.prefix(ends) + defined.suffix(ends))
      let leftOut =
        undefined.isEmpty ? "" : texts("caterpillar-left-out", ["n": texts.count(undefined.count)])
      let rest = leftOut + (defined.isEmpty ? "." : texts("caterpillar-ends", ["n": texts.count(ends)]))
      sheet.paragraph(texts("caterpillar-curve", ["n": texts.count(defined.count), "rest": rest]))
      sheet.bottom += 6
    }
    var plot = RowPlot(rows: shown.map { row($0, reference.value) }, axisName: subject.axis)
    plot.references = reference.value.isFinite ? [reference] : []
    let finest = defined.map(\.estimate.magnitude).max() ?? 1
    plot.decimals = finest < 0.2 ? 3 : finest < 10 ? 2 : 1
    plot.draw(on: &sheet)
    if hasVerdicts {
      sheet.legend(IntervalSide.verdictLegend(Set(shown.compactMap(\.verdict)), texts))
      sheet.paragraph(texts("caterpillar-verdicts"))
    } else {
      sheet.legend(legend(defined, reference, texts))
    }
    return sheet.picture(
      finding: hasVerdicts
        ? slopeFinding(sites, defined, subject, texts) : finding(defined, subject, reference, texts),
      source: texts.source(subject.source, texts.counted(sites.count, subject.columns)),
      table: PictureTable(
        header: [subject.unit, texts("head-estimate"), texts("head-lower"), texts("head-upper")],
        rows: shown.map { [$0.name] + [$0.estimate, $0.lower, $0.upper].map(texts.short) }))
  }

  /// Of a trend what the table says of it, of a mean where its interval lies.
  private static func side(_ site: Site, _ reference: Double) -> IntervalSide {
    if let verdict = site.verdict { return IntervalSide(verdict: verdict) }
    return IntervalSide(site.lower, site.upper, reaching: reference)
  }

  private static func row(_ site: Site, _ reference: Double) -> RowPlot.Row {
    let side = side(site, reference)
    return RowPlot.Row(
      label: site.name, estimate: site.estimate, lower: site.lower, upper: site.upper, shape: side.shape,
      tone: side.tone)
  }

  private static func legend(
    _ sites: [Site], _ reference: (value: Double, name: String), _ texts: ChartTexts
  ) -> [LegendEntry] {
    IntervalSide.legend(
      Set(sites.map { side($0, reference.value) }),
      above: texts("caterpillar-above", ["reference": reference.name]), holding: texts("caterpillar-holding"),
      below: texts("caterpillar-below"), unknown: texts("no-interval"))
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
      xName: sheet.texts("caterpillar-rank"), yName: subject.axis)
    plot.height = 160
    plot.drawFrame(on: &sheet)
    sheet.path(plot.ribbon(points.map { ($0.x, $0.lower, $0.upper) }), "ra")
    if reference.value.isFinite {
      plot.reference(
        reference.value,
        sheet.texts("reference-at", ["name": reference.name, "value": sheet.texts.short(reference.value)]),
        on: &sheet)
    }
    sheet.path(plot.path(points.map { ($0.x, $0.estimate) }), "la v")
  }

  private static func finding(
    _ sites: [Site], _ subject: Subject, _ reference: (value: Double, name: String), _ texts: ChartTexts
  ) -> String {
    guard let high = sites.first, let low = sites.last else {
      return texts("caterpillar-none", ["group": subject.unit])
    }
    if sites.count == 1 {
      return texts("caterpillar-one", ["name": high.name, "value": texts.short(high.estimate)])
    }
    let (above, below) = (
      sites.count { side($0, reference.value) == .above }, sites.count { side($0, reference.value) == .below }
    )
    return texts(
      "caterpillar-finding",
      [
        "groups": texts.counted(sites.count, subject.columns), "above": texts.count(above),
        "below": texts.count(below), "value": texts.short(reference.value), "reference": reference.name,
        "low-value": texts.short(low.estimate), "low": low.name, "high-value": texts.short(high.estimate),
        "high": high.name,
      ])
  }

  /// - Parameters:
  ///   - all: the groups, of which some may have no slope.
  ///   - defined: those that have one, the highest first.
  private static func slopeFinding(
    _ all: [Site], _ defined: [Site], _ subject: Subject, _ texts: ChartTexts
  ) -> String {
    guard let high = defined.first, let low = defined.last else {
      return texts("caterpillar-none", ["group": subject.unit])
    }
    if all.count == 1 {
      return texts("caterpillar-one", ["name": high.name, "value": texts.short(high.estimate)])
    }
    func count(_ verdict: String) -> String { texts.count(all.count { $0.verdict == verdict }) }
    return texts(
      "caterpillar-finding-slope",
      [
        "groups": texts.counted(all.count, subject.columns), "improving": count("improving"),
        "declining": count("declining"), "stable": count("stable"), "low-value": texts.short(low.estimate),
        "low": low.name, "high-value": texts.short(high.estimate), "high": high.name,
      ])
  }
}
