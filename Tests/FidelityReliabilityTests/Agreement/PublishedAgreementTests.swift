import FidelityData
import FidelityReliability
import FidelityTesting
import Foundation
import Testing

/// Every agreement figure of the datasets folder that a coefficient of ours computes.
@Suite("Published agreement figures")
struct PublishedAgreementTests {
  static let slugs = [
    "krippendorff-12x4", "gwet-raw4raters", "shrout-fleiss-1979", "fleiss-1971", "cohen-1968-weighted",
    "gwet-abstractors-3x3", "sas-weighted-kappa-3x3", "agreement-traps", "westlund-kurland-1953", "van-oest-2019",
    "feinstein-cicchetti-1990",
  ]

  static let figures: [AgreementFigure] = slugs.flatMap { slug in
    ((try? Datasets.cases(slug)) ?? []).compactMap { AgreementFigure(slug: slug, expected: $0) }
  }

  @Test("No dataset lost its figures")
  func figuresAreThere() {
    let counts = Dictionary(grouping: Self.figures, by: \.slug).mapValues(\.count)
    #expect(counts["agreement-traps", default: 0] >= 690)
    #expect(counts["gwet-raw4raters", default: 0] >= 74)
    #expect(counts["fleiss-1971", default: 0] >= 27)
    for slug in Self.slugs { #expect(counts[slug, default: 0] >= 4, "\(slug)") }
  }

  @Test(arguments: figures)
  func figure(_ figure: AgreementFigure) throws {
    let table = try figure.ratings()
    let analysis = AgreementAnalysis([figure.coefficient], declaredCategories: figure.declared)
    let expected = figure.expected
    let rows = analysis.estimates(of: table)
    let estimate =
      try expected.options["category"].map { category in
        try #require(rows.first { $0.term == category.text })
      } ?? rows[0]
    if let status = expected.options["status"]?.text {
      #expect(estimate.status.rawValue == status)
      #expect(estimate.estimate.isNaN)
      return
    }
    #expect(estimate.status == .ok)
    #expect(isClose(estimate.estimate, try #require(expected.value), within: expected.tolerance))
    guard figure.hasLinearisedError else { return }
    // Cross tables print the variance with divisor n; ours has n - 1.
    let units = estimate.degreesOfFreedom + 1
    let divisor = expected.options["variance-divisor"] == nil ? 1 : ((units - 1) / units).squareRoot()
    if let error = expected.standardError {
      #expect(isClose(estimate.standardError * divisor, error, within: expected.tolerance(of: "standard_error")))
    }
    guard divisor == 1 else { return }
    if let interval = expected.interval {
      #expect(isClose(estimate.lower, interval[0], within: expected.tolerance(of: "interval")))
      #expect(isClose(estimate.upper, interval[1], within: expected.tolerance(of: "interval")))
    }
    if let pValue = expected.pValue {
      #expect(isClose(estimate.pValue, pValue, within: expected.tolerance(of: "p_value")))
    }
  }
}

struct AgreementFigure: Sendable, CustomTestStringConvertible {
  let slug: String
  let expected: ExpectedCase
  let coefficient: AgreementCoefficient

  init?(slug: String, expected: ExpectedCase) {
    let weights = Self.weights(expected)
    let coefficient: AgreementCoefficient?
    switch (expected.quantity, weights) {
    case ("krippendorff-alpha", let weights?): coefficient = .krippendorffAlpha(metric: .weights(weights))
    case ("krippendorff-alpha", nil):
      coefficient = expected.options["metric"].flatMap { AlphaMetric(name: $0.text) }.map {
        .krippendorffAlpha(metric: $0)
      }
    case ("fleiss-kappa-category", _): coefficient = .categoryKappa(.each)
    case ("cohen-kappa-maximum", _): coefficient = .kappaMaximum
    case ("category-agreement", _), ("category-kappa", _), ("prevalence-index", _), ("bias-index", _),
      ("kappa-maximum", _), ("kappa-ratio", _):
      coefficient = AgreementCoefficient.named(expected.quantity, weights: [], metrics: []).first
    case (let name, let weights?):
      coefficient = AgreementCoefficient.named(name, weights: [weights], metrics: []).first
    default: coefficient = nil
    }
    guard let coefficient else { return nil }
    self.slug = slug
    self.expected = expected
    self.coefficient = coefficient
  }

  /// A family, or disagreement weights written "0 1 3/1 0 6/3 6 0" on the categories 1, 2, ....
  private static func weights(_ expected: ExpectedCase) -> AgreementWeights? {
    guard let text = expected.options["disagreement-weights"]?.text else {
      return expected.options["weights"].flatMap { AgreementWeights(name: $0.text) }
    }
    let rows = text.split(separator: "/").map { $0.split(separator: " ").compactMap { Double($0) } }
    let matrix = try? CustomWeights(categories: rows.indices.map { String($0 + 1) }, distances: rows)
    return matrix.map { .custom($0) }
  }

  var testDescription: String { "\(slug): \(expected)" }

  /// Asymptotic and null standard errors are other formulas than the linearised one.
  var hasLinearisedError: Bool {
    // Fleiss' categories have an error under no agreement.
    expected.quantity != "fleiss-kappa-category"
      && (expected.options["standard-error"].map { $0.text.hasPrefix("linearised") } ?? true)
  }

  var declared: DeclaredCategories {
    guard let text = expected.options["categories"]?.text else { return .none }
    let labels = text.split(separator: "|").map(String.init)
    let numbers = labels.compactMap { Double($0) }
    return numbers.count == labels.count ? .numbers(numbers) : .labels(labels)
  }

  func ratings() throws -> RatingTable {
    let (header, rows) = try Datasets.rows(slug, expected.options["table"]?.text ?? "data.csv")
    if header.contains("count") { return try Self.crossTable(rows, numbered: slug == "gwet-abstractors-3x3") }
    let values = rows.map { $0[2] }
    let units = rows.map { $0[0] }
    let raters = rows.map { $0[1] }
    if values.contains(where: { !$0.isEmpty && Double($0) == nil }) {
      return try RatingTable(units: units, raters: raters, labels: values.map { $0.isEmpty ? nil : $0 })
    }
    return try RatingTable(units: units, raters: raters, values: values.map { Double($0) ?? .nan })
  }

  /// Two raters' ratings from a cross table; `numbered` gives text categories their numbers in the order of the file.
  private static func crossTable(_ rows: [[String]], numbered: Bool) throws -> RatingTable {
    var order: [String] = []
    for row in rows where !order.contains(row[0]) { order.append(row[0]) }
    var (units, raters, values): ([String], [String], [Double]) = ([], [], [])
    for row in rows {
      for _ in 0..<(Int(row[2]) ?? 0) {
        let unit = "u\(units.count / 2)"
        for (rater, label) in [("1", row[0]), ("2", row[1])] {
          units.append(unit)
          raters.append(rater)
          values.append(numbered ? Double((order.firstIndex(of: label) ?? 0) + 1) : Double(label) ?? .nan)
        }
      }
    }
    return try RatingTable(units: units, raters: raters, values: values)
  }
}
