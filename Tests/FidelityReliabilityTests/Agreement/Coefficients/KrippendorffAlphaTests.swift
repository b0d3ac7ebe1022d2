import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Foundation
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
    let scale = Set(ratings.values).sorted()
    let (low, high) = (scale.first ?? 0, scale.last ?? 0)
    let step = zip(scale, scale.dropFirst()).map { $1 - $0 }.min() ?? 0
    func distance(_ a: Double, _ b: Double) -> Double {
      if a == b { return 0 }
      switch metric {
      case .nominal: return 1
      case .ordinal: return (midrank(a) - midrank(b)) * (midrank(a) - midrank(b))
      case .interval: return (a - b) * (a - b)
      case .circular:
        let chord = sin(.pi * (a - b) / (high - low + step))
        return chord * chord
      case .bipolar: return (a - b) * (a - b) / ((a + b - 2 * low) * (2 * high - a - b))
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
    "A thousand random tables with missing ratings, six metrics",
    arguments: [AlphaMetric.nominal, .ordinal, .interval, .ratio, .circular, .bipolar])
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
    // No two ratings are equal: agreement is 0 in every unit, and so is its error.
    #expect(rows[3].status == .noSpread && rows[3].standardError == 0)
  }

  @Test("On a circle, turning the scale changes nothing; its length comes from the declared scale")
  func circle() throws {
    let ratings = RandomRatings(units: 40, raters: 3, categories: [0, 3, 6, 9], missing: 0.1, seed: 5)
    var turned = ratings
    turned.values = ratings.values.map { ($0 + 6).truncatingRemainder(dividingBy: 12) }
    func alpha(_ ratings: RandomRatings, _ declared: DeclaredCategories) throws -> Estimate {
      AgreementAnalysis([.krippendorffAlpha(metric: .circular)], declaredCategories: declared)
        .estimates(of: try ratings.table())[0]
    }
    let (before, after) = (try alpha(ratings, .none), try alpha(turned, .none))
    #expect(before.note == "circumference 12")
    #expect(isClose(after.estimate, before.estimate, within: 1e-13))
    #expect(isClose(after.standardError, before.standardError, within: 1e-13))
    let hours = try alpha(ratings, .numbers((0..<24).map(Double.init)))
    #expect(hours.note == "circumference 24")
    #expect(abs(hours.estimate - before.estimate) > 1e-4)
  }

  @Test("A custom distance matrix is a metric: that of interval alpha, in any unit")
  func customMetric() throws {
    let values = [1.0, 2, 5, 7]
    let distances = values.map { row in values.map { 3 * (row - $0) * (row - $0) } }
    let matrix = try CustomWeights(categories: ["1", "2", "5", "7"], distances: distances)
    let table = try RandomRatings(units: 30, raters: 3, categories: values, missing: 0.2, seed: 6).table()
    let rows = AgreementAnalysis([
      .krippendorffAlpha(metric: .weights(.custom(matrix))), .krippendorffAlpha(metric: .interval),
    ]).estimates(of: table)
    #expect(rows[0].metric == "custom-distance")
    #expect(isClose(rows[0].estimate, rows[1].estimate, within: 1e-13))
    #expect(isClose(rows[0].standardError, rows[1].standardError, within: 1e-13))
  }

  @Test("Text has ranks on a circle, and neither intervals nor poles")
  func text() throws {
    let table = try RatingTable(
      units: ["1", "1", "2", "2", "3", "3"], raters: ["a", "b", "a", "b", "a", "b"],
      labels: ["N", "N", "E", "S", "W", "N"])
    let rows = AgreementAnalysis(
      [.krippendorffAlpha(metric: .circular), .krippendorffAlpha(metric: .bipolar)],
      declaredCategories: .labels(["N", "E", "S", "W"])
    ).estimates(of: table)
    // d = 1/2 for neighbours: D_o = 2 (0 + 1/2 + 1/2), margins 3 1 1 1, D_e = 2 (3 x 1/2 + 3 + 3 x 1/2 + 1/2 + 1 +
    // 1/2).
    #expect(isClose(rows[0].estimate, 1 - 5.0 * 2 / 16, within: 1e-14))
    #expect(rows[1].status == .notNumeric)
  }

  @Test("Names of metrics read back", arguments: AlphaMetric.names)
  func names(_ name: String) { #expect(AlphaMetric(name: name)?.name == name) }
}
