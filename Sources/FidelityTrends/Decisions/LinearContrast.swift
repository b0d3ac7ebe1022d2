public import FidelityData
public import FidelityLinearAlgebra
import FidelityProbability

/// A combination c'b of coefficients with its error, limits and test: an effect some time after a change, a slope after
/// it, the level that would have been without it, a predicted mean.
///
/// SE = sqrt(c' V c) with V the covariance of the coefficients, whichever was chosen; t with the degrees of freedom
/// given, the normal distribution where they are infinite. Not exact limits where V is robust: then they are as good as
/// V's own approximation.
///
/// | input | what it gets | status |
/// |---|---|---|
/// | a coefficient with weight is NaN | nothing: the data do not determine the contrast | `aliased` |
/// | error 0 | the estimate, which is its limits; no test | `exact-fit` |
/// | no degrees of freedom | the estimate alone | `too-few-observations` |
///
/// An aliased coefficient is refused even where the weights repeat the combination that aliases it, in which case the
/// contrast is known: leave the aliased term out of the model to get it.
public struct LinearContrast: Sendable, Equatable {
  public private(set) var estimate = Double.nan
  public private(set) var standardError = Double.nan
  public let degreesOfFreedom: Double
  public private(set) var lower = Double.nan
  public private(set) var upper = Double.nan
  /// The confidence level of the limits.
  public let level: Double
  /// estimate / error.
  public private(set) var statistic = Double.nan
  /// Two-sided.
  public private(set) var pValue = Double.nan
  public internal(set) var status = Status.ok

  /// - Parameters:
  ///   - weights: c, one per coefficient.
  ///   - coefficients: b; NaN where aliased.
  ///   - covariance: V, k x k; what stands at aliased coefficients is not read.
  ///   - degreesOfFreedom: of t; infinite for the normal distribution.
  /// - Complexity: O(k^2).
  public init(
    _ weights: [Double], coefficients: [Double], covariance: Matrix, degreesOfFreedom: Double, level: Double = 0.95
  ) {
    let count = coefficients.count
    precondition(weights.count == count, "a contrast has a weight for each coefficient")
    precondition(covariance.rowCount == count && covariance.columnCount == count, "this is not their covariance")
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1")
    self.degreesOfFreedom = degreesOfFreedom
    self.level = level
    let used = weights.indices.filter { weights[$0] != 0 }
    guard used.allSatisfy({ !coefficients[$0].isNaN }) else {
      status = .aliased
      return
    }
    estimate = used.reduce(0) { $0 + weights[$1] * coefficients[$1] }
    var variance = 0.0
    for i in used {
      for j in used { variance += weights[i] * covariance[i, j] * weights[j] }
    }
    // A difference of terms that cancel may be a little below 0.
    standardError = max(0, variance).squareRoot()
    if variance.isNaN { standardError = .nan }
    status = Status(estimate: estimate, standardError: standardError, degreesOfFreedom: degreesOfFreedom)
    switch status {
    case .ok:
      let t = StudentT(degreesOfFreedom: degreesOfFreedom)
      let reach = t.quantile(upperTail: (1 - level) / 2) * standardError
      (lower, upper) = (estimate - reach, estimate + reach)
      statistic = estimate / standardError
      pValue = t.twoSidedPValue(statistic)
    case .exactFit: (lower, upper) = (estimate, estimate)
    default: break
    }
  }
}

extension LeastSquares {
  /// s^2 (X'X)^-1, NaN at aliased terms and where there is no residual degree of freedom.
  public var covariance: Matrix {
    var result = unscaledCovariance
    let variance = residualDeviation * residualDeviation
    for i in terms.indices {
      for j in terms.indices {
        let isAliased = coefficients[i].isNaN || coefficients[j].isNaN
        result[i, j] = isAliased ? .nan : variance * result[i, j]
      }
    }
    return result
  }

  /// A combination of the coefficients, in the order of ``terms``.
  public func contrast(_ weights: [Double], level: Double = 0.95) -> LinearContrast {
    LinearContrast(
      weights, coefficients: coefficients, covariance: covariance, degreesOfFreedom: residualDegreesOfFreedom,
      level: level)
  }

  /// The outcome at a point: `row` has a value for each of ``terms``, 1 for the intercept.
  public func prediction(at row: [Double], level: Double = 0.95) -> OutcomePrediction {
    OutcomePrediction(mean: contrast(row, level: level), residualDeviation: residualDeviation)
  }
}
