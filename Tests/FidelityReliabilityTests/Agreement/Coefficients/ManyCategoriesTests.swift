import FidelityData
import FidelityReliability
import FidelityTesting
import Foundation
import Testing

/// Scales of so many values that pairs of them cannot all be visited: the quick ways give what the pairs give.
@Suite("Many categories")
struct ManyCategoriesTests {
  struct Values: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let values: [Double]

    init(_ name: String, _ values: [Double]) { (testDescription, self.values) = (name, Set(values).sorted()) }
  }

  private static func random(_ count: Int, seed: UInt64, _ value: (Double) -> Double) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in value(Double.random(in: 0..<1, using: &generator)) }
  }

  static let scales: [Values] = [
    Values("1...2500", (1...2_500).map(Double.init)), Values("0...2500", (0...2_500).map(Double.init)),
    Values("-2500...0", (-2_500...0).map(Double.init)), Values("hundredths", (0...2_400).map { Double($0) / 100 }),
    Values("uniform", random(2_200, seed: 1) { 1 + 99 * $0 }),
    Values("far from 0", random(2_200, seed: 2) { 1e6 + $0 }),
    Values("six powers of ten", random(2_200, seed: 3) { 1e-3 * pow(10, $0 * 6) }),
    Values("two heaps", random(1_100, seed: 4) { 1 + 1e-3 * $0 } + random(1_100, seed: 5) { 1e4 + $0 }),
    Values("forty powers of ten", random(2_200, seed: 6) { 1e-20 * pow(10, $0 * 40) }),
  ]

  @Test("sums of distances over all categories", arguments: scales, [AlphaMetric.ratio, .circular, .bipolar])
  func sums(scale: Values, metric: AlphaMetric) throws {
    let values = scale.values
    #expect(values.count > DistanceSums.pairLimit)
    let step = zip(values, values.dropFirst()).map { $1 - $0 }.min() ?? 1
    let distances = SquaredDistances(
      metric: metric, values: values, circumference: values[values.count - 1] - values[0] + step)
    let weights = Self.random(values.count, seed: 7) { ($0 * 9).rounded() }
    let sums = DistanceSums(distances)
    let (quick, pairs) = (try #require(sums.quickSums(weights)), sums.pairSums(weights))
    // An error beside the sum over all categories: that is what alpha divides by.
    let largest = pairs.max() ?? 0
    for (a, b) in zip(quick, pairs) { #expect(abs(a - b) <= 1e-11 * largest, "\(a) \(b)") }
    let total = zip(weights, pairs).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(isClose(zip(weights, quick).reduce(0) { $0 + $1.0 * $1.1 }, total, within: 1e-11 * max(1, abs(total))))
  }

  @Test("alpha of many values, against the definition", arguments: [AlphaMetric.ratio, .circular, .bipolar])
  func alpha(metric: AlphaMetric) throws {
    let first = Self.random(1_500, seed: 8) { 1 + 9 * $0 }
    let second = zip(first, Self.random(1_500, seed: 9) { $0 / 2 }).map { $0 + $1 }
    let row = AgreementAnalysis([.krippendorffAlpha(metric: metric)]).estimates(
      of: RatingMatrix(raters: [first, second]))[0]
    let values = Set(first + second).sorted()
    let step = zip(values, values.dropFirst()).map { $1 - $0 }.min() ?? 1
    let distances = SquaredDistances(
      metric: metric, values: values, circumference: values[values.count - 1] - values[0] + step)
    let place = Dictionary(uniqueKeysWithValues: zip(values, 0...))
    let observed = zip(first, second).reduce(0.0) { $0 + 2 * distances(place[$1.0] ?? 0, place[$1.1] ?? 0) }
    var expected = 0.0
    for a in first + second { for b in first + second { expected += distances(place[a] ?? 0, place[b] ?? 0) } }
    #expect(isClose(row.estimate, 1 - Double(2 * first.count - 1) * observed / expected, within: 1e-11))
    #expect(row.standardError > 0)
  }

  @Test("agreement on each of many categories, with its error")
  func categories() throws {
    let (unitCount, categoryCount) = (4_000, 1_600)
    let first = Self.random(unitCount, seed: 10) { ($0 * Double(categoryCount)).rounded(.down) }
    let noise = Self.random(unitCount, seed: 11) { $0 }
    let second = zip(first, noise).map { $1 < 0.3 ? ($0 + 1).truncatingRemainder(dividingBy: 1_600) : $0 }
    let matrix = RatingMatrix(raters: [first, second])
    let rows = AgreementAnalysis([.categoryAgreement(.each)]).estimates(of: matrix)
    let values = Set(first + second).sorted()
    #expect(rows.count == values.count && values.count > 1_000)
    for (row, value) in zip(rows, values) {
      let counts = zip(first, second).map { ($0 == value ? 1.0 : 0) + ($1 == value ? 1 : 0) }
      let all = counts.reduce(0, +)
      let agreement = counts.reduce(0) { $0 + ($1 == 2 ? 2 : 0) } / all
      #expect(isClose(row.estimate, agreement, within: 1e-12))
      let squares = counts.reduce(0.0) { sum, count in
        let influence = ((count == 2 ? 2 : 0) - agreement * count) / all
        return sum + influence * influence
      }
      let error = (squares * Double(unitCount) / Double(unitCount - 1)).squareRoot()
      if error > 1e-9 { #expect(isClose(row.standardError, error, within: 1e-10), "\(value)") }
    }
    // Kappa of a category is Fleiss' kappa of two categories.
    let kappas = AgreementAnalysis([.categoryKappa(.each)]).estimates(of: matrix)
    for place in stride(from: 0, to: values.count, by: 97) {
      let two = [first, second].map { $0.map { $0 == values[place] ? 1.0 : 0 } }
      let expected = AgreementAnalysis([.fleissKappa(.identity)]).estimates(of: RatingMatrix(raters: two))[0]
      #expect(isClose(kappas[place].estimate, expected.estimate, within: 1e-10))
      if expected.standardError > 1e-6 {
        #expect(isClose(kappas[place].standardError, expected.standardError, within: 1e-9))
      }
    }
  }

  @Test("groups that each use a few of many categories are as they are alone")
  func groups() throws {
    var generator = SeededGenerator(seed: 12)
    let (groupCount, unitCount) = (60, 8)
    var collected = RatingCollector()
    var dictionary = CategoryDictionary(.numbers)
    var alone: [RatingMatrix] = []
    for group in 0..<groupCount {
      let columns = (0..<2).map { _ in
        (0..<unitCount).map { _ in Double(Int.random(in: 0..<50, using: &generator)) * 1.25 }
      }
      alone.append(RatingMatrix(raters: columns))
      for unit in 0..<unitCount {
        for rater in 0..<2 {
          collected.append(
            group: UInt32(group), unit: UInt32(unit), rater: UInt32(rater),
            category: dictionary.code(of: columns[rater][unit]))
        }
      }
    }
    let table = try RatingTable(
      collected, groupCount: groupCount, unitCount: unitCount, dictionary: dictionary)
    let analysis = AgreementAnalysis([
      .gwetAC(.quadratic), .krippendorffAlpha(metric: .ordinal), .fleissKappa(.identity), .categoryAgreement(.each),
    ])
    for group in 0..<groupCount {
      let found = analysis.estimates(of: table, group: group)
      #expect(found == analysis.estimates(of: alone[group]))
    }
  }
}
