import FidelityCharts
import FidelityData
import FidelityReports

extension ReportPage {
  /// Conventions, warnings, versions, files with their SHA-256, and the points of GRRAS.
  mutating func method(_ html: inout HTML) {
    paragraph("method-intro", to: &html)
    for results in data.results {
      guard let run = results.provenance else { continue }
      html.element("h3") { $0.name(texts.fill("method-folder", ["study": run.study])) }
      paragraph("method-versions", ["version": run.fidelity, "arrow": run.arrow, "seed": run.seed], to: &html)
      list("method-conventions", run.conventions, &html)
      list("method-warnings", run.warnings, &html)
      files(run, &html)
    }
    html.element("h3", text: text("privacy-title"))
    for line in privacy { html.element("p", text: line) }
    html.line()
    checklist(&html)
  }

  /// The rule by which figures are withheld, and what is counted here.
  private var privacy: [String] {
    guard options.suppressBelow > 0 else { return [text("privacy-off")] }
    let withholding = data.withholding
    var lines = [text("privacy-rule", ["least": numbers.count(options.suppressBelow)])]
    if withholding.countsPersons { lines.append(text("privacy-persons")) }
    if withholding.countsObservations { lines.append(text("privacy-observations")) }
    lines.append(text("privacy-drivers"))
    lines.append(text("privacy-limits"))
    return lines
  }

  private func list(_ title: String, _ lines: [String], _ html: inout HTML) {
    guard !lines.isEmpty else { return }
    html.element("h4", text: text(title))
    html.element("ul") { html in for line in lines { html.element("li") { $0.name(line) } } }
    html.line()
  }

  private mutating func files(_ run: RunRecord, _ html: inout HTML) {
    var inputs = PageTable(
      text("method-inputs"),
      [(text("method-file"), .names), (text("method-bytes"), .numbers), (text("method-sha"), .words)])
    inputs.rows = run.inputs.map { [Self.fileName($0.file), numbers.count($0.bytes), $0.sha256] }
    table(inputs, to: &html)
    var outputs = PageTable(text("method-tables"), [(text("method-file"), .names), (text("method-rows"), .numbers)])
    outputs.rows = run.results.map { [$0.file, numbers.count($0.rows)] }
    table(outputs, to: &html)
  }

  /// A file without its folder, which is nobody's business but the maker's.
  private static func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The points of GRRAS: what the data say, and what only people can.
  private mutating func checklist(_ html: inout HTML) {
    html.element("h3", text: text("grras-title"))
    var result = PageTable(text("grras-intro"), [(text("grras-point"), .words), (text("grras-here"), .names)])
    let said = said
    for point in 1...15 {
      result.rows.append(["\(point). " + text("grras-\(point)"), said[point] ?? text("grras-open")])
    }
    table(result, to: &html)
  }

  private var said: [Int: String] {
    var said: [Int: String] = [:]
    if let instrument = data.records.compactMap({ $0?.instrumentDetails }).first {
      said[2] = instrument.title + (instrument.version.map { " \($0)" } ?? "")
    } else if let instrument = data.results.compactMap({ $0.provenance?.instrument }).first {
      said[2] = instrument
    }
    let runs = data.results.compactMap(\.provenance)
    if runs.contains(where: { !$0.conventions.isEmpty }) { said[10] = text("grras-analysis-said") }
    guard !agreementTables.isEmpty else { return said }
    said[1] = text("grras-title-said")
    let rows = runs.map(\.rows).max() ?? 0
    if let units = largest("n_units"), let raters = largest("n_raters") {
      said[11] = texts.fill("grras-numbers-said", ["units": units, "raters": raters, "rows": numbers.count(rows)])
    }
    said[13] = text("grras-estimates-said")
    if !runs.isEmpty { said[15] = text("grras-details-said") }
    return said
  }
}
