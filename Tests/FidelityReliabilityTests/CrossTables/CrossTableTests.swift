import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Cross tables of two raters")
struct CrossTableTests {
  /// A printed or computed kappa of a cross table with its asymptotic error.
  struct Figure: Sendable, CustomTestStringConvertible {
    let slug: String
    let expected: ExpectedCase
    let weights: AgreementWeights

    init?(_ slug: String, _ expected: ExpectedCase) {
      guard expected.quantity == "cohen-kappa", expected.options["standard-error"]?.text == "asymptotic",
        let weights = expected.options["weights"].flatMap({ AgreementWeights(name: $0.text) })
      else { return nil }
      self.slug = slug
      self.expected = expected
      self.weights = weights
    }

    var testDescription: String { "\(slug): \(expected)" }
  }

  static let figures = ["sas-weighted-kappa-3x3", "cohen-1968-weighted"].flatMap { slug in
    ((try? Datasets.cases(slug)) ?? []).compactMap { Figure(slug, $0) }
  }

  @Test("the figures are there")
  func figuresAreThere() { #expect(Self.figures.count >= 8) }

  @Test("Fleiss, Cohen and Everitt's error has divisor n", arguments: figures)
  func asymptotic(_ figure: Figure) throws {
    let table = try SquareTables.dataset(figure.slug)
    let found = table.cohenKappa(figure.weights, values: (1...table.categoryCount).map(Double.init))
    #expect(isClose(found.value, try #require(figure.expected.value), within: figure.expected.tolerance))
    guard let error = figure.expected.standardError else { return }
    let n = Double(table.unitCount)
    let asymptotic = found.standardError * ((n - 1) / n).squareRoot()
    #expect(isClose(asymptotic, error, within: figure.expected.tolerance(of: "standard_error")))
  }

  @Test("margins, transposition, one category against the rest", arguments: 1...10)
  func shape(seed: Int) {
    let table = SquareTables.random(4, seed: UInt64(seed))
    #expect(table.firstMargin == table.transposed.secondMargin)
    #expect(table.transposed.transposed == table)
    #expect(table.unitCount == table.counts.reduce(0, +))
    for category in 0..<4 {
      let binary = table.against(rest: category)
      #expect(binary[0, 0] == table[category, category])
      #expect(binary.firstMargin[0] == table.firstMargin[category])
      #expect(binary.secondMargin[0] == table.secondMargin[category])
      #expect(binary.unitCount == table.unitCount)
    }
  }

  @Test("exchanged raters, duplicated units")
  func invariance() {
    let values = [1.0, 2, 4, 5]
    for seed in 1...10 {
      let table = SquareTables.random(4, seed: UInt64(seed))
      let twice = CrossTable(categoryCount: 4, counts: table.counts.map { 2 * $0 })
      for weights in AgreementWeights.families {
        let found = table.cohenKappa(weights, values: values)
        let exchanged = table.transposed.cohenKappa(weights, values: values)
        #expect(isClose(exchanged.value, found.value, within: 1e-14))
        #expect(isClose(exchanged.standardError, found.standardError, within: 1e-14))
        #expect(isClose(twice.cohenKappa(weights, values: values).value, found.value, within: 1e-14))
      }
    }
  }

  @Test("0/0 is undefined, and so is an error of one unit")
  func undefined() {
    let constant = CrossTable(categoryCount: 2, counts: [0, 0, 0, 7])
    #expect(constant.cohenKappa(.identity, values: [0, 1]).value.isNaN)
    #expect(constant.percentAgreement(.identity, values: [0, 1]).value == 1)
    #expect(constant.percentAgreement(.identity, values: [0, 1]).standardError == 0)
    let single = CrossTable(categoryCount: 2, counts: [0, 1, 0, 0])
    #expect(single.cohenKappa(.identity, values: [0, 1]).value == 0)
    #expect(single.cohenKappa(.identity, values: [0, 1]).standardError.isNaN)
    // With full agreement between two categories nothing is left to chance, whoever uses which.
    if let weights = try? CustomWeights(categories: ["1", "2"], agreement: [[1, 1], [1, 1]]) {
      let table = CrossTable(categoryCount: 2, counts: [3, 1, 2, 4])
      #expect(table.cohenKappa(.custom(weights), values: [1, 2]).value.isNaN)
    }
    // Ratio weights of a scale with both signs.
    let table = CrossTable(categoryCount: 2, counts: [3, 1, 2, 4])
    #expect(table.cohenKappa(.ratio, values: [-1, 1]).value.isNaN)
    #expect(CrossTable(categoryCount: 0, counts: []).percentAgreement(.identity, values: []).value.isNaN)
  }
}
