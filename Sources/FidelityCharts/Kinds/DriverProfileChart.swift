import FidelityData

/// A bar for the headline of each driver, with its interval and criterion; the weakest is marked.
enum DriverProfileChart {
  /// Headlines of which more is not better, or that are made of the others.
  private static let beside: Set<String> = ["stuck-above", "leadership-balance", "system-share", "power-mean"]

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let table = context.results["drivers-page"], let systems = table.texts("system"),
      let figures = table.texts("figure"), let quantities = table.texts("quantity")
    else { return [] }
    let (estimates, lowers) = (try table.checkedNumbers("estimate"), try table.optionalNumbers("lower"))
    let (uppers, criteria) = (try table.optionalNumbers("upper"), try table.optionalNumbers("criterion"))
    let counts = try table.optionalNumbers("n_units")
    let statuses = table.texts("status") ?? figures.map { _ in "" }
    let compared = figures.indices.filter { !beside.contains(quantities[$0]) && estimates[$0].isFinite }
    let weakest = compared.count > 1 ? compared.min { (estimates[$0], $0) < (estimates[$1], $1) } : nil
    guard !figures.isEmpty else { return [] }
    var sheet = context.sheet("Profile of the drivers")
    var plot = RowPlot(
      rows: figures.indices.map { row in
        RowPlot.Row(
          label: figures[row], estimate: estimates[row], lower: lowers[row], upper: uppers[row],
          shape: row == weakest ? .diamond : .circle,
          tone: row == weakest ? .vermillion : beside.contains(quantities[row]) ? .purple : .blue,
          status: statuses[row], isOpen: beside.contains(quantities[row]))
      }, axisName: "Headline of each driver, with its interval; 1 = all")
    plot.isBars = true
    plot.decimals = 2
    plot.covered = [0, 1]
    plot.targets = criteria
    plot.draw(on: &sheet)
    var entries = [LegendEntry(.area("a"), "share: more is better")]
    if weakest != nil { entries.append(LegendEntry(.mark(.diamond, "wb"), "the weakest of these")) }
    if figures.indices.contains(where: { beside.contains(quantities[$0]) }) {
      entries.append(LegendEntry(.area("wd"), "another scale, or made of others: not compared"))
    }
    if criteria.contains(where: \.isFinite) { entries.append(LegendEntry(.mark(.triangleDown, "m"), "criterion")) }
    sheet.legend(entries)
    var finding = "No driver has a headline that is defined."
    if let weakest {
      finding =
        "The weakest of \(ChartNumber.count(compared.count, "driver")) is \(systems[weakest]): \(figures[weakest]), "
        + "\(ChartNumber.short(estimates[weakest]))"
        + (criteria[weakest].isFinite ? " (criterion \(ChartNumber.short(criteria[weakest])))" : "") + "."
    } else if let only = compared.first {
      finding = "\(systems[only]): \(figures[only]), \(ChartNumber.short(estimates[only]))."
    }
    return [
      sheet.picture(
        finding: finding, source: "\(table.fileName) · n = \(ChartNumber.count(figures.count, "headline"))",
        table: PictureTable(
          header: ["driver", "headline", "estimate", "lower", "upper", "criterion", "units"],
          rows: figures.indices.map { row in
            [systems[row], figures[row]]
              + [estimates[row], lowers[row], uppers[row], criteria[row], counts[row]].map(ChartNumber.short)
          }))
    ]
  }
}
