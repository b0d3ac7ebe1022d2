public import FidelityData
public import FidelityLinearAlgebra
import FidelityProbability

/// Ordinary least squares (OLS) of an outcome on several predictors, by Householder QR of the design.
///
/// y = X b + e; b by PivotedQR, sigma^2 = RSS / (n - rank), Cov(b) = sigma^2 (X'X)^-1, t with n - rank degrees of
/// freedom. R^2 is about the mean where the model has an intercept, else about zero. F tests all predictors (but the
/// intercept) at once.
///
/// A predictor that is a linear combination of those before it is `aliased`: it has no coefficient, the others are
/// those of the model without it. No X'X is formed, so the digits lost are those of the condition number, not of its
/// square. The solution is then refined with twice the digits: always where the design has at most 65,536 numbers, of a
/// larger one where a coefficient could have fewer than ten digits; there it takes O(40 n k) more and a second copy of
/// the design.
/// References: Golub & Van Loan (2013), ch. 5; Higham (2002), Accuracy and Stability of Numerical Algorithms, theorem
/// 20.1 (the error that is guarded against). Validation: all eleven linear regressions of NIST StRD
/// (`datasets/nist-*`).
public struct LeastSquares: Sendable {
  public let terms: [String]
  /// The coefficient of each term; NaN where aliased.
  public let coefficients: [Double]
  public let standardErrors: [Double]
  /// (X'X)^-1, 0 at aliased terms.
  package let unscaledCovariance: Matrix
  /// y - X b, with weights times the root of the row's.
  package let residuals: [Double]
  public let observationCount: Int
  public let residualDegreesOfFreedom: Double
  /// Number of estimable coefficients.
  public let rank: Int
  public let residualSumOfSquares: Double
  /// About the mean with an intercept, else about zero.
  public let totalSumOfSquares: Double
  /// Whether the model gives the outcome itself, but for rounding: then the errors and the residual deviation are 0.
  public let isExact: Bool
  private let hasIntercept: Bool
  /// Whether the outcome varies by no more than rounding.
  package let isConstant: Bool
  /// Whether sums of squares overflow or vanish: then there are no figures.
  public let isOutOfRange: Bool
  /// The rows in an orthonormal basis of the design, where they were asked for.
  package let rows: RegressionRows?

  /// Fits y on the columns of a design.
  /// - Parameters:
  ///   - outcome: y, n numbers, none of them missing.
  ///   - predictors: name and n numbers of each predictor, in order.
  ///   - intercept: whether a constant comes first, as the term `(Intercept)`.
  ///   - weights: w of each row, above 0 (leave out rows of weight 0, which are no observations): sum w e^2 is least,
  ///     and sigma^2 / w is the variance of a row; nil for equal ones.
  ///   - absorbedCount: parameters taken out of the columns before, which cost degrees of freedom.
  ///   - keepsRows: whether ``rows`` are wanted.
  /// - Throws: `LinearAlgebraError` where the numbers are not finite or too many.
  public init(
    outcome: [Double], predictors: [(name: String, values: [Double])], intercept: Bool = true,
    weights: [Double]? = nil
  ) throws(LinearAlgebraError) {
    try self.init(
      outcome: outcome, predictors: predictors, intercept: intercept, weights: weights, absorbedCount: 0,
      keepsRows: false)
  }

  package init(
    outcome original: [Double], predictors: [(name: String, values: [Double])], intercept: Bool, weights: [Double]?,
    absorbedCount: Int, keepsRows: Bool
  ) throws(LinearAlgebraError) {
    let constant = intercept ? [("(Intercept)", Array(repeating: 1.0, count: original.count))] : []
    var columns = constant + predictors.map { ($0.name, $0.values) }
    var outcome = original
    precondition(columns.allSatisfy { $0.1.count == outcome.count }, "columns of different length")
    if let weights {
      precondition(weights.count == outcome.count && weights.allSatisfy { $0 > 0 }, "weights above 0, one for each row")
      let roots = weights.map { $0.squareRoot() }
      for index in columns.indices { for row in roots.indices { columns[index].1[row] *= roots[row] } }
      for row in roots.indices { outcome[row] *= roots[row] }
    }
    func design() -> Matrix {
      Matrix(columnMajor: columns.flatMap(\.1), rowCount: outcome.count, columnCount: columns.count)
    }
    let factors = try PivotedQR(design())
    var solution = try factors.leastSquares(outcome)
    var inverse = factors.crossProductInverse()
    if outcome.count * columns.count <= Self.alwaysRefined
      || Self.losesDigits(columns.map(\.1), outcome, solution, inverse)
    {
      try factors.refine(&solution, design: design(), responses: Matrix(columns: [outcome]))
      inverse = factors.refined(inverse, design: design())
    }
    unscaledCovariance = inverse
    residuals = solution.residuals.elements
    terms = columns.map(\.0)
    hasIntercept = intercept
    observationCount = outcome.count
    rank = factors.rank
    residualDegreesOfFreedom = Double(outcome.count - factors.rank - absorbedCount)
    residualSumOfSquares = solution.residualSumsOfSquares[0]
    let mean = intercept ? Self.mean(original, weights) : 0
    totalSumOfSquares = original.indices.reduce(0) { sum, row in
      sum + (weights?[row] ?? 1) * (original[row] - mean) * (original[row] - mean)
    }
    rows = keepsRows ? RegressionRows(factors, residuals: residuals) : nil
    // The outcome's own rounding: residuals of so little are none.
    let rounding = 1e-30 * outcome.reduce(0) { $0 + $1 * $1 }
    isConstant = totalSumOfSquares <= rounding
    isExact = residualDegreesOfFreedom > 0 && residualSumOfSquares <= max(1e-28 * totalSumOfSquares, rounding)
    let variance =
      isExact ? 0 : residualDegreesOfFreedom > 0 ? residualSumOfSquares / residualDegreesOfFreedom : .nan
    let aliased = Set(factors.aliasedColumns)
    isOutOfRange = !(columns.map(\.1) + [outcome]).allSatisfy(Self.hasSquares)
    let isLost = isOutOfRange
    coefficients = columns.indices.map { isLost || aliased.contains($0) ? .nan : solution.coefficients[$0, 0] }
    standardErrors = columns.indices.map {
      isLost || aliased.contains($0) ? .nan : (variance * inverse[$0, $0]).squareRoot()
    }
  }

  /// Whether the squares of some numbers neither overflow nor vanish.
  private static func hasSquares(_ values: [Double]) -> Bool {
    let size = values.reduce(0) { max($0, abs($1)) }
    return size == 0 || (size * size * Double(values.count)).isFinite && size * size > 1e4 * .leastNormalMagnitude
  }

  /// The mean to the last digit: by the differences from a first guess.
  private static func mean(_ values: [Double], _ weights: [Double]?) -> Double {
    guard let origin = values.first else { return 0 }
    func improved(_ guess: Double) -> Double {
      guard let weights else { return guess + values.reduce(0) { $0 + ($1 - guess) } / Double(values.count) }
      let total = weights.reduce(0, +)
      return guess + values.indices.reduce(0) { $0 + weights[$1] * (values[$1] - guess) } / total
    }
    return improved(improved(origin))
  }

  /// Up to so many numbers a design costs nothing worth sparing.
  private static let alwaysRefined = 1 << 16

  /// Whether plain QR may leave fewer than ten digits of a coefficient: u c_j (|y| + k |r|) is above 1e-10 |b_j| |x_j|
  /// for one of them, u the rounding unit, c_j = |x_j| sqrt((X'X)^-1_jj) and k the largest c_j, which is the condition
  /// of the design with columns of length 1 but for a factor of at most the number of columns.
  private static func losesDigits(
    _ columns: [[Double]], _ outcome: [Double], _ solution: LeastSquaresSolution, _ inverse: Matrix
  ) -> Bool {
    let lengths = columns.map { VectorProducts.dot($0.span, $0.span).squareRoot() }
    let conditions = columns.indices.map { lengths[$0] * inverse[$0, $0].squareRoot() }
    let residual = solution.residualSumsOfSquares[0].squareRoot()
    let size = VectorProducts.dot(outcome.span, outcome.span).squareRoot() + (conditions.max() ?? 0) * residual
    return columns.indices.contains { index in
      Double.ulpOfOne / 2 * conditions[index] * size > 1e-10 * abs(solution.coefficients[index, 0]) * lengths[index]
    }
  }

  /// sigma, the residual standard deviation.
  public var residualDeviation: Double {
    if isOutOfRange { return .nan }
    if isExact { return 0 }
    return residualDegreesOfFreedom > 0 ? (residualSumOfSquares / residualDegreesOfFreedom).squareRoot() : .nan
  }

  /// R^2; NaN where the outcome does not vary.
  public var rSquared: Double {
    if isConstant || isOutOfRange { return .nan }
    return isExact ? 1 : 1 - residualSumOfSquares / totalSumOfSquares
  }

  /// The columns of its result table, those of lines per group.
  public static let columns = GroupedTrend.columns

  /// The rows of the result table: coefficients, `r-squared` (with the F test of all predictors), `residual-sd`.
  ///
  /// A model that gives the outcome itself has the status `exact-fit`: errors and residual deviation are 0, limits are
  /// the coefficients, and there is no t, as with ``StraightLine``.
  public func estimates(level: Double = 0.95, notes: [String: String] = [:]) -> [Estimate] {
    var quantiles = StudentTQuantileTable(level: level)
    let overall: Status =
      isOutOfRange ? .outOfRange : residualDegreesOfFreedom < 1 ? .tooFewObservations : isExact ? .exactFit : .ok
    var rows: [Estimate] = []
    for (index, term) in terms.enumerated() {
      var row = Estimate("regression-coefficient")
      row.term = term
      row.note = notes[term]
      row.estimate = coefficients[index]
      row.status = coefficients[index].isNaN && !isOutOfRange ? .aliased : overall
      row.take(
        standardError: standardErrors[index],
        ErrorInterval(
          estimate: row.estimate, standardError: standardErrors[index],
          .studentT(degreesOfFreedom: residualDegreesOfFreedom), zero: .isExact, &quantiles))
      rows.append(row)
    }
    var fit = Estimate("r-squared")
    fit.estimate = rSquared
    fit.status = overall
    let modelDegrees = Double(rank - (hasIntercept ? 1 : 0))
    if overall == .ok, modelDegrees > 0 {
      let meanSquare = (totalSumOfSquares - residualSumOfSquares) / modelDegrees
      fit.statistic = meanSquare / (residualSumOfSquares / residualDegreesOfFreedom)
      fit.pValue =
        FisherF(
          numeratorDegreesOfFreedom: modelDegrees, denominatorDegreesOfFreedom: residualDegreesOfFreedom
        ).survival(fit.statistic)
    }
    var deviation = Estimate("residual-sd")
    deviation.estimate = residualDeviation
    deviation.degreesOfFreedom = residualDegreesOfFreedom
    deviation.status = overall
    return (rows + [fit, deviation]).map { row in
      var row = row
      row.method = "ols"
      row.observationCount = observationCount
      return row
    }
  }
}
