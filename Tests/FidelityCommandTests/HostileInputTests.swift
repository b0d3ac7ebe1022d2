import FidelityTesting
import Foundation
import Testing

/// What a hostile or an unlucky user may hand in: every time a message that names the place, the right status, nothing
/// on standard output and no file left behind.
@Suite("Hostile input", .serialized)
struct HostileInputTests {
  private static let roles = ["--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "interval"]

  private func check(_ bytes: [UInt8], named name: String = "r.csv", says words: String, status: Int32 = 65) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(bytes, to: name)
      let run = try CommandRun(all: ["reliability", name] + Self.roles + ["--output", "out.csv"], in: folder)
      #expect(run.status == status, "\(run.messages)")
      #expect(run.messages.hasPrefix("error: \(name)"), "\(run.messages)")
      #expect(run.messages.contains(words), "\(run.messages)")
      #expect(run.output.isEmpty)
      #expect(try folder.names == [name])
    }
  }

  @Test(
    "text that is no table",
    arguments: [
      ("", "the file is empty"), ("\n\n\n", "the file is empty"), ("unit,rater,value\n", "a header but no rows"),
      ("unit,rater,value\n1,A,1\n1,B\n", "r.csv:3: the row has 2 cells where the header has 3"),
      ("unit,rater,value\n1,A,1\n1,B,2,3\n", "r.csv:3: the row has 4 cells where the header has 3"),
      ("unit,rater,value,value\n1,A,1,1\n", "the header names this column more than once"),
      ("unit,rater,valu\n1,A,1\n", "there is no such column (there is \"valu\")"),
      ("unit,rater,value\n1,A,one\n", "r.csv:2: column \"value\": \"one\" is not a number"),
      ("unit,rater,value\n1,A,inf\n", "r.csv:2: column \"value\": \"inf\" is not a finite number"),
      ("unit,rater,value\n1,A,1e999\n", "r.csv:2: column \"value\": \"inf\" is not a finite number"),
      ("unit,rater,value\n1,A,\"1\n1,B,1\n", "r.csv:2"),
      ("unit,rater,value\n1,A,\u{1B}[31m\n", "\"\\x1B[31m\" is not a number"),
    ])
  func text(text: String, words: String) throws { try check(Array(text.utf8), says: words) }

  @Test("bytes that are no text, and compressed files cut short")
  func bytes() throws {
    var generator = SeededGenerator(seed: 1)
    let junk = (0..<20_000).map { _ in UInt8.random(in: 1...255, using: &generator) }
    try check(junk, says: "UTF-8")
    try check(Array("unit,rater,value\n1,\0,1\n".utf8), says: "NUL")
    try check([0xff, 0xfe] + Array("u\0n".utf8), says: "UTF-16")
    try check(Array("unit,rater,value\nKöln,A,1\nM".utf8) + [0xfc] + Array("ller,A,1\n".utf8), says: "r.csv:3")
    try check(Array("PAR1 is not enough".utf8), named: "r.parquet", says: "r.parquet")
    // The first bytes of a gzip member, and nothing after them.
    try check([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 0x2b], named: "r.csv.gz", says: "r.csv.gz")
  }

  @Test("a cell of a million characters is a value like others, and is cut in messages")
  func longCell() throws {
    let text = "unit,rater,value\n1,A," + String(repeating: "9x", count: 500_000) + "\n"
    try check(Array(text.utf8), says: "...\" is not a number")
  }

  @Test("a key of a megabyte is cut in messages, in tables and in warnings, and whole in files")
  func longKey() throws {
    try withTemporaryFolder { folder in
      let key = String(repeating: "K", count: 1 << 20)
      _ = try folder.write("unit,rater,value\n\(key),A,1\n\(key),A,2\n2,A,1\n2,B,1\n", to: "r.csv")
      let twice = try CommandRun(all: ["reliability", "r.csv"] + Self.roles, in: folder)
      #expect(twice.status == 65)
      #expect(twice.messages.contains("rater A"))
      #expect(twice.messages.utf8.count < 1_000)
      _ = try folder.write("unit,rater,value\n1,\(key),1\n1,k,2\n2,\(key),1\n2,\(key.lowercased()),1\n", to: "s.csv")
      let run = try CommandRun(all: ["raters", "s.csv"] + Self.roles + ["-o", "out.csv"], in: folder)
      #expect(run.status == 0, "\(run.messages.prefix(300))")
      #expect(run.messages.utf8.count < 10_000)
      let output = try String(contentsOfFile: folder.path + "/out.csv", encoding: .utf8)
      #expect(output.contains(key))
    }
  }

  @Test("a folder, a missing file, a closed file")
  func places() throws {
    try withTemporaryFolder { folder in
      for (name, status) in [(".", Int32(66)), ("none.csv", 66), ("none*.csv", 66), ("/dev/null", 65)] {
        let run = try CommandRun(all: ["reliability", name] + Self.roles, in: folder)
        #expect(run.status == status, "\(run.messages)")
        #expect(run.messages.hasPrefix("error: \(name): "), "\(run.messages)")
        #expect(run.output.isEmpty)
      }
    }
  }

  @Test(
    "options of a strange form are wrong usage",
    arguments: [
      ["--level", "2"], ["--level", "nan"], ["--level=-1"], ["--digits=-1"], ["--digits", "99"], ["--digits", ""],
      ["--interval", "bootstrap:0"], ["--interval", "bootstrap:1e3"], ["--interval", ""], ["--interval", "bootstrap:"],
      ["--interval", "jackknife:"], ["--interval", "jackknife:items"], ["--resample", "raters"],
      ["--bootstrap-limits", "bca"], ["--interval", "jackknife:raters", "--population", "9"], ["--population", "1"],
      ["--interval", "fleiss-cohen-everitt", "--cluster", "unit"], ["--influence", "0"], ["--influence=x"],
      ["--compare", "value", "--influence"], ["--compare", "value"], ["--benchmark", "cohen"], ["--cluster", "value"],
      ["--minimum-ratings", "0"], ["--minimum-ratings=-1"], ["--threads", "0"], ["--threads", "1025"],
      ["--seed=-1"], ["--seed", "18446744073709551616"], ["--delimiter", "ab"], ["--delimiter", ""],
      ["--delimiter", "\n"], ["--delimiter", "\""], ["--scale", ""], ["--duplicates", "ignore"],
      ["--categories", "1,1"], ["--coefficients", "kappa"], ["--weights", "cubic"], ["--metrics", "cubic"],
      ["--wide", "{item}"], ["--wide", "{"], ["--time-format", "YYYY-MM-DD"], ["--time", "d", "--time-format", "MM"],
      ["--format", "xls"], ["--format", "parquet"], ["--output", ""], ["--output", "out.xls"], ["--nonsense"],
      ["--nonsense\u{1B}[31m"], ["--scale", "\u{1B}]0;title\u{7}"],
      ["a\u{7}b"],
      ["--value", "unit"], ["--by", "value"], ["--defuse", "--format", "json"],
      ["--compare", "rater", "--benchmark", "altman"], ["--influence", "--benchmark", "altman"],
    ])
  func options(arguments: [String]) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      let first = ["reliability", "r.csv"] + Self.roles
      let run = try CommandRun(all: first + arguments, in: folder)
      #expect(run.status == (arguments == ["a\u{7}b"] ? 66 : 64), "\(run.messages)")
      #expect(!run.messages.isEmpty)
      #expect(!run.messages.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
      #expect(run.output.isEmpty)
      #expect(try folder.names == ["r.csv"])
    }
  }

  @Test("names that no column has, however long")
  func longNames() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      let run = try CommandRun(
        all: ["reliability", "r.csv"] + Self.roles + ["--by", String(repeating: "x", count: 100_000)], in: folder)
      #expect(run.status == 65)
      #expect(run.messages.utf8.count < 400)
    }
  }

  @Test(
    "study files that would use up memory or time",
    arguments: [
      ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "s.yaml:1:4: anchors"),
      (String(repeating: "[", count: 100_000), "s.yaml:1"), ("a: " + String(repeating: "x", count: 2_000_000), "1 MiB"),
      ("", "s.yaml:1:1: the definition is empty"), ("data: {files: r.csv}\n", "the study has no analyses"),
      ("data: {files: r.csv}\nanalyses: [score: {}]\n", "s.yaml: scoring needs an instrument"),
    ])
  func studies(yaml: String, words: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      _ = try folder.write(yaml, to: "s.yaml")
      let run = try CommandRun("run", "s.yaml", in: folder)
      #expect(run.status == 65, "\(run.messages)")
      #expect(run.messages.contains(words), "\(run.messages)")
      #expect(try folder.names == ["r.csv", "s.yaml"])
    }
  }

  @Test("ten thousand columns, and as many groups of one")
  func manyColumnsAndGroups() throws {
    try withTemporaryFolder { folder in
      let wide = "id," + (0..<10_000).map { "c\($0)" }.joined(separator: ",") + "\n"
      let row = "," + Array(repeating: "1", count: 10_000).joined(separator: ",") + "\n"
      _ = try folder.write(wide + "1" + row + "2" + row, to: "wide.csv")
      let described = try CommandRun("describe", "wide.csv", in: folder)
      #expect(described.status == 0, "\(described.messages)")
      #expect(described.output.split(separator: "\n").count == 10_002)
      let run = try CommandRun(
        "reliability", "wide.csv", "--unit", "id", "--wide", "c{rater}", "--scale", "nominal", "--coefficients",
        "gwet-ac", in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("no-variation"))
      let groups = "unit,rater,value,group\n" + (0..<10_000).map { "\($0),A,1,\($0)\n" }.joined()
      _ = try folder.write(groups, to: "groups.csv")
      let grouped = try CommandRun(
        all: ["reliability", "groups.csv"] + Self.roles + ["--by", "group", "--coefficients", "gwet-ac"], in: folder)
      #expect(grouped.status == 0, "\(grouped.messages)")
      #expect(grouped.output.split(separator: "\n").count == 1 + 2 * 10_000)
    }
  }
}
