import FidelityData
import FidelityLinearAlgebra
import FidelityProbability
import FidelitySystem
import FidelityTrends

/// Errors of regressions that respect unequal variances and clusters.
struct RobustErrorFigures: FigureFamily {
  private static let quantities: Set = [
    "regression-coefficient", "regression-coefficient-se", "regression-coefficient-test", "wald-test", "r-squared",
    "residual-sd", "leverage-maximum",
  ]

  /// The regression of a dataset.
  private struct Design {
    let outcome: String
    let predictors: [String]
    /// The predictor x of a polynomial, what it is multiplied with, and the degree.
    var polynomial: (scale: Double, degree: Int)?
    var cluster: String?
  }

  private static let designs: [String: Design] = [
    "clustered-se-small": Design(outcome: "y", predictors: ["x", "treated"], cluster: "cluster"),
    "robust-se-publicschools": Design(outcome: "expenditure", predictors: ["income"], polynomial: (0.0001, 2)),
  ]

  /// A fitted regression with the cluster of each row.
  private struct Fitted {
    let rows: RegressionRows
    let summary: RegressionSummary
    let weights: [Double]?
    let codes: [Int]
    let clusterCount: Int
  }

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard Self.quantities.contains(figure.quantity), let design = Self.designs[dataset.slug] else { return nil }
    let fitted = try fitted(design, try dataset.table(figure.options["table"] ?? "data.csv"))
    if figure.quantity == "leverage-maximum" {
      return .computed(ComputedFigure(value: fitted.rows.leverages.max() ?? .nan))
    }
    let kind = figure.options["covariance"] ?? "ols"
    guard let errors = errors(kind, fitted) else { return .notComputed("there is no covariance \(kind)") }
    var report = RegressionReport(method: kind, errors: errors)
    let names = (figure.options["terms"] ?? "").split(separator: ",").map(String.init)
    report.tests = [
      RegressionReport.Test(name: "test", places: names.compactMap { fitted.summary.terms.firstIndex(of: $0) })
    ]
    var quantiles = StudentTQuantileTable(level: 0.95)
    let rows = report.estimates(fitted.summary, &quantiles)
    switch figure.quantity {
    case "regression-coefficient", "regression-coefficient-test":
      guard let row = rows.first(where: { $0.term == figure.options["term"] }) else { return nil }
      return .computed(ComputedFigure(row))
    case "regression-coefficient-se":
      guard let row = rows.first(where: { $0.term == figure.options["term"] }) else { return nil }
      return .computed(ComputedFigure(value: row.standardError))
    case "wald-test":
      guard let row = rows.first(where: { $0.quantity == "wald-test" }) else { return nil }
      var computed = ComputedFigure(row)
      computed.numbers[.degreesOfFreedom] = row.numeratorDegreesOfFreedom
      computed.numbers[.denominatorDegreesOfFreedom] = row.degreesOfFreedom
      return .computed(computed)
    default:
      guard let row = rows.first(where: { $0.quantity == figure.quantity }) else { return nil }
      return .computed(ComputedFigure(row))
    }
  }

  private func errors(_ kind: String, _ fitted: Fitted) -> ContrastErrors? {
    let summary = fitted.summary
    if kind == "ols" { return summary.equalErrors }
    if let correction = LeverageCorrection(rawValue: kind) {
      return .matrix(correction.matrix(fitted.rows), degreesOfFreedom: summary.residualDegreesOfFreedom)
    }
    guard let correction = ClusterCorrection(rawValue: kind) else { return nil }
    if correction == .cr2, let weights = fitted.weights {
      return .clusters(
        ClusteredCovariance(
          weighted: fitted.rows, weights: weights, codes: fitted.codes, count: fitted.clusterCount))
    }
    return .clusters(
      ClusteredCovariance(
        fitted.rows.clusters(fitted.codes, count: fitted.clusterCount), correction,
        rowCount: Double(summary.observationCount), parameterCount: Double(summary.parameterCount)))
  }

  private func fitted(_ design: Design, _ table: DatasetTable) throws(DataError) -> Fitted {
    var predictors: [(name: String, values: [Double])] = []
    for name in design.predictors {
      let values = try table.numbers(name)
      if let polynomial = design.polynomial {
        for power in 1...polynomial.degree {
          predictors.append(
            (power == 1 ? "x" : "x^\(power)", values.map { pow($0 * polynomial.scale, Double(power)) }))
        }
      } else {
        predictors.append((name, values))
      }
    }
    let weights = try? table.numbers("weight")
    let labels = try design.cluster.map { name throws(DataError) in try table.texts(name) } ?? []
    let names = Set(labels).sorted()
    let codes = labels.map { label in names.firstIndex(of: label) ?? 0 }
    let outcome = try table.numbers(design.outcome)
    do throws(LinearAlgebraError) {
      let fit = try LeastSquares(
        outcome: outcome, predictors: predictors, intercept: true, weights: weights, absorbedCount: 0, keepsRows: true)
      guard let rows = fit.rows else { preconditionFailure("rows were asked for") }
      return Fitted(
        rows: rows, summary: RegressionSummary(fit), weights: weights, codes: codes,
        clusterCount: names.count)
    } catch {
      throw table.refusal(.unusable(reason: error.description))
    }
  }
}
