import FidelityData

/// A coefficient of agreement by item or another group, with intervals, over the bands of Landis and Koch.
enum AgreementChart {
  /// Landis, J. R., & Koch, G. G. (1977). Biometrics, 33, 159-174. A convention, no test.
  static let bands = [
    RowPlot.Band(from: -1, to: 0, name: "poor", ground: 0), RowPlot.Band(from: 0, to: 0.2, name: "slight", ground: 0),
    RowPlot.Band(from: 0.2, to: 0.4, name: "fair", ground: 1),
    RowPlot.Band(from: 0.4, to: 0.6, name: "moderate", ground: 1),
    RowPlot.Band(from: 0.6, to: 0.8, name: "substantial", ground: 2),
    RowPlot.Band(from: 0.8, to: 1, name: "almost perfect", ground: 3),
  ]

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
    let counts = try found.table.optionalNumbers("n_units")
    let variants = ["form", "weights", "metric"].compactMap { found.table.texts($0) }
    func variant(_ row: Int) -> String { variants.map { $0[row] }.filter { !$0.isEmpty }.joined(separator: ", ") }
    let isVaried = Set(rows.map(variant)).count > 1
    func name(_ row: Int) -> String {
      let parts = [found.label(row), isVaried ? variant(row) : ""].filter { !$0.isEmpty }
      return parts.isEmpty ? quantity : parts.joined(separator: ", ")
    }
    let defined = rows.filter { found.estimates[$0].isFinite }.sorted {
      (found.estimates[$0], $0) < (found.estimates[$1], $1)
    }
    var shown = defined + rows.filter { !found.estimates[$0].isFinite }
    let unit = found.groupColumns.isEmpty ? "coefficients" : found.groupName
    var note = ""
    if shown.count > context.options.rowLimit {
      note = "Of \(ChartNumber.count(shown.count)), the \(context.options.rowLimit) lowest."
      shown = Array(shown.prefix(context.options.rowLimit))
    }
    let single = isVaried ? "" : rows.first.map(variant) ?? ""
    var sheet = context.sheet(
      found.groupColumns.isEmpty ? "Agreement of raters" : "Agreement by \(unit)", part: quantity)
    var plot = RowPlot(
      rows: shown.map { row in
        let isLow = found.estimates[row] < 0.6
        return RowPlot.Row(
          label: name(row), estimate: found.estimates[row], lower: found.lowers[row], upper: found.uppers[row],
          shape: isLow ? .triangleDown : .circle, tone: isLow ? .vermillion : .blue, status: found.statuses[row])
      }, axisName: quantity + (single.isEmpty ? "" : " (\(single))") + ", with its interval")
    plot.decimals = 2
    plot.covered = [0, 1]
    if quantity != "percent-agreement" { plot.bands = bands }
    plot.draw(on: &sheet)
    let low = defined.filter { found.estimates[$0] < 0.6 }
    sheet.legend(
      [
        LegendEntry(.mark(.circle, "a"), "0.60 or more"), LegendEntry(.mark(.triangleDown, "b"), "below 0.60"),
      ].filter { entry in entry.text.hasPrefix("0") ? low.count < defined.count : !low.isEmpty })
    if !note.isEmpty { sheet.paragraph(note, classes: "") }
    if quantity != "percent-agreement" {
      sheet.paragraph("Bands: Landis and Koch (1977), a convention and no test.")
    }
    let most = rows.compactMap { counts[$0].isFinite ? Int(counts[$0]) : nil }.max()
    return sheet.picture(
      finding: finding(defined.map { (name($0), found.estimates[$0]) }, low.count, quantity),
      source: found.table.fileName + (most.map { " · n = up to \(ChartNumber.count($0, "unit"))" } ?? ""),
      table: PictureTable(
        header: [unit, quantity, "lower", "upper", "units"],
        rows: shown.map { row in
          [name(row)]
            + [found.estimates[row], found.lowers[row], found.uppers[row], counts[row]].map(ChartNumber.short)
        }))
  }

  private static func finding(_ values: [(name: String, value: Double)], _ low: Int, _ quantity: String) -> String {
    guard let first = values.first, let last = values.last else { return "No value of \(quantity) is defined." }
    if values.count == 1 { return "\(quantity) of \(first.name) is \(ChartNumber.short(first.value))." }
    return "\(quantity) goes from \(ChartNumber.short(first.value)) (\(first.name)) to "
      + "\(ChartNumber.short(last.value)) (\(last.name)); \(low) of \(values.count) lie below 0.60."
  }
}
