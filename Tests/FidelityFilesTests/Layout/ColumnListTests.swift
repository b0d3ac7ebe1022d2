import FidelityData
import FidelityFiles
import Testing

@Suite("Lists of columns")
struct ColumnListTests {
  private static let names = ["unit", "rater_a", "rater_b", "b_score", "a_score", "note", "a*"]

  private static func members(
    _ texts: [String], _ variable: String = "rater", keys: Set<String> = ["unit"]
  ) throws -> [String] {
    try ColumnList(variable, texts).members(among: names, keys: keys, file: "t.csv").map { "\($0.column)=\($0.value)" }
  }

  @Test(
    "names, and forms of names, in the order of the list",
    arguments: [
      (["rater_b", "rater_a"], ["rater_b=rater_b", "rater_a=rater_a"]),
      (["rater_*"], ["rater_a=rater_a", "rater_b=rater_b"]),
      (["*_score"], ["b_score=b_score", "a_score=a_score"]),
      (["*at*a"], ["rater_a=rater_a"]),
      (["{rater}_score"], ["b_score=b", "a_score=a"]),
      (["rater_b", "rater*"], ["rater_b=rater_b", "rater_a=rater_a"]),
      // A column that is called so is meant.
      (["a*"], ["a*=a*"]),
      (["note", "unit"], ["note=note", "unit=unit"]),
    ])
  func columns(texts: [String], wanted: [String]) throws { #expect(try Self.members(texts) == wanted) }

  @Test("keys are in no form of names")
  func keys() throws {
    #expect(try Self.members(["*"], keys: ["unit", "note", "a*"]).count == 4)
    #expect(try Self.members(["{rater}_score"], keys: ["a_score"]) == ["b_score=b"])
  }

  @Test(
    "what is wrong with a list",
    arguments: [
      ([String](), "the list of columns is empty"), (["{item}"], "has {rater} and no other variable"),
      (["{rater}_{item}"], "has {rater} and no other variable"), (["{rater"], "{ without }"),
      (["rater_c"], "there is no such column (there is \"rater_a\", \"rater_b\")"),
      (["coder*"], "no column has a name of the form coder*"), (["{rater}_x"], "no column has a name of the form"),
      (["a_score", "{rater}_score", "rater_{rater}"], "both are of rater b"),
    ])
  func errors(texts: [String], text: String) {
    let error = #expect(throws: DataError.self) { try Self.members(texts) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(text), "\(error.map { "\($0)" } ?? "")")
  }
}
