import FidelityCharts
import FidelityData
import FidelityTesting
import Testing

@Suite("Result table")
struct ResultTableTests {
  @Test("Cells are text, and numbers where they are")
  func cells() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("site,estimate\n007,0.5\n\"a, b\",\n007,1e-3\n", to: "score-summary.csv")
      let table = try ResultTable.read(path)
      #expect(table.name == "score-summary")
      #expect(table.columns == ["site", "estimate"])
      #expect(table.rowCount == 3)
      #expect(table.texts("site") == ["007", "a, b", "007"])
      let numbers = try #require(table.numbers("estimate"))
      #expect(numbers[0] == 0.5 && numbers[1].isNaN && numbers[2] == 0.001)
      #expect(table.texts("other") == nil)
      #expect(table.numbers("other") == nil)
    }
  }

  @Test("A cell that is no number is named", arguments: ["abc", "inf", "1e308"])
  func noNumber(text: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("site,estimate\nA,0.5\nB,\(text)\n", to: "t.csv")
      let error = try #require(throws: DataError.self) { try ResultTable.read(path).checkedNumbers("estimate") }
      #expect(error.row == 2 && error.column == "estimate" && error.value == text)
      #expect(try ResultTable.read(path).numbers("estimate") == nil)
    }
  }

  @Test("A table without rows")
  func empty() throws {
    try withTemporaryFolder { folder in
      let table = try ResultTable.read(try folder.write("site,estimate\n", to: "t.csv"))
      #expect(table.rowCount == 0)
      #expect(table.numbers("estimate")?.isEmpty == true)
    }
  }
}
