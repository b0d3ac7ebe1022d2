import FidelityData
import FidelityLinearAlgebra
import FidelityTrends

/// Regressions on rows that follow each other in time.
struct SerialFigures: FigureFamily {
  private struct Design {
    var outcome = "value"
    var time = "month"
    var predictors: [String] = []
    var series: String?
    /// Of an interrupted time series: the last time before the change, and the time at which its slope begins at 0.
    var interruption: (last: Double, origin: Double, level: String)?
  }

  private static func design(_ slug: String, table: String?, isContinuous: Bool) -> Design? {
    switch (slug, table) {
    case ("its-24-months", _): Design(interruption: (12, 12, "level-change"))
    case ("its-uk-drivers", _): Design(interruption: (169, 170, "level"))
    case ("newey-west-investment", _): Design(outcome: "investment", time: "t", predictors: ["gnp", "interest"])
    case ("serial-correlation", "gaps.csv"): Design(outcome: "y", predictors: ["month", "x"])
    case ("serial-correlation", "negative.csv"): Design(outcome: "y", predictors: ["month"])
    case ("serial-correlation", "panel.csv"):
      Design(outcome: "y", time: isContinuous ? "day" : "month", predictors: ["month", "x"], series: "site")
    default: nil
    }
  }

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    let options = figure.options
    let isContinuous = options["form"] == "continuous"
    guard let design = Self.design(dataset.slug, table: options["table"], isContinuous: isContinuous) else {
      return nil
    }
    let table = try dataset.table(options["table"] ?? "data.csv")
    let series = try regression(design, table)
    if let correction = options["covariance"].flatMap({ LeverageCorrection(rawValue: $0) }) {
      guard let weights = weights(figure, design, series) else { return nil }
      return Self.computed(figure, try contrast(weights, correction, design, table))
    }
    if let name = options["estimator"] {
      guard let estimator = Self.estimators[name] else { return .notComputed("there is no such estimator") }
      let fit = series.autoregressive(estimator, isContinuous ? .continuous : .discrete)
      return autoregressive(figure, series, fit)
    }
    guard let method = Self.neweyWest(options) else { return ordinary(figure, series, design) }
    let covariance = series.neweyWest(method)
    switch figure.quantity {
    case "newey-west-bandwidth": return .computed(ComputedFigure(value: covariance.bandwidth))
    case "coefficient-covariance":
      let places = [options["term"], options["with"]].map { Self.place($0, series) }
      guard let row = places[0], let column = places[1] else { return .notComputed("there is no such term") }
      return .computed(ComputedFigure(value: covariance.matrix[row, column]))
    default:
      guard let weights = weights(figure, design, series) else { return nil }
      return Self.computed(figure, series.contrast(weights, covariance))
    }
  }

  private static let estimators: [String: AutoregressiveEstimator] = [
    "prais-winsten": .praisWinsten, "cochrane-orcutt": .cochraneOrcutt, "AR(1) ML": .maximumLikelihood,
    "AR(1) REML": .restrictedMaximumLikelihood,
  ]
  private static let rules: [String: NeweyWest.Lag] = [
    "automatic": .automatic, "4(n/100)^(2/9)": .ninthPower, "n^(1/4)": .quarterPower, ".75n^(1/3)-1": .stockWatson,
  ]

  private static func neweyWest(_ options: [String: String]) -> NeweyWest? {
    guard options["covariance"] == "newey-west" || options["prewhitened"] != nil else { return nil }
    let fixed = options["lag"].flatMap(Int.init).map { NeweyWest.Lag.fixed(max(0, $0)) }
    return NeweyWest(
      lag: options["rule"].flatMap { rules[$0] } ?? fixed ?? .automatic, isAdjusted: options["adjust"] == "true",
      gaps: options["gaps"] == "ignored" ? .ignored : .respected, isPrewhitened: options["prewhitened"] == "true")
  }

  private func predictors(
    _ design: Design, _ table: DatasetTable
  ) throws(DataError) -> [(name: String, values: [Double])] {
    if let change = design.interruption {
      let times = try table.numbers(design.time)
      return [
        ("time", times), (change.level, times.map { $0 > change.last ? 1 : 0 }),
        ("slope-change", times.map { max(0, $0 - change.origin) }),
      ]
    }
    var predictors: [(name: String, values: [Double])] = []
    for name in design.predictors { predictors.append((name, try table.numbers(name))) }
    return predictors
  }

  private func regression(_ design: Design, _ table: DatasetTable) throws(DataError) -> TimeSeriesRegression {
    let times = try table.numbers(design.time)
    let predictors = try predictors(design, table)
    var codes: [UInt32] = []
    if let series = design.series {
      var names = KeyDictionary()
      codes = try table.texts(series).map { names.code(of: $0) }
    }
    let order = try TimeOrder(times: times, series: codes)
    let outcome = try table.numbers(design.outcome)
    do throws(LinearAlgebraError) {
      return try TimeSeriesRegression(outcome: outcome, predictors: predictors, order: order)
    } catch {
      throw table.refusal(.unusable(reason: error.description))
    }
  }

  /// A contrast with errors that respect unequal variances of rows.
  private func contrast(
    _ weights: [Double], _ correction: LeverageCorrection, _ design: Design, _ table: DatasetTable
  ) throws(DataError) -> LinearContrast {
    let outcome = try table.numbers(design.outcome)
    let predictors = try predictors(design, table)
    do throws(LinearAlgebraError) {
      let fit = try LeastSquares(
        outcome: outcome, predictors: predictors, intercept: true, weights: nil, absorbedCount: 0, keepsRows: true)
      let summary = RegressionSummary(fit)
      let matrix = fit.rows.map { correction.matrix($0) } ?? []
      let errors = ContrastErrors.matrix(matrix, degreesOfFreedom: summary.residualDegreesOfFreedom)
      var covariance = Matrix(rowCount: fit.terms.count, columnCount: fit.terms.count)
      for (row, first) in summary.contrasts.enumerated() {
        for (column, second) in summary.contrasts.enumerated() {
          covariance[row, column] = first.flatMap { first in second.map { errors.covariance(first, $0) } } ?? .nan
        }
      }
      return LinearContrast(
        weights, coefficients: fit.coefficients, covariance: covariance,
        degreesOfFreedom: summary.residualDegreesOfFreedom, level: 0.95)
    } catch {
      throw table.refusal(.unusable(reason: error.description))
    }
  }

  private static func place(_ term: String?, _ series: TimeSeriesRegression) -> Int? {
    let term = term == "intercept" ? "(Intercept)" : term
    return series.ordinary.terms.firstIndex { $0 == term }
  }

  /// The contrast that a quantity is.
  private func weights(_ figure: PublishedFigure, _ design: Design, _ series: TimeSeriesRegression) -> [Double]? {
    let number = { (name: String) in figure.options[name].flatMap(Double.init) }
    switch figure.quantity {
    case "regression-coefficient", "regression-coefficient-se":
      guard let place = Self.place(figure.options["term"], series) else { return nil }
      return series.ordinary.terms.indices.map { $0 == place ? 1 : 0 }
    case "its-effect":
      guard let change = design.interruption else { return nil }
      return (number("after") ?? number("month").map { $0 - change.origin }).map { [0, 0, 1, $0] }
    case "its-counterfactual": return number("month").map { [1, $0, 0, 0] }
    case "its-post-slope": return [0, 1, 0, 1]
    default: return nil
    }
  }

  private func ordinary(
    _ figure: PublishedFigure, _ series: TimeSeriesRegression, _ design: Design
  ) -> Computation? {
    switch figure.quantity {
    case "durbin-watson": return .computed(ComputedFigure(value: series.durbinWatson()))
    case "r-squared": return .computed(ComputedFigure(value: series.ordinary.rSquared))
    case "residual-sd":
      return .computed(
        ComputedFigure(
          value: series.ordinary.residualDeviation, degreesOfFreedom: series.ordinary.residualDegreesOfFreedom))
    default:
      return weights(figure, design, series).map { Self.computed(figure, series.ordinary.contrast($0)) }
    }
  }

  private func autoregressive(
    _ figure: PublishedFigure, _ series: TimeSeriesRegression, _ fit: AutoregressiveFit
  ) -> Computation? {
    switch figure.quantity {
    case "autocorrelation-parameter":
      let level = figure.options["confidence"].flatMap(Double.init) ?? 0.95
      guard level > 0, level < 1 else { return .notComputed("there is no such confidence level") }
      var computed = ComputedFigure(value: fit.rho)
      (computed.numbers[.lower], computed.numbers[.upper]) = series.rhoInterval(fit, level: level)
      return .computed(computed)
    case "log-likelihood": return .computed(ComputedFigure(value: fit.logLikelihood))
    case "durbin-watson": return .computed(ComputedFigure(value: fit.durbinWatson))
    case "residual-sd": return .computed(ComputedFigure(value: fit.residualDeviation))
    default:
      return weights(figure, Design(), series).map { Self.computed(figure, fit.contrast($0)) }
    }
  }

  private static func computed(_ figure: PublishedFigure, _ contrast: LinearContrast) -> Computation {
    if figure.quantity == "regression-coefficient-se" {
      return .computed(ComputedFigure(value: contrast.standardError))
    }
    var computed = ComputedFigure(value: contrast.estimate, degreesOfFreedom: contrast.degreesOfFreedom)
    computed.status = contrast.status.rawValue
    (computed.numbers[.standardError], computed.numbers[.lower], computed.numbers[.upper]) = (
      contrast.standardError, contrast.lower, contrast.upper
    )
    (computed.numbers[.statistic], computed.numbers[.pValue]) = (contrast.statistic, contrast.pValue)
    return .computed(computed)
  }
}
