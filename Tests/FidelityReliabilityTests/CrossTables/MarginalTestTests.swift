import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Tests of marginal homogeneity")
struct MarginalTestTests {
  static let slug = "marginal-homogeneity"

  @Test("degrees of freedom are the rank, and the row says so")
  func rank() throws {
    let table = try SquareTables.dataset(Self.slug, "singular.csv")
    #expect(table.test(.stuartMaxwell).degreesOfFreedom == 2)
    #expect(table.test(.stuartMaxwell).note == "rank 2 with 5 categories in use")
    #expect(table.test(.bowker).note == "2 pairs of categories between which any unit lies")
    #expect(try SquareTables.dataset(Self.slug).test(.stuartMaxwell).note == nil)
  }

  @Test("the order of raters and of categories does not matter", arguments: 1...20)
  func invariance(seed: Int) {
    let table = SquareTables.random(2 + seed % 4, seed: UInt64(seed))
    var stream = RandomStream(seed: UInt64(seed), stream: 5)
    var order = Array(0..<table.categoryCount)
    order.shuffle(using: &stream)
    for test in MarginalTest.allCases {
      let expected = table.test(test)
      for other in [table.transposed, table.permuted(order)] {
        let found = other.test(test)
        #expect(found.status == expected.status)
        guard expected.status == .ok else { continue }
        #expect(relativeError(found.statistic, expected.statistic) < 1e-12, "\(test)")
        #expect(isClose(found.pValue, expected.pValue, within: 1e-12), "\(test)")
      }
    }
  }

  @Test("an unused category changes nothing", arguments: 1...10)
  func unusedCategory(seed: Int) {
    let count = 3
    let table = SquareTables.random(count, seed: UInt64(seed))
    var counts: [Int] = []
    for row in 0..<count { counts += (0..<count).map { table[row, $0] } + [0] }
    counts += [0, 0, 0, 0]
    let wider = CrossTable(categoryCount: count + 1, counts: counts)
    #expect(wider.withoutUnused == table.withoutUnused)
    for test in MarginalTest.allCases { #expect(wider.test(test) == table.test(test)) }
  }

  @Test("Stuart and Maxwell's statistic solves its equations, by elimination", arguments: 1...20)
  func byElimination(seed: Int) throws {
    let table = SquareTables.random(3, seed: UInt64(seed) + 100)
    // Two by two, by Cramer's rule.
    let d = (0..<2).map { Double(table.firstMargin[$0] - table.secondMargin[$0]) }
    let s = (0..<2).map { Double(table.firstMargin[$0] + table.secondMargin[$0] - 2 * table[$0, $0]) }
    let off = -Double(table[0, 1] + table[1, 0])
    let determinant = s[0] * s[1] - off * off
    try #require(determinant > 0)
    let expected = (s[1] * d[0] * d[0] - 2 * off * d[0] * d[1] + s[0] * d[1] * d[1]) / determinant
    let found = table.test(.stuartMaxwell)
    #expect(isClose(found.statistic, expected, within: 1e-11 * max(1, expected)))
    // Bhapkar's covariance is S - dd'/n.
    let n = Double(table.unitCount)
    let t = [s[0] - d[0] * d[0] / n, s[1] - d[1] * d[1] / n]
    let rest = off - d[0] * d[1] / n
    let inner = (t[1] * d[0] * d[0] - 2 * rest * d[0] * d[1] + t[0] * d[1] * d[1]) / (t[0] * t[1] - rest * rest)
    #expect(isClose(table.test(.bhapkar).statistic, inner, within: 1e-10 * max(1, inner)))
  }

  @Test("with two categories all are McNemar's", arguments: [(3, 9), (0, 4), (5, 5), (1, 0), (40, 13)])
  func twoCategories(b: Int, c: Int) {
    let table = CrossTable(categoryCount: 2, counts: [7, b, c, 11])
    let statistic = Double((b - c) * (b - c)) / Double(b + c)
    for test in [MarginalTest.mcNemar, .stuartMaxwell, .bowker] {
      #expect(isClose(table.test(test).statistic, statistic, within: 1e-13))
      #expect(table.test(test).degreesOfFreedom == 1)
    }
    // The exact tests by adding up binomial probabilities.
    var tail = 0.0
    var coefficient = 1.0
    var point = 0.0
    for k in 0...min(b, c) {
      point = coefficient
      tail += coefficient
      coefficient *= Double(b + c - k) / Double(k + 1)
    }
    let scale = pow2(-(b + c))
    #expect(isClose(table.test(.mcNemarExact).pValue, min(1, 2 * tail * scale), within: 1e-13))
    let midP = b == c ? 1 - point * scale / 2 : (2 * tail - point) * scale
    #expect(isClose(table.test(.mcNemarMidP).pValue, midP, within: 1e-13))
    #expect(table.test(.mcNemarExact).statistic == Double(min(b, c)))
  }

  private func pow2(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  @Test("what has no test has a status")
  func undefined() {
    let agreeing = CrossTable(categoryCount: 3, counts: [4, 0, 0, 0, 2, 0, 0, 0, 9])
    for test in [MarginalTest.stuartMaxwell, .bhapkar, .bowker] {
      #expect(agreeing.test(test).status == .noVariation)
      #expect(agreeing.test(test).pValue.isNaN)
    }
    #expect(agreeing.test(.mcNemar).status == .tooManyCategories)
    let same = CrossTable(categoryCount: 2, counts: [5, 0, 0, 3])
    #expect(same.test(.mcNemar).status == .noVariation)
    #expect(same.test(.mcNemarExact).pValue == 1)
    #expect(same.test(.mcNemarMidP).pValue == 1)
    // Every unit differs in the same way: the difference has no variance.
    let shifted = CrossTable(categoryCount: 2, counts: [0, 6, 0, 0])
    #expect(shifted.test(.mcNemar).statistic == 6)
    #expect(shifted.test(.bhapkar).status == .noVariation)
    let empty = CrossTable(categoryCount: 2, counts: [0, 0, 0, 0])
    for test in MarginalTest.allCases { #expect(empty.test(test).status == .tooFewUnits) }
  }

  @Test("tests that suit a scale")
  func suitable() {
    #expect(MarginalTest.suitable(categoryCount: 2).contains(.mcNemarExact))
    #expect(MarginalTest.suitable(categoryCount: 5) == [.stuartMaxwell, .bhapkar, .bowker])
  }
}

@Suite("Cochran's Q")
struct CochranQTests {
  private func table(_ rows: [[Double]]) throws -> RatingTable {
    RatingMatrix(unitMajor: rows.flatMap(\.self), raterCount: rows[0].count).table()
  }

  @Test("of two raters it is McNemar's statistic", arguments: 1...10)
  func twoRaters(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed))
    let rows = (0..<30).map { _ in [Double(stream.next(upperBound: 2)), Double(stream.next(upperBound: 2))] }
    let ratings = try table(rows)
    let pair = try #require(RaterAnalysis().crossTables(of: ratings).tables.first)
    let found = CochranQ.estimate(of: ratings)
    #expect(isClose(found.statistic, pair.table.test(.mcNemar).statistic, within: 1e-12))
    #expect(found.unitCount == 30)
  }

  @Test("other labels, other order of raters: the same")
  func invariance() throws {
    var stream = RandomStream(seed: 4)
    let rows = (0..<25).map { _ in (0..<4).map { _ in Double(stream.next(upperBound: 2)) } }
    let expected = CochranQ.estimate(of: try table(rows)).statistic
    #expect(CochranQ.estimate(of: try table(rows.map { $0.map { 7 - 3 * $0 } })).statistic == expected)
    #expect(CochranQ.estimate(of: try table(rows.map { Array($0.reversed()) })).statistic == expected)
    #expect(CochranQ.estimate(of: try table(rows.reversed())).statistic == expected)
  }

  @Test("statuses")
  func undefined() throws {
    #expect(CochranQ.estimate(of: try table([[1, 2, 3], [1, 1, 2]])).status == .tooManyCategories)
    #expect(CochranQ.estimate(of: try table([[1, 1], [0, 0]])).status == .noVariation)
    #expect(CochranQ.estimate(of: try table([[1, .nan], [.nan, 0]])).status == .tooFewUnits)
    #expect(CochranQ.estimate(of: try table([[1], [0]])).status == .tooFewRaters)
  }
}
