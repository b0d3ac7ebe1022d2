import FidelityCharts
import FidelityData
import FidelityReports

extension ReportPage {
  private static let mostLines = 10

  /// What to look at next: units to discuss, items to train again, groups to visit, what waits for somebody.
  mutating func next(_ html: inout HTML) {
    paragraph("next-intro", to: &html)
    let lists = [
      ("next-discuss-title", unitsToDiscuss, ReportOptions.Section.sites),
      ("next-retrain-title", itemsToRetrain, .reliability), ("next-visit-title", toVisit, .sites),
    ].filter { !$0.1.isEmpty }
    for (title, lines, section) in lists { list(title, lines, restIn: section, &html) }
    let hasActions = actions(&html)
    if lists.isEmpty, !hasActions { paragraph("next-nothing", to: &html) }
  }

  /// - Parameter section: where the lines stand that have no room here.
  private func list(_ title: String, _ lines: [String], restIn section: ReportOptions.Section, _ html: inout HTML) {
    html.element("h3", text: text(title))
    html.element("ul") { html in
      for line in lines.prefix(Self.mostLines) { html.element("li", text: line) }
      if lines.count > Self.mostLines {
        let left = numbers.count(lines.count - Self.mostLines)
        html.element("li", text: text("next-more", ["n": left, "file": text("\(section.rawValue)-title")]))
      }
    }
    html.line()
  }

  /// Groups below the criterion with their whole interval, and groups that decline.
  private var unitsToDiscuss: [String] {
    var lines: [String] = []
    if let table = data.grouped, let scale = data.mainScale, let cut = data.cut(of: scale) {
      let below = table.rows("score-mean", term: scale).filter { table.uppers[$0] < cut }
      for row in below.sorted(by: { table.estimates[$0] < table.estimates[$1] }) {
        let values = ["group": table.name(row), "cut": numbers.text(cut), "mean": numbers.text(table.estimates[row])]
        lines.append(text("next-discuss", values))
      }
    }
    for (group, trend) in trends.sorted(by: { $0.key < $1.key }) where trend.verdict == "declining" {
      lines.insert(text("next-declining", ["group": group, "slope": slope(-trend.slope)]), at: 0)
    }
    return lines
  }

  /// What raters agree on too little, the least first.
  private var itemsToRetrain: [String] {
    guard let (table, rows) = mainAgreement, !table.groupColumns.isEmpty else { return [] }
    let threshold = ReportOptions.Threshold.agreement
    let low = rows.filter { table.estimates[$0] < threshold }
    return low.sorted { table.estimates[$0] < table.estimates[$1] }.map { row in
      text(
        "next-retrain",
        [
          "item": agreementName(table, row), "quantity": word("quantity", table.quantities[row]),
          "value": numbers.text(table.estimates[row]), "threshold": numbers.text(threshold),
        ])
    }
  }

  /// Groups with few administrations, and the one whose mean is known least.
  private var toVisit: [String] {
    guard let table = data.grouped, let scale = data.mainScale else { return [] }
    let counts = table.numbers("n_observations")
    let rows = table.rows("score-mean", term: scale)
    let sorted = rows.map { counts[$0] }.filter(\.isFinite).sorted()
    guard sorted.count > 2 else { return [] }
    let median = sorted[sorted.count / 2]
    var lines = rows.filter { counts[$0] < ReportOptions.Threshold.visit * median }.map { row in
      text("next-visit", ["group": table.name(row), "n": numbers.count(counts[row]), "median": numbers.count(median)])
    }
    let widths = rows.filter { table.uppers[$0].isFinite && table.lowers[$0].isFinite }
    if let widest = widths.max(by: { table.uppers[$0] - table.lowers[$0] < table.uppers[$1] - table.lowers[$1] }) {
      let width = numbers.text(table.uppers[widest] - table.lowers[widest])
      lines.append(text("next-visit-wide", ["group": table.name(widest), "width": width]))
    }
    return lines
  }

  // MARK: - What waits for somebody

  /// Kinds whose names are those of persons.
  private static let ofPersons: Set<String> = ["overdue-coaching"]

  private mutating func actions(_ html: inout HTML) -> Bool {
    guard let table = data.table("drivers-actions"), let kinds = table.texts("kind"), let what = table.texts("what"),
      let details = table.texts("detail"), let owners = table.texts("owner"), let days = table.numbers("days"),
      !kinds.isEmpty
    else { return false }
    html.element("h3", text: text("next-actions-title"))
    var seen: Set<String> = []
    for kind in kinds where seen.insert(kind).inserted {
      let rows = kinds.indices.filter { kinds[$0] == kind }
      let title = word("action", kind)
      if Self.ofPersons.contains(kind), options.audience == .district {
        let longest = rows.map { days[$0] }.filter(\.isFinite).max() ?? .nan
        let words = text("next-action-persons", ["n": numbers.count(rows.count), "days": numbers.count(longest)])
        html.element("p", text: title + ": " + words)
        continue
      }
      var result = PageTable(
        text("next-actions-caption", ["kind": title]),
        [
          (text("next-action-what"), .names), (text("next-action-detail"), .names), (text("next-action-owner"), .names),
          (text("next-action-days"), .numbers),
        ])
      result.rows = rows.prefix(Self.mostLines).map { row in
        // Who they are is the building's business.
        [what[row], details[row], options.audience == .district ? "" : owners[row], numbers.count(days[row])]
      }
      self.table(result.withoutEmptyColumns, to: &html)
      if rows.count > Self.mostLines {
        let left = numbers.count(rows.count - Self.mostLines)
        paragraph("next-more", ["n": left, "file": "drivers-actions.csv"], to: &html)
      }
    }
    return true
  }
}
