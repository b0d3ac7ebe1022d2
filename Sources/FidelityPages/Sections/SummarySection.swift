import FidelityCharts
import FidelityData
import FidelityReports

extension ReportPage {
  /// The main finding: at most four sentences by fixed rules, and the rules.
  func summary(_ html: inout HTML) {
    let sentences = [levelFinding, changeFinding, reliabilityFinding, driversFinding].compactMap(\.self)
    if data.withholding.isWholeWithheld {
      paragraph("scores-withheld", ["least": numbers.count(options.suppressBelow)], to: &html)
    } else if sentences.isEmpty {
      paragraph("finding-none", to: &html)
    }
    if !sentences.isEmpty {
      html.element("div", [("class", "finding")]) { html in
        for sentence in sentences {
          html.element("p", text: sentence)
          html.line()
        }
      }
    }
    html.element("p", [("class", "rules")]) { html in
      html.text(text("finding-rules", ["threshold": numbers.text(ReportOptions.Threshold.agreement)]))
    }
  }

  private var levelFinding: String? {
    guard let scale = data.mainScale else { return nil }
    if let table = data.overall, let row = table.rows("score-mean", term: scale).first {
      return levelFinding(table, row, scale)
    }
    guard let table = data.grouped else { return nil }
    let (rows, counts) = (table.rows("score-mean", term: scale), table.numbers("n_observations"))
    let known = rows.filter { table.estimates[$0].isFinite && counts[$0].isFinite }
    let total = known.reduce(0) { $0 + counts[$1] }
    guard total > 0 else { return nil }
    let mean = known.reduce(0) { $0 + counts[$1] * table.estimates[$1] } / total
    return text(
      "finding-level-sites",
      [
        "n": numbers.count(total), "groups": numbers.count(known.count), "scale": scale, "mean": numbers.text(mean),
      ])
  }

  private func levelFinding(_ table: EstimateRows, _ row: Int, _ scale: String) -> String? {
    let (mean, lower, upper) = (table.estimates[row], table.lowers[row], table.uppers[row])
    guard mean.isFinite else { return nil }
    var values = [
      "n": numbers.count(table.numbers("n_observations")[row]), "scale": scale, "mean": numbers.text(mean),
    ]
    guard lower.isFinite, upper.isFinite else { return text("finding-level-no-interval", values) }
    values["lower"] = numbers.text(lower)
    values["upper"] = numbers.text(upper)
    values["level"] = level(table.numbers("level")[row])
    var sentence = text("finding-level", values)
    if let cut = data.cut(of: scale) {
      let id = lower >= cut ? "above" : upper < cut ? "below" : "open"
      sentence += " " + text("finding-cut-\(id)", ["cut": numbers.text(cut)])
    }
    return sentence
  }

  private var changeFinding: String? {
    if let verdicts = data.decisions?.texts("verdict"), verdicts.count > 1 {
      var values = ["n": numbers.count(verdicts.count)]
      for verdict in ["improving", "declining", "stable", "insufficient"] {
        values[verdict] = numbers.count(verdicts.count { $0 == verdict })
      }
      return text("finding-change", values)
    }
    guard let table = data.estimates(with: "regression-coefficient").first else { return nil }
    let slopes = table.rows("regression-coefficient").filter { table.terms[$0] != "(Intercept)" }
    guard slopes.count == 1, let row = slopes.first, table.estimates[row].isFinite, table.lowers[row].isFinite else {
      return nil
    }
    return text(
      "finding-change-one",
      [
        "slope": numbers.text(table.estimates[row]), "lower": numbers.text(table.lowers[row]),
        "upper": numbers.text(table.uppers[row]),
      ])
  }

  private var reliabilityFinding: String? {
    guard let (table, rows) = mainAgreement else { return nil }
    let known = rows.filter { table.estimates[$0].isFinite }
    guard let worst = known.min(by: { table.estimates[$0] < table.estimates[$1] }) else { return nil }
    if known.count == 1 {
      return text(
        "finding-reliability-one",
        [
          "value": numbers.text(table.estimates[worst]), "lower": numbers.text(table.lowers[worst]),
          "upper": numbers.text(table.uppers[worst]), "quantity": word("quantity", table.quantities[worst]),
        ])
    }
    let threshold = ReportOptions.Threshold.agreement
    return text(
      "finding-reliability",
      [
        "good": numbers.count(known.count { table.lowers[$0] >= threshold }), "n": numbers.count(known.count),
        "what": table.groupColumns.joined(separator: ", "), "threshold": numbers.text(threshold),
        "quantity": word("quantity", table.quantities[worst]), "worst": agreementName(table, worst),
        "worst-value": numbers.text(table.estimates[worst]),
      ])
  }

  private var driversFinding: String? {
    guard let table = data.table("drivers-page"), let figures = table.texts("figure"),
      let values = table.numbers("estimate"), let criteria = table.numbers("criterion"),
      let upper = table.numbers("upper")
    else { return nil }
    let rows = figures.indices.filter { values[$0].isFinite && criteria[$0].isFinite }
    guard let worst = rows.max(by: { criteria[$0] - values[$0] < criteria[$1] - values[$1] }) else { return nil }
    let below = rows.filter { (upper[$0].isFinite ? upper[$0] : values[$0]) < criteria[$0] }
    if below.isEmpty { return text("finding-drivers-met", ["n": numbers.count(rows.count)]) }
    return text(
      "finding-drivers",
      [
        "n": numbers.count(rows.count), "below": numbers.count(below.count), "figure": word("figure", figures[worst]),
        "value": numbers.text(values[worst]), "criterion": numbers.text(criteria[worst]),
      ])
  }
}
