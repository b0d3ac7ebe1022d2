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
    let texts = context.texts
    let names = figures.map { texts.word("figure", $0) }
    let systemNames = systems.map { texts.word("system", $0) }
    var sheet = context.sheet(texts("profile-title"))
    var plot = RowPlot(
      rows: figures.indices.map { row in
        RowPlot.Row(
          label: names[row], estimate: estimates[row], lower: lowers[row], upper: uppers[row],
          shape: row == weakest ? .diamond : .circle,
          tone: row == weakest ? .vermillion : beside.contains(quantities[row]) ? .purple : .blue,
          status: statuses[row], isOpen: beside.contains(quantities[row]))
      }, axisName: texts("profile-axis"))
    plot.isBars = true
    plot.decimals = 2
    plot.covered = [0, 1]
    plot.targets = criteria
    plot.draw(on: &sheet)
    var entries = [LegendEntry(.area("a"), texts("profile-share"))]
    if weakest != nil { entries.append(LegendEntry(.mark(.diamond, "wb"), texts("profile-weakest"))) }
    if figures.indices.contains(where: { beside.contains(quantities[$0]) }) {
      entries.append(LegendEntry(.area("wd"), texts("profile-beside")))
    }
    if criteria.contains(where: \.isFinite) {
      entries.append(LegendEntry(.mark(.triangleDown, "m"), texts("criterion")))
    }
    sheet.legend(entries)
    var finding = texts("profile-none")
    if let weakest {
      finding = texts(
        criteria[weakest].isFinite ? "profile-finding-criterion" : "profile-finding",
        [
          "n": texts.count(compared.count), "driver": systemNames[weakest], "figure": names[weakest],
          "value": texts.short(estimates[weakest]), "cut": texts.short(criteria[weakest]),
        ])
    } else if let only = compared.first {
      finding = texts(
        "profile-one",
        ["driver": systemNames[only], "figure": names[only], "value": texts.short(estimates[only])])
    }
    return [
      sheet.picture(
        finding: finding, source: texts.source(table.fileName, texts("profile-n", ["n": texts.count(figures.count)])),
        table: PictureTable(
          header: [
            texts("head-driver"), texts("profile-headline"), texts("head-estimate"), texts("head-lower"),
            texts("head-upper"), texts("criterion"), texts("head-units"),
          ],
          rows: figures.indices.map { row in
            [systemNames[row], names[row]]
              + [estimates[row], lowers[row], uppers[row], criteria[row], counts[row]].map(texts.short)
          }))
    ]
  }
}
