import FidelityLinearAlgebra
import FidelityProbability

/// The errors of contrasts of a regression's orthonormal basis, under one way of computing them.
package enum ContrastErrors: Sendable {
  /// Equal, independent errors: sigma^2 q'q.
  case equal(variance: Double, degreesOfFreedom: Double)
  /// A covariance of the basis' coefficients, k x k by rows, with the degrees of freedom of every contrast.
  case matrix([Double], degreesOfFreedom: Double)
  /// Clusters, with degrees of freedom of Satterthwaite for each contrast.
  case clusters(ClusteredCovariance)

  /// The covariance of two contrasts.
  package func covariance(_ first: [Double], _ second: [Double]) -> Double {
    switch self {
    case .equal(let variance, _): return variance * zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    case .clusters(let clusters): return clusters.covariance(first, second)
    case .matrix(let matrix, _):
      let k = first.count
      var sum = 0.0
      for row in 0..<k { for column in 0..<k { sum += first[row] * matrix[row * k + column] * second[column] } }
      return sum
    }
  }

  /// The standard error of a contrast; NaN where a variance is negative beyond rounding.
  package func standardError(_ contrast: [Double]) -> Double { covariance(contrast, contrast).squareRoot() }

  /// The degrees of freedom of each contrast.
  package func degreesOfFreedom(_ contrasts: [[Double]]) -> [Double] {
    switch self {
    case .equal(_, let count), .matrix(_, let count): Array(repeating: count, count: contrasts.count)
    case .clusters(let clusters): clusters.degreesOfFreedom(contrasts)
    }
  }

  /// The test that several contrasts are 0 together: F with the contrasts' number and the degrees of freedom of the
  /// errors, or, with Satterthwaite's, the approximate Hotelling test (``ClusteredCovariance/waldTest``).
  package func waldTest(_ contrasts: [[Double]], values: [Double]) -> WaldTest {
    switch self {
    case .equal(_, let count), .matrix(_, let count):
      WaldTest(values, degreesOfFreedom: count) { covariance(contrasts[$0], contrasts[$1]) }
    case .clusters(let clusters): clusters.hotellingTest(contrasts, values: values)
    }
  }
}

/// The test that several contrasts are 0 together.
package struct WaldTest: Sendable, Equatable {
  package var statistic = Double.nan
  package var numeratorDegreesOfFreedom: Double
  package var degreesOfFreedom = Double.nan
  package var pValue = Double.nan

  /// F = c (values' S^-1 values) / q with q and the given degrees of freedom; NaN where S is singular.
  /// - Parameters:
  ///   - factor: c.
  ///   - covariance: S, the covariance of two contrasts by their places.
  package init(
    _ values: [Double], degreesOfFreedom: Double, factor: Double = 1, _ covariance: (Int, Int) -> Double
  ) {
    let q = values.count
    numeratorDegreesOfFreedom = Double(q)
    var packed: [Double] = []
    for column in 0..<q { for row in 0...column { packed.append(covariance(row, column)) } }
    // Contrasts of very different size are no sign of a singular matrix.
    let scales = (0..<q).map { packed[SmallCholesky.index($0, $0)].squareRoot() }
    guard q > 0, degreesOfFreedom > 0, scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return }
    for column in 0..<q {
      for row in 0...column { packed[SmallCholesky.index(row, column)] /= scales[row] * scales[column] }
    }
    var span = packed.mutableSpan
    guard SmallCholesky.factor(&span, order: q, tolerance: 1e-12) == nil else { return }
    let scaled = zip(values, scales).map { $0 / $1 }
    var solved = scaled
    var right = solved.mutableSpan
    SmallCholesky.solve(packed.span, order: q, &right)
    statistic = factor * zip(scaled, solved).reduce(0) { $0 + $1.0 * $1.1 } / Double(q)
    self.degreesOfFreedom = degreesOfFreedom
    pValue =
      degreesOfFreedom == .infinity
      ? ChiSquared(degreesOfFreedom: Double(q)).survival(statistic * Double(q))
      : FisherF(numeratorDegreesOfFreedom: Double(q), denominatorDegreesOfFreedom: degreesOfFreedom)
        .survival(statistic)
  }
}
