import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("What is refused, and what is said then")
struct RefusalTests {
  private static let trend = "data: {files: data.csv, columns: {time: t}}\nanalyses: [trend: {outcome: y}]\n"

  @Test(
    "A text that is no number is told by its form",
    arguments: [
      ("1,5", "decimal-comma"), ("1.000,92", "decimal-comma"), ("1,250", "write 1250"), ("1,250", "thousands"),
    ])
  func forms(text: String, advice: String) throws {
    let error = try #require(failure(of: Self.trend, ["data.csv": "t,y\n1,1\n2,\"\(text)\"\n3,4\n"]))
    #expect(error.problem == .notANumber && error.remedy?.studyFileText.contains(advice) == true, "\(error)")
  }

  @Test("A number whose marks have one meaning is read", arguments: [("12,345,678", 12_345_678), ("1,250.5", 1250.5)])
  func marks(text: String, value: Double) throws {
    let rows = "t,y\n1,1\n2,\"\(text)\"\n3,\(2 * value - 1)\n"
    let slope = try #require(try results(of: Self.trend, ["data.csv": rows])["trend"]).number("estimate", ["term": "t"])
    #expect(slope.map { abs($0 - (value - 1)) <= 1e-9 * value } == true)
  }

  @Test("What there is to say of a file is among the warnings")
  func notices() throws {
    let rows = "Visits,\n,\nt,y\n1,85%\n2,90%\n3,95%\nMean,90%\n"
    let study = Self.trend.replacing("columns:", with: "where: \"t != \\\"Mean\\\"\", skip: 2, columns:")
    let found = try results(of: study, ["data.csv": rows])
    // A row that the condition leaves out is no total that counts.
    #expect(!found.warnings.contains { $0.contains("line 7") })
    #expect(found.warnings.contains { $0.contains("column \"y\": percentages") })
  }

  @Test("A missing code of a column that is not there")
  func missingCode() throws {
    let study = Self.trend.replacing("columns:", with: "missing: {Y: 99}, columns:")
    let error = try #require(failure(of: study, ["data.csv": "t,y\n1,1\n2,99\n3,4\n"]))
    #expect(error.column == "Y" && error.description.contains("\"y\""))
  }

  @Test("The same file twice", arguments: ["[data.csv, ./data.csv]", "[data.csv, data.csv]"])
  func twice(files: String) throws {
    let study = Self.trend.replacing("files: data.csv", with: "files: \(files)")
    let error = try #require(failure(of: study, ["data.csv": "t,y\n1,1\n2,3\n3,4\n"]))
    #expect(error.description.contains("the same file"))
  }

  @Test("Words where an ordered scale needs numbers point at categories")
  func words() throws {
    let study =
      "data: {files: data.csv, columns: {unit: u, rater: r, value: v}}\nanalyses: [reliability: {scale: ordinal}]\n"
    let error = try #require(failure(of: study, ["data.csv": "u,r,v\n1,a,low\n1,b,high\n"]))
    #expect(error.remedy?.studyFileText.contains("their order with categories:") == true)
  }

  @Test("Scores are the doubles nearest to the exact fractions")
  func fractions() throws {
    let instrument =
      "id: q\ndefaults: {range: [1, 4], step: 1, missing: exclude}\nitems: [{id: a}, {id: b}, {id: c}, "
      + "{id: d, range: [0, 0.7], step: 0.1, weight: 0.3}]\nscales:\n"
      + "  - {id: percents, items: [a, b, c, d], aggregate: mean-of-percents}\n"
      + "  - {id: sum, items: [d, a], aggregate: sum}\n"
    let study =
      "data: {files: data.csv, layout: {wide: \"{item}\"}, columns: {unit: id}}\ninstrument: q.yaml\n"
      + "analyses: [score: {}]\n"
    // 1/3, 19/99 and 97/273; 0.3 x 0.7 + 2 is 2.21.
    let rows = "id,a,b,c,d\n1,2,3,1,\n2,2,1,1,0.7\n3,2,,,0.30000000000000004\n"
    let table = try #require(try results(of: study, ["data.csv": rows, "q.yaml": instrument])["score"])
    #expect(table.cells("percents") == ["0.3333333333333333", "0.1919191919191919", "0.3553113553113553"])
    #expect(table.cells("sum")[1] == "2.21")
  }
}
