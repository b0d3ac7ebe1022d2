import FidelityComponents
import FidelityData
import FidelityTesting
import Testing

@Suite("Designs with any number of facets")
struct FactorialDataTests {
  static func data(_ slug: String, _ formula: String, _ columns: [String]) throws -> FactorialData {
    let table = try ComponentTable(slug)
    return try FactorialData(StudyDesign(formula), facets: columns.map(table.column), values: table.values)
  }

  @Test(
    "Henderson's first method is the analysis of variance of a balanced design",
    arguments: BalancedAnovaTests.datasets.map(\.slug))
  func henderson(slug: String) throws {
    let anova = try BalancedAnovaTests.anova(slug)
    let columns = try #require(BalancedAnovaTests.datasets.first { $0.slug == slug }?.columns)
    let data = try Self.data(slug, anova.design.description, columns)
    let components = data.hendersonComponents()
    #expect(components.count == anova.components.count && components.last?.term == "residual")
    for component in anova.components {
      let name = component.term == data.residualEffect?.name ? "residual" : component.term
      let other = try #require(components.first { $0.term == name })
      #expect(isClose(other.raw, component.raw, within: 1e-10), "\(name)")
    }
  }

  /// SS between = sum y_i.^2 / n_i - y..^2 / N with k0 in its expectation.
  @Test("Henderson's first method of groups of unequal size")
  func oneWay() throws {
    let table = try ComponentTable("one-way-ticks")
    let anova = OneWayAnova(table.oneWay("unit"))
    let data = try FactorialData(
      StudyDesign("larva:rabbit"), facets: [table.column("rater"), table.column("unit")], values: table.values)
    let components = data.hendersonComponents()
    #expect(components.map(\.term) == ["rabbit", "residual"])
    #expect(relativeError(components[0].raw, anova.components[0].raw) < 1e-10)
    #expect(relativeError(components[1].raw, anova.components[1].raw) < 1e-10)
  }

  @Test(
    "Published components by restricted likelihood",
    arguments: [
      ("gtheory-p-in-c-x-i", ["person", "class", "item"]),
      ("gtheory-p-x-i-x-o-missing", ["person", "item", "occasion"]),
    ])
  func restricted(slug: String, columns: [String]) throws {
    let cases = try Datasets.cases(slug).filter { $0.options["method"]?.text == "REML" }
    let fit = try Self.data(slug, try #require(cases[0].options["design"]?.text), columns).fit()
    for expected in cases {
      let value = try #require(expected.value)
      if expected.quantity == "reml-criterion" {
        #expect(isClose(fit.criterion, value, within: expected.tolerance))
      } else {
        let term = try #require(expected.options["effect"]?.text)
        #expect(isClose(fit.component(term).value, value, within: expected.tolerance), "\(expected)")
      }
    }
    #expect(fit.status == (fit.components.contains(where: \.isAtBoundary) ? .singularFit : .ok))
  }

  @Test("Replicates in cells: units, raters, their interaction", arguments: try Datasets.cases("replicates-fat"))
  func replicates(_ expected: ExpectedCase) throws {
    let data = try Self.data("replicates-fat", "unit x rater", ["unit", "rater"])
    #expect(data.residualEffect == nil)
    guard expected.options["interval"] == nil, expected.standardError == nil, let value = expected.value else { return }
    let names = ["s": "unit", "r": "rater", "sr": "unit x rater", "e": "residual"]
    let name = expected.options["effect"].flatMap { names[$0.text] } ?? ""
    switch (expected.quantity, expected.options["method"]?.text) {
    case ("reml-criterion", _): #expect(isClose(try data.fit().criterion, value, within: expected.tolerance))
    case ("variance-component", "REML"):
      #expect(isClose(try data.fit().component(name).value, value, within: expected.tolerance))
    case ("variance-component", nil):
      let component = try #require(data.hendersonComponents().first { $0.term == name })
      #expect(isClose(component.raw, value, within: expected.tolerance))
    default: break
    }
  }

  @Test("Degenerate data have a status and a sentence")
  func degenerate() throws {
    func data(_ p: [UInt32], _ i: [UInt32], _ values: [Double]) throws -> FactorialData {
      try FactorialData(StudyDesign("p x i"), facets: [p, i], values: values)
    }
    let cases: [(FactorialData, Status)] = [
      (try data([], [], []), .tooFewObservations), (try data([0, 1], [0, 1], [.nan, .nan]), .tooFewObservations),
      (try data([0, 0, 0], [0, 1, 2], [1, 2, 3]), .tooFewObservations),
      (try data([0, 0, 1, 1], [0, 1, 0, 1], [2, 2, 2, 2]), .noVariation),
      (try data([0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 3, 4]), .exactFit),
      (try data([0, 0, 1], [0, 1, 0], [1, 2, 4]), .tooFewObservations),
      (try data([0, 0, 1, 1], [0, 0, 1, 1], [1, 2, 3, 5]), .tooFewObservations),
      (try data([0, 0, 1, 1], [0, 1, 0, 1], [1e200, 2, 3, 4]), .outOfRange),
      (try data([0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 2, 1]), .singularFit),
    ]
    for (data, status) in cases {
      let fit = try data.fit()
      #expect(fit.status == status && fit.note?.isEmpty == false, "\(data.values): \(fit.status)")
    }
    #expect(cases[0].0.hendersonComponents().allSatisfy { $0.raw.isNaN })
    #expect(cases[6].0.hendersonComponents().allSatisfy { $0.raw.isNaN })
    #expect(cases[1].0.skippedCount == 2)
  }

  @Test("Too many levels for the general method are refused")
  func tooMany() throws {
    let codes = (0..<12_000).map { UInt32($0 % 6_000) }
    let data = try FactorialData(
      StudyDesign("p x i"), facets: [codes, (0..<12_000).map { UInt32($0 / 6_000) }],
      values: codes.map { Double($0 % 7) })
    #expect(throws: DataError.self) { try data.fit() }
  }
}
