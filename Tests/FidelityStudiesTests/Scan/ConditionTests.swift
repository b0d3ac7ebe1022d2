import FidelityData
import FidelityFiles
import FidelityProbability
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Conditions on the rows of a study")
struct ConditionTests {
  fileprivate static let header = "unit,rater,phase,day,score,other,passed\n"
  fileprivate static let rows = [
    "u1,a,before,2024-01-01,1,1,true", "u1,b,before,2024-01-01,2,2,false", "u2,a,before,2024-02-01,3,1,true",
    "u2,b,before,2024-02-01,3,,true", "u3,a,after,2024-03-01,,3,false", "u3,b,after,2024-03-01,2,3,true",
    "u4,a,after,2024-04-01,1,1,true", "u4,b,,2024-04-01,1,2,true", "u5,a,after,,0,2,true", "u5,b,after,2024-05-01,1,2,",
  ]

  fileprivate static func study(_ condition: String, _ analyses: String = "reliability: {scale: ordinal}") -> String {
    """
    data:
      files: d.csv
      columns: {unit: unit, rater: rater, value: score}
      where: '\(condition.replacing("'", with: "''"))'
    analyses: [\(analyses)]
    """
  }

  /// Which rows a condition takes, of which none lacks anything for a trend.
  private static func selected(_ condition: String, _ rows: [String] = rows) throws -> Int? {
    let lines = rows.enumerated().map { "\($1),\($0),1" }
    let data = header.replacing("\n", with: ",t,w\n") + lines.joined(separator: "\n") + "\n"
    let study = study(condition, "trend: {outcome: w}").replacing("value: score", with: "value: score, time: t")
    return try results(of: study, ["d.csv": data]).selectedRowCount
  }

  @Test(
    "Rows are taken where the condition is true, missing cells decide nothing",
    arguments: [
      (#"phase == "before""#, 4), (#"phase != "before""#, 5), (#"!(phase == "before")"#, 5), ("score >= 2", 4),
      ("score < 2", 5), ("!(score >= 2)", 5), ("missing(score)", 1), ("!missing(phase)", 9),
      (#"phase == "before" && score >= 2"#, 3), (#"phase == "before" || score == 1"#, 7),
      (#"phase in ["before", "after"]"#, 9), (#"phase not in ["before"]"#, 5), ("score in [1, 3]", 6),
      ("score == other", 3), ("score != other", 5), ("score > other", 1), (#"day >= "2024-03-01""#, 5),
      (#"day < "2024-02-01" || missing(day)"#, 3), ("passed == true", 7), (#"passed == "false""#, 2),
      (#"missing(score) || score > 0 && phase == "after""#, 4), ("unit == rater || score == 3", 2),
      (#""u3" == unit"#, 2), ("0 < score", 8),
    ])
  func selection(condition: String, count: Int) throws {
    #expect(try Self.selected(condition) == count)
    // The order of the rows decides nothing.
    var generator = SeededGenerator(seed: 5)
    #expect(try Self.selected(condition, Self.rows.shuffled(using: &generator)) == count)
  }

  @Test(
    "Results are those of a file that holds the selected rows alone",
    arguments: [
      (#"phase == "before""#, Rows.before), ("score <= 2", .upTo2), (#"unit != "u2""#, .notU2),
      (#"rater == "a" || unit in ["u4", "u5"]"#, .aOrLate),
    ])
  func asFromAFile(condition: String, rows: Rows) throws {
    let taken = Self.rows.filter {
      rows.has($0.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
    }
    let analyses =
      "reliability: {scale: ordinal}, raters: {scale: ordinal, pairs: true}, trend: {outcome: score, group: rater}"
    let list = analyses.replacing(", raters", with: "}, {raters").replacing(", trend", with: "}, {trend")
    let columns = "columns: {unit: unit, rater: rater, value: score, time: day}"
    let study = Self.study(condition, "{\(list)}").replacing(
      "columns: {unit: unit, rater: rater, value: score}", with: columns)
    let found = try results(of: study, ["d.csv": Self.header + Self.rows.joined(separator: "\n") + "\n"])
    let expected = try results(
      of: study.replacing("where: ", with: "# "), ["d.csv": Self.header + taken.joined(separator: "\n") + "\n"])
    #expect(found.tables.map(\.name) == expected.tables.map(\.name))
    for (a, b) in zip(found.tables, expected.tables) { #expect(a.table.csv == b.table.csv, "\(a.name)") }
  }

  /// Some of the rows, told without a condition.
  enum Rows {
    case before, upTo2, notU2, aOrLate

    func has(_ cells: [String]) -> Bool {
      switch self {
      case .before: cells[2] == "before"
      case .upTo2: Double(cells[4]).map { $0 <= 2 } ?? false
      case .notU2: cells[0] != "u2"
      case .aOrLate: cells[1] == "a" || cells[0] > "u3"
      }
    }
  }

  @Test("Simulated ratings, wide and long: the study of some sites is that of their rows", arguments: [true, false])
  func sites(isLong: Bool) throws {
    let whole = try smallRatings(isLong: isLong).csv
    let lines = whole.split(separator: "\n").map(String.init)
    let place = try #require(lines[0].split(separator: ",").firstIndex(of: "site"))
    let some = lines.filter { line in
      ["site", "S02", "S04"].contains(line.split(separator: ",", omittingEmptySubsequences: false)[place])
    }
    let layout = isLong ? "long" : "wide"
    let columns = isLong ? ", item: item, value: score" : ""
    let found = try results(
      of: smallStudy(layout: layout, columns: columns, extra: "where: site in [\"S02\", \"S04\"]"),
      ["small.yaml": smallInstrument, "data.csv": whole])
    let expected = try results(
      of: smallStudy(layout: layout, columns: columns),
      ["small.yaml": smallInstrument, "data.csv": some.joined(separator: "\n") + "\n"])
    for (a, b) in zip(found.tables, expected.tables) { #expect(a.table.csv == b.table.csv, "\(a.name)") }
  }

  @Test("Variables in the names of columns select columns", arguments: ["seg == 1", #"seg in ["1"]"#, "!(seg > 1)"])
  func layoutVariables(condition: String) throws {
    let study = """
      data: {files: d.csv, layout: {wide: "{rater}_{seg}"}, columns: {unit: unit}, where: '\(condition)'}
      analyses: [reliability: {scale: ordinal}]
      """
    let data = "unit,a_1,b_1,a_2,b_2\n1,1,1,3,1\n2,2,2,1,3\n3,3,2,1,1\n"
    let found = try results(of: study, ["d.csv": data])["reliability"]
    let alone = "unit,a_1,b_1\n1,1,1\n2,2,2\n3,3,2\n"
    let expected = try results(of: study.replacing(", where: '\(condition)'", with: ""), ["d.csv": alone])[
      "reliability"]
    #expect(found?.csv == expected?.csv)
    #expect(
      failure(of: study.replacing(condition, with: "seg == 9"), ["d.csv": data])?.description.contains("no column")
        == true)
    let mixed = failure(of: study.replacing(condition, with: "seg == 1 || unit == 1"), ["d.csv": data])
    #expect(mixed?.description.contains("names of columns") == true)
  }

  @Test(
    "What is wrong with a condition is told",
    arguments: [
      ("phse == \"before\"", "phse", "phase"), ("phase >= 2", "holds text", "quotes"),
      ("score >= \"x\"", "neither", ""),
      ("phase < score", "two columns of numbers", ""), ("day >= \"2024\"", "dates in quotes", "without quotes"),
      ("score >", "character 8", ""), ("phase == \"befor\"", "no row meets", "there is \"before\""),
    ])
  func mistakes(condition: String, words: String, advice: String) throws {
    let data = Self.header + Self.rows.joined(separator: "\n") + "\n"
    let error = try #require(failure(of: Self.study(condition), ["d.csv": data]))
    #expect(error.description.contains(words), "\(error)")
    let said = error.description + (error.remedy?.studyFileText ?? "")
    #expect(said.contains(advice), "\(said)")
  }

  @Test("Rows and lines of errors are those of the file")
  func places() throws {
    let instrument =
      "id: q\ndefaults: {range: [0, 2], step: 1}\nitems: [{id: score}]\n"
      + "scales: [{id: s, items: [score], aggregate: mean}]\n"
    let study = """
      data: {files: d.csv, layout: wide, where: 'phase == "after"'}
      instrument: q.yaml
      analyses: [score: {}]
      """
    let data = "phase,score\nbefore,9\nafter,1\nbefore,1\nafter,7\n"
    let error = try #require(failure(of: study, ["d.csv": data, "q.yaml": instrument]))
    #expect(error.row == 4 && error.line == 5 && error.value == "7", "\(error)")
    let good = try results(of: study, ["d.csv": data.replacing("after,7", with: "after,2"), "q.yaml": instrument])
    #expect(good["score"]?.csv == "row,s,n_answered,status\n2,1,1,ok\n4,2,1,ok\n")
  }

  @Test("Values that no row has, and rows that could not be decided, are told")
  func warnings() throws {
    let data = Self.header + Self.rows.joined(separator: "\n") + "\n"
    let found = try results(of: Self.study(#"phase in ["after", "befor"]"#), ["d.csv": data]).warnings
    #expect(found.contains { $0.contains("no row has \"befor\" in phase; there is \"before\"") }, "\(found)")
    #expect(found.contains { $0.contains("1 row was left out") })
  }
}

extension ConditionTests {
  @Test("Analyses with conditions of their own: results in the order of the study, each as alone")
  func ofAnalyses() throws {
    let data = Self.header + Self.rows.joined(separator: "\n") + "\n"
    let study = """
      data:
        files: d.csv
        columns: {unit: unit, rater: rater, value: score, time: day}
        where: '!missing(score)'
      analyses:
        - reliability: {scale: ordinal, where: 'phase == "before"', name: before}
        - trend: {outcome: score}
        - reliability: {scale: ordinal, where: 'phase == "after"', name: after}
        - raters: {scale: ordinal}
      """
    let found = try results(of: study, ["d.csv": data])
    #expect(found.tables.map(\.name) == ["before", "trend", "after", "raters"])
    for (name, condition) in [("before", #"phase == "before""#), ("after", #"phase == "after""#)] {
      let alone = try results(of: Self.study(condition + " && !missing(score)"), ["d.csv": data])
      #expect(found[name]?.csv == alone["reliability"]?.csv)
    }
  }

  @Test("A condition of an analysis that is wrong is told at its place")
  func mistakesOfAnalyses() throws {
    let study =
      "data: {files: d.csv, columns: {unit: unit, rater: rater, value: score}}\n"
      + "analyses:\n  - reliability: {scale: ordinal, where: 'phase ='}\n"
    let error = try #require(failure(of: study, ["d.csv": Self.header + Self.rows[0] + "\n"]))
    #expect(error.line == 3 && error.description.contains("character 7"), "\(error)")
  }

  @Test("Labels that are folded into one are one to a condition", arguments: [(#"s == "x""#, 4), (#"s != "x""#, 2)])
  func folded(condition: String, count: Int) throws {
    let study = """
      data: {files: d.csv, columns: {time: t}, fold-labels: true, where: '\(condition)'}
      analyses: [trend: {outcome: v}]
      """
    let data = "s,t,v\nx,1,1\nX,2,3\n x ,3,2\ny,4,1\nx,5,4\nY,6,2\n"
    #expect(try results(of: study, ["d.csv": data]).selectedRowCount == count)
  }

  @Test("Whole numbers from 2^53 on are compared as texts, or refused")
  func beyond() throws {
    func study(_ condition: String) -> String {
      "data: {files: d.csv, columns: {time: t}, where: '\(condition)'}\nanalyses: [trend: {outcome: v}]\n"
    }
    let data = "id,t,v\n9007199254740992,1,1\n9007199254740993,2,3\n9007199254740993,3,2\n"
    #expect(try results(of: study(#"id == "9007199254740993""#), ["d.csv": data]).selectedRowCount == 2)
    for condition in ["id == 9007199254740993", "id > 5"] {
      #expect(failure(of: study(condition), ["d.csv": data]) != nil)
    }
  }

  @Test("A condition in several lines")
  func block() throws {
    let study = """
      data:
        files: d.csv
        columns: {time: t}
        where: |
          v >= 2 ||
          t == 1
      analyses: [trend: {outcome: v}]
      """
    #expect(try results(of: study, ["d.csv": "t,v\n1,1\n2,3\n3,2\n4,1\n"]).selectedRowCount == 3)
  }

  @Test("rows of totals are reported where they are read alone", arguments: ["a.csv", "a.xlsx"])
  func totals(name: String) throws {
    try withTemporaryFolder { folder in
      let rows = [
        ["site", "month", "score"], ["A", "1", "2"], ["A", "2", "3"], ["A", "3", "5"], ["Total", "", "10"],
      ]
      if name == "a.csv" {
        _ = try folder.write(rows.map { $0.joined(separator: ",") + "\n" }.joined(), to: name)
      } else {
        _ = try folder.write(Workbook([.init("s", rows)]).bytes, to: name)
      }
      func warnings(_ condition: String) throws -> [String] {
        let study =
          "data: {files: \(name), columns: {time: month}\(condition)}\n"
          + "analyses: [trend: {outcome: score}]\n"
        return try StudyRunner(Study(yaml: study, file: folder.file("study.yaml"))).run().warnings
      }
      for condition in ["", ", where: 'score > 0'"] {
        let found = try warnings(condition)
        #expect(found.contains { $0.contains("looks like a row of totals") }, "\(found)")
      }
      #expect(try warnings(", where: 'site != \"Total\"'") == [])
    }
  }
}
