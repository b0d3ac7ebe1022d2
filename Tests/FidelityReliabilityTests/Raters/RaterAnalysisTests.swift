import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Raters against others and against a gold standard")
struct RaterAnalysisTests {
  private func row(
    _ rows: [RaterEstimate], _ rater: UInt32, _ quantity: String, form: String? = nil
  ) throws -> Estimate {
    let found = rows.filter {
      $0.subject == .rater(rater) && $0.estimate.quantity == quantity && (form == nil || $0.estimate.form == form)
    }
    return try #require(found.first).estimate
  }

  @Test("numbers by hand: three raters, one unit rated once")
  func byHand() throws {
    let table = RatingMatrix(raters: [[1, 2, 3, 5], [1, 4, 3, .nan], [2, 4, 1, .nan]]).table()
    let rows = RaterAnalysis(tolerance: 1).againstOthers(of: table)
    // Differences of the first rater: 1 - 1.5, 2 - 4, 3 - 2.
    #expect(isClose(try row(rows, 0, "bias").estimate, -0.5, within: 1e-15))
    #expect(try row(rows, 0, "bias").unitCount == 3)
    #expect(isClose(try row(rows, 0, "mean-absolute-difference").estimate, 3.5 / 3, within: 1e-15))
    #expect(isClose(try row(rows, 0, "agreement-with-others", form: "exact").estimate, 1.0 / 3, within: 1e-15))
    #expect(isClose(try row(rows, 0, "agreement-with-others", form: "within 1").estimate, 0.5, within: 1e-15))
    // Only on the second unit do the two others agree; the first rater is not with them.
    let majority = try row(rows, 0, "majority-agreement")
    #expect(majority.estimate == 0)
    #expect(majority.unitCount == 1)
    #expect(majority.note == "2 units without a most frequent rating")
  }

  @Test("the mean kappa is that of the rater's pairs")
  func meanKappa() throws {
    let table = try RandomRatings(units: 50, raters: 4, categories: [1, 2, 3], missing: 0.1, seed: 6).table()
    let analysis = RaterAnalysis(weights: [.identity, .quadratic])
    let pairs = analysis.pairs(of: table)
    for row in analysis.againstOthers(of: table) where row.estimate.quantity == "mean-pairwise-kappa" {
      guard case .rater(let rater) = row.subject else { continue }
      let kappas = pairs.filter { pair in
        guard case .pair(let a, let b) = pair.subject else { return false }
        return (a == rater || b == rater) && pair.estimate.quantity == "cohen-kappa"
          && pair.estimate.weights == row.estimate.weights
      }.map(\.estimate.estimate)
      #expect(kappas.count == 3)
      #expect(row.estimate.raterCount == 3)
      #expect(isClose(row.estimate.estimate, kappas.reduce(0, +) / 3, within: 1e-15))
    }
  }

  @Test("biases moved by a constant, spreads multiplied by a factor")
  func transformation() throws {
    let ratings = RandomRatings(units: 60, raters: 3, categories: [1, 2, 3, 4, 5], missing: 0.1, seed: 15)
    let before = RaterAnalysis().againstOthers(of: try ratings.table())
    var moved = ratings
    for index in moved.raters.indices where moved.raters[index] == "r0" { moved.values[index] += 2 }
    let after = RaterAnalysis().againstOthers(of: try moved.table())
    #expect(isClose(try row(after, 0, "bias").estimate, try row(before, 0, "bias").estimate + 2, within: 1e-13))
    #expect(isClose(try row(after, 0, "spread").estimate, try row(before, 0, "spread").estimate, within: 1e-13))
    #expect(isClose(try row(after, 0, "spread").pValue, try row(before, 0, "spread").pValue, within: 1e-12))
    var stretched = ratings
    for index in stretched.raters.indices where stretched.raters[index] == "r0" { stretched.values[index] *= 3 }
    let wide = RaterAnalysis().againstOthers(of: try stretched.table())
    #expect(isClose(try row(wide, 0, "spread").estimate, 3 * (try row(before, 0, "spread").estimate), within: 1e-12))
    #expect(isClose(try row(wide, 0, "spread").lower, 3 * (try row(before, 0, "spread").lower), within: 1e-12))
  }

  @Test("adjusted p values over the raters of a group")
  func adjustment() throws {
    let table = try RandomRatings(units: 40, raters: 6, categories: [1, 2, 3, 4], missing: 0.1, seed: 3).table()
    let plain = RaterAnalysis().againstOthers(of: table)
    for adjustment in PValueAdjustment.allCases {
      let adjusted = RaterAnalysis(adjustment: adjustment).againstOthers(of: table)
      for quantity in ["bias", "spread"] {
        let expected = adjustment.adjusted(
          plain.filter { $0.estimate.quantity == quantity }.map(\.estimate.pValue))
        let found = adjusted.filter { $0.estimate.quantity == quantity }
        #expect(found.map(\.estimate.pValue) == expected)
        #expect(found.allSatisfy { $0.estimate.method?.hasSuffix(adjustment.rawValue) == true })
      }
    }
  }

  @Test("text has no numbers, and says so; majority and accuracy stay")
  func text() throws {
    let table = try RatingTable(
      units: ["1", "1", "1", "2", "2", "2"], raters: ["A", "B", "C", "A", "B", "C"],
      labels: ["a", "a", "b", "b", "b", "b"])
    let rows = RaterAnalysis(tolerance: 1).againstOthers(of: table)
    for quantity in ["bias", "spread", "mean-absolute-difference"] {
      #expect(try row(rows, 0, quantity).status == .notNumeric)
    }
    #expect(try row(rows, 0, "agreement-with-others", form: "within 1").status == .notNumeric)
    #expect(try row(rows, 0, "agreement-with-others", form: "exact").estimate == 0.75)
    // Of the two others on the first unit, each chose a category of its own.
    #expect(try row(rows, 0, "majority-agreement").unitCount == 1)
    let gold = RaterAnalysis(tolerance: 1).againstGold(0, of: table, byCategory: true)
    #expect(try row(gold, 1, "accuracy", form: "exact").estimate == 1)
    #expect(try row(gold, 1, "accuracy", form: "within 1").status == .notNumeric)
    #expect(try row(gold, 1, "bias").status == .notNumeric)
    #expect(Set(gold.compactMap(\.estimate.term)) == ["a", "b"])
  }

  @Test("constant raters, raters alone, a standard that nobody shares")
  func statuses() throws {
    let constant = RatingMatrix(raters: [[2.0, 2, 2, 2], [1.0, 2, 3, 2]]).table()
    let rows = RaterAnalysis().againstOthers(of: constant)
    #expect(try row(rows, 0, "spread").status == .noVariation)
    #expect(try row(rows, 0, "bias").status == .ok)
    let alone = RaterAnalysis().againstOthers(of: RatingMatrix(raters: [[1.0, 2, 3]]).table())
    #expect(alone.map(\.estimate.status).allSatisfy { $0 == .tooFewUnits })
    let apart = try RatingTable(units: ["a", "b", "b"], raters: ["gold", "x", "y"], values: [1, 2, 2])
    let gold = RaterAnalysis().againstGold(0, of: apart)
    #expect(gold.count == 8)
    #expect(gold.map(\.estimate.status).allSatisfy { $0 == .tooFewUnits })
    // A standard that this group does not have at all.
    #expect(RaterAnalysis().againstGold(99, of: apart).allSatisfy { $0.estimate.status == .tooFewUnits })
    let linear = RaterAnalysis().againstOthers(of: RatingMatrix(raters: [[2.0, 4, 6, 8], [1.0, 2, 3, 4]]).table())
    #expect(try row(linear, 0, "spread").estimate == 2)
    #expect(try row(linear, 0, "spread").pValue.isNaN)
    #expect(try row(linear, 0, "spread").note?.contains("linear function") == true)
  }

  @Test("what is undefined has no number at all, no limit either", arguments: [true, false])
  func undefinedNumbers(isText: Bool) throws {
    // Rater c shares no unit with anybody, a and b only one.
    let (units, raters) = (["1", "1", "2", "3"], ["a", "b", "b", "c"])
    let table =
      try isText
      ? RatingTable(units: units, raters: raters, labels: ["x", "y", "x", "x"])
      : RatingTable(units: units, raters: raters, values: [1, 2, 1, 1])
    let analysis = RaterAnalysis(weights: AgreementWeights.families, tolerance: 1)
    let rows =
      analysis.againstGold(0, of: table, byCategory: true) + analysis.againstOthers(of: table)
      + analysis.pairs(of: table, tests: true)
    #expect(rows.contains { $0.estimate.status == .tooFewUnits })
    for row in rows.map(\.estimate) where row.status != .ok {
      for number in [row.estimate, row.standardError, row.lower, row.upper, row.statistic, row.pValue] {
        #expect(number.isNaN, "\(row.quantity) \(row.form ?? "") \(row.status)")
      }
    }
    // A mean of one unit has no limits.
    for row in rows.map(\.estimate) where row.quantity == "mean-absolute-difference" && row.unitCount == 1 {
      #expect(row.lower.isNaN && row.upper.isNaN)
    }
  }

  @Test("decimals within a tolerance that is no binary fraction")
  func tolerance() throws {
    let table = RatingMatrix(raters: [[0.1, 0.3, 0.5], [0.2, 0.2, 0.9]]).table()
    let rows = RaterAnalysis(tolerance: 0.1).againstGold(1, of: table)
    #expect(isClose(try row(rows, 0, "accuracy", form: "within 0.1").estimate, 2.0 / 3, within: 1e-15))
  }

  @Test("relabelled raters change nothing but their order")
  func relabelled() throws {
    let ratings = RandomRatings(units: 50, raters: 5, categories: [1, 2, 3, 4], missing: 0.2, seed: 41)
    var renamed = ratings
    // r0, ..., r4 become r4, ..., r0.
    renamed.raters = ratings.raters.map { "r\(4 - (Int($0.dropFirst()) ?? 0))" }
    let analysis = RaterAnalysis(weights: [.identity, .linear], tolerance: 1)
    let (before, after) = (try ratings.table(), try renamed.table())
    let rows = analysis.againstOthers(of: before)
    let others = analysis.againstOthers(of: after)
    for row in rows {
      guard case .rater(let rater) = row.subject else { continue }
      let twin = try #require(
        others.first {
          $0.subject == .rater(4 - rater) && $0.estimate.quantity == row.estimate.quantity
            && $0.estimate.form == row.estimate.form && $0.estimate.weights == row.estimate.weights
        }
      ).estimate
      #expect(isClose(twin.estimate, row.estimate.estimate, within: 1e-14))
      #expect(twin.unitCount == row.estimate.unitCount)
    }
  }
}

@Suite("Intervals of shares")
struct ShareIntervalTests {
  @Test("exact limits leave half of the error in each tail", arguments: [(3, 10), (1, 7), (29, 30), (50, 200)])
  func exact(count: Int, total: Int) {
    let (lower, upper) = ShareInterval.exact.limits(count: count, total: total, level: 0.9)
    let above = Binomial(trials: total, probability: lower).survival(count - 1)
    let below = Binomial(trials: total, probability: upper).cumulative(count)
    #expect(isClose(above, 0.05, within: 1e-12))
    #expect(isClose(below, 0.05, within: 1e-12))
  }

  @Test(
    "Wilson's limits are the shares that the score test just does not reject", arguments: [(3, 10), (0, 5), (7, 7)])
  func wilson(count: Int, total: Int) {
    let (lower, upper) = ShareInterval.wilson.limits(count: count, total: total, level: 0.95)
    let z = Normal.standard.quantile(upperTail: 0.025)
    let share = Double(count) / Double(total)
    for limit in [lower, upper] where limit > 0 && limit < 1 {
      let score = (share - limit) / (limit * (1 - limit) / Double(total)).squareRoot()
      #expect(isClose(abs(score), z, within: 1e-12))
    }
    if count == 0 { #expect(lower == 0) }
    if count == total { #expect(upper == 1) }
  }

  @Test("an example of Newcombe (1998): 15 of 148")
  func newcombe() {
    let (lower, upper) = ShareInterval.wilson.limits(count: 15, total: 148, level: 0.95)
    #expect(isClose(lower, 0.0624, within: 5e-5))
    #expect(isClose(upper, 0.1605, within: 5e-5))
    let (low, high) = ShareInterval.exact.limits(count: 15, total: 148, level: 0.95)
    #expect(isClose(low, 0.0578, within: 5e-5))
    #expect(isClose(high, 0.1617, within: 5e-5))
  }

  @Test("nobody and everybody")
  func ends() {
    for interval in ShareInterval.allCases {
      #expect(interval.limits(count: 0, total: 9, level: 0.95).lower == 0)
      #expect(interval.limits(count: 9, total: 9, level: 0.95).upper == 1)
      let (a, b) = (interval.limits(count: 2, total: 9, level: 0.95), interval.limits(count: 7, total: 9, level: 0.95))
      #expect(isClose(a.lower, 1 - b.upper, within: 1e-14))
    }
  }
}
