import FidelityTesting
import Foundation
import Testing

@Suite("Conditions and gates on the command line", .serialized)
struct ConditionCommandTests {
  private static let data =
    "unit,rater,phase,score\n"
    + (1...8).flatMap { unit in
      ["a", "b"].map {
        "\(unit),\($0),\(unit < 5 ? "before" : "after"),\((unit + ($0 == "b" && unit == 3 ? 1 : 0)) % 3)\n"
      }
    }.joined()
  private static let reliability = [
    "reliability", "d.csv", "--unit", "unit", "--rater", "rater", "--value", "score", "--scale", "nominal",
    "--coefficients", "percent-agreement", "--format", "csv",
  ]

  @Test(
    "A condition on rows, and its mistakes",
    arguments: [
      (#"phase == "before""#, Int32(0), "percent-agreement,,,identity,,0.75,"),
      (#"phase != "before""#, 0, "identity,,1,"),
      ("phase = 1", 64, "character 7"), ("phse == 1", 65, "there is \"phase\""), (#"phase == "x""#, 65, "no row meets"),
      ("phase >= 1", 64, "holds text"),
    ])
  func conditions(condition: String, status: Int32, words: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.data, to: "d.csv")
      let run = try CommandRun(all: Self.reliability + ["--where", condition], in: folder)
      #expect(run.status == status, "\(run.messages)")
      #expect((run.output + run.messages).contains(words), "\(run.output + run.messages)")
    }
  }

  @Test("Two conditions must both hold")
  func twice() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.data, to: "d.csv")
      let conditions = ["--where", #"phase == "before""#, "--where", "unit != 3"]
      let run = try CommandRun(all: Self.reliability + conditions, in: folder)
      #expect(run.status == 0 && run.output.contains("identity,,1,"), "\(run.output + run.messages)")
    }
  }

  @Test(
    "A gate that is not passed ends the run with 1, and the results are there", arguments: [(0.8, Int32(0)), (0.9, 1)])
  func gates(bound: Double, status: Int32) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.data, to: "d.csv")
      let study = """
        data: {files: d.csv, columns: {unit: unit, rater: rater, value: score}}
        analyses: [reliability: {scale: nominal, coefficients: [percent-agreement]}]
        gates: [{quantity: percent-agreement, at-least: \(bound)}]
        """
      _ = try folder.write(study, to: "s.yaml")
      let run = try CommandRun(all: ["run", "s.yaml", "--output", "out"], in: folder)
      #expect(run.status == status, "\(run.messages)")
      #expect(run.output.contains("percent-agreement"))
      #expect(run.messages.contains("1 of 1 results fail a gate") == (status == 1))
      let gates = try String(contentsOfFile: folder.file("out/gates.csv"), encoding: .utf8)
      #expect(gates.contains(status == 0 ? "1,passed,reliability" : "1,failed,reliability"))
      #expect(
        try String(contentsOfFile: folder.file("out/run.json"), encoding: .utf8).contains(
          "\"gates_passed\": \(status == 0)"))
      let quiet = try CommandRun(all: ["run", "s.yaml", "--output", "out", "--quiet"], in: folder)
      #expect(quiet.status == status && quiet.output.isEmpty == (status == 0))
    }
  }
}
