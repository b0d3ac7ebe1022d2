import FidelityData
import FidelityFiles
import FidelityReliability
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Reliability in a study")
struct ReliabilityStateTests {
  /// Four raters rate twelve units on two items; every fifth rating is missing.
  private static let ratings: [(unit: String, rater: String, item: String, value: Int)] = {
    var generator = SeededGenerator(seed: 5)
    var rows: [(String, String, String, Int)] = []
    for unit in 1...12 {
      for rater in ["A", "B", "C", "D"] {
        for item in ["x", "y"] where Int.random(in: 0..<5, using: &generator) > 0 {
          rows.append(("u\(unit)", rater, item, (unit + Int.random(in: 0...2, using: &generator)) % 4))
        }
      }
    }
    return rows
  }()

  private static let long =
    "unit,rater,item,value\n" + ratings.map { "\($0.unit),\($0.rater),\($0.item),\($0.value)\n" }.joined()

  private static func study(
    _ options: String, columns: String = "unit: unit, rater: rater, item: item, value: value", data: String = ""
  ) -> String {
    "data: {files: data.csv, columns: {\(columns)}\(data)}\nanalyses: [reliability: {\(options)}]\n"
  }

  private static func reliability(_ options: String, _ text: String = long) throws -> Table {
    try #require(try results(of: study(options), ["data.csv": text])["reliability"])
  }

  @Test("each item is the rating table of its own rows", arguments: ["x", "y"])
  func againstTheLibrary(item: String) throws {
    let table = try Self.reliability("scale: interval, by: item")
    let rows = Self.ratings.filter { $0.item == item }
    let ratings = try RatingTable(
      units: rows.map(\.unit), raters: rows.map(\.rater), values: rows.map { Double($0.value) })
    for coefficient in AgreementCoefficient.suited(to: .interval) {
      let expected = ratings.estimate(coefficient)
      let key: KeyValuePairs = [
        "item": item, "quantity": coefficient.quantity, "weights": expected.weights ?? "",
        "metric": expected.metric ?? "",
      ]
      // With other coefficients beside it, a coefficient's sums run over finer patterns: another order of rounding.
      #expect(isClose(table.number("estimate", key), expected.estimate, within: 1e-14))
      #expect(isClose(table.number("standard_error", key), expected.standardError, within: 1e-14))
      #expect(table.number("n_observations", key) == expected.observationCount.map(Double.init))
    }
  }

  @Test("raters in columns: the same as one rating a row")
  func wideByRater() throws {
    var cells: [String: String] = [:]
    for row in Self.ratings { cells["\(row.unit)/\(row.item)/\(row.rater)"] = "\(row.value)" }
    var wide = "unit,item,scored by A,scored by B,scored by C,scored by D\n"
    for unit in 1...12 {
      for item in ["x", "y"] {
        wide +=
          "u\(unit),\(item),"
          + ["A", "B", "C", "D"].map { cells["u\(unit)/\(item)/\($0)"] ?? "" }
          .joined(separator: ",") + "\n"
      }
    }
    let study = Self.study(
      "scale: interval, by: item", columns: "unit: unit, item: item",
      data: ", layout: {wide: \"scored by {rater}\"}")
    let found = try results(of: study, ["data.csv": wide])["reliability"]
    #expect(found == (try Self.reliability("scale: interval, by: item")))
  }

  @Test("a pattern of all columns leaves out those that have a role")
  func patternOfAllColumns() throws {
    let wide = "unit,A,B\nu1,1,1\nu2,2,1\nu3,2,2\n"
    let study = Self.study("scale: nominal", columns: "unit: unit", data: ", layout: {wide: \"{rater}\"}")
    let table = try #require(try results(of: study, ["data.csv": wide])["reliability"])
    #expect(Set(table.cells("n_raters")) == ["2"])
  }

  @Test("segments in the names of columns, raters unique within a site")
  func segments() throws {
    let wide = "site,lesson,rater,a_S1,a_S2,a_S3\nN,1,7,1,2,\nN,1,8,1,3,\nS,1,7,2,2,2\nS,1,8,2,2,1\n"
    let study = """
      data:
        files: data.csv
        layout: {wide: "{item}_S{segment}"}
        columns: {unit: [site, lesson, segment], rater: [site, rater]}
      analyses: [reliability: {scale: nominal, by: item, coefficients: percent-agreement}]
      """
    let table = try #require(try results(of: study, ["data.csv": wide])["reliability"])
    #expect(table.cells("item") == ["a"])
    #expect(table.number("estimate", ["item": "a"]) == 3.0 / 5)
    #expect(table.cells("n_units") == ["5"])
    #expect(table.cells("n_raters") == ["4"])
    #expect(table.cells("n_observations") == ["10"])
  }

  @Test("rows in another order give the same results bit for bit", arguments: [1, 2, 3])
  func permuted(seed: UInt64) throws {
    for options in ["scale: interval, by: item", "scale: ordinal, interval: {bootstrap: 300}, by: item"] {
      let before = try Self.reliability(options)
      #expect(try Self.reliability(options, Self.long.shuffled(seed: seed)).csv == before.csv)
    }
  }

  @Test("the bootstrap follows its seed")
  func bootstrapSeed() throws {
    func errors(seed: Int) throws -> [String] {
      let study = Self.study("scale: nominal, by: item, interval: {bootstrap: 100}")
      let results = try results(of: "seed: \(seed)\n" + study, ["data.csv": Self.long])
      return try #require(results["reliability"]).cells("standard_error")
    }
    let first = try errors(seed: 1)
    #expect(try errors(seed: 1) == first)
    #expect(try errors(seed: 2) != first)
  }

  @Test("several files are one table")
  func severalFiles() throws {
    let lines = Self.long.split(separator: "\n").map(String.init)
    let study = Self.study("scale: interval, by: item").replacing("data.csv", with: "[part1.csv, part2.csv]")
    let parts = [
      "part1.csv": lines[..<20].joined(separator: "\n") + "\n",
      "part2.csv": ([lines[0]] + lines[20...]).joined(separator: "\n") + "\n",
    ]
    #expect(try results(of: study, parts)["reliability"] == (try Self.reliability("scale: interval, by: item")))
  }

  @Test("minimum ratings leave out units with fewer")
  func minimumRatings() throws {
    let text = "unit,rater,item,value\nu1,A,x,1\nu2,A,x,1\nu2,B,x,2\nu3,A,x,1\nu3,B,x,1\nu3,C,x,1\n"
    for (minimum, units, observations) in [(1, "3", "6"), (2, "2", "5"), (3, "1", "3")] {
      let table = try Self.reliability(
        "scale: nominal, coefficients: percent-agreement, minimum-ratings: \(minimum)", text)
      #expect(table.cells("n_units") == [units])
      #expect(table.cells("n_observations") == [observations])
    }
  }

  @Test("groups that allow nothing have rows with a status")
  func degenerateGroups() throws {
    let text =
      "unit,rater,item,value\n"
      + "u1,A,alone,1\nu1,A,same,2\nu1,B,same,2\nu2,A,same,2\nu2,B,same,2\nu1,A,apart,1\nu2,B,apart,2\n"
      + "u1,A,good,1\nu1,B,good,1\nu2,A,good,2\nu2,B,good,1\n"
    let table = try Self.reliability("scale: nominal, by: item, coefficients: gwet-ac", text)
    #expect(table.cells("item") == ["alone", "apart", "good", "same"])
    #expect(table.cells("status") == ["too-few-units", "too-few-units", "ok", "no-variation"])
    #expect(table.cells("estimate").map(\.isEmpty) == [true, true, false, true])
  }

  @Test("duplicates: an error that names unit, rater and group, or a rule")
  func duplicates() throws {
    let text = "unit,rater,item,value\nu1,A,x,1\nu1,A,x,4\nu1,B,x,1\nu2,A,x,2\nu2,B,x,2\n"
    let options = "scale: interval, by: item, coefficients: krippendorff-alpha, metrics: interval"
    let error = try #require(failure(of: Self.study(options), ["data.csv": text]))
    #expect(
      error.description == "data.csv: 1 ratings repeat a unit and a rater: unit u1, rater A (x) (row 1 and row 2)")
    #expect(error.hint?.contains("unique only within a site, name both columns") == true)
    #expect(error.exitStatus == 65)
    for (rule, first) in [("first", 1.0), ("last", 4), ("mean", 2.5)] {
      let study = Self.study(options, data: ", duplicates: \(rule)")
      let table = try #require(try results(of: study, ["data.csv": text])["reliability"])
      let ratings = try RatingTable(
        units: ["u1", "u1", "u2", "u2"], raters: ["A", "B", "A", "B"], values: [first, 1, 2, 2])
      let expected = ratings.estimate(.krippendorffAlpha(metric: .interval))
      #expect(table.number("estimate", ["item": "x"]) == expected.estimate)
    }
  }

  @Test("without --by, duplicates hint at the items")
  func duplicatesOfItems() throws {
    let error = try #require(failure(of: Self.study("scale: interval"), ["data.csv": Self.long]))
    #expect(error.hint?.hasPrefix("where each item is an analysis of its own, say by item") == true)
  }

  @Test("ratings without a key are left out with a warning")
  func incompleteRows() throws {
    let text = "unit,rater,item,value\nu1,A,x,1\n,A,x,4\nu1,,x,1\nu2,A,,2\nu1,B,x,1\nu2,A,x,2\nu2,B,x,1\n"
    let found = try results(of: Self.study("scale: nominal, by: item"), ["data.csv": text])
    #expect(found.warnings == ["reliability: 3 ratings without unit, rater or group were left out"])
    #expect(Set(try #require(found["reliability"]).cells("n_observations")) == ["4"])
  }

  @Test(
    "roles that contradict each other",
    arguments: [
      ("unit: unit, rater: unit, value: value", "", "every column of the rater is part of the unit"),
      ("unit: [unit, rater], rater: rater, value: value", "", "every column of the rater is part of the unit"),
      ("unit: unit, rater: rater, value: rater", "", "both the value and the rater"),
      ("unit: unit, rater: rater, value: unit", "", "both the value and the unit"),
      ("unit: unit, value: value", "", "which column is the rater"),
      ("rater: rater, value: value", "", "which column is the unit"),
      ("unit: unit, rater: rater", "", "which column holds the ratings"),
      ("unit: unit, rater: rater", ", layout: {wide: \"{rater}\"}", "is said to be a column too"),
      ("unit: unit, rater: rater, value: value", ", layout: {wide: \"v{item}\"}", "no single column is the value"),
      ("unit: unit, rater: rater", ", layout: wide", "a wide table without a pattern needs an instrument"),
    ])
  func contradictions(columns: String, data: String, words: String) throws {
    let study = Self.study("scale: nominal", columns: columns, data: data)
    let error = try #require(failure(of: study, ["data.csv": Self.long]))
    #expect(error.description.contains(words))
    #expect(error.exitStatus == 64)
  }

  @Test("grouping by the ratings themselves")
  func groupedByValue() throws {
    let error = try #require(failure(of: Self.study("scale: nominal, by: value"), ["data.csv": Self.long]))
    #expect(error.description == "column \"value\": the column holds ratings, so results cannot be grouped by it")
  }

  @Test("no rating at all")
  func noRatings() throws {
    let text = "unit,rater,item,value\nu1,A,x,\nu1,B,x,NA\n"
    let error = try #require(failure(of: Self.study("scale: interval"), ["data.csv": text]))
    #expect(error.description == "data.csv: column \"value\": there is no rating in the column")
  }
}
