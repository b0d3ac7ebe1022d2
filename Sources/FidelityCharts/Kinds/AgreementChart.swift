import FidelityData

/// A coefficient of agreement by item or another group, with intervals, over the bands of Landis and Koch.
enum AgreementChart {
  /// From here on agreement counts as enough.
  private static let threshold = 0.6

  /// Landis, J. R., & Koch, G. G. (1977). Biometrics, 33, 159-174. A convention, no test.
  private static func bands(_ texts: ChartTexts) -> [RowPlot.Band] {
    [
      RowPlot.Band(from: -1, to: 0, name: texts("agreement-poor"), ground: 0),
      RowPlot.Band(from: 0, to: 0.2, name: texts("agreement-slight"), ground: 0),
      RowPlot.Band(from: 0.2, to: 0.4, name: texts("agreement-fair"), ground: 1),
      RowPlot.Band(from: 0.4, to: 0.6, name: texts("agreement-moderate"), ground: 1),
      RowPlot.Band(from: 0.6, to: 0.8, name: texts("agreement-substantial"), ground: 2),
      RowPlot.Band(from: 0.8, to: 1, name: texts("agreement-almost-perfect"), ground: 3),
    ]
  }

  /// What is drawn where nothing is asked for: the first of these that a table has.
  private static let preferred = [
    "krippendorff-alpha", "gwet-ac", "cohen-kappa", "fleiss-kappa", "conger-kappa", "brennan-prediger", "scott-pi",
    "percent-agreement",
  ]

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    var pictures: [Picture] = []
    for table in context.results.tables(named: "reliability") {
      guard let found = try EstimateRows(table) else { continue }
      let wanted = context.options.term.map { [$0] } ?? preferred
      guard let quantity = wanted.first(where: { found.quantities.contains($0) }) else { continue }
      let rows = found.rows(quantity).filter { found.terms[$0].isEmpty }
      guard !rows.isEmpty else { continue }
      pictures.append(try draw(found, rows, quantity, &context))
    }
    return pictures
  }

  private static func draw(
    _ found: EstimateRows, _ rows: [Int], _ quantity: String, _ context: inout ChartContext
  ) throws(DataError) -> Picture {
    let texts = context.texts
    let counts = try found.table.optionalNumbers("n_units")
    let shownQuantity = texts.quantity(quantity)
    let variants = ["form", "weights", "metric"].compactMap { found.table.texts($0) }
    func variant(_ row: Int) -> String { variants.map { $0[row] }.filter { !$0.isEmpty }.joined(separator: ", ") }
    let isVaried = Set(rows.map(variant)).count > 1
    func name(_ row: Int) -> String {
      let parts = [found.label(row), isVaried ? variant(row) : ""].filter { !$0.isEmpty }
      return parts.isEmpty ? shownQuantity : parts.joined(separator: ", ")
    }
    let defined = rows.filter { found.estimates[$0].isFinite }.sorted {
      (found.estimates[$0], $0) < (found.estimates[$1], $1)
    }
    var shown = defined + rows.filter { !found.estimates[$0].isFinite }
    let unit = found.groupColumns.isEmpty ? texts("agreement-coefficients") : found.groupName
    var note = ""
    if shown.count > context.options.rowLimit {
      note = texts(
        "agreement-limit", ["n": texts.count(shown.count), "shown": texts.count(context.options.rowLimit)])
      shown = Array(shown.prefix(context.options.rowLimit))
    }
    let single = isVaried ? "" : rows.first.map(variant) ?? ""
    let title =
      found.groupColumns.isEmpty ? texts("agreement-title") : texts("agreement-title-groups", ["group": unit])
    var sheet = context.sheet(title, part: quantity)
    var plot = RowPlot(
      rows: shown.map { row in
        let isLow = found.estimates[row] < threshold
        return RowPlot.Row(
          label: name(row), estimate: found.estimates[row], lower: found.lowers[row], upper: found.uppers[row],
          shape: isLow ? .triangleDown : .circle, tone: isLow ? .vermillion : .blue, status: found.statuses[row])
      }, axisName: texts("agreement-axis", ["quantity": shownQuantity + (single.isEmpty ? "" : " (\(single))")]))
    plot.decimals = 2
    plot.covered = [0, 1]
    if quantity != "percent-agreement" { plot.bands = bands(texts) }
    plot.draw(on: &sheet)
    let low = defined.filter { found.estimates[$0] < threshold }
    let cut = texts.short(threshold)
    var entries: [LegendEntry] = []
    if low.count < defined.count {
      entries.append(LegendEntry(.mark(.circle, "a"), texts("agreement-enough", ["threshold": cut])))
    }
    if !low.isEmpty {
      entries.append(LegendEntry(.mark(.triangleDown, "b"), texts("agreement-low", ["threshold": cut])))
    }
    sheet.legend(entries)
    if !note.isEmpty { sheet.paragraph(note, classes: "") }
    if quantity != "percent-agreement" {
      sheet.paragraph(texts("agreement-bands"))
    }
    let most = rows.compactMap { counts[$0].isFinite ? ChartNumber.whole(counts[$0]) : nil }.max()
    return sheet.picture(
      finding: finding(defined.map { (name($0), found.estimates[$0]) }, low.count, shownQuantity, texts),
      source: texts.source(
        found.table.fileName, most.map { texts("agreement-n", ["n": texts.count($0)]) } ?? ""),
      table: PictureTable(
        header: [unit, shownQuantity, texts("head-lower"), texts("head-upper"), texts("head-units")],
        rows: shown.map { row in
          [name(row)]
            + [found.estimates[row], found.lowers[row], found.uppers[row], counts[row]].map(texts.short)
        }))
  }

  private static func finding(
    _ values: [(name: String, value: Double)], _ low: Int, _ quantity: String, _ texts: ChartTexts
  ) -> String {
    guard let first = values.first, let last = values.last else {
      return texts("agreement-none", ["quantity": quantity])
    }
    if values.count == 1 {
      return texts("agreement-one", ["quantity": quantity, "name": first.name, "value": texts.short(first.value)])
    }
    return texts(
      "agreement-finding",
      [
        "quantity": quantity, "low-value": texts.short(first.value), "low": first.name,
        "high-value": texts.short(last.value), "high": last.name, "n": texts.count(low),
        "all": texts.count(values.count), "threshold": texts.short(threshold),
      ])
  }
}
