import FidelityData
import FidelityFiles
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Names of analyses in a study")
struct ResultNamesTests {
  private static let ratings =
    "unit,rater,value\n" + (1...6).map { "u\($0),A,\($0 % 3)\nu\($0),B,\($0 % 2)\n" }.joined()

  private static func study(_ analyses: String) -> String {
    "data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}\nanalyses:\n" + analyses
  }

  @Test("tables and conventions have the name, files too")
  func named() throws {
    let yaml = Self.study(
      "  - reliability: {scale: nominal, name: plain, influence: 2}\n"
        + "  - reliability: {scale: ordinal, name: Übung_2}\n  - raters: {name: training, pairs: true}\n"
        + "  - reliability: {scale: nominal}\n")
    let found = try results(of: yaml, ["d.csv": Self.ratings])
    #expect(
      found.tables.map(\.name) == [
        "plain", "plain-influence", "Übung_2", "training", "training-pairs", "reliability",
      ])
    #expect(found["plain"] == found["reliability"])
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.ratings, to: "d.csv")
      let study = try Study(contentsOfFile: folder.write(yaml, to: "study.yaml"))
      let files = try ResultsFolder(folder.file("out")).write(try StudyRunner(study).run(), of: study)
      #expect(files.contains("training-pairs.csv") && files.contains("Übung_2.csv"))
      let record = String(decoding: try folder.bytes(of: "out/run.json"), as: UTF8.self)
      #expect(record.contains("\"training: ") && record.contains("\"plain: ") && record.contains("\"reliability: "))
      #expect(!record.contains("\"raters: "))
      #expect(study.analyses[0] == AnalysisRequest.reliability(scale: .nominal, influence: 2).named("plain"))
      #expect(study.analyses[0] != AnalysisRequest.reliability(scale: .nominal, influence: 2))
    }
  }

  @Test(
    "a name that cannot be is refused at its place",
    arguments: [
      "../x", "a/b", "a\\\\b", "..", ".hidden", "-x", "a b", "a:b", "run", "RUN", "con", "LPT1", "a.csv", "",
      String(repeating: "x", count: 101),
    ])
  func unsafe(name: String) throws {
    let error = try #require(failure(of: Self.study("  - reliability: {scale: nominal, name: \"\(name)\"}\n"), [:]))
    #expect(error.file == "study.yaml" && error.line == 3 && error.exitStatus == 65)
    #expect(error.character ?? 0 > 20)
  }

  @Test(
    "a name that is taken is refused",
    arguments: [
      ("raters: {name: a}", "reliability: {scale: nominal, name: a}"),
      ("raters: {name: a}", "reliability: {scale: nominal, name: A}"),
      ("raters: {name: a}", "reliability: {scale: nominal, name: a-pairs}"),
      ("raters:", "reliability: {scale: nominal, name: raters}"),
      ("raters:", "reliability: {scale: nominal, name: rater-pairs}"),
      ("raters:", "reliability: {scale: nominal, name: raters-2}"),
      ("reliability: {scale: ordinal}", "reliability: {scale: nominal, name: reliability}"),
    ])
  func taken(first: String, second: String) throws {
    for (pair, line) in [([first, second], 4), ([second, first], 3)] {
      let yaml = Self.study(pair.map { "  - \($0)\n" }.joined())
      let error = try #require(failure(of: yaml, ["d.csv": Self.ratings]))
      #expect(error.description.contains("is taken"), "\(error)")
      #expect(error.line == line || !first.hasSuffix(":"), "\(error)")
    }
  }

  @Test("code that names two alike hears it before anything is read")
  func code() throws {
    try withTemporaryFolder { folder in
      var data = DataDescription(files: [try folder.write(Self.ratings, to: "d.csv")], options: .init())
      data.roles = ["unit": ["unit"], "rater": ["rater"], "value": ["value"]]
      let requests = [AnalysisRequest.raters(), .reliability(scale: .nominal)].map { $0.named("same") }
      let error = #expect(throws: DataError.self) { try StudyRunner(Study(data: data, analyses: requests)).run() }
      #expect(error?.exitStatus == 64)
    }
  }
}
