import FidelityData
import FidelityFiles
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Description of a table")
struct TableDescriptionTests {
  private func description(_ text: String, missing: MissingCodes = MissingCodes()) throws -> TableDescription {
    try withTemporaryFolder { folder in try TableDescription(folder.write(text, to: "t.csv"), missing: missing) }
  }

  @Test("types, counts, extremes, examples and suggested roles")
  func columns() throws {
    let found = try description(
      "school,observer,visit date,item,score,note,weight\n"
        + "N,A,2024-01-02,1.1,2,first,0.5\nN,B,2024-01-02,1.2,,second,1.5\nS,A,2024-02-03,1.1,9,,-2\n"
        + "S,,2024-02-03,1.2,1,second,NA\n",
      missing: MissingCodes(everywhere: ["9"]))
    #expect(found.rowCount == 4)
    #expect(found.columnCount == 7)
    #expect(found.notes.isEmpty)
    let table = found.columns
    #expect(table.cells("column") == ["school", "observer", "visit date", "item", "score", "note", "weight"])
    #expect(table.cells("type") == ["text", "text", "date", "number", "integer", "text", "number"])
    #expect(table.cells("values") == ["4", "3", "4", "4", "2", "3", "3"])
    #expect(table.cells("missing") == ["0", "1", "0", "0", "2", "1", "1"])
    #expect(table.cells("distinct") == ["2", "2", "2", "2", "2", "2", "3"])
    #expect(table.cells("minimum") == ["", "", "", "1.1", "1", "", "-2"])
    #expect(table.cells("maximum") == ["", "", "", "1.2", "2", "", "1.5"])
    #expect(table.cells("examples")[0] == "N, S")
    #expect(table.cells("examples")[4] == "2, 1")
    #expect(table.cells("suggested_role") == ["site", "rater", "time", "", "value", "", ""])
  }

  @Test("columns that look numeric at first and are not")
  func lateText() throws {
    // More columns than the reader would try one by one.
    let names = (0..<12).map { "c\($0)" }
    var text = names.joined(separator: ",") + ",n\n"
    for row in 0..<200_000 { text += String(repeating: row == 199_999 ? "x," : "1,", count: 12) + "\(row % 7)\n" }
    let table = try description(text).columns
    #expect(table.cells("type") == Array(repeating: "text", count: 12) + ["integer"])
    #expect(table.cells("distinct") == Array(repeating: "2", count: 12) + ["7"])
    #expect(table.cells("minimum").last == "0")
    #expect(table.cells("maximum").last == "6")
  }

  @Test("repeated and empty columns are noted")
  func notes() throws {
    let found = try description("a,b,a,empty\n1,2,3,\n")
    #expect(found.columnCount == 4)
    #expect(found.columns.cells("column") == ["b", "empty"])
    #expect(
      found.notes == [
        "the column name \"a\" stands more than once; it cannot be used", "without any value: empty",
      ])
  }

  @Test(
    "numbers that can be read in two ways",
    arguments: [
      ("a;b\n1,250;x\n2,500;y\n3;z\n", "\"1,250\" may be 1250 or 1.250, and the column counts as text; thousands"),
      ("a;b\n1,250;x\n2,5;y\n", "\"2,5\" has a comma for the point, and the column counts as text; decimal-comma"),
      ("a;b\n1.250;x\n12.500;y\n3;z\n", "1.250 is read as 1.25; where points separate thousands, decimal-comma with"),
    ])
  func ambiguousNumbers(text: String, note: String) throws {
    let notes = try description(text).notes
    #expect(notes.contains { $0.hasPrefix("column \"a\": " + note) }, "\(notes)")
  }

  @Test(
    "numbers that cannot",
    arguments: [
      "a;b\n0.250;x\n1.500;y\n", "a;b\n1.25;x\n12.500;y\n", "a;b\n1,250;x\nnone;y\n", "a;b\n1250;x\n",
    ])
  func clearNumbers(text: String) throws {
    #expect(try description(text).notes == [])
  }

  @Test("a header alone has no rows")
  func headerOnly() throws {
    let found = try description("a,b\n")
    #expect(found.rowCount == 0)
    #expect(found.columns.cells("values") == ["0", "0"])
    #expect(found.notes.isEmpty)
  }

  @Test("long texts are cut, many values counted up to a limit")
  func limits() throws {
    let text = "id,n\n" + (0..<100_002).map { "\(String(repeating: "x", count: 30))\($0),\($0)\n" }.joined()
    let table = try description(text).columns
    #expect(table.cells("distinct") == ["more than 100000", "more than 100000"])
    #expect(table.cells("examples")[0].hasPrefix(String(repeating: "x", count: 24) + "..., "))
  }

  @Test("whole numbers beyond 2^53 are exact, and counted apart")
  func exactWholes() throws {
    let table = try description("id,n\n9007199254740992,1\n9007199254740993,2\n-5,2\n").columns
    #expect(table.cells("type") == ["integer", "integer"])
    #expect(table.cells("distinct") == ["3", "2"])
    #expect(table.cells("minimum") == ["-5", "1"])
    #expect(table.cells("maximum") == ["9007199254740993", "2"])
    #expect(table.cells("values") == ["3", "3"])
  }

  @Test("declared codes and the standard texts are missing in every column, with a decimal comma too")
  func missingTexts() throws {
    let missing = MissingCodes(everywhere: ["-", "9"])
    let found = try description(
      "code,n,t\npresent,1,2024-01-01\nNA,9,NA\n-,-,-\nabsent,2,2024-01-05T10:00\n", missing: missing)
    #expect(found.columns.cells("missing") == ["2", "2", "2"])
    #expect(found.columns.cells("distinct") == ["2", "2", "2"])
    #expect(found.columns.cells("type") == ["text", "integer", "date"])
    #expect(found.notes.contains { $0.contains("\"NA\" counts as missing") })
    let listed = try description("code\nNA\nx\n", missing: MissingCodes(hasStandardTexts: false))
    #expect(listed.columns.cells("missing") == ["0"])
    let comma = try withTemporaryFolder { folder in
      try TableDescription(
        folder.write("a;x\n1,5;b\n2;c\n-;d\n", to: "t.csv"), options: TableOptions(usesDecimalComma: true),
        missing: missing)
    }
    #expect(comma.columns.cells("type") == ["number", "text"])
    #expect(comma.columns.cells("minimum") == ["1.5", ""])
    #expect(comma.columns.cells("missing") == ["1", "0"])
    #expect(throws: DataError.self) { try description("a\n1\n", missing: MissingCodes(byColumn: ["b": ["1"]])) }
  }

  @Test("numbers as people write them are numbers, and what the reader has to say is among the notes")
  func written() throws {
    let found = try description("Report,,,\nschool,share,minutes,code\nA,85%,1 250,x\n")
    #expect(found.columns.cells("column") == ["school", "share", "minutes", "code"])
    #expect(found.columns.cells("type") == ["text", "number", "number", "text"])
    #expect(found.columns.cells("maximum") == ["", "0.85", "1250", ""])
    #expect(found.notes.contains { $0.contains("line 2") } && found.notes.contains { $0.contains("percentages") })
    #expect(!found.columns.columns.contains { $0.name == "label" })
    // A column of both is one of text.
    #expect(try description("a\n85%\n85\n").columns.cells("type") == ["text"])
  }

  @Test("the wording of questions is shown where there is one")
  func labels() throws {
    let ids = #""{""ImportId"":""QID1""}","{""ImportId"":""QID2""}""#
    let found = try description("Q1,Q2\nHow often?,\n\(ids)\n1,2\n")
    #expect(found.rowCount == 1 && found.columns.cells("label") == ["How often?", ""])
  }

  @Test("columns of lists are named, and the others described")
  func nested() throws {
    let found = try withTemporaryFolder { folder in
      try TableDescription(folder.write(orderedTable, to: "t.arrow"))
    }
    #expect(found.columns.cells("column") == ["u", "r", "v", "w"])
    #expect(found.columns.cells("distinct") == ["3", "2", "3", ""])
    #expect(found.columns.cells("values") == ["6", "6", "6", ""])
    #expect(found.columns.cells("type").last?.hasPrefix("list") == true)
    #expect(found.notes.contains { $0.contains("not read: w") })
  }

  @Test("values that may be missing codes, and columns of counts, are remarked on")
  func suspicious() throws {
    let codes = try description("u,score\n1,0\n2,2\n3,9\n4,9\n5,1\n").notes
    #expect(
      codes == [
        "column \"score\": 9 (2 times) lies far from the other values, 0 to 2; if it stands for a missing "
          + "value, declare it as a missing code"
      ])
    #expect(try description("u,score\n1,0\n2,2\n3,9\n4,1\n", missing: MissingCodes(everywhere: ["9"])).notes.isEmpty)
    let counts = try description("unit,low,mid,high\n1,2,1,0\n2,0,3,0\n3,0,1,2\n4,3,0,0\n").notes
    #expect(counts.count == 1)
    #expect(counts.first?.hasPrefix("the columns \"low\", \"mid\", \"high\" add up to 3") == true)
  }

  @Test func missingFile() {
    let error = #expect(throws: DataError.self) { try TableDescription("no/such.csv") }
    #expect(error?.problem == .noSuchFile)
  }
}
