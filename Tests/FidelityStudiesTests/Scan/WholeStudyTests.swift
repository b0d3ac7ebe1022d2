import FidelityData
import FidelityInstruments
import FidelityReports
import FidelityStudies
import FidelityTesting
import FidelityTrends
import Foundation
import Testing

/// A small district, simulated in both layouts, with study files for each.
struct SimulatedStudy {
  static let instrument = """
    id: visits
    title: Visits
    defaults: {range: [0, 2], step: 1, missing: {policy: prorate, at-least: 50%}}
    items:
      - {id: a}
      - {id: b}
      - {id: c}
      - {id: d}
    scales:
      - {id: first, items: [a, b], aggregate: pooled-percent}
      - {id: total, items: [a, b, c, d], aggregate: pooled-percent, bands: [{label: high, at-least: 80%}, {label: low}]}
    """

  /// Writes instrument, data and study; returns the study's path.
  static func write(
    to folder: TemporaryFolder, isLong: Bool, interval: String = "linearised", shuffle: Bool = false
  ) throws -> String {
    let file = try folder.write(instrument, to: "visits.yaml")
    var simulation = Simulation()
    (simulation.sites, simulation.teachersPerSite, simulation.occasions) = (5, 3, 4)
    simulation.raterPool = 5
    var table = simulation.run(try Instrument(contentsOfFile: file), seed: 11, isLong: isLong).ratings
    if shuffle { table = table.rows(Array(0..<table.rowCount).reversed()) }
    let name = isLong ? "long" : "wide"
    _ = try folder.write(DelimitedReport().bytes(table), to: "\(name).csv")
    let columns = isLong ? ", item: item, value: score" : ""
    return try folder.write(
      """
      study: test
      seed: 5
      data:
        files: \(name).csv
        layout: \(name)
        columns: {unit: [teacher, date], rater: rater, site: site, time: date\(columns)}
      instrument: visits.yaml
      analyses:
        - reliability: {by: [item], scale: ordinal, interval: \(interval)}
        - score: {by: [site]}
        - trend: {outcome: total, group: site, unit: months}
      """, to: "\(name).yaml")
  }
}

@Suite("A study from file to results")
struct WholeStudyTests {
  func run(_ path: String) throws -> StudyResults { try StudyRunner(Study(contentsOfFile: path)).run() }

  @Test("Wide and long tables of the same ratings give the same results")
  func layouts() throws {
    try withTemporaryFolder { folder in
      let wide = try run(try SimulatedStudy.write(to: folder, isLong: false))
      let long = try run(try SimulatedStudy.write(to: folder, isLong: true))
      #expect(wide.tables.map(\.name) == long.tables.map(\.name))
      #expect(wide["reliability"] == long["reliability"])
      #expect(try #require(wide["reliability"]).rowCount == 4 * 11)
      for name in ["score-summary", "trend"] {
        let (a, b) = (try #require(wide[name]), try #require(long[name]))
        #expect(a.rowCount == b.rowCount)
        let (left, right) = (try #require(a.numbers("estimate")), try #require(b.numbers("estimate")))
        for (x, y) in zip(left, right) where !(x.isNaN && y.isNaN) { #expect(isClose(x, y, within: 1e-12)) }
      }
    }
  }

  @Test(
    "Rows in another order: agreement to the last bit, bootstrap included",
    arguments: [
      "linearised", "{bootstrap: 200}",
    ])
  func permuted(_ interval: String) throws {
    try withTemporaryFolder { folder in
      let before = try run(try SimulatedStudy.write(to: folder, isLong: true, interval: interval))
      let after = try run(try SimulatedStudy.write(to: folder, isLong: true, interval: interval, shuffle: true))
      let (a, b) = (try #require(before["reliability"]), try #require(after["reliability"]))
      let quantity = try #require(a.texts("quantity"))
      for column in ["estimate", "standard_error", "lower", "upper"] {
        let (left, right) = (try #require(a.numbers(column)), try #require(b.numbers(column)))
        for row in left.indices where !(left[row].isNaN && right[row].isNaN) {
          #expect(right[row] == left[row], "\(quantity[row] ?? "") \(column)")
        }
      }
    }
  }

  @Test("Scores by hand")
  func scores() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(SimulatedStudy.instrument, to: "visits.yaml")
      _ = try folder.write("site,a,b,c,d\nN,2,1,0,2\nN,2,,2,2\nS,,,,1\n", to: "d.csv")
      let study = try folder.write(
        """
        data: {files: d.csv, layout: wide, columns: {site: site}}
        instrument: visits.yaml
        analyses: [score: {by: [site]}]
        """, to: "s.yaml")
      let results = try run(study)
      let score = try #require(results["score"])
      let total = try #require(score.numbers("total"))
      #expect(total[0] == 5.0 / 8)
      #expect(total[1] == 1)
      #expect(total[2].isNaN)
      #expect(try #require(score.numbers("first"))[1] == 1)
      #expect(score.texts("total_band") == ["low", "high", nil])
      #expect(score.texts("status") == ["ok", "ok", "too-few-items"])
      let summary = try #require(results["score-summary"])
      let row = try #require(
        summary.texts("quantity")?.indices.first {
          summary.texts("quantity")?[$0] == "score-mean" && summary.texts("term")?[$0] == "total"
        })
      #expect(try #require(summary.numbers("estimate"))[row] == (5.0 / 8 + 1) / 2)
    }
  }

  @Test("Values off the scale: twenty with their places, then a count")
  func offScale() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(SimulatedStudy.instrument, to: "visits.yaml")
      let rows = (0..<25).map { _ in "N,2,1,0,7\n" }.joined()
      _ = try folder.write("site,a,b,c,d\nN,2,1,0,2\n\n" + rows, to: "d.csv")
      let study = try folder.write(
        "data: {files: d.csv, layout: wide}\ninstrument: visits.yaml\nanalyses: [score: {}]\n", to: "s.yaml")
      let error = try #require(throws: DataError.self) { try run(study) }
      guard case .offScale = error.problem else {
        Issue.record("another problem: \(error)")
        return
      }
      #expect(error.column == "d")
      #expect(error.value == "7")
      // The header is line 1, the sound row line 2, the blank one line 3.
      #expect(error.line == 4)
      #expect(error.others.count == 19)
      #expect(error.uncountedOthers == 5)
      #expect(error.exitStatus == 65)
    }
  }

  @Test("A rater who rated a unit twice is an error that names both")
  func duplicates() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("u,r,v\n1,A,2\n1,B,2\n2,A,1\n2,A,3\n2,B,3\n", to: "d.csv")
      func study(_ rule: String) throws -> String {
        try folder.write(
          """
          data: {files: d.csv, columns: {unit: u, rater: r, value: v}, duplicates: \(rule)}
          analyses: [reliability: {scale: interval}]
          """, to: "s.yaml")
      }
      let error = try #require(throws: DataError.self) { try run(study("error")) }
      #expect("\(error)".contains("unit 2, rater A"))
      #expect(error.exitStatus == 65)
      for rule in ["first", "last", "mean"] { #expect(try run(study(rule))["reliability"] != nil) }
    }
  }

  @Test("The district of the demo is what its truth says")
  func district() throws {
    let folder = Datasets.projectFolder.appending(path: "datasets/district-study").path()
    let path = folder + "/study.yaml"
    let study = try Study(contentsOfFile: path)
    let simulation = try Simulation(contentsOfStudy: path)
    let outcome = simulation.run(try Instrument(named: try #require(study.instrument)), seed: study.seed)
    let committed = try String(contentsOfFile: folder + "/truth.csv", encoding: .utf8)
    #expect(String(decoding: DelimitedReport().bytes(outcome.truth), as: UTF8.self) == committed)
    #expect(outcome.ratings.rowCount == 40 * 6 * 8 * 2)
    let cells = try outcome.ratings.columns.dropFirst(4).map { try #require(outcome.ratings.numbers($0.name)) }
    let missing = cells.reduce(0) { $0 + $1.count(where: \.isNaN) }
    // 57,600 cells, each missing with probability 0.08: five standard deviations.
    #expect(abs(Double(missing) - 4_608) < 5 * 65.1)
  }

  @Test("Trends recover which sites grow")
  func recovery() throws {
    try withTemporaryFolder { folder in
      let source = Datasets.projectFolder.appending(path: "datasets/district-study").path()
      for name in ["study.yaml", "lesson-fidelity.yaml"] {
        _ = try folder.write(try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8), to: name)
      }
      let path = folder.file("study.yaml")
      let study = try Study(contentsOfFile: path)
      let outcome = try Simulation(contentsOfStudy: path).run(
        Instrument(named: #require(study.instrument)), seed: study.seed)
      _ = try folder.write(DelimitedReport().bytes(outcome.ratings), to: "ratings.csv")
      let trend = try #require(try run(path)["trend"])
      let (quantities, terms) = (try #require(trend.texts("quantity")), try #require(trend.texts("term")))
      let estimates = try #require(trend.numbers("estimate"))
      let slopes = estimates.indices.filter {
        quantities[$0] == "regression-coefficient" && terms[$0] != "(Intercept)"
      }.map { estimates[$0] }
      let effects = try #require(outcome.truth.texts("effect"))
      let values = try #require(outcome.truth.numbers("value"))
      let growth = values.indices.filter { effects[$0] == "site-growth" }.map { values[$0] }
      #expect(slopes.count == 40 && growth.count == 40)
      let correlation = Self.correlation(slopes, growth)
      // Slope errors are about a third of the true spread, so a correlation near 0.9 is due.
      #expect(correlation > 0.75)
    }
  }

  static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
    return xy / (xx * yy).squareRoot()
  }

  @Test("The results folder: a file per table, and run.json with digests")
  func resultsFolder() throws {
    try withTemporaryFolder { folder in
      let path = try SimulatedStudy.write(to: folder, isLong: false)
      let study = try Study(contentsOfFile: path)
      let results = try StudyRunner(study).run()
      let target = folder.file("results")
      try ResultsFolder(target).write(results, of: study, studyFile: path)
      let names = try FileManager.default.contentsOfDirectory(atPath: target).sorted()
      let points = ["score-overall", "scores-over-time", "item-means", "score-bands", "score-counts"]
      let tables = ["reliability", "score", "score-summary", "trend"] + points
      #expect(names == (tables.map { $0 + ".csv" } + ["run.json"]).sorted())
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: target + "/run.json")))
      let record = try #require(json as? [String: Any])
      #expect(record["seed"] as? Int == 5)
      let inputs = try #require(record["inputs"] as? [[String: Any]])
      #expect(inputs.count == 3)
      #expect(inputs.allSatisfy { ($0["sha256"] as? String)?.count == 64 })
    }
  }

  @Test("SHA-256 of abc, as FIPS 180 gives it")
  func digest() throws {
    try withTemporaryFolder { folder in
      let digest = try FileDigest.sha256(ofFile: try folder.write("abc", to: "abc"))
      #expect(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
  }
}
