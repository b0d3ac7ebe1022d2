import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Differences of agreement")
struct AgreementComparisonTests {
  static let slug = "gwet-paired-15x4"

  /// Ratings in groups: one for each value of `groups`, with shared unit codes.
  static func table(
    _ units: [String], _ raters: [String], _ values: [Double], groups: [Int]
  ) throws -> RatingTable {
    var (unitKeys, raterKeys) = (KeyDictionary(), KeyDictionary())
    var categories = CategoryDictionary(.numbers)
    var collected = RatingCollector()
    for place in units.indices {
      collected.append(
        group: UInt32(groups[place]), unit: unitKeys.code(of: units[place]), rater: raterKeys.code(of: raters[place]),
        category: categories.code(of: values[place]))
    }
    return try RatingTable(
      collected, groupCount: (groups.max() ?? 0) + 1, unitCount: unitKeys.count, dictionary: categories)
  }

  static func rounds() throws -> RatingTable {
    let rows = try Datasets.rows(slug).rows
    return try table(
      rows.map { $0[0] }, rows.map { $0[1] }, rows.map { Double($0[2]) ?? .nan },
      groups: rows.map { (Int($0[3]) ?? 1) - 1 })
  }

  static let cases = ((try? Datasets.cases(slug)) ?? []).filter { $0.quantity == "difference" }

  @Test("The dataset is there") func figuresAreThere() { #expect(Self.cases.count >= 11) }

  @Test(arguments: cases)
  func figure(_ expected: ExpectedCase) throws {
    let name = try #require(expected.options["coefficient"]?.text)
    let coefficient = try #require(AgreementInferenceTests.coefficient(name, expected.options))
    let row = AgreementComparison(AgreementAnalysis([coefficient])).differences(
      of: try Self.rounds(), first: 0, second: 1)[0]
    #expect(row.quantity == "agreement-difference" && row.form == name && row.method == "linearised")
    #expect(isClose(row.estimate, try #require(expected.value), within: expected.tolerance(of: "value")))
    #expect(isClose(row.standardError, try #require(expected.standardError), within: expected.tolerance))
    #expect(isClose(row.statistic, try #require(expected.statistic), within: expected.tolerance(of: "statistic")))
    #expect(isClose(row.pValue, try #require(expected.pValue), within: expected.tolerance(of: "p_value")))
    #expect(row.degreesOfFreedom == 14 && row.unitCount == 15)
  }

  @Test(
    "A group against itself: 0 with error 0",
    arguments: [
      AgreementInterval.linearised, .jackknife(.units), .bootstrap(resamples: 100, seed: 1),
    ])
  func itself(interval: AgreementInterval) throws {
    let ratings = RandomRatings(units: 20, raters: 3, categories: [1, 2, 3], missing: 0.2, seed: 3)
    let analysis = AgreementAnalysis(AgreementInvarianceTests.all + [.cohenKappa(.identity)], interval: interval)
    for row in AgreementComparison(analysis).differences(of: try ratings.table(), first: 0, second: 0) {
      if row.status == .notTwoRaters { continue }
      #expect(row.estimate == 0 && row.standardError == 0 && row.status == .noSpread && row.lower.isNaN)
    }
  }

  @Test("No common units: variances add up")
  func disjoint() throws {
    let a = RandomRatings(units: 300, raters: 3, categories: [1, 2, 3], missing: 0.1, seed: 4)
    let b = RandomRatings(units: 200, raters: 3, categories: [1, 2, 3], missing: 0.1, seed: 5)
    let table = try Self.table(
      a.units + b.units.map { $0 + "'" }, a.raters + b.raters, a.values + b.values,
      groups: a.units.map { _ in 0 } + b.units.map { _ in 1 })
    let analysis = AgreementAnalysis(AgreementInvarianceTests.all)
    let differences = AgreementComparison(analysis).differences(of: table, first: 0, second: 1)
    let (first, second) = (analysis.estimates(of: table, group: 0), analysis.estimates(of: table, group: 1))
    for (row, (x, y)) in zip(differences, zip(first, second)) {
      let sum = (x.standardError * x.standardError + y.standardError * y.standardError).squareRoot()
      // n/(n - 1) is that of 500 units instead of 300 and 200.
      #expect(abs(row.standardError / sum - 1) < 0.002)
      #expect(row.estimate == y.estimate - x.estimate)
    }
  }

  @Test("Partly common units, by brute force: the jackknife leaves a unit out of both")
  func jackknife() throws {
    let a = RandomRatings(units: 12, raters: 3, categories: [1, 2, 3], missing: 0.1, seed: 6)
    let b = RandomRatings(units: 15, raters: 4, categories: [1, 2, 3], missing: 0.1, seed: 7)
    let table = try Self.table(
      a.units + b.units, a.raters + b.raters, a.values + b.values,
      groups: a.units.map { _ in 0 } + b.units.map { _ in 1 })
    let coefficients: [AgreementCoefficient] = [.fleissKappa(.linear), .gwetAC(.identity), .congerKappa(.quadratic)]
    var analysis = AgreementAnalysis(coefficients, declaredCategories: .numbers([1, 2, 3]))
    func value(_ ratings: RandomRatings, without unit: String) throws -> [Double] {
      let kept = ratings.units.indices.filter { ratings.units[$0] != unit }
      return analysis.estimates(
        of: try RatingTable(
          units: kept.map { ratings.units[$0] }, raters: kept.map { ratings.raters[$0] },
          values: kept.map { ratings.values[$0] })
      ).map(\.estimate)
    }
    var values: [[Double]] = []
    for unit in Set(a.units + b.units) {
      values.append(zip(try value(b, without: unit), try value(a, without: unit)).map(-))
    }
    analysis.interval = .jackknife(.units)
    let rows = AgreementComparison(analysis).differences(of: table, first: 0, second: 1)
    for (place, row) in rows.enumerated() {
      let byHand = Jackknife(estimate: row.estimate, leaveOneOut: values.map { $0[place] })
      #expect(isClose(row.standardError, try #require(byHand.standardError), within: 1e-13))
      #expect(row.unitCount == 15 && row.degreesOfFreedom == 14)
    }
    // Linearised and bootstrap are near it.
    for interval in [AgreementInterval.linearised, .bootstrap(resamples: 4_000, seed: 1)] {
      analysis.interval = interval
      for (other, row) in zip(AgreementComparison(analysis).differences(of: table, first: 0, second: 1), rows) {
        #expect(abs(other.standardError / row.standardError - 1) < 0.35)
      }
    }
  }

  @Test("Every unit a cluster of its own: the errors of units; limits of all kinds")
  func clusters() throws {
    let table = try Self.rounds()
    let own = UnitClusters(codes: (0..<15).map { UInt32($0) })
    let analysis = AgreementAnalysis([.fleissKappa(.identity), .krippendorffAlpha(metric: .ordinal)])
    let comparison = AgreementComparison(analysis)
    AgreementInvarianceTests.expectEqual(
      comparison.differences(of: table, first: 0, second: 1, clusters: own),
      comparison.differences(of: table, first: 0, second: 1), within: 1e-14)
    for limits in BootstrapLimits.allCases {
      var bootstrap = comparison
      bootstrap.analysis.interval = .bootstrap(resamples: 2_000, seed: 3, limits: limits)
      for row in bootstrap.differences(of: table, first: 0, second: 1) {
        #expect(row.method == "bootstrap-\(limits.rawValue)" && row.lower < row.estimate && row.estimate < row.upper)
      }
    }
  }

  @Test("Two coefficients of the same ratings")
  func sameRatings() throws {
    let table = try RandomRatings(units: 40, raters: 2, categories: [1, 2, 3], missing: 0.2, seed: 8).table()
    let comparison = AgreementComparison(AgreementAnalysis([]))
    let (a, b) = (AgreementCoefficient.cohenKappa(.identity), AgreementCoefficient.gwetAC(.linear))
    let row = comparison.difference(of: table, first: a, second: b)
    #expect(row.form == "gwet-ac linear - cohen-kappa identity")
    #expect(row.estimate == table.estimate(b).estimate - table.estimate(a).estimate)
    var jackknife = comparison
    jackknife.analysis.interval = .jackknife(.units)
    let other = jackknife.difference(of: table, first: a, second: b)
    #expect(abs(other.standardError / row.standardError - 1) < 0.3)
    // With themselves, nothing.
    #expect(comparison.difference(of: table, first: a, second: a).standardError == 0)
  }

  @Test("One side undefined: a status")
  func undefined() throws {
    let table = try Self.table(
      ["1", "1", "2", "2", "1", "1", "2", "2"], ["a", "b", "a", "b", "a", "b", "a", "b"], [1, 1, 1, 1, 1, 2, 2, 2],
      groups: [0, 0, 0, 0, 1, 1, 1, 1])
    for interval in [AgreementInterval.linearised, .bootstrap(resamples: 50, seed: 1)] {
      let row = AgreementComparison(AgreementAnalysis([.fleissKappa(.identity)], interval: interval)).differences(
        of: table, first: 0, second: 1)[0]
      #expect(row.status == .noVariation && row.estimate.isNaN && row.standardError.isNaN)
    }
  }
}
