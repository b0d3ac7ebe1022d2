import FidelityData
import FidelityDrivers
import FidelityPages
import FidelityReports
import FidelityStudies
import Testing

/// The words that the drivers' tables hold have a place in the language of a report, in the same words.
@Suite("Words of the drivers")
struct DriverWordsTests {
  @Test("systems, headlines and questions are texts of the page")
  func words() throws {
    let texts = try ReportTexts()
    for system in DriverSystem.allCases { #expect(texts.ids.contains("system-\(system.rawValue)")) }
    let figures = DriverSystems.all.flatMap { $0.headlines.map(\.words) }.map { ("figure", $0) }
    let questions = DriverQuestion.all.map { ("question", $0.words) }
    for (family, words) in figures + questions {
      let id = "\(family)-\(TextTemplate.slug(words))"
      #expect(texts.ids.contains(id), "\(id)")
      if texts.ids.contains(id) { #expect(texts[id] == words) }
    }
  }
}
