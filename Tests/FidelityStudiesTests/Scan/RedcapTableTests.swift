import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Exports of REDCap")
struct RedcapTableTests {
  /// Three records: a baseline form, repeated visits by two raters, and a repeated form without ratings.
  private static let export = """
    record_id,redcap_repeat_instrument,redcap_repeat_instance,redcap_data_access_group,site,size,training___1,visit,\
    rater,goal,pace,visit_complete,meeting
    1,,,north,A,10,1,,,,,,
    1,visit,1,north,,,,m,x,2,1,2,
    1,visit,2,north,,,,m,y,2,2,2,
    1,meeting,1,north,,,,,,,,,5
    2,,,north,A,20,0,,,,,,
    2,visit,1,north,,,,m,x,0,1,2,
    2,visit,2,north,,,,m,y,1,1,2,
    3,,,south,B,30,0,,,,,,
    3,visit,1,south,,,,m,x,2,2,2,
    3,visit,2,south,,,,m,y,2,2,0,

    """

  private static let instrument = """
    id: visit
    defaults: {range: [0, 2]}
    items: [{id: goal}, {id: pace}]
    scales: [{id: total, items: [goal, pace], aggregate: sum}]
    """

  private static func run(
    _ analysis: String, _ text: String = export, layout: String = "wide",
    columns: String = "unit: record_id, rater: rater", more: String = ""
  ) throws -> StudyResults {
    try results(
      of: "data: {files: d.csv, layout: \(layout), columns: {\(columns)}\(more)}\ninstrument: i.yaml\n"
        + "analyses: [\(analysis)]\n", ["d.csv": text, "i.yaml": instrument])
  }

  @Test("rows of other forms are no administrations, and groups come from the record's first row")
  func scores() throws {
    let results = try Self.run("score: {by: [site, size]}")
    let score = try #require(results["score"])
    #expect(score.cells("record_id") == ["1", "1", "2", "2", "3", "3"])
    #expect(score.cells("site") == ["A", "A", "A", "A", "B", "B"])
    #expect(score.cells("size") == ["10", "10", "20", "20", "30", "30"])
    #expect(score.cells("total") == ["3", "4", "1", "2", "4", "4"])
    #expect(
      results.warnings.contains("REDCap export: site, size of the first row of a record_id count for all its rows"))
    #expect(results.warnings.contains("REDCap export: rows without any rating are of other forms, and left out"))
  }

  @Test("rows of a record need not lie together, and parts of the file need not know each other")
  func scattered() throws {
    var lines = Self.export.split(separator: "\n").map(String.init)
    let header = lines.removeFirst()
    let firsts = lines.filter { $0.dropFirst().hasPrefix(",,,") }
    let others = lines.filter { !firsts.contains($0) }
    let text = ([header] + firsts + others.reversed()).joined(separator: "\n") + "\n"
    let score = try #require(try Self.run("score: {by: site}", text)["score"])
    #expect(score.cells("site") == ["B", "B", "A", "A", "A", "A"])
    // A file of many parts.
    var long = header + "\n"
    for record in 1...20_000 { long += "\(record),,,n,S\(record % 7),\(record),1,,,,,,\n" }
    for record in 1...20_000 { long += "\(record),visit,1,n,,,,m,x,\(record % 3),1,2,\n" }
    let large = try #require(try Self.run("score: {by: size}", long)["score"])
    #expect(large.cells("size") == (1...20_000).map(String.init))
    #expect(large.cells("record_id") == large.cells("size"))
  }

  @Test("agreement, intraclass correlation and trends see the units alone")
  func otherAnalyses() throws {
    let agreement = try #require(
      try Self.run(
        "reliability: {by: [item, site], scale: ordinal, coefficients: percent-agreement}")["reliability"])
    #expect(agreement.number("n_units", ["item": "goal", "site": "A"]) == 2)
    #expect(agreement.number("estimate", ["item": "goal", "site": "A"]) == 0.5)
    #expect(agreement.number("estimate", ["item": "pace", "site": "B"]) == 1)
    let correlation = try #require(
      try Self.run("icc: {by: item}", columns: "unit: record_id, rater: rater")["icc"])
    #expect(Set(correlation.cells("n_units")).subtracting([""]) == ["3"])
    let trend = try Self.run(
      "trend: {outcome: goal, group: site}", layout: "long", columns: "time: redcap_repeat_instance")
    let table = try #require(trend["trend"])
    #expect(Set(table.cells("site")) == ["A", "B"])
    #expect(table.number("estimate", ["site": "A", "term": "redcap_repeat_instance"]) == 0.5)
  }

  @Test("conditions on rows see what the record has")
  func conditions() throws {
    let score = try #require(try Self.run("score: {}", more: ", where: 'site == \"B\" && size > 5'")["score"])
    #expect(score.cells("record_id") == ["3", "3"])
  }

  @Test("a record with values in later rows has them as they are, and the others what their own row has")
  func notCarried() throws {
    let text = Self.export.replacing("2,visit,2,north,,,", with: "2,visit,2,north,C,,")
    let results = try Self.run("score: {by: [site, size]}", text)
    #expect(results["score"]?.cells("site") == ["A", "A", "", "C", "B", "B"])
    let note =
      "REDCap export: site counts for its own row alone in record_id \"2\", which has a value of it in several rows, "
      + "or in another than its first; for other records it counts for all rows"
    #expect(results.warnings.contains(note), "\(results.warnings)")
    // Half of the records: it is a column of visits.
    let most = text.replacing("3,visit,2,south,,,", with: "3,visit,2,south,C,,")
    #expect(try Self.run("score: {by: site}", most)["score"]?.cells("site") == ["", "", "", "C", "", "C"])
    #expect(results["score"]?.cells("size") == ["10", "10", "20", "20", "30", "30"])
  }

  @Test("a record's own row may stand behind its others, and one record that has two is named")
  func ownRows() throws {
    let own = "2,,,north,A,20,0,,,,,,\n"
    let visit = "2,visit,1,north,,,,m,x,0,1,2,\n"
    let behind = Self.export.replacing(own + visit, with: visit + own)
    #expect(behind != Self.export)
    let results = try Self.run("score: {by: [site, size]}", behind)
    #expect(results["score"]?.cells("site") == ["A", "A", "A", "A", "B", "B"])
    #expect(results["score"]?.cells("size") == ["10", "10", "20", "20", "30", "30"])
    let twice = try Self.run("score: {by: [site, size]}", Self.export + "2,,,north,A,21,0,,,,,,\n")
    #expect(twice["score"]?.cells("site") == ["A", "A", "A", "A", "B", "B"])
    #expect(twice["score"]?.cells("size") == ["10", "10", "", "", "30", "30"])
    let note = "REDCap export: size counts for its own row alone in record_id \"2\", which has a value of it in"
    #expect(twice.warnings.contains { $0.hasPrefix(note) }, "\(twice.warnings)")
  }

  @Test("events: the own row is that of the first event")
  func events() throws {
    let text = """
      record_id,redcap_event_name,site,goal,pace
      1,enrolment,A,,
      1,spring,,1,2
      2,spring,,0,1
      2,enrolment,B,,

      """
    let results = try Self.run("score: {by: site}", text, columns: "unit: record_id")
    #expect(results["score"]?.cells("site") == ["A", "B"])
  }

  @Test("several records that have a column twice are counted, and the first are named")
  func severalExceptions() throws {
    var text = "record_id,redcap_event_name,site,goal,pace\n"
    for record in 1...12 {
      text += "\(record),base,S\(record % 2),,\n\(record),visit,\(record < 5 ? "X" : ""),1,2\n"
    }
    let results = try Self.run("score: {by: site}", text, columns: "unit: record_id")
    #expect(results["score"]?.cells("site").prefix(6) == ["X", "X", "X", "X", "S1", "S0"])
    let named = "in 4 records (record_id \"1\", \"2\", \"3\", ...), which have a value"
    #expect(results.warnings.contains { $0.contains(named) }, "\(results.warnings)")
  }

  @Test("two projects in one run: records have what their own file says")
  func twoProjects() throws {
    let header = "record_id,redcap_repeat_instance,site,size,goal,pace\n"
    let first = header + "1,,A,10,,\n1,1,,,1,2\n2,,B,20,,\n2,1,,,2,2\n"
    let second = header + "1,,C,30,,\n1,2,,,0,1\n2,2,,,1,1\n"
    let study = """
      data: {files: [a.csv, b.csv], layout: wide, columns: {unit: [record_id, redcap_repeat_instance]}}
      instrument: i.yaml
      analyses: [score: {by: [site, size]}]
      """
    let found = try results(of: study, ["a.csv": first, "b.csv": second, "i.yaml": Self.instrument])
    // The second project's record 2 has no row of its own: it has nothing of the first project's.
    #expect(found["score"]?.cells("site") == ["A", "B", "C", ""])
    #expect(found["score"]?.cells("size") == ["10", "20", "30", ""])
    let notice = "REDCap export: the files are of several projects, since record_id \"1\""
    #expect(found.warnings.contains { $0.hasPrefix(notice) }, "\(found.warnings)")
    // One project in two files.
    let visits = header + "1,2,,,0,1\n2,2,,,1,1\n"
    let one = try results(of: study, ["a.csv": first, "b.csv": visits, "i.yaml": Self.instrument])
    #expect(one["score"]?.cells("site") == ["A", "B", "A", "B"])
  }

  @Test("an export without ratings says so")
  func noRatings() throws {
    let text = "record_id,redcap_repeat_instance,goal,pace\n1,1,,\n"
    let error = #expect(throws: DataError.self) { try Self.run("score: {}", text, columns: "unit: record_id") }
    #expect(error?.description.contains("no row has a rating") == true)
  }

  @Test("an export with labels, read with the data dictionary")
  func labels() throws {
    let dictionary = """
      Variable / Field Name,Form Name,Field Type,Field Label,"Choices, Calculations, OR Slider Labels"
      record_id,base,text,Record ID,
      goal,visit,radio,<b>Goal</b>,"0, Not in place | 1, Partly, or soon | 2, In place"
      pace,visit,yesno,Pace,
      kind,visit,dropdown,Kind,"a, Alpha | b, Beta"

      """
    let text = """
      record_id,redcap_repeat_instance,goal,pace
      1,1,In Place,Yes
      1,2,"Partly, or soon",No
      2,1,0,1

      """
    let study = """
      data: {files: d.csv, layout: wide, columns: {unit: [record_id, redcap_repeat_instance]}, \
      redcap-dictionary: dictionary.csv}
      instrument: i.yaml
      analyses: [score: {}]
      """
    let files = ["d.csv": text, "i.yaml": Self.instrument, "dictionary.csv": dictionary]
    #expect(try results(of: study, files)["score"]?.cells("total") == ["3", "1", "1"])
    let wrong = failure(of: study, files.merging(["dictionary.csv": "a,b\n1,2\n"]) { _, new in new })
    #expect(wrong?.description.contains("this is no data dictionary of REDCap") == true)
  }
}
