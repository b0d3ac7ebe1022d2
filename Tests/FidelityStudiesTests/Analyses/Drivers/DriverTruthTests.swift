import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("The truth of made districts is found again")
struct DriverTruthTests {
  /// A figure whose truth is known, or follows from what was put in.
  struct Known: Sendable, CustomTestStringConvertible {
    let quantity: String
    var term: String?
    var form: String?
    let value: Double

    var testDescription: String { [quantity, term, form].compactMap(\.self).joined(separator: " ") }
  }

  private static let truth = DriverSimulation.Truth()

  static let known = [
    Known(quantity: "normalised-gain", form: "individual", value: truth.normalisedGain),
    Known(quantity: "direct-observation-share", value: truth.directObservation),
    Known(quantity: "self-observer-bias", term: "self - observation", value: truth.selfBias),
    Known(quantity: "coaching-adherence", form: "by cycle", value: truth.expectation("coaching-delivered")),
    Known(quantity: "contact-ratio", term: "how often", value: truth.coachingDelivered),
    Known(quantity: "attendance", value: truth.expectation("attendance")),
  ]

  private static let seeds = 1...20

  /// The figures of one district.
  private static func table(_ seed: UInt64) throws -> Table {
    try withTemporaryFolder { folder in
      for file in DriverSimulation(seed: seed).files {
        _ = try folder.write(file.text.replacing("tables/", with: ""), to: file.path.replacing("tables/", with: ""))
      }
      let results = try StudyRunner(Study(contentsOfFile: folder.file("study.yaml"))).run()
      return try #require(results["drivers"])
    }
  }

  @Test("95 % limits hold the truth in at least 15 of 20 districts, and means over them are near it")
  func limits() throws {
    var (hits, sums, errors) = ([Int](), [Double](), [Double]())
    hits = Array(repeating: 0, count: Self.known.count)
    sums = Array(repeating: 0, count: Self.known.count)
    errors = sums
    for seed in Self.seeds {
      let table = try Self.table(UInt64(seed))
      let quantities = try #require(table.texts("quantity"))
      let (terms, forms) = (try #require(table.texts("term")), try #require(table.texts("form")))
      let (units, periods) = (try #require(table.texts("unit")), try #require(table.texts("period")))
      let estimates = try #require(table.numbers("estimate"))
      let (lower, upper) = (try #require(table.numbers("lower")), try #require(table.numbers("upper")))
      let standardErrors = try #require(table.numbers("standard_error"))
      for (place, known) in Self.known.enumerated() {
        let row = quantities.indices.first { row in
          guard quantities[row] == known.quantity, units[row] == nil, periods[row] == nil else { return false }
          let isTerm = known.term == nil || terms[row] == known.term
          let isForm = known.form == nil || forms[row] == known.form
          return isTerm && isForm
        }
        let found = try #require(row, "\(known)")
        sums[place] += estimates[found]
        errors[place] += standardErrors[found] * standardErrors[found]
        if lower[found] <= known.value, known.value <= upper[found] { hits[place] += 1 }
      }
    }
    let count = Double(Self.seeds.count)
    for (place, known) in Self.known.enumerated() {
      // Of 20 intervals of 95 %, fewer than 15 hold with a probability of 3e-4.
      #expect(hits[place] >= 15, "\(known): \(hits[place]) of 20")
      let deviation = abs(sums[place] / count - known.value)
      #expect(deviation <= 4 * errors[place].squareRoot() / count, "\(known): mean off by \(deviation)")
    }
  }
}
