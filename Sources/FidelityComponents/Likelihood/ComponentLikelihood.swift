import FidelitySystem

/// The parts of the likelihood of y ~ N(mean 1, s^2 V), V = I + sum_j r_j Z_j Z_j', at given ratios r_j = s_j^2 / s^2
/// of the variance components to the residual variance s^2, with their derivatives in the ratios.
///
/// P = V^-1 - V^-1 1 (1'V^-1 1)^-1 1'V^-1.
package struct LikelihoodTerms: Sendable {
  /// log |V|.
  package var logDeterminant = 0.0
  /// 1'V^-1 1, the information about the mean.
  package var meanInformation = 0.0
  /// y'P y.
  package var quadratic = 0.0
  /// The generalised least-squares mean.
  package var mean = 0.0
  /// The derivative of each in each ratio.
  package var logDeterminantSlopes: [Double]
  package var meanInformationSlopes: [Double]
  package var quadraticSlopes: [Double]

  package init(termCount: Int) {
    logDeterminantSlopes = Array(repeating: 0, count: termCount)
    meanInformationSlopes = logDeterminantSlopes
    quadraticSlopes = logDeterminantSlopes
  }
}

/// A design whose likelihood can be computed from its sums. The optimiser, the information matrices and the profiles
/// are the same for all designs.
package protocol ComponentLikelihood: Sendable {
  /// The names of the random terms but for the residual.
  var terms: [String] { get }
  var observationCount: Double { get }
  /// How many observations a level of each term has on average: a ratio r matters where `size * r` is not small.
  var sizes: [Double] { get }
  /// The parts at these ratios, all of them >= 0. NaN where V cannot be factored.
  func terms(at ratios: [Double]) -> LikelihoodTerms
}

/// Which likelihood is maximised.
public enum LikelihoodMethod: String, Sendable, Hashable, Codable, CaseIterable {
  /// Restricted maximum likelihood: of the contrasts that do not depend on the mean.
  case restricted = "reml"
  /// Maximum likelihood: components are too small on average, as the mean takes no degree of freedom.
  case maximum = "ml"
}

/// -2 log likelihood as lme4 states it (its REML criterion, its ML deviance), constants included:
///
///     log |V| + [log |1'V^-1 1|] + f (1 + log(2 pi y'P y / f)),   f = N - 1 restricted, N else
///
/// with the residual variance at its best value y'P y / f, or, where that is given,
///
///     log |V| + [log |1'V^-1 1|] + f log(2 pi s^2) + y'P y / s^2
package struct Criterion: Sendable {
  let likelihood: any ComponentLikelihood
  let method: LikelihoodMethod

  /// f, what the quadratic form is divided by.
  var degreesOfFreedom: Double { likelihood.observationCount - (method == .restricted ? 1 : 0) }

  /// The logarithms of the determinants and their slopes.
  func determinants(_ terms: LikelihoodTerms) -> (value: Double, slopes: [Double]) {
    guard method == .restricted else { return (terms.logDeterminant, terms.logDeterminantSlopes) }
    let slopes = terms.logDeterminantSlopes.indices.map {
      terms.logDeterminantSlopes[$0] + terms.meanInformationSlopes[$0] / terms.meanInformation
    }
    return (terms.logDeterminant + log(terms.meanInformation), slopes)
  }

  /// With the best residual variance.
  func profiled(_ ratios: [Double]) -> CriterionValue {
    let terms = likelihood.terms(at: ratios)
    let determinants = determinants(terms)
    let f = degreesOfFreedom
    return CriterionValue(
      value: determinants.value + f * (1 + log(2 * .pi * terms.quadratic / f)),
      slopes: ratios.indices.map { determinants.slopes[$0] + f * terms.quadraticSlopes[$0] / terms.quadratic },
      logResidualSlope: 0)
  }

  /// At a given residual variance.
  func at(_ ratios: [Double], residual: Double) -> CriterionValue {
    let terms = likelihood.terms(at: ratios)
    let determinants = determinants(terms)
    let f = degreesOfFreedom
    return CriterionValue(
      value: determinants.value + f * log(2 * .pi * residual) + terms.quadratic / residual,
      slopes: ratios.indices.map { determinants.slopes[$0] + terms.quadraticSlopes[$0] / residual },
      logResidualSlope: f - terms.quadratic / residual)
  }
}

/// A criterion at a point, with its slopes in the ratios and in the logarithm of the residual variance.
package struct CriterionValue: Sendable {
  package var value: Double
  package var slopes: [Double]
  package var logResidualSlope: Double
}
