import FidelityTesting
import Foundation
import Testing

@Suite("fidelity verify", .serialized)
struct VerifyTests {
  @Test("From anywhere, all figures that are computed are met")
  func everywhere() throws {
    try withTemporaryFolder { folder in
      let run = try CommandRun("verify", in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasPrefix("dataset,quantity,options,field,expected,computed,difference,tolerance,from,result"))
      #expect(run.messages.contains(" 0 fail, "))
      #expect(run.messages.split(separator: "\n").count == 1)
      let lines = run.output.split(separator: "\n").dropFirst()
      #expect(lines.count { $0.contains(",pass,") } > 2000)
      #expect(!lines.contains { $0.contains(",fail,") })
    }
  }

  @Test("One dataset, a format, a file, quiet")
  func options() throws {
    try withTemporaryFolder { folder in
      let run = try CommandRun(
        "verify", "--dataset", "nist-norris", "--output", "v.json", "--quiet", in: folder)
      #expect(run.status == 0)
      #expect(run.output.isEmpty && run.messages.isEmpty)
      let text = String(decoding: try folder.bytes(of: "v.json"), as: UTF8.self)
      #expect(text.contains("\"dataset\": \"nist-norris\""))
      #expect(text.contains("\"summary\": \"1 dataset, 11 cases, 14 numbers: 14 pass, 0 fail, 0 not computed\""))
      let unknown = try CommandRun("verify", "--dataset", "nist-noris", in: folder)
      #expect(unknown.status == 64)
      #expect(unknown.messages.contains("nist-norris"))
    }
  }

  @Test("A figure that is not met ends with status 1, after its row")
  func failure() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder.file("d/mine"), withIntermediateDirectories: true)
      _ = try folder.write("unit,rater,value\n1,A,1\n1,B,1\n2,A,2\n2,B,1\n", to: "d/mine/data.csv")
      let expected = """
        {"title": "t", "citation": "c", "cases": [
          {"quantity": "gwet-ac", "options": {"weights": "identity"}, "value": 0.3, "tolerance": 0.05, "from": "x"},
          {"quantity": "gwet-ac", "options": {"weights": "identity"}, "value": 0.2, "tolerance": 1e-12, "from": "x"}
        ]}
        """
      _ = try folder.write(expected, to: "d/mine/expected.json")
      let run = try CommandRun("verify", "--datasets", "d", in: folder)
      #expect(run.status == 1)
      #expect(run.output.split(separator: "\n").count == 3)
      #expect(run.messages == "1 dataset, 2 cases, 2 numbers: 1 pass, 1 fail, 0 not computed\n")
      let failures = try CommandRun("verify", "--datasets", "d", "--failures-only", in: folder)
      #expect(failures.status == 1)
      #expect(failures.output.split(separator: "\n").count == 2)
      #expect(failures.output.contains(",fail,"))
      let refused = try CommandRun("verify", "--datasets", "d", "--output", "d/mine/data.csv", in: folder)
      #expect(refused.status == 64)
      _ = try folder.write("{\n  \"title\": }", to: "d/mine/expected.json")
      let damaged = try CommandRun("verify", "--datasets", "d", in: folder)
      #expect(damaged.status == 65)
      #expect(damaged.messages == "error: d/mine/expected.json:2:12: a JSON value is expected here\n")
      #expect(try CommandRun("verify", "--datasets", "none", in: folder).status == 66)
      #expect(try CommandRun("verify", "--datasets", ".", in: folder).status == 66)
    }
  }
}
