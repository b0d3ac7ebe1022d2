import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

/// Scores are columns that every analysis may name: the same results as from a file of the scores.
@Suite("Scores as columns of any analysis")
struct ScoreStageTests {
  private static let columns = "unit: [teacher, date], rater: rater, site: site, teacher: teacher, time: date"

  private static func study(isLong: Bool, _ analyses: String) -> String {
    let place = isLong ? ", item: item, value: score" : ""
    let layout = isLong ? "long" : "wide"
    return """
      data: {files: data.csv, layout: \(layout), columns: {\(columns)\(place)}}
      instrument: small.yaml
      seed: 3
      analyses: [\(analyses)]
      """
  }

  private static func run(isLong: Bool, _ analyses: String) throws -> StudyResults {
    let text = try smallRatings(isLong: isLong).csv
    return try results(of: study(isLong: isLong, analyses), ["data.csv": text, "small.yaml": smallInstrument])
  }

  /// The same analysis of the scores as a file of their own.
  private static func fromFile(_ analysis: String, isLong: Bool, value: String = "total") throws -> StudyResults {
    let scores = try #require(try run(isLong: isLong, "score: ")["score"])
    let yaml = """
      data: {files: scores.csv, columns: {\(columns), value: \(value)}}
      seed: 3
      analyses: [\(analysis)]
      """
    return try results(of: yaml, ["scores.csv": scores.csv])
  }

  @Test("trends, with covariates that are scores", arguments: [false, true])
  func trends(isLong: Bool) throws {
    for trend in [
      "trend: {outcome: total, group: site}", "trend: {outcome: total}", "trend: {outcome: total, covariates: [first]}",
    ] {
      let found = try #require(try Self.run(isLong: isLong, trend)["trend"])
      #expect(found.csv == (try #require(try Self.fromFile(trend, isLong: isLong)["trend"])).csv)
      #expect(found.rowCount > 1)
    }
  }

  @Test("agreement and raters on a scale", arguments: [false, true], ["total", "first"])
  func agreement(isLong: Bool, scale: String) throws {
    for (analysis, options) in [
      ("reliability", "scale: interval, coefficients: [krippendorff-alpha, gwet-ac], by: site"),
      ("reliability", "scale: interval, interval: {bootstrap: 50}, cluster: teacher"),
      ("raters", "scale: interval, by: site"), ("raters", "scale: interval, pairs: true"),
    ] {
      let found = try Self.run(isLong: isLong, "\(analysis): {\(options), score: \(scale)}")
      let expected = try Self.fromFile("\(analysis): {\(options)}", isLong: isLong, value: scale)
      #expect(found.tables.map(\.name) == expected.tables.map(\.name))
      for (table, other) in zip(found.tables, expected.tables) { #expect(table.table.csv == other.table.csv) }
    }
  }

  @Test("long and wide tables give equal scores, whatever else is asked of them")
  func longAndWide() throws {
    let wide = try Self.run(isLong: false, "score: {by: site}, trend: {outcome: total, group: teacher}")
    let long = try Self.run(isLong: true, "score: {by: site}, trend: {outcome: total, group: teacher}")
    for table in ["score-summary", "trend"] {
      #expect(try #require(wide[table]).csv == (try #require(long[table])).csv)
    }
    // Several ways of telling administrations apart in one study.
    let both = try Self.run(isLong: true, "score: , score: {administration: [teacher]}")
    let names = ["score", "score-summary", "scores-over-time", "item-means", "score-bands", "score-counts"]
    // A teacher's administrations have no time of their own.
    #expect(both.tables.map(\.name) == names + names.filter { $0 != "scores-over-time" }.map { $0 + "-2" })
    #expect(try #require(both["score-2"]).rowCount == 15)
  }

  @Test(
    "administrations that lie in several parts of a file", arguments: ["error", "first", "last", "mean"], [1, 2, 5])
  func parts(rule: String, threads: Int) throws {
    // More than a block of text, the ratings of an administration far apart.
    let (people, items) = (30_000, ["a", "b", "c", "d"])
    var lines: [String] = []
    for (place, item) in items.enumerated() {
      for person in 0..<people { lines.append("p\(person),s\(person % 9),\(item),\((person + place) % 4)\n") }
    }
    if rule != "error" {
      for person in stride(from: 0, to: people, by: 7) { lines.append("p\(person),s\(person % 9),b,3\n") }
    }
    let yaml = """
      data: {files: data.csv, duplicates: \(rule), columns: {unit: u, site: s, item: i, value: v}}
      instrument: small.yaml
      analyses: [score: {by: site}]
      """
    let text = "u,s,i,v\n" + lines.joined()
    let found = try scores(yaml, text, threads: threads)
    let table = try #require(found["score"])
    #expect(table.rowCount == people)
    for person in [0, 1, 7, 14, 8_000, people - 1] {
      func rating(_ place: Int) -> Double { Double((person + place) % 4) }
      var second = rating(1)
      if rule != "error", person % 7 == 0 { second = rule == "first" ? second : rule == "last" ? 3 : (second + 3) / 2 }
      let first = (rating(0) + second) / 2
      #expect(isClose(table.number("first", ["u": "p\(person)"]), first, within: 1e-12), "\(person)")
    }
  }

  private func scores(_ yaml: String, _ text: String, threads: Int) throws -> StudyResults {
    try withTemporaryFolder { folder in
      _ = try folder.write(text, to: "data.csv")
      _ = try folder.write(smallInstrument, to: "small.yaml")
      var study = try Study(contentsOfFile: folder.write(yaml, to: "study.yaml"))
      study.data.options.threads = threads
      return try StudyRunner(study).run()
    }
  }

  @Test("duplicates in several parts are counted and refused")
  func duplicates() throws {
    let people = 40_000
    var lines: [String] = []
    for item in ["a", "b", "c", "d", "a"] { for person in 0..<people { lines.append("p\(person),\(item),1\n") } }
    let yaml = """
      data: {files: data.csv, columns: {unit: u, item: i, value: v}}
      instrument: small.yaml
      analyses: [score: ]
      """
    let error = try #require(
      failure(of: yaml, ["data.csv": "u,i,v\n" + lines.joined(), "small.yaml": smallInstrument]))
    guard case .duplicateRatings(let examples, let count) = error.problem else {
      Issue.record("\(error)")
      return
    }
    #expect(count == people)
    #expect(examples.count == 5 && examples.allSatisfy { $0.contains(", item a (row ") })
    // Which of them are told first depends on the parts that were read; both rows are those of the person.
    for example in examples {
      let rows = example.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
      #expect(rows.count == 3 && rows[1] == rows[0] + 1 && rows[2] == rows[1] + 4 * people, "\(example)")
    }
  }

  @Test("a scale that the instrument has not; a score that is averaged over what groups it")
  func mistakes() throws {
    let scale = failure(
      of: Self.study(isLong: false, "reliability: {scale: interval, score: totl}"),
      ["data.csv": try smallRatings(isLong: false).csv, "small.yaml": smallInstrument])
    #expect(scale?.description == "\"totl\": the instrument has no such scale")
    #expect(scale?.hint == "its scales are first, total")
    let segments = """
      data: {files: d.csv, layout: {wide: "{item}_{segment}"}, columns: {unit: v, time: day}}
      instrument: small.yaml
      analyses: [trend: {outcome: total, group: segment}]
      """
    let averaged = failure(
      of: segments, ["d.csv": "v,day,a_1,b_1,c_1,d_1\n1,1,1,1,1,1\n", "small.yaml": smallInstrument])
    #expect(averaged?.description == "scores are averaged over segment, so they cannot be grouped by it")
    let none = failure(
      of:
        "data: {files: d.csv, columns: {unit: v, rater: r}}\nanalyses: [reliability: {scale: interval, score: total}]",
      ["d.csv": "v,r\n1,a\n"])
    #expect(none?.description == "scoring needs an instrument")
  }
}
