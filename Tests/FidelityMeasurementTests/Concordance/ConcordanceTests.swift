import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityTesting
import Testing

/// Ratings of a long table as units x raters.
private func matrix(_ slug: String, _ file: String = "data.csv") throws -> (values: [Double], raterCount: Int) {
  let (_, rows) = try Datasets.rows(slug, file)
  var (units, raters): ([String], [String]) = ([], [])
  for row in rows {
    if !units.contains(row[0]) { units.append(row[0]) }
    if !raters.contains(row[1]) { raters.append(row[1]) }
  }
  var values = [Double](repeating: .nan, count: units.count * raters.count)
  for row in rows {
    guard let unit = units.firstIndex(of: row[0]), let rater = raters.firstIndex(of: row[1]) else { continue }
    values[unit * raters.count + rater] = Double(row[2]) ?? .nan
  }
  return (values, raters.count)
}

@Suite("Concordance")
struct ConcordanceTests {
  static func meters() throws -> (x: [Double], y: [Double]) {
    (try Datasets.numbers("lin-ccc", "x"), try Datasets.numbers("lin-ccc", "y"))
  }

  @Test("Lin's coefficient and its parts", arguments: try Datasets.cases("lin-ccc"))
  func lin(_ expected: ExpectedCase) throws {
    let (x, y) = try Self.meters()
    let divisor = LinConcordance.Divisor(rawValue: expected.options["divisor"]?.text ?? "n") ?? .n
    let rows =
      LinConcordance(PairMoments(x, y), divisor: divisor).estimates() + [PairCorrelation(PairMoments(x, y)).estimate()]
    let row = try #require(rows.first { $0.quantity == expected.quantity })
    #expect(row.status == .ok)
    #expect(isClose(row.estimate, try #require(expected.value), within: expected.tolerance))
    if let interval = expected.interval {
      #expect(isClose(row.lower, interval[0], within: expected.tolerance))
      #expect(isClose(row.upper, interval[1], within: expected.tolerance))
      #expect(isClose(row.standardError, try #require(expected.standardError), within: expected.tolerance))
    }
  }

  @Test("CCC = precision x accuracy; raters swapped and a common scale change nothing")
  func linLaws() throws {
    let (x, y) = try Self.meters()
    let lin = LinConcordance(PairMoments(x, y))
    #expect(relativeError(lin.value, lin.pearson * lin.biasCorrection) < 1e-14)
    let swapped = LinConcordance(PairMoments(y, x))
    #expect(relativeError(swapped.value, lin.value) < 1e-13)
    #expect(relativeError(swapped.standardError, lin.standardError) < 1e-12)
    let moved = LinConcordance(PairMoments(x.map { 5 - 2 * $0 }, y.map { 5 - 2 * $0 }))
    #expect(relativeError(moved.value, lin.value) < 1e-13)
    // Of two raters the overall coefficient is Lin's.
    let both = RaterMoments(ratings: zip(x, y).flatMap { [$0, $1] }, raterCount: 2)
    for divisor in LinConcordance.Divisor.allCases {
      let overall = OverallConcordance(both, divisor: divisor)
      let pair = LinConcordance(PairMoments(x, y), divisor: divisor)
      #expect(relativeError(overall.value, pair.value) < 1e-12)
      #expect(relativeError(overall.precision, pair.pearson) < 1e-12)
      #expect(relativeError(overall.accuracy, pair.biasCorrection) < 1e-12)
    }
  }

  @Test("A large common level, or one of a side, costs no digits", arguments: [(1e12, 1e12), (1e12, 0), (-3e11, 5)])
  func offsets(x offsetX: Double, y offsetY: Double) {
    let x = (0..<60).map { Double(($0 * 7) % 11) / 8192 }
    let y = (0..<60).map { Double(($0 * 5) % 13) / 8192 }
    let (near, far) = (PairMoments(x, y), PairMoments(x.map { $0 + offsetX }, y.map { $0 + offsetY }))
    for (a, b) in [
      (near.squaresX, far.squaresX), (near.squaresY, far.squaresY), (near.productsXY, far.productsXY),
      (near.differenceSquares, far.differenceSquares),
    ] { #expect(relativeError(b, a) < 1e-11) }
    let both = zip(x, y).flatMap { [$0 + offsetX, $1 + offsetY] }
    let overall = OverallConcordance(RaterMoments(ratings: both, raterCount: 2))
    #expect(relativeError(overall.precision, PairCorrelation(near).value) < 1e-11)
  }

  @Test("Lin's error where the correlation is 0 is that of a correlation next to it")
  func linWithoutCorrelation() throws {
    let x = [-2.0, -1, 0, 1, 2]
    func lin(_ tilt: Double) -> LinConcordance {
      LinConcordance(PairMoments(x, x.map { $0 * $0 + 1 + tilt * $0 }))
    }
    let (zero, next) = (lin(0), lin(1e-7))
    #expect(abs(zero.value) < 1e-14 && zero.standardError > 0)
    #expect(isClose(zero.standardError, next.standardError, within: 1e-6))
    let limits = try #require(zero.interval())
    #expect(isClose(limits.lower, -limits.upper, within: 1e-12))
  }

  @Test("Ranks of some numbers from the ranks of all")
  func ranksOfSome() {
    let values = (0..<50).map { Double(($0 * 37) % 17) }
    let all = AverageRanks(values)
    let chosen = values.indices.filter { $0 % 3 != 1 }
    let found = AverageRanks(of: chosen.map { all.ranks[$0] }, among: values.count)
    let direct = AverageRanks(chosen.map { values[$0] })
    #expect(found.ranks == direct.ranks && found.tieSum == direct.tieSum && direct.tieSum > 0)
    #expect(AverageRanks(of: [], among: 0).ranks.isEmpty)
  }

  @Test("Finn's chance variance of a list is that of its numbers")
  func finnLists() throws {
    let ratings = try RatingColumns("icc-ten-forms")
    let anova = OneWayAnova(ratings.oneWay())
    let counted = FinnCoefficient(anova, categoryCount: 10)
    #expect(relativeError(FinnCoefficient(anova, categories: (1...10).map(Double.init)).value, counted.value) < 1e-14)
    // 1, 2, 4: variance 14/9.
    #expect(isClose(FinnCoefficient(anova, categories: [4, 1, 2, 2]).chanceVariance, 14.0 / 9, within: 1e-15))
    #expect(FinnCoefficient(anova, categories: [3]).estimate.status == .tooFewCategories)
  }

  @Test("Several raters", arguments: try Datasets.cases("icc-ten-forms"))
  func several(_ expected: ExpectedCase) throws {
    let (values, raterCount) = try matrix("icc-ten-forms")
    let divisor = LinConcordance.Divisor(rawValue: expected.options["divisor"]?.text ?? "n") ?? .n
    let anova = TwoWayAnova(try RatingColumns("icc-ten-forms").crossed)
    switch expected.quantity {
    case "finn", "finn-test":
      let model = try #require(FinnCoefficient.Model(rawValue: expected.options["model"]?.text ?? ""))
      let row = FinnCoefficient(model, anova, categoryCount: 10).estimate
      if let value = expected.value { #expect(isClose(row.estimate, value, within: expected.tolerance)) }
      if let p = expected.pValue {
        #expect(isClose(row.pValue, p, within: expected.tolerance) && row.degreesOfFreedom == 18)
        let statistic = try #require(expected.statistic)
        #expect(isClose(row.statistic, statistic, within: expected.tolerance))
      }
    case let quantity where quantity.hasPrefix("overall"):
      let overall = OverallConcordance(RaterMoments(ratings: values, raterCount: raterCount), divisor: divisor)
      let row = try #require(overall.estimates.first { $0.quantity == quantity })
      #expect(isClose(row.estimate, try #require(expected.value), within: expected.tolerance))
    default: break
    }
  }

  @Test("Finn of unequal numbers of ratings is that of equal ones where they are")
  func finnOneWay() throws {
    let ratings = try RatingColumns("icc-ten-forms")
    let (a, b) = (
      FinnCoefficient(OneWayAnova(ratings.oneWay()), categoryCount: 10),
      FinnCoefficient(.oneWay, TwoWayAnova(ratings.crossed), categoryCount: 10)
    )
    #expect(relativeError(a.value, b.value) < 1e-13 && relativeError(a.estimate.pValue, b.estimate.pValue) < 1e-11)
    #expect(FinnCoefficient(OneWayAnova(ratings.oneWay()), categoryCount: 1).estimate.status == .tooFewCategories)
  }

  @Test("Raters merged = whole, in any order of units and raters", arguments: [0, 1, 3, 6])
  func overallMerge(split: Int) throws {
    let (values, k) = try matrix("icc-ten-forms")
    let whole = OverallConcordance(RaterMoments(ratings: values, raterCount: k))
    var merged = RaterMoments(ratings: Array(values[(split * k)...]), raterCount: k)
    merged.merge(RaterMoments(ratings: Array(values[..<(split * k)]), raterCount: k))
    #expect(relativeError(OverallConcordance(merged).value, whole.value) < 1e-12)
    #expect(relativeError(OverallConcordance(merged).precision, whole.precision) < 1e-12)
    let reversed = RaterMoments(ratings: values.reversed(), raterCount: k)
    #expect(relativeError(OverallConcordance(reversed).value, whole.value) < 1e-12)
  }

  @Test("Kendall's W", arguments: try Datasets.cases("kendall-w"))
  func kendall(_ expected: ExpectedCase) throws {
    let (values, raterCount) = try matrix("kendall-w", expected.options["table"]?.text ?? "data.csv")
    let isCorrected = expected.options["ties"]?.text == "corrected"
    let kendall = KendallConcordance(ratings: values, raterCount: raterCount)
    let row = kendall.estimate(isTieCorrected: isCorrected)
    #expect(isClose(row.estimate, try #require(expected.value), within: expected.tolerance))
    if let p = expected.pValue { #expect(isClose(row.pValue, p, within: expected.tolerance)) }
    // A monotone map of each rater's scale, units in another order.
    let mapped = KendallConcordance(ratings: values.reversed().map { $0 * $0 * $0 + 7 }, raterCount: raterCount)
    #expect(relativeError(mapped.value(isTieCorrected: isCorrected), row.estimate) < 1e-13)
    // A unit with a missing rating is left out.
    let longer = KendallConcordance(
      ratings: values + [.nan] + Array(repeating: 3, count: raterCount - 1), raterCount: raterCount)
    #expect(longer.value(isTieCorrected: isCorrected) == row.estimate && longer.incompleteCount == 1)
  }

  @Test("Kendall's W is the mean rank correlation of pairs of raters")
  func kendallIsSpearman() throws {
    let (values, m) = try matrix("kendall-w")
    let columns = (0..<m).map { rater in stride(from: rater, to: values.count, by: m).map { values[$0] } }
    var (sum, count) = (0.0, 0.0)
    for i in 0..<m {
      for j in 0..<i {
        sum += PairCorrelation(ranksOf: columns[i], columns[j]).value
        count += 1
      }
    }
    let w = KendallConcordance(ratings: values, raterCount: m).value()
    #expect(isClose(sum / count, (Double(m) * w - 1) / Double(m - 1), within: 1e-13))
  }

  /// R 4.2 `cor.test`.
  @Test("Correlations with limits and test are R's")
  func correlations() throws {
    let (x, y) = try Self.meters()
    let row = PairCorrelation(PairMoments(x, y)).estimate()
    #expect(isClose(row.lower, 0.846358808792, within: 1e-11) && isClose(row.upper, 0.979731337352, within: 1e-11))
    #expect(isClose(row.statistic, 11.0039382326, within: 1e-9) && relativeError(row.pValue, 1.39950133989e-08) < 1e-10)
    let ranks = PairCorrelation(ranksOf: x + [.nan], y + [1])
    #expect(isClose(ranks.value, 0.89950980392157, within: 1e-13) && ranks.pairCount == 17)
    let (plain, wider) = (ranks.estimate(), ranks.estimate(.bonettWright))
    #expect(plain.estimate == wider.estimate && wider.lower < plain.lower && wider.upper > plain.upper)
    // Ranks do not know the scale.
    #expect(PairCorrelation(ranksOf: x.map { $0 * $0 * $0 }, y).value == ranks.value)
  }

  @Test("Degenerate pairs and raters have a status and a sentence")
  func degenerate() {
    for (x, y, lin, correlation) in [
      ([], [], .tooFewObservations, .tooFewObservations), ([1], [2], .tooFewUnits, .tooFewUnits),
      ([2, 2, 2], [2, 2, 2], .noVariation, .noVariation), ([2, 2, 2], [1, 2, 3], .noSpread, .noVariation),
      ([1, 2], [2, 5], .noSpread, .noSpread), ([1, 2, 3], [2, 4, 6], .noSpread, .noSpread),
    ] as [([Double], [Double], Status, Status)] {
      let first = LinConcordance(PairMoments(x, y)).estimates()[0]
      #expect(first.status == lin && first.note?.isEmpty == false && first.lower.isNaN)
      #expect(first.estimate.isNaN == (lin != .noSpread))
      for each in [PairCorrelation(PairMoments(x, y)), PairCorrelation(ranksOf: x, y)] {
        let row = each.estimate()
        #expect(row.status == correlation && row.note?.isEmpty == false && row.pValue.isNaN)
      }
    }
    for (ratings, raterCount, status) in [
      ([], 0, .tooFewRaters), ([1, 2], 1, .tooFewRaters), ([], 2, .tooFewObservations), ([1, 2], 2, .tooFewUnits),
      ([3, 3, 3, 3], 2, .noVariation), ([.nan, 1, 2, .nan], 2, .tooFewObservations),
    ] as [([Double], Int, Status)] {
      let row = KendallConcordance(ratings: ratings, raterCount: raterCount).estimate()
      #expect(row.status == status && row.note?.isEmpty == false && row.estimate.isNaN)
      for row in OverallConcordance(RaterMoments(ratings: ratings, raterCount: raterCount)).estimates {
        #expect(row.status == status && row.note?.isEmpty == false && row.estimate.isNaN)
      }
    }
  }
}
