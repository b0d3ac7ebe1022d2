import FidelityLinearAlgebra
import FidelitySystem

/// A regression on time series, transformed for one rho so that its errors are independent, and what depends on it.
///
/// A row p steps or times after the one before it has phi = rho^p and becomes (z - phi z_before) / sqrt(1 - phi^2); the
/// first row of a series stays. The variance of the transformed errors is that of the errors themselves.
struct WhitenedSeries {
  /// phi of each row and its derivative by the parameter of the search; 0 where a series begins.
  let correlations: [Double]
  let derivatives: [Double]
  /// 1 - phi^2.
  private let remainders: [Double]
  let coefficients: [Double]
  /// Of the transformed rows, with the first of each series or without.
  let residuals: [Double]
  let residualSumOfSquares: Double
  /// (X'X)^-1 of the transformed rows.
  let inverse: Matrix
  let rowCount: Int

  /// - Parameters:
  ///   - rho: the correlation of errors one `unit` apart.
  ///   - slope: the derivative of rho by the parameter of the search, where there is one.
  /// - Returns: nil where the transformed rows do not determine the coefficients.
  init?(
    _ series: TimeSeriesRegression, rho: Double, slope: Double = 0, unit: Double = 1, dropsFirst: Bool = false,
    isRefined: Bool = false
  ) {
    let gaps = series.order.gaps.map { $0 / unit }
    correlations = gaps.map { $0 == 0 ? 0 : $0 == 1 ? rho : pow(rho, $0) }
    derivatives = gaps.map { $0 == 0 ? 0 : $0 == 1 ? slope : slope * $0 * pow(rho, $0 - 1) }
    // 1 - rho^2p without the loss of digits near 1.
    remainders = zip(gaps, correlations).map { gap, phi in
      gap == 0 ? 1 : abs(phi) < 0.5 ? 1 - phi * phi : -expm1(2 * gap * log(abs(rho)))
    }
    let places = gaps.indices.filter { gaps[$0] > 0 || !dropsFirst }
    rowCount = places.count
    guard !series.columns.isEmpty, remainders.allSatisfy({ $0 > 0 }) else { return nil }
    let (phi, rest) = (correlations, remainders)
    func transformed(_ values: [Double]) -> [Double] {
      places.map { gaps[$0] == 0 ? values[$0] : (values[$0] - phi[$0] * values[$0 - 1]) / rest[$0].squareRoot() }
    }
    let design = Matrix(columns: series.columns.map(transformed))
    let outcome = transformed(series.outcome)
    guard let factors = try? PivotedQR(design), factors.isFullRank, var solution = try? factors.leastSquares(outcome)
    else { return nil }
    var inverse = factors.crossProductInverse()
    if isRefined {
      guard (try? factors.refine(&solution, design: design, responses: Matrix(columns: [outcome]))) != nil else {
        return nil
      }
      inverse = factors.refined(inverse, design: design)
    }
    coefficients = Array(solution.coefficients.column(0))
    residuals = solution.residuals.elements
    residualSumOfSquares = solution.residualSumsOfSquares[0]
    self.inverse = inverse
  }

  /// y - X b of all rows, not transformed.
  func errors(_ series: TimeSeriesRegression) -> [Double] {
    series.outcome.indices.map { row in
      coefficients.indices.reduce(series.outcome[row]) { $0 - coefficients[$1] * series.columns[$1][row] }
    }
  }

  /// The log likelihood with the variance at its best, and its derivative by the parameter of the search.
  func logLikelihood(_ series: TimeSeriesRegression, isRestricted: Bool) -> (value: Double, slope: Double) {
    let count = Double(rowCount - (isRestricted ? coefficients.count : 0))
    let logs = remainders.reduce(0) { $0 + log($1) }
    var value = -count / 2 * (log(2 * .pi * residualSumOfSquares / count) + 1) - logs / 2
    let slopes = correlations.indices.map { derivatives[$0] * correlations[$0] / remainders[$0] }
    var slope = slopes.reduce(0, +)
    // d/dphi of a transformed row is (phi z - z_before) / (1 - phi^2)^(3/2).
    let scales = correlations.indices.map { derivatives[$0] / (remainders[$0] * remainders[$0].squareRoot()) }
    let errors = errors(series)
    var change = 0.0
    for row in correlations.indices where scales[row] != 0 {
      change += residuals[row] * scales[row] * (correlations[row] * errors[row] - errors[row - 1])
    }
    slope -= count * change / residualSumOfSquares
    guard isRestricted else { return (value, slope) }
    let columns = series.columns
    value -= logDeterminant / 2
    for row in correlations.indices where scales[row] != 0 {
      let now = columns.indices.map { (columns[$0][row] - correlations[row] * columns[$0][row - 1]) }
      let moved = columns.indices.map { correlations[row] * columns[$0][row] - columns[$0][row - 1] }
      let scale = scales[row] / remainders[row].squareRoot()
      for i in columns.indices {
        for j in columns.indices { slope -= scale * inverse[i, j] * now[i] * moved[j] }
      }
    }
    return (value, slope)
  }

  /// log |X'X| of the transformed rows.
  private var logDeterminant: Double {
    // The inverse with ones on its diagonal: units of the columns do not matter.
    let sizes = inverse.diagonal.map { $0.squareRoot() }
    var scaled = inverse
    for i in sizes.indices {
      for j in sizes.indices { scaled[i, j] = inverse[i, j] / sizes[i] / sizes[j] }
    }
    guard let factors = try? Cholesky(scaled) else { return .nan }
    return -factors.logDeterminant - 2 * sizes.reduce(0) { $0 + log($1) }
  }
}
