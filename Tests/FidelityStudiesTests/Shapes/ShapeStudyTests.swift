import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

/// One set of ratings in every shape: 40 units, raters anna, ben and cy, scale 1 to 3; some are missing.
enum RatingsInShapes {
  static let raters = ["anna", "ben", "cy"]

  private static func random(_ state: inout UInt64) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33)
  }

  /// The rating of each rater of each unit; nil where there is none.
  static let ratings: [[Int?]] = {
    var state: UInt64 = 7
    return (0..<40).map { _ in
      let truth = random(&state) % 3 + 1
      return (0..<3).map { rater -> Int? in
        if rater > 0, random(&state) % 7 == 0 { return nil }
        return random(&state) % 4 == 0 ? random(&state) % 3 + 1 : truth
      }
    }
  }()

  private static func cell(_ rating: Int?) -> String { rating.map(String.init) ?? "" }

  static let long: String = {
    var text = "unit,rater,value\n"
    for (unit, row) in ratings.enumerated() {
      for (rater, rating) in zip(raters, row) where rating != nil { text += "\(unit + 1),\(rater),\(cell(rating))\n" }
    }
    return text
  }()

  static let wide: String = {
    let header = (["unit"] + raters).joined(separator: ",")
    let rows = ratings.enumerated().map { unit, row in (["\(unit + 1)"] + row.map(cell)).joined(separator: ",") }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }()

  /// Raters in rows, units in columns.
  static let turned: String = {
    let header = (["rater"] + ratings.indices.map { "u\($0 + 1)" }).joined(separator: ",")
    let rows = raters.indices.map { rater in
      ([raters[rater]] + ratings.map { cell($0[rater]) }).joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }()

  /// Each combination of ratings once, with how often it comes; its rows have no unit.
  static let frequencies: String = {
    var counts: [[Int?]: Int] = [:]
    for row in ratings { counts[row, default: 0] += 1 }
    let rows = counts.map { row, count in (row.map(cell) + ["\(count)"]).joined(separator: ",") }.sorted()
    return (["anna,ben,cy,n"] + rows).joined(separator: "\n") + "\n"
  }()

  static let counts: String = {
    var text = "unit,1,2,3\n"
    for (unit, row) in ratings.enumerated() {
      text += "\(unit + 1)"
      for value in 1...3 {
        let count = row.count { $0 == value }
        text += ",\(count)"
      }
      text += "\n"
    }
    return text
  }()

  /// The cross table of anna and ben, as printed, and the long table of the same.
  static let crossTable: String = {
    var text = "anna,1,2,3\n"
    for first in 1...3 {
      text += "\(first)"
      for second in 1...3 {
        let count = ratings.count { $0[0] == first && $0[1] == second }
        text += ",\(count)"
      }
      text += "\n"
    }
    return text
  }()

  static let pairs: String = {
    var text = "unit,rater,value\n"
    for (unit, row) in ratings.enumerated() {
      guard let a = row[0], let b = row[1] else { continue }
      text += "\(unit + 1),anna,\(a)\n\(unit + 1),columns,\(b)\n"
    }
    return text
  }()
}

@Suite("Analyses of tables in every shape")
struct ShapeStudyTests {
  private static let all = """
      - reliability: {scale: ordinal, coefficients: [all, light-kappa]}
      - reliability: {scale: nominal, coefficients: [fleiss-kappa], interval: {bootstrap: 100}}
      - reliability: {scale: ordinal, coefficients: [gwet-ac], influence: 3}
      - raters: {scale: ordinal, pairs: true}
      - icc: {pairs: true}
      - concordance: {}

    """

  private static func study(_ layout: String, _ columns: String, _ analyses: String = Self.all) -> String {
    "data:\n  files: d.csv\n  layout: \(layout)\n  columns: {\(columns)}\nseed: 3\nanalyses:\n\(analyses)"
  }

  /// All result tables as text; `influence` names units, which are rows where they have no names.
  private static func tables(_ study: String, _ data: String) throws -> [String] {
    try results(of: study, ["d.csv": data]).tables.map { "\($0.name)\n\($0.table.csv)" }
  }

  private static func wanted() throws -> [String] {
    try tables(study("long", "unit: unit, rater: rater, value: value"), RatingsInShapes.long)
  }

  @Test(
    "a column per rater gives what the long table gives, to the bit",
    arguments: [
      ("{raters: [anna, ben, cy]}", "unit: unit"), ("{raters: [cy, anna, ben]}", ""), ("{raters: [anna, b*, c*]}", ""),
      ("{wide: \"{rater}\"}", "unit: unit"), ("{wide: \"{rater}\", raters: [anna, ben, cy]}", ""),
    ])
  func raters(layout: String, columns: String) throws {
    #expect(try Self.tables(Self.study(layout, columns), RatingsInShapes.wide) == Self.wanted())
  }

  @Test("raters in rows give the same", arguments: ["{units-in-columns: u*}", "{units-in-columns: \"u{unit}\"}"])
  func unitsInColumns(layout: String) throws {
    let found = try Self.tables(Self.study(layout, "rater: rater"), RatingsInShapes.turned)
    let wanted = try Self.wanted()
    // Units are called by their columns, u1 or 1: then tables that name them differ.
    let naming = layout.contains("*") ? ["concordance-points", "reliability-influence"] : []
    func others(_ tables: [String]) -> [String] {
      tables.filter { table in !naming.contains { table.hasPrefix($0 + "\n") } }
    }
    #expect(found.count == wanted.count)
    #expect(Self.areClose(others(found), others(wanted)))
    #expect(found.prefix(2) == wanted.prefix(2))
  }

  @Test("frequencies give the same as each unit a row, whether units are counted or repeated")
  func frequencies() throws {
    let columns = "frequency: n"
    let data = RatingsInShapes.frequencies
    let lines = Self.all.split(separator: "\n").filter { !$0.contains("influence") }
    let others = lines.joined(separator: "\n") + "\n"
    func long(_ analyses: String) throws -> [String] {
      try Self.tables(
        Self.study("long", "unit: unit, rater: rater, value: value", analyses), RatingsInShapes.long)
    }
    let layout = "{raters: [anna, ben, cy]}"
    let repeated = try Self.tables(Self.study(layout, columns, others), data)
    let wanted = try long(others)
    // Coefficients of agreement do not depend on the order of units.
    #expect(repeated.prefix(2) == wanted.prefix(2))
    func withoutPoints(_ tables: [String]) -> [String] { tables.filter { !$0.hasPrefix("concordance-points") } }
    #expect(Self.areClose(withoutPoints(repeated), withoutPoints(wanted)))
    let weighed = lines.prefix(2).joined(separator: "\n") + "\n"
    #expect(try Self.tables(Self.study(layout, columns, weighed), data) == long(weighed))
    let moments = "  - icc: {}\n"
    #expect(Self.areClose(try Self.tables(Self.study(layout, columns, moments), data), try long(moments)))
  }

  /// Whether tables are the same but for the last digits of sums in another order.
  private static func areClose(_ found: [String], _ wanted: [String]) -> Bool {
    let pairs = zip(found.flatMap(cells), wanted.flatMap(cells))
    return found.count == wanted.count && found.flatMap(cells).count == wanted.flatMap(cells).count
      && pairs.allSatisfy { a, b in
        guard a != b else { return true }
        guard let a = Double(a), let b = Double(b) else { return false }
        return abs(a - b) <= 1e-7 * max(1, abs(a))
      }
  }

  private static func cells(_ table: String) -> [String] {
    table.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "\n" }.map(String.init)
  }

  @Test("a cross table is the pairs that it counts")
  func crossTable() throws {
    let analyses = """
        - reliability: {scale: ordinal, coefficients: [all, cohen-kappa]}
        - raters: {scale: ordinal, pairs: true}

      """
    let wanted = try Self.tables(
      Self.study("long", "unit: unit, rater: rater, value: value", analyses), RatingsInShapes.pairs)
    for layout in ["{cross-table: anna}", "{cross-table: anna, counts: [\"1\", \"2\", \"3\"]}"] {
      let found = try Self.tables(Self.study(layout, "", analyses), RatingsInShapes.crossTable)
      #expect(found.first == wanted.first)
      #expect(Self.areClose(found, wanted))
    }
  }

  @Test("counts give every coefficient that does not ask who gave which rating")
  func counts() throws {
    let analyses = "  - reliability: {scale: ordinal, coefficients: [all, cohen-kappa]}\n"
    let long = try results(
      of: Self.study("long", "unit: unit, rater: rater, value: value", analyses), ["d.csv": RatingsInShapes.long])
    for (layout, columns) in [
      ("{counts: [\"1\", \"2\", \"3\"]}", "unit: unit"), ("{counts: [\"1\", \"2\", \"3\"]}", ""),
      ("{wide: \"{category}\"}", "unit: unit"),
    ] {
      let found = try results(of: Self.study(layout, columns, analyses), ["d.csv": RatingsInShapes.counts])
      let (wanted, table) = (try #require(long["reliability"]), try #require(found["reliability"]))
      #expect(table.rowCount == wanted.rowCount)
      let (lines, others) = (table.csv.split(separator: "\n"), wanted.csv.split(separator: "\n"))
      for (line, other) in zip(lines, others) {
        if line.hasPrefix("conger-kappa") || line.hasPrefix("cohen-kappa") {
          #expect(line.contains(",raters-unknown,\"the table counts raters by category"))
        } else {
          #expect(line == other)
        }
      }
    }
  }

  @Test("a frequency of a hundred million takes no memory where units are counted by weight")
  func largeFrequency() throws {
    let data = "a,b,n\nx,x,40000000\nx,y,5000000\ny,x,3000000\ny,y,52000000\n"
    let study = Self.study(
      "{raters: [a, b]}", "frequency: n", "  - reliability: {scale: nominal, coefficients: [cohen-kappa]}\n")
    let table = try #require(try results(of: study, ["d.csv": data])["reliability"])
    // p_o = .92, p_e = .45 * .43 + .55 * .57
    let chance = 0.45 * 0.43 + 0.55 * 0.57
    let kappa = try #require(table.numbers("estimate"))[0]
    #expect(abs(kappa - (0.92 - chance) / (1 - chance)) < 1e-14)
    #expect(table.cells("n_units") == ["100000000"])
    let repeated = Self.study("{raters: [a, b]}", "frequency: n", "  - raters: {scale: nominal}\n")
    #expect("\(failure(of: repeated, ["d.csv": data]).map { "\($0)" } ?? "")".contains("more than 10000000 units"))
  }

  @Test("items in columns are those of the pattern")
  func items() throws {
    let data = "unit,rater,goal,pace,note\n1,a,1,2,x\n1,b,1,3,y\n2,a,2,2,\n2,b,3,2,z\n3,a,3,1,\n3,b,3,1,\n"
    let long =
      "unit,rater,item,value\n"
      + data.split(separator: "\n").dropFirst().map { line -> String in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        return "\(cells[0]),\(cells[1]),goal,\(cells[2])\n\(cells[0]),\(cells[1]),pace,\(cells[3])\n"
      }.joined()
    let grid = "unit,a_goal,b_goal,a_pace,b_pace,a_note,b_note\n1,1,1,2,3,x,y\n2,2,3,2,2,,z\n3,3,3,1,1,,\n"
    let analyses = "  - reliability: {by: item, scale: ordinal}\n  - raters: {by: item, scale: ordinal}\n"
    let wanted = try Self.tables(
      Self.study("long", "unit: unit, rater: rater, item: item, value: value", analyses), long)
    #expect(
      try Self.tables(Self.study("{items: [goal, pace]}", "unit: unit, rater: rater", analyses), data) == wanted)
    let layout = "{wide: \"{rater}_{item}\", items: [goal, pace]}"
    #expect(try Self.tables(Self.study(layout, "unit: unit", analyses), grid) == wanted)
    #expect(try Self.tables(Self.study(layout, "", analyses), grid) == wanted)
  }

  @Test("rows that a condition leaves out keep their numbers")
  func rowNumbers() throws {
    let analyses = "  - reliability: {scale: ordinal, coefficients: [gwet-ac], influence: 40}\n"
    let study = Self.study("{raters: [anna, ben, cy]}\n  where: unit > 20", "", analyses)
    let table = try #require(try results(of: study, ["d.csv": RatingsInShapes.wide])["reliability-influence"])
    let units = zip(table.cells("subject"), table.cells("label")).filter { $0.0 == "unit" }.compactMap { Int($0.1) }
    #expect(Set(units) == Set(21...40))
  }

  @Test("words in columns of counts are in their order")
  func words() throws {
    let data = "never,seldom,often\n3,1,0\n0,2,2\n0,0,4\n1,3,0\n"
    let study = Self.study(
      "{counts: [never, seldom, often]}", "",
      "  - reliability: {scale: ordinal, coefficients: [gwet-ac], weights: [linear]}\n")
    let numbers = study.replacing("never, seldom, often", with: "\"1\", \"2\", \"3\"")
    let words = try #require(try results(of: study, ["d.csv": data])["reliability"])
    let same = try results(of: numbers, ["d.csv": "1,2,3" + String(data.dropFirst(18))])
    #expect(words.csv == same["reliability"]?.csv)
  }
}
