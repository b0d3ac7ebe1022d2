import FidelityData
import FidelityInstruments
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Scores in a study")
struct ScoreStateTests {
  private static let files: [String: String] = ["small.yaml": smallInstrument]

  private static func run(_ analyses: String, _ data: String, columns: String, layout: String = "wide") throws
    -> StudyResults
  {
    let study = "data: {files: d.csv, layout: \(layout), columns: {\(columns)}}\ninstrument: small.yaml\n"
    return try results(of: study + "analyses: [\(analyses)]\n", ["d.csv": data, "small.yaml": smallInstrument])
  }

  @Test("a column per item and one rating a row give the same tables")
  func wideAndLong() throws {
    let wide = try smallRatings(isLong: false).csv
    let long = try smallRatings(isLong: true).csv
    let files = ["small.yaml": smallInstrument, "data.csv": wide]
    let first = try results(of: smallStudy(layout: "wide"), files)
    let columns = ", item: item, value: score"
    let second = try results(
      of: smallStudy(layout: "long", columns: columns), ["small.yaml": smallInstrument, "data.csv": long])
    let points = [
      "score-overall", "scores-over-time", "item-means", "score-bands", "score-counts", "score-persons",
    ]
    #expect(
      first.tables.map(\.name) == ["reliability", "reliability-2", "score", "score-summary"] + points + ["trend"])
    for (a, b) in zip(first.tables, second.tables) { #expect(a.table.csv == b.table.csv, "\(a.name)") }
    #expect(first["reliability"]?.cells("item").prefix(1) == ["a"])
    #expect(first["score"]?.rowCount == 5 * 3 * 4 * 3)
  }

  @Test("every row an administration, and administrations told apart by name, are the same")
  func rowsAndAdministrations() throws {
    let wide = try smallRatings(isLong: false).csv
    let columns = "unit: [teacher, date], rater: rater, site: site"
    let rows = try Self.run("score: {by: site}", wide, columns: columns)
    let named = try Self.run("score: {by: site, administration: [unit, rater]}", wide, columns: columns)
    for name in ["score", "score-summary"] { #expect(rows[name]?.csv == named[name]?.csv) }
  }

  @Test("segments are averaged first: brute force")
  func averages() throws {
    var generator = SeededGenerator(seed: 8)
    var text = "visit,rater," + (1...3).flatMap { s in "abcd".map { "\($0)_S\(s)" } }.joined(separator: ",") + "\n"
    var expected: [[Double]] = []
    for visit in 0..<30 {
      var sums = [Double](repeating: 0, count: 4)
      var counts = sums
      text += "v\(visit),A"
      for _ in 1...3 {
        for item in 0..<4 {
          if Int.random(in: 0..<3, using: &generator) == 0 {
            text += ","
          } else {
            let value = Int.random(in: 0...3, using: &generator)
            text += ",\(value)"
            sums[item] += Double(value)
            counts[item] += 1
          }
        }
      }
      text += "\n"
      expected.append((0..<4).map { sums[$0] / counts[$0] })
    }
    let pattern = "{wide: \"{item}_S{segment}\"}"
    for administration in ["", ", administration: [visit]"] {
      let results = try Self.run(
        "score: {level: 0.9\(administration)}", text, columns: "unit: [visit, segment], rater: rater", layout: pattern)
      let table = try #require(results["score"])
      let totals = try #require(table.numbers("total"))
      #expect(table.cells("visit") == (0..<30).map { "v\($0)" })
      for (row, items) in expected.enumerated() {
        let answered = (0..<4).filter { !items[$0].isNaN }
        // d is reversed.
        let points = answered.reduce(0) { $0 + ($1 == 3 ? 3 - items[$1] : items[$1]) }
        let total = answered.count < 2 ? Double.nan : points / Double(3 * answered.count)
        #expect(isClose(totals[row], total, within: 1e-15) || (totals[row].isNaN && total.isNaN))
        #expect(table.cells("n_answered")[row] == "\(answered.count)")
      }
    }
  }

  @Test("a segment as part of the administration has a row of its own")
  func segmentsApart() throws {
    let text = "visit,a_S1,b_S1,c_S1,d_S1,a_S2,b_S2,c_S2,d_S2\nv1,3,3,3,0,0,0,0,3\n"
    let results = try Self.run(
      "score: {administration: [visit, segment], by: segment}", text, columns: "unit: visit",
      layout: "{wide: \"{item}_S{segment}\"}")
    let table = try #require(results["score"])
    #expect(table.cells("segment") == ["1", "2"])
    #expect(table.cells("total") == ["1", "0"])
    #expect(
      results["score-summary"]?.number("estimate", ["segment": "2", "quantity": "score-maximum", "term": "total"]) == 0)
  }

  @Test("items that do not apply leave the mean of the segments")
  func notApplicable() throws {
    let instrument = """
      id: small
      defaults: {range: [0, 3], step: 1, not-applicable: [9]}
      items: [{id: a, not-applicable: [9]}, {id: b, not-applicable: [9]}]
      scales: [{id: total, items: [a, b], aggregate: mean}]
      """.replacing(", not-applicable: [9]}\nitems", with: "}\nitems")
    let text = "visit,a_S1,a_S2,b_S1,b_S2\nv1,9,2,9,9\nv2,2,9,1,2\nv3,9,9,9,9\nv4,9,,1,9\n"
    for administration in ["", "administration: visit"] {
      let study = """
        data: {files: d.csv, layout: {wide: "{item}_S{segment}"}, columns: {unit: visit}}
        instrument: small.yaml
        analyses: [score: {\(administration)}]
        """
      let table = try #require(try results(of: study, ["d.csv": text, "small.yaml": instrument])["score"])
      #expect(table.cells("total") == ["2", "1.75", "", "1"])
      #expect(table.cells("n_answered") == ["1", "2", "0", "1"])
      #expect(table.cells("status") == ["ok", "ok", "too-few-items", "ok"])
    }
  }

  @Test("raters in columns, items in rows")
  func wideByRater() throws {
    let wide = "visit,item,by A,by B\nv1,a,3,0\nv1,b,3,0\nv1,c,3,\nv1,d,0,3\n"
    let results = try Self.run(
      "score: {}", wide, columns: "unit: visit, item: item", layout: "{wide: \"by {rater}\"}")
    let table = try #require(results["score"])
    #expect(table.cells("rater") == ["A", "B"])
    #expect(table.cells("total") == ["1", "0"])
    #expect(table.cells("n_answered") == ["4", "3"])
  }

  @Test("scores in the order of rows do not depend on it otherwise")
  func permuted() throws {
    let long = try smallRatings(isLong: true).csv
    let columns = "unit: [teacher, date], rater: rater, site: site, item: item, value: score"
    let before = try Self.run("score: {by: site}", long, columns: columns, layout: "long")
    let after = try Self.run("score: {by: site}", long.shuffled(seed: 4), columns: columns, layout: "long")
    func rows(_ results: StudyResults) throws -> [String] {
      try #require(results["score"]).csv.split(separator: "\n").map(String.init).sorted()
    }
    #expect(try rows(before) == rows(after))
    let (a, b) = (try #require(before["score-summary"]), try #require(after["score-summary"]))
    #expect(a.cells("site") == b.cells("site"))
    for (x, y) in zip(a.numbers("estimate") ?? [], b.numbers("estimate") ?? []) {
      #expect(isClose(x, y, within: 1e-12))
    }
  }

  @Test("what differs within an administration is left empty, in whatever order it comes")
  func conflicts() throws {
    let text =
      "visit,site,day,item,score\n1,N,1,a,3\n1,,1,b,3\n1,S,2,c,3\n1,N,,d,0\n2,,,a,0\n2,S,4,b,0\n2,S,4,c,0\n2,S,,d,3\n"
    for seed in [nil, 1, 2, 3] as [UInt64?] {
      let data = seed.map { text.shuffled(seed: $0) } ?? text
      let results = try Self.run(
        "score: {by: site}", data, columns: "unit: visit, site: site, time: day, item: item, value: score",
        layout: "long")
      let table = try #require(results["score"])
      #expect(Set(zip(table.cells("visit"), table.cells("site")).map { "\($0)\($1)" }) == ["1", "2S"])
      #expect(Set(zip(table.cells("visit"), table.cells("day")).map { "\($0)/\($1)" }) == ["1/", "2/4"])
      #expect(
        results.warnings == [
          "score: site differs within 1 administrations and was left empty there",
          "score: day differs within 1 administrations and was left empty there",
          "score: 1 administrations without site are not in the roll-up",
        ])
      #expect(results["score-summary"]?.cells("site").first == "S")
    }
  }

  @Test("an item rated twice in an administration", arguments: [("first", "1"), ("last", "0"), ("mean", "0.5")])
  func duplicates(rule: String, total: String) throws {
    let text = "visit,item,score\n1,a,3\n1,b,3\n1,a,0\n1,b,0\n"
    func study(_ rule: String) -> String {
      """
      data: {files: d.csv, columns: {unit: visit, item: item, value: score}, duplicates: \(rule)}
      instrument: small.yaml
      analyses: [score: {}]
      """
    }
    let files = Self.files.merging(["d.csv": text]) { $1 }
    #expect(try results(of: study(rule), files)["score"]?.cells("total") == [total])
    let error = try #require(failure(of: study("error"), files))
    #expect(
      error.description == "d.csv: 2 ratings repeat a unit and a rater: 1, item a (row 1 and row 3); "
        + "1, item b (row 2 and row 4)")
  }

  @Test("items that the instrument does not have are left out with a warning, and alone are an error")
  func unknownItems() throws {
    let columns = "unit: visit, item: item, value: score"
    let text = "visit,item,score\n1,a,3\n1,b,3\n1,z,99\n"
    let found = try Self.run("score: {}", text, columns: columns, layout: "long")
    #expect(found.warnings == ["score: 1 items are not in small and were left out: z"])
    let error = #expect(throws: DataError.self) {
      try Self.run("score: {}", "visit,item,score\n1,A,3\n", columns: columns, layout: "long")
    }
    #expect(error?.value == "A")
    #expect(error?.remedy == .listItems(instrument: "small"))
  }

  @Test(
    "what scoring cannot do without",
    arguments: [
      ("instrument: small.yaml", "long", "unit: visit, item: item", "which columns hold the item and the rating", 64),
      ("instrument: small.yaml", "long", "unit: visit, value: v", "which columns hold the item and the rating", 64),
      ("instrument: small.yaml", "long", "item: item, value: v", "which columns tell administrations apart", 64),
      ("study: none", "long", "unit: visit, item: item, value: v", "scoring needs an instrument", 64),
      ("instrument: small.yaml", "wide", "unit: visit", "column \"a\": there is no such column", 65),
      ("instrument: nowhere.yaml", "wide", "unit: visit", "there is no such file", 66),
    ])
  func lacking(instrument: String, layout: String, columns: String, words: String, status: Int32) throws {
    let study = "data: {files: d.csv, layout: \(layout), columns: {\(columns)}}\n\(instrument)\nanalyses: [score: {}]\n"
    let error = try #require(failure(of: study, ["d.csv": "visit,item,v\n1,a,3\n", "small.yaml": smallInstrument]))
    #expect(error.description.contains(words))
    #expect(error.exitStatus == status)
  }

  @Test("scores that are averaged over segments cannot be grouped by them")
  func groupedBySegment() throws {
    let error = #expect(throws: DataError.self) {
      try Self.run(
        "score: {by: segment}", "v,a_1,b_1,c_1,d_1\n1,1,1,1,1\n", columns: "unit: v",
        layout: "{wide: \"{item}_{segment}\"}")
    }
    #expect(error?.problem == .usage(reason: "scores are averaged over segment, so they cannot be grouped by it"))
  }

  @Test("a role and a column of one name: the role groups, the column stays what it is")
  func roleNamedLikeAColumn() throws {
    let text = "site,school,a,b,c,d\nX,N,3,3,3,0\nY,N,0,0,0,3\nZ,S,3,3,3,0\n"
    let results = try Self.run("score: {by: site}", text, columns: "site: school, unit: site")
    let table = try #require(results["score"])
    #expect(table.cells("site") == ["X", "Y", "Z"])
    #expect(table.cells("school") == ["N", "N", "S"])
    #expect(
      results["score-summary"]?.number("estimate", ["school": "N", "quantity": "score-mean", "term": "total"]) == 0.5)
  }

  @Test("columns of the data that are called like results get a prefix")
  func names() throws {
    let text = "total,estimate,a,b,c,d\nX,N,3,3,3,0\n"
    let results = try Self.run("score: {by: estimate}", text, columns: "unit: total")
    #expect(
      try #require(results["score"]).columns.prefix(4).map(\.name) == ["data_total", "estimate", "first", "total"])
    #expect(try #require(results["score-summary"]).columns.prefix(2).map(\.name) == ["data_estimate", "quantity"])
  }

  @Test("rows that nothing names are numbered")
  func numberedRows() throws {
    let results = try Self.run("score: {}", "a,b,c,d\n3,3,3,0\n,,,\n0,0,0,3\n", columns: "")
    let table = try #require(results["score"])
    #expect(table.cells("row") == ["1", "2", "3"])
    #expect(table.cells("status") == ["ok", "too-few-items", "ok"])
    #expect(table.cells("total_band") == ["good", "", "poor"])
    #expect(table.cells("ready") == ["met", "", "not met"])
  }
}
