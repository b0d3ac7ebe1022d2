import FidelityData
import FidelityFiles
import FidelityStudies
import FidelityTesting
import Testing

/// The rule for duplicates holds for wide tables whose unit is named as for long ones.
@Suite("Duplicates in wide tables")
struct WideDuplicatesTests {
  private static let items = ["a", "b", "c", "d"]

  /// Ratings of some visits by two raters, a few of which come twice or more; `nil` is missing.
  private static func rows(seed: UInt64) -> [(unit: Int, rater: String, ratings: [Int?])] {
    var generator = SeededGenerator(seed: seed)
    return (0..<60).map { _ in
      let ratings = items.map { _ in
        Int.random(in: 0..<6, using: &generator) == 0 ? nil : Int.random(in: 0...3, using: &generator)
      }
      return (Int.random(in: 1...15, using: &generator), Bool.random(using: &generator) ? "x" : "y", ratings)
    }
  }

  private static func study(_ columns: String, rule: String, _ analyses: String) -> String {
    """
    data: {files: data.csv, \(columns), duplicates: \(rule)}
    instrument: small.yaml
    analyses: [\(analyses)]
    """
  }

  private static func tables(_ rows: [(unit: Int, rater: String, ratings: [Int?])]) -> (wide: String, long: String) {
    var (wide, long) = ("u,r,t,a,b,c,d\n", "u,r,t,item,v\n")
    for row in rows {
      let time = row.unit % 5
      wide += "\(row.unit),\(row.rater),\(time),"
      wide += row.ratings.map { $0.map(String.init) ?? "" }.joined(separator: ",") + "\n"
      for (item, rating) in zip(items, row.ratings) {
        if let rating { long += "\(row.unit),\(row.rater),\(time),\(item),\(rating)\n" }
      }
    }
    return (wide, long)
  }

  @Test(
    "first, last and mean give what they give for a long table", arguments: ["first", "last", "mean"],
    [UInt64(1), 2, 3, 4])
  func rules(rule: String, seed: UInt64) throws {
    let rows = Self.rows(seed: seed)
    let (wide, long) = Self.tables(rows)
    let analyses = "score: {by: r}, trend: {outcome: total, group: r}"
    let found = try results(
      of: Self.study("layout: wide, columns: {unit: u, rater: r, time: t}", rule: rule, analyses),
      ["data.csv": wide, "small.yaml": smallInstrument])
    let expected = try results(
      of: Self.study("columns: {unit: u, rater: r, time: t, item: item, value: v}", rule: rule, analyses),
      ["data.csv": long, "small.yaml": smallInstrument])
    let points = ["score-overall", "scores-over-time", "item-means", "score-bands", "score-counts"]
    #expect(found.tables.map(\.name) == ["score", "score-summary"] + points + ["trend"])
    for (table, other) in zip(found.tables, expected.tables) { #expect(table.table.csv == other.table.csv) }
    #expect(try #require(found["score"]).rowCount == Set(rows.map { "\($0.unit) \($0.rater)" }).count)
  }

  @Test(
    "error names both rows, whoever reads the scores",
    arguments: ["score: ", "score: {by: r}", "trend: {outcome: total}", "reliability: {score: total, scale: interval}"])
  func refused(analysis: String) throws {
    let text = "u,r,t,a,b,c,d\n1,x,1,1,1,1,1\n2,x,1,1,2,1,1\n1,y,1,0,1,1,1\n2,x,2,3,3,3,3\n1,x,2,,,,\n"
    let error = try #require(
      failure(
        of: Self.study("layout: wide, columns: {unit: u, rater: r, time: t}", rule: "error", analysis),
        ["data.csv": text, "small.yaml": smallInstrument]))
    #expect(error.exitStatus == 65)
    #expect(error.file == "data.csv" && error.row == 4 && error.line == 5)
    #expect("\(error)".contains("rows 2 and 4 are both of 2 / x"), "\(error)")
    // A row without ratings repeats nothing.
    #expect(!"\(error)".contains("rows 1"), "\(error)")
  }

  @Test("rows that differ stay as they are, whatever the rule", arguments: ["error", "first", "last", "mean"])
  func distinct(rule: String) throws {
    let text = "u,r,a,b,c,d\n" + (0..<3_000).map { "\($0 / 2),\($0 % 2),1,\($0 % 4),,2\n" }.joined()
    let analyses = "score: {by: r}"
    let found = try results(
      of: Self.study("layout: wide, columns: {unit: u, rater: r}", rule: rule, analyses),
      ["data.csv": text, "small.yaml": smallInstrument])
    let expected = try results(
      of: Self.study("layout: wide, columns: {visit: u, rater: r}", rule: rule, analyses),
      ["data.csv": text.replacing("u,r", with: "u,r"), "small.yaml": smallInstrument])
    #expect(try #require(found["score"]).cells("total") == (try #require(expected["score"])).cells("total"))
    #expect(try #require(found["score-summary"]).csv == (try #require(expected["score-summary"])).csv)
  }

  @Test("repeats that lie in several parts and files are found", arguments: [1, 2, 5])
  func parts(threads: Int) throws {
    try withTemporaryFolder { folder in
      // More than a block of text.
      let rows = (0..<150_000).map { "\($0),x,1,1,1,1\n" }
      _ = try folder.write("u,r,a,b,c,d\n" + rows.joined() + "7,x,2,2,2,2\n", to: "one.csv")
      _ = try folder.write("u,r,a,b,c,d\n9,x,2,2,2,2\n200000,x,1,1,1,1\n", to: "two.csv")
      _ = try folder.write(smallInstrument, to: "small.yaml")
      let yaml = """
        data: {files: [one.csv, two.csv], layout: wide, columns: {unit: u, rater: r}}
        instrument: small.yaml
        analyses: [score: ]
        """
      var study = try Study(contentsOfFile: folder.write(yaml, to: "study.yaml"))
      study.data.options.threads = threads
      let error = try #require(#expect(throws: DataError.self) { try StudyRunner(study).run() })
      #expect("\(error)".contains("rows 8 and 150001 are both of 7 / x"), "\(error)")
      #expect("\(error)".contains("one.csv and row 1 are both of 9 / x"), "\(error)")
      #expect(error.line == 150_002)
    }
  }

  @Test("a trend of a column has no duplicates: rows repeat by design")
  func trends() throws {
    let text = "u,t,y\n" + (0..<20).map { "\($0 % 3),\($0),\($0 * $0)\n" }.joined()
    let found = try results(
      of: "data: {files: data.csv, columns: {unit: u, time: t}}\nanalyses: [trend: {outcome: y}]\n",
      ["data.csv": text])
    #expect(found.rowCount == 20)
  }

  @Test("the rows of a repeated rating, where they can be read again")
  func ratings() throws {
    let text = "u,r,v\n1,x,1\n1,y,\n2,x,0\n1,y,1\n2,y,2\n2,x,1\n1,y,2\n"
    let error = try #require(
      failure(
        of: """
          data: {files: data.csv, columns: {unit: u, rater: r, value: v}}
          analyses: [reliability: {scale: interval}]
          """, ["data.csv": text]))
    guard case .duplicateRatings(let examples, let count) = error.problem else {
      Issue.record("\(error)")
      return
    }
    #expect(count == 2)
    #expect(examples == ["unit 1, rater y (row 4 and row 7)", "unit 2, rater x (row 3 and row 6)"])
  }
}
