import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Normalised gain")
struct NormalisedGainTests {
  @Test("Forms by hand: a gain, a loss, no change, the ceiling, the floor")
  func byHand() {
    let gain = NormalisedGain(
      before: [4, 5, 7, 10, 0, 10], after: [7, 4, 7, 10, 0, 5], maximum: Array(repeating: 10, count: 6))
    #expect(gain.personCount == 6 && gain.ceilingCount == 2)
    #expect(gain.gains(.individual) == [0.5, -0.2, 0, 0])
    #expect(gain.gains(.change) == [0.5, -0.2, 0, -0.5])
    #expect(isClose(gain.value(.individual), 0.075, within: 1e-15))
    #expect(isClose(gain.value(.change), -0.05, within: 1e-15))
    #expect(isClose(gain.value(.wholeClass), -3.0 / 24, within: 1e-15))
    #expect(gain.estimate(.individual).note == "2 at the ceiling before, left out")
  }

  @Test("Points or shares of the points: the gains are the same")
  func scale() {
    var random = SeededGenerator(seed: 3)
    let before = (0..<30).map { _ in Double(Int.random(in: 0...20, using: &random)) }
    let after = before.map { min(20, max(0, $0 + Double(Int.random(in: -2...8, using: &random)))) }
    let maximum = [Double](repeating: 20, count: 30)
    let points = NormalisedGain(before: before, after: after, maximum: maximum)
    let shares = NormalisedGain(
      before: before.map { $0 / 32 }, after: after.map { $0 / 32 }, maximum: maximum.map { $0 / 32 })
    for form in NormalisedGain.Form.allCases {
      let (a, b) = (points.estimate(form), shares.estimate(form))
      #expect(isClose(a.estimate, b.estimate, within: 1e-14) && isClose(a.lower, b.lower, within: 1e-13))
      #expect(a.lower < a.estimate && a.estimate < a.upper)
    }
  }

  @Test("With the same room for all, the class gain is the mean of the individual ones")
  func sameRoom() {
    let gain = NormalisedGain(before: [5, 5, 5, 5], after: [6, 9, 5, 12], maximum: [15, 15, 15, 15])
    let (whole, individual) = (gain.estimate(.wholeClass), gain.estimate(.individual))
    #expect(isClose(whole.estimate, individual.estimate, within: 1e-15))
    #expect(isClose(whole.standardError, individual.standardError, within: 1e-15))
  }

  @Test("A person with a number missing is left out; nobody left has a status")
  func missing() {
    let gain = NormalisedGain(before: [.nan, 2, 3], after: [5, .nan, 6], maximum: [10, 10, 10])
    #expect(gain.personCount == 1 && isClose(gain.value(.wholeClass), 3.0 / 7, within: 1e-15))
    for form in NormalisedGain.Form.allCases {
      let none = NormalisedGain(before: [.nan], after: [1], maximum: [2]).estimate(form)
      #expect(none.status == .tooFewUnits && none.estimate.isNaN)
      let top = NormalisedGain(before: [2, 2], after: [2, 2], maximum: [2, 2]).estimate(form)
      #expect(top.status == .atCeiling && top.estimate.isNaN)
    }
    let floor = NormalisedGain(before: [0, 0], after: [0, 0], maximum: [2, 2])
    #expect(floor.estimate(.change).status == .noVariation && floor.estimate(.individual).status == .noSpread)
    #expect(floor.value(.wholeClass) == 0)
  }
}

@Suite("Paired effect size")
struct PairedEffectSizeTests {
  @Test("The exact factor: known values, its recurrence, and its limit")
  func factor() {
    // c(2) = 1 / sqrt(pi), c(3) = sqrt(2/3) Gamma(3/2) = sqrt(pi/6), c(4) = sqrt(1/2) / Gamma(3/2).
    #expect(isClose(PairedEffectSize.smallSampleFactor(2), 1 / Double.pi.squareRoot(), within: 1e-15))
    #expect(isClose(PairedEffectSize.smallSampleFactor(3), (Double.pi / 6).squareRoot(), within: 1e-15))
    #expect(isClose(PairedEffectSize.smallSampleFactor(4), (2 / Double.pi).squareRoot(), within: 1e-15))
    #expect(PairedEffectSize.smallSampleFactor(1) == 0 && PairedEffectSize.smallSampleFactor(0.5).isNaN)
    // c(m) c(m + 1) = (m - 1) / sqrt(m (m + 1)), from Gamma(x + 1) = x Gamma(x).
    for m in [1.5, 2, 7, 19, 58, 61, 100, 1000, 1e6] {
      let product = PairedEffectSize.smallSampleFactor(m) * PairedEffectSize.smallSampleFactor(m + 1)
      #expect(isClose(product, (m - 1) / (m * (m + 1)).squareRoot(), within: 1e-14))
    }
    // 1 - 3 / (4 m - 1), Hedges' approximation, is close for many.
    #expect(isClose(PairedEffectSize.smallSampleFactor(1000), 1 - 3.0 / 3999, within: 1e-7))
  }

  @Test("Scores and their summaries have the same effect sizes")
  func summaries() {
    var random = SeededGenerator(seed: 17)
    let before = (0..<25).map { _ in Double.random(in: 0...20, using: &random) }
    let after = before.map { $0 / 2 + Double.random(in: 3...9, using: &random) }
    let scores = PairedEffectSize(before: before, after: after)
    func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
    func sum(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + ($1.0 - mean(x)) * ($1.1 - mean(y)) }
    }
    let (sxx, syy, sxy) = (sum(before, before), sum(after, after), sum(before, after))
    let summary = PairedEffectSize(
      count: 25, meanBefore: mean(before), meanAfter: mean(after), deviationBefore: (sxx / 24).squareRoot(),
      deviationAfter: (syy / 24).squareRoot(), correlation: sxy / (sxx * syy).squareRoot())
    for kind in PairedEffectSize.Kind.allCases {
      let (a, b) = (scores.estimate(kind), summary.estimate(kind))
      #expect(isClose(a.estimate, b.estimate, within: 1e-12) && a.unitCount == 25)
      #expect(isClose(a.standardError, b.standardError, within: 1e-12) && isClose(a.upper, b.upper, within: 1e-12))
    }
    // change-sd is pre-sd where the differences vary as much as the scores before.
    let factor = scores.deviationBefore / scores.deviationOfDifferences
    #expect(isClose(scores.value(.changeDeviation), scores.value(.preDeviation) * factor, within: 1e-13))
  }

  @Test("Units do not matter, and swapping before and after turns the sign of change-sd")
  func symmetry() {
    let (before, after) = ([8.0, 10, 6, 12, 9], [15.0, 16, 12, 18, 13])
    let effect = PairedEffectSize(before: before, after: after)
    let scaled = PairedEffectSize(before: before.map { 8 * $0 + 64 }, after: after.map { 8 * $0 + 64 })
    for kind in PairedEffectSize.Kind.allCases {
      #expect(isClose(scaled.value(kind), effect.value(kind), within: 1e-13))
    }
    let swapped = PairedEffectSize(before: after, after: before)
    #expect(isClose(swapped.value(.changeDeviation), -effect.value(.changeDeviation), within: 1e-13))
  }

  @Test("What has no effect size has a status")
  func statuses() {
    let two = PairedEffectSize(before: [1, 2], after: [2, 4])
    let constant = PairedEffectSize(before: [5, 5, 5], after: [6, 8, 7])
    let shift = PairedEffectSize(before: [1, 2, 4], after: [3, 4, 6])
    let top = PairedEffectSize(before: [1, 2, 4], after: [9, 9, 9])
    let unknown = PairedEffectSize(count: 9, meanBefore: 1, meanAfter: 2, deviationBefore: 1, correlation: 0.5)
    let wrong = PairedEffectSize(count: 9, meanBefore: 1, meanAfter: 2, deviationBefore: 1, correlation: 1.5)
    #expect(two.estimate(.preDeviation).status == .tooFewUnits && two.value(.preDeviation).isNaN)
    #expect(PairedEffectSize(before: [], after: []).estimate(.changeDeviation).status == .tooFewUnits)
    #expect(constant.estimate(.preDeviation).status == .noVariation && constant.value(.preDeviation).isNaN)
    #expect(constant.estimate(.changeDeviation).status == .ok)
    #expect(shift.estimate(.changeDeviation).status == .noVariation && shift.estimate(.preDeviation).status == .ok)
    let row = top.estimate(.preDeviation)
    #expect(row.status == .noSpread && row.estimate > 0 && row.standardError.isNaN && row.lower.isNaN)
    #expect(unknown.estimate(.preDeviation).status == .ok && unknown.estimate(.changeDeviation).status == .outOfRange)
    #expect(wrong.estimate(.preDeviation).status == .outOfRange)
    let gap = PairedEffectSize(before: [1, 2, 4, .nan, 7], after: [3, .nan, 5, 6, 9])
    #expect(gap.count == 3 && gap.estimate(.preDeviation).status == .ok)
  }
}
