import FidelityCharts
import FidelityData
import FidelityPages
import FidelityReports
import FidelityTesting
import Foundation
import Testing

/// Every number of a page is one of the tables, rounded: in its tables, the data behind its pictures and its sentences.
@Suite("Every number of a page")
struct EveryNumberTests {
  // MARK: - Numbers as the page is to show them, written apart from it

  static func text(_ number: Double) -> String {
    guard number.isFinite else { return "" }
    let size = abs(number)
    let text = String(format: size >= 1000 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", number)
    return Double(text) == 0 && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  static func small(_ number: Double) -> String { abs(number) < 1 ? String(format: "%.3f", number) : text(number) }

  static func percent(_ share: Double) -> String {
    let whole = String(format: "%.0f", 100 * share)
    let isRounded = (whole == "0" && share != 0) || (whole == "100" && share != 1)
    return (isRounded ? String(format: "%.1f", 100 * share) : whole) + "%"
  }

  static func interval(_ lower: Double, _ upper: Double) -> String { "\(text(lower)) to \(text(upper))" }

  static func short(_ number: Double) -> String {
    let size = abs(number)
    if number == number.rounded() { return String(format: "%.0f", number) }
    let text = String(format: size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size < 0.05 ? "%.3f" : "%.2f", number)
    return text.replacingOccurrences(of: "-", with: "\u{2212}")
  }

  // MARK: - Tables of random numbers

  struct Made {
    var generator: SeededGenerator
    var tables: [ResultTable] = []

    mutating func share() -> Double { Double(Int.random(in: 1_001...989_999, using: &generator)) / 1e6 + 1.7e-8 }
    mutating func count() -> Int { Int.random(in: 20...900, using: &generator) }

    /// An estimate and limits around it.
    mutating func limits() -> [Double] {
      let numbers = [share(), share(), share()].sorted()
      return [numbers[1], numbers[0], numbers[2]]
    }
  }

  private static let header = [
    "quantity", "term", "form", "estimate", "lower", "upper", "level", "n_observations", "n_units", "n_raters",
    "status",
  ]

  private static func row(_ name: [String], _ numbers: [Double], _ counts: [Int]) -> [String] {
    name + numbers.map { "\($0)" } + [String](repeating: "", count: 3 - numbers.count) + ["0.95"]
      + counts.map(String.init) + ["ok"]
  }

  static func made(_ seed: Int) -> Made {
    var made = Made(generator: SeededGenerator(seed: UInt64(seed)))
    let scales = ["adherence", "quality", "total"]
    let sites = (1...7).map { "School \($0)" }
    var overall: [[String]] = []
    var summary: [[String]] = []
    for scale in scales {
      overall.append(row(["score-mean", scale, ""], made.limits(), [made.count() + 7_000, 40, 4]))
      for quantity in ["score-sd", "score-minimum", "score-maximum"] {
        overall.append(row([quantity, scale, ""], [made.share()], [100, 40, 4]))
      }
      for band in ["low", "high"] {
        overall.append(row(["band-share", scale, band], made.limits(), [100, 40, 4]))
      }
    }
    overall.append(row(["criterion-share", "both", "met"], made.limits(), [100, 40, 4]))
    for site in sites {
      for scale in scales {
        summary.append([site] + row(["score-mean", scale, ""], made.limits(), [made.count(), 9, 4]))
        summary.append([site] + row(["band-share", scale, "high"], made.limits(), [made.count(), 9, 4]))
      }
    }
    made.tables += [
      ExampleResults.table("score-overall", header, overall),
      ExampleResults.table("score-summary", ["site"] + header, summary),
    ]
    var times: [[String]] = []
    for scale in scales {
      for month in 1...6 {
        times.append(
          [scale, "2025-0\(month)-01"] + made.limits().map { "\($0)" } + ["0.95", "\(made.count())", "0.7345", "ok"])
      }
    }
    made.tables.append(
      ExampleResults.table(
        "scores-over-time",
        ["term", "time", "estimate", "lower", "upper", "level", "n_observations", "criterion", "status"],
        times))
    made.tables.append(
      ExampleResults.table(
        "score-bands", ["term", "band", "lower", "upper", "is_fidelity"],
        [["total", "low", "0", "0.7345", "false"], ["total", "high", "0.7345", "1", "true"]]))
    made.tables.append(
      ExampleResults.table(
        "item-means", ["item", "label", "time", "estimate", "n_observations", "status"],
        (1...4).flatMap { item in
          (1...3).map { ["a\(item)", "", "2025-0\($0)-01", "\(made.share())", "\(made.count())", "ok"] }
        }))
    made.tables.append(
      ExampleResults.table(
        "trend-decisions", ["site", "verdict", "slope", "shrunken_slope", "shrunken_lower", "shrunken_upper"],
        sites.indices.map { place in
          [sites[place], ["improving", "declining", "stable"][place % 3]]
            + ([made.share()] + made.limits()).map { "\($0 - 0.5)" }
        }))
    made.tables.append(
      ExampleResults.table(
        "reliability", ["item"] + header,
        (1...5).map { item in
          ["a\(item)"] + row(["krippendorff-alpha", "", ""], made.limits(), [500, made.count(), 5])
        }))
    var icc = ["ICC(2,1)", "ICC(2,k)"].map { row(["icc", "", $0], made.limits(), [500, 250, 6]) }
    icc += ["rater", "residual"].map { row(["variance-component", $0, ""], [made.share()], [500, 250, 6]) }
    made.tables.append(ExampleResults.table("icc", header, icc))
    made.tables.append(
      ExampleResults.table(
        "drivers-page",
        ["system", "figure", "quantity", "estimate", "lower", "upper", "criterion", "change", "change_lower"]
          + ["change_upper", "n_units", "status", "note"],
        ["training", "coaching", "leadership"].enumerated().map { place, system in
          [system, "headline \(place)", "q\(place)"] + made.limits().map { "\($0)" } + ["\(made.share())"]
            + made.limits().map { "\($0 - 0.4)" } + ["\(made.count())", "ok", ""]
        }))
    made.tables.append(
      ExampleResults.table(
        "drivers-questions",
        ["number", "question", "system", "quantity", "term", "form", "estimate", "lower", "upper", "n_units", "answer"]
          + ["status"],
        (1...3).map { place in
          ["\(place)", "Question?", "training", "q", "t", "f"] + made.limits().map { "\(100 * $0)" }
            + ["\(made.count())", "answered", "ok"]
        }))
    made.tables.append(
      ExampleResults.table(
        "drivers-actions", ["kind", "what", "detail", "owner", "days"],
        (1...3).map { ["gap", "component \($0)", "", "", "\(made.count())"] }))
    made.tables.append(
      ExampleResults.table(
        "coaching-cycles", ["cycle", "from", "planned", "delivered"],
        (1...4).map { ["\($0)", "2025-0\($0)-03", "\(100 * made.share())", "\(100 * made.share())"] }))
    return made
  }

  /// The numbers of some columns of a table's rows that meet a condition, row by row.
  private static func values(
    _ made: Made, _ name: String, _ columns: [String], _ condition: (ResultTable, Int) -> Bool = { _, _ in true }
  ) throws -> [[Double]] {
    let table = try #require(made.tables.first { $0.name == name })
    let numbers = columns.map { table.numbers($0) ?? [] }
    return (0..<table.rowCount).filter { condition(table, $0) }.map { row in numbers.map { $0[row] } }
  }

  private static func isOf(_ quantity: String, _ term: String) -> (ResultTable, Int) -> Bool {
    { table, row in table.texts("quantity")?[row] == quantity && table.texts("term")?[row] == term }
  }

  @Test("tables of scores", arguments: 0..<6) func scores(seed: Int) throws {
    let (made, page) = Self.pages[seed]
    let parsed = try page.get()
    let means = try #require(parsed.table("Scores over all administrations")).dropFirst()
    for (shown, scale) in zip(means, ["adherence", "quality", "total"]) {
      let mean = try Self.values(
        made, "score-overall", ["estimate", "lower", "upper", "n_observations"], Self.isOf("score-mean", scale))[0]
      let others = try ["score-sd", "score-minimum", "score-maximum"].map { quantity in
        try Self.values(made, "score-overall", ["estimate"], Self.isOf(quantity, scale))[0][0]
      }
      #expect(
        shown == [
          scale, Self.text(mean[0]), Self.interval(mean[1], mean[2]), Self.text(others[0]),
          Self.interval(others[1], others[2]), String(format: "%.0f", mean[3]),
        ])
    }
    for (caption, quantity) in [
      ("Shares of administrations by band", "band-share"), ("Criteria met", "criterion-share"),
    ] {
      let shown = try #require(parsed.table(caption)).dropFirst()
      let rows = try Self.values(made, "score-overall", ["estimate", "lower", "upper"]) { table, row in
        table.texts("quantity")?[row] == quantity
      }
      #expect(shown.count == rows.count)
      for (cells, row) in zip(shown, rows) {
        #expect(cells[2...] == [Self.percent(row[0]), "\(Self.percent(row[1])) to \(Self.percent(row[2]))"])
      }
    }
    let shown = try #require(parsed.table("Scores over time: total")).dropFirst()
    let rows = try Self.values(made, "scores-over-time", ["estimate", "lower", "upper", "n_observations"]) {
      $0.texts("term")?[$1] == "total"
    }
    #expect(shown.count == 6 && rows.count == 6)
    for (cells, row) in zip(shown, rows) {
      #expect(cells[1...] == [Self.text(row[0]), Self.interval(row[1], row[2]), String(format: "%.0f", row[3])])
    }
    #expect(try #require(parsed.table("The bands of the scores")).dropFirst().map { $0[2] } == ["0.00", "0.73"])
  }

  @Test("tables of sites and of agreement", arguments: 0..<6) func sites(seed: Int) throws {
    let (made, page) = Self.pages[seed]
    let parsed = try page.get()
    let columns = ["estimate", "lower", "upper", "n_observations"]
    let means = try Self.values(made, "score-summary", columns, Self.isOf("score-mean", "total"))
    let shares = try Self.values(made, "score-summary", ["estimate"], Self.isOf("band-share", "total"))
    let slopes = try Self.values(made, "trend-decisions", ["slope"])
    let shown = try #require(parsed.table("total by site")).dropFirst()
    #expect(shown.count == 7)
    for (place, cells) in shown.enumerated() {
      let mean = means[place]
      let side = mean[1] >= 0.7345 ? "above" : mean[2] < 0.7345 ? "below" : "not clear"
      #expect(
        cells[1..<7] == [
          String(format: "%.0f", mean[3]), Self.text(mean[0]), Self.interval(mean[1], mean[2]), side,
          Self.percent(shares[place][0]), Self.small(slopes[place][0]),
        ])
    }
    let agreement = try #require(parsed.table("Agreement between raters")).dropFirst()
    let alphas = try Self.values(made, "reliability", ["estimate", "lower", "upper", "n_units"])
    for (cells, row) in zip(agreement, alphas) {
      let reading = row[1] >= 0.6 ? "sufficient" : row[2] < 0.6 ? "too low" : "not clear"
      #expect(
        cells[1...] == [Self.text(row[0]), Self.interval(row[1], row[2]), String(format: "%.0f", row[3]), reading])
    }
    let icc = try #require(parsed.table("icc: estimates")).dropFirst()
    for (cells, row) in zip(icc, try Self.values(made, "icc", ["estimate", "lower", "upper"])) {
      #expect(cells[2...3] == [Self.text(row[0]), row[1].isNaN ? "" : Self.interval(row[1], row[2])])
    }
    let components = try Self.values(made, "icc", ["estimate"]) { $0.texts("quantity")?[$1] == "variance-component" }
    let error = (components[0][0] + components[1][0]).squareRoot()
    let chances = try #require(parsed.table("Probability that the true score")).dropFirst()
    #expect(chances.count == 7)
    for cells in chances {
      let score = try #require(Double(cells[0]))
      #expect(cells[1] == Self.percent(erfc((0.7345 - score) / error / 2.squareRoot()) / 2))
    }
  }

  @Test("tables of drivers", arguments: 0..<6) func drivers(seed: Int) throws {
    let (made, page) = Self.pages[seed]
    let parsed = try page.get()
    let shown = try #require(parsed.table("The drivers in figures")).dropFirst()
    let rows = try Self.values(
      made, "drivers-page",
      ["estimate", "lower", "upper", "criterion", "change", "change_lower", "change_upper", "n_units"])
    for (cells, row) in zip(shown, rows) {
      #expect(
        cells[1...5] == [
          Self.text(row[0]), Self.interval(row[1], row[2]), Self.text(row[3]),
          "\(Self.text(row[4])) (\(Self.interval(row[5], row[6])))", String(format: "%.0f", row[7]),
        ])
    }
    let questions = try #require(parsed.table("Questions for the team")).dropFirst()
    for (cells, row) in zip(questions, try Self.values(made, "drivers-questions", ["estimate", "lower", "upper"])) {
      #expect(cells[2...3] == [Self.text(row[0]), Self.interval(row[1], row[2])])
    }
    let actions = try #require(parsed.table("What is open in the drivers")).dropFirst()
    for (cells, row) in zip(actions, try Self.values(made, "drivers-actions", ["days"])) {
      #expect(cells.last == String(format: "%.0f", row[0]))
    }
  }

  /// The kinds whose data hold numbers of the tables and nothing computed of them.
  private static let direct: [ChartKind] = [
    .overTime, .itemHeatMap, .caterpillar, .agreement, .driverProfile, .coaching,
  ]

  @Test("data behind pictures", arguments: 0..<6) func pictures(seed: Int) throws {
    let made = Self.made(seed)
    let numbers = Set(
      made.tables.flatMap { table in
        table.columns.flatMap { (table.texts($0) ?? []).compactMap(Double.init).map(Self.short) }
      })
    for kind in Self.direct {
      let pictures = try kind.pictures(of: Results(folder: "x", tables: made.tables))
      #expect(!pictures.isEmpty, "\(kind)")
      for cell in pictures.flatMap({ $0.table.rows.joined() }) {
        let shown = cell.replacingOccurrences(of: "\u{2212}", with: "-")
        // Numbers below .0005 have a form of their own.
        let isNumber = Double(shown) != nil && !shown.contains("e")
        #expect(!isNumber || numbers.contains(cell), "\(kind): \(cell)")
      }
    }
  }

  @Test("sentences", arguments: 0..<6) func sentences(seed: Int) throws {
    let (made, page) = Self.pages[seed]
    let parsed = try page.get()
    var known: Set<String> = ["0.60", "95%", "95", "99.8", "20", "1,000", "0.73", "1977", "2011"]
    for table in made.tables {
      known.formUnion((0...max(table.rowCount, 12)).map(String.init))
      for number in table.columns.flatMap({ (table.texts($0) ?? []).compactMap(Double.init) }) {
        known.formUnion([Self.text(number), Self.small(number), Self.short(number), Self.percent(number)])
        known.insert(Self.small(-number))
      }
    }
    // What sentences compute: the median number of administrations, the widest interval, planned and delivered minutes.
    let rows = try Self.values(
      made, "score-summary", ["n_observations", "lower", "upper"], Self.isOf("score-mean", "total"))
    known.insert(String(format: "%.0f", rows.map { $0[0] }.sorted()[rows.count / 2]))
    known.insert(Self.text(rows.map { $0[2] - $0[1] }.max() ?? 0))
    let cycles = try Self.values(made, "coaching-cycles", ["planned", "delivered"])
    for column in 0...1 { known.insert(String(format: "%.0f", cycles.reduce(0) { $0 + $1[column] })) }
    let components = try Self.values(made, "icc", ["estimate"]) { $0.texts("quantity")?[$1] == "variance-component" }
    known.insert(Self.text((components[0][0] + components[1][0]).squareRoot()))
    let parts = parsed.elements.filter { element in
      let isFinding = element.name == "p" && ["finding", "figcaption"].contains(element.path.last ?? "")
      return isFinding || (["p", "li"].contains(element.name) && element.path.contains("section"))
    }
    var count = 0
    // Of these figures are computed: limits, medians of scales, means over occasions.
    let computed = ["limits around the mean of", "lowest scale", "taking occasions alike"]
    for text in parts.map(\.text) where !computed.contains(where: text.contains) {
      let plain = text.replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}|School [0-9]+|\ba[0-9]\b|headline [0-9]/, with: "")
      for match in plain.matches(of: /[-\u{2212}]?[0-9][0-9,]*(\.[0-9]+)?%?/) {
        let number = String(match.output.0).trimmingCharacters(in: [","])
        count += 1
        let isKnown =
          known.contains(number) || known.contains(number.replacingOccurrences(of: ",", with: ""))
          || known.contains(number.trimmingCharacters(in: ["-", "\u{2212}"]))
        #expect(isKnown, "\(number) in: \(text)")
      }
    }
    #expect(count > 40)
  }

  /// The tables of each seed, and their page.
  private static let pages = (0..<6).map { seed in
    let made = made(seed)
    return (made, Result { try page(made) })
  }

  private static func page(_ made: Made) throws -> ParsedPage {
    var options = ReportOptions(texts: try ExampleResults.english.get())
    options.audience = .building
    let parsed = ParsedPage(try Report([Results(folder: "results", tables: made.tables)], options: options).html)
    ReportTests.check(parsed, "numbers")
    return parsed
  }
}
