import FidelityLinearAlgebra

/// What clusters contribute to a weighted regression whose errors are corrected under a working model of equal,
/// independent errors (clubSandwich's choice): CR2 and CR3 then depend on the rows without weights too.
///
/// With Q'WQ = I the residuals have the working covariance I + U N U', U = [Q, WQ], N = [[Omega, -I], [-I, 0]],
/// Omega = Q'W^2Q. A_g is the inverse root of its block of the cluster, of which only the span of U_g matters: from
/// U_g'U_g = E diag(s) E' and the eigenvalues 1 + kappa of the block, all is 2k x 2k.
struct WeightedClusterSums: Sendable {
  let order: Int
  let clusterCount: Int
  /// U_g'U_g, packed, one after the other.
  private var grams: [Double]
  /// U_g'e_g, one after the other.
  private var scores: [Double]
  private let link: ClusterLink

  /// - Parameters:
  ///   - rows: Q and e, times the root of the weight.
  ///   - codes: the cluster of each row.
  init(_ rows: RegressionRows, weights: [Double], codes: [Int], count: Int) {
    let k = rows.order
    order = k
    clusterCount = count
    let size = SmallCholesky.packedCount(2 * k)
    grams = Array(repeating: 0, count: count * size)
    scores = Array(repeating: 0, count: count * 2 * k)
    var own = [Double](repeating: 0, count: 2 * k)
    for (row, cluster) in codes.enumerated() {
      let root = weights[row].squareRoot()
      for column in 0..<k {
        own[column] = rows.basis[row, column] / root
        own[k + column] = rows.basis[row, column] * root
      }
      let residual = rows.residuals[row] / root
      for column in 0..<2 * k {
        scores[cluster * 2 * k + column] += own[column] * residual
        for other in 0...column {
          grams[cluster * size + SmallCholesky.index(other, column)] += own[column] * own[other]
        }
      }
    }
    var matrix = [Double](repeating: 0, count: 4 * k * k)
    for row in 0..<k {
      for column in 0..<k {
        for cluster in 0..<count {
          let place = SmallCholesky.index(k + min(row, column), k + max(row, column))
          matrix[row * 2 * k + column] += grams[cluster * size + place]
        }
      }
      matrix[row * 2 * k + k + row] = -1
      matrix[(k + row) * 2 * k + row] = -1
    }
    link = ClusterLink(size: 2 * k, matrix: matrix)
  }

  /// A cluster's span: eigenvalues of the block of the working covariance, and U_g'V of its vectors V.
  private struct Span {
    /// 1 + kappa.
    var values: [Double] = []
    /// U_g'V, 2k rows by the vectors.
    var projections: [[Double]] = []
    /// V'e.
    var scores: [Double] = []
  }

  private func span(_ cluster: Int, _ eigen: inout SmallEigen) -> Span {
    let m = 2 * order
    eigen.decompose(grams.span, at: cluster * SmallCholesky.packedCount(m))
    let largest = eigen.values.max() ?? 0
    let kept = (0..<m).filter { eigen.values[$0] > 1e-13 * largest }
    // U_g = O T with O orthonormal, T = diag(sqrt s) E'.
    let turn = kept.map { vector in
      (0..<m).map { eigen.values[vector].squareRoot() * eigen.vectors[$0 * m + vector] }
    }
    let coordinates = kept.enumerated().map { place, vector in
      var sum = 0.0
      for row in 0..<m { sum += eigen.vectors[row * m + vector] * scores[cluster * m + row] }
      return sum / eigen.values[vector].squareRoot()
    }
    guard !kept.isEmpty else { return Span() }
    var packed: [Double] = []
    for column in kept.indices { for row in 0...column { packed.append(link.inner(turn[row], turn[column])) } }
    var inside = SmallEigen(order: kept.count)
    inside.decompose(packed.span)
    let r = kept.count
    var result = Span()
    for vector in 0..<r {
      result.values.append(1 + inside.values[vector])
      result.projections.append(
        (0..<m).map { row in (0..<r).reduce(0) { $0 + turn[$1][row] * inside.vectors[$1 * r + vector] } })
      result.scores.append((0..<r).reduce(0) { $0 + coordinates[$1] * inside.vectors[$1 * r + vector] })
    }
    return result
  }

  private func adjustment(_ value: Double) -> Double {
    value > ClusterSums.leastRemaining ? 1 / value.squareRoot() : 0
  }

  /// The sum over clusters of the squares of Q'W A e, k x k by rows.
  var matrix: [Double] {
    let k = order
    var result = [Double](repeating: 0, count: k * k)
    var eigen = SmallEigen(order: max(1, 2 * k))
    for cluster in 0..<clusterCount {
      let span = span(cluster, &eigen)
      var adjusted = [Double](repeating: 0, count: k)
      for vector in span.values.indices {
        let size = adjustment(span.values[vector]) * span.scores[vector]
        for row in 0..<k { adjusted[row] += size * span.projections[vector][k + row] }
      }
      for row in 0..<k { for column in 0..<k { result[row * k + column] += adjusted[row] * adjusted[column] } }
    }
    return result
  }

  var freedom: ClusterFreedom { ClusterFreedom(link: link, forEachCluster: forEachCluster) }

  /// p_g = A_g W_g Q_g q: a_st = p_s'p_t and v_s = U_g'p_s.
  private func forEachCluster(_ contrasts: [[Double]], _ body: (ClusterTerms) -> Void) {
    let k = order
    var eigen = SmallEigen(order: max(1, 2 * k))
    for cluster in 0..<clusterCount {
      let span = span(cluster, &eigen)
      var terms = ClusterTerms(contrastCount: contrasts.count, size: 2 * k)
      for vector in span.values.indices {
        let size = adjustment(span.values[vector])
        let along = contrasts.map { contrast in
          size * (0..<k).reduce(0) { $0 + span.projections[vector][k + $1] * contrast[$1] }
        }
        for t in contrasts.indices {
          for s in 0...t { terms.traces[SmallCholesky.index(s, t)] += along[s] * along[t] }
          for row in 0..<2 * k { terms.vectors[t * 2 * k + row] += along[t] * span.projections[vector][row] }
        }
      }
      body(terms)
    }
  }
}
