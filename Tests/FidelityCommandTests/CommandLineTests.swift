import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Testing

/// The built command, run as a user runs it.
struct CommandRun {
  let status: Int32
  let output: String
  let messages: String

  /// The command beside the test bundle.
  static let executable: String = {
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "fidelity").path()
    let built = Datasets.projectFolder.appending(path: ".build/release/fidelity").path()
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : built
  }()

  init(_ arguments: String..., in folder: TemporaryFolder? = nil, input: String? = nil) throws {
    try self.init(all: arguments, in: folder, input: input)
  }

  /// - Parameter width: what `COLUMNS` says; nil: nothing.
  init(all arguments: [String], in folder: TemporaryFolder? = nil, input: String? = nil, width: Int? = nil) throws {
    let process = Process()
    process.environment = ProcessInfo.processInfo.environment
    process.environment?["COLUMNS"] = width.map(String.init)
    process.executableURL = URL(filePath: Self.executable)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder.path) }
    let (output, messages, standardInput) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = messages
    process.standardInput = standardInput
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data((input ?? "").utf8))
    try standardInput.fileHandleForWriting.close()
    self.output = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    self.messages = String(decoding: try messages.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}

@Suite("The command line", .serialized)
struct CommandLineTests {
  static let ratings = "unit,rater,value\n1,A,1\n1,B,1\n2,A,2\n2,B,3\n3,A,4\n3,B,4\n4,A,2\n4,B,2\n"

  @Test("Version and help")
  func help() throws {
    let version = try CommandRun("--version")
    #expect(version.status == 0)
    #expect(version.output.split(separator: ".").count == 3)
    let help = try CommandRun("--help")
    #expect(help.status == 0)
    for command in [
      "describe", "score", "reliability", "trend", "run", "instruments", "simulate", "sample-size", "verify", "explain",
    ] {
      #expect(help.output.contains("\n  \(command)"), "\(command)")
    }
  }

  @Test("Reliability: data on standard output, nothing else there")
  func reliability() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.ratings, to: "r.csv")
      let run = try CommandRun(
        "reliability", "r.csv", "--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "interval",
        "--coefficients", "krippendorff-alpha", "--metrics", "interval", in: folder)
      #expect(run.status == 0)
      #expect(run.messages.isEmpty)
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines[0].hasPrefix("quantity,term,form,weights,metric,estimate,standard_error"))
      // One unit differs, by 1: the ordered pairs give D_o = 2.
      let alpha = try #require(Double(lines[1].split(separator: ",", omittingEmptySubsequences: false)[5]))
      #expect(isClose(alpha, 1 - 7.0 * 2 / Self.expectedDisagreement, within: 1e-14))
    }
  }

  /// The sum over all ordered pairs of the eight ratings of their squared difference.
  static var expectedDisagreement: Double {
    let values: [Double] = [1, 1, 2, 3, 4, 4, 2, 2]
    return values.reduce(0) { sum, a in sum + values.reduce(0) { $0 + (a - $1) * (a - $1) } }
  }

  @Test("Standard input goes together with a file that has no parts to read")
  func standardInputAndArrow() throws {
    try withTemporaryFolder { folder in
      let first = "site,month,score\na,1,2\na,2,3\na,3,5\n"
      let second = Table(columns: [
        .init("site", text: ["a", "a"]), .init("month", .numbers([4, 5])), .init("score", .numbers([2, 3])),
      ])
      try TableWriter.write(second, to: folder.file("b.arrow"), format: .arrow)
      let options = ["--group", "site", "--time", "month", "--outcome", "score", "--format", "csv"]
      let run = try CommandRun(all: ["trend", "-", "b.arrow"] + options, in: folder, input: first)
      #expect(run.status == 0, "\(run.messages)")
      // The slope of 2, 3, 5, 2, 3 on 1 to 5.
      #expect(run.output.contains("month,0.1,"))
    }
  }

  @Test("Standard input is a file like others")
  func standardInput() throws {
    let run = try CommandRun(
      "reliability", "-", "--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "nominal",
      input: Self.ratings)
    #expect(run.status == 0)
    #expect(run.output.contains("gwet-ac"))
  }

  @Test(
    "A line per group, in every format", arguments: ["csv", "tsv", "json", "ndjson", "md", "txt", "parquet", "arrow"])
  func formats(_ type: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("site,month,score\nN,1,2\nN,2,3\nN,3,5\nS,1,1\nS,1,2\nS,1,3\n", to: "t.csv")
      let run = try CommandRun(
        "trend", "t.csv", "--outcome", "score", "--time", "month", "--group", "site", "--output", "out.\(type)",
        in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.isEmpty)
      #expect(try folder.names == ["out.\(type)", "t.csv"])
      if ["parquet", "arrow"].contains(type) {
        let described = try CommandRun("describe", "out.\(type)", "--format", "csv", in: folder)
        #expect(described.output.contains("\nestimate,"))
      } else {
        #expect(String(decoding: try folder.bytes(of: "out.\(type)"), as: UTF8.self).contains("constant-predictor"))
      }
    }
  }

  @Test(
    "Wrong usage is 64, unusable data 65, no input 66, no place for output 73",
    arguments: [
      (["reliability", "r.csv", "--unit", "unit"], Int32(64), "scale"),
      (["nonsense"], 64, "nonsense"),
      (
        ["reliability", "r.csv", "--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "ordinary"], 64,
        "ordinary"
      ),
      (
        ["reliability", "r.csv", "--unit", "lesson", "--rater", "rater", "--value", "value", "--scale", "nominal"], 65,
        "lesson"
      ),
      (
        ["reliability", "bad.csv", "--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "interval"], 65,
        "bad.csv:3"
      ),
      (
        ["reliability", "none.csv", "--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "nominal"], 66,
        "none.csv"
      ),
      (["describe", "."], 66, "folder"),
      (["describe", "empty.csv"], 65, "empty"),
      (["describe", "r.csv", "--output", "no/such/folder/x.csv"], 73, "folder"),
      (["run", "study.yaml"], 65, "study.yaml:2"),
      (["instruments", "show", "tfi"], 64, "tfi-2.1"),
    ])
  func statuses(_ arguments: [String], _ status: Int32, _ words: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.ratings, to: "r.csv")
      _ = try folder.write("unit,rater,value\n1,A,1\n1,B,x\n", to: "bad.csv")
      _ = try folder.write("", to: "empty.csv")
      _ = try folder.write("data: {files: r.csv}\nanalises: []\n", to: "study.yaml")
      let before = try folder.names
      let run = try CommandRun(all: arguments, in: folder)
      #expect(run.status == status, "\(run.messages)")
      #expect(run.messages.contains(words), "\(run.messages)")
      #expect(run.output.isEmpty)
      #expect(try folder.names == before)
    }
  }

  @Test("A run that fails writes nothing; one that succeeds writes all")
  func runs() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("t,s,y\n1,N,2\n2,N,3\n3,N,4.5\n", to: "d.csv")
      let analyses = "data: {files: d.csv, columns: {time: t}}\nanalyses: [trend: {outcome: y, group: s}]\n"
      _ = try folder.write(analyses, to: "good.yaml")
      _ = try folder.write(analyses.replacing("outcome: y", with: "outcome: z"), to: "bad.yaml")
      #expect(try CommandRun("run", "bad.yaml", "--output", "out", in: folder).status == 65)
      #expect(try folder.names == ["bad.yaml", "d.csv", "good.yaml"])
      let run = try CommandRun("run", "good.yaml", "--output", "out", in: folder)
      #expect(run.status == 0, "\(run.messages)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted()
      #expect(names == ["run.json", "trend.csv"])
      let provenance = String(decoding: try folder.bytes(of: "out/run.json"), as: UTF8.self)
      let bytes = try ["d.csv", "good.yaml"].map { try folder.bytes(of: $0).count }
      for count in bytes { #expect(provenance.contains("\"bytes\": \(count),"), "\(provenance)") }
    }
  }

  @Test("Instruments: list, show, check")
  func instruments() throws {
    let list = try CommandRun("instruments", "list")
    #expect(list.status == 0)
    for id in ["tfi-2.1", "set-2.1", "implementation-drivers"] { #expect(list.output.contains(id)) }
    try withTemporaryFolder { folder in
      let yaml = try CommandRun("instruments", "show", "set-2.1", "--yaml").output
      _ = try folder.write(yaml, to: "set.yaml")
      #expect(try CommandRun("instruments", "check", "set.yaml", in: folder).status == 0)
      _ = try folder.write(yaml.replacing("pooled-percent", with: "poled-percent"), to: "wrong.yaml")
      let wrong = try CommandRun("instruments", "check", "wrong.yaml", in: folder)
      #expect(wrong.status == 65)
      #expect(wrong.messages.contains("pooled-percent"))
    }
  }

  @Test("Simulated data go back in")
  func simulate() throws {
    try withTemporaryFolder { folder in
      let source = Datasets.projectFolder.appending(path: "datasets/district-study").path()
      for name in ["study.yaml", "lesson-fidelity.yaml"] {
        _ = try folder.write(try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8), to: name)
      }
      #expect(try CommandRun("simulate", "study.yaml", "--output", "ratings.csv", in: folder).status == 0)
      let run = try CommandRun("run", "study.yaml", "--output", "out", in: folder)
      #expect(run.status == 0, "\(run.messages)")
    }
  }
}
