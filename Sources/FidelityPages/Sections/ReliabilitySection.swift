import FidelityCharts
import FidelityData
import FidelityProbability
import FidelityReports

extension ReportPage {
  /// Coefficients of agreement beyond chance, in the order of preference for a table that has several.
  private static let coefficients = [
    "krippendorff-alpha", "gwet-ac", "fleiss-kappa", "conger-kappa", "cohen-kappa", "scott-pi", "light-kappa",
    "brennan-prediger", "van-oest-ir2", "bangdiwala-b",
  ]

  /// The tables of agreement between all raters.
  var agreementTables: [EstimateRows] {
    data.estimates.filter { table in
      !table.groupColumns.contains { $0.hasPrefix("rater") }
        && !Set(Self.coefficients).isDisjoint(with: table.quantities)
    }
  }

  /// The rows that findings speak of: the preferred coefficient of the first table of agreement, with the weights or
  /// the metric of its first row.
  var mainAgreement: (table: EstimateRows, rows: [Int])? {
    guard let table = agreementTables.first,
      let quantity = Self.coefficients.first(where: table.quantities.contains)
    else { return nil }
    return (table, rows(of: quantity, table))
  }

  private func rows(of quantity: String, _ table: EstimateRows) -> [Int] {
    let (weights, metrics) = (table.table.texts("weights"), table.table.texts("metric"))
    let rows = table.rows(quantity)
    guard let first = rows.first else { return [] }
    return rows.filter { row in
      weights?[row] == weights?[first] && metrics?[row] == metrics?[first] && table.terms[row] == table.terms[first]
    }
  }

  /// What a row of a table of agreement is about.
  func agreementName(_ table: EstimateRows, _ row: Int) -> String {
    let name = table.name(row)
    return name.isEmpty ? text("reliability-all") : name
  }

  /// How far raters agree, and what it means for the scores.
  mutating func reliability(_ html: inout HTML) {
    let others = data.estimates.filter { !Set(Self.otherQuantities).isDisjoint(with: $0.quantities) }
    if agreementTables.isEmpty, others.isEmpty {
      missing("reliability-advice", to: &html)
    } else {
      paragraph("reliability-intro", ["threshold": numbers.text(ReportOptions.Threshold.agreement)], to: &html)
    }
    for table in agreementTables { agreement(table, &html) }
    pictures([.agreement, .raterMatrix, .raterBias, .blandAltman], to: &html)
    for table in others { other(table, &html) }
    measurementError(&html)
  }

  private mutating func agreement(_ table: EstimateRows, _ html: inout HTML) {
    guard let quantity = Self.coefficients.first(where: table.quantities.contains) else { return }
    let rows = rows(of: quantity, table)
    let levels = table.numbers("level")
    let shown = shown(rows) { table.estimates[$0] }
    let title = table.table.name + ", " + word("quantity", quantity) + detail(table, rows.first)
    var result = PageTable(
      text("reliability-caption", ["table": title]),
      [
        (text("reliability-what"), .names), (text("reliability-value"), .numbers),
        (text("reliability-interval", ["level": level(rows.first.map { levels[$0] })]), .numbers),
        (text("reliability-units"), .numbers), (text("reliability-verdict"), .words),
      ])
    let units = table.numbers("n_units")
    for row in shown {
      result.rows.append([
        agreementName(table, row), numbers.text(table.estimates[row]),
        numbers.interval(table.lowers[row], table.uppers[row]), numbers.count(units[row]), verdict(table, row),
      ])
    }
    self.table(result, to: &html)
    leftOut(shown.count, of: rows.count, in: table.table, to: &html)
  }

  /// The weights or the metric of a coefficient.
  private func detail(_ table: EstimateRows, _ row: Int?) -> String {
    guard let row else { return "" }
    let words = ["weights", "metric"].compactMap { table.table.texts($0)?[row] }.filter { !$0.isEmpty }
    return words.isEmpty ? "" : " (" + words.joined(separator: ", ") + ")"
  }

  private func verdict(_ table: EstimateRows, _ row: Int) -> String {
    guard table.estimates[row].isFinite else {
      return text("reliability-undefined", ["status": status(table.statuses[row])])
    }
    let threshold = ReportOptions.Threshold.agreement
    if table.lowers[row] >= threshold { return text("reliability-sufficient") }
    return text(table.uppers[row] < threshold ? "reliability-insufficient" : "reliability-uncertain")
  }

  /// Says how many rows of a long table are on the page.
  func leftOut(_ shown: Int, of all: Int, in table: ResultTable, to html: inout HTML) {
    guard shown < all else { return }
    let values = ["shown": numbers.count(shown), "all": numbers.count(all), "file": table.fileName]
    paragraph("rows-left-out", values, to: &html)
  }

  // MARK: - Intraclass correlations and the like

  private static let otherQuantities = ["icc", "lin-ccc", "bland-altman-bias", "rwg", "rwg-j"]
  private static let shownQuantities: Set<String> = [
    "icc", "variance-component", "lin-ccc", "bland-altman-bias", "bland-altman-limit", "rwg", "rwg-j",
    "icc-1", "icc-2", "kendall-w",
  ]
  private static let otherRows = 40

  private mutating func other(_ table: EstimateRows, _ html: inout HTML) {
    guard !table.groupColumns.contains("system"),
      !agreementTables.contains(where: { $0.table.name == table.table.name })
    else { return }
    let rows = table.quantities.indices.filter { Self.shownQuantities.contains(table.quantities[$0]) }
    let levels = table.numbers("level")
    var result = PageTable(
      text("other-caption", ["table": table.table.name]),
      [
        (text("reliability-what"), .names), (text("other-quantity"), .names), (text("reliability-value"), .numbers),
        (text("reliability-interval", ["level": level(rows.first.map { levels[$0] })]), .numbers),
        (text("drivers-state"), .words),
      ])
    let shown = rows.prefix(Self.otherRows)
    for row in shown {
      let parts = [word("quantity", table.quantities[row]), table.terms[row], table.forms[row]]
      result.rows.append([
        agreementName(table, row), parts.filter { !$0.isEmpty }.joined(separator: " "),
        numbers.text(table.estimates[row]), numbers.interval(table.lowers[row], table.uppers[row]),
        table.statuses[row] == "ok" ? "" : status(table.statuses[row]),
      ])
    }
    self.table(result.withoutEmptyColumns, to: &html)
    if shown.count < rows.count {
      paragraph(
        "next-more", ["n": numbers.count(rows.count - shown.count), "file": table.table.name + ".csv"], to: &html)
    }
  }

  // MARK: - The standard error of measurement

  /// The standard error of a single score: the root of the variance between raters and the residual variance of the
  /// intraclass correlations of scores, or that of the drivers; and the text that says what it is.
  private var standardError: (value: Double, textID: String)? {
    for table in data.estimates(with: "variance-component", grouped: false) {
      func component(_ term: String) -> Double? {
        table.rows("variance-component", term: term).map { table.estimates[$0] }.first { $0.isFinite }
      }
      if let residual = component("residual") {
        return ((max(0, component("rater") ?? 0) + residual).squareRoot(), "sem-text")
      }
    }
    for table in data.estimates(with: "standard-error-of-measurement") {
      let rows = table.rows("standard-error-of-measurement", form: "single observation")
      if let row = rows.first(where: { table.estimates[$0].isFinite }) {
        return (table.estimates[row], "sem-text-drivers")
      }
    }
    return nil
  }

  /// P(true score >= cut) around the criterion, for errors of one size: Phi((x - cut) / SEM).
  private mutating func measurementError(_ html: inout HTML) {
    html.element("h3", text: text("sem-title"))
    guard let (error, id) = standardError, error > 0 else { return missing("sem-advice", to: &html) }
    paragraph(id, ["sem": numbers.text(error)], to: &html)
    guard let scale = data.mainScale, let cut = data.cut(of: scale) else { return }
    let words = ["cut": numbers.text(cut), "sem": numbers.text(error)]
    var table = PageTable(
      text("sem-caption", words), [(text("sem-score"), .numbers), (text("sem-probability"), .numbers)])
    for score in Self.scores(around: cut, error) {
      let probability = Normal().cumulative((score - cut) / error)
      table.rows.append([numbers.text(score), numbers.percent(probability)])
    }
    self.table(table, to: &html)
    paragraph("sem-rule", words, to: &html)
  }

  /// Seven scores in steps of about half an error, rounded to two decimals, with the cut in the middle.
  static func scores(around cut: Double, _ error: Double) -> [Double] {
    let step = max(0.01, (50 * error).rounded() / 100)
    return (-3...3).map { ((cut + Double($0) * step) * 100).rounded() / 100 }
  }
}
