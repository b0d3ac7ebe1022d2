import FidelityData

/// How much higher or lower each rater rates: against the gold standard, and against the others.
enum RaterBiasChart {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let found = try EstimateRows(context.results["raters"]) else { return [] }
    var pictures: [Picture] = []
    for form in ["against gold", "against others"] {
      let rows = found.rows("bias").filter { found.forms[$0] == form }
      if !rows.isEmpty { pictures.append(try draw(found, rows, form, &context)) }
    }
    return pictures
  }

  private static func draw(
    _ found: EstimateRows, _ rows: [Int], _ form: String, _ context: inout ChartContext
  ) throws(DataError) -> Picture {
    let counts = try found.table.optionalNumbers("n_units")
    let defined = rows.filter { found.estimates[$0].isFinite }.sorted {
      (-found.estimates[$0], $0) < (-found.estimates[$1], $1)
    }
    let undefined = rows.filter { !found.estimates[$0].isFinite }
    func side(_ row: Int) -> IntervalSide { IntervalSide(found.lowers[row], found.uppers[row], beside: 0) }
    var shown = defined + undefined
    var note = ""
    if shown.count > context.options.rowLimit {
      let half = context.options.rowLimit / 2
      shown = Array(defined.prefix(half) + defined.suffix(half))
      note = "Of \(ChartNumber.count(rows.count, "rater")), the \(half) that rate highest and the \(half) lowest."
    }
    let other = form == "against gold" ? "the gold standard" : "the other raters of the same units"
    var sheet = context.sheet(
      "Bias of raters against \(form == "against gold" ? "the gold standard" : "the others")",
      part: form)
    var plot = RowPlot(
      rows: shown.map { row in
        let side = side(row)
        return RowPlot.Row(
          label: found.label(row), estimate: found.estimates[row], lower: found.lowers[row], upper: found.uppers[row],
          shape: side.shape, tone: side.tone, status: found.statuses[row])
      }, axisName: "Mean difference from \(other), in points of the scale")
    plot.references = [(0, "no bias")]
    plot.decimals = 2
    plot.draw(on: &sheet)
    sheet.legend(
      IntervalSide.legend(
        Set(defined.map(side)), above: "rates higher (lenient)", holding: "interval holds 0",
        below: "rates lower (severe)"))
    if !note.isEmpty { sheet.paragraph(note, classes: "") }
    let (high, low) = (defined.filter { side($0) == .above }, defined.filter { side($0) == .below })
    let finding =
      defined.isEmpty
      ? "No rater's bias is defined."
      : "Against \(other), \(high.count) of \(ChartNumber.count(defined.count, "rater")) rate higher"
        + (high.isEmpty ? "" : " (\(Phrase.list(high.map { found.label($0) })))") + " and \(low.count) lower"
        + (low.isEmpty ? "" : " (\(Phrase.list(low.reversed().map { found.label($0) })))")
        + ", by intervals that leave out 0."
    let most = rows.compactMap { counts[$0].isFinite ? Int(counts[$0]) : nil }.max()
    return sheet.picture(
      finding: finding,
      source: "\(found.table.fileName) · n = \(ChartNumber.count(rows.count, "rater"))"
        + (most.map { ", up to \(ChartNumber.count($0, "unit")) each" } ?? ""),
      table: PictureTable(
        header: [found.groupName, "bias", "lower", "upper", "units"],
        rows: shown.map { row in
          [found.label(row)]
            + [found.estimates[row], found.lowers[row], found.uppers[row], counts[row]].map(ChartNumber.short)
        }))
  }
}
