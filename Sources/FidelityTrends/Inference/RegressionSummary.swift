package import FidelityData
import FidelityLinearAlgebra
import FidelityProbability

/// A fitted regression in the terms that errors, tests and result tables need, whichever way it was fitted.
package struct RegressionSummary: Sendable {
  /// The terms, the intercept first where there is one.
  package let terms: [String]
  /// The coefficient of each term; NaN where aliased.
  package let coefficients: [Double]
  /// The contrast of the basis that each coefficient is; nil where aliased.
  package let contrasts: [[Double]?]
  package let hasIntercept: Bool
  package let observationCount: Int
  /// All parameters that are estimable, absorbed ones too.
  package let parameterCount: Int
  package let residualDegreesOfFreedom: Double
  package let residualSumOfSquares: Double
  package let totalSumOfSquares: Double
  package let isExact: Bool
  package let isConstant: Bool
  package let isOutOfRange: Bool
  /// The standard error of each term with equal errors, where it is known to more digits than its contrast.
  package let refinedErrors: [Double]?
  /// The terms that do not vary.
  package let constantTerms: Set<Int>
  private let basis: Basis

  private enum Basis: Sendable {
    case moments(MomentRegression)
    case rows(RegressionRows)
  }

  /// - Parameter predictors: the names of the predictors.
  package init(_ fit: MomentRegression, predictors: [String]) {
    self.init(fit, terms: (fit.hasIntercept ? ["(Intercept)"] : []) + predictors)
  }

  /// - Parameter terms: `(Intercept)` where there is one, then the predictors.
  package init(_ fit: MomentRegression, terms: [String]) {
    precondition(terms.count == fit.predictorCount + (fit.hasIntercept ? 1 : 0), "a name for each term")
    let shift = fit.hasIntercept ? 1 : 0
    self.terms = terms
    coefficients = fit.isOutOfRange ? terms.map { _ in .nan } : fit.coefficients
    contrasts = fit.isOutOfRange ? terms.map { _ in nil } : fit.coefficientContrasts
    hasIntercept = fit.hasIntercept
    observationCount = Int(fit.count)
    parameterCount = fit.parameterCount
    residualDegreesOfFreedom = fit.residualDegreesOfFreedom
    residualSumOfSquares = fit.residualSumOfSquares
    totalSumOfSquares = fit.totalSumOfSquares
    (isExact, isConstant, isOutOfRange) = (fit.isExact, fit.isConstant, fit.isOutOfRange)
    constantTerms = Set(fit.constant.map { $0 + shift })
    refinedErrors = nil
    basis = .moments(fit)
  }

  /// - Parameters:
  ///   - fit: with its rows.
  ///   - absorbedCount: parameters taken out of its columns before.
  ///   - constant: the terms that do not vary.
  package init(_ fit: LeastSquares, absorbedCount: Int = 0, constant: Set<Int> = []) {
    guard let rows = fit.rows else { preconditionFailure("a regression without its rows") }
    terms = fit.terms
    hasIntercept = fit.terms.first == "(Intercept)"
    coefficients = fit.coefficients
    let count = fit.terms.count
    contrasts = fit.coefficients.indices.map { place in
      guard !fit.coefficients[place].isNaN else { return nil }
      var weights = [Double](repeating: 0, count: count)
      weights[place] = 1
      return rows.contrast(weights)
    }
    observationCount = fit.observationCount
    parameterCount = fit.rank + absorbedCount
    residualDegreesOfFreedom = fit.residualDegreesOfFreedom
    residualSumOfSquares = fit.residualSumOfSquares
    totalSumOfSquares = fit.totalSumOfSquares
    (isExact, isConstant, isOutOfRange) = (fit.isExact, fit.isConstant, fit.isOutOfRange)
    constantTerms = constant
    refinedErrors = fit.standardErrors
    basis = .rows(rows)
  }

  /// sigma^2; 0 for an exact fit.
  package var residualVariance: Double {
    if isOutOfRange { return .nan }
    if isExact { return 0 }
    return residualDegreesOfFreedom > 0 ? residualSumOfSquares / residualDegreesOfFreedom : .nan
  }

  package var equalErrors: ContrastErrors {
    .equal(variance: residualVariance, degreesOfFreedom: residualDegreesOfFreedom)
  }

  /// The sum of weights times coefficients as a contrast of the basis, with its value; nil where one is aliased.
  /// - Parameter weights: a number for each of ``terms``.
  package func contrast(_ weights: [Double]) -> (contrast: [Double], value: Double)? {
    precondition(weights.count == terms.count, "a weight for each term")
    var value = 0.0
    for place in weights.indices where weights[place] != 0 { value += weights[place] * coefficients[place] }
    guard !value.isNaN else { return nil }
    let contrast: [Double]? =
      switch basis {
      case .moments(let fit):
        hasIntercept
          ? fit.contrast(intercept: weights[0], Array(weights.dropFirst())) : fit.contrast(intercept: 0, weights)
      case .rows(let rows): rows.contrast(weights)
      }
    return contrast.map { ($0, value) }
  }

  /// The status of the whole fit.
  package var status: Status {
    if isOutOfRange { return .outOfRange }
    if residualDegreesOfFreedom < 1 { return .tooFewObservations }
    return isExact ? .exactFit : .ok
  }
}
