import FidelityData
import FidelityLinearAlgebra
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Pairs of raters", .serialized)
struct RaterPairsTests {
  /// Shapes of tables: units, raters, categories, share of missing ratings.
  struct Shape: Sendable, CustomTestStringConvertible {
    var units = 40
    var raters = 4
    var categories = [1.0, 2, 3]
    var missing = 0.2

    var testDescription: String { "\(units) x \(raters), \(categories.count) categories, \(missing) missing" }

    func ratings(seed: UInt64) -> RandomRatings {
      RandomRatings(units: units, raters: raters, categories: categories, missing: missing, seed: seed)
    }
  }

  static let shapes = [
    Shape(), Shape(missing: 0), Shape(units: 5_000, raters: 3, missing: 0), Shape(units: 2_500, raters: 5),
    Shape(units: 256, raters: 3, categories: [0, 1], missing: 0), Shape(units: 64, raters: 6, missing: 0.9),
    Shape(units: 1, raters: 3), Shape(units: 300, raters: 3, categories: (1...40).map(Double.init)),
    Shape(units: 50, raters: 12, categories: [0, 0.5, 1, 3, 10], missing: 0.7),
  ]

  /// Every pair's table, counted by looking at every pair of ratings.
  private func plainTables(_ ratings: RandomRatings) -> [String: [String: Int]] {
    var byUnit: [String: [(rater: String, value: Double)]] = [:]
    for index in ratings.units.indices {
      byUnit[ratings.units[index], default: []].append((ratings.raters[index], ratings.values[index]))
    }
    var tables: [String: [String: Int]] = [:]
    for ratings in byUnit.values {
      for first in ratings {
        for second in ratings where first.rater < second.rater {
          tables["\(first.rater)-\(second.rater)", default: [:]]["\(first.value) \(second.value)", default: 0] += 1
        }
      }
    }
    return tables
  }

  @Test("both ways of counting are those of a plain loop", arguments: shapes, PairRoute.allCases)
  func counting(shape: Shape, route: PairRoute) throws {
    let ratings = shape.ratings(seed: 3)
    let names = Set(ratings.raters).sorted()
    let found = RaterAnalysis().crossTables(of: try ratings.table(), route: route)
    let expected = plainTables(ratings)
    #expect(found.tables.count == expected.count)
    for (first, second, table) in found.tables {
      let cells = try #require(expected["\(names[Int(first)])-\(names[Int(second)])"])
      #expect(table.unitCount == cells.values.reduce(0, +))
      for (row, x) in found.values.enumerated() {
        for (column, y) in found.values.enumerated() { #expect(table[row, column] == cells["\(x) \(y)", default: 0]) }
      }
    }
  }

  @Test("each pair is Cohen's kappa of a table of its own", arguments: AgreementWeights.families)
  func againstCoefficients(weights: AgreementWeights) throws {
    let ratings = RandomRatings(units: 60, raters: 4, categories: [1, 2, 3, 5], missing: 0.25, seed: 9)
    let rows = RaterAnalysis(weights: [weights]).pairs(of: try ratings.table())
    #expect(rows.count == 12)
    let declared = DeclaredCategories.numbers([1, 2, 3, 5])
    for row in rows {
      guard case .pair(let first, let second) = row.subject else { continue }
      let raters = ["r\(first)", "r\(second)"]
      let kept = ratings.units.indices.filter { raters.contains(ratings.raters[$0]) }
      let both = Dictionary(grouping: kept) { ratings.units[$0] }.values.filter { $0.count == 2 }.flatMap(\.self)
      let table = try RatingTable(
        units: both.map { ratings.units[$0] }, raters: both.map { ratings.raters[$0] },
        values: both.map { ratings.values[$0] })
      let coefficient: AgreementCoefficient =
        row.estimate.quantity == "cohen-kappa" ? .cohenKappa(weights) : .percentAgreement(weights)
      let expected = AgreementAnalysis([coefficient], declaredCategories: declared).estimates(of: table)[0]
      #expect(row.estimate.unitCount == expected.unitCount)
      for (a, b) in [
        (row.estimate.estimate, expected.estimate), (row.estimate.standardError, expected.standardError),
        (row.estimate.lower, expected.lower), (row.estimate.upper, expected.upper),
        (row.estimate.degreesOfFreedom, expected.degreesOfFreedom),
      ] {
        #expect(isClose(a, b, within: 1e-12))
      }
      #expect(isClose(row.estimate.pValue, expected.pValue, within: 1e-12))
    }
  }

  @Test("the matrix of kappas holds those of the pairs")
  func matrix() throws {
    let table = try Shape(units: 30, raters: 6, missing: 0.6).ratings(seed: 5).table()
    let (raters, kappas) = RaterAnalysis().kappaMatrix(.linear, of: table)
    #expect(raters == [0, 1, 2, 3, 4, 5])
    #expect(kappas.diagonal == Array(repeating: 1, count: 6))
    for row in RaterAnalysis(weights: [.linear]).pairs(of: table) where row.estimate.quantity == "cohen-kappa" {
      guard case .pair(let first, let second) = row.subject else { continue }
      let expected = row.estimate.estimate
      for kappa in [kappas[Int(first), Int(second)], kappas[Int(second), Int(first)]] {
        #expect(kappa == expected || (kappa.isNaN && expected.isNaN))
      }
    }
    let apart = try RatingTable(units: ["a", "b"], raters: ["1", "2"], values: [1, 2])
    #expect(RaterAnalysis().kappaMatrix(.identity, of: apart).kappas[0, 1].isNaN)
  }

  @Test("kappas from sums of powers are those of the tables", arguments: shapes, PairMomentRoute.allCases)
  func moments(shape: Shape, route: PairMomentRoute) throws {
    let table = try shape.ratings(seed: 12).table()
    let analysis = RaterAnalysis(weights: [.quadratic])
    let tables = analysis.crossTables(of: table)
    let found = try analysis.quadraticKappas(of: table, route: route)
    #expect(found.count == tables.tables.count)
    for (moments, pair) in zip(found, tables.tables) {
      let kappa = pair.table.cohenKappa(.quadratic, values: tables.values)
      let agreement = pair.table.percentAgreement(.quadratic, values: tables.values)
      #expect(moments.sums[0] == Double(pair.table.unitCount))
      #expect(moments.kappa.value.isNaN == kappa.value.isNaN)
      for (a, b) in [
        (moments.kappa.value, kappa.value), (moments.kappa.standardError, kappa.standardError),
        (moments.agreement.value, agreement.value), (moments.agreement.standardError, agreement.standardError),
      ] where !b.isNaN {
        // An error near 0 is the root of what rounding leaves of a difference of numbers near 1.
        #expect(isClose(a, b, within: 1e-6))
        if b > 1e-4 { #expect(relativeError(a, b) < 1e-9) }
      }
    }
  }

  @Test("sums of whole numbers are equal, whichever way", arguments: [UInt64(1), 2, 3])
  func exactMoments(seed: UInt64) throws {
    let shape = Shape(units: 3_000, raters: 5, categories: [1, 2, 3, 4, 7])
    let table = try shape.ratings(seed: seed).table()
    let analysis = RaterAnalysis()
    let routes = try PairMomentRoute.allCases.map { try analysis.quadraticKappas(of: table, route: $0) }
    for (a, b) in zip(routes[0], routes[1]) {
      #expect(a.sums == b.sums)
      #expect(a.kappa == b.kappa)
    }
  }

  @Test("real values: more of them than a table could hold")
  func realValues() throws {
    var stream = RandomStream(seed: 77)
    let columns = (0..<3).map { rater in (0..<400).map { Double($0 % 37) + 0.3 * Double(rater) + stream.normal() } }
    let rows = RaterAnalysis(weights: [.identity, .quadratic, .linear]).pairs(of: RatingMatrix(raters: columns).table())
    let pair = rows.filter { $0.subject == .pair(0, 2) }.map(\.estimate)
    // No two ratings are equal: agreement is 0, with Wilson's limits.
    #expect(pair.map(\.status) == [.noSpread, .tooManyCategories, .ok, .ok, .tooManyCategories, .tooManyCategories])
    // Lin's coefficient with divisor n.
    let n = 400.0
    let (x, y) = (columns[0], columns[2])
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let sxy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) } / n
    let sxx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) } / n
    let syy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) } / n
    let expected = 2 * sxy / (sxx + syy + (mx - my) * (mx - my))
    let kappa = try #require(pair.first { $0.quantity == "cohen-kappa" && $0.weights == "quadratic" })
    #expect(isClose(kappa.estimate, expected, within: 1e-12))
    #expect(kappa.standardError > 0)
    #expect(pair[0].estimate == 0)
  }

  @Test("rows in another order, other numbers of threads: the same to the last bit")
  func invariance() throws {
    let ratings = RandomRatings(units: 80, raters: 7, categories: [1, 2, 3], missing: 0.4, seed: 2)
    var shuffled = ratings
    var stream = RandomStream(seed: 1)
    let order = Array(ratings.units.indices).shuffled(using: &stream)
    shuffled.units = order.map { ratings.units[$0] }
    shuffled.raters = order.map { ratings.raters[$0] }
    shuffled.values = order.map { ratings.values[$0] }
    let analysis = RaterAnalysis(weights: [.identity, .quadratic], tolerance: 1, adjustment: .benjaminiHochberg)
    let threads = WorkerThreads.count
    defer { WorkerThreads.count = threads }
    for count in [1, 2, 5] {
      WorkerThreads.count = count
      #expect(try analysis.pairs(of: shuffled.table(), tests: true) == analysis.pairs(of: ratings.table(), tests: true))
      #expect(try analysis.againstOthers(of: shuffled.table()) == analysis.againstOthers(of: ratings.table()))
      #expect(try analysis.againstGold(2, of: shuffled.table()) == analysis.againstGold(2, of: ratings.table()))
    }
  }

  @Test("tests of margins go with pairs, and Cochran's Q with two categories")
  func margins() throws {
    let binary = try Shape(units: 60, raters: 4, categories: [0, 1], missing: 0).ratings(seed: 8).table()
    let rows = RaterAnalysis().pairs(of: binary, tests: true)
    #expect(
      rows.filter { $0.subject == .pair(0, 1) }.map(\.estimate.quantity) == [
        "percent-agreement", "cohen-kappa", "mcnemar", "mcnemar", "mcnemar-exact", "mcnemar-exact", "bhapkar",
      ])
    #expect(rows.last?.subject == .all)
    #expect(rows.last?.estimate == CochranQ.estimate(of: binary))
    let more = RaterAnalysis().pairs(of: try Shape().ratings(seed: 8).table(), tests: true)
    #expect(
      more.filter { $0.subject == .pair(0, 1) }.map(\.estimate.quantity).suffix(3) == [
        "stuart-maxwell", "bhapkar", "bowker",
      ])
  }

  @Test("pairs without units in common have rows of a status, where they are wanted", arguments: [1.0, 300])
  func unpaired(factor: Double) throws {
    // With 300 more values there are no cross tables.
    var (units, raters, values) = (["a", "a", "b", "b", "c"], ["1", "2", "3", "4", "5"], [1.0, 1, 2, 3, 1])
    for extra in 0..<Int(factor) {
      units.append("x\(extra)")
      raters.append("5")
      values.append(Double(extra + 4))
    }
    let table = try RatingTable(units: units, raters: raters, values: values)
    var analysis = RaterAnalysis(weights: [.identity, .quadratic])
    let rows = analysis.pairs(of: table, unpaired: true)
    var expected: [RaterEstimate.Subject] = []
    for first in 0..<5 as Range<UInt32> {
      for second in (first + 1)..<max(5, first + 1) { expected.append(.pair(first, second)) }
    }
    #expect(rows.map(\.subject) == expected.flatMap { Array(repeating: $0, count: 4) })
    let paired: Set<RaterEstimate.Subject> = [.pair(0, 1), .pair(2, 3)]
    for row in rows where !paired.contains(row.subject) {
      #expect(row.estimate.status == .tooFewUnits && row.estimate.unitCount == 0 && row.estimate.estimate.isNaN)
      #expect(row.estimate.raterCount == 2 && row.estimate.weights != nil)
    }
    #expect(rows.filter { paired.contains($0.subject) } == analysis.pairs(of: table))
    #expect(RaterAnalysis.pairCounts(of: table).all == 10)
    analysis.hasWeightedAgreement = false
    let fewer = analysis.pairs(of: table, unpaired: true).map(\.estimate)
    #expect(fewer == rows.map(\.estimate).filter { $0.quantity != "percent-agreement" || $0.weights == "identity" })
  }

  @Test("raters without units in common have no row, a rater alone none at all")
  func disconnected() throws {
    let table = try RatingTable(
      units: ["a", "a", "b", "b", "c"], raters: ["1", "2", "3", "4", "5"], values: [1, 1, 2, 3, 1])
    let subjects = Set(RaterAnalysis().pairs(of: table).map(\.subject))
    #expect(subjects == [.pair(0, 1), .pair(2, 3)])
    let alone = RatingMatrix(raters: [[1.0, 2, 3]]).table()
    #expect(RaterAnalysis().pairs(of: alone).isEmpty)
    #expect(RaterAnalysis().pairs(of: table, excluding: 0).map(\.subject).allSatisfy { $0 == .pair(2, 3) })
  }

  @Test("a rater with one category alone: kappa is 0, and the row says why")
  func constantRater() {
    let rows = RaterAnalysis(weights: [.identity, .quadratic])
      .pairs(of: RatingMatrix(raters: [[2.0, 2, 2, 2], [1.0, 2, 3, 2], [1.0, 3, 3, 2]]).table())
    for row in rows where row.estimate.quantity == "cohen-kappa" {
      let isConstant = row.subject == .pair(0, 1) || row.subject == .pair(0, 2)
      #expect((row.estimate.note != nil) == isConstant)
      #expect((row.estimate.estimate == 0) == isConstant)
    }
  }

  @Test("text categories take ranks, in the declared order")
  func text() throws {
    let labels = ["low", "mid", "high", "mid", "low", "high"]
    let other = ["low", "high", "high", "mid", "mid", "low"]
    let units = (1...6).map(String.init)
    let table = try RatingTable(
      units: units + units, raters: Array(repeating: "A", count: 6) + Array(repeating: "B", count: 6),
      labels: labels + other)
    let order = ["low", "mid", "high"]
    let analysis = RaterAnalysis(weights: [.quadratic], declaredCategories: .labels(order))
    let numbers = RatingMatrix(raters: [labels, other].map { $0.map { Double(order.firstIndex(of: $0) ?? 0) } })
    let expected = RaterAnalysis(weights: [.quadratic]).pairs(of: numbers.table())
    #expect(analysis.pairs(of: table).map(\.estimate) == expected.map(\.estimate))
  }
}
