import FidelityComponents
import FidelityData
import FidelityTesting
import Testing

@Suite("Two-way analysis of variance")
struct TwoWayAnovaTests {
  @Test("Mean squares of Shrout and Fleiss", arguments: try Datasets.cases("shrout-fleiss-1979"))
  func published(_ expected: ExpectedCase) throws {
    guard expected.quantity == "mean-square", let source = expected.options["source"]?.text else { return }
    let anova = TwoWayAnova(try ComponentTable("shrout-fleiss-1979").crossed())
    let line = [
      "units": anova.units, "raters": anova.raters, "residual": anova.residual, "within units": anova.within,
    ][source]
    #expect(isClose(line?.meanSquare, try #require(expected.value), within: expected.tolerance))
  }

  @Test("Brennan's persons and items", arguments: try Datasets.cases("brennan-1"))
  func brennan(_ expected: ExpectedCase) throws {
    let anova = TwoWayAnova(try ComponentTable("brennan-1").crossed("person", "item"))
    let place = try #require(["p", "i", "pi"].firstIndex(of: expected.options["effect"]?.text ?? ""))
    let line = [anova.units, anova.raters, anova.residual][place]
    guard let value = expected.value else { return }
    switch expected.quantity {
    case "sum-of-squares": #expect(isClose(line.squares, value, within: expected.tolerance))
    case "mean-square": #expect(isClose(line.meanSquare, value, within: expected.tolerance))
    case "variance-component": #expect(isClose(anova.components[place].raw, value, within: expected.tolerance))
    default: break
    }
  }

  /// Restricted likelihood is the analysis of variance where all components are positive.
  @Test("= restricted likelihood of a balanced design", arguments: 1...20 as ClosedRange<UInt64>)
  func likelihood(seed: UInt64) {
    let values = CrossedMomentsTests.ratings(12, 4, missing: 0, seed: seed)
    let moments = CrossedMoments(raterMajor: values, raterCount: 4)
    let (anova, fit) = (TwoWayAnova(moments), moments.fit())
    #expect(anova.status == .ok)
    guard anova.components.allSatisfy({ $0.raw > 0 }) else {
      #expect(fit.status == .singularFit)
      return
    }
    for (a, b) in zip(anova.components, fit.components) { #expect(relativeError(a.raw, b.value) < 1e-8) }
  }

  @Test("What cannot be computed has a status")
  func degenerate() {
    let nan = Double.nan
    for (values, raters, status) in [
      ([nan, nan], 2, Status.tooFewObservations), ([1, 2], 2, .tooFewUnits), ([1, 2], 1, .tooFewRaters),
      ([1, 2, 3, nan], 2, .unbalanced), ([0.3, 0.3, 0.3, 0.3], 2, .noVariation), ([1, 2, 2, 3], 2, .exactFit),
      ([1, 2, 1, 2], 2, .exactFit), ([1e200, 1, 2, 3], 2, .outOfRange),
    ] as [([Double], Int, Status)] {
      let anova = TwoWayAnova(CrossedMoments(raterMajor: values, raterCount: raters))
      #expect(anova.status == status, "\(values): \(anova.status)")
      let hasFigures = [.exactFit, .noVariation].contains(status)
      #expect(anova.units.squares.isNaN != hasFigures && anova.residual.squares.isNaN != hasFigures)
      #expect(anova.units.ratio(to: anova.residual).isNaN && anova.units.pValue(against: anova.residual).isNaN)
    }
  }
}
