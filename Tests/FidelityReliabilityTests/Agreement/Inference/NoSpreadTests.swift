import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

/// Where nothing varies, no error, limit or p value is invented from rounding.
@Suite("Errors of 0")
struct NoSpreadTests {
  private static let coefficients: [AgreementCoefficient] =
    ["percent-agreement", "conger-kappa", "fleiss-kappa", "gwet-ac", "brennan-prediger", "cohen-kappa", "scott-pi"]
    .flatMap { AgreementCoefficient.named($0, weights: [.identity, .quadratic], metrics: []) }
    + [.nominal, .ordinal, .interval].map { .krippendorffAlpha(metric: $0) }

  private static let intervals: [AgreementInterval] = [
    .linearised, .jackknife(.units), .jackknife(.raters), .bootstrap(resamples: 60, seed: 3),
  ]

  /// Raters by units.
  private func rows(_ ratings: [[Double]], _ interval: AgreementInterval) -> [Estimate] {
    AgreementAnalysis(Self.coefficients, interval: interval).estimates(of: RatingMatrix(raters: ratings))
  }

  /// In small tables an error is 0, or above a millionth.
  private func check(_ row: Estimate, _ label: String) {
    if row.status == .noSpread {
      let isBare = row.standardError == 0 && row.statistic.isNaN && row.pValue.isNaN && row.note != nil
      #expect(isBare, "\(label) \(row)")
    } else if row.status == .ok, !row.standardError.isNaN {
      #expect(row.standardError > 1e-9, "\(label) \(row)")
    }
  }

  @Test("Thousands of small tables, many of them with raters who never vary", arguments: intervals)
  func sweep(interval: AgreementInterval) {
    var generator = SeededGenerator(seed: 5)
    var withoutSpread = 0
    for table in 0..<(interval == .linearised ? 3_000 : 600) {
      let raters = Int.random(in: 2...6, using: &generator)
      let units = Int.random(in: 2...24, using: &generator)
      let varying = Int.random(in: 0...raters, using: &generator)
      let categories = Int.random(in: 2...4, using: &generator)
      let ratings = (0..<raters).map { rater in
        (0..<units).map { _ in rater < varying ? Double(Int.random(in: 1...categories, using: &generator)) : 1 }
      }
      for row in rows(ratings, interval) {
        check(row, "table \(table)")
        withoutSpread += row.status == .noSpread ? 1 : 0
      }
    }
    #expect(withoutSpread > 100)
  }

  @Test("One rater alone varies: Conger's kappa is 0, and so is its error")
  func oneVaries() throws {
    for units in 2...40 {
      for raters in 2...7 {
        let varying = (0..<units).map { $0 % 3 == 0 ? 2.0 : 1 }
        let ratings = [varying] + Array(repeating: Array(repeating: 1.0, count: units), count: raters - 1)
        let row = AgreementAnalysis([.congerKappa(.identity)]).estimates(of: RatingMatrix(raters: ratings))[0]
        #expect(abs(row.estimate) < 1e-12 && row.status == .noSpread && row.pValue.isNaN, "\(units) \(raters)")
      }
    }
  }

  @Test("Perfect agreement: no limits, but Wilson's where agreement is a share of two raters' units")
  func perfect() {
    for units in [2, 5, 40] {
      let column = (0..<units).map { Double($0 % 2 + 1) }
      for interval in [AgreementInterval.linearised, .jackknife(.units)] {
        for row in rows([column, column], interval) where row.estimate == 1 && !row.standardError.isNaN {
          #expect(row.status == .noSpread && row.standardError == 0 && row.pValue.isNaN)
          let isShare = row.quantity == "percent-agreement" && row.weights == "identity"
          let wilson = Double(units) / (Double(units) + 3.841458820694124)
          #expect(isShare ? isClose(row.lower, wilson, within: 1e-12) && row.upper == 1 : row.lower.isNaN)
        }
      }
    }
  }

  /// statsmodels 0.15, proportion_confint(8, 10, method="wilson" and "beta").
  @Test("Limits of a share of two raters' units, on request", arguments: [ShareInterval.wilson, .exact])
  func shares(limits: ShareInterval) {
    var analysis = AgreementAnalysis([.percentAgreement(.identity), .gwetAC(.identity)])
    let (first, second) = ([1, 1, 1, 1, 1, 2, 2, 2, 2, 2.0], [1, 1, 1, 1, 2, 2, 2, 2, 2, 1.0])
    let plain = analysis.estimates(of: RatingMatrix(raters: [first, second]))
    analysis.shareLimits = limits
    let rows = analysis.estimates(of: RatingMatrix(raters: [first, second]))
    let (lower, upper) = limits == .wilson ? (0.4901625, 0.9433178) : (0.4439045, 0.9747893)
    #expect(isClose(rows[0].lower, lower, within: 1e-7) && isClose(rows[0].upper, upper, within: 1e-7))
    #expect(rows[0].standardError == plain[0].standardError && rows[1] == plain[1])
    // Three raters' agreement is no share of units: nothing changes.
    let three = RatingMatrix(raters: [first, second, first])
    let asked = analysis.estimates(of: three)
    analysis.shareLimits = nil
    #expect(asked == analysis.estimates(of: three))
  }

  @Test("A constant shift is a bias without an error, of tenths too", arguments: [0.5, 0.1, 0.3, 1e-3, 1e6])
  func shift(of shift: Double) throws {
    for units in [2, 6, 30] {
      let standard = (0..<units).map { Double($0 % 4) + 1.1 }
      let ratings = RatingMatrix(raters: [standard.map { $0 + shift }, standard])
      let rows = RaterAnalysis().againstGold(1, of: ratings.table()).map(\.estimate)
      let bias = try #require(rows.first { $0.quantity == "bias" })
      #expect(isClose(bias.estimate, shift, within: 1e-12 * max(1, shift)))
      #expect(bias.status == .noSpread && bias.standardError == 0 && bias.pValue.isNaN, "\(shift) \(bias)")
    }
  }

  @Test("Alpha by ratio of codes of both signs is undefined; numbers beyond squares are out of range")
  func undefined() {
    func alpha(_ metric: AlphaMetric, _ values: [[Double]]) -> Status {
      AgreementAnalysis([.krippendorffAlpha(metric: metric)]).estimates(of: RatingMatrix(raters: values))[0].status
    }
    #expect(alpha(.ratio, [[-1, 1, 2], [-1, 1, 2]]) == .undefinedWeights)
    #expect(alpha(.ratio, [[-3, -1, -2], [-3, -1, -2]]) == .noSpread)
    #expect(alpha(.interval, [[1e200, 2e200, 1e200], [1e200, 1e200, 3e200]]) == .outOfRange)
    #expect(alpha(.interval, [[1e-200, 2e-200, 1e-200], [1e-200, 1e-200, 3e-200]]) == .outOfRange)
  }
}
