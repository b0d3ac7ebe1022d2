import FidelityData
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

private let lessonDataFolder = ProcessInfo.processInfo.environment["FIDELITY_GTI"]

/// The Global Teaching InSights video ratings, where the environment variable FIDELITY_GTI names a folder with the
/// OECD's public use file and the expected figures. The data are not part of the project.
@Suite("Lesson data of eight countries", .enabled(if: lessonDataFolder != nil))
struct LessonDataAcceptanceTests {
  struct Expected: Decodable {
    struct Case: Decodable {
      let quantity: String
      let options: [String: ExpectedCase.Option]
      let value: Double?
      let standard_error: Double?
    }
    let cases: [Case]
  }

  func run(_ expected: Expected) throws -> StudyResults {
    try withTemporaryFolder { temporary in
      let codes = expected.cases.filter { $0.quantity == "categories-used" }.compactMap { $0.options["code"]?.text }
      #expect(codes.count == 24)
      let items = codes.map { "  - {id: \($0)}\n" }.joined()
      _ = try temporary.write(
        "id: gti\ntitle: GTI\ndefaults: {range: [1, 4], step: 0.5}\nitems:\n\(items)scales:\n"
          + "  - {id: total, items: [\(codes.joined(separator: ", "))], aggregate: mean}\n", to: "gti.yaml")
      let study = try temporary.write(
        """
        data:
          files: \(lessonDataFolder ?? "")/GTI-VidComp-Data.csv
          layout: {wide: "{item}_S{segment}"}
          columns:
            unit: [IDVIDEO, segment]
            rater: [COUNTRY, IDRATER]
            time: {year: DATE_RATE_Y, month: DATE_RATE_M, day: DATE_RATE_D}
        instrument: gti.yaml
        analyses:
          - reliability: {by: [item], scale: interval, weights: [identity, quadratic], minimum-ratings: 2}
          - score: {}
          - trend: {outcome: total, group: COUNTRY, unit: months}
        """, to: "study.yaml")
      return try StudyRunner(Study(contentsOfFile: study)).run()
    }
  }

  @Test("192 coefficients to 1e-9, units, lessons and a trend per country")
  func everything() throws {
    let file = URL(filePath: "\(try #require(lessonDataFolder))/expected.json")
    let expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
    let results = try run(expected)
    let table = try #require(results["reliability"])
    let (items, quantities) = (try #require(table.texts("item")), try #require(table.texts("quantity")))
    let (weights, metrics) = (try #require(table.texts("weights")), try #require(table.texts("metric")))
    let (estimates, errors) = (try #require(table.numbers("estimate")), try #require(table.numbers("standard_error")))
    let units = try #require(table.numbers("n_units"))
    var checked = 0
    for wanted in expected.cases {
      guard let code = wanted.options["code"]?.text, let value = wanted.value, wanted.options["segment"] == nil else {
        continue
      }
      let variant = wanted.options["weights"]?.text ?? wanted.options["metric"]?.text
      let quantity = wanted.quantity == "units" ? "percent-agreement" : wanted.quantity
      guard
        let row = items.indices.first(where: {
          items[$0] == code && quantities[$0] == quantity
            && (wanted.quantity == "units" || weights[$0] ?? metrics[$0] == variant)
        })
      else { continue }
      checked += 1
      if wanted.quantity == "units" {
        #expect(units[row] == value)
      } else {
        #expect(isClose(estimates[row], value, within: 1e-9), "\(code) \(quantity)")
        if let error = wanted.standard_error {
          #expect(isClose(errors[row], error, within: 1e-9), "\(code) \(quantity)")
        }
      }
    }
    #expect(checked == 192 + 24)
    let scores = try #require(results["score"])
    #expect(scores.rowCount == 2_702)
    let lessons = Set(zip(scores.cells("COUNTRY"), scores.cells("IDVIDEO")).map { "\($0)/\($1)" })
    let countries = expected.cases.filter { $0.quantity == "lessons" && $0.options["country"] != nil }
    #expect(countries.count == 8)
    for wanted in countries {
      let country = try #require(wanted.options["country"]?.text)
      #expect(lessons.count { $0.hasPrefix(country + "/") } == wanted.value.map { Int($0) })
    }
    #expect(Set(try #require(results["trend"]?.texts("COUNTRY"))).count == 8)
  }
}
