public import FidelityData
public import FidelityLinearAlgebra
import FidelityProbability

/// A regression of columns in memory with effects of one or more factors taken out (``AbsorbedEffects``): the
/// coefficients, errors and degrees of freedom that a column for every level would give.
///
/// ```swift
/// let fit = try AbsorbedRegression(
///   outcome: scores, predictors: [("hours", hours)], effects: [sites, months], clusters: sites)
/// for row in fit.estimates() { print(row.term ?? "", row.estimate, row.standardError) }
/// ```
/// A row whose level or cluster is `missingKey` is left out. A predictor that the effects explain is
/// `constant-predictor`; equations of several effects that were not solved give `not-converged`.
///
/// Errors are equal ones with n - k - ``absorbedCount`` degrees of freedom, or those of clusters with G - 1; the factor
/// (n - 1) / (n - k) of CR1S then counts an effect whose levels lie within one cluster each as one parameter, as
/// Stata's `reghdfe` and fixest do.
/// Validation: pyfixest 0.60 (`make bench-peers`), and the regressions with columns for levels.
/// - Complexity: where combinations of levels have four rows or more, O(rows x k^2) and memory of O(combinations x
///   k^2); else O(rows x k^2 x steps) and two copies of the columns.
public struct AbsorbedRegression: Sendable {
  /// Parameters that the effects are.
  public let absorbedCount: Int
  /// Rows left out because a level of theirs has no other row.
  public let singletonCount: Int
  /// What became of the equations of several effects.
  public let solution: AbsorbedEffects.Solution
  private let summary: RegressionSummary
  private let report: RegressionReport

  /// - Parameters:
  ///   - outcome: a number for each row, none missing.
  ///   - predictors: name and numbers of each predictor.
  ///   - effects: for each factor, the level of each row.
  ///   - weights: of the rows, above 0; nil for equal ones.
  ///   - clusters: the cluster of each row, 0, 1, 2, ...; nil for equal errors.
  ///   - correction: the factor of clusters' errors: CR0, CR1 or CR1S.
  ///   - keepsSingletons: whether rows whose level has no other count as observations.
  ///   - tolerance: what may remain of the equations of several effects, relative to what they began with.
  /// - Throws: `LinearAlgebraError` where a number is not finite.
  public init(
    outcome: [Double], predictors: [(name: String, values: [Double])], effects: [[UInt32]], weights: [Double]? = nil,
    clusters: [UInt32]? = nil, correction: ClusterCorrection = .cr1s, keepsSingletons: Bool = false,
    tolerance: Double = 1e-12
  ) throws(LinearAlgebraError) {
    let columns = predictors.map(\.values) + [outcome]
    precondition(!effects.isEmpty, "effects of no factor")
    precondition((columns.map(\.count) + effects.map(\.count)).allSatisfy { $0 == outcome.count }, "columns differ")
    precondition([.cr0, .cr1, .cr1s].contains(correction), "the other corrections need a column for every level")
    for (place, column) in columns.enumerated() {
      if let row = column.firstIndex(where: { !$0.isFinite }) { throw .notFinite(row: row, column: place) }
    }
    let names = predictors.map(\.name)
    if clusters == nil,
      let cells = EffectCells(
        effects, columns: columns, weights: weights, keepsSingletons: keepsSingletons, tolerance: tolerance)
    {
      let fit = MomentRegression(cells.products, hasIntercept: false, absorbedCount: cells.parameterCount)
      if !fit.losesDigits {
        absorbedCount = cells.parameterCount
        singletonCount = cells.singletonCount
        solution = cells.solution
        summary = RegressionSummary(fit, predictors: names)
        report = RegressionReport(method: weights == nil ? "ols" : "wls", errors: summary.equalErrors)
        return
      }
    }
    var factors = effects
    if let clusters {
      for row in clusters.indices where clusters[row] == missingKey { factors[0][row] = missingKey }
    }
    let absorbed = AbsorbedEffects(factors, weights: weights, keepsSingletons: keepsSingletons)
    var rows: [Double] = []
    rows.reserveCapacity(absorbed.rows.count * columns.count)
    for row in absorbed.rows { for column in columns { rows.append(column[row]) } }
    solution = absorbed.residualise(&rows, width: columns.count, tolerance: tolerance)
    absorbedCount = absorbed.parameterCount
    singletonCount = absorbed.singletonCount
    let rest = try Remains(
      rows, names, weights: weights.map { all in absorbed.rows.map { all[$0] } }, absorbed.parameterCount)
    summary = rest.summary
    guard let clusters else {
      report = RegressionReport(method: weights == nil ? "ols" : "wls", errors: summary.equalErrors)
      return
    }
    let own = absorbed.rows.map { clusters[$0] }
    let nested = absorbed.levelCounts.indices.reduce(0) { sum, place in
      let isNested = Self.isNested(absorbed.rows.map { factors[place][$0] }, within: own)
      return sum + (isNested ? absorbed.levelCounts[place] - 1 : 0)
    }
    let sums = rest.clusters(own)
    let covariance = ClusteredCovariance(
      sums, correction, rowCount: Double(absorbed.rows.count), parameterCount: Double(summary.parameterCount - nested))
    var report = RegressionReport(
      method: "\(weights == nil ? "ols" : "wls") \(correction.rawValue)",
      errors: .matrix(covariance.matrix, degreesOfFreedom: Double(sums.clusterCount) - 1))
    report.clusters = [("cluster", sums.clusterCount)]
    self.report = report
  }

  /// Whether each level lies within one cluster.
  private static func isNested(_ levels: [UInt32], within clusters: [UInt32]) -> Bool {
    var known: [UInt32: UInt32] = [:]
    for (level, cluster) in zip(levels, clusters) {
      if let first = known.updateValue(cluster, forKey: level), first != cluster { return false }
    }
    return true
  }

  /// Coefficients with errors, limits and tests, `r-squared` within the effects, `residual-sd`, `cluster-count`.
  public func estimates(level: Double = 0.95) -> [Estimate] {
    var quantiles = StudentTQuantileTable(level: level)
    var rows = report.estimates(summary, &quantiles)
    if !solution.isConverged {
      for place in rows.indices where rows[place].status == .ok { rows[place].status = .notConverged }
    }
    return rows
  }
}

/// The regression of what effects have left of the columns: from sums of products, or from rows where sums lose digits.
private struct Remains {
  let summary: RegressionSummary
  private let basis: Basis
  private let values: [Double]
  private let weights: [Double]?

  private enum Basis {
    case moments(MomentRegression)
    case rows(RegressionRows)
  }

  init(_ values: [Double], _ names: [String], weights: [Double]?, _ absorbedCount: Int) throws(LinearAlgebraError) {
    let width = names.count + 1
    self.values = values
    self.weights = weights
    let sums = Self.sums(Array(repeating: 0, count: values.count / width), values, width, weights)
    let fit = MomentRegression(sums.products(0), hasIntercept: false, absorbedCount: absorbedCount)
    if !fit.losesDigits {
      summary = RegressionSummary(fit, predictors: names)
      basis = .moments(fit)
      return
    }
    let columns = (0..<width).map { column in stride(from: column, to: values.count, by: width).map { values[$0] } }
    let exact = try LeastSquares(
      outcome: columns[width - 1], predictors: zip(names, columns).map { ($0, $1) }, intercept: false,
      weights: weights, absorbedCount: absorbedCount, keepsRows: true)
    guard let rows = exact.rows else { preconditionFailure("a regression without its rows") }
    let constant = Set(names.indices.filter { column in columns[column].allSatisfy { $0 == 0 } })
    summary = RegressionSummary(exact, absorbedCount: absorbedCount, constant: constant)
    basis = .rows(rows)
  }

  private static func sums(
    _ codes: [UInt32], _ values: [Double], _ width: Int, _ weights: [Double]?
  ) -> GroupedCrossProducts {
    var sums = GroupedCrossProducts(width: width, isWeighted: weights != nil)
    if let weights {
      sums.add(groups: codes.span, rows: values.span, weights: weights.span)
    } else {
      sums.add(groups: codes.span, rows: values.span)
    }
    return sums
  }

  /// - Parameter codes: the cluster of each row.
  func clusters(_ codes: [UInt32]) -> ClusterSums {
    switch basis {
    case .moments(let fit):
      let sums = Self.sums(codes, values, fit.predictorCount + 1, weights)
      return ClusterSums(fit, sums)
    case .rows(let rows):
      var places: [UInt32: Int] = [:]
      for code in codes where places[code] == nil { places[code] = places.count }
      return rows.clusters(codes.map { places[$0] ?? 0 }, count: places.count)
    }
  }
}
