import FidelityCharts
import FidelityPages
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
    var options = ReportOptions(texts: try ReportTexts())
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
