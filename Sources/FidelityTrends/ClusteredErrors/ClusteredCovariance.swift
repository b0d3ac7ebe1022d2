import FidelityLinearAlgebra

/// The covariance of a regression's coefficients that respects clusters, with the degrees of freedom of contrasts.
///
/// All is computed in the orthonormal basis Q of the design, where M = I: from Q_g'Q_g = V diag(d) V' a cluster has the
/// adjusted score F_g Q_g'e_g, F_g = V f(d) V', and the covariance is their sum of squares. For a contrast q of the
/// basis: z_g = Q_g'Q_g F_g q and t_g = (F_g q)'z_g; with the working model of equal, independent errors the variance
/// estimate is a quadratic form whose matrix has the trace sum (t_g - z_g'z_g) and the squared norm
/// sum (t_g^2 - 2 t_g z_g'z_g) + |sum z_g z_g'|^2. Satterthwaite's degrees of freedom are trace^2 / norm^2. For CR2
/// (f = (1 - d)^(-1/2)) these are Bell and McCaffrey's.
///
/// Clusters that determine a direction alone (1 - d at most 1e-12) take no part in it.
/// - Complexity: O(G k^3), and O(G k^2) for each contrast; memory O(G k^2).
package struct ClusteredCovariance: Sendable {
  package let correction: ClusterCorrection
  package let clusterCount: Int
  /// k.
  package let order: Int
  /// The covariance of the basis' coefficients, k x k by rows.
  package let matrix: [Double]
  private let sums: ClusterSums
  /// F_g of every cluster, packed, one after the other; empty where it is I.
  private let adjustments: [Double]
  /// Of rows with weights, whose working model knows nothing of them.
  private let weighted: WeightedClusterSums?

  /// - Parameters:
  ///   - rowCount: n.
  ///   - parameterCount: p, absorbed effects included where they count.
  package init(_ sums: ClusterSums, _ correction: ClusterCorrection, rowCount: Double, parameterCount: Double) {
    self.correction = correction
    self.sums = sums
    weighted = nil
    clusterCount = sums.clusterCount
    order = sums.order
    let factor = correction.factor(
      clusterCount: Double(sums.clusterCount), rowCount: rowCount, parameterCount: parameterCount)
    let k = sums.order
    let adjustments = correction.isPlain ? [] : Self.adjustments(sums, correction)
    self.adjustments = adjustments
    var matrix = [Double](repeating: 0, count: k * k)
    var adjusted = [Double](repeating: 0, count: k)
    let size = SmallCholesky.packedCount(k)
    for cluster in 0..<sums.clusterCount {
      if correction.isPlain {
        for row in 0..<k { adjusted[row] = sums.scores[cluster * k + row] }
      } else {
        Self.multiply(adjustments, at: cluster * size, sums.scores, at: cluster * k, into: &adjusted, k)
      }
      for row in 0..<k {
        for column in 0...row { matrix[row * k + column] += adjusted[row] * adjusted[column] }
      }
    }
    for row in 0..<k {
      for column in 0...row {
        matrix[row * k + column] *= factor
        matrix[column * k + row] = matrix[row * k + column]
      }
    }
    self.matrix = matrix
  }

  /// CR2 of rows with weights, with the working model of equal, independent errors.
  /// - Parameters:
  ///   - rows: of the weighted regression.
  ///   - codes: the cluster of each row, 0, 1, 2, ...
  package init(weighted rows: RegressionRows, weights: [Double], codes: [Int], count: Int) {
    correction = .cr2
    let sums = WeightedClusterSums(rows, weights: weights, codes: codes, count: count)
    weighted = sums
    self.sums = ClusterSums(order: rows.order)
    adjustments = []
    clusterCount = count
    order = rows.order
    matrix = sums.matrix
  }

  /// The variance of a contrast of the basis.
  package func variance(_ contrast: [Double]) -> Double { covariance(contrast, contrast) }

  /// The covariance of two contrasts.
  package func covariance(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for row in 0..<order {
      for column in 0..<order { sum += first[row] * matrix[row * order + column] * second[column] }
    }
    return sum
  }

  /// F_g of every cluster.
  private static func adjustments(_ sums: ClusterSums, _ correction: ClusterCorrection) -> [Double] {
    let k = sums.order
    let size = SmallCholesky.packedCount(k)
    var result = [Double](repeating: 0, count: sums.clusterCount * size)
    var eigen = SmallEigen(order: max(1, k))
    for cluster in 0..<sums.clusterCount {
      eigen.decompose(sums.grams.span, at: cluster * size)
      for vector in 0..<k {
        let factor = correction.adjustment(eigen.values[vector])
        var place = cluster * size
        for column in 0..<k {
          let along = factor * eigen.vectors[column * k + vector]
          for row in 0...column {
            result[place] += along * eigen.vectors[row * k + vector]
            place += 1
          }
        }
      }
    }
    return result
  }

  /// A packed symmetric matrix times a vector of k numbers.
  @inline(__always)
  private static func multiply(
    _ packed: [Double], at offset: Int, _ vector: [Double], at start: Int, into result: inout [Double],
    at target: Int = 0, _ k: Int
  ) {
    var place = offset
    for column in 0..<k {
      result[target + column] = 0
      for row in 0..<column {
        result[target + row] += packed[place] * vector[start + column]
        result[target + column] += packed[place] * vector[start + row]
        place += 1
      }
      result[target + column] += packed[place] * vector[start + column]
      place += 1
    }
  }

  /// For each contrast F_g q and z_g = Q_g'Q_g F_g q.
  private func forEachCluster(_ contrasts: [[Double]], _ body: (ClusterTerms) -> Void) {
    let (k, count, size) = (order, contrasts.count, SmallCholesky.packedCount(order))
    let flat = contrasts.flatMap(\.self)
    var terms = ClusterTerms(contrastCount: count, size: k)
    // Where no cluster is adjusted, F_g q is q.
    var turned = flat
    for cluster in 0..<clusterCount {
      for column in 0..<count {
        let start = column * k
        if !adjustments.isEmpty {
          Self.multiply(adjustments, at: cluster * size, flat, at: start, into: &turned, at: start, k)
        }
        Self.multiply(sums.grams, at: cluster * size, turned, at: start, into: &terms.vectors, at: start, k)
        for row in 0...column {
          var trace = 0.0
          for place in 0..<k { trace += turned[row * k + place] * terms.vectors[start + place] }
          terms.traces[SmallCholesky.index(row, column)] = trace
        }
      }
      body(terms)
    }
  }

  private var freedom: ClusterFreedom {
    weighted?.freedom ?? ClusterFreedom(link: ClusterLink(size: order, matrix: nil), forEachCluster: forEachCluster)
  }

  /// Satterthwaite's degrees of freedom of each contrast; NaN where nothing is left to estimate its variance from.
  package func degreesOfFreedom(_ contrasts: [[Double]]) -> [Double] { freedom.satterthwaite(contrasts) }

  /// The test that several contrasts are 0 together, by the approximate Hotelling test (HTZ) of Pustejovsky and Tipton:
  /// with Q the Wald statistic and eta the degrees of freedom of the Wishart distribution that has the total variance
  /// of the covariance's entries, F = (eta - q + 1) / (eta q) Q with q and eta - q + 1 degrees of freedom.
  /// - Parameters:
  ///   - contrasts: of the basis, linearly independent.
  ///   - values: of the contrasts.
  package func hotellingTest(_ contrasts: [[Double]], values: [Double]) -> WaldTest {
    let eta = freedom.wishart(contrasts)
    let remaining = eta - Double(values.count) + 1
    return WaldTest(values, degreesOfFreedom: remaining, factor: remaining / eta) {
      covariance(contrasts[$0], contrasts[$1])
    }
  }
}
