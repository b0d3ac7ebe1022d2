import FidelityData
import FidelityProbability
import FidelityTesting
import FidelityTrends
import Foundation
import Testing

@Suite("Regression with autoregressive errors")
struct AutoregressiveFitTests {
  static func belts() throws -> TimeSeriesRegression {
    let (months, values) = (
      try Datasets.numbers("its-uk-drivers", "month"), try Datasets.numbers("its-uk-drivers", "value")
    )
    return try TimeSeriesRegression(
      outcome: values,
      predictors: [
        ("time", months), ("level", months.map { $0 > 169 ? 1 : 0 }), ("slope", months.map { max(0, $0 - 170) }),
      ], order: TimeOrder(times: months))
  }

  /// nlme 3.1.162, gls(corAR1): ML -1285.3978775766, REML -1271.2396834222.
  @Test("The seat belt law: rho, level change and likelihood")
  func seatBelts() throws {
    let series = try Self.belts()
    let full = series.autoregressive(.maximumLikelihood)
    let restricted = series.autoregressive(.restrictedMaximumLikelihood)
    #expect(isClose(full.logLikelihood, -1285.3978775766404, within: 1e-9))
    #expect(isClose(restricted.logLikelihood, -1271.239683422242, within: 1e-9))
    #expect(isClose(full.rho, 0.6042925, within: 1e-7) && isClose(restricted.rho, 0.6332412, within: 1e-7))
    #expect(isClose(restricted.coefficients[2], -469.3588207, within: 1e-5))
    for fit in [full, restricted] {
      #expect(fit.status == .ok && fit.record.isConverged && abs(fit.record.slope) < 1e-7)
      let (lower, upper) = series.rhoInterval(fit)
      #expect(lower < fit.rho && fit.rho < upper)
    }
    #expect(
      isClose(
        restricted.innovationDeviation, (1 - pow(restricted.rho, 2)).squareRoot() * restricted.residualDeviation,
        within: 1e-12))
  }

  /// The transformed rows of each estimator have independent residuals; rho is the regression of residuals on those
  /// before.
  @Test(
    "Prais-Winsten and Cochrane-Orcutt have settled",
    arguments: [AutoregressiveEstimator.praisWinsten, .cochraneOrcutt])
  func settled(_ estimator: AutoregressiveEstimator) throws {
    let months = try Datasets.numbers("its-uk-drivers", "month")
    let values = try Datasets.numbers("its-uk-drivers", "value")
    let fit = try Self.belts().autoregressive(estimator)
    let errors = months.indices.map { row in
      let x = [1, months[row], months[row] > 169 ? 1 : 0, max(0, months[row] - 170)]
      return values[row] - x.indices.reduce(0) { $0 + fit.coefficients[$1] * x[$1] }
    }
    let product = (1..<192).reduce(0) { $0 + errors[$1] * errors[$1 - 1] }
    let square = (1..<192).reduce(0) { $0 + errors[$1 - 1] * errors[$1 - 1] }
    #expect(isClose(fit.rho, product / square, within: 1e-12))
    #expect(fit.observationCount == (estimator == .praisWinsten ? 192 : 191))
    #expect(fit.degreesOfFreedom == Double(fit.observationCount - 4) && fit.logLikelihood.isNaN)
    #expect(fit.record.isConverged && fit.record.iterationCount < 60)
    #expect(try Self.belts().rhoInterval(fit).lower.isNaN)
  }

  @Test(
    "The order of rows and series, the origin of time, units of outcome and predictors",
    arguments: AutoregressiveEstimator.allCases, SerialCorrelationForm.allCases)
  func invariant(_ estimator: AutoregressiveEstimator, _ form: SerialCorrelationForm) throws {
    let isLikelihood = estimator == .maximumLikelihood || estimator == .restrictedMaximumLikelihood
    let table = try SerialTable("panel.csv", time: form == .continuous && isLikelihood ? "day" : "month")
    var generator = SeededGenerator(seed: 21)
    var changed = table.permuted(Array(table.outcome.indices).shuffled(using: &generator))
    changed.times = changed.times.map { $0 + 512 }
    changed.outcome = changed.outcome.map { 3 * $0 - 40 }
    changed.predictors[1].values = changed.predictors[1].values.map { $0 / 16 }
    changed.series = changed.series.map { 9 - $0 }
    let (plain, other) = (
      try table.regression().autoregressive(estimator, form), try changed.regression().autoregressive(estimator, form)
    )
    #expect(plain.status == .ok && other.status == .ok)
    #expect(isClose(other.rho, plain.rho, within: 1e-10))
    for (index, factor) in [3.0, 3, 48].enumerated() {
      let expected = factor * plain.coefficients[index] - (index == 0 ? 40 : 0)
      #expect(isClose(other.coefficients[index], expected, within: 1e-9 * max(1, abs(expected))))
      #expect(relativeError(other.standardErrors[index], factor * plain.standardErrors[index]) < 1e-9)
    }
    #expect(relativeError(other.durbinWatson, plain.durbinWatson) < 1e-9)
  }

  @Test(
    "Continuous time in other units, and as discrete time where it is regular", arguments: [7.0, 30.4375, 1 / 12.0])
  func units(_ unit: Double) throws {
    let table = try SerialTable("gaps.csv")
    var scaled = table
    scaled.times = table.times.map { $0 * unit }
    let discrete = try table.regression().autoregressive(.restrictedMaximumLikelihood)
    let series = try scaled.regression()
    let continuous = series.autoregressive(.restrictedMaximumLikelihood, .continuous)
    #expect(isClose(pow(continuous.rho, unit), discrete.rho, within: 1e-10))
    #expect(isClose(continuous.logLikelihood, discrete.logLikelihood, within: 1e-10))
    #expect(isClose(continuous.coefficients[1], discrete.coefficients[1], within: 1e-11))
    let limits = series.rhoInterval(continuous)
    let expected = try table.regression().rhoInterval(discrete)
    #expect(isClose(pow(limits.lower, unit), expected.lower, within: 1e-9))
    #expect(isClose(pow(limits.upper, unit), expected.upper, within: 1e-9))
  }

  @Test("Negative correlation: discrete finds it, continuous time has none and says so")
  func negative() throws {
    let series = try SerialTable("negative.csv", predictors: ["month"]).regression()
    let discrete = series.autoregressive(.restrictedMaximumLikelihood)
    #expect(discrete.rho < -0.3 && discrete.status == .ok)
    let continuous = series.autoregressive(.restrictedMaximumLikelihood, .continuous)
    #expect(continuous.rho == 0 && continuous.status == .singularFit)
    #expect(continuous.coefficients == series.ordinary.coefficients)
    #expect(relativeError(continuous.standardErrors[1], series.ordinary.standardErrors[1]) < 1e-13)
    let limits = series.rhoInterval(continuous)
    #expect(limits.lower == 0 && limits.upper < 0.5)
  }

  @Test("Errors with rho .6 in 400 rows: every estimator is near", arguments: AutoregressiveEstimator.allCases)
  func recovers(_ estimator: AutoregressiveEstimator) throws {
    var stream = RandomStream(seed: 4)
    var error = stream.normal()
    var outcome: [Double] = []
    for row in 0..<400 {
      outcome.append(10 + 0.02 * Double(row) + error)
      error = 0.6 * error + 0.8 * stream.normal()
    }
    let fit = try TimeSeriesRegression(
      outcome: outcome, predictors: [("time", (0..<400).map(Double.init))], order: TimeOrder(rowCount: 400)
    ).autoregressive(estimator)
    #expect(abs(fit.rho - 0.6) < 0.12)
    #expect(abs(fit.durbinWatson - 2) < 0.2)
    #expect(abs(fit.coefficients[1] - 0.02) < 4 * fit.standardErrors[1])
    #expect(abs(fit.innovationDeviation - 0.8) < 0.1)
  }

  @Test("A walk has no rho below 1: not converged", arguments: [AutoregressiveEstimator.maximumLikelihood])
  func walk(_ estimator: AutoregressiveEstimator) throws {
    // Without a constant, the likelihood of an exact copy of the last value rises up to rho = 1.
    let outcome = (0..<30).map { 1e6 + Double($0 % 2) * 1e-3 }
    let fit = try TimeSeriesRegression(
      outcome: outcome, predictors: [("x", (0..<30).map { Double($0 * $0) })], intercept: false,
      order: TimeOrder(rowCount: 30)
    ).autoregressive(estimator)
    #expect(fit.status == .notConverged && !fit.record.isConverged && abs(fit.rho) > 0.999)
  }

  @Test("What allows no fit has a status", arguments: AutoregressiveEstimator.allCases)
  func undefined(_ estimator: AutoregressiveEstimator) throws {
    func fit(_ x: [Double], _ y: [Double], _ times: [Double], _ series: [UInt32] = []) throws -> AutoregressiveFit {
      let fit = try TimeSeriesRegression(
        outcome: y, predictors: [("x", x)], order: TimeOrder(times: times, series: series)
      ).autoregressive(estimator)
      #expect(fit.estimates().allSatisfy { $0.status == fit.status })
      return fit
    }
    #expect(try fit([1, 2], [1, 5], [1, 2]).status == .tooFewObservations)
    #expect(try fit([1, 2, 4], [1, 5, 3], [1, 1, 1], [0, 1, 2]).status == .tooFewObservations)
    #expect(try fit([1, 2, 4], [1, 5, 3], [1, 2, 3.5]).status == .unbalanced)
    let exact = try fit([1, 2, 3, 4], [1, 3, 5, 7], [1, 2, 3, 4])
    #expect(exact.status == .exactFit && exact.rho.isNaN && isClose(exact.coefficients[1], 2, within: 1e-13))
    #expect(try fit([1, 2, 3, 4], [1e200, 3, 5, 7], [1, 2, 3, 4]).status == .outOfRange)
  }

  @Test("An aliased term has no coefficient, the others are those without it")
  func aliased() throws {
    let table = try SerialTable("gaps.csv")
    var more = table
    more.predictors.insert(("twice", table.predictors[0].values.map { 2 * $0 }), at: 1)
    let (plain, with) = (
      try table.regression().autoregressive(.restrictedMaximumLikelihood),
      try more.regression().autoregressive(.restrictedMaximumLikelihood)
    )
    #expect(with.coefficients[2].isNaN && isClose(with.coefficients[3], plain.coefficients[2], within: 1e-12))
    let row = with.estimates()[2]
    #expect(row.status == .aliased && row.standardError.isNaN && row.term == "twice")
    #expect(with.estimates()[3].status == .ok && isClose(with.rho, plain.rho, within: 1e-12))
  }

  @Test("The rows of the result")
  func rows() throws {
    let series = try Self.belts()
    let fit = series.autoregressive(.restrictedMaximumLikelihood)
    let rows = fit.estimates(rhoInterval: series.rhoInterval(fit))
    #expect(
      rows.map(\.quantity) == Array(repeating: "regression-coefficient", count: 4) + [
        "autocorrelation-parameter", "residual-sd", "durbin-watson", "log-likelihood",
      ])
    #expect(rows.allSatisfy { $0.method == "ar1-reml" && $0.observationCount == 192 && $0.status == .ok })
    let contrast = fit.contrast([0, 0, 1, 0])
    #expect(rows[2].lower == contrast.lower && rows[2].pValue == contrast.pValue && rows[2].level == 0.95)
    #expect(rows[4].lower < 0.6 && rows[4].upper > 0.65)
    #expect(series.autoregressive(.praisWinsten).estimates().count == 7)
  }
}
