import FidelityCharts
import FidelityData
import FidelityPages
import FidelityReports
import Testing

/// Folders whose tables were edited or are missing: a sound page or an error with its place, and nothing withheld that
/// comes to light because a count cannot be read.
@Suite("Damaged results")
struct DamagedResultsTests {
  private static let tables =
    EveryNumberTests.made(1).tables + [
      ExampleResults.table(
        "score-persons", ["site", "n_persons"], (1...7).map { ["School \($0)", "\(9 + $0)"] }),
      ExampleResults.table("score-counts", ["variable", "n"], [["(administrations)", "400"], ["(persons)", "60"]]),
    ]

  private static func report(_ tables: [ResultTable]) throws -> String {
    let options = ReportOptions(texts: try ExampleResults.english.get())
    return try Report([Results(folder: "results", tables: tables)], options: options).html
  }

  private static func changed(
    _ table: ResultTable, _ column: String, _ change: (Int, String) -> String
  ) -> ResultTable {
    ResultTable(
      name: table.name,
      columns: table.columns.map { name in
        let texts = table.texts(name) ?? []
        return (name, name == column ? texts.enumerated().map { change($0.offset, $0.element) } : texts)
      })
  }

  private static let values = ["", "abc", "nan", "inf", "1e300", "-5", "1e17", "0"]

  @Test(arguments: tables.indices) func `an edited cell`(place: Int) throws {
    let table = Self.tables[place]
    // Each column with one of the values, other ones in each table.
    for (index, column) in table.columns.enumerated() {
      let value = Self.values[(3 * index + place) % Self.values.count]
      var tables = Self.tables
      tables[place] = Self.changed(table, column) { row, text in row == 0 ? value : text }
      do {
        let html = try Self.report(tables)
        ReportTests.check(ParsedPage(html), "\(table.name) \(column) \(value)")
        // The numbers of cycles are their names.
        let isNumber = column != "cycle" && table.texts(column)?.first.flatMap { Double($0) } != nil
        #expect(!isNumber || !(html.contains(">nan<") || html.contains(">inf<")))
      } catch let error as DataError {
        #expect(error.exitStatus == 65 && error.column == column, "\(error)")
      }
    }
  }

  @Test(arguments: [("score-summary", "n_observations"), ("score-persons", "n_persons"), ("drivers-page", "n_units")])
  func `a count that is no number is an error, not enough`(name: String, column: String) throws {
    let place = try #require(Self.tables.firstIndex { $0.name == name })
    var tables = Self.tables
    tables[place] = Self.changed(tables[place], column) { row, text in row == 2 ? "many" : text }
    let error = #expect(throws: DataError.self) { _ = try Self.report(tables) }
    #expect(error?.row == 3 && error?.column == column)
  }

  @Test func `a count that is not there withholds`() throws {
    let place = try #require(Self.tables.firstIndex { $0.name == "score-summary" })
    var tables = Self.tables.filter { $0.name != "score-persons" }
    tables[place] = Self.changed(tables[place], "n_observations") { row, text in row < 6 ? "" : text }
    let html = try Self.report(tables)
    // And the smallest of the others with it.
    #expect(!html.contains(">School 1<") && (2...7).count { html.contains(">School \($0)<") } == 5)
  }

  @Test(arguments: tables.indices) func `a missing table, and a table without one of its columns`(place: Int) throws {
    var tables = Self.tables
    tables.remove(at: place)
    ReportTests.check(ParsedPage(try Self.report(tables)), "without \(Self.tables[place].name)")
    let table = Self.tables[place]
    for column in table.columns {
      tables = Self.tables
      tables[place] = ResultTable(
        name: table.name, columns: table.columns.filter { $0 != column }.map { ($0, table.texts($0) ?? []) })
      do {
        ReportTests.check(ParsedPage(try Self.report(tables)), "\(table.name) without \(column)")
      } catch let error as DataError {
        #expect(error.exitStatus == 65, "\(error)")
      }
    }
  }

  @Test(
    arguments: [
      String(repeating: "long ", count: 120), String(repeating: "x", count: 600), "</script><script>", "]]>",
      "\u{202e}\u{2069}\u{2066}\u{202e}", "\u{2069})", "a\u{0}b", "מדרסה", "\u{feff}", "{n}",
    ])
  func `hostile names of sites, scales, items, studies and periods`(name: String) throws {
    let columns: Set<String> = [
      "site", "term", "item", "label", "time", "band", "figure", "question", "what", "detail",
    ]
    let tables = Self.tables.map { table in
      table.columns.filter(columns.contains).reduce(table) { table, column in
        Self.changed(table, column) { row, text in text.isEmpty ? text : name + text }
      }
    }
    for audience in ReportOptions.Audience.allCases {
      var options = ReportOptions(texts: try ExampleResults.english.get())
      options.audience = audience
      options.title = name
      let html = try Report([Results(folder: "results", tables: tables)], options: options).html
      let parsed = ParsedPage(html)
      ReportTests.check(parsed, "\(name.prefix(20).debugDescription)")
      #expect(parsed.all("script").count == 1)
      // No character that turns or ends a direction but the page's own isolation, in pairs.
      let turns = html.unicodeScalars.filter {
        (0x202a...0x202e).contains($0.value) || [0x2066, 0x2067].contains($0.value)
      }
      #expect(turns.isEmpty)
      #expect(html.unicodeScalars.count { $0 == "\u{2068}" } == html.unicodeScalars.count { $0 == "\u{2069}" })
    }
  }

  @Test func `a name of ten thousand characters`() throws {
    let tables = Self.tables.map { table in
      Self.changed(table, "site") { row, text in row == 0 ? String(repeating: "x", count: 10_000) : text }
    }
    ReportTests.check(ParsedPage(try Self.report(tables)), "a long name")
  }

  @Test func `tables of a second folder that are not on the page are named`() throws {
    let both = [
      Results(folder: "a", tables: Self.tables), Results(folder: "b", tables: EveryNumberTests.made(2).tables),
    ]
    let parsed = ParsedPage(try Report(both, options: ReportOptions(texts: ExampleResults.english.get())).html)
    ReportTests.check(parsed, "two folders")
    let said = parsed.all("p").map(\.text).filter { $0.contains("first table of each kind") }
    #expect(said.count == 3)
    for name in ["score-overall", "score-summary", "drivers-page", "scores-over-time", "trend-decisions"] {
      #expect(said.contains { $0.contains(name) }, "\(name)")
    }
  }

  @Test(arguments: ["1", "2025-01-01", "2025-W03", "autumn", "-5", "1e9"]) func `odd periods`(time: String) throws {
    let place = try #require(Self.tables.firstIndex { $0.name == "scores-over-time" })
    var tables = Self.tables
    tables[place] = Self.changed(tables[place], "time") { row, text in row % 3 == 0 ? time : row % 3 == 1 ? "" : text }
    ReportTests.check(ParsedPage(try Self.report(tables)), "\(time)")
  }
}
