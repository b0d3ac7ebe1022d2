import FidelityData
import FidelityReports
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

@Suite("Results folder")
struct ResultsFolderTests {
  /// A study of a small table in a folder, and its results.
  private static func study(
    in folder: TemporaryFolder, data: String = "data.csv", seed: UInt64 = 4
  ) throws -> (Study, StudyResults) {
    _ = try folder.write(smallInstrument, to: "small.yaml")
    _ = try folder.write(try smallRatings(isLong: false).csv, to: data)
    let yaml = smallStudy(layout: "wide").replacing("data.csv", with: data)
    let study = try Study(contentsOfFile: folder.write(yaml, to: "study.yaml"), seed: seed)
    return (study, try StudyRunner(study).run())
  }

  private static func json(_ folder: TemporaryFolder, _ name: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: folder.file(name))))
    return try #require(value as? [String: Any])
  }

  @Test("a workbook has a sheet for each table behind one that says from what, and goes with its run")
  func workbook() throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder)
      let names = try ResultsFolder(folder.file("a"), also: [.xlsx]).write(results, of: study)
      let points = [
        "score-overall", "scores-over-time", "item-means", "score-bands", "score-counts", "score-persons",
      ]
      let tables = ["reliability", "reliability-2", "score", "score-summary"] + points + ["trend"]
      #expect(names == tables.map { $0 + ".csv" } + ["results.xlsx", "run.json"])
      let book = try WorkbookContent(folder.bytes(of: "a/results.xlsx"))
      #expect(book.sheets.map(\.name) == ["Study"] + tables)
      let values = Set(book.sheets[0].cells.values.map(\.value))
      let digest = try FileDigest.sha256(ofFile: folder.file("data.csv"))
      #expect(values.isSuperset(of: [study.name, digest, "conventions", FidelityVersion.current]))
      for (table, sheet) in zip(results.tables, book.sheets.dropFirst()) {
        #expect(sheet.cells["A1"]?.value == table.table.columns[0].name)
        #expect(sheet.xml.split(separator: "<row r=").count - 1 == table.rowCount + 1)
      }
      let run = try Self.json(folder, "a/run.json")
      let listed = (run["results"] as? [[String: Any]])?.compactMap { $0["file"] as? String }
      #expect(listed?.last == "results.xlsx")
      // A run without a workbook takes away that of the run before.
      try ResultsFolder(folder.file("a")).write(results, of: study)
      #expect(try !FileManager.default.contentsOfDirectory(atPath: folder.file("a")).contains("results.xlsx"))
    }
  }

  @Test("a file for each table, and run.json, which says from what and how")
  func files() throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder, seed: .max)
      let names = try ResultsFolder(folder.file("a/b")).write(results, of: study, studyFile: folder.file("study.yaml"))
      let points = [
        "score-overall", "scores-over-time", "item-means", "score-bands", "score-counts", "score-persons",
      ]
      let tables = ["reliability", "reliability-2", "score", "score-summary"] + points + ["trend"]
      #expect(names == tables.map { $0 + ".csv" } + ["run.json"])
      for table in results.tables {
        #expect(try folder.bytes(of: "a/b/\(table.name).csv") == DelimitedReport().bytes(table.table))
      }
      let run = try Self.json(folder, "a/b/run.json")
      #expect(run["rows"] as? Int == results.rowCount)
      #expect(run["instrument"] as? String == "small")
      #expect(run["fidelity"] as? String == FidelityVersion.current)
      let details = try #require(run["instrument_details"] as? [String: Any])
      #expect(details["items"] as? Int == 4 && details["scales"] as? [String] == ["first", "total"])
      #expect((run["columns"] as? [String: [String]])?["unit"] == ["teacher", "date"])
      #expect(run["report"] == nil)
      #expect(run["seed"] as? String == "18446744073709551615")
      #expect(run["warnings"] as? [String] == results.warnings)
      let inputs = try #require(run["inputs"] as? [[String: Any]])
      #expect(inputs.map { $0["file"] as? String } == ["data.csv", "study.yaml", "small.yaml"].map(folder.file))
      for input in inputs {
        let path = try #require(input["file"] as? String)
        #expect(try input["sha256"] as? String == FileDigest.sha256(ofFile: path))
        #expect(try input["bytes"] as? Int == Data(contentsOf: URL(filePath: path)).count)
      }
      let listed = try #require(run["results"] as? [[String: Any]])
      #expect(listed.map { $0["file"] as? String } == tables.map { $0 + ".csv" })
      #expect(listed.map { $0["rows"] as? Int } == results.tables.map(\.table.rowCount))
      let conventions = try #require(run["conventions"] as? [String])
      #expect(Set(conventions).count == conventions.count)
      #expect(conventions.contains { $0.contains("percentile bootstrap over units, 200 resamples") })
    }
  }

  @Test("tables in a further format, beside CSV", arguments: [TableFormat.parquet, .ndjson, .csv])
  func formats(format: TableFormat) throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder)
      let names = try ResultsFolder(folder.file("out"), also: [format]).write(results, of: study)
      let extensions = format == .csv ? ["csv"] : ["csv", format.extensions[0]]
      #expect(names == results.tables.flatMap { table in extensions.map { "\(table.name).\($0)" } } + ["run.json"])
      #expect(
        try Set(FileManager.default.contentsOfDirectory(atPath: folder.file("out"))) == Set(names))
      let listed = try #require(try Self.json(folder, "out/run.json")["results"] as? [[String: Any]])
      #expect(listed.map { $0["file"] as? String } == names.dropLast())
      if format == .ndjson {
        #expect(try folder.bytes(of: "out/trend.ndjson") == format.bytes(of: #require(results["trend"])))
      }
    }
  }

  @Test("files of an earlier run are replaced, or removed where this run does not make them; others stay")
  func replaced() throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder)
      let place = ResultsFolder(folder.file("out"), also: [.parquet])
      try place.write(results, of: study)
      _ = try folder.write("old", to: "out/notes.txt")
      _ = try folder.write("mine", to: "out/trend-2.csv")
      var fewer = results
      fewer.tables.removeAll { $0.name != "score" }
      let written = try ResultsFolder(folder.file("out")).writeNoting(fewer, of: study)
      #expect(written.files == ["score.csv", "run.json"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted()
          == ["notes.txt", "run.json", "score.csv", "trend-2.csv"])
      // What looks like a result and is none of this run is named; a file of another kind is nobody's business.
      #expect(
        written.notes.count == 1 && written.notes[0].hasSuffix("also holds trend-2.csv, which this run did not make"))
      #expect(try folder.bytes(of: "out/trend-2.csv") == Array("mine".utf8))
      #expect(try Self.json(folder, "out/run.json")["seed"] as? Int == 4)
    }
  }

  @Test(
    "a file that no earlier run has left is never replaced",
    arguments: ["score.csv", "reliability.csv", "reliability-2.csv", "run.json"], [true, false])
  func strangers(name: String, afterRun: Bool) throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder)
      let place = ResultsFolder(folder.file("out"))
      try FileManager.default.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: false)
      if afterRun {
        // A run that did not make the file.
        var fewer = results
        fewer.tables.removeAll { "\($0.name).csv" == name }
        try place.write(fewer, of: study)
      }
      _ = try folder.write("mine", to: "out/\(name)")
      let before = try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted()
      let error = #expect(throws: DataError.self) { try place.write(results, of: study) }
      #expect(error?.exitStatus == 73 && error?.file == folder.file("out/\(name)") && error?.hint != nil)
      #expect(try folder.bytes(of: "out/\(name)") == Array("mine".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted() == before)
    }
  }

  @Test("an input that an earlier run has listed as its result stays")
  func inputsOfResults() throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder)
      let place = ResultsFolder(folder.file("out"))
      try place.write(results, of: study)
      let before = try folder.bytes(of: "out/score.csv")
      let next = try Study(
        contentsOfFile: folder.write(
          "data: {files: out/score.csv, columns: {time: first}}\nanalyses: [trend: {outcome: total}]\n",
          to: "next.yaml"))
      try place.write(StudyRunner(next).run(), of: next)
      #expect(try folder.bytes(of: "out/score.csv") == before)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted()
          == ["run.json", "score.csv", "trend.csv"])
    }
  }

  @Test("the study is not replaced by run.json, by whatever path it is named")
  func studyInPlace() throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder)
      try FileManager.default.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: false)
      let path = try folder.write("study: x\n", to: "out/run.json")
      try FileManager.default.createSymbolicLink(atPath: folder.file("link.yaml"), withDestinationPath: path)
      for name in [path, folder.file("out/../out/run.json"), folder.file("link.yaml")] {
        let place = ResultsFolder(folder.file("out"))
        let error = #expect(throws: DataError.self) { try place.check(for: study, studyFile: name) }
        #expect(error?.problem == .usage(reason: "the output would replace an input"))
        #expect(throws: DataError.self) { try place.write(results, of: study, studyFile: name) }
        #expect(try folder.bytes(of: "out/run.json") == Array("study: x\n".utf8))
      }
    }
  }

  @Test("a failure leaves neither files nor new folders")
  func failure() throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder)
      // A folder where a file should go: its name cannot be taken.
      var unwritable = results
      unwritable.tables.append(StudyResultTable("no/such", Table()))
      let before = try folder.names
      #expect(throws: DataError.self) { try ResultsFolder(folder.file("x/y")).write(unwritable, of: study) }
      #expect(try folder.names == before)
    }
  }

  @Test("no result replaces an input, and a file is no folder")
  func inputs() throws {
    try withTemporaryFolder { folder in
      let (study, results) = try Self.study(in: folder, data: "score.csv")
      let before = try folder.bytes(of: "score.csv")
      let error = #expect(throws: DataError.self) { try ResultsFolder(folder.path).check(for: study) }
      #expect(error?.problem == .usage(reason: "the output would replace an input"))
      #expect(throws: DataError.self) { try ResultsFolder(folder.path).write(results, of: study) }
      #expect(try folder.bytes(of: "score.csv") == before)
      let file = #expect(throws: DataError.self) { try ResultsFolder(folder.file("score.csv")).check(for: study) }
      #expect(file?.exitStatus == 73)
      #expect(throws: DataError.self) { try ResultsFolder("").check(for: study) }
    }
  }
}
