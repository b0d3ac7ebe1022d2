public import FidelityData
import FidelityProbability

/// A regression whose errors respect clusters, from sums of products by cluster.
///
/// ```swift
/// var visits = GroupedCrossProducts(width: 3)            // month, hours, score
/// visits.add(groups: teachers.span, rows: rows.span)
/// let fit = ClusteredRegression(visits, predictors: ["month", "hours"], correction: .cr2)
/// for row in fit.estimates() { print(row.term ?? "", row.estimate, row.standardError, row.degreesOfFreedom) }
/// ```
/// The groups of the sums are the clusters; their last column is the outcome. With weights (``GroupedCrossProducts``
/// with weights) all corrections but CR2 apply, whose working model needs the rows.
///
/// Degrees of freedom are Satterthwaite's for CR2 and G - 1 for the others. A term that is a combination of those
/// before it is `aliased`; one cluster gives `too-few-clusters`. Formulas: ``ClusterCorrection``, docs/methods.
/// Validation: `datasets/clustered-se-small` (clubSandwich 0.5.8).
/// - Complexity: O(G k^3) for G clusters and k terms.
public struct ClusteredRegression: Sendable {
  public let correction: ClusterCorrection
  /// The number of clusters that have rows.
  public let clusterCount: Int
  private let summary: RegressionSummary
  private let errors: ContrastErrors

  /// - Parameters:
  ///   - clusters: sums of the predictors and, last, the outcome.
  ///   - predictors: their names, one fewer than the columns.
  ///   - intercept: whether there is a constant.
  public init(
    _ clusters: GroupedCrossProducts, predictors: [String], intercept: Bool = true,
    correction: ClusterCorrection = .cr2
  ) {
    precondition(predictors.count == clusters.width - 1, "a name for each predictor")
    precondition(!clusters.isWeighted || correction != .cr2, "CR2 of weighted rows needs the rows")
    var (total, rows) = (CentredProducts(width: clusters.width), CentredProducts(width: clusters.width))
    var count = 0
    for cluster in 0..<clusters.groupCount where clusters.observationCount(cluster) > 0 {
      clusters.products(cluster, into: &rows)
      total.add(rows)
      count += 1
    }
    let fit = MomentRegression(total, hasIntercept: intercept)
    self.correction = correction
    clusterCount = count
    summary = RegressionSummary(fit, predictors: predictors)
    guard !fit.isOutOfRange else {
      errors = summary.equalErrors
      return
    }
    let covariance = ClusteredCovariance(
      ClusterSums(fit, clusters), correction, rowCount: fit.count, parameterCount: Double(fit.parameterCount))
    errors =
      correction == .cr2
      ? .clusters(covariance) : .matrix(covariance.matrix, degreesOfFreedom: Double(count) - 1)
  }

  /// Coefficients with errors, limits and tests, `r-squared`, `residual-sd`, `cluster-count`; before them a
  /// `wald-test` of all `tested` terms together, where there are some.
  public func estimates(level: Double = 0.95, tested: [String] = []) -> [Estimate] {
    var report = RegressionReport(method: "ols \(correction.rawValue)", errors: errors)
    report.clusters = [("cluster", clusterCount)]
    if !tested.isEmpty {
      let places = tested.compactMap { summary.terms.firstIndex(of: $0) }
      precondition(places.count == tested.count, "a tested term is one of the regression")
      report.tests = [RegressionReport.Test(name: tested.joined(separator: ", "), places: places)]
    }
    var quantiles = StudentTQuantileTable(level: level)
    return report.estimates(summary, &quantiles)
  }
}
