import FidelityReports
import Testing

@Suite("Texts with values")
struct TextTemplateTests {
  @Test(
    "values and words that depend on a number",
    arguments: [
      ("{n} {n|group|groups}", ["n": "1"], "1 group"), ("{n} {n|group|groups}", ["n": "1,000"], "1,000 groups"),
      ("{n} site{n||s}", ["n": "1"], "1 site"), ("{n} site{n||s}", ["n": "0"], "0 sites"), ("plain", [:], "plain"),
      ("{a}{b}", ["a": "{b}"], "{b}"), ("{missing}.", [:], "."), ("an open { stays", [:], "an open { stays"),
      ("", [:], ""),
    ] as [(String, [String: String], String)])
  func filled(text: String, values: [String: String], expected: String) {
    #expect(TextTemplate(text).filled(values) == expected)
  }

  @Test("a choice looks at the value, not at how it is shown")
  func shown() {
    #expect(TextTemplate("{n} {n|x|y}").filled(["n": "1"]) { "<\($0)>" } == "<1> x")
  }

  @Test("the names of values")
  func names() { #expect(TextTemplate("{a} {b|one|more} {a}").names == ["a", "b"]) }
}
