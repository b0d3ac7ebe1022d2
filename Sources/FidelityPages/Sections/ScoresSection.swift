import FidelityCharts
import FidelityData
import FidelityReports

extension ReportPage {
  /// Fidelity now and over time.
  mutating func scores(_ html: inout HTML) {
    if data.withholding.isWholeWithheld {
      paragraph("scores-withheld", ["least": numbers.count(options.suppressBelow)], to: &html)
      return
    }
    guard data.overall != nil || data.grouped != nil || data.table("scores-over-time") != nil else {
      return missing("scores-advice", to: &html)
    }
    paragraph("scores-intro", to: &html)
    if let table = data.overall {
      means(table, &html)
      shares(table, "band-share", caption: "bands-caption", &html)
      shares(table, "criterion-share", caption: "criteria-caption", &html)
    }
    pictures([.overTime, .subscales, .itemHeatMap], to: &html)
    overTime(&html)
    others(data.otherScores, to: &html)
  }

  private mutating func means(_ table: EstimateRows, _ html: inout HTML) {
    let rows = table.rows("score-mean")
    var result = PageTable(
      text("scores-caption"),
      [
        (text("scores-scale"), .names), (text("scores-mean"), .numbers),
        (text("scores-interval", ["level": level(rows.first.map { table.numbers("level")[$0] })]), .numbers),
        (text("scores-sd"), .numbers), (text("scores-range"), .numbers), (text("scores-n"), .numbers),
        (text("drivers-state"), .words),
      ])
    let counts = table.numbers("n_observations")
    for row in rows {
      func other(_ quantity: String) -> Double {
        table.rows(quantity, term: table.terms[row]).first.map { table.estimates[$0] } ?? .nan
      }
      result.rows.append([
        table.terms[row], numbers.text(table.estimates[row]), numbers.interval(table.lowers[row], table.uppers[row]),
        numbers.text(other("score-sd")), numbers.interval(other("score-minimum"), other("score-maximum")),
        numbers.count(counts[row]), table.statuses[row] == "ok" ? "" : status(table.statuses[row]),
      ])
    }
    self.table(result.withoutEmptyColumns, to: &html)
  }

  private mutating func shares(_ table: EstimateRows, _ quantity: String, caption: String, _ html: inout HTML) {
    let rows = table.rows(quantity)
    let isBand = quantity == "band-share"
    var result = PageTable(
      text(caption),
      [
        (text(isBand ? "scores-scale" : "criteria-criterion"), .names), (text("bands-band"), .names),
        (text("bands-share"), .numbers),
        (text("scores-interval", ["level": level(rows.first.map { table.numbers("level")[$0] })]), .numbers),
      ])
    for row in rows {
      result.rows.append([
        table.terms[row], table.forms[row], numbers.percent(table.estimates[row]),
        numbers.interval(table.lowers[row], table.uppers[row], percent: true),
      ])
    }
    self.table(result.withoutEmptyColumns, to: &html)
  }

  /// The main scale by periods.
  private mutating func overTime(_ html: inout HTML) {
    guard let table = data.table("scores-over-time"), let terms = table.texts("term"), let times = table.texts("time"),
      let estimates = table.numbers("estimate"), let lower = table.numbers("lower"), let upper = table.numbers("upper"),
      let counts = table.numbers("n_observations"), let scale = data.mainScale ?? terms.last
    else { return }
    var result = PageTable(
      text("time-caption") + ": " + HTML.withoutDirections(scale),
      [
        (text("time-time"), .names), (text("scores-mean"), .numbers),
        (text("scores-interval", ["level": level(table.numbers("level")?.first)]), .numbers),
        (text("scores-n"), .numbers),
      ])
    for row in terms.indices where terms[row] == scale {
      result.rows.append([
        times[row], numbers.text(estimates[row]), numbers.interval(lower[row], upper[row]), numbers.count(counts[row]),
      ])
    }
    self.table(result, to: &html)
    if data.withholding.periodCount > 0 {
      paragraph("time-withheld", ["count": numbers.count(data.withholding.periodCount)], to: &html)
    }
  }
}
