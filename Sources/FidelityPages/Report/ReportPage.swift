import FidelityCharts
import FidelityData
import FidelityReports

/// A page under construction: what its sections need, and what they have used.
struct ReportPage {
  let data: ReportData
  let options: ReportOptions
  let numbers: PageNumbers
  private var tableCount = 0
  /// How often each caption has been used: regions have names of their own.
  private var captions: [String: Int] = [:]
  private var pictures: [ChartKind: [Picture]]

  var texts: ReportTexts { options.texts }

  init(_ data: ReportData, options: ReportOptions, pictures: [ChartKind: [Picture]]) {
    self.data = data
    self.options = options
    self.pictures = pictures
    numbers = PageNumbers(decimalMark: options.texts["decimal-mark"], to: options.texts["to"])
  }

  /// A text with its values: those that may run in another direction than the text stand apart from it.
  func text(_ id: String, _ values: [String: String] = [:]) -> String {
    let isLeftToRight = texts["direction"] == "ltr"
    return texts.fill(id, values) { value in
      if isLeftToRight, value.utf8.allSatisfy({ $0 < 0x80 }) { return value }
      return "\u{2068}\(HTML.withoutDirections(value))\u{2069}"
    }
  }

  /// The sections that are asked for, in the order of the page.
  var sections: [ReportOptions.Section] { ReportOptions.Section.allCases.filter(options.sections.contains) }

  // MARK: - Parts that every section uses

  mutating func section(_ section: ReportOptions.Section, to html: inout HTML) {
    let name = section.rawValue
    html.element("section", [("id", name), ("aria-labelledby", "\(name)-title")]) { html in
      html.element("h2", [("id", "\(name)-title")], text: text("\(name)-title"))
      html.line()
      switch section {
      case .summary: summary(&html)
      case .measured: measured(&html)
      case .scores: scores(&html)
      case .reliability: reliability(&html)
      case .sites: sites(&html)
      case .drivers: drivers(&html)
      case .next: next(&html)
      case .method: method(&html)
      case .glossary: glossary(&html)
      }
    }
    html.line()
  }

  func paragraph(_ id: String, _ values: [String: String] = [:], to html: inout HTML) {
    html.element("p", text: text(id, values))
    html.line()
  }

  /// Says which tables of a section's kind are in the folders and not on the page.
  func others(_ files: [String], to html: inout HTML) {
    guard !files.isEmpty else { return }
    paragraph("other-tables", ["files": files.joined(separator: ", ")], to: &html)
  }

  /// What a section says where its tables are missing: what to run.
  func missing(_ advice: String, to html: inout HTML) {
    html.element("p", [("class", "missing")], text: text("not-available", ["advice": text(advice)]))
    html.line()
  }

  mutating func table(_ table: PageTable, to html: inout HTML) {
    guard !table.rows.isEmpty else { return }
    tableCount += 1
    captions[table.caption, default: 0] += 1
    var table = table
    if let count = captions[table.caption], count > 1 { table.caption += " (\(count))" }
    html.table(table, identifier: "table-\(tableCount)")
  }

  /// The rows that a long table is cut to, by a number; all of a short one, in their order.
  func shown(_ rows: [Int], by value: (Int) -> Double) -> [Int] {
    let limit = ReportOptions.Threshold.rows
    guard rows.count > limit else { return rows }
    let sorted = rows.filter { value($0).isFinite }.sorted { (value($0), $0) < (value($1), $1) }
    let kept = Set(sorted.prefix(limit / 10) + sorted.suffix(limit / 10))
    return rows.filter(kept.contains)
  }

  /// Pictures of some kinds, each with what it shows in words and the data behind it.
  mutating func pictures(_ kinds: [ChartKind], to html: inout HTML) {
    for kind in kinds { for picture in pictures[kind] ?? [] { figure(picture, to: &html) } }
  }

  private mutating func figure(_ picture: Picture, to html: inout HTML) {
    var table = PageTable(
      HTML.withoutDirections(picture.title), picture.table.header.map { (HTML.withoutDirections($0), .names) })
    table.rows = Array(picture.table.rows.prefix(ReportOptions.Threshold.pictureRows))
    html.element("figure") { html in
      html.element("div", [("class", "picture")]) { $0.markup(picture.inlineSVG) }
      html.element("figcaption") { html in
        // Title and source stand in the picture.
        html.element("p", text: HTML.withoutDirections(picture.finding))
        guard !table.rows.isEmpty else { return }
        html.element("details") { html in
          html.element("summary", text: text("data-behind"))
          self.table(table, to: &html)
        }
      }
    }
    html.line()
  }

  /// A word of a table, in the language of the page where it has one for it.
  func word(_ family: String, _ word: String) -> String { texts.charts.word(family, word) }

  /// A status in words.
  func status(_ status: String) -> String { word("status", status) }

  /// A confidence level as a percentage; a dash where the table does not say it.
  func level(_ level: Double?) -> String {
    guard let level, level.isFinite else { return "–" }
    return numbers.percent(level)
  }
}
