import FidelityCharts
import FidelityData
import FidelityReports

extension ReportPage {
  /// Where groups differ: a table in the order of the results, and pictures.
  mutating func sites(_ html: inout HTML) {
    if data.withholding.hasPersons { paragraph("sites-persons", to: &html) }
    if data.withholding.groupCount > 0 {
      paragraph(
        "sites-suppressed",
        ["count": numbers.count(data.withholding.groupCount), "least": numbers.count(options.suppressBelow)], to: &html)
    }
    guard let table = data.grouped, let scale = data.mainScale else {
      if !data.withholding.hasPersons, data.withholding.groupCount == 0 { missing("sites-advice", to: &html) }
      return
    }
    paragraph("sites-intro", to: &html)
    let rows = table.rows("score-mean", term: scale)
    let shown = shown(rows) { table.estimates[$0] }
    self.table(groups(table, shown, scale).withoutEmptyColumns, to: &html)
    leftOut(shown.count, of: rows.count, in: table.table, to: &html)
    pictures([.caterpillar, .funnel], to: &html)
    others(data.otherGroups, to: &html)
  }

  private func groups(_ table: EstimateRows, _ rows: [Int], _ scale: String) -> PageTable {
    let band = data.topBand(of: scale)
    let cut = data.cut(of: scale)
    var result = PageTable(
      text("sites-caption", ["scale": scale, "group": table.groupColumns.joined(separator: ", ")]),
      [
        (table.groupColumns.joined(separator: ", "), .names), (text("sites-n"), .numbers),
        (text("sites-mean"), .numbers), (text("sites-interval"), .numbers), (text("sites-cut"), .words),
        (text("sites-top", ["band": band ?? ""]), .numbers), (text("sites-slope"), .numbers),
        (text("sites-verdict"), .words), (text("drivers-state"), .words),
      ])
    let counts = table.numbers("n_observations")
    var shares: [String: Double] = [:]
    if let band {
      for row in table.rows("band-share", term: scale, form: band) { shares[table.name(row)] = table.estimates[row] }
    }
    let trends = trends
    for row in rows {
      let name = table.name(row)
      let trend = trends[name]
      result.rows.append([
        name, numbers.count(counts[row]), numbers.text(table.estimates[row]),
        numbers.interval(table.lowers[row], table.uppers[row]), side(table, row, cut),
        shares[name].map(numbers.percent) ?? "", trend.map { slope($0.slope) } ?? "",
        trend.map { word("verdict", $0.verdict) } ?? "",
        table.statuses[row] == "ok" ? "" : status(table.statuses[row]),
      ])
    }
    return result
  }

  /// On which side of the criterion an interval lies.
  private func side(_ table: EstimateRows, _ row: Int, _ cut: Double?) -> String {
    guard let cut, table.lowers[row].isFinite, table.uppers[row].isFinite else { return "" }
    if table.lowers[row] >= cut { return text("sites-cut-above") }
    return text(table.uppers[row] < cut ? "sites-cut-below" : "sites-cut-open")
  }

  /// A change a unit of time has three decimals: it is small beside a score.
  func slope(_ value: Double) -> String { numbers.small(value) }

  /// Slope and verdict of each group.
  var trends: [String: (slope: Double, verdict: String)] {
    guard let table = data.decisions, let place = table.columns.firstIndex(of: "verdict"),
      let verdicts = table.texts("verdict"), let slopes = table.numbers("slope")
    else { return [:] }
    let columns = table.columns[..<place].compactMap { table.texts($0) }
    var trends: [String: (slope: Double, verdict: String)] = [:]
    for row in verdicts.indices {
      trends[columns.map { $0[row] }.joined(separator: ", ")] = (slopes[row], verdicts[row])
    }
    return trends
  }
}
