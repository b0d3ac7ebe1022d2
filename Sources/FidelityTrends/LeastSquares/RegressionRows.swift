package import FidelityLinearAlgebra

/// The rows of a fitted regression: an orthonormal basis Q of its design and the residuals, both times the root of the
/// row's weight. What errors of unequal or dependent rows are computed from.
package struct RegressionRows: Sendable {
  /// Q, n x k.
  package let basis: Matrix
  package let residuals: [Double]
  /// The columns of the design that Q is of, in the order of its columns.
  private let pivots: [Int]
  /// R with X[pivots] = Q R.
  private let triangle: Matrix

  init(_ factors: PivotedQR, residuals: [Double]) {
    basis = factors.orthonormalBasis()
    self.residuals = residuals
    pivots = factors.pivots
    triangle = factors.triangularFactor()
  }

  /// k.
  package var order: Int { pivots.count }

  /// The leverage h of each row, 0...1.
  package var leverages: [Double] {
    residuals.indices.map { row in (0..<order).reduce(0) { $0 + basis[row, $1] * basis[row, $1] } }
  }

  /// The contrast of the basis that gives the sum of weights times coefficients: q = R'^-1 c; nil where one of them is
  /// aliased.
  package func contrast(_ weights: [Double]) -> [Double]? {
    for column in weights.indices where weights[column] != 0 && !pivots.contains(column) { return nil }
    var result = pivots.map { weights[$0] }
    for place in result.indices {
      for other in 0..<place { result[place] -= triangle[other, place] * result[other] }
      result[place] /= triangle[place, place]
    }
    return result
  }

  /// The covariance of the basis' coefficients, k x k by rows, from that of the terms' (NaN where aliased): R C R'.
  package func basisCovariance(_ covariance: Matrix) -> [Double] {
    let k = order
    var result = [Double](repeating: 0, count: k * k)
    for row in 0..<k {
      for column in 0..<k {
        var sum = 0.0
        for i in row..<k {
          for j in column..<k {
            sum += triangle[row, i] * covariance[pivots[i], pivots[j]] * triangle[column, j]
          }
        }
        result[row * k + column] = sum
      }
    }
    return result
  }

  /// The sums of clusters.
  /// - Parameter codes: the cluster of each row, 0, 1, 2, ...
  package func clusters(_ codes: [Int], count: Int) -> ClusterSums {
    precondition(codes.count == residuals.count, "rows without a cluster")
    return ClusterSums(order: order, clusterCount: count, codes: codes, basis: basis, residuals: residuals)
  }
}
