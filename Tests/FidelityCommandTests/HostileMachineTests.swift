import FidelityTesting
import Foundation
import Testing

/// Strange places, names and surroundings: the results are the same, or the error says why.
@Suite("Strange places", .serialized)
struct HostileMachineTests {
  private static let options = ["--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "interval"]

  private static func reliability(_ file: String, _ more: String..., in folder: TemporaryFolder) throws -> CommandRun {
    try CommandRun(all: ["reliability", file] + options + more, in: folder)
  }

  @Test("an output that is a link: the target is replaced, and keeps its permissions")
  func links() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      try FileManager.default.createDirectory(atPath: folder.file("away"), withIntermediateDirectories: false)
      _ = try folder.write("old", to: "away/target.csv")
      #expect(unsafe chmod(folder.file("away/target.csv"), 0o640) == 0)
      for (link, target) in [("link.csv", "away/target.csv"), ("new.csv", "away/new.csv"), ("two.csv", "link.csv")] {
        try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
        #expect(try Self.reliability("r.csv", "--output", link, in: folder).status == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file(link)) == target)
      }
      #expect(try folder.bytes(of: "away/target.csv").count > 100)
      let (old, new) = (try folder.bytes(of: "away/target.csv"), try folder.bytes(of: "away/new.csv"))
      #expect(old == new)
      let mode = try FileManager.default.attributesOfItem(atPath: folder.file("away/target.csv"))[.posixPermissions]
      #expect(mode as? Int == 0o640)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("away")).sorted() == ["new.csv", "target.csv"])
      try FileManager.default.createSymbolicLink(atPath: folder.file("round.csv"), withDestinationPath: "round.csv")
      #expect(try Self.reliability("r.csv", "--output", "round.csv", in: folder).status == 73)
      try FileManager.default.createSymbolicLink(atPath: folder.file("in.csv"), withDestinationPath: "r.csv")
      #expect(try Self.reliability("r.csv", "--output", "in.csv", in: folder).status == 64)
      #expect(try folder.bytes(of: "r.csv") == Array(CommandLineTests.ratings.utf8))
    }
  }

  @Test("names of files and columns with control characters and emoji are read, and escaped in messages")
  func names() throws {
    try withTemporaryFolder { folder in
      for name in ["new\nline.csv", "\u{1B}[31m\u{1F600}.csv", " .csv", "-.csv", "a*[b]?.csv"] {
        _ = try folder.write(CommandLineTests.ratings.replacing("unit,", with: "\"\u{1B}[2J\nunit\","), to: name)
        let path = "./" + name
        let run = try CommandRun(
          all: ["reliability", path, "--unit", "\u{1B}[2J\nunit"] + Self.options.dropFirst(2), in: folder)
        #expect(run.status == 0, "\(run.messages)")
        let wrong = try Self.reliability(path, in: folder)
        #expect(wrong.status == 65)
        #expect(wrong.messages.split(separator: "\n").count <= 2)
        #expect(!wrong.messages.contains("\u{1B}"))
        let described = try CommandRun("describe", path, "--format", "table", in: folder)
        #expect(described.status == 0 && !described.output.contains("\u{1B}"))
      }
      let long = String(repeating: "x", count: 250) + ".csv"
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      #expect(try Self.reliability("r.csv", "--output", long, in: folder).status == 0)
      #expect(try Self.reliability("r.csv", "--output", "xx" + long, in: folder).status == 73)
      #expect(try folder.names.contains(long))
    }
  }

  @Test(
    "locale, terminal and time zone change nothing",
    arguments: [
      ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE", "LC_NUMERIC": "de_DE"], ["TERM": "dumb", "COLUMNS": "0"],
      ["TZ": "No/Where", "LC_ALL": "xx"], ["COLUMNS": "-9999999999999999999", "HOME": "", "TMPDIR": "/none"],
    ])
  func surroundings(variables: [String: String]) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      func run(_ arguments: [String], _ variables: [String: String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: CommandRun.executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
      }
      for format in ["csv", "table", "json"] {
        let arguments = ["reliability", "r.csv", "--format", format] + Self.options
        let (there, here) = (try run(arguments, variables), try run(arguments, [:]))
        #expect(there == here)
      }
      #expect(!(try run(["trend", "--help"], variables)).isEmpty)
    }
  }

  @Test("two thousand small files by a pattern")
  func manyFiles() throws {
    try withTemporaryFolder { folder in
      for index in 0..<2000 {
        _ = try folder.write("site,month,score\n\(index % 7),\(index % 12),1\n", to: "\(index).csv")
      }
      let run = try CommandRun(
        "trend", "*.csv", "--outcome", "score", "--time", "month", "--group", "site", "--format", "ndjson", in: folder)
      #expect(run.status == 0, "\(run.messages)")
    }
  }

  @Test("fifty thousand columns are described, and one of them is analysed")
  func manyColumns() throws {
    try withTemporaryFolder { folder in
      let header = (0..<50_000).map { "c\($0)" }.joined(separator: ",")
      let row = Array(repeating: "1", count: 50_000).joined(separator: ",")
      _ = try folder.write("\(header)\n\(row)\n\(row)\n", to: "wide.csv")
      let described = try CommandRun("describe", "wide.csv", "--output", "d.csv", in: folder)
      #expect(described.status == 0, "\(described.messages)")
      let run = try CommandRun("trend", "wide.csv", "--outcome", "c5", "--time", "c49999", in: folder)
      #expect(run.status == 0, "\(run.messages)")
    }
  }

  @Test(
    "an endless file, and one that gives nothing", arguments: [("/dev/zero", "256 MiB"), ("/proc/self/mem", "empty")])
  func endless(path: String, words: String) throws {
    try withTemporaryFolder { folder in
      let run = try Self.reliability(path, "--output", "out.csv", in: folder)
      #expect([65, 66].contains(run.status), "\(run.messages)")
      #expect(run.messages.contains(words))
      #expect(try folder.names.isEmpty)
    }
  }
}
