import FidelityData
import FidelityInstruments
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Runs of a study")
struct StudyRunnerTests {
  private static let table = "u,r,v\n1,A,1\n1,B,1\n2,A,2\n2,B,1\n"

  private static func study(_ files: String, _ analyses: String) -> String {
    "data: {files: \(files), columns: {unit: u, rater: r, value: v, time: u}}\nanalyses: [\(analyses)]\n"
  }

  @Test("results of one name are numbered, in the order of the analyses")
  func names() throws {
    let analyses = "{reliability: {scale: nominal}}, {trend: {outcome: v}}, {reliability: {scale: interval}}"
    let found = try results(of: Self.study("d.csv", analyses), ["d.csv": Self.table])
    #expect(found.tables.map(\.name) == ["reliability", "trend", "reliability-2"])
    #expect(found.rowCount == 4)
    #expect(found["reliability"]?.rowCount ?? 0 < found["reliability-2"]?.rowCount ?? 0)
    #expect(found["score"] == nil)
  }

  @Test("progress ends with all rows and bytes")
  func progress() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Self.table, to: "d.csv")
      let yaml = Self.study("d.csv", "trend: {outcome: v}")
      var last: StudyProgress?
      let runner = try StudyRunner(Study(contentsOfFile: folder.write(yaml, to: "s.yaml")))
      _ = try runner.run { last = $0 }
      #expect(last?.rowCount == 4)
      #expect(last?.byteCount == (try folder.bytes(of: "d.csv").count))
      #expect(last?.bytesDone == last?.byteCount)
      #expect(path == folder.file("d.csv"))
    }
  }

  @Test("a runner runs again and says the same")
  func again() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.table, to: "d.csv")
      let yaml = Self.study("d.csv", "reliability: {scale: interval, interval: {bootstrap: 50}}")
      let runner = try StudyRunner(Study(contentsOfFile: folder.write(yaml, to: "s.yaml")))
      #expect(try runner.run().tables == runner.run().tables)
    }
  }

  @Test("an error in a later file names that file, line and column")
  func laterFile() throws {
    let files = ["a.csv": Self.table, "b.csv": "v,u,r\n1,3,A\n\nx,3,B\n"]
    let study = Self.study("[a.csv, b.csv]", "reliability: {scale: interval}")
    #expect(failure(of: study, files)?.description == "b.csv:4: column \"v\": \"x\" is not a number")
    let scale = Self.study("[a.csv, b.csv]", "reliability: {scale: interval, categories: [1]}")
    let error = try #require(failure(of: scale, files.merging(["b.csv": "v,u,r\n1,3,A\n\n5,3,B\n"]) { $1 }))
    #expect(error.description == "a.csv:4: column \"v\": \"2\" is not on the scale 1")
    #expect(error.others.map { "\($0.line ?? 0) \($0.value ?? "")" } == ["4 5"])
    #expect(error.others[0].file?.hasSuffix("b.csv") == true)
  }

  @Test(
    "files that cannot be used",
    arguments: [
      ("d.csv", "u,r,v\n", "d.csv: the table has a header but no rows", Int32(65)),
      ("d.csv", "", "d.csv: the file is empty", 65),
      ("d.csv", "u,r,val\n1,A,1\n", "d.csv: column \"v\": there is no such column (there is \"r\", \"u\")", 65),
      ("d.csv", "u,r,v,v\n1,A,1,1\n", "d.csv: column \"v\": the header names this column more than once", 65),
      ("d.csv", "u,r,v\n1,A,inf\n", "d.csv:2: column \"v\": \"inf\" is not a finite number", 65),
      ("d.csv", "u,r,v\n1,A\n", "d.csv:2: the row has 2 cells where the header has 3", 65),
      ("e.csv", "", "e.csv: there is no such file", 66),
    ])
  func unusable(file: String, text: String, message: String, status: Int32) throws {
    let error = try #require(failure(of: Self.study(file, "reliability: {scale: interval}"), ["d.csv": text]))
    #expect(error.description == message)
    #expect(error.exitStatus == status)
  }

  @Test("a study without files")
  func noFiles() {
    let error = #expect(throws: DataError.self) { try StudyRunner(Study(data: DataDescription(files: []))) }
    #expect(error?.problem == .usage(reason: "there is no data file"))
  }

  @Test("instruments by id, by path, and by a name that is neither")
  func instruments() throws {
    #expect(try Instrument(named: "tfi-2.1").id == "tfi-2.1")
    let text = try Instrument.text(named: "tfi-2.1")
    try withTemporaryFolder { folder in
      let path = try folder.write(text, to: "own")
      #expect(try Instrument(named: path) == Instrument(named: "tfi-2.1"))
      #expect(try Instrument.text(named: path) == text)
    }
    let unknown = #expect(throws: DataError.self) { try Instrument(named: "tfi-2.2") }
    #expect(unknown?.exitStatus == 64)
    let missing = #expect(throws: DataError.self) { try Instrument(named: "tfi.yaml") }
    #expect(missing?.exitStatus == 66)
  }
}
