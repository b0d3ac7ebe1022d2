import FidelityData
public import FidelityLinearAlgebra

/// Least squares on rows that follow each other in time: the ordinary fit, its Newey-West covariance, the Durbin-Watson
/// statistic, and fits with autoregressive errors.
///
/// ```swift
/// let series = try TimeSeriesRegression(
///   outcome: score, predictors: [("time", month), ("level", after)], order: TimeOrder(times: month))
/// let robust = series.neweyWest(NeweyWest(lag: .fixed(3), isAdjusted: true))
/// let effect = series.contrast([0, 0, 1], robust)
/// let autoregressive = series.autoregressive(.restrictedMaximumLikelihood)
/// ```
/// Several series share their coefficients. A predictor that is a combination of those before it is aliased, as in
/// ``LeastSquares``.
public struct TimeSeriesRegression: Sendable {
  /// The fit that takes rows as independent.
  public let ordinary: LeastSquares
  public let order: TimeOrder
  /// Which terms are not aliased, and their columns in the order of time.
  let kept: [Int]
  let columns: [[Double]]
  let outcome: [Double]
  private let residuals: [Double]
  private let hasIntercept: Bool

  /// - Parameters:
  ///   - outcome: n numbers, none of them missing.
  ///   - predictors: name and n numbers of each.
  ///   - order: of the rows.
  /// - Throws: `LinearAlgebraError` where the numbers are not finite or too many.
  public init(
    outcome: [Double], predictors: [(name: String, values: [Double])], intercept: Bool = true, order: TimeOrder
  ) throws(LinearAlgebraError) {
    precondition(order.rows.count == outcome.count, "the order is of other rows")
    let ordinary = try LeastSquares(outcome: outcome, predictors: predictors, intercept: intercept)
    let all = (intercept ? [Array(repeating: 1.0, count: outcome.count)] : []) + predictors.map(\.values)
    let kept = all.indices.filter { !ordinary.coefficients[$0].isNaN }
    self.ordinary = ordinary
    self.order = order
    self.kept = kept
    columns = kept.map { order.arranged(all[$0]) }
    self.outcome = order.arranged(outcome)
    residuals = order.arranged(ordinary.residuals)
    hasIntercept = intercept
  }

  /// Of the ordinary fit.
  public func durbinWatson(gaps: TimeOrder.Gaps = .respected) -> Double {
    DurbinWatson.statistic(arranged: residuals, order, gaps)
  }

  /// The ordinary coefficients' covariance by Newey and West.
  ///
  /// | rows | status |
  /// |---|---|
  /// | an exact fit | `exact-fit`, all 0 |
  /// | no residual degree of freedom, or too few rows to prewhiten | `too-few-observations`, NaN |
  /// | gaps respected, times not a whole number of steps apart | `unbalanced`, NaN |
  /// - Complexity: O(n L k^2).
  public func neweyWest(_ method: NeweyWest) -> NeweyWestCovariance {
    let count = ordinary.terms.count
    func result(_ status: Status, _ value: Double, lag: Int = 0) -> NeweyWestCovariance {
      NeweyWestCovariance(
        matrix: Matrix(rowCount: count, columnCount: count, repeating: value), lag: lag, bandwidth: .nan,
        degreesOfFreedom: ordinary.residualDegreesOfFreedom, status: status)
    }
    if ordinary.isOutOfRange { return result(.outOfRange, .nan) }
    if ordinary.residualDegreesOfFreedom < 1 { return result(.tooFewObservations, .nan) }
    if ordinary.isExact { return result(.exactFit, 0) }
    if method.gaps == .respected, !order.isRegular { return result(.unbalanced, .nan) }
    var scores = SerialScores(columns: columns, residuals: residuals, order, method.gaps)
    var restoring: Matrix?
    if method.isPrewhitened {
      restoring = scores.prewhiten()
      if restoring == nil { return result(.tooFewObservations, .nan) }
    }
    var (lag, bandwidth) = (NeweyWest.lagCount(method.lag, rowCount: order.longestSeries) ?? 0, Double.nan)
    if method.lag == .automatic {
      let terms = hasIntercept && kept.count > 1 ? Array(kept.indices.dropFirst()) : Array(kept.indices)
      bandwidth = scores.bandwidth(terms: terms, isPrewhitened: method.isPrewhitened)
      // Sums that overflow leave no bandwidth.
      lag = bandwidth.isFinite ? Int(min(bandwidth, Double(Int32.max))) : 0
    }
    var middle = scores.weightedSum(lag: lag)
    if let restoring { middle = Self.sandwich(restoring, middle) }
    var inverse = Matrix(rowCount: count, columnCount: kept.count)
    for row in 0..<count {
      for (column, term) in kept.enumerated() { inverse[row, column] = ordinary.unscaledCovariance[row, term] }
    }
    var matrix = Self.sandwich(inverse, middle)
    let n = Double(ordinary.observationCount)
    let factor = method.isAdjusted ? n / ordinary.residualDegreesOfFreedom : 1
    for row in 0..<count {
      for column in 0..<count {
        let isAliased = ordinary.coefficients[row].isNaN || ordinary.coefficients[column].isNaN
        matrix[row, column] = isAliased ? .nan : factor * matrix[row, column]
      }
    }
    return NeweyWestCovariance(
      matrix: matrix, lag: lag, bandwidth: bandwidth, degreesOfFreedom: ordinary.residualDegreesOfFreedom, status: .ok)
  }

  /// B M B'.
  private static func sandwich(_ outer: Matrix, _ middle: Matrix) -> Matrix {
    var result = Matrix(rowCount: outer.rowCount, columnCount: outer.rowCount)
    for i in 0..<outer.rowCount {
      let row = (0..<middle.columnCount).map { column in
        (0..<middle.rowCount).reduce(0) { $0 + outer[i, $1] * middle[$1, column] }
      }
      for j in 0..<outer.rowCount { result[i, j] = row.indices.reduce(0) { $0 + row[$1] * outer[j, $1] } }
    }
    return result
  }

  /// A combination of the ordinary coefficients with its robust error.
  public func contrast(
    _ weights: [Double], _ covariance: NeweyWestCovariance, level: Double = 0.95
  ) -> LinearContrast {
    LinearContrast(
      weights, coefficients: ordinary.coefficients, covariance: covariance.matrix,
      degreesOfFreedom: covariance.degreesOfFreedom, level: level)
  }
}
