import FidelityCharts
import FidelityData
import FidelityPages
import FidelityReports
import FidelityTesting
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

  /// The texts of pictures, and those of the Spanish file, are whole.
  @Test func `the Spanish file has every text, with the values of the English one`() throws {
    let path = Datasets.projectFolder.appending(path: "docs/languages/report-es.yaml").path
    let (english, spanish) = (try ReportTexts(), try ReportTexts(contentsOfFile: path))
    let file = try String(contentsOfFile: path, encoding: .utf8)
    for id in english.ids.sorted() {
      #expect(file.contains("\n\(id):"), "\(id) is not translated")
      #expect(TextTemplate(english[id]).names == TextTemplate(spanish[id]).names, "\(id)")
    }
    #expect(spanish.ids == english.ids)
  }

  @Test func `a page in Spanish has no English sentence and no English decimals`() throws {
    let path = Datasets.projectFolder.appending(path: "docs/languages/report-es.yaml").path
    let spanish = try ReportTexts(contentsOfFile: path)
    let (html, parsed) = try ExampleResults.numbered(40).page { $0.texts = spanish }
    ReportTests.check(parsed, "es")
    #expect(parsed.all("html").first?.attributes["lang"] == "es")
    let body = parsed.all("main")[0].text
    for word in [" the ", " of ", " and ", "Source", "Mean", "below", "interval "] {
      #expect(!body.contains(word), "\(word)")
    }
    #expect(!body.contains(/[0-9]\.[0-9]{2}\b/) && body.contains("0,71"))
    #expect(html.contains("<title>"))
  }

  /// Words that tables hold have a place in the language: statuses, drivers, their figures and questions.
  @Test func `every status has a text`() throws {
    let ids = try ReportTexts().ids
    for status in Status.allCases where status != .ok { #expect(ids.contains("status-\(status.rawValue)")) }
  }

  @Test func `a word of the tables that is not listed may be translated, a text that is not there may not`() throws {
    let texts = try ReportTexts(yaml: "quantity-my-own: mi propia\nstatus-no-variation: nada varía\n", file: "es.yaml")
    #expect(texts.charts.word("quantity", "my-own") == "mi propia")
    #expect(texts.charts.word("status", "no-variation") == "nada varía")
    #expect(texts.charts.word("quantity", "another") == "another")
    let error = #expect(throws: DataError.self) { _ = try ReportTexts(yaml: "chart-total-title: x", file: "es.yaml") }
    #expect(error?.line == 1)
  }

  @Test func `every section and audience has its title`() throws {
    let ids = try ReportTexts().ids
    for section in ReportOptions.Section.allCases { #expect(ids.contains("\(section.rawValue)-title")) }
    for audience in ReportOptions.Audience.allCases { #expect(ids.contains("for-\(audience.rawValue)")) }
  }
}
