import FidelityCharts
import FidelityData
import FidelityPages
import FidelityReports
import Foundation
import Testing

@Suite struct ReportTests {
  private static func rounded(_ number: Double, _ decimals: Int = 2) -> String {
    String(format: "%.\(decimals)f", number)
  }

  static func check(_ parsed: ParsedPage, _ what: Comment) {
    #expect(parsed.faults.isEmpty, what)
    #expect(parsed.outsideReferences.isEmpty, what)
    #expect(Set(parsed.ids).count == parsed.ids.count, what)
    let levels = parsed.headingLevels
    #expect(levels.first == 1 && levels.count { $0 == 1 } == 1, what)
    for (before, after) in zip(levels, levels.dropFirst()) { #expect(after <= before + 1, what) }
    for id in parsed.elements.flatMap({ ($0.attributes["aria-labelledby"] ?? "").split(separator: " ") }) {
      #expect(parsed.ids.contains(String(id)), "\(what) refers to \(id)")
    }
    for link in parsed.all("a").compactMap({ $0.attributes["href"] }) {
      #expect(parsed.ids.contains(String(link.dropFirst())), what)
    }
    for table in parsed.all("table").indices { #expect(parsed.all("caption").indices.contains(table), what) }
    for head in parsed.all("th") { #expect(["col", "row"].contains(head.attributes["scope"] ?? ""), what) }
  }

  @Test(arguments: [1, 2, 40, 200])
  func `the page is sound, with landmarks, language and a policy`(count: Int) throws {
    let (html, parsed) = try ExampleResults.numbered(count).page()
    Self.check(parsed, "\(count) sites")
    #expect(html.utf8.count < 1_000_000)
    #expect(parsed.all("html").first?.attributes["lang"] == "en")
    for name in ["header", "nav", "main", "footer"] { #expect(parsed.all(name).count == 1) }
    #expect(parsed.all("section").count == ReportOptions.Section.allCases.count)
    let policy = parsed.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
    let content = try #require(policy?.attributes["content"])
    #expect(content.contains("default-src 'none'") && content.contains("img-src data:"))
    #expect(!content.contains("unsafe"))
    #expect(parsed.all("script").count == 1 && parsed.all("style").count == 1)
    for element in parsed.elements {
      #expect(element.attributes["style"] == nil, "the policy forbids the style of <\(element.name)>")
      #expect(!element.attributes.keys.contains { $0.hasPrefix("on") })
    }
  }

  @Test func `numbers are those of the tables`() throws {
    let example = ExampleResults.numbered(40)
    let (_, parsed) = try example.page()
    let sites = try #require(parsed.table("total by site")).dropFirst()
    #expect(sites.count == 40)
    for (row, site) in zip(sites, example.sites.indices) {
      let mean = example.means[site]
      #expect(row[0] == example.sites[site])
      #expect(row[1] == "\(example.counts[site])")
      #expect(row[2] == Self.rounded(mean))
      #expect(row[3] == Self.rounded(max(0, mean - 0.08)) + " to " + Self.rounded(min(1, mean + 0.07)))
      #expect(row[4] == (mean - 0.08 >= 0.8 ? "above" : min(1, mean + 0.07) < 0.8 ? "below" : "not clear"))
      #expect(row[5] == Self.rounded(100 * Double(site % 11) / 11, 0) + "%")
      #expect(row[6] == Self.rounded(0.01 * Double(site % 5 - 2), 3))
    }
    let scores = try #require(parsed.table("Scores over all administrations"))
    let limits = "\(Self.rounded(example.overall - 0.03)) to \(Self.rounded(example.overall + 0.02))"
    #expect(Array(scores[1][0...2]) == ["total", Self.rounded(example.overall), limits])
    let agreement = try #require(parsed.table("Agreement between raters: reliability, krippendorff-alpha (ordinal)"))
    #expect(agreement[1] == ["a1", "0.71", "0.65 to 0.77", "120", "sufficient"])
    #expect(agreement[2] == ["a2", "0.41", "0.35 to 0.47", "118", "too low"])
    #expect(agreement[3] == ["a3", "", "", "119", "no figure: all ratings are alike"])
    let drivers = try #require(parsed.table("The drivers in figures"))
    #expect(drivers[2] == ["minutes", "0.91", "0.85 to 0.97", "0.80", "0.10 (0.02 to 0.18)", "40", ""])
  }

  @Test func `findings follow from the tables by the stated rules`() throws {
    let example = ExampleResults.numbered(40)
    let (_, parsed) = try example.page()
    let finding = try #require(parsed.elements.first { $0.attributes["class"] == "finding" }).text
    let n = example.counts.reduce(0, +)
    #expect(finding.contains("The mean of total was \(Self.rounded(example.overall)) ("))
    #expect(finding.contains("administrations: \(n))."))
    #expect(finding.contains("The whole interval lies below the criterion of 0.80."))
    #expect(finding.contains("10 of 40 groups improve, 10 decline, 10 are stable"))
    #expect(finding.contains("Of 2 coefficients of agreement by item (krippendorff-alpha), 1 is 0.60 or more"))
    #expect(finding.contains("the lowest is that of a2, 0.41"))
    #expect(finding.contains("1 of the 2 that have both figure and criterion"))
    #expect(finding.contains("\"training held\" with 0.60, where the criterion is 0.80"))
    for word in ["because", "caused", "due to", "led to", "effect of", "impact"] { #expect(!finding.contains(word)) }
  }

  @Test(arguments: ReportOptions.Section.allCases)
  func `a folder without tables says in each section what to run`(section: ReportOptions.Section) throws {
    let empty = Results(folder: "none", tables: [])
    var options = ReportOptions(texts: try ExampleResults.english.get())
    options.sections = [section]
    let parsed = ParsedPage(try Report([empty], options: options).html)
    Self.check(parsed, "\(section)")
    let text = try #require(parsed.all("section").first).text
    switch section {
    case .measured, .scores, .reliability, .sites, .drivers: #expect(text.contains("This needs a result"))
    case .summary: #expect(text.contains("no table from which this page makes a finding"))
    case .next: #expect(text.contains("Nothing in the tables"))
    case .method, .glossary: #expect(!text.isEmpty)
    }
  }

  @Test func `missing values everywhere are no crash and no number`() throws {
    var example = ExampleResults.numbered(3)
    example.means = [.nan, .nan, .nan]
    let empty = Results(folder: "results", tables: [example.summary, example.bands, example.decisions])
    let parsed = ParsedPage(try Report([empty], options: ReportOptions(texts: ExampleResults.english.get())).html)
    Self.check(parsed, "all missing")
    #expect(!parsed.elements.contains { $0.text.lowercased() == "nan" })
  }

  @Test func `ten thousand sites are a page of less than two megabytes, and what is left out is said`() throws {
    let (html, parsed) = try ExampleResults.numbered(10_000).page()
    Self.check(parsed, "10,000 sites")
    #expect(html.utf8.count < 2_000_000)
    #expect(try #require(parsed.table("total by site")).count == 201)
    #expect(parsed.all("main")[0].text.contains("200 of 10000 rows are shown"))
  }

  @Test func `a district's page names no persons, a building's does`() throws {
    let example = ExampleResults.numbered(12)
    let district = try example.page().html
    #expect(!district.contains("Miss Smith") && !district.contains("Mr Jones"))
    #expect(district.contains("persons: 2; days at most: 58"))
    let building = try example.page { $0.audience = .building }.html
    #expect(building.contains("Miss Smith"))
    #expect(building.contains("N16") && district.contains("N16"))
  }

  @Test func `teachers are not ranked`() throws {
    var example = ExampleResults(sites: ["Miss Smith", "Mr Jones"])
    example.group = "teacher"
    let (html, parsed) = try example.page { $0.audience = .building }
    Self.check(parsed, "teachers")
    #expect(parsed.table("total by teacher") == nil)
    #expect(parsed.all("main")[0].text.contains("ranks no teachers"))
    #expect(!html.contains("Miss Smith: the whole"))
  }

  private static func page(_ tables: [ResultTable], _ section: ReportOptions.Section) throws -> String {
    var options = ReportOptions(texts: try ExampleResults.english.get())
    options.sections = [section]
    let report = try Report([Results(folder: "results", tables: tables)], options: options)
    return try #require(ParsedPage(report.html).all("section").first).text
  }

  @Test func `the error of a score speaks of raters where raters are in it`() throws {
    func table(_ rows: [[String]]) -> ResultTable {
      ExampleResults.table(
        "errors", ["quantity", "term", "form", "estimate", "lower", "upper", "level", "status"],
        rows.map { $0 + ["", "", "0.95", "ok"] })
    }
    let components = try Self.page(
      [table([["variance-component", "rater", "", "0.09"], ["variance-component", "residual", "", "0.16"]])],
      .reliability)
    #expect(components.contains("of one score by one rater is 0.50"))
    let drivers = try Self.page(
      [table([["standard-error-of-measurement", "", "single observation", "0.25"]])], .reliability)
    #expect(drivers.contains("of one score is 0.25") && drivers.contains("within units"))
    #expect(!drivers.contains("rater is") && !drivers.contains("between raters"))
  }

  @Test func `the rest of a list is where it says`() throws {
    let items = (1...12).map { ["a\($0)", "krippendorff-alpha", "0.1", "", "", "0.95", "30", "ok"] }
    let agreement = ExampleResults.table(
      "reliability", ["item", "quantity", "estimate", "lower", "upper", "level", "n_units", "status"], items)
    let retrain = try Self.page([agreement], .next)
    #expect(retrain.contains("and 2 more in How far raters agree"))
    var example = ExampleResults.numbered(12)
    example.means = example.means.map { _ in 0.1 }
    #expect(try Self.page([example.summary, example.bands], .next).contains("and 2 more in Where sites differ"))
  }

  @Test func `numbers of one read like others`() throws {
    var example = ExampleResults(sites: ["S1"], counts: [1])
    example.means = [0.5]
    let (html, parsed) = try example.page { $0.suppressBelow = 0 }
    Self.check(parsed, "one")
    #expect(html.contains("administrations: 1)"))
    for words in ["1 administrations", "1 persons", "1 groups"] { #expect(!html.contains(words), "\(words)") }
  }

  @Test func `the title is a name like any other`() throws {
    let (_, parsed) = try ExampleResults.numbered(1).page { $0.title = "<b>שלום & \"x\"" }
    Self.check(parsed, "title")
    #expect(parsed.all("h1").first?.text == "<b>שלום & \"x\"")
    #expect(parsed.all("bdi").contains { $0.path.last == "h1" })
    #expect(parsed.all("title").first?.text == "<b>שלום & \"x\"")
  }
}
