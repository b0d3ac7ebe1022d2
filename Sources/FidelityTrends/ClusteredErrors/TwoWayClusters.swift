import FidelityLinearAlgebra

/// The covariance of a regression's coefficients that respects two clusterings at once: V_A + V_B - V_AB, where AB are
/// the cells of the two.
///
/// Each part has the correction's factor with its own number of clusters, or all three that of the smaller number. The
/// difference need not be positive: then its negative eigenvalues are set to 0, and ``isRepaired`` says so.
/// Reference: Cameron, Gelbach, Miller (2011), J. Business & Economic Statistics 29, 238-249.
package struct TwoWayClusters: Sendable {
  /// The covariance of the basis' coefficients, k x k by rows.
  package let matrix: [Double]
  package let order: Int
  /// The numbers of clusters of A and B.
  package let clusterCounts: (Int, Int)
  package let isRepaired: Bool

  /// - Parameters:
  ///   - cells: a cluster for each combination of A and B that occurs.
  ///   - first: the cluster of A of each cell, 0, 1, 2, ...
  ///   - second: the cluster of B.
  ///   - usesSmallest: whether one factor, of the smaller number of clusters, goes for all three parts.
  package init(
    _ cells: ClusterSums, first: [Int], second: [Int], _ correction: ClusterCorrection, rowCount: Double,
    parameterCount: Double, usesSmallest: Bool
  ) {
    let counts = ((first.max() ?? -1) + 1, (second.max() ?? -1) + 1)
    clusterCounts = counts
    order = cells.order
    let smallest = Double(min(counts.0, counts.1))
    func part(_ sums: ClusterSums) -> [Double] {
      let own = ClusteredCovariance(sums, .cr0, rowCount: rowCount, parameterCount: parameterCount)
      let factor = correction.factor(
        clusterCount: usesSmallest ? smallest : Double(sums.clusterCount), rowCount: rowCount,
        parameterCount: parameterCount)
      return own.matrix.map { $0 * factor }
    }
    let parts = [
      part(cells.joined(first, count: counts.0)), part(cells.joined(second, count: counts.1)), part(cells),
    ]
    let sum = parts[0].indices.map { parts[0][$0] + parts[1][$0] - parts[2][$0] }
    (matrix, isRepaired) = Self.repaired(sum, order: cells.order)
  }

  /// The matrix with its negative eigenvalues set to 0.
  private static func repaired(_ matrix: [Double], order k: Int) -> ([Double], Bool) {
    guard k > 0 else { return (matrix, false) }
    var packed: [Double] = []
    for column in 0..<k { for row in 0...column { packed.append(matrix[row * k + column]) } }
    var eigen = SmallEigen(order: k)
    eigen.decompose(packed.span)
    let largest = eigen.values.reduce(0) { max($0, abs($1)) }
    guard eigen.values.contains(where: { $0 < -1e-12 * largest }) else { return (matrix, false) }
    var result = [Double](repeating: 0, count: k * k)
    for vector in 0..<k where eigen.values[vector] > 0 {
      for row in 0..<k {
        for column in 0..<k {
          result[row * k + column] +=
            eigen.values[vector] * eigen.vectors[row * k + vector] * eigen.vectors[column * k + vector]
        }
      }
    }
    return (result, true)
  }
}
