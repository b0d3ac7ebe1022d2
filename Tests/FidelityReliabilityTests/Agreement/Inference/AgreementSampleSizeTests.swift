import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Sample sizes")
struct AgreementSampleSizeTests {
  @Test("The example in the documentation of irr 0.84.1 (Cantor 1996)")
  func cantor() {
    let half = KappaSampleSize(firstShares: [0.5, 0.5])
    #expect(half.units(testing: 0.7, against: 0.85, isOneSided: true) == 96)
  }

  /// Linear programmes solved by SciPy 1.12 (linprog, HiGHS).
  @Test(
    "Variances of Flack, Afifi, Lachenbruch and Schouten",
    arguments: [
      ([0.2, 0.25, 0.55], [0.2, 0.25, 0.55], 0.6, 0.5441672198291081),
      ([0.2, 0.25, 0.55], [0.2, 0.25, 0.55], 0.4, 0.7092838076407033),
      ([0.2, 0.05, 0.2, 0.05, 0.2, 0.3], [0.2, 0.05, 0.2, 0.05, 0.2, 0.3], 0.5, 0.43809079475840806),
      ([0.2, 0.05, 0.2, 0.05, 0.2, 0.3], [0.2, 0.05, 0.2, 0.05, 0.2, 0.3], 0.1, 0.4683804616820156),
      ([0.1, 0.2, 0.7], [0.2, 0.2, 0.6], 0.5, 0.6893491124260357),
    ])
  func variances(first: [Double], second: [Double], kappa: Double, expected: Double) {
    let size = KappaSampleSize(firstShares: first, secondShares: second)
    #expect(isClose(size.variance(kappa: kappa), expected, within: 1e-9))
    // Other names of the categories, or of the raters, change nothing.
    let turned = KappaSampleSize(firstShares: first.reversed(), secondShares: second.reversed())
    #expect(isClose(turned.variance(kappa: kappa), expected, within: 1e-9))
    #expect(
      isClose(KappaSampleSize(firstShares: second, secondShares: first).variance(kappa: kappa), expected, within: 1e-9))
  }

  @Test("Units for a test with three and more categories, and with two raters of other margins")
  func tests() {
    let three = KappaSampleSize(firstShares: [0.2, 0.25, 0.55])
    #expect(three.units(testing: 0.6, against: 0.4, isOneSided: true) == 101)
    #expect(three.units(testing: 0.6, against: 0.4, power: 0.9, isOneSided: true) == 136)
    let six = KappaSampleSize(firstShares: [0.2, 0.05, 0.2, 0.05, 0.2, 0.3])
    #expect(six.units(testing: 0.5, against: 0.1, isOneSided: true) == 18)
    #expect(six.units(testing: 0.5, against: 0.1) == 23)
    #expect(
      KappaSampleSize(firstShares: [0.3, 0.7], secondShares: [0.4, 0.6]).units(testing: 0.6, against: 0.3) == 74)
  }

  @Test("Impossible: nil")
  func impossible() {
    let apart = KappaSampleSize(firstShares: [0.1, 0.2, 0.7], secondShares: [0.4, 0.3, 0.3])
    #expect(apart.variance(kappa: 0.9) == nil)
    #expect(apart.units(testing: 0.9, against: 0.2) == nil && apart.units(for: 0.9, halfWidth: 0.1) == nil)
    #expect(KappaSampleSize(firstShares: [0.5, 0.5]).units(testing: 0.5, against: 0.5) == nil)
    #expect(KappaSampleSize(firstShares: [1, 0]).variance(kappa: 0) == nil)
  }

  @Test("Perfect agreement has no variance; a width for kappa, finite population too")
  func widths() throws {
    let size = KappaSampleSize(firstShares: [0.3, 0.7])
    #expect(isClose(size.variance(kappa: 1), 0, within: 1e-12))
    let variance = try #require(size.variance(kappa: 0.6))
    let z = Normal.standard.quantile(0.975)
    let endless = z * z * variance / 0.01
    #expect(size.units(for: 0.6, halfWidth: 0.1) == Int(endless.rounded(.up)))
    #expect(size.units(for: 0.6, halfWidth: 0.1, population: 300) == Int((endless / (1 + endless / 300)).rounded(.up)))
  }

  @Test("The least number of units whose t interval is as narrow as asked", arguments: [0.02, 0.05, 0.2, 1, 5])
  func least(halfWidth: Double) throws {
    for population in [nil, 40, 5_000] as [Int?] {
      let units = try #require(
        KappaSampleSize.unitsForHalfWidth(halfWidth, deviation: 0.5, population: population))
      func reach(_ count: Int) -> Double {
        let part = 1 / Double(count) - (population.map { 1 / Double($0) } ?? 0)
        return StudentT(degreesOfFreedom: Double(count - 1)).quantile(0.975) * 0.5 * max(0, part).squareRoot()
      }
      #expect(reach(units) <= halfWidth)
      #expect(units == 2 || reach(units - 1) > halfWidth)
      if let population { #expect(units <= population) }
    }
    #expect(KappaSampleSize.unitsForHalfWidth(1e-9, deviation: 0.5) == nil)
    #expect(KappaSampleSize.unitsForHalfWidth(0.1, deviation: 0) == 2)
  }

  @Test("No sample is as large as some questions want")
  func endless() {
    let half = KappaSampleSize(firstShares: [0.5, 0.5])
    for width in [1e-7, 1e-200, .leastNonzeroMagnitude] { #expect(half.units(for: 0.6, halfWidth: width) == nil) }
    #expect(half.units(for: 0.6, halfWidth: 1e-7, population: 1_000) == 1_000)
    #expect(half.units(testing: 0.6, against: 0.6.nextUp) == nil)
    for deviation in [1e300, .infinity] {
      #expect(KappaSampleSize.unitsForHalfWidth(0.1, deviation: deviation) == nil)
      #expect(KappaSampleSize.unitsForHalfWidth(0.1, deviation: deviation, population: 10) == 10)
    }
  }

  @Test("The variance of a table is that of Fleiss, Cohen and Everitt")
  func againstATable() throws {
    // Two categories: margins and kappa tell the table. 40 units: 18 + 12 agree, 6 and 4 do not.
    var (units, raters, values): ([String], [String], [Double]) = ([], [], [])
    for (first, second, count) in [(1.0, 1.0, 18), (1, 2, 6), (2, 1, 4), (2, 2, 12)] {
      for _ in 0..<count {
        let unit = "\(units.count)"
        units += [unit, unit]
        raters += ["a", "b"]
        values += [first, second]
      }
    }
    let row = try RatingTable(units: units, raters: raters, values: values).estimate(
      .cohenKappa(.identity), interval: .fleissCohenEveritt)
    let size = KappaSampleSize(firstShares: [0.6, 0.4], secondShares: [0.55, 0.45])
    let variance = try #require(size.variance(kappa: row.estimate))
    #expect(isClose((variance / 40).squareRoot(), row.standardError, within: 1e-12))
  }
}
