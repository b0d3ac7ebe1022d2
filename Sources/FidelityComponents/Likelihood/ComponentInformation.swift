public import FidelityLinearAlgebra

/// The information that the data hold about the variance components: three matrices that agree in large samples.
///
/// With V_i the covariance matrix of one unit of component i (the identity for the residual):
///
/// | matrix | element |
/// |---|---|
/// | ``observed`` | half the second derivative of -2 log likelihood |
/// | ``expected`` | tr(P V_i P V_j) / 2 (V^-1 for P where the likelihood is not restricted) |
/// | ``average`` | y'P V_i P V_j P y / 2, the mean of both where the likelihood is restricted |
///
/// Rows and columns are the terms that are not 0, then the residual: a variance at its boundary has no error of this
/// kind. Second derivatives are fourth-order differences of exact slopes, to about ten digits.
/// Reference: Gilmour, Thompson & Cullis (1995), Biometrics 51, 1440-1450.
public struct ComponentInformation: Sendable {
  /// Places among the components of the fit, ascending; the last is the residual.
  public let places: [Int]
  public let observed: Matrix
  public let expected: Matrix
  public let average: Matrix
  private let componentCount: Int
  private let covariance: Matrix?

  init(_ criterion: Criterion, ratios: [Double], terms: LikelihoodTerms, residual: Double) {
    let free = ratios.indices.filter { ratios[$0] > 0 }
    componentCount = ratios.count + 1
    places = free + [ratios.count]
    // E and Q: determinants and quadratic form in the ratios.
    let (logs, squares) = Self.curvatures(criterion, ratios, free)
    let slopes = criterion.determinants(terms).slopes
    let order = free.count
    var logPart = Matrix(rowCount: order + 1, columnCount: order + 1)
    var squarePart = logPart
    let (s4, s6) = (residual * residual, residual * residual * residual)
    var (logSum, squareSum) = (0.0, 0.0)
    for (i, place) in free.enumerated() {
      var (logRow, squareRow) = (0.0, 0.0)
      for (j, other) in free.enumerated() {
        logPart[i, j] = logs[i][j] / s4
        squarePart[i, j] = squares[i][j] / s6
        logRow += logs[i][j] * ratios[other]
        squareRow += squares[i][j] * ratios[other]
      }
      logPart[i, order] = -(slopes[place] + logRow) / s4
      squarePart[i, order] = -(2 * terms.quadraticSlopes[place] + squareRow) / s6
      logPart[order, i] = logPart[i, order]
      squarePart[order, i] = squarePart[i, order]
      logSum += logRow * ratios[place] + 2 * slopes[place] * ratios[place]
      squareSum += squareRow * ratios[place] + 4 * terms.quadraticSlopes[place] * ratios[place]
    }
    logPart[order, order] = (logSum - criterion.degreesOfFreedom) / s4
    squarePart[order, order] = (squareSum + 2 * terms.quadratic) / s6
    let combine = { (a: Double, b: Double) in
      Matrix(
        columnMajor: zip(logPart.elements, squarePart.elements).map { a * $0 + b * $1 }, rowCount: order + 1,
        columnCount: order + 1)
    }
    observed = combine(0.5, 0.5)
    expected = combine(-0.5, 0)
    average = combine(0, 0.25)
    covariance = Self.inverse(observed) ?? Self.inverse(average)
  }

  /// The inverse of a positive definite matrix, scaled to a diagonal of 1 on the way; nil where it is not one.
  private static func inverse(_ matrix: Matrix) -> Matrix? {
    let scales = matrix.diagonal.map { $0 > 0 ? $0.squareRoot() : .nan }
    if !scales.allSatisfy(\.isFinite) { return nil }
    var scaled = matrix
    for i in scales.indices {
      for j in scales.indices { scaled[i, j] /= scales[i] * scales[j] }
    }
    guard let factors = try? Cholesky(scaled) else { return nil }
    var result = factors.inverse()
    for i in scales.indices {
      for j in scales.indices { result[i, j] /= scales[i] * scales[j] }
    }
    return result
  }

  private static func curvatures(
    _ criterion: Criterion, _ ratios: [Double], _ free: [Int]
  ) -> (logs: [[Double]], squares: [[Double]]) {
    var logs = free.map { _ in [Double](repeating: 0, count: free.count) }
    var squares = logs
    for (i, place) in free.enumerated() {
      let size = ratios[place] + 1 / criterion.likelihood.sizes[place]
      let reach = min(2e-3 * size, 0.49 * ratios[place])
      for (steps, weight) in [(-2.0, 1.0), (-1, -8), (1, 8), (2, -1)] {
        var moved = ratios
        moved[place] += steps * reach
        let terms = criterion.likelihood.terms(at: moved)
        let slopes = criterion.determinants(terms).slopes
        for (j, other) in free.enumerated() {
          logs[i][j] += weight * slopes[other] / (12 * reach)
          squares[i][j] += weight * terms.quadraticSlopes[other] / (12 * reach)
        }
      }
    }
    for i in free.indices {
      for j in 0..<i {
        logs[i][j] = (logs[i][j] + logs[j][i]) / 2
        logs[j][i] = logs[i][j]
        squares[i][j] = (squares[i][j] + squares[j][i]) / 2
        squares[j][i] = squares[i][j]
      }
    }
    return (logs, squares)
  }

  /// The standard error of each component of the fit from the observed information, or from the average one where that
  /// is not positive definite; NaN at the boundary.
  public var standardErrors: [Double] {
    var result = [Double](repeating: .nan, count: componentCount)
    guard let covariance else { return result }
    for (i, place) in places.enumerated() { result[place] = covariance[i, i].squareRoot() }
    return result
  }

  /// The standard error of a function of the components with this gradient; NaN where it depends on one at its
  /// boundary.
  func standardError(_ gradient: [Double]) -> Double {
    guard let covariance else { return .nan }
    let resting = gradient.indices.filter { !places.contains($0) && gradient[$0] != 0 }
    if !resting.isEmpty { return .nan }
    var sum = 0.0
    for (i, a) in places.enumerated() {
      for (j, b) in places.enumerated() { sum += gradient[a] * gradient[b] * covariance[i, j] }
    }
    return sum.squareRoot()
  }
}
