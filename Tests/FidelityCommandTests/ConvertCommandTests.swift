import FidelityTesting
import Foundation
import Testing

@Suite("convert", .serialized)
struct ConvertCommandTests {
  private static let table = "unit,rater,score\nu1,A,1\nu1,B,2\nu2,A,3\n"

  private static func run(_ arguments: String, _ check: (CommandRun, TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let words = arguments.split(separator: " ").map(String.init)
      try check(try CommandRun(all: ["convert"] + words, in: folder), folder)
    }
  }

  @Test(
    "formats and layouts",
    arguments: [
      ("t.csv -", "unit,rater,score\nu1,A,1\nu1,B,2\nu2,A,3\n"),
      ("t.csv t.csv - --format tsv --select score", "score\n1\n2\n3\n1\n2\n3\n"),
      ("t.csv - --format ndjson --where score>2", "{\"unit\":\"u2\",\"rater\":\"A\",\"score\":3}\n"),
      ("t.csv - --to wide --names rater --values score", "unit,A,B\nu1,1,2\nu2,3,\n"),
      ("t.csv - --to wide --wide r_{rater} --values score", "unit,r_A,r_B\nu1,1,2\nu2,3,\n"),
      ("t.csv - --to counts --unit unit --values score", "unit,1,2,3\nu1,1,1,0\nu2,0,0,1\n"),
      ("t.csv - --to long --columns rater,score --values v", "unit,name,v\nu1,rater,A\nu1,score,1\n"),
    ])
  func output(arguments: String, output: String) throws {
    try Self.run(arguments) { run, _ in
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasPrefix(output), "\(run.output)")
    }
  }

  @Test("files of every kind", arguments: ["o.csv", "o.tsv", "o.parquet", "o.arrow", "o.xlsx", "o.json", "o.ndjson"])
  func files(name: String) throws {
    try Self.run("t.csv \(name)") { run, folder in
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("3 rows read, 3 in \(name)"))
      let names = try folder.names
      #expect(names == [name, "t.csv"])
    }
  }

  @Test(
    "wrong usage",
    arguments: [
      "t.csv", "t.csv o.xls", "t.csv - --format parquet", "t.csv - --format table", "t.csv o.parquet --defuse",
      "t.csv o.csv --columns score", "t.csv o.csv --to long", "t.csv o.csv --to wide --names rater",
      "t.csv o.csv --to wide --columns score --values score", "t.csv o.csv --to counts --values score",
      "t.csv o.csv --to counts --columns score --values score", "t.csv o.csv --unit unit",
      "t.csv o.csv --to long --columns score --wide {x}", "t.csv t.csv",
      "t.csv o.csv --to wide --wide {a}_{b} --names rater --values score",
      "t.csv o.csv --to long --columns score --names unit", "t.csv o.csv --to long --columns ,",
      "t.csv o.csv --to counts --columns ,", "t.csv o.csv --select ,", "t.csv o.csv --select score,score",
      "t.csv o.csv --to long --columns score,score",
    ])
  func usage(arguments: String) throws {
    try Self.run(arguments) { run, folder in
      #expect(run.status == 64, "\(run.messages)")
      let names = try folder.names
      #expect(names == ["t.csv"])
      let kept = try String(decoding: folder.bytes(of: "t.csv"), as: UTF8.self)
      #expect(kept == Self.table)
    }
  }

  @Test("a workbook of results has its provenance beside it")
  func workbook() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let arguments = ["--unit", "unit", "--rater", "rater", "--value", "score", "--scale", "ordinal", "-o", "r.xlsx"]
      #expect(try CommandRun(all: ["reliability", "t.csv"] + arguments, in: folder).status == 0)
      let book = try WorkbookContent(folder.bytes(of: "r.xlsx"))
      #expect(book.sheets.map(\.name) == ["r", "About"])
      #expect(book.sheets[0].cells["A1"]?.value == "quantity")
      #expect(Set(book.sheets[1].cells.values.map(\.value)).contains("t.csv"))
    }
  }

  @Test(
    "a study of copies in other formats has the same tables to the bit", arguments: ["parquet", "arrow", "xlsx", "tsv"])
  func copies(format: String) throws {
    try withTemporaryFolder { folder in
      let district = Datasets.projectFolder.appending(path: "datasets/district-study").path()
      for name in ["study.yaml", "lesson-fidelity.yaml"] {
        try FileManager.default.copyItem(atPath: "\(district)/\(name)", toPath: folder.file(name))
      }
      let study = try String(decoding: folder.bytes(of: "study.yaml"), as: UTF8.self)
      let copy = study.replacing("files: ratings.csv", with: "files: ratings.\(format)")
      #expect(copy != study)
      _ = try folder.write(copy, to: "copy.yaml")
      for words in [
        ["simulate", "study.yaml", "--output", "ratings.csv"], ["convert", "ratings.csv", "ratings.\(format)"],
        ["run", "study.yaml", "--output", "first"], ["run", "copy.yaml", "--output", "second"],
      ] {
        let run = try CommandRun(all: words, in: folder)
        #expect(run.status == 0, "\(run.messages)")
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("first")).filter {
        $0.hasSuffix(".csv")
      }
      #expect(names.count >= 10)
      for name in names {
        let (first, second) = (try folder.bytes(of: "first/\(name)"), try folder.bytes(of: "second/\(name)"))
        #expect(first == second, "\(name)")
      }
    }
  }
}
