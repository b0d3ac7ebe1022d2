import FidelityData
import FidelityReports
import FidelityStudies
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Trends in a study")
struct TrendStateTests {
  /// Three sites, twelve months, noise; some outcomes are missing.
  private static let rows: [(site: String, month: Double, age: Double, score: Double)] = {
    var generator = SeededGenerator(seed: 21)
    return (0..<60).map { row in
      let month = Double(row % 12)
      let noise = Double.random(in: -1...1, using: &generator)
      let age = Double.random(in: 20...60, using: &generator)
      let isMissing = Int.random(in: 0..<8, using: &generator) == 0
      return ("s\(row % 3)", month, age, isMissing ? .nan : 3 + 0.2 * month - 0.01 * age + noise)
    }
  }()

  private static let text =
    "site,month,age,score\n"
    + rows.map { "\($0.site),\($0.month),\($0.age),\($0.score.isNaN ? "" : $0.score.description)\n" }.joined()

  private static func study(_ options: String, columns: String = "time: month") -> String {
    "data: {files: d.csv, columns: {\(columns)}}\nanalyses: [trend: {\(options)}]\n"
  }

  private static func trend(_ options: String, _ text: String = text) throws -> Table {
    try #require(try results(of: study(options), ["d.csv": text])["trend"])
  }

  private static let columns: KeyValuePairs = [
    "estimate": \Estimate.estimate, "standard_error": \.standardError, "lower": \.lower, "upper": \.upper,
    "statistic": \.statistic, "p_value": \.pValue, "degrees_of_freedom": \.degreesOfFreedom,
  ]

  @Test("a pooled trend is the least-squares fit of its rows", arguments: [[], ["age"]])
  func pooled(covariates: [String]) throws {
    let complete = Self.rows.filter { !$0.score.isNaN }
    let predictors =
      [("month", complete.map(\.month))] + (covariates.isEmpty ? [] : [("age", complete.map(\.age))])
    let expected = try LeastSquares(outcome: complete.map(\.score), predictors: predictors).estimates(level: 0.9)
    let options = covariates.isEmpty ? "" : ", covariates: age"
    let found = try results(of: Self.study("outcome: score, level: 0.9\(options)"), ["d.csv": Self.text])
    let table = try #require(found["trend"])
    #expect(table.rowCount == expected.count)
    for row in expected {
      for (name, path) in Self.columns {
        let key: KeyValuePairs = ["quantity": row.quantity, "term": row.term ?? ""]
        let number = try #require(table.number(name, key))
        #expect(number == row[keyPath: path] || number.isNaN && row[keyPath: path].isNaN, "\(row.quantity) \(name)")
      }
    }
    let skipped = Self.rows.count - complete.count
    #expect(found.warnings == ["trend: \(skipped) rows without outcome, time, group or covariate were left out"])
  }

  @Test("a line per group is that of its own rows", arguments: ["s0", "s1", "s2"])
  func groups(site: String) throws {
    let complete = Self.rows.filter { !$0.score.isNaN && $0.site == site }
    let fit = try LeastSquares(outcome: complete.map(\.score), predictors: [("month", complete.map(\.month))])
    let table = try Self.trend("outcome: score, group: site")
    for row in fit.estimates() where row.quantity != "r-squared" {
      let key: KeyValuePairs = ["site": site, "quantity": row.quantity, "term": row.term ?? ""]
      #expect(isClose(table.number("estimate", key), row.estimate, within: 1e-12))
      if row.quantity == "regression-coefficient" {
        #expect(isClose(table.number("standard_error", key), row.standardError, within: 1e-12))
        #expect(isClose(table.number("p_value", key), row.pValue, within: 1e-12))
      }
    }
  }

  @Test("rows in another order give the same numbers within 1e-12", arguments: [1, 2])
  func permuted(seed: UInt64) throws {
    for options in ["outcome: score, group: site", "outcome: score", "outcome: score, covariates: age"] {
      let (before, after) = (try Self.trend(options), try Self.trend(options, Self.text.shuffled(seed: seed)))
      #expect(before.cells("term") == after.cells("term"))
      for (name, _) in Self.columns {
        let (a, b) = (before.numbers(name) ?? [], after.numbers(name) ?? [])
        for (x, y) in zip(a, b) where !(x.isNaN && y.isNaN) {
          #expect(relativeError(y, x) < 1e-11, "\(options) \(name)")
        }
      }
    }
  }

  @Test("the trend of a score is that of the score's column, written and read back")
  func scoreAndColumn() throws {
    let study = """
      data: {files: d.csv, layout: wide, columns: {unit: [teacher, date], rater: rater, site: site, time: date}}
      instrument: small.yaml
      analyses:
        - score: {by: [site]}
        - trend: {outcome: total, group: site, unit: months}
        - trend: {outcome: total, unit: school-years}
      """
    let files = ["d.csv": try smallRatings(isLong: false).csv, "small.yaml": smallInstrument]
    let found = try results(of: study, files)
    let written = try #require(found["score"]).csv
    for (options, name) in [("group: site", "trend"), ("unit: school-years", "trend-2")] {
      let again = try results(
        of: Self.study("outcome: total, \(options)", columns: "time: date"), ["d.csv": written])
      #expect(again["trend"]?.csv == found[name]?.csv)
    }
    let alone = study.replacing("  - score: {by: [site]}\n", with: "")
    let trends = try results(of: alone, files)
    #expect(trends.tables.map(\.name) == ["trend", "trend-2"])
    #expect(trends["trend"]?.csv == found["trend"]?.csv)
  }

  @Test("groups that allow no line have rows with a status")
  func degenerateGroups() throws {
    let text = "site,month,age,score\none,1,1,1\nflat,2,1,1\nflat,2,1,2\nflat,2,1,3\ntwo,1,1,1\ntwo,2,1,3\nnone,1,1,\n"
    let table = try Self.trend("outcome: score, group: site", text)
    func status(_ site: String) -> Set<String> {
      Set((0..<table.rowCount).filter { table.cells("site")[$0] == site }.map { table.cells("status")[$0] })
    }
    #expect(status("one") == ["too-few-observations"])
    #expect(status("flat") == ["constant-predictor"])
    #expect(status("two") == ["too-few-observations"])
    #expect(table.number("estimate", ["site": "two", "term": "month"]) == 2)
  }

  @Test(
    "what a trend cannot do",
    arguments: [
      ("outcome: score", "site: site", "a trend needs to know which column is the time", 64),
      ("outcome: score, covariates: [age, month]", "time: month", "\"month\": the column has two places", 64),
      ("outcome: month", "time: month", "\"month\": the column has two places", 64),
      ("outcome: score, covariates: [age, age]", "time: month", "2:54: the column has two places", 65),
      ("outcome: scoer", "time: month", "\"scoer\": there is no such column", 65),
      ("outcome: score, group: sight", "time: month", "\"sight\": there is no such column", 65),
      ("outcome: score, covariates: site", "time: month", "\"s0\" is not a number", 65),
      ("outcome: score", "time: site", "\"s0\" is not a date of the form YYYY-MM-DD", 65),
    ])
  func mistakes(options: String, columns: String, words: String, status: Int32) throws {
    let error = try #require(failure(of: Self.study(options, columns: columns), ["d.csv": Self.text]))
    #expect(error.description.contains(words))
    #expect(error.exitStatus == status)
  }

  @Test("an outcome that is neither column nor scale; groups in the names of columns")
  func mistakesWithAnInstrument() throws {
    func study(_ trend: String) -> String {
      """
      data: {files: d.csv, layout: {wide: "{item}_{segment}"}, columns: {unit: v, time: day}}
      instrument: small.yaml
      analyses: [trend: {\(trend)}]
      """
    }
    let files = ["d.csv": "v,day,age,a_1,b_1,c_1,d_1\n1,1,30,1,1,1,1\n", "small.yaml": smallInstrument]
    let outcome = try #require(failure(of: study("outcome: totl"), files))
    #expect(outcome.description == "\"totl\": the outcome is neither a column nor a scale of small")
    #expect(outcome.hint == "its scales are first, total")
    let group = try #require(failure(of: study("outcome: age, group: segment"), files))
    #expect(group.description.hasPrefix("a trend of a column cannot be grouped by segment"))
    for error in [outcome, group] { #expect(error.exitStatus == 64) }
  }

  @Test("no row with outcome and time")
  func nothing() throws {
    let error = try #require(failure(of: Self.study("outcome: score"), ["d.csv": "month,score\n1,\n,2\n"]))
    #expect(error.description == "d.csv: column \"score\": no row has an outcome and a time")
  }
}
