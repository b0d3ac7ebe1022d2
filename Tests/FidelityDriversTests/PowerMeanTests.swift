import FidelityData
import FidelityDrivers
import FidelityTesting
import Foundation
import Testing

@Suite("The power mean, and what makes up for what")
struct PowerMeanTests {
  private static let rows: [[Double]] = [
    [0.2, 1, 0.9, 0.7], [0.5, 0.9, 0.9, 0.9], [1, 0.4, 0.6, 0.8], [0.999_999, 1, 1, 0.999_999_9], [0.3, 0.3, 0.3, 0.3],
  ]
  private static let weights = [1.0, 2, 2, 1]

  private func mean(_ p: Double, _ scores: [Double]) -> Double {
    PowerMean(p: p).value(of: scores, weights: Self.weights)
  }

  @Test("Continuous in p from -50 to 50 and at both infinities", arguments: PowerMeanTests.rows)
  func continuous(_ scores: [Double]) {
    // The slope of M in p is at most half the variance of ln S, which is below 1 here.
    var before = mean(-50, scores)
    for step in -4999...5000 {
      let value = mean(Double(step) / 100, scores)
      #expect(abs(value - before) <= 0.01 && value >= before - 1e-15)
      before = value
    }
    let middle = mean(0, scores)
    for exponent in 1...16 {
      let p = pow(10, -Double(exponent))
      #expect(abs(mean(p, scores) - middle) <= p + 1e-15 && abs(mean(-p, scores) - middle) <= p + 1e-15)
    }
    let (least, most) = (scores.min() ?? 0, scores.max() ?? 0)
    #expect(mean(.infinity, scores) == most && mean(-.infinity, scores) == least)
    #expect(isClose(mean(1e6, scores), most, within: 3e-6) && isClose(mean(-1e6, scores), least, within: 3e-6))
    #expect(isClose(mean(1e300, scores), most, within: 1e-15) && isClose(mean(-1e300, scores), least, within: 1e-15))
  }

  @Test("Both ways of computing it agree where one takes over from the other", arguments: PowerMeanTests.rows)
  func seam(_ scores: [Double]) {
    let range = log(scores.max() ?? 1) - log(scores.min() ?? 1)
    guard range > 0 else { return }
    for p in [1 / range, -1 / range] {
      #expect(isClose(mean(p * (1 - 1e-15), scores), mean(p * (1 + 1e-15), scores), within: 1e-14))
    }
  }

  @Test("A zero: continuous from 0 on, and 0 below")
  func zero() {
    let scores = [0, 0.9, 0.8, 1]
    #expect(mean(0, scores) == 0 && mean(-1, scores) == 0 && mean(-.infinity, scores) == 0)
    #expect(mean(.infinity, scores) == 1)
    var before = 0.0
    for step in 1...5000 {
      let value = mean(Double(step) / 100, scores)
      #expect(value >= before && value - before <= 0.05)
      before = value
    }
    #expect(mean(1, [0, 0, 0, 0]) == 0 && mean(-1, [0, 0, 0, 0]) == 0)
  }

  @Test("Never falls in p, nor in a score", arguments: PowerMeanTests.rows)
  func monotone(_ scores: [Double]) {
    let powers = [-Double.infinity, -50, -7, -1, -1e-3, 0, 1e-9, 0.5, 1, 3, 50, .infinity]
    for (low, high) in zip(powers, powers.dropFirst()) { #expect(mean(low, scores) <= mean(high, scores) + 1e-15) }
    for p in powers {
      for place in scores.indices {
        var (higher, before) = (scores, mean(p, scores))
        for _ in 0..<5 {
          higher[place] += 0.05
          let value = mean(p, higher)
          #expect(value >= before - 1e-15)
          before = value
        }
      }
    }
  }

  @Test("The plain formula, and weights of any sum")
  func formula() {
    for scores in Self.rows {
      for p in [-5, -2, -1, -0.5, 0.5, 1, 2, 5] {
        let sum = zip(scores, Self.weights).reduce(0) { $0 + $1.1 / 6 * pow($1.0, p) }
        #expect(isClose(mean(p, scores), pow(sum, 1 / p), within: 1e-13))
        let scaled = PowerMean(p: p).value(of: scores, weights: Self.weights.map { $0 * 12.5 })
        #expect(isClose(scaled, mean(p, scores), within: 1e-14))
      }
    }
    #expect(mean(0, [0.3, 0.3, 0.3, 0.3]) == 0.3 && mean(2, [0.3, 0.3, 0.3, 0.3]) == 0.3)
    #expect(isClose(PowerMean(p: 1).value(of: [0.25, 0.75]), 0.5, within: 1e-15))
  }

  @Test("What there is no mean of")
  func undefined() {
    let mean = PowerMean(p: 0)
    #expect(mean.value(of: []).isNaN && mean.value(of: [0.5], weights: [0]).isNaN)
    #expect(mean.value(of: [-0.1, 0.5]).isNaN && mean.value(of: [.nan, 0.5]).isNaN)
    #expect(mean.value(of: [0.5, 0.5], weights: [1, -1]).isNaN)
    #expect(mean.value(of: [0.5, .nan, 0], weights: [1, 0, 0]) == 0.5)
    #expect(PowerMean(p: -.infinity).value(of: [0.5, 0.1], weights: [1, 0]) == 0.5)
    #expect(PowerMean(p: 0).elasticityOfSubstitution == 1 && PowerMean(p: -.infinity).elasticityOfSubstitution == 0)
    #expect(PowerMean(p: 1).elasticityOfSubstitution == .infinity && PowerMean(p: 2).elasticityOfSubstitution.isNaN)
  }

  @Test("The required score put back gives the target")
  func putBack() {
    var found = 0
    for p in [-50, -5, -1, -0.3, -1e-8, 0, 1e-8, 0.5, 1, 2, 5, 50] {
      for scores in Self.rows {
        for place in scores.indices {
          for target in [0.5, 0.65, 0.8] {
            let required = RequiredCompensation(
              PowerMean(p: p), scores: scores, weights: Self.weights, by: place, target: target)
            guard required.status == .ok else { continue }
            var raised = scores
            raised[place] = required.score
            #expect(isClose(mean(p, raised), target, within: 1e-12))
            found += 1
          }
        }
      }
    }
    #expect(found > 100)
  }

  @Test("The score that a mean came from is required for it", arguments: [-5.0, -1, -1e-7, 0, 1e-7, 0.5, 1, 3, 5])
  func cameFrom(_ p: Double) {
    for scores in [[0.6, 0.9, 0.5, 0.7], [0.45, 0.5, 0.8, 0.75]] {
      for place in scores.indices {
        var others = scores
        others[place] = .nan
        let required = RequiredCompensation(
          PowerMean(p: p), scores: others, weights: Self.weights, by: place, target: mean(p, scores))
        #expect(required.status == .ok && isClose(required.score, scores[place], within: 1e-11))
      }
    }
  }

  @Test("What no score makes up for, and what needs none")
  func statuses() {
    func required(
      _ p: Double, _ scores: [Double], loss: Int, _ delta: Double, by place: Int, _ target: Double
    ) -> RequiredCompensation {
      RequiredCompensation(
        PowerMean(p: p), scores: scores, weights: Self.weights, lossIn: loss, delta: delta, by: place, target: target)
    }
    let aboveOne = required(-1, [1, 0.4, 0.6, 0.8], loss: 1, 0.1, by: 2, 0.55)
    #expect(aboveOne.status == .notCompensable && aboveOne.score > 1)
    for none in [
      required(-1, [0.8, 0.8, 0.8, 0.8], loss: 0, 0.75, by: 3, 0.8),
      required(0, [0.5, 0.9, 0.9, 0.9], loss: 0, 0.5, by: 1, 0.8),
      required(-.infinity, [0.8, 0.8, 0.8, 0.8], loss: 0, 0.1, by: 1, 0.8),
    ] {
      #expect(none.status == .notCompensable && none.score.isNaN)
    }
    let nothing = required(1, [0.5, 0.9, 0.9, 0.9], loss: 0, 0.1, by: 3, 0.5)
    #expect(nothing.status == .nothingRequired && nothing.score == 0)
    let best = required(.infinity, [0.5, 0.6, 0.4, 0.3], loss: 0, 0, by: 3, 0.8)
    #expect(best.status == .ok && best.score == 0.8)
    let weakest = required(-.infinity, [0.9, 0.85, 0.8, 0.3], loss: 0, 0, by: 3, 0.8)
    #expect(weakest.status == .ok && weakest.score == 0.8)
    let without = RequiredCompensation(PowerMean(p: 0), scores: [0.5, 0.9], weights: [1, 0], by: 1, target: 0.8)
    #expect(without.status == .notCompensable && without.score.isNaN)
    #expect(
      RequiredCompensation(PowerMean(p: 0), scores: [0.9, 0.1], weights: [1, 0], by: 1, target: 0.8).status
        == .nothingRequired)
  }

  @Test("A price is the ratio of what a point adds to the mean")
  func price() {
    let scores = [0.5, 0.9, 0.7, 0.6]
    for p in [-3, -1, 0, 0.5, 1, 2] {
      func slope(_ place: Int) -> Double {
        var (up, down) = (scores, scores)
        up[place] += 1e-5
        down[place] -= 1e-5
        return mean(p, up) - mean(p, down)
      }
      let price = CompensationPrice(PowerMean(p: p), of: (scores[0], 1), in: (scores[1], 2))
      #expect(price.status == .ok && isClose(price.value, slope(0) / slope(1), within: 1e-5))
    }
    #expect(CompensationPrice(PowerMean(p: 0), of: (0, 1), in: (0.5, 1)).status == .notCompensable)
    #expect(CompensationPrice(PowerMean(p: 0), of: (0.5, 1), in: (0, 1)).value == 0)
    #expect(CompensationPrice(PowerMean(p: 1), of: (0, 3), in: (0, 2)).value == 1.5)
    #expect(CompensationPrice(PowerMean(p: 0), of: (0, 1), in: (0, 1)).status == .notIdentified)
    #expect(CompensationPrice(PowerMean(p: -.infinity), of: (0.5, 1), in: (0.5, 1)).status == .notIdentified)
    #expect(CompensationPrice(PowerMean(p: -.infinity), of: (0.4, 1), in: (0.5, 1)).status == .notCompensable)
    #expect(CompensationPrice(PowerMean(p: 1), of: (0.4, 1), in: (0.5, 0)).status == .notCompensable)
  }

  @Test("Composites with a penalty, and the rule with minima")
  func composites() {
    #expect(MazziottaPareto().value(of: [0, 0]) == 0 && MazziottaPareto().value(of: []).isNaN)
    #expect(isClose(MazziottaPareto().value(of: [0.4, 0.8]), 0.6 - 0.04 / 0.6, within: 1e-15))
    #expect(isClose(MeanMin(alpha: 0, beta: 0.1).value(of: [0.2, 0.6]), 0.4, within: 1e-15))
    #expect(isClose(MeanMin(alpha: 1, beta: 0).value(of: [0.2, 0.6]), 0.2, within: 1e-15))
    let rule = HybridRule(PowerMean(p: 1), target: 0.8)
    func verdict(_ scores: [Double], _ minima: [Double]) -> String {
      let (isMet, status) = rule.isMet(scores, weights: [1, 1], minima: minima)
      return "\(isMet) \(status)"
    }
    #expect(verdict([0.7, 0.9], [.nan, .nan]) == "true ok")
    #expect(verdict([0.7, 0.9], [0.75, .nan]) == "false ok")
    #expect(verdict([0.7, 0.89], [.nan, .nan]) == "false ok")
    #expect(verdict([.nan, 0.9], [0.5, .nan]) == "false too-few-items")
    #expect(verdict([.nan, 0.7], [0.5, .nan]) == "false ok")
    #expect(CompensationFlag(hasDeficit: false, meetsCriterion: false) == .unexplained)
    #expect(CompensationFlag(hasDeficit: true, meetsCriterion: true) == .compensated)
  }
}
