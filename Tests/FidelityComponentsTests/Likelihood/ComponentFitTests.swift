import FidelityComponents
import FidelityData
import FidelityLinearAlgebra
import FidelityTesting
import Synchronization
import Testing

/// Fifteen designs whose figures lme4 and dense matrices give.
@Suite("Components by likelihood")
struct ComponentFitTests {
  private static let fits = Mutex<[String: ComponentFit]>([:])

  /// Each fit once: several figures are of one.
  static func fit(_ file: String, _ design: String, _ method: LikelihoodMethod) throws -> ComponentFit {
    let key = "\(file) \(design) \(method)"
    if let known = fits.withLock({ $0[key] }) { return known }
    let fit = try newFit(file, design, method)
    fits.withLock { $0[key] = fit }
    return fit
  }

  private static func newFit(_ file: String, _ design: String, _ method: LikelihoodMethod) throws -> ComponentFit {
    let table = try ComponentTable("variance-components", file)
    switch design {
    case "unit x rater": return table.crossed().fit(method)
    case "one-way": return table.oneWay("a").fit(method, term: "a")
    case "a/b": return try table.nested(["a", "b"]).fit(method)
    case "a/b/c": return try table.nested(["a", "b", "c"]).fit(method)
    case "unit x rater + cells":
      return try FactorialData(
        StudyDesign("unit x rater"), facets: [table.column("unit"), table.column("rater")], values: table.values
      ).fit(method)
    default:
      let design = try StudyDesign(design)
      return try FactorialData(design, facets: design.facets.map(table.column), values: table.values).fit(method)
    }
  }

  static func fit(_ expected: ExpectedCase) throws -> ComponentFit {
    let file = try #require(expected.options["table"]?.text)
    let design = try #require(expected.options["design"]?.text)
    return try fit(file, design, expected.options["method"]?.text == "ML" ? .maximum : .restricted)
  }

  @Test(
    "Components, standard errors, criterion and mean to eight digits",
    arguments: try Datasets.cases("variance-components"))
  func figures(_ expected: ExpectedCase) throws {
    let fit = try Self.fit(expected)
    let value = try #require(expected.value)
    #expect(fit.record.isConverged)
    switch expected.quantity {
    case "variance-component":
      let component = fit.component(try #require(expected.options["term"]?.text))
      #expect(isClose(component.value, value, within: expected.tolerance), "\(component.value) \(fit.record)")
      #expect(component.isAtBoundary == (value == 0))
      #expect(component.standardError.isNaN == (expected.standardError == nil))
      if let error = expected.standardError { #expect(relativeError(component.standardError, error) < 1e-7) }
    case "fixed-effect":
      #expect(isClose(fit.mean, value, within: expected.tolerance))
      #expect(relativeError(fit.meanError, try #require(expected.standardError)) < 1e-8)
    default: #expect(isClose(fit.criterion, value, within: expected.tolerance), "\(fit.criterion - value)")
    }
    #expect(fit.status == (fit.components.contains(where: \.isAtBoundary) ? .singularFit : .ok))
    #expect((fit.note == nil) == (fit.status == .ok))
  }

  /// The special ways and the general one are the same model.
  @Test(
    "One-way, crossed and nested designs by the general method too",
    arguments: [
      ("crossed-missing.csv", "unit x rater", "unit x rater", ["unit", "rater"]),
      ("crossed-no-raters.csv", "unit x rater", "unit x rater", ["unit", "rater"]),
      ("nested-two.csv", "a/b", "b:a", ["a", "b"]),
    ])
  func general(_ file: String, _ design: String, _ formula: String, _ columns: [String]) throws {
    let special = try Self.fit(file, design, .restricted)
    let table = try ComponentTable("variance-components", file)
    let study = try StudyDesign(formula)
    // Without a value twice in a cell, the last effect is the residual.
    let general = try FactorialData(study, facets: study.facets.map(table.column), values: table.values).fit()
    #expect(isClose(special.criterion, general.criterion, within: 1e-8))
    for column in columns {
      let name = study.effects.first { $0.name.hasPrefix(column) }?.name ?? ""
      let (a, b) = (special.component(column).value, general.component(name).value)
      #expect(isClose(a, b, within: 1e-7 * max(a, 0.01)))
    }
  }

  @Test("The three information matrices agree in a balanced design")
  func information() throws {
    let fit = try Self.fit("crossed-complete.csv", "unit x rater", .restricted)
    let information = try #require(fit.information)
    #expect(information.places == [0, 1, 2])
    for i in 0..<3 {
      for j in 0..<3 {
        let scale = (information.observed[i, i] * information.observed[j, j]).squareRoot()
        #expect(isClose(information.observed[i, j], information.expected[i, j], within: 1e-7 * scale))
        #expect(isClose(information.average[i, j], information.expected[i, j], within: 1e-7 * scale))
      }
    }
  }

  @Test("The average information is the mean of the others")
  func averageInformation() throws {
    let fit = try Self.fit("crossed-missing.csv", "unit x rater", .restricted)
    let information = try #require(fit.information)
    for place in information.observed.elements.indices {
      let mean = (information.observed.elements[place] + information.expected.elements[place]) / 2
      #expect(relativeError(information.average.elements[place], mean) < 1e-9)
    }
  }
}
