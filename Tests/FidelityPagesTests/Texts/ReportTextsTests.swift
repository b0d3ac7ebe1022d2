import FidelityData
import FidelityPages
import Foundation
import Testing

@Suite struct ReportTextsTests {
  @Test func `a file of another language replaces texts, and the rest stays English`() throws {
    let texts = try ReportTexts(
      yaml: "language: ar\ndirection: rtl\ndecimal-mark: \"٫\"\nsummary-title: الخلاصة\n", file: "ar.yaml")
    let (_, parsed) = try ExampleResults.numbered(3).page { $0.texts = texts }
    ReportTests.check(parsed, "rtl")
    #expect(parsed.all("html").first?.attributes["dir"] == "rtl")
    #expect(parsed.all("html").first?.attributes["lang"] == "ar")
    #expect(parsed.all("h2").first?.text == "الخلاصة")
    #expect(try #require(parsed.table("Agreement between raters"))[1][1] == "0٫71")
    #expect(parsed.all("h2").contains { $0.text == "Method" })
  }

  @Test(arguments: [
    ("summary: x", 1, "has no text \"summary\""), ("language: de\nmade: \"{day}\"", 2, "no value {day}"),
    ("direction: up", 1, "ltr or rtl"), ("- x", 1, "mapping"), ("made: ''", 1, "is empty"),
  ])
  func `a mistake in a file of texts has its place`(yaml: String, line: Int, words: String) throws {
    let error = #expect(throws: DataError.self) { _ = try ReportTexts(yaml: yaml, file: "de.yaml") }
    #expect(error?.file == "de.yaml" && error?.line == line)
    #expect("\(try #require(error))".contains(words))
  }

  @Test func `the English texts are a file of texts`() throws {
    let again = try ReportTexts(yaml: ReportTexts.englishFile, file: "en.yaml")
    #expect(again.ids == (try ReportTexts().ids))
    for id in again.ids { #expect(!again[id].isEmpty) }
  }

  @Test func `every section and audience has its title`() throws {
    let ids = try ReportTexts().ids
    for section in ReportOptions.Section.allCases { #expect(ids.contains("\(section.rawValue)-title")) }
    for audience in ReportOptions.Audience.allCases { #expect(ids.contains("for-\(audience.rawValue)")) }
  }
}
