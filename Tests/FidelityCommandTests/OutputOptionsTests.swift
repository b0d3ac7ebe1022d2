import FidelityTesting
import Foundation
import Testing

@Suite("Output of the command", .serialized)
struct OutputOptionsTests {
  private static let trend = ["trend", "t.csv", "--outcome", "y", "--time", "t", "--group", "g"]
  private static let table = "g,t,y\nN,1,2\nN,2,3\nN,3,5\nS,1,1\nS,1,2\n"

  @Test(
    "formats on standard output",
    arguments: [
      ("csv", "g,quantity,term,estimate,"), ("tsv", "g\tquantity\tterm\testimate\t"),
      ("json", "{\n  \"results\": ["),
      ("ndjson", "{\"g\":\"N\",\"quantity\":\"regression-coefficient\","), ("markdown", "| g | quantity |"),
      ("table", "g  quantity"),
    ])
  func formats(format: String, start: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let run = try CommandRun(all: Self.trend + ["--format", format], in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasPrefix(start), "\(run.output.prefix(80))")
      if format == "json" {
        let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        #expect((json?["results"] as? [Any])?.count == 8)
      }
      if format == "ndjson" {
        for line in run.output.split(separator: "\n") { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
      }
    }
  }

  @Test("what is written reads back, in every format that is read")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      for name in ["a.csv", "b.parquet", "c.arrow"] {
        #expect(try CommandRun(all: Self.trend + ["-o", name], in: folder).status == 0)
      }
      let described = try ["a.csv", "b.parquet", "c.arrow"].map { name in
        try CommandRun("describe", name, "--format", "csv", "--quiet", in: folder)
      }
      for run in described {
        #expect(run.status == 0)
        #expect(run.messages.isEmpty)
        #expect(run.output.contains("\nestimate,number,"))
      }
    }
  }

  @Test("columns by name, in any format; a name that is none is wrong usage")
  func columns() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      func run(_ options: String...) throws -> CommandRun { try CommandRun(all: Self.trend + options, in: folder) }
      #expect(try run("--columns", "estimate,g").output.hasPrefix("estimate,g\n0.33333333333333"))
      let json = try run("--columns", "estimate", "--columns", "g", "--format", "ndjson").output
      #expect(json.hasPrefix("{\"estimate\":0.33333333333333"))
      #expect(try run("--columns", "g,p_value", "--format", "table").output.hasPrefix("g  p_value\n-  -------\nN   "))
      #expect(try run("--columns", "term,g", "-o", "x.parquet").status == 0)
      let described = try CommandRun("describe", "x.parquet", "--columns", "column,type", "--quiet", in: folder)
      #expect(described.output == "column,type\nterm,text\ng,text\n")
      for (options, message) in [
        (
          ["--columns", "g,estimates"],
          "error: \"estimates\": the result has no such column\nhint: did you mean estimate?\n"
        ),
        (["--columns", "g", "--full"], "--full and --columns exclude each other"),
        (["--columns", "g,g"], "--columns names a column twice"), (["--columns", ","], "--columns takes names"),
      ] {
        let wrong = try CommandRun(all: Self.trend + options + ["-o", "y.csv"], in: folder)
        #expect(wrong.status == 64)
        #expect(wrong.messages.contains(message), "\(wrong.messages)")
      }
      #expect(try !folder.names.contains("y.csv"))
    }
  }

  @Test("a table for people has few columns, fitted to COLUMNS; --full has all")
  func width() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let arguments = Self.trend + ["--format", "table"]
      let wide = try CommandRun(all: arguments, in: folder).output.split(separator: "\n")
      #expect(
        wide[0].split(separator: "  ", omittingEmptySubsequences: true).map { $0.trimmingPrefix(" ") } == [
          "g", "quantity", "term", "estimate", "95% interval", "n", "status",
        ])
      for width in [40, 60, 80] {
        let lines = try CommandRun(all: arguments, in: folder, width: width).output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.count == wide.count)
        #expect(lines[0].contains("estimate"))
      }
      let full = try CommandRun(all: arguments + ["--full"], in: folder, width: 40).output
      let names = try CommandRun(all: Self.trend, in: folder).output.split(separator: "\n")[0].split(separator: ",")
      #expect(full.split(separator: "\n")[0].split(separator: " ") == names)
      // A file is not fitted.
      #expect(try CommandRun(all: arguments + ["-o", "t.txt"], in: folder, width: 40).status == 0)
      #expect(try folder.bytes(of: "t.txt") == Array(wide.map { $0 + "\n" }.joined().utf8))
    }
  }

  @Test("digits are those of tables for people; files keep all")
  func digits() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("t,y\n1,1\n2,2\n3,4\n4,1\n", to: "t.csv")
      let arguments = ["trend", "t.csv", "--outcome", "y", "--time", "t"]
      func residual(_ options: [String]) throws -> Substring? {
        let lines = try CommandRun(all: arguments + options, in: folder).output.split(separator: "\n")
        return lines.first { $0.hasPrefix("residual-sd") }
      }
      // The line is 1.5 + 0.2 t with RSS 5.8 at two degrees of freedom: sigma is the root of 2.9.
      #expect(try residual(["--format", "table", "--digits", "2"])?.contains(" 1.70 ") == true)
      #expect(try residual(["--format", "table", "--digits", "0"])?.contains(" 2 ") == true)
      #expect(try residual(["--digits", "2"])?.contains(",1.7029386365926") == true)
    }
  }

  @Test("a hyphen is standard output, also for --output")
  func standardOutput() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let plain = try CommandRun(all: Self.trend, in: folder)
      let hyphen = try CommandRun(all: Self.trend + ["--output", "-"], in: folder)
      #expect(hyphen.status == 0)
      #expect(hyphen.output == plain.output)
      #expect(try folder.names == ["t.csv"])
    }
  }

  @Test("an input is never replaced")
  func inputs() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      for name in ["t.csv", "./t.csv", folder.file("t.csv")] {
        let run = try CommandRun(all: Self.trend + ["--output", name], in: folder)
        #expect(run.status == 64, "\(run.messages)")
        #expect(run.messages.contains("the output would replace an input"))
      }
      let described = try CommandRun("describe", "t.csv", "-o", "t.csv", in: folder)
      #expect(described.status == 64)
      #expect(try folder.bytes(of: "t.csv") == Array(Self.table.utf8))
    }
  }

  @Test("a full disk is 74 and leaves the old file; a device is written in place")
  func fullDisk() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
      let run = try CommandRun(all: Self.trend + ["--output", "/dev/full"], in: folder)
      #expect(run.status == 74)
      #expect(run.messages.hasPrefix("error: /dev/full: "))
      let binary = try CommandRun(all: Self.trend + ["--output", "/dev/full", "--format", "parquet"], in: folder)
      #expect(binary.status == 73)
      #expect(try CommandRun(all: Self.trend + ["--output", "/dev/null", "--format", "csv"], in: folder).status == 0)
    }
  }

  @Test("a reader that goes away ends the command without a word")
  func closedPipe() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<40_000).map { "\($0),1,2\n" }.joined()
      _ = try folder.write("g,t,y\n" + rows, to: "t.csv")
      let process = Process()
      process.executableURL = URL(filePath: CommandRun.executable)
      process.arguments = Self.trend
      process.currentDirectoryURL = URL(filePath: folder.path)
      let (output, messages) = (Pipe(), Pipe())
      process.standardOutput = output
      process.standardError = messages
      try process.run()
      // The process alone has the other end now.
      try output.fileHandleForWriting.close()
      try output.fileHandleForReading.close()
      let said = try messages.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)
      #expect(process.terminationStatus == SIGPIPE)
      #expect(String(decoding: said, as: UTF8.self).isEmpty)
    }
  }
}
