public import FidelityData
public import FidelityLinearAlgebra
import FidelityProbability
import FidelitySystem

/// A regression whose errors are autoregressive of order 1: e_t = rho e_(t-1) + innovation.
///
/// Coefficients are those of generalised least squares at the rho that the estimator found, their covariance
/// s^2 (X*'X*)^-1 with X* the transformed design and s^2 = RSS* / (rows - p); t has rows - p degrees of freedom. Rho is
/// taken as known in these errors, which are a little small therefore. Several series share one rho.
///
/// Gaps: errors p steps apart have the correlation rho^p, with every estimator. Prais-Winsten and Cochrane-Orcutt
/// estimate rho from rows one step apart.
///
/// | rows | status |
/// |---|---|
/// | an exact fit of the ordinary model | `exact-fit`: its coefficients, no rho |
/// | no residual degree of freedom, or no neighbours | `too-few-observations` |
/// | gaps that are no whole number of steps, with a discrete form | `unbalanced` |
/// | continuous form, likelihood highest at rho = 0 | `singular-fit`: rho 0, the ordinary fit |
/// | rho runs to 1 or -1 | `not-converged`: the figures are those of the last rho |
///
/// Validation: `datasets/its-uk-drivers` (own computation; R nlme), `datasets/serial-correlation` (R nlme: gaps,
/// continuous time, several series).
public struct AutoregressiveFit: Sendable, Equatable {
  public let estimator: AutoregressiveEstimator
  public let form: SerialCorrelationForm
  public let terms: [String]
  /// NaN where aliased or without a fit.
  public internal(set) var coefficients: [Double]
  public internal(set) var covariance: Matrix
  public internal(set) var degreesOfFreedom = Double.nan
  /// The correlation of errors one unit of time apart.
  public internal(set) var rho = Double.nan
  /// Of the errors e_t: sqrt(RSS* / (rows - p)).
  public internal(set) var residualDeviation = Double.nan
  /// Of likelihood estimators, with 2 pi and, restricted, without |X'X|.
  public internal(set) var logLikelihood = Double.nan
  /// Of the transformed residuals.
  public internal(set) var durbinWatson = Double.nan
  public internal(set) var observationCount: Int
  public internal(set) var record = SearchRecord()
  public internal(set) var status = Status.ok

  /// Of the innovations between errors one unit apart: sqrt(1 - rho^2) times ``residualDeviation``.
  public var innovationDeviation: Double { ((1 - rho) * (1 + rho)).squareRoot() * residualDeviation }

  public var standardErrors: [Double] { covariance.diagonal.map { $0.squareRoot() } }

  init(_ series: TimeSeriesRegression, _ estimator: AutoregressiveEstimator, _ form: SerialCorrelationForm) {
    let count = series.ordinary.terms.count
    self.estimator = estimator
    self.form = form
    terms = series.ordinary.terms
    coefficients = Array(repeating: .nan, count: count)
    covariance = Matrix(rowCount: count, columnCount: count, repeating: .nan)
    observationCount = series.ordinary.observationCount
  }

  /// Takes what least squares on the transformed rows gave.
  mutating func take(_ whitened: WhitenedSeries, _ series: TimeSeriesRegression, rho: Double, dropsFirst: Bool) {
    self.rho = rho
    observationCount = whitened.rowCount
    degreesOfFreedom = Double(whitened.rowCount - whitened.coefficients.count)
    let variance = whitened.residualSumOfSquares / degreesOfFreedom
    residualDeviation = variance.squareRoot()
    for (i, term) in series.kept.enumerated() {
      coefficients[term] = whitened.coefficients[i]
      for (j, other) in series.kept.enumerated() { covariance[term, other] = variance * whitened.inverse[i, j] }
    }
    // Transformed rows are neighbours where they follow each other in a series.
    let gaps = series.order.gaps
    let places = gaps.indices.filter { gaps[$0] > 0 || !dropsFirst }
    let residuals = whitened.residuals
    let pairs = places.indices.dropFirst().filter { gaps[places[$0]] > 0 && places[$0 - 1] == places[$0] - 1 }
    durbinWatson =
      pairs.reduce(0) { $0 + (residuals[$1] - residuals[$1 - 1]) * (residuals[$1] - residuals[$1 - 1]) }
      / whitened.residualSumOfSquares
  }

  /// A combination of the coefficients, in the order of ``terms``.
  public func contrast(_ weights: [Double], level: Double = 0.95) -> LinearContrast {
    LinearContrast(
      weights, coefficients: coefficients, covariance: covariance, degreesOfFreedom: degreesOfFreedom, level: level)
  }

  /// The rows of a result table: coefficients, `autocorrelation-parameter`, `residual-sd`, `durbin-watson` of the
  /// transformed residuals, and `log-likelihood` where there is one.
  /// - Parameter rhoInterval: the limits of rho, see ``TimeSeriesRegression/rhoInterval(_:level:)``.
  public func estimates(
    level: Double = 0.95, rhoInterval: (lower: Double, upper: Double)? = nil
  ) -> [Estimate] {
    var rows: [Estimate] = []
    for (index, term) in terms.enumerated() {
      var weights = [Double](repeating: 0, count: terms.count)
      weights[index] = 1
      let contrast = contrast(weights, level: level)
      var row = Estimate("regression-coefficient")
      row.term = term
      row.estimate = contrast.estimate
      row.standardError = contrast.standardError
      (row.lower, row.upper) = (contrast.lower, contrast.upper)
      row.level = contrast.lower.isNaN ? .nan : level
      row.degreesOfFreedom = degreesOfFreedom
      (row.statistic, row.pValue) = (contrast.statistic, contrast.pValue)
      row.status = contrast.status == .aliased && coefficients.contains { !$0.isNaN } ? .aliased : status
      rows.append(row)
    }
    for (quantity, value) in [
      ("autocorrelation-parameter", rho), ("residual-sd", residualDeviation), ("durbin-watson", durbinWatson),
      ("log-likelihood", logLikelihood),
    ] where quantity != "log-likelihood" || !value.isNaN {
      var row = Estimate(quantity)
      row.estimate = value
      row.status = status
      if quantity == "residual-sd" { row.degreesOfFreedom = degreesOfFreedom }
      if quantity == "autocorrelation-parameter", let rhoInterval {
        (row.lower, row.upper, row.level) = (rhoInterval.lower, rhoInterval.upper, level)
      }
      rows.append(row)
    }
    return rows.map { row in
      var row = row
      row.method = estimator.rawValue
      row.observationCount = observationCount
      return row
    }
  }
}
