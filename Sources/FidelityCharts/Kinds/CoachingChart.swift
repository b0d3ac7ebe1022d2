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
    var sheet = context.sheet("Coaching planned and delivered, by cycle")
    var plot = PointPlot(
      x: NiceScale(exactly: 0, Double(shown.count)), y: NiceScale(covering: planned + delivered + [0]),
      xName: starts == cycles ? "cycle" : "cycle, by its first day", yName: "Minutes of all coachees together")
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
    sheet.legend([LegendEntry(.line("lb v"), "planned"), LegendEntry(.area("a"), "delivered")])
    if shown.count < cycles.count { sheet.paragraph("The last \(shown.count) of \(cycles.count) cycles.", classes: "") }
    let both = cycles.indices.filter { planned[$0].isFinite && delivered[$0].isFinite }
    let (plan, done) = (both.reduce(0) { $0 + planned[$1] }, both.reduce(0) { $0 + delivered[$1] })
    let full = both.count { delivered[$0] >= planned[$0] }
    return [
      sheet.picture(
        finding: both.isEmpty
          ? "No cycle has a plan and a log."
          : "\(ChartNumber.count(Int(done.rounded()))) of \(ChartNumber.count(Int(plan.rounded()))) planned minutes "
            + "were delivered; \(full) of \(ChartNumber.count(both.count, "cycle")) had as much as planned.",
        source: "\(table.fileName) · n = \(ChartNumber.count(cycles.count, "cycle"))",
        table: PictureTable(
          header: ["cycle", "first day", "planned minutes", "delivered minutes"],
          rows: shown.map {
            [cycles[$0], starts[$0], ChartNumber.short(planned[$0]), ChartNumber.short(delivered[$0])]
          }))
    ]
  }
}
