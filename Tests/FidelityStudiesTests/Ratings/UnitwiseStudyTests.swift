import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

/// Ratings that come unit by unit are counted as they come; scattered ones are collected. Nobody sees a difference.
@Suite("Ratings unit by unit and scattered")
struct UnitwiseStudyTests {
  // MARK: - Tables

  /// How the rows of a long table lie.
  enum Order: CaseIterable {
    /// By unit; by item and then by unit; units in any order, the ratings of each together.
    case byUnit, byItem, byScrambledUnit
    case scattered
  }

  private struct Row {
    var unit: Int
    var rater: Int
    var item: Int
    var score: Int?
  }

  /// A rating a row. Some keys and ratings are missing; with `repeats`, some raters rate a unit twice.
  private static func long(_ order: Order, repeats: Bool, hasWholeUnits: Bool, units: Int = 3_000) -> Table {
    var generator = SeededGenerator(seed: 21)
    var rows: [Row] = []
    for unit in 0..<units {
      for item in 0..<3 {
        for rater in (0..<5).shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator)) {
          let score = (unit / 7 + Int.random(in: 0...2, using: &generator)) % 5
          rows.append(Row(unit: unit, rater: rater, item: item, score: unit % 31 == rater ? nil : score))
          if repeats, Int.random(in: 0..<60, using: &generator) == 0 {
            rows.append(Row(unit: unit, rater: rater, item: item, score: (score + 1) % 5))
          }
        }
      }
    }
    // Equal keys keep their order, so that the first rating by a rater stays the first.
    func sorted(_ key: (Row) -> [Int]) -> [Row] {
      rows.enumerated().map { (key($0.element) + [$0.offset], $0.element) }
        .sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }
    switch order {
    case .byUnit: break
    case .byItem: rows = sorted { [$0.item, $0.unit, $0.rater] }
    case .byScrambledUnit: rows = sorted { [$0.unit * 7_919 % 10_007, $0.unit, $0.item, $0.rater] }
    case .scattered:
      rows = sorted { [($0.unit * 31 + $0.rater * 17 + $0.item * 5) % 1_009, $0.unit, $0.item, $0.rater] }
    }
    func text(_ name: String, _ label: (Row) -> String?) -> Table.Column { Table.Column(name, text: rows.map(label)) }
    let words = ["low", "middle", "high", "7", "n/a"]
    let marks = ["10", "9", "8.5", "1", "01"]
    return Table(columns: [
      hasWholeUnits
        ? Table.Column("lesson", .wholes(rows.map { 3 * $0.unit - 50 })) : text("lesson") { "lesson \($0.unit)" },
      text("rater") { $0.unit % 97 == 5 && $0.rater == 1 ? nil : "r\($0.rater)" },
      text("item") { $0.unit % 89 == 3 && $0.rater == 2 ? nil : "item \($0.item)" },
      text("school") { "school \($0.unit % 11)" },
      Table.Column("score", .numbers(rows.map { $0.score.map { Double($0) / 2 } ?? .nan })),
      text("word") { $0.score.map { words[$0] } }, text("mark") { $0.score.map { marks[$0] } },
    ])
  }

  /// A column for each item and rater; the rows of `twice` come twice, the second time with other ratings.
  private static func wide(isScattered: Bool, twice: Set<Int> = [], hasWholeUnits: Bool) -> Table {
    var generator = SeededGenerator(seed: 3)
    var rows: [(unit: Int, cells: [Double])] = []
    for unit in 0..<4_000 {
      for _ in 0..<(twice.contains(unit) ? 2 : 1) {
        rows.append(
          (
            unit,
            (0..<8).map { _ in
              Int.random(in: 0..<9, using: &generator) == 0
                ? .nan : Double((unit / 5 + Int.random(in: 0...2, using: &generator)) % 4)
            }
          ))
      }
    }
    if isScattered {
      rows = rows.enumerated().sorted {
        ($0.element.unit * 7_919 % 4_001, $0.offset) < ($1.element.unit * 7_919 % 4_001, $1.offset)
      }.map(\.element)
      // The second rows of a unit at the end.
      var seen: Set<Int> = []
      let first = rows.filter { seen.insert($0.unit).inserted }
      seen = []
      rows = first + rows.filter { !seen.insert($0.unit).inserted }
    }
    var columns = [
      hasWholeUnits
        ? Table.Column("lesson", .wholes(rows.map(\.unit)))
        : Table.Column("lesson", text: rows.map { "lesson \($0.unit)" })
    ]
    for (place, name) in ["a_R1", "a_R2", "a_R3", "a_R4", "b_R1", "b_R2", "b_R3", "b_R4"].enumerated() {
      columns.append(Table.Column(name, .numbers(rows.map { $0.cells[place] })))
    }
    return Table(columns: columns)
  }

  // MARK: - Runs

  private static func results(
    _ analysis: String, _ table: Table, _ format: BinaryTableFormat?, value: String = "score", data: String = "",
    isWide: Bool = false, unit: String = "lesson", threads: Int
  ) throws -> StudyResults {
    let columns =
      isWide
      ? "layout: {wide: \"{item}_{rater}\"}, columns: {unit: \(unit)}"
      : "columns: {unit: \(unit), rater: rater, item: item, value: \(value)}"
    return try withTemporaryFolder { folder in
      let file = format.map { $0 == .arrow ? "data.arrow" : "data.parquet" } ?? "data.csv"
      if let format {
        try TableWriter.write(table, to: folder.file(file), format: format)
      } else {
        _ = try folder.write(DelimitedReport().bytes(table), to: file)
      }
      let text = "data: {files: \(file), \(columns)\(data)}\nseed: 3\nanalyses: [\(analysis)]\n"
      var study = try Study(contentsOfFile: folder.write(text, to: "study.yaml"))
      study.data.options.threads = threads
      return try StudyRunner(study).run()
    }
  }

  private static let coefficients =
    "coefficients: [percent-agreement, conger-kappa, fleiss-kappa, gwet-ac, brennan-prediger, krippendorff-alpha, "
    + "van-oest-ir2, light-kappa, category-agreement, category-kappa]"

  private static let analyses = [
    "scale: ratio, by: item", "scale: ordinal, by: item, \(coefficients)",
    "scale: interval, by: [item, school], minimum-ratings: 2", "scale: interval, by: item, interval: jackknife",
    "scale: ordinal, by: item, interval: {bootstrap: 200}",
    "scale: interval, by: item, interval: {bootstrap: 100, bootstrap-limits: bca}, minimum-ratings: 3",
    "scale: interval, by: item, interval: {jackknife: raters}",
    "scale: ordinal, by: item, interval: {bootstrap: 60, resample: both}, coefficients: [gwet-ac]",
    "scale: interval, by: item, categories: [0, 0.5, 1, 1.5, 2, 2.5], population: 5000, one-sided: true, "
      + "benchmark: altman",
    "scale: interval, by: item, coefficients: [krippendorff-alpha], metrics: [interval], convention: kalpha, "
      + "interval: {bootstrap: 1000}",
  ]

  @Test("Long tables: results to the last bit, in any order, format and number of threads", arguments: analyses)
  func long(analysis: String) throws {
    let study = "reliability: {\(analysis)}"
    let data = ", duplicates: mean"
    for hasWholeUnits in [false, true] {
      let scattered = Self.long(.scattered, repeats: true, hasWholeUnits: hasWholeUnits)
      let expected = try Self.results(study, scattered, nil, data: data, threads: 2)
      #expect(expected.tables[0].table.rowCount > 0 && expected.warnings.count == 1)
      for order in [Order.byUnit, .byItem, .byScrambledUnit] {
        let table = Self.long(order, repeats: true, hasWholeUnits: hasWholeUnits)
        for (format, threads) in [(nil, 1), (nil, 3), (.parquet, 2), (.arrow, 1)] as [(BinaryTableFormat?, Int)] {
          let found = try Self.results(study, table, format, data: data, threads: threads)
          let isSame = found.tables == expected.tables && found.warnings == expected.warnings
          #expect(isSame, "\(order) \(hasWholeUnits) \(String(describing: format)) \(threads)")
        }
      }
    }
  }

  @Test("Rules for duplicates, and categories in text", arguments: ["first", "last"], ["score", "word", "mark"])
  func rules(rule: String, value: String) throws {
    let study = "reliability: {scale: \(value == "score" ? "interval" : "nominal"), by: item}"
    func results(_ order: Order, threads: Int) throws -> StudyResults {
      let table = Self.long(order, repeats: true, hasWholeUnits: false)
      return try Self.results(study, table, nil, value: value, data: ", duplicates: \(rule)", threads: threads)
    }
    let expected = try results(.scattered, threads: 2)
    for order in [Order.byUnit, .byItem, .byScrambledUnit] {
      for threads in [1, 3] {
        let isSame = try results(order, threads: threads).tables == expected.tables
        #expect(isSame, "\(order)")
      }
    }
  }

  @Test("Wide tables, with rows that come twice", arguments: [false, true])
  func wide(hasWholeUnits: Bool) throws {
    for (analysis, rule) in [
      ("scale: interval, by: item", "error"), ("scale: ordinal, by: item, \(Self.coefficients)", "last"),
      ("scale: interval, by: item, minimum-ratings: 2, interval: jackknife", "mean"),
    ] {
      let twice: Set<Int> = rule == "error" ? [] : [0, 17, 1_000, 3_999]
      let study = "reliability: {\(analysis)}"
      func results(_ isScattered: Bool, _ format: BinaryTableFormat?, _ threads: Int) throws -> StudyResults {
        let table = Self.wide(isScattered: isScattered, twice: twice, hasWholeUnits: hasWholeUnits)
        return try Self.results(
          study, table, format, data: ", duplicates: \(rule)", isWide: true, threads: threads)
      }
      let expected = try results(true, nil, 2)
      for (format, threads) in [(nil, 1), (nil, 3), (.parquet, 2), (.arrow, 1)] as [(BinaryTableFormat?, Int)] {
        let isSame = try results(false, format, threads).tables == expected.tables
        #expect(isSame, "\(analysis) \(rule) \(String(describing: format))")
      }
    }
  }

  @Test("Units named by two columns, one of which names groups too")
  func pairs() throws {
    for by in ["school", "[item, school]"] {
      func results(_ order: Order) throws -> Table {
        let table = Self.long(order, repeats: false, hasWholeUnits: true)
        let study = "reliability: {scale: interval, by: \(by), \(Self.coefficients)}"
        return try #require(
          try Self.results(
            study, table, .parquet, data: ", duplicates: mean", unit: "[lesson, school]", threads: 2)["reliability"])
      }
      let isSame = try results(.byUnit) == results(.scattered)
      #expect(isSame)
    }
  }

  @Test(
    "The table of influences, which needs units, comes with the same estimates", arguments: [Order.byUnit, .byItem])
  func withInfluence(order: Order) throws {
    let table = Self.long(order, repeats: false, hasWholeUnits: false, units: 300)
    let options = "scale: interval, by: item, coefficients: [gwet-ac, conger-kappa]"
    let alone = try Self.results("reliability: {\(options)}", table, nil, threads: 2)
    let beside = try Self.results("reliability: {\(options), influence: 2}", table, nil, threads: 2)
    let isSame = alone["reliability"] == beside["reliability"] && beside["reliability-influence"] != nil
    #expect(isSame)
  }

  @Test(
    "Errors are those of collected ratings",
    arguments: [
      ("scale: interval, by: item", ""), ("scale: interval", ", duplicates: error"),
      ("scale: interval, by: item, categories: [0, 1, 2]", ", duplicates: first"),
    ])
  func errors(options: String, data: String) throws {
    for order in Order.allCases {
      let table = Self.long(order, repeats: true, hasWholeUnits: false)
      func failure(_ options: String, threads: Int) -> DataError? {
        do {
          _ = try Self.results("reliability: {\(options)}", table, nil, data: data, threads: threads)
          return nil
        } catch {
          var error = error as? DataError
          error?.file = nil
          for place in error?.others.indices ?? 0..<0 { error?.others[place].file = nil }
          return error
        }
      }
      let expected = try #require(failure("\(options), influence: 1", threads: 1))
      for threads in [1, 2] { #expect(failure(options, threads: threads) == expected) }
    }
  }

  @Test("Beside analyses that need units")
  func together() throws {
    func results(_ order: Order) throws -> StudyResults {
      try Self.results(
        "{reliability: {scale: interval, by: item}}, {raters: {scale: interval, by: item, pairs: true}}, "
          + "{reliability: {scale: nominal, cluster: school, by: item}}",
        Self.long(order, repeats: false, hasWholeUnits: true), .parquet, threads: 2)
    }
    let (found, expected) = (try results(.byUnit), try results(.scattered))
    let isSame = found.tables == expected.tables
    #expect(isSame && found.tables.count == 4)
  }
}
