import FidelityData
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

  @Test func missingFile() {
    let error = #expect(throws: DataError.self) { try TableDescription("no/such.csv") }
    #expect(error?.problem == .noSuchFile)
  }
}
