import FidelityData
import FidelityDrivers
import FidelityProbability
import FidelitySystem
import FidelityTesting
import Testing

/// Spells with many ties: whole days, halves, and some beyond the days that have a place of their own.
private func randomSpells(_ count: Int, seed: UInt64) -> [(days: Double, isOver: Bool)] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in
    var days = Double(Int.random(in: 0...12, using: &generator))
    if Int.random(in: 0..<5, using: &generator) == 0 { days += 0.5 }
    if Int.random(in: 0..<9, using: &generator) == 0 { days += 5_000 }
    return (days, Int.random(in: 0..<3, using: &generator) > 0)
  }
}

private func clock(_ spells: (Double, Bool)...) -> ProductLimit {
  ProductLimit(spells.map { (days: $0.0, isOver: $0.1) })
}

@Suite("Product limit")
struct ProductLimitTests {
  /// Survival and the sum of Greenwood after `days`, by a loop over the spells for each day.
  private static func brute(
    _ spells: [(days: Double, isOver: Bool)], at days: Double
  ) -> (survival: Double, variance: Double) {
    var (survival, variance) = (1.0, 0.0)
    for day in Set(spells.filter(\.isOver).map(\.days)).sorted() where day <= days {
      let atRisk = Double(spells.count { $0.days >= day })
      let ends = Double(spells.count { $0.days == day && $0.isOver })
      survival *= 1 - ends / atRisk
      variance += ends / (atRisk * (atRisk - ends))
    }
    return (survival, variance)
  }

  @Test("The median's limits are where the limits of the curve come to one half", arguments: 1...60)
  func medianLimits(seed: Int) {
    let curve = ProductLimit(randomSpells(4 + seed, seed: UInt64(seed))).curve(level: seed % 2 == 0 ? 0.95 : 0.5)
    func first(_ limit: (ProductLimitCurve.Point) -> Double) -> Double {
      curve.steps.first { limit(curve.survival(at: $0.days)) < 0.5 + 1e-12 }?.days ?? .nan
    }
    let (median, lower, upper) = curve.median()
    #expect(isSameNumber(median, first(\.estimate)))
    // Where the curve is 0 it has no limits.
    if curve.steps.contains(where: { $0.survival > 0 && $0.survival < 0.5 }) {
      #expect(isSameNumber(lower, first(\.lower)) && isSameNumber(upper, first(\.upper)))
    }
  }

  @Test("Agrees with a loop over the spells, ties and censoring included", arguments: 1...40)
  func brute(seed: Int) {
    let spells = randomSpells(1 + seed * 2, seed: UInt64(seed))
    let clock = ProductLimit(spells)
    #expect(clock.count == spells.count && clock.endCount == spells.count(where: \.isOver))
    #expect(clock.longest == spells.map(\.days).max())
    for days in [0, 0.4, 0.5, 3, 7.5, 12, 100, 5_003, 6_000] {
      let (survival, variance) = Self.brute(spells, at: days)
      let point = clock.survival(at: days)
      #expect(isClose(point.estimate, survival, within: 1e-13))
      guard survival > 1e-13, survival < 1 else {
        #expect(point.standardError == 0 && point.lower.isNaN && point.upper.isNaN)
        continue
      }
      #expect(isClose(point.standardError, survival * variance.squareRoot(), within: 1e-13))
      // log(-log): symmetric about log(-log S) with the error of it.
      let middle = log(-log(survival))
      let reach = 1.959963984540054 * variance.squareRoot() / -log(survival)
      #expect(isClose(log(-log(point.lower)), middle + reach, within: 1e-9))
      #expect(isClose(log(-log(point.upper)), middle - reach, within: 1e-9))
    }
  }

  @Test("The median and its limits are the first days on which the curves are at most one half", arguments: 1...40)
  func median(seed: Int) {
    let spells = randomSpells(3 + seed, seed: UInt64(100 + seed))
    let clock = ProductLimit(spells)
    let days = Set(spells.map(\.days)).sorted()
    func first(_ curve: (ProductLimitCurve.Point) -> Double) -> Double? {
      days.first { curve(clock.survival(at: $0)) <= 0.5 + 1e-12 }
    }
    let median = clock.median()
    #expect(median.estimate.isNaN ? first(\.estimate) == nil : median.estimate == first(\.estimate))
    #expect(median.lower.isNaN ? first(\.lower) == nil : median.lower == first(\.lower))
    #expect(median.upper.isNaN ? first(\.upper) == nil : median.upper == first(\.upper))
  }

  @Test("The restricted mean is the area below the curve, its error Greenwood's", arguments: 1...20)
  func restrictedMean(seed: Int) {
    let spells = randomSpells(5 + seed, seed: UInt64(200 + seed)).map { ($0.days.rounded(), $0.isOver) }
    let clock = ProductLimit(spells.map { (days: $0.0, isOver: $0.1) })
    func area(from start: Int, to end: Int) -> Double {
      (start..<max(start, end)).reduce(0) { $0 + clock.survival(at: Double($1)).estimate }
    }
    let result = clock.restrictedMean(to: 9)
    #expect(isClose(result.estimate, area(from: 0, to: 9), within: 1e-12))
    var variance = 0.0
    for step in clock.steps where step.days < 9 && step.ends < step.atRisk {
      let beyond = area(from: Int(step.days), to: 9)
      variance += beyond * beyond * Double(step.ends) / (Double(step.atRisk) * Double(step.atRisk - step.ends))
    }
    #expect(isClose(result.standardError, variance.squareRoot(), within: 1e-12))
  }

  @Test("Merged states are the whole, in any order of the spells", arguments: 1...20)
  func merge(seed: Int) {
    let spells = randomSpells(60, seed: UInt64(300 + seed))
    var (a, b) = (ProductLimit(spells.prefix(seed)), ProductLimit(spells.dropFirst(seed)))
    a.merge(b)
    #expect(a == ProductLimit(spells))
    #expect(a == ProductLimit(spells.reversed()))
    b.merge(ProductLimit())
    #expect(b == ProductLimit(spells.dropFirst(seed)))
    #expect(ProductLimit() == ProductLimit())
  }

  @Test("Spells that are alike count together")
  func times() {
    var clock = ProductLimit()
    clock.add(days: 3, isOver: true, times: 4)
    clock.add(days: 3_000, isOver: false, times: 2)
    clock.add(days: 1, isOver: true, times: 0)
    let spells: [(days: Double, isOver: Bool)] =
      Array(repeating: (3, true), count: 4) + Array(repeating: (3_000, false), count: 2)
    #expect(clock == ProductLimit(spells))
    #expect(clock.survival(at: 3).estimate == 2.0 / 6)
  }

  @Test("Where the curve is exactly one half: the smallest day, or the middle to the next end")
  func middle() {
    let half = clock((2, true), (4, true), (9, true), (9, true))
    #expect(half.median().estimate == 4)
    #expect(half.median(takesMiddle: true).estimate == 6.5)
    // Without a next end it reaches to the longest spell.
    let open = clock((2, true), (4, true), (9, false), (12, false))
    #expect(open.median().estimate == 4)
    #expect(open.median(takesMiddle: true).estimate == 8)
    // Not exactly one half: no middle.
    let odd = clock((2, true), (4, true), (9, true))
    #expect(odd.median(takesMiddle: true).estimate == 4)
  }

  @Test("Nothing, nothing over, and all over at once")
  func degenerate() {
    let none = ProductLimit()
    #expect(none.count == 0 && none.longest.isNaN && none.steps.isEmpty)
    #expect(none.survival(at: 5).estimate == 1 && none.median().estimate.isNaN)
    #expect(none.restrictedMean(to: 7).estimate == 7)
    let open = clock((4, false), (8, false))
    #expect(open.survival(at: 5).estimate == 1 && open.survival(at: 5).lower.isNaN)
    #expect(open.median().estimate.isNaN && open.median().lower.isNaN)
    #expect(open.curve().isUnknown(after: 9) && !open.curve().isUnknown(after: 8))
    let over = clock((0, true), (0, true))
    #expect(over.survival(at: 0).estimate == 0 && over.survival(at: 0).upper.isNaN)
    #expect(over.median().estimate == 0 && over.median().upper.isNaN)
    #expect(over.restrictedMean(to: 30).estimate == 0)
    #expect(!over.curve().isUnknown(after: 1))
  }
}

@Suite("Log-rank test")
struct LogRankTestTests {
  /// Observed less expected ends of each group and their covariance, by loops over the spells.
  private static func brute(_ groups: [[(days: Double, isOver: Bool)]]) -> (o: [Double], v: [[Double]]) {
    let all = groups.flatMap { $0 }
    var differences = groups.map { _ in 0.0 }
    var covariance = groups.map { _ in groups.map { _ in 0.0 } }
    for day in Set(all.filter(\.isOver).map(\.days)) {
      let n = Double(all.count { $0.days >= day })
      let d = Double(all.count { $0.days == day && $0.isOver })
      let shares = groups.map { Double($0.count { $0.days >= day }) / n }
      for g in groups.indices {
        differences[g] += Double(groups[g].count { $0.days == day && $0.isOver }) - d * shares[g]
        guard n > 1 else { continue }
        for h in groups.indices {
          covariance[g][h] += d * (n - d) / (n - 1) * shares[g] * ((g == h ? 1 : 0) - shares[h])
        }
      }
    }
    return (differences, covariance)
  }

  @Test("Two groups: (O - E)^2 / V", arguments: 1...30)
  func twoGroups(seed: Int) {
    let groups = [randomSpells(8 + seed, seed: UInt64(seed)), randomSpells(20, seed: UInt64(1_000 + seed))]
    let test = LogRankTest(groups.map { ProductLimit($0) })
    let (o, v) = Self.brute(groups)
    let statistic = o[0] * o[0] / v[0][0]
    #expect(isClose(test.statistic, statistic, within: 1e-10))
    #expect(test.degreesOfFreedom == 1 && test.groupCount == 2)
    #expect(isClose(test.pValue, Normal.standard.twoSidedPValue(statistic.squareRoot()), within: 1e-12))
    let swapped = LogRankTest(groups.reversed().map { ProductLimit($0) })
    #expect(isClose(swapped.statistic, statistic, within: 1e-10))
  }

  @Test("Three groups: the quadratic form of any two of them", arguments: 1...30)
  func threeGroups(seed: Int) {
    let groups = (0..<3).map { randomSpells(10 + seed + $0, seed: UInt64(2_000 + 10 * seed + $0)) }
    let test = LogRankTest(groups.map { ProductLimit($0) })
    let (o, v) = Self.brute(groups)
    for (g, h) in [(0, 1), (0, 2), (1, 2)] {
      let determinant = v[g][g] * v[h][h] - v[g][h] * v[h][g]
      let form = (o[g] * o[g] * v[h][h] - 2 * o[g] * o[h] * v[g][h] + o[h] * o[h] * v[g][g]) / determinant
      #expect(isClose(test.statistic, form, within: 1e-9 * max(1, form)))
    }
    #expect(test.degreesOfFreedom == 2)
    #expect(isClose(test.pValue, exp(-test.statistic / 2), within: 1e-12))
  }

  @Test("A group that no end finds at risk is left out; alone, or without ends, there is no test")
  func degenerate() {
    let a = clock((5, true), (7, true), (9, false))
    let b = clock((6, true), (8, false), (9, true))
    let early = clock((1, false), (2, false))
    let both = LogRankTest([a, b])
    let three = LogRankTest([a, early, b])
    #expect(isClose(three.statistic, both.statistic, within: 1e-14))
    #expect(three.degreesOfFreedom == 1 && three.groupCount == 2)
    for none in [[], [a], [a, early], [a, ProductLimit()], [early, early]] as [[ProductLimit]] {
      let test = LogRankTest(none)
      #expect(test.statistic.isNaN && test.degreesOfFreedom.isNaN && test.pValue.isNaN)
    }
    // Each is alone when its ends come.
    let late = clock((50, true), (60, true))
    let soon = clock((3, false), (4, false))
    #expect(LogRankTest([late, soon]).statistic.isNaN)
  }
}

@Suite("Poisson rate")
struct PoissonRateTests {
  /// P(X <= count) of a Poisson variable.
  private static func cumulative(_ count: Int, mean: Double) -> Double {
    var (term, sum) = (exp(-mean), 0.0)
    for k in 0...count {
      sum += term
      term *= mean / Double(k + 1)
    }
    return sum
  }

  @Test("At the limits the tails have their probabilities", arguments: [0, 1, 2, 5, 13, 40])
  func tails(count: Int) {
    let rate = PoissonRate(count: Double(count), exposure: 20.5)
    for level in [0.8, 0.95, 0.99] {
      let (lower, upper) = rate.limits(level: level)
      #expect(isClose(Self.cumulative(count, mean: upper * 20.5), (1 - level) / 2, within: 1e-12))
      if count == 0 {
        #expect(lower == 0)
      } else {
        #expect(isClose(1 - Self.cumulative(count - 1, mean: lower * 20.5), (1 - level) / 2, within: 1e-12))
      }
    }
    #expect(rate.value == Double(count) / 20.5)
    #expect(isClose(rate.standardError, Double(count).squareRoot() / 20.5, within: 1e-15))
  }

  @Test("Garwood's table: 10 events have the limits 4.795 and 18.391")
  func table() {
    let (lower, upper) = PoissonRate(count: 10, exposure: 1).limits()
    #expect(isClose(lower, 4.7954, within: 5e-5) && isClose(upper, 18.3904, within: 5e-5))
  }

  @Test("Without exposure there is no rate")
  func noExposure() {
    let rate = PoissonRate(count: 3, exposure: 0)
    #expect(rate.value.isNaN && rate.standardError.isNaN && rate.limits().lower.isNaN && rate.limits().upper.isNaN)
  }
}
