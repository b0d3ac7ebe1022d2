import FidelityCharts
import FidelityData
import FidelityPages
import Foundation

/// Results of a study with as many sites as a test wants, whose numbers are known.
struct ExampleResults {
  var sites: [String]
  /// Administrations of a site.
  var counts: [Int]
  var means: [Double]
  var group = "site"

  init(sites: [String], counts: [Int]? = nil) {
    self.sites = sites
    self.counts = counts ?? sites.indices.map { 40 + $0 % 7 }
    means = sites.indices.map { 0.35 + 0.6 * Double(($0 * 37) % 101) / 101 }
  }

  static func numbered(_ count: Int) -> ExampleResults {
    ExampleResults(sites: (1...max(1, count)).map { "S\($0)" })
  }

  static func text(_ number: Double) -> String { number.isNaN ? "" : "\(number)" }

  private func lower(_ site: Int) -> Double { max(0, means[site] - 0.08) }
  private func upper(_ site: Int) -> Double { min(1, means[site] + 0.07) }

  /// The mean of the means, weighted by administrations.
  var overall: Double {
    zip(means, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(counts.reduce(0, +))
  }

  var summary: ResultTable {
    var rows: [[String]] = []
    for site in sites.indices {
      let n = "\(counts[site])"
      rows.append([
        sites[site], "score-mean", "total", "", Self.text(means[site]), "0.04", Self.text(lower(site)),
        Self.text(upper(site)), "0.95", n, means[site].isNaN ? "too-few-items" : "ok",
      ])
      rows.append([
        sites[site], "band-share", "total", "with fidelity", "\(Double(site % 11) / 11)", "", "0.0", "1.0", "0.95", n,
        "ok",
      ])
    }
    return Self.table("score-summary", [group] + Self.columns, rows)
  }

  var overallTable: ResultTable {
    let n = "\(counts.reduce(0, +))"
    return Self.table(
      "score-overall", Self.columns,
      [
        ["score-mean", "total", "", "\(overall)", "0.01", "\(overall - 0.03)", "\(overall + 0.02)", "0.95", n, "ok"],
        ["score-sd", "total", "", "0.21", "", "", "", "", n, "ok"],
        ["band-share", "total", "with fidelity", "0.375", "", "0.25", "0.5", "0.95", n, "ok"],
      ])
  }

  private static let columns = [
    "quantity", "term", "form", "estimate", "standard_error", "lower", "upper", "level", "n_observations", "status",
  ]

  var bands: ResultTable {
    Self.table(
      "score-bands", ["term", "band", "lower", "upper", "is_fidelity"],
      [["total", "not yet", "0", "0.8", "false"], ["total", "with fidelity", "0.8", "1", "true"]])
  }

  var decisions: ResultTable {
    let verdicts = ["improving", "declining", "stable", "insufficient"]
    return Self.table(
      "trend-decisions", [group, "verdict", "slope", "lower", "upper", "status"],
      sites.indices.map { [sites[$0], verdicts[$0 % 4], "\(0.01 * Double($0 % 5 - 2))", "-0.05", "0.05", "ok"] })
  }

  static let agreement = table(
    "reliability",
    ["item", "quantity", "term", "form", "weights", "metric", "estimate", "lower", "upper", "level", "n_units"]
      + ["n_raters", "status"],
    [
      ["a1", "percent-agreement", "", "", "", "", "0.9", "0.85", "0.95", "0.95", "120", "4", "ok"],
      ["a1", "krippendorff-alpha", "", "", "", "ordinal", "0.7123", "0.6512", "0.7734", "0.95", "120", "4", "ok"],
      ["a2", "krippendorff-alpha", "", "", "", "ordinal", "0.4123", "0.3512", "0.4734", "0.95", "118", "4", "ok"],
      ["a3", "krippendorff-alpha", "", "", "", "ordinal", "", "", "", "", "119", "4", "no-variation"],
    ])

  static let drivers = table(
    "drivers-page",
    ["system", "figure", "quantity", "estimate", "lower", "upper", "criterion", "change", "change_lower"]
      + ["change_upper", "n_units", "status", "note"],
    [
      ["training", "training held", "training-adherence", "0.6", "", "", "0.8", "", "", "", "5", "ok", ""],
      ["coaching", "minutes", "coaching-adherence", "0.91", "0.85", "0.97", "0.8", "0.1", "0.02", "0.18", "40", "ok"]
        + [""],
      ["fidelity-assessment", "units", "share-at-criterion", "0.2", "0.1", "0.3", "", "", "", "", "4", "ok", ""],
      ["systems-interventions", "issues", "stuck-above", "", "", "", "", "", "", "", "", "no-table", ""],
    ])

  static let questions = table(
    "drivers-questions",
    ["number", "question", "system", "quantity", "term", "form", "estimate", "lower", "upper", "n_units", "answer"]
      + ["status"],
    [
      ["1", "Are people coached?", "coaching", "coaching-adherence", "", "", "0.91", "0.85", "0.97", "40", "answered"]
        + ["ok"],
      ["2", "What goes up?", "systems-interventions", "stuck-above", "", "", "", "", "", "", "no data", "no-table"],
    ])

  static let actions = table(
    "drivers-actions", ["kind", "what", "detail", "owner", "days"],
    [
      ["open-barrier", "N16", "staffing", "AP3", "70"], ["overdue-coaching", "Miss Smith", "", "", "58"],
      ["overdue-coaching", "Mr Jones", "", "", "12"],
    ])

  /// Everything.
  var tables: [ResultTable] {
    [summary, overallTable, bands, decisions, Self.agreement, Self.drivers, Self.questions, Self.actions]
  }

  var results: Results { Results(folder: "results", tables: tables) }

  static func table(_ name: String, _ columns: [String], _ rows: [[String]]) -> ResultTable {
    ResultTable(name: name, columns: columns.enumerated().map { place, name in (name, rows.map { $0[place] }) })
  }

  /// The texts of a page, which take their time to be read.
  static let english = Result { try ReportTexts() }

  /// The page of these results, and the page cut up.
  func page(_ change: (inout ReportOptions) -> Void = { _ in }) throws -> (html: String, parsed: ParsedPage) {
    var options = ReportOptions(texts: try Self.english.get())
    change(&options)
    let html = try Report([results], options: options).html
    return (html, ParsedPage(html))
  }
}
