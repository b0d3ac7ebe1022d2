import FidelityProbability
import FidelitySystem

/// What an observed score says of the true score behind it: its limits, and how likely the true score reaches a cut.
///
/// | known | true score | standard error |
/// |---|---|---|
/// | SEM alone | the observed score | SEM |
/// | population mean and SD, reliability r | mean + r (observed - mean), regressed (Kelley) | SD sqrt(r (1 - r)) |
///
/// With SEM = SD sqrt(1 - r). The regressed score is the better guess for a unit that was drawn from the population;
/// the observed one makes no use of what others scored. P(true score >= cut) = P(Z >= (cut - score) / error), errors
/// normal.
///
/// A standard error of 0 makes the true score the observed one: probabilities are 0 or 1. NaN in, NaN out; a negative
/// error, or a reliability outside 0...1, gives NaN.
/// References: Kelley (1947), Fundamentals of Statistics, 409; Lord & Novick (1968), Statistical Theories of Mental
/// Test Scores, 64-69; Harvill (1991), Educ. Meas. Issues Pract. 10, 33-41. Validation: by hand.
public struct ScoreUncertainty: Sendable, Hashable, Codable {
  /// How far true scores lie about the (regressed) score.
  public let standardError: Double
  /// The mean that scores regress to; nil where they do not.
  public let populationMean: Double?
  /// The share of an observed deviation that is kept; 1 without regression.
  public let reliability: Double

  /// Scores whose standard error of measurement is known; they are not regressed.
  public init(standardErrorOfMeasurement: Double) {
    standardError = standardErrorOfMeasurement >= 0 ? standardErrorOfMeasurement : .nan
    populationMean = nil
    reliability = 1
  }

  /// Scores from a population whose mean, standard deviation of observed scores and reliability are known.
  public init(populationMean: Double, standardDeviation: Double, reliability: Double) {
    let isUsable = standardDeviation >= 0 && reliability >= 0 && reliability <= 1
    self.populationMean = populationMean
    self.reliability = isUsable ? reliability : .nan
    standardError = isUsable ? standardDeviation * (reliability * (1 - reliability)).squareRoot() : .nan
  }

  /// The standard error of measurement SD sqrt(1 - r); NaN where SD is negative or r lies outside 0...1.
  public static func standardErrorOfMeasurement(standardDeviation: Double, reliability: Double) -> Double {
    standardDeviation >= 0 && reliability >= 0 && reliability <= 1
      ? standardDeviation * (1 - reliability).squareRoot() : .nan
  }

  /// The best guess of the true score.
  public func trueScore(observed: Double) -> Double {
    guard let populationMean else { return observed }
    return populationMean + reliability * (observed - populationMean)
  }

  /// The limits of the true score.
  public func interval(observed: Double, level: Double = 0.95) -> (lower: Double, upper: Double) {
    let reach = Normal.standard.quantile(upperTail: (1 - level) / 2) * standardError
    let score = trueScore(observed: observed)
    return (score - reach, score + reach)
  }

  /// P(true score >= cut), 0...1.
  public func probability(ofTrueScoreAtLeast cut: Double, observed: Double) -> Double {
    let score = trueScore(observed: observed)
    if standardError == 0, !score.isNaN, !cut.isNaN { return score >= cut ? 1 : 0 }
    return Normal.standard.survival((cut - score) / standardError)
  }
}
