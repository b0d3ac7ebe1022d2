import FidelityCharts
import FidelityPages
import FidelityReports
import Foundation
import Testing

/// Small groups are on no page, in no table and in no picture.
@Suite struct WithholdingTests {
  @Test(arguments: [0, 5, 10, 11, 50])
  func `groups with fewer observations are nowhere`(least: Int) throws {
    let example = ExampleResults(sites: ["Ash", "Birch", "Cedar", "Dogwood"], counts: [4, 9, 10, 40])
    let (html, parsed) = try example.page { $0.suppressBelow = least }
    ReportTests.check(parsed, "least \(least)")
    let hidden = zip(example.sites, example.counts).filter { $0.1 < least }.map(\.0)
    let alone = hidden.count == 1
    for (site, count) in zip(example.sites, example.counts) {
      // One alone could be computed from the total: the next smallest goes with it.
      let isHidden = count < least || (alone && site == "Birch")
      #expect(html.contains(site) != isHidden, "\(site)")
    }
    let count = alone ? 2 : hidden.count
    #expect(html.contains("Groups that are not shown: \(count).") == (count > 0))
    // Advice to run what has been run would contradict it.
    #expect(!html.contains("Run a study whose"))
  }

  @Test func `figures of few persons are not shown`() throws {
    let (_, parsed) = try ExampleResults.numbered(3).page()
    let rows = try #require(parsed.table("The drivers in figures"))
    #expect(rows[3] == ["units", "", "", "", "", "", "Not shown"])
    let all = try ExampleResults.numbered(3).page { $0.suppressBelow = 4 }.parsed
    #expect(try #require(all.table("The drivers in figures"))[3][1] == "0.20")
  }

  /// A table of estimates of these groups.
  private static func estimates(_ name: String, _ column: String, _ rows: [(String, String, Int)]) -> ResultTable {
    ExampleResults.table(
      name, [column, "quantity", "metric", "estimate", "lower", "upper", "level", "n_units", "n_raters", "status"],
      rows.map { [$0.0, "krippendorff-alpha", "ordinal", $0.1, "", "", "0.95", "\($0.2)", "2", "ok"] })
  }

  private static func page(
    _ tables: [ResultTable], _ change: (inout ReportOptions) -> Void = { _ in }
  ) throws -> String {
    var options = ReportOptions(texts: try ExampleResults.english.get())
    change(&options)
    return try Report([Results(folder: "results", tables: tables)], options: options).html
  }

  @Test func `agreement within small groups is not shown, that of items is`() throws {
    let sites = Self.estimates(
      "by-site", "site", [("Ash", "0.7654", 3), ("Birch", "0.8642", 9), ("Cedar", "0.5432", 40)])
    let items = Self.estimates("by-item", "item", [("Greeting", "0.6543", 3)])
    let html = try Self.page([sites, items])
    #expect(html.contains("Cedar") && html.contains("Greeting"))
    #expect(!html.contains("Ash") && !html.contains("Birch"))
    #expect(try Self.page([sites]) { $0.suppressBelow = 0 }.contains("Ash"))
  }

  @Test(arguments: ["teacher", "rater"])
  func `tables of persons are on no page of a district`(column: String) throws {
    let table = Self.estimates("persons", column, [("Miss Smith", "0.7654", 30), ("Mr Jones", "0.8642", 40)])
    #expect(!(try Self.page([table]).contains("Smith")))
    // The same groups, were they no persons.
    let groups = Self.estimates("groups", "site", [("Miss Smith", "0.7654", 30), ("Mr Jones", "0.8642", 40)])
    #expect(try Self.page([groups]).contains("Smith"))
  }

  @Test func `pairs of observers are on a building's page only`() throws {
    let header = ["quantity", "term", "form", "estimate", "lower", "upper", "n_units", "status"]
    let pairs = ExampleResults.table(
      "rater-pairs", header, [["cohen-kappa", "Smith - Jones", "", "0.4321", "", "", "30", "ok"]])
    let limits = ExampleResults.table(
      "concordance", ["rater_1", "rater_2"] + header,
      [["Smith", "Jones", "bland-altman-bias", "", "", "0.4321", "0.4", "0.5", "30", "ok"]])
    let points = ExampleResults.table(
      "concordance-points", ["rater_1", "rater_2", "unit", "mean", "difference", "n_units"],
      [["Smith", "Jones", "L1", "0.5", "0.1", "1"], ["Smith", "Jones", "L2", "0.6", "0.2", "1"]])
    for table in [pairs, limits, points] {
      let district = try Self.page([table])
      #expect(!district.contains("Smith") && district.contains("ranks no teachers"), "\(table.name)")
    }
    let building = try Self.page([pairs, limits, points]) { $0.audience = .building }
    #expect(building.contains("Smith") && building.contains("Limits of agreement"))
  }

  @Test func `periods and the whole are withheld like groups`() throws {
    func page(_ counts: [Int], _ change: (inout ReportOptions) -> Void = { _ in }) throws -> String {
      let times = ExampleResults.table(
        "scores-over-time", ["term", "time", "estimate", "lower", "upper", "level", "n_observations", "status"],
        counts.enumerated().map { place, count in
          ["total", "2025-0\(place + 1)-01", "0.\(place + 4)321", "0.1", "0.9", "0.95", "\(count)", "ok"]
        })
      let items = ExampleResults.table(
        "item-means", ["item", "label", "time", "estimate", "n_observations", "status"],
        counts.indices.map { ["a1", "", "2025-0\($0 + 1)-01", "0.\($0 + 4)567", "40", "ok"] })
      return try Self.page([times, items], change)
    }
    let one = try page([40, 3, 20, 50])
    // The smallest of the others goes with the small one, in the pictures too.
    #expect(!one.contains("2025-02-01") && !one.contains("2025-03-01"))
    #expect(one.contains("2025-01-01") && one.contains("2025-04-01") && one.contains("Periods that are not shown: 2."))
    let none = try page([3, 3]) { $0.suppressBelow = 0 }
    #expect(none.contains("2025-02-01") && none.contains("without withholding small figures"))
    var example = ExampleResults(sites: ["Ash"], counts: [6])
    example.means = [0.4567]
    let small = try example.page().html
    #expect(!small.contains("0.46") && !small.contains("Ash") && small.contains("No scores are shown"))
  }

  /// A folder of a year: the teachers of each school, with the files that it was made of.
  private static func year(_ name: String, _ schools: [(String, Int)], files: [(String, String)]) throws -> Results {
    let all = schools.reduce(0) { $0 + $1.1 }
    let columns = ["quantity", "term", "form", "estimate", "lower", "upper", "level", "n_observations", "status"]
    func row(_ estimate: String, _ count: Int) -> [String] {
      ["score-mean", "total", "", estimate, "", "", "0.95", "\(count)", "ok"]
    }
    let inputs = files.map { #"{"file": "\#($0.0)", "bytes": 1, "sha256": "\#($0.1)"}"# }.joined(separator: ", ")
    let run = "{\"study\": \"Año \(name)\", \"fidelity\": \"1\", \"seed\": 1, \"inputs\": [\(inputs)]}"
    return Results(
      folder: name,
      tables: [
        ExampleResults.table("score-overall", columns, [row("0.55", all)]),
        ExampleResults.table(
          "score-summary", ["site"] + columns, schools.map { [$0.0] + row("0.6", $0.1) }),
        ExampleResults.table("score-persons", ["site", "n_persons"], schools.map { [$0.0, "\($0.1)"] }),
      ], provenance: try JSONDecoder().decode(RunRecord.self, from: Data(run.utf8)))
  }

  /// Dow must not follow from the second year's total, whatever the first year withholds.
  @Test(arguments: ["two.yaml", "shared.csv"])
  func `folders of two years withhold each for itself`(shared: String) throws {
    let first = try Self.year(
      "1", [("Ash", 3), ("Birch", 20), ("Cedar", 21)], files: [("a.csv", "1"), (shared, "7")])
    let second = try Self.year("2", [("Dow", 3), ("Elm", 25), ("Fir", 26)], files: [("b.csv", "2"), (shared, "7")])
    let withholding = try Withholding([first, second], least: 10, persons: [])
    func sites(_ place: Int) -> [String] {
      withholding.results[place].tables.first { $0.name == "score-summary" }?.texts("site") ?? []
    }
    #expect(sites(0) == ["Cedar"] && sites(1) == ["Fir"])
  }

  @Test func `a count of units that is not there withholds agreement and drivers`() throws {
    let columns = [
      "site", "quantity", "metric", "estimate", "lower", "upper", "level", "n_units", "n_raters", "status",
    ]
    let agreement = ExampleResults.table(
      "by-site", columns,
      [("Ash", ""), ("Birch", "40")].map {
        [$0.0, "krippendorff-alpha", "ordinal", "0.77", "", "", "0.95", $0.1, "2", "ok"]
      })
    let html = try Self.page([agreement])
    #expect(!html.contains("Ash") && html.contains("Birch"))
    let without = ResultTable(
      name: "by-site", columns: columns.filter { $0 != "n_units" }.map { ($0, agreement.texts($0) ?? []) })
    #expect(!(try Self.page([without]).contains("Birch")))
    let page = ExampleResults.table(
      "drivers-page", ["system", "figure", "quantity", "estimate", "n_units", "status"],
      [["coaching", "minutes", "coaching-adherence", "0.77", "", "ok"], ["training", "x", "y", "", "", "no-table"]])
    let shown = try DriverCells.shown([page], least: 10)[0]
    #expect(shown.texts("estimate") == ["", ""] && shown.texts("status") == ["suppressed", "no-table"])
  }

  @Test func `the change of a withheld period is withheld`() throws {
    let figures = ExampleResults.table(
      "drivers",
      ["system", "period", "system_level", "unit", "quantity", "term", "form", "estimate", "n_units", "status"],
      [
        ["coaching", "", "", "", "coaching-adherence", "", "", "0.5", "60", "ok"],
        ["coaching", "p1", "", "", "coaching-adherence", "", "", "0.6", "4", "ok"],
        ["coaching", "p2", "", "", "coaching-adherence", "", "", "0.7", "30", "ok"],
        ["coaching", "p3", "", "", "coaching-adherence", "", "", "0.8", "40", "ok"],
        ["coaching", "p2", "", "", "change", "coaching-adherence", "", "0.1", "", "ok"],
      ])
    #expect(try DriverCells.shown([figures], least: 10)[0].texts("estimate") == ["0.5", "", "", "0.8", ""])
  }

  @Test(arguments: ["ltr", "rtl"]) func `names of studies keep their letters`(direction: String) throws {
    var options = ReportOptions(texts: try ReportTexts(yaml: "direction: \(direction)"))
    options.suppressBelow = 0
    let example = ExampleResults(sites: ["Ash", "Birch"], counts: [40, 50])
    let year = try Self.year("école", [("Ash", 30), ("Birch", 40)], files: [("a.csv", "1")])
    let results = Results(folder: "x", tables: example.tables + [ExampleResults.agreement], provenance: year.provenance)
    let html = try Report([results], options: options).html
    #expect(html.contains("Año école") && !html.contains("\u{fffd}"))
  }

  @Test func `parts of a figure of the drivers do not tell a small one`() throws {
    let columns = [
      "system", "period", "system_level", "unit", "days", "quantity", "term", "form", "estimate", "lower", "upper",
      "n_units", "status",
    ]
    func row(_ period: String, _ value: String, _ count: String) -> [String] {
      ["coaching", period, "", "", "", "coaching-adherence", "", "by cycle", value, "", "", count, "ok"]
    }
    let figures = ExampleResults.table(
      "drivers", columns,
      [row("", "0.5", "60"), row("p1", "0.61", "4"), row("p2", "0.62", "24"), row("p3", "0.63", "30")])
    let shown = try DriverCells.shown([figures], least: 10)[0]
    #expect(shown.texts("estimate") == ["0.5", "", "", "0.63"])
    #expect(shown.texts("status") == ["ok", "suppressed", "suppressed", "ok"])
    // The change from a period that is withheld would tell it.
    let page = ExampleResults.table(
      "drivers-page", ["system", "figure", "quantity", "estimate", "change", "change_lower", "n_units", "status"],
      [["coaching", "minutes", "coaching-adherence", "0.5", "0.07", "0.01", "60", "ok"]])
    #expect(try DriverCells.shown([figures, page], least: 10)[1].texts("change") == [""])
    let cycles = ExampleResults.table(
      "coaching-cycles", ["cycle", "planned", "delivered", "sessions_planned", "sessions_held", "coachees"],
      [
        ["1", "900", "800", "20", "20", "20"], ["2", "90", "45", "2", "1", "2"], ["3", "900", "700", "30", "20", "30"],
      ])
    #expect(try DriverCells.shown([cycles], least: 10)[0].texts("delivered") == ["", "", "700"])
  }

  @Test func `a withheld figure of the drivers is in no picture`() throws {
    let rows = [
      [
        "coaching", "minutes as planned", "coaching-adherence", "0.7654", "0.71", "0.82", "0.8", "", "", "", "3", "ok",
        "",
      ],
      ["leadership", "leader", "leadership-balance", "-0.2468", "", "", "", "", "", "", "1", "ok", ""],
      ["systems-interventions", "stuck", "stuck-above", "0.1357", "", "", "", "", "", "", "2", "ok", ""],
    ]
    let columns = ExampleResults.drivers.columns
    let html = try Self.page([ExampleResults.table("drivers-page", columns, rows)])
    #expect(html.contains("0.14") && !html.contains("0.77") && !html.contains("0.25"))
    let all = try Self.page([ExampleResults.table("drivers-page", columns, rows)]) { $0.suppressBelow = 0 }
    #expect(all.contains("0.77") && all.contains("0.25"))
  }
}
