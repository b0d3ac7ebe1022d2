public import FidelityData
import FidelityLinearAlgebra
import FidelityProbability

/// The outcome that a fitted model expects at a point, and where a new observation there will lie.
///
/// The mean has the error SE = s sqrt(x'(X'X)^-1 x), of a line s sqrt(1/n + (x - mean x)^2 / S_xx). One new observation
/// has the error sqrt(s^2 + SE^2). Both intervals take t with the residual degrees of freedom. They hold for a single
/// point, with independent residuals of one variance, and as far as the model does: at occasions beyond the data the
/// line itself may turn.
/// Reference: Weisberg (2014), Applied Linear Regression, 4th ed., sections 2.6.3 and 3.5.
public struct OutcomePrediction: Sendable, Equatable {
  /// The expected outcome with its error and limits.
  public let mean: LinearContrast
  /// Of a single new observation.
  public private(set) var predictionError = Double.nan
  public private(set) var predictionLower = Double.nan
  public private(set) var predictionUpper = Double.nan

  public var status: Status { mean.status }

  init(mean: LinearContrast, residualDeviation: Double) {
    self.mean = mean
    switch mean.status {
    case .ok:
      predictionError = (residualDeviation * residualDeviation + mean.standardError * mean.standardError).squareRoot()
      let t = StudentT(degreesOfFreedom: mean.degreesOfFreedom)
      let reach = t.quantile(upperTail: (1 - mean.level) / 2) * predictionError
      (predictionLower, predictionUpper) = (mean.estimate - reach, mean.estimate + reach)
    case .exactFit:
      predictionError = 0
      (predictionLower, predictionUpper) = (mean.estimate, mean.estimate)
    default: break
    }
  }
}

extension StraightLine {
  /// The outcome at an x, in the line's own origin and unit.
  public func prediction(at x: Double, level: Double = 0.95) -> OutcomePrediction {
    // About the mean of x the two coefficients are uncorrelated, and nothing cancels.
    let variance = residualDeviation * residualDeviation
    var mean = LinearContrast(
      [1, x - predictorMean], coefficients: [outcomeMean, slope],
      covariance: Matrix(diagonal: [variance / Double(count), variance / predictorSpread]),
      degreesOfFreedom: degreesOfFreedom, level: level)
    if mean.status == .aliased { mean.status = status }
    return OutcomePrediction(mean: mean, residualDeviation: residualDeviation)
  }
}
