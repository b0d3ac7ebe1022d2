import FidelityData
import FidelityReports
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

/// The tables that pictures and reports are made of.
@Suite struct ScorePointsTests {
  private static func run(_ data: String, time: String = "time: day", score: String = "score: {by: site}") throws
    -> StudyResults
  {
    let columns = "unit: [site, day], site: site" + (time.isEmpty ? "" : ", " + time)
    let yaml = """
      data: {files: d.csv, layout: wide, columns: {\(columns)}}
      instrument: small.yaml
      analyses: [\(score)]
      """
    return try results(of: yaml, ["d.csv": data, "small.yaml": smallInstrument])
  }

  private static func rows(
    _ days: [String], sites: [String] = ["S", "T"]
  ) -> (text: String, cells: [(String, [Double])]) {
    var generator = SeededGenerator(seed: 5)
    var (text, cells) = ("site,day,a,b,c,d\n", [(String, [Double])]())
    for day in days {
      for site in sites {
        let values = (0..<4).map { _ in Double(Int.random(in: 0...3, using: &generator)) }
        text += "\(site),\(day)," + values.map { "\(Int($0))" }.joined(separator: ",") + "\n"
        cells.append((day, values))
      }
    }
    return (text, cells)
  }

  @Test func `scores by months are means of their administrations`() throws {
    let days = ["2025-01-06", "2025-01-20", "2025-02-03", "2024-12-31"]
    let (text, cells) = Self.rows(days)
    let table = try #require(try Self.run(text)["scores-over-time"])
    #expect(
      table.columns.map(\.name) == [
        "term", "time", "estimate", "standard_error", "lower", "upper", "level", "n_observations", "n_units",
        "criterion", "band", "status",
      ])
    #expect(table.texts("term") == ["first", "first", "first", "total", "total", "total"])
    let months = ["2024-12-01", "2025-01-01", "2025-02-01"]
    #expect(table.texts("time") == months + months)
    #expect(table.numbers("n_observations") == [2, 4, 2, 2, 4, 2])
    let estimates = try #require(table.numbers("estimate"))
    for (place, month) in ["2024-12", "2025-01", "2025-02"].enumerated() {
      let own = cells.filter { $0.0.hasPrefix(month) }.map(\.1)
      let first = own.reduce(0) { $0 + ($1[0] + $1[1]) / 2 } / Double(own.count)
      let total = own.reduce(0) { $0 + ($1[0] + $1[1] + $1[2] + 3 - $1[3]) / 12 } / Double(own.count)
      #expect(abs(estimates[place] - first) < 1e-12 && abs(estimates[place + 3] - total) < 1e-12)
    }
    let criteria = try #require(table.numbers("criterion"))
    #expect(criteria[0...2].allSatisfy(\.isNaN) && criteria[3...5].allSatisfy { $0 == 0.6 })
    let bands = try #require(table.texts("band"))
    #expect(bands[3] == (estimates[3] >= 0.6 ? "good" : estimates[3] >= 0.4 ? "fair" : "poor"))
  }

  @Test func `more than sixty months are quarters or years`() throws {
    let months = (0..<70).map { "20\(String(format: "%02d", 10 + $0 / 12))-\(String(format: "%02d", 1 + $0 % 12))-15" }
    let quarters = try #require(try Self.run(Self.rows(months).text)["scores-over-time"]?.texts("time"))
    #expect(Set(quarters).count == 24)
    #expect(quarters[1] == "2010-04-01")
    let long = (0..<70).map { "\(1950 + $0)-07-01" }
    let years = try #require(try Self.run(Self.rows(long).text)["scores-over-time"])
    #expect(Set(years.texts("time") ?? []).count == 70)
    #expect(years.texts("time")?[0] == "1950-01-01")
  }

  @Test func `numbers of time are themselves up to sixty, then classes`() throws {
    let few = try #require(try Self.run(Self.rows((1...60).map(String.init)).text)["scores-over-time"])
    #expect(few.texts("time")?.prefix(3) == ["1", "2", "3"])
    let many = try #require(try Self.run(Self.rows((1...300).map(String.init)).text)["scores-over-time"])
    let times = try #require(many.texts("time")).compactMap { $0.flatMap(Double.init) }
    #expect(Set(times).count <= 60 && Set(times).count > 20)
    let total = try #require(many.numbers("n_observations")).reduce(0, +)
    #expect(total == 1_200)
  }

  @Test func `clusters of a period count`() throws {
    let (text, _) = Self.rows(["2025-01-06", "2025-01-20", "2025-01-27"], sites: ["S", "T", "U"])
    let table = try #require(try Self.run(text, score: "score: {overall: true, cluster: site}")["scores-over-time"])
    #expect(table.numbers("n_units") == [3, 3])
    #expect(table.numbers("n_observations") == [9, 9])
    let summary = try #require(try Self.run(text, score: "score: {overall: true, cluster: site}")["score-summary"])
    // All are in one month: the means and errors are those of the roll-up.
    for column in ["estimate", "standard_error", "lower", "upper"] {
      let all = try #require(summary.numbers(column))
      let own = try #require(table.numbers(column))
      let quantities = try #require(summary.texts("quantity"))
      let means = quantities.indices.filter { quantities[$0] == "score-mean" }.map { all[$0] }
      for (a, b) in zip(means, own) { #expect(abs(a - b) < 1e-12, "\(column)") }
    }
  }

  @Test func `item means are shares of the range, with and without time`() throws {
    let (text, cells) = Self.rows(["2025-01-06", "2025-02-20"])
    let table = try #require(try Self.run(text)["item-means"])
    #expect(table.columns.map(\.name) == ["item", "label", "time", "estimate", "n_observations", "status"])
    #expect(table.texts("item") == ["a", "a", "b", "b", "c", "c", "d", "d"])
    let estimates = try #require(table.numbers("estimate"))
    #expect(abs(estimates[6] - cells[0...1].reduce(0) { $0 + $1.1[3] / 3 } / 2) < 1e-12)
    let timeless = try #require(try Self.run(text, time: "")["item-means"])
    #expect(timeless.texts("item") == ["a", "b", "c", "d"])
    #expect(timeless.texts("time") == [nil, nil, nil, nil])
    #expect(try Self.run(text, time: "")["scores-over-time"] == nil)
  }

  @Test func `overall scores are the roll-up without groups`() throws {
    let (text, _) = Self.rows(["2025-01-06", "2025-02-20", "2025-03-03"])
    let grouped = try Self.run(text, score: "score: {by: site, cluster: day}")
    let whole = try Self.run(text, score: "score: {overall: true}")
    let (a, b) = (try #require(grouped["score-overall"]), try #require(whole["score-summary"]))
    #expect(a.texts("quantity") == b.texts("quantity"))
    for (x, y) in zip(try #require(a.numbers("estimate")), try #require(b.numbers("estimate"))) {
      #expect(abs(x - y) < 1e-12)
    }
    #expect(whole["score-overall"] == nil)
    let counts = try #require(grouped["score-counts"])
    #expect(counts.texts("variable")?.suffix(2) == ["(administrations)", "(too-few-answers)"])
    #expect(counts.numbers("n")?.suffix(2) == [6, 0])
    let bands = try #require(grouped["score-bands"])
    #expect(bands.texts("band") == ["poor", "fair", "good"])
    #expect(bands.numbers("lower") == [0, 0.4, 0.6] && bands.numbers("upper") == [0.4, 0.6, 1])
    #expect(bands.texts("is_fidelity") == ["false", "false", "true"])
  }
}
