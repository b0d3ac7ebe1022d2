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
    let texts = context.texts
    let tail = form == "against gold" ? "gold" : "others"
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
      note = texts("bias-limit", ["n": texts.count(rows.count), "shown": texts.count(half)])
    }
    var sheet = context.sheet(texts("bias-title-\(tail)"), part: form)
    var plot = RowPlot(
      rows: shown.map { row in
        let side = side(row)
        return RowPlot.Row(
          label: found.label(row), estimate: found.estimates[row], lower: found.lowers[row], upper: found.uppers[row],
          shape: side.shape, tone: side.tone, status: found.statuses[row])
      }, axisName: texts("bias-axis-\(tail)"))
    plot.references = [(0, texts("bias-none-reference"))]
    plot.decimals = 2
    plot.draw(on: &sheet)
    sheet.legend(
      IntervalSide.legend(
        Set(defined.map(side)), above: texts("bias-higher"), holding: texts("bias-holding"),
        below: texts("bias-lower"), unknown: texts("no-interval")))
    if !note.isEmpty { sheet.paragraph(note, classes: "") }
    let (high, low) = (defined.filter { side($0) == .above }, defined.filter { side($0) == .below })
    func names(_ rows: [Int]) -> String {
      rows.isEmpty ? "" : texts("bias-names", ["names": texts.list(rows.map { found.label($0) })])
    }
    let finding =
      defined.isEmpty
      ? texts("bias-none")
      : texts(
        "bias-finding-\(tail)",
        [
          "high": texts.count(high.count), "n": texts.count(defined.count), "high-names": names(high),
          "low": texts.count(low.count), "low-names": names(low.reversed()),
        ])
    let most = rows.compactMap { counts[$0].isFinite ? ChartNumber.whole(counts[$0]) : nil }.max()
    return sheet.picture(
      finding: finding,
      source: texts.source(
        found.table.fileName,
        most.map { texts("bias-n-units", ["n": texts.count(rows.count), "units": texts.count($0)]) }
          ?? texts("bias-n", ["n": texts.count(rows.count)])),
      table: PictureTable(
        header: [
          found.groupName, texts("bias-head"), texts("head-lower"), texts("head-upper"), texts("head-units"),
        ],
        rows: shown.map { row in
          [found.label(row)]
            + [found.estimates[row], found.lowers[row], found.uppers[row], counts[row]].map(texts.short)
        }))
  }
}
