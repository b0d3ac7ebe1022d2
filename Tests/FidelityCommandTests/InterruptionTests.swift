import FidelityTesting
import Foundation
import Testing

/// The command under a shell that limits, closes or interrupts it: the status as a shell reports it, and what is left.
private struct ShellRun {
  let status: Int32
  let output: String
  let messages: String

  init(_ script: String, in folder: TemporaryFolder) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["F": CommandRun.executable, "T": "--outcome score --time month --group site"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: what a script leaves running cannot hold the test up.
    let (output, messages) = (folder.file(".output"), folder.file(".messages"))
    for name in [".output", ".messages"] { _ = try folder.write("", to: name) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: messages)
    try process.run()
    process.waitUntilExit()
    self.output = String(decoding: try folder.bytes(of: ".output"), as: UTF8.self)
    self.messages = String(decoding: try folder.bytes(of: ".messages"), as: UTF8.self)
    for name in [output, messages] { try FileManager.default.removeItem(atPath: name) }
    status = process.terminationStatus
  }
}

@Suite("An unlucky machine", .serialized)
struct InterruptionTests {
  /// 200 sites, 12 months.
  private static let trends: String = {
    var text = "site,month,score\n"
    for row in 0..<2400 { text += "\(row % 200),\(row / 200),\(row * 7 % 5)\n" }
    return text
  }()

  @Test(
    "standard streams that are closed, full or read no further",
    arguments: [
      ("$F trend t.csv $T >/dev/full", Int32(74), "error: standard output: No space left on device\n"),
      ("$F --help >/dev/full", 74, "error: standard output: No space left on device\n"),
      ("$F trend t.csv $T --format csv --output /dev/full", 74, "error: /dev/full: No space left on device\n"),
      ("$F trend t.csv $T >&-", 74, "error: standard output: Bad file descriptor\n"),
      ("$F describe - <&-", 66, "error: -: Bad file descriptor\n"),
      ("$F trend none.csv $T 2>&-", 66, ""), ("$F trend none.csv $T 2>/dev/full", 66, ""),
      ("$F nonsense 2>&-", 64, ""), ("$F trend t.csv $T | true; exit ${PIPESTATUS[0]}", 141, ""),
      ("$F trend t.csv $T | head -1 >/dev/null", 0, ""),
    ])
  func streams(script: String, status: Int32, messages: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.trends, to: "t.csv")
      let run = try ShellRun(script, in: folder)
      // The reader may be gone before the command writes, or take all it writes.
      #expect(run.status == status || (status == 141 && run.status == 0), "\(script): \(run.status)")
      #expect(run.messages == messages)
      #expect(try folder.names == ["t.csv"])
    }
  }

  @Test("no file of ours takes the number of a closed stream")
  func closedStreams() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.trends, to: "t.csv")
      #expect(try ShellRun("$F trend t.csv $T -o a.csv", in: folder).status == 0)
      #expect(try ShellRun("$F trend t.csv $T -o b.csv <&- >&- 2>&-", in: folder).status == 0)
      let (open, closed) = (try folder.bytes(of: "a.csv"), try folder.bytes(of: "b.csv"))
      #expect(open == closed)
    }
  }

  @Test("a limit of file size, as of a full disk", arguments: ["csv", "json", "parquet", "arrow"])
  func fileSize(type: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.trends, to: "t.csv")
      _ = try folder.write("old", to: "out.\(type)")
      let run = try ShellRun("ulimit -f 4; exec $F trend t.csv $T --output out.\(type)", in: folder)
      #expect(run.status == 74)
      #expect(run.messages.hasPrefix("error: out.\(type): File too large"), "\(run.messages)")
      #expect(try folder.names == ["out.\(type)", "t.csv"])
      #expect(try folder.bytes(of: "out.\(type)") == Array("old".utf8))
    }
  }

  @Test("a full disk", .enabled(if: geteuid() == 0), arguments: ["csv", "parquet"])
  func fullDisk(type: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.trends, to: "t.csv")
      try FileManager.default.createDirectory(atPath: folder.file("small"), withIntermediateDirectories: false)
      let script = """
        mount -t tmpfs -o size=4k none small 2>/dev/null || exit 99
        $F trend t.csv $T -o small/out.\(type); status=$?
        ls -A small; umount small; exit $status
        """
      let run = try ShellRun(script, in: folder)
      // A container may not mount.
      guard run.status != 99 else { return }
      #expect(run.status == 74)
      #expect(run.messages.contains("small/out.\(type): No space left on device"), "\(run.messages)")
      #expect(run.output.isEmpty)
    }
  }

  // Under a sanitizer or another allocator the sizes at which it fails are others; the rule is the same.
  #if os(Linux)
    @Test("a limit of memory: a sentence and 71, or the result", arguments: [220, 260, 300, 340, 400, 600, 1000])
    func memory(megabytes: Int) throws {
      try withTemporaryFolder { folder in
        _ = try folder.write(Self.trends, to: "t.csv")
        let run = try ShellRun("ulimit -v \(megabytes)000; exec $F trend t.csv $T --output out.parquet", in: folder)
        // 127: the loader has no room for the libraries.
        #expect([0, 71, 127].contains(run.status), "\(run.status): \(run.messages)")
        #expect(try folder.names == (run.status == 0 ? ["out.parquet", "t.csv"] : ["t.csv"]))
        if run.status == 71 { #expect(run.messages.contains("not enough memory")) }
      }
    }

    @Test(
      "any limit of memory: one error and 71, or the result; never another status, never a trace",
      arguments: stride(from: 200, to: 420, by: 20).map { $0 } + [500, 700, 1_000, 1_500])
    func memorySweep(megabytes: Int) throws {
      try withTemporaryFolder { folder in
        _ = try folder.write(Self.trends, to: "t.csv")
        let rows = (0..<60_000).map { "\($0 / 3),\($0 % 3),\(($0 * 7919) % 5),\(Double($0 % 977) / 8)\n" }
        _ = try folder.write("u,r,x,y\n" + rows.joined(), to: "r.csv")
        _ = try folder.write(
          "id: i\nitems: [{id: x, range: [0, 4]}]\nscales: [{id: s, items: [x], aggregate: sum}]\n", to: "i.yaml")
        let columns = "--unit u --rater r --value x"
        for command in [
          "trend t.csv $T", "trend t.csv --outcome score --time month", "reliability r.csv \(columns) --scale ordinal",
          "raters r.csv \(columns) --scale interval", "score r.csv --instrument i.yaml --administration u,r",
          "describe r.csv",
        ] {
          let run = try ShellRun(
            "ulimit -v \(megabytes)000; exec timeout -s KILL 60 $F \(command) --output out.parquet", in: folder)
          #expect([0, 71, 127].contains(run.status), "\(command), \(run.status): \(run.messages)")
          guard run.status == 71 else { continue }
          // The memory allocator of a library may say that it has no thread of its own, and Arrow why it gives up.
          let lines = run.messages.split(separator: "\n").filter {
            !$0.hasPrefix("<jemalloc>") && !$0.contains("/arrow/cpp/src/") && !$0.contains("Bad status: Out of memory")
          }
          #expect(lines.count { $0.hasPrefix("error: ") } == 1 && lines.count <= 2, "\(command): \(run.messages)")
          #expect(lines.first?.contains("not enough memory") == true, "\(command): \(run.messages)")
        }
      }
    }

    @Test("too little memory for threads: no waiting for ever", arguments: [200, 250, 300])
    func memoryForThreads(megabytes: Int) throws {
      try withTemporaryFolder { folder in
        _ = try folder.write(Self.trends, to: "t.csv")
        for command in ["verify", "trend t.csv $T --threads 7"] {
          let run = try ShellRun(
            "ulimit -v \(megabytes)000; exec timeout -s KILL 60 $F \(command) --output out.csv", in: folder)
          #expect([0, 71, 127].contains(run.status), "\(command), \(run.status): \(run.messages)")
        }
      }
    }
  #endif

  @Test(
    "signals at any moment: the shell's status, the whole output or none",
    arguments: [("INT", Int32(130)), ("TERM", 143), ("HUP", 129), ("KILL", 137)])
  func signals(name: String, status: Int32) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.trends, to: "t.csv")
      _ = try folder.write(
        "data: {files: t.csv, columns: {time: month}}\nanalyses: [trend: {outcome: score, group: site}]\n", to: "s.yaml"
      )
      let whole = try CommandRun(
        "trend", "t.csv", "--outcome", "score", "--time", "month", "--group", "site", in: folder)
      let script = """
        D="env --default-signal=INT,TERM,HUP"
        $D $F trend t.csv $T --output out.csv & one=$!
        $D $F run s.yaml --quiet --output results & two=$!
        sleep $1; kill -\(name) $one $two 2>/dev/null
        wait $one; first=$?; wait $two; second=$?; echo $first $second
        """
      for step in 0..<8 {
        // Background jobs of a script ignore SIGINT, unless it has job control.
        let run = try ShellRun("set -m; set -- 0.0\(step); " + script, in: folder)
        let statuses = run.output.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        #expect(statuses.count == 2 && statuses.allSatisfy { $0 == 0 || $0 == status }, "\(run.output)")
        let hasResults = FileManager.default.fileExists(atPath: folder.file("results"))
        let names = try folder.names.filter { $0 != "results" }
        let isThere = names.contains("out.csv")
        #expect(names == (isThere ? ["out.csv", "s.yaml", "t.csv"] : ["s.yaml", "t.csv"]))
        if isThere { #expect(String(decoding: try folder.bytes(of: "out.csv"), as: UTF8.self) == whole.output) }
        if hasResults, name != "KILL" {
          let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("results")).sorted()
          #expect(files == ["run.json", "trend.csv"] || files.isEmpty, "\(files)")
        }
        if isThere { try FileManager.default.removeItem(atPath: folder.file("out.csv")) }
        if hasResults { try FileManager.default.removeItem(atPath: folder.file("results")) }
      }
    }
  }

  @Test("while it waits for a pipe, and reads on for ever")
  func waiting() throws {
    try withTemporaryFolder { folder in
      for input in ["pipe", "/dev/zero"] {
        let script = """
          # Open for reading and writing, a pipe neither waits nor ends.
          set -m; [ -p pipe ] || mkfifo pipe; exec 3<>pipe
          env --default-signal=INT $F trend \(input) $T --output out.csv & one=$!
          sleep 0.1; kill -INT $one; wait $one
          """
        let run = try ShellRun(script, in: folder)
        #expect(run.status == 130, "\(run.messages)")
        #expect(try folder.names == ["pipe"])
      }
    }
  }
}
