import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Krippendorff's alpha by brute force")
struct KrippendorffAlphaTests {
  /// 1 - D_o / D_e by summing over all pairs of values, as the definition reads.
  static func bruteForce(_ ratings: RandomRatings, _ metric: AlphaMetric) -> Double {
    let units = Dictionary(grouping: ratings.units.indices, by: { ratings.units[$0] }).mapValues {
      $0.map { ratings.values[$0] }
    }
    .values.filter { $0.count >= 2 }
    let pairable = units.flatMap(\.self).sorted()
    func midrank(_ value: Double) -> Double {
      Double(pairable.count { $0 < value }) + Double(pairable.count { $0 == value }) / 2
    }
    func distance(_ a: Double, _ b: Double) -> Double {
      if a == b { return 0 }
      switch metric {
      case .nominal: return 1
      case .ordinal: return (midrank(a) - midrank(b)) * (midrank(a) - midrank(b))
      case .interval: return (a - b) * (a - b)
      default: return (a - b) / (a + b) * ((a - b) / (a + b))
      }
    }
    var observed = 0.0
    for unit in units {
      for a in unit { for b in unit { observed += distance(a, b) / Double(unit.count - 1) } }
    }
    var expected = 0.0
    for a in pairable { for b in pairable { expected += distance(a, b) } }
    return 1 - Double(pairable.count - 1) * observed / expected
  }

  @Test(
    "A thousand random tables with missing ratings, four metrics",
    arguments: [AlphaMetric.nominal, .ordinal, .interval, .ratio])
  func randomTables(metric: AlphaMetric) throws {
    var checked = 0
    for seed in 0..<1_000 {
      var stream = RandomStream(seed: UInt64(seed), stream: 7)
      let categories = (0..<(2 + stream.next(upperBound: 5))).map { Double($0) + (seed % 3 == 0 ? 0.5 : 0) }
      let ratings = RandomRatings(
        units: 2 + stream.next(upperBound: 8), raters: 2 + stream.next(upperBound: 4), categories: categories,
        missing: 0.5 * stream.uniform(), seed: UInt64(seed))
      let expected = Self.bruteForce(ratings, metric)
      guard !ratings.units.isEmpty else { continue }
      let found = try ratings.table().estimate(.krippendorffAlpha(metric: metric))
      if expected.isNaN {
        #expect(found.status != .ok, "seed \(seed)")
      } else {
        checked += 1
        #expect(isClose(found.estimate, expected, within: 1e-12), "seed \(seed)")
      }
    }
    #expect(checked > 900)
  }

  @Test("Thousands of distinct values need no matrix")
  func continuousValues() throws {
    var stream = RandomStream(seed: 77)
    var ratings = RandomRatings(units: 0, raters: 0, categories: [1], missing: 0, seed: 1)
    for unit in 0..<2_000 {
      let truth = stream.normal()
      for rater in 0..<3 {
        ratings.units.append("\(unit)")
        ratings.raters.append("\(rater)")
        ratings.values.append(10 + truth + 0.5 * stream.normal())
      }
    }
    let table = try ratings.table()
    let rows = AgreementAnalysis([
      .krippendorffAlpha(metric: .interval), .krippendorffAlpha(metric: .ordinal), .gwetAC(.quadratic),
      .gwetAC(.identity),
    ]).estimates(of: table)
    // The intraclass correlation of the model is 1 / 1.25.
    #expect(isClose(rows[0].estimate, 0.8, within: 5 * rows[0].standardError))
    #expect(rows[0].standardError < 0.02)
    #expect(rows[1].status == .ok)
    #expect(rows[2].status == .tooManyCategories)
    #expect(rows[3].status == .ok)
  }

  @Test("Names of metrics read back", arguments: AlphaMetric.names)
  func names(_ name: String) { #expect(AlphaMetric(name: name)?.name == name) }
}
