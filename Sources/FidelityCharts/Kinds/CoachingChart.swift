import FidelityData

/// Coaching planned and delivered, cycle by cycle: an open bar for the plan, a filled one for what was done.
enum CoachingChart {
  private static let cycleLimit = 60

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let table = context.results["coaching-cycles"], table.rowCount > 0, let cycles = table.texts("cycle") else {
      return []
    }
    let (planned, delivered) = (try table.checkedNumbers("planned"), try table.checkedNumbers("delivered"))
    let starts = table.texts("from") ?? cycles
    let shown = Array(cycles.indices.suffix(cycleLimit))
    let texts = context.texts
    var sheet = context.sheet(texts("coaching-title"))
    var plot = PointPlot(
      x: NiceScale(exactly: 0, Double(shown.count)), y: NiceScale(covering: planned + delivered + [0]),
      xName: texts(starts == cycles ? "coaching-cycle" : "coaching-cycle-day"), yName: texts("coaching-axis"))
    let every = max(1, shown.count * 75 / 420)
    plot.xTicks = shown.enumerated().filter { $0.offset % every == 0 }.map { offset, row in
      (Double(offset) + 0.5, starts[row].isEmpty ? cycles[row] : starts[row])
    }
    plot.drawFrame(on: &sheet)
    let width = (plot.right - plot.left) / Double(shown.count)
    for (offset, row) in shown.enumerated() {
      let left = plot.left + Double(offset) * width + width * 0.12
      if delivered[row].isFinite {
        let top = plot.y(delivered[row])
        sheet.rectangle(left + width * 0.1, top, width * 0.56, plot.bottom - top, "a")
      }
      if planned[row].isFinite {
        let top = plot.y(planned[row])
        sheet.path(
          "M\(Markup.place(left)) \(Markup.place(plot.bottom))V\(Markup.place(top))h\(Markup.place(width * 0.76))"
            + "V\(Markup.place(plot.bottom))", "lb v")
      }
    }
    sheet.legend([
      LegendEntry(.line("lb v"), texts("coaching-planned")), LegendEntry(.area("a"), texts("coaching-delivered")),
    ])
    if shown.count < cycles.count {
      sheet.paragraph(
        texts("coaching-limit", ["shown": texts.count(shown.count), "n": texts.count(cycles.count)]), classes: "")
    }
    let both = cycles.indices.filter { planned[$0].isFinite && delivered[$0].isFinite }
    let (plan, done) = (both.reduce(0) { $0 + planned[$1] }, both.reduce(0) { $0 + delivered[$1] })
    let full = both.count { delivered[$0] >= planned[$0] }
    return [
      sheet.picture(
        finding: both.isEmpty
          ? texts("coaching-none")
          : texts(
            "coaching-finding",
            [
              "done": texts.count(ChartNumber.whole(done.rounded())),
              "plan": texts.count(ChartNumber.whole(plan.rounded())), "full": texts.count(full),
              "n": texts.count(both.count),
            ]), source: texts.source(table.fileName, texts("coaching-n", ["n": texts.count(cycles.count)])),
        table: PictureTable(
          header: [
            texts("coaching-cycle"), texts("coaching-first-day"), texts("coaching-planned-minutes"),
            texts("coaching-delivered-minutes"),
          ],
          rows: shown.map { [cycles[$0], starts[$0], texts.short(planned[$0]), texts.short(delivered[$0])] }))
    ]
  }
}
