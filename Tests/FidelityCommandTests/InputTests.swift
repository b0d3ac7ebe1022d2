import FidelityTesting
import Foundation
import Testing

/// Inputs are opened once, whatever they are, and `run.json` says what was read of them.
@Suite("Inputs", .serialized)
struct InputTests {
  private static let data = "t,y\n1,1\n2,3\n3,2\n4,5\n"

  private struct Input: Decodable, Equatable {
    let file: String
    let bytes: Int
    let sha256: String
  }

  private struct Record: Decodable { let inputs: [Input] }

  private static func inputs(_ path: String, in folder: TemporaryFolder) throws -> [Input] {
    try JSONDecoder().decode(Record.self, from: Data(folder.bytes(of: path + "/run.json"))).inputs
  }

  /// The record of a run on plain files, which the others must equal but for the names.
  private static func plain(_ study: String, in folder: TemporaryFolder) throws -> [Input] {
    _ = try folder.write(data, to: "t.csv")
    _ = try folder.write(study.replacing("DATA", with: "t.csv"), to: "plain.yaml")
    #expect(try CommandRun("run", "plain.yaml", "-q", "-o", "plain", in: folder).status == 0)
    return try inputs("plain", in: folder)
  }

  private static func shell(_ script: String, in folder: TemporaryFolder) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(["F": CommandRun.executable]) { $1 }
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static let study = "data: {files: DATA, columns: {time: t}}\nanalyses: [trend: {outcome: y}]\n"

  @Test(
    "pipes and standard input, as the bytes that were read",
    arguments: [
      ("pipe.csv", "mkfifo pipe.csv; cat t.csv > pipe.csv & timeout 20 $F run s.yaml -q -o out"),
      ("/dev/stdin", "cat t.csv | timeout 20 $F run s.yaml -q -o out"),
      ("/dev/stdin", "timeout 20 $F run s.yaml -q -o out < t.csv"),
      ("\"-\"", "cat t.csv | timeout 20 $F run s.yaml -q -o out"),
      ("\"-\"", "timeout 20 $F run s.yaml -q -o out < t.csv"),
      ("/dev/fd/7", "timeout 20 $F run s.yaml -q -o out 7< <(cat t.csv)"),
    ])
  func pipes(name: String, script: String) throws {
    try withTemporaryFolder { folder in
      let plain = try Self.plain(Self.study, in: folder)
      _ = try folder.write(Self.study.replacing("DATA", with: name), to: "s.yaml")
      #expect(try Self.shell(script, in: folder) == 0)
      let found = try Self.inputs("out", in: folder)
      #expect(found.count == 2)
      #expect(found[0].bytes == Self.data.utf8.count && found[0].sha256 == plain[0].sha256)
      #expect(found[0].file == name.replacing("\"", with: ""))
      #expect(found[1].file == "s.yaml")
    }
  }

  @Test("a study, an instrument and weights that come through pipes are read once")
  func definitions() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("u,r,v\n1,a,1\n1,b,2\n2,a,3\n2,b,3\n3,a,2\n3,b,2\n", to: "r.csv")
      _ = try folder.write("x,1,2,3\n1,1,.5,0\n2,.5,1,.5\n3,0,.5,1\n", to: "w.csv")
      _ = try folder.write(
        "id: x\nitems: [{id: v, range: [0, 3]}]\nscales: [{id: total, items: [v], aggregate: sum}]\n", to: "i.yaml")
      let study = """
        data: {files: r.csv, columns: {unit: u, rater: r, value: v}}
        instrument: INSTRUMENT
        analyses: [reliability: {scale: ordinal, coefficients: [fleiss-kappa], weights: ["custom:WEIGHTS"]}]

        """
      let plain = study.replacing("INSTRUMENT", with: "i.yaml").replacing("WEIGHTS", with: "w.csv")
      _ = try folder.write(plain, to: "plain.yaml")
      _ = try folder.write(
        study.replacing("INSTRUMENT", with: "ip.yaml").replacing("WEIGHTS", with: "wp.csv"), to: "piped.yaml")
      #expect(try CommandRun("run", "plain.yaml", "-q", "-o", "plain", in: folder).status == 0)
      let script = """
        mkfifo ip.yaml wp.csv s.yaml
        for pair in "i.yaml ip.yaml" "w.csv wp.csv" "piped.yaml s.yaml"; do set -- $pair; cat $1 > $2 & done
        timeout 20 $F run s.yaml -q -o piped; status=$?
        kill $(jobs -p) 2>/dev/null; exit $status
        """
      #expect(try Self.shell(script, in: folder) == 0)
      let (expected, found) = (try Self.inputs("plain", in: folder), try Self.inputs("piped", in: folder))
      #expect(found.map(\.file) == ["r.csv", "s.yaml", "ip.yaml", "wp.csv"])
      for place in [0, 2, 3] {
        #expect(found[place].sha256 == expected[place].sha256 && found[place].bytes == expected[place].bytes)
      }
      #expect(try folder.bytes(of: "piped/reliability.csv").count > 100)
    }
  }

  @Test("a link has the size of its file")
  func links() throws {
    try withTemporaryFolder { folder in
      let plain = try Self.plain(Self.study, in: folder)
      try FileManager.default.createSymbolicLink(atPath: folder.file("link.csv"), withDestinationPath: "t.csv")
      _ = try folder.write(Self.study.replacing("DATA", with: "link.csv"), to: "s.yaml")
      #expect(try CommandRun("run", "s.yaml", "-q", "-o", "out", in: folder).status == 0)
      let found = try Self.inputs("out", in: folder)
      #expect(found[0] == Input(file: "link.csv", bytes: plain[0].bytes, sha256: plain[0].sha256))
    }
  }

  @Test("a study named run.json in its results folder is refused, and stays")
  func studyInPlace() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.data, to: "t.csv")
      try FileManager.default.createDirectory(atPath: folder.file("rj"), withIntermediateDirectories: false)
      let text = Self.study.replacing("DATA", with: "../t.csv")
      _ = try folder.write(text, to: "rj/run.json")
      let run = try CommandRun("run", "rj/run.json", "-o", "rj", in: folder)
      #expect(run.status == 64 && run.messages.contains("would replace an input"))
      #expect(try folder.bytes(of: "rj/run.json") == Array(text.utf8))
    }
  }

  @Test("a second run removes what it does not make, and refuses to replace a user's own file")
  func secondRun() throws {
    try withTemporaryFolder { folder in
      _ = try Self.plain(Self.study, in: folder)
      #expect(try CommandRun("run", "plain.yaml", "-q", "-o", "out", "--format", "json", in: folder).status == 0)
      #expect(try CommandRun("run", "plain.yaml", "-q", "-o", "out", in: folder).status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted()
      #expect(names == ["run.json", "trend.csv"])
      _ = try folder.write("mine", to: "out/trend.json")
      let refused = try CommandRun("run", "plain.yaml", "-o", "out", "--format", "json", in: folder)
      #expect(refused.status == 73 && refused.messages.contains("--output"), "\(refused.messages)")
      #expect(try folder.bytes(of: "out/trend.json") == Array("mine".utf8))
      let noted = try CommandRun("run", "plain.yaml", "-o", "out", in: folder)
      #expect(noted.status == 0 && noted.messages.contains("also holds trend.json"), "\(noted.messages)")
    }
  }

  @Test("simulate leaves both of its files or none")
  func simulation() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(
        "id: x\nitems: [{id: a, range: [0, 2]}]\nscales: [{id: total, items: [a], aggregate: sum}]\n", to: "i.yaml")
      _ = try folder.write(
        "data: {files: d.csv, layout: wide}\ninstrument: i.yaml\nsimulate: {sites: 2, teachers-per-site: 1}\n",
        to: "s.yaml")
      let before = try folder.names
      // A full device for one of the two.
      for options in [
        ["--output", "/dev/full", "--truth", "truth.csv"], ["--output", "r.csv", "--truth", "/dev/full"],
      ] {
        let run = try CommandRun(all: ["simulate", "s.yaml", "--quiet"] + options, in: folder)
        #expect(run.status == 74, "\(run.messages)")
        #expect(try folder.names == before)
      }
      #expect(try Self.shell("$F simulate s.yaml --truth truth.csv > /dev/full", in: folder) == 74)
      #expect(try folder.names == before)
      let run = try CommandRun("simulate", "s.yaml", "--output", "r.csv", "--truth", "truth.csv", in: folder)
      #expect(run.status == 0)
      #expect(try folder.names == (before + ["r.csv", "truth.csv"]).sorted())
    }
  }
}
