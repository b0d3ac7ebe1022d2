import FidelityMeasurement
import FidelityTesting
import Testing

@Suite("Sample size for intraclass correlations")
struct IntraclassSampleSizeTests {
  @Test("Bonett's example, and others")
  func width() {
    // Bonett (2002), p. 1332: four raters, 0.85, width 0.2.
    #expect(isClose(IntraclassSampleSize.units(width: 0.2, rho: 0.85, raters: 4), 19.2, within: 0.05))
    // Two raters of 0.8: 51 units, and 55 with 5 rho more.
    #expect(isClose(IntraclassSampleSize.units(width: 0.2, rho: 0.8, raters: 2), 50.8 + 4, within: 0.05))
    #expect(
      IntraclassSampleSize.units(width: 0.1, rho: 0.6, raters: 3)
        > IntraclassSampleSize.units(width: 0.2, rho: 0.6, raters: 3))
  }

  /// R 4.2: pf(C qf(0.95, n - 1, n (k - 1)), n - 1, n (k - 1), lower.tail = FALSE).
  @Test("Exact power is R's")
  func power() {
    let power = IntraclassSampleSize.power(of: 0.8, against: 0.6, units: 24, raters: 3)
    #expect(isClose(power, 0.777477437264, within: 1e-11))
  }

  @Test("The exact number is the least with the power, and the formula is close to it", arguments: [2, 3, 5, 10])
  func test(raters: Int) throws {
    for (null, rho) in [(0, 0.2), (0.4, 0.6), (0.6, 0.8), (0.7, 0.9)] {
      for power in [0.8, 0.9] {
        let exact = try #require(IntraclassSampleSize.exactUnits(toTell: rho, from: null, raters: raters, power: power))
        #expect(IntraclassSampleSize.power(of: rho, against: null, units: exact, raters: raters) >= power)
        #expect(
          exact == 2 || IntraclassSampleSize.power(of: rho, against: null, units: exact - 1, raters: raters) < power)
        let formula = IntraclassSampleSize.units(toTell: rho, from: null, raters: raters, power: power)
        #expect(isClose(formula, Double(exact), within: 2 + 0.06 * Double(exact)), "\(null) \(rho) \(formula) \(exact)")
      }
    }
  }

  @Test("Arguments outside their range give NaN or nil")
  func range() {
    #expect(IntraclassSampleSize.units(width: 0, rho: 0.5, raters: 2).isNaN)
    #expect(IntraclassSampleSize.units(width: 0.2, rho: 1, raters: 2).isNaN)
    #expect(IntraclassSampleSize.units(width: 0.2, rho: 0.5, raters: 1).isNaN)
    #expect(IntraclassSampleSize.units(toTell: 0.5, from: 0.5, raters: 2).isNaN)
    #expect(IntraclassSampleSize.power(of: 0.5, against: 0.4, units: 1, raters: 2).isNaN)
    #expect(IntraclassSampleSize.exactUnits(toTell: 0.4, from: 0.5, raters: 2) == nil)
  }
}
