import FidelityProbability
import FidelityTesting
import Foundation
import Testing

/// What holds for every continuous distribution.
struct ContinuousDistributionTests {
  static let distributions: [any ContinuousDistribution] =
    [Normal.standard, Normal(mean: -3, standardDeviation: 0.2)]
    + [0.5, 1, 2, 4.7, 60, 5000, 1e7, .infinity].map { StudentT(degreesOfFreedom: $0) as any ContinuousDistribution }
    + [0.5, 1, 2, 9.3, 800, 1e6].map { ChiSquared(degreesOfFreedom: $0) as any ContinuousDistribution }
    + [(0.5, 3), (1, 1), (2, 40), (12.5, 700), (3, 1e6), (900, 900), (4, .infinity)].map {
      FisherF(numeratorDegreesOfFreedom: $0, denominatorDegreesOfFreedom: $1) as any ContinuousDistribution
    } + [(0.5, 0.5), (1, 4), (30, 2.5), (700, 600)].map { Beta(a: $0, b: $1) as any ContinuousDistribution }

  static let probabilities = [1e-200, 1e-30, 1e-6, 0.025, 0.3, 0.5]

  /// A quantile is a rounded number: the probability there moves by density * rounding.
  @Test(arguments: distributions) func quantileInvertsBothTails(_ distribution: any ContinuousDistribution) {
    for p in Self.probabilities {
      let lower = distribution.quantile(p)
      if lower.isFinite, abs(lower) > 1e-300 {
        let slack = 8 * lower.ulp * distribution.density(lower) + 2e-13 * p
        #expect(isClose(distribution.cumulative(lower), p, within: slack), "p \(p)")
      }
      let upper = distribution.quantile(upperTail: p)
      // The upper quantile of a beta variable may be nearer to 1 than a double can be.
      if upper.isFinite, abs(upper) > 1e-300, !(distribution is Beta && upper == 1) {
        let slack = 8 * upper.ulp * distribution.density(upper) + 2e-13 * p
        #expect(isClose(distribution.survival(upper), p, within: slack), "q \(p)")
      }
    }
  }

  @Test(arguments: distributions) func tailsAreComplementsAndMonotone(_ distribution: any ContinuousDistribution) {
    var last = 0.0
    for p in [0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999] {
      let x = distribution.quantile(p)
      let cumulative = distribution.cumulative(x)
      #expect(cumulative > last)
      last = cumulative
      #expect(isClose(cumulative + distribution.survival(x), 1, within: 1e-11))
      #expect(isClose(exp(distribution.logCumulative(x)), cumulative, within: 1e-15))
      #expect(isClose(exp(distribution.logSurvival(x)), distribution.survival(x), within: 1e-15))
      #expect(relativeError(exp(distribution.logDensity(x)), distribution.density(x)) < 1e-15)
    }
  }

  /// The density is the slope of the distribution function: a central difference, whose error is of second order.
  @Test(arguments: distributions) func densityIsTheSlope(_ distribution: any ContinuousDistribution) {
    let (low, x, high) = (distribution.quantile(0.3), distribution.quantile(0.4), distribution.quantile(0.5))
    let h = (high - low) * 1e-4
    let slope = (distribution.cumulative(x + h) - distribution.cumulative(x - h)) / (2 * h)
    #expect(relativeError(distribution.density(x), slope) < 1e-6)
  }

  @Test(arguments: distributions) func edges(_ distribution: any ContinuousDistribution) {
    let infinity = Double.infinity
    #expect(distribution.cumulative(-infinity) == 0 && distribution.survival(-infinity) == 1)
    #expect(distribution.cumulative(infinity) == 1 && distribution.survival(infinity) == 0)
    #expect(distribution.logCumulative(-infinity) == -infinity && distribution.logSurvival(-infinity) == 0)
    #expect(distribution.logCumulative(infinity) == 0 && distribution.logSurvival(infinity) == -infinity)
    #expect(distribution.density(infinity) == 0 && distribution.density(-infinity) == 0)
    #expect(distribution.quantile(0) == distribution.quantile(upperTail: 1))
    #expect(distribution.quantile(1) == distribution.quantile(upperTail: 0))
    #expect(distribution.cumulative(distribution.quantile(0)) == 0)
    #expect(distribution.cumulative(distribution.quantile(1)) == 1)
    for bad in [-0.1, 1.1, Double.nan] {
      #expect(distribution.quantile(bad).isNaN && distribution.quantile(upperTail: bad).isNaN)
    }
    #expect(distribution.cumulative(.nan).isNaN && distribution.survival(.nan).isNaN)
    #expect(distribution.logCumulative(.nan).isNaN && distribution.logSurvival(.nan).isNaN)
    #expect(distribution.density(.nan).isNaN && distribution.logDensity(.nan).isNaN)
  }

  static let undefined: [any ContinuousDistribution] = [
    Normal(mean: .nan), Normal(standardDeviation: .nan), StudentT(degreesOfFreedom: .nan),
    ChiSquared(degreesOfFreedom: .nan), FisherF(numeratorDegreesOfFreedom: .nan, denominatorDegreesOfFreedom: 3),
    FisherF(numeratorDegreesOfFreedom: 3, denominatorDegreesOfFreedom: .nan), Beta(a: .nan, b: 1), Beta(a: 1, b: .nan),
  ]

  @Test(arguments: undefined) func undefinedParametersGiveNaN(_ distribution: any ContinuousDistribution) {
    #expect(distribution.cumulative(0.5).isNaN && distribution.survival(0.5).isNaN)
    #expect(distribution.logCumulative(0.5).isNaN && distribution.logSurvival(0.5).isNaN)
    #expect(distribution.density(0.5).isNaN && distribution.quantile(0.5).isNaN)
    #expect(distribution.quantile(upperTail: 0.4).isNaN)
  }
}
