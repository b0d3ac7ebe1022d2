import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite("Lines before the rows")
struct HeaderTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    let names: [String]
    let rows: Int
    var notice: String?
    var skip: Int?
    var headerRows: Int?
    var testDescription: String { text.debugDescription }
  }

  @Test(
    "titles above the header are found where that is clear",
    arguments: [
      Example(
        text: "Report 2023\nunit,rater,score\n1,A,2\n", names: ["unit", "rater", "score"], rows: 1, notice: "line 2"),
      Example(text: "Report\n\nunit;score\nx;1,5\ny;2,5\n", names: ["unit", "score"], rows: 2, notice: "\"Report\""),
      Example(
        text: "A, B\n\nunit,rater,score,x\n1,A,2,3\n", names: ["unit", "rater", "score", "x"], rows: 1, notice: "line 3"
      ),
      Example(
        text: "Report,,\n,,\nunit,rater,score\n1,A,2\n", names: ["unit", "rater", "score"], rows: 1, notice: "line 3"),
      Example(text: "\"Visits,\n2023\"\nunit|score\nx|1\n", names: ["unit", "score"], rows: 1, notice: "line 3"),
      Example(text: "a\nb\nc\nunit\tscore\nx\t1\n", names: ["unit", "score"], rows: 1, notice: "line 4"),
      // What might be data stays: without numbers below, with them in the header, of two columns (a notice says what
      // else the header may be), with an empty first name, as a header over merged cells.
      Example(text: "school,,\nA,B,C\nD,E,F\n", names: ["school", "", ""], rows: 2),
      Example(text: "school,,\nA,1,2\nB,2,3\n", names: ["school", "", ""], rows: 2),
      Example(text: "name,\nA,B\nC,1\n", names: ["name", ""], rows: 2, notice: "skip 1 begins there"),
      Example(text: ",score\nA,B\nC,1\n", names: ["", "score"], rows: 2, notice: "skip 1 begins there"),
      Example(text: "Site,Pre,,Post,\nx,a,b,c,d\nA,1,2,3,4\n", names: ["Site", "Pre", "", "Post", ""], rows: 2),
      Example(text: "text\nfoo\nbar\n", names: ["text"], rows: 2),
      Example(text: "a,b\n1,2\n", names: ["a", "b"], rows: 1),
    ])
  func titles(example: Example) throws { try check(example) }

  @Test(
    "lines that are skipped, rows of a header that are joined, and no header",
    arguments: [
      Example(text: "x\ny;z\na,b\n1,2\n", names: ["a", "b"], rows: 1, skip: 2),
      Example(text: "x\r\ny\r\na,b\r\n1,2\r\n", names: ["a", "b"], rows: 1, skip: 2),
      Example(text: "sep=;\nx\na;b,c\n1;2\n", names: ["a", "b,c"], rows: 1, skip: 2),
      Example(text: "Report\na,b\n1,2\n", names: ["a", "b"], rows: 1, skip: 1),
      // Said to begin with the first line, a title is the header.
      Example(text: "Report,,\nunit,rater,score\n1,A,2\n", names: ["Report", "", ""], rows: 2, skip: 0),
      Example(
        text: "Site,Pre,,Post,\n,score,n,score,n\nA,1,2,3,4\n",
        names: ["Site", "Pre score", "Pre n", "Post score", "Post n"], rows: 1, headerRows: 2),
      Example(text: "a,,b\nx,y,\n\nu,v,w\n1,2,3\n", names: ["a x u", "a y v", "b w"], rows: 1, headerRows: 3),
      Example(text: "1,2\n3,4\n", names: ["column_1", "column_2"], rows: 2, headerRows: 0),
      Example(text: "1,2\n3,4\n", names: ["1", "2"], rows: 1, notice: "header-rows 0"),
    ])
  func told(example: Example) throws { try check(example) }

  private func check(_ example: Example) throws {
    try withTemporaryFolder { folder in
      var options = TableOptions()
      (options.skippedLines, options.headerRows) = (example.skip, example.headerRows)
      let file = try TableFile(folder.write(example.text, to: "a.csv"), options: options)
      #expect(file.columnNames == example.names)
      let key = try #require(file.columnNames.first { name in file.columnNames.count { $0 == name } == 1 })
      #expect(try readTable([file], keys: [key]).rowCount == example.rows)
      #expect(file.notices.count == (example.notice == nil ? 0 : 1), "\(file.notices)")
      if let notice = example.notice { #expect(file.notices.first?.contains(notice) == true) }
    }
  }

  @Test("errors below titles and skipped lines have their line", arguments: [nil, 3] as [Int?])
  func lines(skip: Int?) throws {
    try withTemporaryFolder { folder in
      var options = TableOptions()
      options.skippedLines = skip
      let path = try folder.write("Title\n\n\nunit,score\nx,1\ny,z\n", to: "a.csv")
      let error = readError(path, numbers: ["score"], options: options)
      #expect((error?.line, error?.row, error?.value) == (6, 2, "z"))
      #expect(try TableFile(path, options: options).physicalLines(ofRows: [1, 2]) == [1: 5, 2: 6])
    }
  }

  @Test("lines skipped beyond the end")
  func nothingLeft() throws {
    try withTemporaryFolder { folder in
      var options = TableOptions()
      options.skippedLines = 5
      let path = try folder.write("a,b\n1,2\n", to: "a.csv")
      let error = #expect(throws: DataError.self) { try TableFile(path, options: options) }
      #expect(error?.description.contains("skip") == true && error?.exitStatus == 65)
    }
  }

  @Test("the three rows of Qualtrics", arguments: [",", "\t"], [true, false])
  func qualtrics(delimiter: String, hasWording: Bool) throws {
    try withTemporaryFolder { folder in
      func line(_ cells: [String]) -> String {
        cells.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: delimiter) + "\n"
      }
      let names = line(["ResponseId", "Q1_1", "SC0"])
      let wording = line(["Response ID", "How often,\nin a week?", "Score"])
      let ids = line([#"{"ImportId":"_recordId"}"#, #"{"ImportId":"QID1"}"#, #"{"ImportId":"SC_1"}"#])
      let text = names + (hasWording ? wording : "") + ids + line(["R_1", "2", "10"]) + line(["R_2", "3", "x"])
      let path = try folder.write(text, to: "a.csv")
      let file = try TableFile(path)
      #expect(try readTable([file], keys: ["ResponseId"], numbers: ["Q1_1"]).cells("Q1_1") == ["2", "3"])
      #expect(file.notices.count == 1 && file.notices[0].contains("Qualtrics"))
      #expect(file.label(1) == (hasWording ? "How often,\nin a week?" : nil))
      let error = readError(path, numbers: ["SC0"])
      #expect((error?.row, error?.line) == (2, hasWording ? 6 : 4))
    }
  }

  @Test(
    "rows of totals at the end are said with their line, and stay",
    arguments: [
      ("k,n\na,1\nb,2\nTotal,3\n", ["line 4"]), ("k,n\na,1\n\nSumme,1\nMittelwert:,1\n", ["line 4", "line 5"]),
      ("k;n;m\na;1;x\nGrand total;1;\n", ["line 3"]), ("k,n\nTotal,1\na,1\n", []), ("k,n\na,1\ntotally,1\n", []),
      ("k,w,n\na,b,1\nTotal,c,1\n", []), ("k,n\na,1\nMean,\n", []),
      ("k,n\nmean,1\nmean,2\nmean,3\nmean,4\nmean,5\n", []),
    ] as [(String, [String])])
  func totals(text: String, places: [String]) throws {
    try withTemporaryFolder { folder in
      let file = try TableFile(folder.write(text, to: "a.csv"))
      let rows = text.split(separator: "\n").count - 1
      #expect(try readTable([file], keys: ["k"]).rowCount == rows)
      #expect(file.notices.count == places.count, "\(file.notices)")
      for (notice, place) in zip(file.notices, places) { #expect(notice.hasPrefix(place + ":")) }
    }
  }
}
