import FidelityData
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

@Suite("A new analysis is one folder")
struct CountTests {
  private static let known: [any Analysis.Type] = Analyses.all + [Count.self]

  private static func run(_ analysis: String, _ text: String, data: String = "", instrument: String = "") throws
    -> Table
  {
    try withTemporaryFolder { folder in
      _ = try folder.write(text, to: "d.csv")
      _ = try folder.write(smallInstrument, to: "small.yaml")
      let yaml = "data: {files: d.csv\(data)}\n\(instrument)analyses: [count: {\(analysis)}]"
      let study = try Study(yaml: yaml, file: folder.file("s.yaml"), analyses: known)
      return try #require(try StudyRunner(study).run()["count"])
    }
  }

  @Test func `counts by group, in many parts as in one`() throws {
    let small = try Self.run("column: v, by: [g]", "g,v\na,1\nb,2\na,\nb,3\n")
    #expect(small.csv == "g,n\na,1\nb,2\n")
    #expect(try Self.run("column: v, by: g, at-least: 2", "g,v\na,1\nb,2\na,\nb,3\n").csv == "g,n\nb,2\n")
    // More than a block of text.
    let rows = (0..<400_000).map { "g\($0 % 7),\($0 % 11 == 0 ? "" : "1.25")\n" }.joined()
    let large = try Self.run("column: v, by: g", "g,v\n" + rows)
    let expected = (0..<7).map { group in (0..<400_000).count { $0 % 7 == group && $0 % 11 != 0 } }
    #expect(large["n"] == .wholes(expected))
  }

  @Test func `a score is a column like another`() throws {
    let text = "u,g,a,b,c,d\n1,x,1,1,1,1\n2,x,,,,\n3,y,2,2,2,2\n"
    let table = try Self.run(
      "column: total, by: g", text, data: ", layout: wide, columns: {unit: u}", instrument: "instrument: small.yaml\n")
    #expect(table.csv == "g,n\nx,1\ny,1\n")
  }

  @Test func `its options are read, described and refused like those of others`() throws {
    let study = try Study(yaml: "data: {files: a}\nanalyses: [count: {column: v, by: [a, b]}]", analyses: Self.known)
    #expect(study.analyses[0].name == "count")
    let error = #expect(throws: DataError.self) {
      try Study(yaml: "data: {files: a}\nanalyses: [count: {column: v, at-least: -1}]", analyses: Self.known)
    }
    #expect(error?.description == "line 2:41: a whole number from 0 to 1000000 is wanted")
    #expect(AnalysisReference.markdown(Self.known).contains("## count\n"))
    #expect(StudySchema.document(Self.known).text.contains("\"count\":{"))
  }
}
