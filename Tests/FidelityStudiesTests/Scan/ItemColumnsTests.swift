import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Columns of an instrument's items")
struct ItemColumnsTests {
  private static let instrument = """
    id: pair
    columns: ["P_{item}", "{label}?"]
    defaults: {range: [0, 2]}
    items:
      - {id: "1.1", label: Team composition}
      - {id: "1.2", label: Goals, columns: [aims, "Q7 Our aims"]}
    scales:
      - {id: total, items: ["1.1", "1.2"], aggregate: sum}
    """

  private static func score(_ text: String, instrument: String = instrument) throws -> StudyResults {
    try results(
      of: "data: {files: d.csv, layout: wide}\ninstrument: i.yaml\nanalyses: [score: {}]\n",
      ["d.csv": text, "i.yaml": instrument])
  }

  @Test(
    "names that are those of an item",
    arguments: [
      ("1.1,1.2", false), ("P_1.1,P_1.2", false), ("Team composition?,Goals?", false), ("1.1,aims", false),
      ("1.1,Q7 Our aims", false), ("1_1,1-2", true), ("p 1.1,P-1_2", true), ("1.1 Team composition,1.2 goals", true),
      ("TEAM COMPOSITION,AIMS", true), ("q7  our aims,1_1", true), ("1.1,1.2,P_1.1,team composition", false),
    ])
  func names(header: String, isSaid: Bool) throws {
    let first = header.hasPrefix("q7") ? "2,1,0,0" : "1,2,0,0"
    let cells = first.split(separator: ",").prefix(header.split(separator: ",").count).joined(separator: ",")
    let results = try Self.score("\(header)\n\(cells)\n")
    #expect(results["score"]?.cells("total") == ["3"])
    #expect(results.warnings.contains { $0.hasPrefix("columns were taken for items") } == isSaid)
  }

  @Test("the notice names the pairs")
  func pairs() throws {
    let warning = try Self.score("p 1.1,1-2\n1,2\n").warnings.first
    #expect(
      warning == "columns were taken for items by names that differ from theirs: \"p 1.1\" is 1.1, \"1-2\" is 1.2")
  }

  @Test(
    "two columns that may be one item",
    arguments: [
      ("p 1.1,P-1.1,1.2", "P-1.1", "\"p 1.1\""), ("1.1,aims,Q7 Our aims", "Q7 Our aims", "\"aims\""),
      ("P_1.1,Team composition?,1.2", "Team composition?", "\"P_1.1\""),
    ])
  func ambiguous(header: String, column: String, other: String) throws {
    let error = #expect(throws: DataError.self) { try Self.score("\(header)\n1,1,1\n") }
    #expect(error?.column == column)
    #expect(error?.description.contains("two columns may be item") == true)
    #expect(error?.description.contains(other) == true)
    #expect(error?.exitStatus == 65)
  }

  @Test("a label of two items is the name of neither")
  func sharedLabel() throws {
    let instrument = Self.instrument.replacing("label: Goals", with: "label: Team composition")
    let results = try Self.score("Team Composition,1.1\n1,2\n", instrument: instrument)
    #expect(results["score"]?.cells("n_answered") == ["1"])
  }

  @Test("items without a column leave their scales empty, whatever the missing policy")
  func lackingItems() throws {
    for policy in ["exclude", "floor", "ceiling", "{policy: prorate, at-least: 10%}", "fail"] {
      let instrument = """
        id: two
        defaults: {range: [0, 2], missing: \(policy)}
        items: [{id: a}, {id: b}, {id: c}]
        scales:
          - {id: first, items: [a, b], aggregate: mean, bands: [{label: low}, {label: high, at-least: 1}]}
          - {id: second, items: [b, c], aggregate: mean, bands: [{label: low}, {label: high, at-least: 1}]}
          - {id: total, scales: [first, second], aggregate: mean}
        criteria:
          - {id: met, all: [{scale: first, at-least: 1}]}
          - {id: unknown, all: [{scale: second, at-least: 0}]}
        """
      let results = try Self.score("a,b\n2,1\n0,1\n", instrument: instrument)
      let score = try #require(results["score"])
      #expect(score.cells("first") == ["1.5", "0.5"])
      #expect(score.cells("first_band") == ["high", "low"])
      for name in ["second", "second_band", "total", "unknown"] { #expect(score.cells(name) == ["", ""], "\(name)") }
      #expect(score.cells("met") == ["met", "not met"])
      #expect(score.cells("n_answered") == ["2", "2"])
      #expect(score.cells("status") == ["items-missing", "items-missing"])
      #expect(results.warnings == ["item of two without a column: c; without scores: second, total"])
    }
  }

  @Test("an answer that lacks is worse than a column that does")
  func statuses() throws {
    let instrument = """
      id: two
      defaults: {range: [0, 2], missing: fail}
      items: [{id: a}, {id: b}]
      scales: [{id: first, items: [a], aggregate: mean}, {id: second, items: [b], aggregate: mean}]
      """
    let score = try #require(try Self.score("a,x\n2,1\n,1\n", instrument: instrument)["score"])
    #expect(score.cells("status") == ["items-missing", "too-few-items"])
  }

  @Test("what a spreadsheet makes of 1.10")
  func spreadsheet() throws {
    let instrument = Self.instrument.replacing("\"1.2\"", with: "\"1.10\"")
    let error = #expect(throws: DataError.self) { try Self.score("1.1,1.1\n1,1\n", instrument: instrument) }
    #expect(error?.description.contains("a spreadsheet writes the number 1.10 as 1.1") == true)
    #expect(error?.hint == "rename the second of them to 1.10")
    let warnings = try Self.score("1.1\n1\n", instrument: instrument).warnings
    #expect(warnings.first?.hasSuffix("; a spreadsheet writes 1.10 as 1.1") == true)
  }

  private static let words = """
    id: words
    defaults: {range: [0, 2], values: {fully: 2, "2 - Fully": 2, partly: 1, "no": 0}}
    items:
      - {id: a}
      - {id: b, reverse: true}
      - {id: c, range: [1, 3], not-applicable: [9], values: {"0": 1, "1": 2, "2": 3, "n. a.": 9}}
    scales: [{id: total, items: [a, b, c], aggregate: sum}]
    """

  @Test("answers that are words, and numbers that are recoded")
  func values() throws {
    let text = "a,b,c\nfully,no,2\n FULLY ,Partly,0\n2 -  fully,2,1.0\n1,NA,n. a.\n,.,3\n"
    let score = try #require(try Self.score(text, instrument: Self.words)["score"])
    #expect(score.cells("total") == ["7", "4", "4", "1", "3"])
    #expect(score.cells("n_answered") == ["3", "3", "3", "1", "1"])
  }

  @Test("a recoded item counts what it says, and is not averaged over segments")
  func recoded() throws {
    let instrument = """
      id: q
      items: [{id: a, range: [1, 7], recode: {6: 1, 7: 1, other: 0}}, {id: b, range: [0, 1]}]
      scales: [{id: total, items: [a, b], aggregate: sum}]
      """
    let score = try #require(try Self.score("a,b\n6,1\n5,1\n", instrument: instrument)["score"])
    #expect(score.cells("total") == ["2", "1"])
    let study = """
      data: {files: d.csv, layout: {wide: "{item}_{segment}"}}
      instrument: i.yaml
      analyses: [score: {}]
      """
    let error = try #require(failure(of: study, ["d.csv": "a_1,a_2,b_1\n6,5,1\n", "i.yaml": instrument]))
    #expect(error.description.contains("item a has a recode"))
    #expect(error.exitStatus == 64)
  }

  @Test("numbers beside words, with a decimal comma and with missing codes")
  func numbersBesideWords() throws {
    let instrument = """
      id: words
      items: [{id: a, range: [0, 2], step: 0.5, values: {fully: 2}}]
      scales: [{id: total, items: [a], aggregate: sum}]
      """
    let study = """
      data: {files: d.csv, layout: wide, decimal-comma: true, missing: [9, "?"]}
      instrument: i.yaml
      analyses: [score: {}]
      """
    let files = ["d.csv": "x;a\n1;1,5\n2;Fully\n3;9\n4;?\n5;9,0\n", "i.yaml": instrument]
    #expect(try results(of: study, files)["score"]?.cells("total") == ["1.5", "2", "", "", ""])
  }

  @Test("words in a long table, and in reliability")
  func longTable() throws {
    let recoded = ", range: [1, 3], not-applicable: [9], values: {\"0\": 1, \"1\": 2, \"2\": 3, \"n. a.\": 9}"
    let instrument = Self.words.replacing(recoded, with: "")
    let text = "u,r,i,v\n1,x,a,fully\n1,y,a,2\n2,x,a,no\n2,y,a,Partly\n3,x,a,no\n3,y,a,0\n"
    let study = """
      data: {files: d.csv, columns: {unit: u, rater: r, item: i, value: v}}
      instrument: i.yaml
      analyses: [reliability: {by: item, scale: ordinal, coefficients: percent-agreement}]
      """
    let table = try #require(try results(of: study, ["d.csv": text, "i.yaml": instrument])["reliability"])
    #expect(table.numbers("estimate")?.first == 2.0 / 3)
    let error = try #require(failure(of: study, ["d.csv": text, "i.yaml": Self.words]))
    #expect(error.description.contains("stands for different numbers"))
  }

  @Test("a word that the instrument does not have")
  func unknownWord() throws {
    let error = #expect(throws: DataError.self) {
      try Self.score("a,b,c\nfully,no,2\nno,perhaps,2\n", instrument: Self.words)
    }
    #expect(error?.line == 3)
    #expect(error?.column == "b")
    #expect(error?.value == "perhaps")
    #expect(error?.hint?.contains("values") == true)
  }
}
