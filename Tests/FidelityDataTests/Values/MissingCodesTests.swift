import FidelityData
import Testing

@Suite struct MissingCodesTests {
  private static let codes = MissingCodes(
    everywhere: ["-99", "x"], byColumn: ["a": ["8", "9.50", "y"], "site": ["none"]])

  @Test func `standard texts`() {
    #expect(MissingCodes.standardTexts == ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "."])
  }

  @Test(arguments: [("a", ["-99", "x", "8", "9.50", "y"]), ("b", ["-99", "x"]), ("site", ["-99", "x", "none"])])
  func `texts of a column of numbers`(column: String, texts: [String]) {
    #expect(Self.codes.texts(forNumbers: column) == texts)
  }

  @Test(arguments: [("a", [-99, 8, 9.5]), ("b", [-99])])
  func `numbers of a column of numbers`(column: String, numbers: [Double]) {
    #expect(Self.codes.numbers(column) == numbers)
  }

  @Test(arguments: [("a", ["", "8", "9.50", "y"]), ("b", [""]), ("site", ["", "none"])])
  func `a key counts as missing only what is declared for its column`(column: String, texts: [String]) {
    #expect(Self.codes.texts(forKeys: column) == texts)
  }

  @Test func `declared texts, without numbers`() {
    #expect(Self.codes.declaredTexts == ["none", "x", "y"])
    #expect(MissingCodes().declaredTexts.isEmpty)
    #expect(MissingCodes(everywhere: ["x"], byColumn: ["a": ["x"], "b": ["x", "1e3"]]).declaredTexts == ["x"])
  }

  @Test(arguments: ["Inf", "-inf", "infinity", "nan"])
  func `what has no value is matched as text`(code: String) {
    let codes = MissingCodes(everywhere: [code])
    #expect(codes.declaredTexts == [code])
    #expect(codes.numbers("a").isEmpty)
  }
}
