import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Studies of workbooks")
struct WorkbookStudyTests {
  private static let ratings =
    [["unit", "rater", "score"]]
    + (0..<24).map { ["u\($0 / 3)", "r\($0 % 3)", "\($0 * 7 % 5)"] }

  private func run(_ folder: TemporaryFolder, _ yaml: String) throws(DataError) -> StudyResults {
    try StudyRunner(Study(yaml: yaml, file: folder.file("study.yaml"))).run()
  }

  private static let reliability =
    "data: {files: DATA, columns: {unit: unit, rater: rater, value: score}}\n"
    + "analyses: [reliability: {scale: ordinal}]\n"

  @Test("A sheet gives what the same cells as text give, wherever they stand")
  func same() throws {
    try withTemporaryFolder { folder in
      let text = Self.ratings.map { $0.joined(separator: ",") + "\n" }.joined()
      _ = try folder.write(text, to: "a.csv")
      // Below two empty rows, right of an empty column, with a note beside it.
      var cells = [[""], [""]] + Self.ratings.map { [""] + $0 }
      cells[5] += ["", "ask Ana"]
      let old = Workbook.Sheet("old", [["x"], ["1"]], state: "hidden")
      let workbook = Workbook([.init("codes", [["code"], ["1"]]), .init("my ratings", cells), old])
      _ = try folder.write(workbook.bytes, to: "a.xlsx")
      let expected = try run(folder, Self.reliability.replacing("DATA", with: "a.csv"))
      for keys in ["sheet: My Ratings", "sheet: 2, cells: B3:D27", "sheet: my ratings, cells: \"B:D\""] {
        let found = try run(folder, Self.reliability.replacing("DATA", with: "a.xlsx, \(keys)"))
        #expect(found.tables.map(\.table) == expected.tables.map(\.table))
        #expect(found.rowCount == 24)
        #expect(found.warnings == expected.warnings)
      }
      let error = #expect(throws: DataError.self) {
        try run(folder, Self.reliability.replacing("DATA", with: "a.csv, sheet: 2"))
      }
      #expect(error?.exitStatus == 64)
    }
  }

  @Test("Other sheets with data are named where no sheet is")
  func notice() throws {
    try withTemporaryFolder { folder in
      let workbook = Workbook([.init("ratings", Self.ratings), .init("codes", [["code"], ["1"]])])
      _ = try folder.write(workbook.bytes, to: "a.xlsx")
      let found = try run(folder, Self.reliability.replacing("DATA", with: "a.xlsx"))
      #expect(found.warnings.contains { $0.contains("reads the sheet \"ratings\"; \"codes\" has data too") })
    }
  }

  @Test("An error that only the analysis finds names its cells", arguments: ["many", "9"])
  func cells(value: String) throws {
    try withTemporaryFolder { folder in
      var cells = [[""]] + Self.ratings.map { ["", ""] + $0 }
      cells[4][4] = value
      cells[9][4] = value
      cells.insert([], at: 7)
      _ = try folder.write(Workbook([.init("ratings", cells)]).bytes, to: "a.xlsx")
      let study = Self.reliability.replacing("scale: ordinal", with: "scale: ordinal, categories: [0, 1, 2, 3, 4]")
      let error = #expect(throws: DataError.self) { try run(folder, study.replacing("DATA", with: "a.xlsx")) }
      #expect(error?.cell == "ratings!E5")
      #expect(error?.line == nil)
      #expect(error?.others.map(\.cell) == (value == "9" ? ["ratings!E11"] : []))
    }
  }

  @Test("A table of drivers is a sheet")
  func drivers() throws {
    try withTemporaryFolder { folder in
      let names = ["coachee", "coach", "date", "minutes"]
      let log = [names, ["A", "C", "2025-01-01", "4"], ["B", "C", "2025-01-02", "5"]]
      var bad = log
      bad[2][3] = "-5"
      let workbook = Workbook([.init("plan", [["x"], ["1"]]), .init("log", log), .init("bad", bad)])
      _ = try folder.write(workbook.bytes, to: "t.xlsx")
      _ = try folder.write(log.map { $0.joined(separator: ",") + "\n" }.joined(), to: "t.csv")
      func study(_ file: String) -> String {
        "tables: [{role: coaching-log, file: \(file)}]\nas-of: 2025-03-31\nanalyses: [drivers: {}]"
      }
      let expected = try run(folder, study("t.csv"))
      let found = try run(folder, study("t.xlsx, sheet: log"))
      #expect(found.tables.map(\.table) == expected.tables.map(\.table))
      let error = #expect(throws: DataError.self) { try run(folder, study("t.xlsx, sheet: bad")) }
      #expect(error?.cell == "bad!D3")
    }
  }

  @Test("A formula that has failed is told and counts as missing where a file is described")
  func described() throws {
    try withTemporaryFolder { folder in
      let rows =
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>v</t></is></c></row>"
        + "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>"
        + "<row r=\"3\"><c r=\"A3\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>"
        + "<row r=\"4\"><c r=\"A4\"><f>A2</f></c></row>"
      let path = try folder.write(Workbook([.init("s", rows: rows)]).bytes, to: "a.xlsx")
      let description = try TableDescription(path)
      #expect(description.rowCount == 3)
      #expect(description.columns.numbers("missing") == [2])
      #expect(description.notes.contains { $0.contains("s!A3") && $0.hasSuffix("such cells count as missing here") })
    }
  }
}
