import FidelityMeasurement
import FidelityTesting
import Testing

@Suite("What a score says of the true score")
struct ScoreUncertaintyTests {
  @Test("Regressed by hand: mean 100, SD 15, reliability 0.91")
  func regressed() {
    let scores = ScoreUncertainty(populationMean: 100, standardDeviation: 15, reliability: 0.91)
    #expect(isClose(scores.trueScore(observed: 130), 127.3, within: 1e-12))
    // 15 sqrt(0.91 x 0.09) = 4.29272640...
    #expect(isClose(scores.standardError, 4.292726406376255, within: 1e-9))
    let limits = scores.interval(observed: 130)
    #expect(isClose(limits.upper - limits.lower, 2 * 1.959963984540054 * scores.standardError, within: 1e-9))
    #expect(isClose(scores.probability(ofTrueScoreAtLeast: 127.3, observed: 130), 0.5, within: 1e-12))
    #expect(
      isClose(ScoreUncertainty.standardErrorOfMeasurement(standardDeviation: 15, reliability: 0.91), 4.5, within: 1e-12)
    )
  }

  @Test("Not regressed: one SEM below the cut has P(Z > 1)")
  func plain() {
    let scores = ScoreUncertainty(standardErrorOfMeasurement: 2)
    #expect(scores.trueScore(observed: 78) == 78)
    #expect(isClose(scores.probability(ofTrueScoreAtLeast: 80, observed: 78), 0.15865525393145707, within: 1e-15))
    let both =
      scores.probability(ofTrueScoreAtLeast: 80, observed: 78)
      + scores.probability(ofTrueScoreAtLeast: 80, observed: 82)
    #expect(isClose(both, 1, within: 1e-15))
  }

  @Test("Perfect, absent and impossible reliability")
  func ends() {
    let perfect = ScoreUncertainty(populationMean: 50, standardDeviation: 10, reliability: 1)
    #expect(perfect.trueScore(observed: 70) == 70 && perfect.probability(ofTrueScoreAtLeast: 70, observed: 70) == 1)
    #expect(perfect.probability(ofTrueScoreAtLeast: 70.1, observed: 70) == 0)
    let none = ScoreUncertainty(populationMean: 50, standardDeviation: 10, reliability: 0)
    #expect(none.trueScore(observed: 70) == 50)
    for reliability in [-0.1, 1.1, .nan] {
      let scores = ScoreUncertainty(populationMean: 50, standardDeviation: 10, reliability: reliability)
      #expect(scores.trueScore(observed: 70).isNaN && scores.probability(ofTrueScoreAtLeast: 1, observed: 70).isNaN)
    }
    #expect(ScoreUncertainty(standardErrorOfMeasurement: -1).interval(observed: 3).lower.isNaN)
    #expect(ScoreUncertainty(standardErrorOfMeasurement: 0).probability(ofTrueScoreAtLeast: 1, observed: .nan).isNaN)
  }
}
