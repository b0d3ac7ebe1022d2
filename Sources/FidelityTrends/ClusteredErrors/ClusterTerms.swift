import FidelityLinearAlgebra

/// What a cluster adds to the distribution of the variance estimates of some contrasts.
///
/// With a working model of the errors, the estimated covariance of contrasts s and t is the quadratic form of a matrix
/// P over clusters: P_st,gh = [g = h] a_st,g + v_sg' N v_th. Rows of equal weight have a = t, v = z and N = -I
/// (``ClusteredCovariance``).
struct ClusterTerms: Sendable {
  /// a_st of the cluster, packed by contrasts.
  var traces: [Double]
  /// v_s of the cluster, one contrast after the other.
  var vectors: [Double]
  /// The length of a v_s.
  let size: Int

  init(contrastCount: Int, size: Int) {
    traces = Array(repeating: 0, count: SmallCholesky.packedCount(contrastCount))
    vectors = Array(repeating: 0, count: contrastCount * size)
    self.size = size
  }

  func trace(_ s: Int, _ t: Int) -> Double { traces[SmallCholesky.index(min(s, t), max(s, t))] }
}

/// The matrix N, m x m by rows; nil for -I.
struct ClusterLink: Sendable {
  let size: Int
  var matrix: [Double]?

  /// v_s' N v_t.
  func inner(_ terms: ClusterTerms, _ s: Int, _ t: Int) -> Double {
    inner(terms.vectors, at: s * size, terms.vectors, at: t * size)
  }

  /// v' N w of vectors that begin at some place.
  func inner(_ first: [Double], at start: Int = 0, _ second: [Double], at other: Int = 0) -> Double {
    var sum = 0.0
    guard let matrix else {
      for place in 0..<size { sum += first[start + place] * second[other + place] }
      return -sum
    }
    for row in 0..<size {
      var along = 0.0
      for column in 0..<size { along += matrix[row * size + column] * second[other + column] }
      sum += first[start + row] * along
    }
    return sum
  }

  /// trace (N A)^2 of the symmetric matrix that begins at some place.
  func norm(_ other: [Double], at start: Int) -> Double {
    guard matrix != nil else {
      var sum = 0.0
      for place in start..<start + size * size { sum += other[place] * other[place] }
      return sum
    }
    let linked = times(Array(other[start..<start + size * size]))
    return ClusterFreedom.traceOfProduct(linked, linked, size)
  }

  /// N A.
  func times(_ other: [Double]) -> [Double] {
    guard let matrix else { return other.map { -$0 } }
    var result = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for place in 0..<size {
        let own = matrix[row * size + place]
        if own == 0 { continue }
        for column in 0..<size { result[row * size + column] += own * other[place * size + column] }
      }
    }
    return result
  }
}

/// The degrees of freedom of variance estimates whose matrices P clusters give the terms of.
///
/// References: Satterthwaite (1946), Biometrics Bulletin 2, 110-114; Pustejovsky, Tipton (2018), J. Business & Economic
/// Statistics 36, 672-683, section 4.
struct ClusterFreedom {
  let link: ClusterLink
  /// Calls its body with the terms of every cluster for some contrasts.
  let forEachCluster: (_ contrasts: [[Double]], _ body: (ClusterTerms) -> Void) -> Void

  /// Satterthwaite's: (trace P)^2 / trace P^2, of each contrast; NaN where nothing is left.
  func satterthwaite(_ contrasts: [[Double]]) -> [Double] {
    let (m, count) = (link.size, contrasts.count)
    // Of each contrast the trace, the square and the sum of v v', one contrast after the other.
    let size = 2 + m * m
    var sums = [Double](repeating: 0, count: count * size)
    forEachCluster(contrasts) { terms in
      for contrast in 0..<count {
        let (a, inner) = (terms.trace(contrast, contrast), link.inner(terms, contrast, contrast))
        var place = contrast * size
        sums[place] += a + inner
        sums[place + 1] += a * a + 2 * a * inner
        place += 2
        for row in 0..<m {
          let own = terms.vectors[contrast * m + row]
          for column in 0..<m {
            sums[place] += own * terms.vectors[contrast * m + column]
            place += 1
          }
        }
      }
    }
    return (0..<count).map { contrast in
      let first = contrast * size
      let (trace, square) = (sums[first], sums[first + 1] + link.norm(sums, at: first + 2))
      let freedom = trace * trace / square
      return square > 0 && freedom.isFinite ? freedom : .nan
    }
  }

  /// trace A B.
  fileprivate static func traceOfProduct(_ a: [Double], _ b: [Double], _ m: Int) -> Double {
    var sum = 0.0
    for row in 0..<m { for column in 0..<m { sum += a[row * m + column] * b[column * m + row] } }
    return sum
  }

  /// eta: q (q + 1) over the sum of the variances of the entries of the covariance matrix, in the scale where its
  /// expectation is I.
  func wishart(_ contrasts: [[Double]]) -> Double {
    let q = contrasts.count
    var expectation = [Double](repeating: 0, count: SmallCholesky.packedCount(q))
    forEachCluster(contrasts) { terms in
      for t in 0..<q {
        for s in 0...t {
          expectation[SmallCholesky.index(s, t)] += terms.trace(s, t) + link.inner(terms, s, t)
        }
      }
    }
    var eigen = SmallEigen(order: q)
    eigen.decompose(expectation.span)
    guard eigen.values.allSatisfy({ $0 > 0 }) else { return .nan }
    // Rows of D^(-1/2) C.
    let standardised = (0..<q).map { row in
      contrasts[0].indices.map { place in
        var sum = 0.0
        for vector in 0..<q {
          var along = 0.0
          for contrast in 0..<q { along += eigen.vectors[contrast * q + vector] * contrasts[contrast][place] }
          sum += eigen.vectors[row * q + vector] / eigen.values[vector].squareRoot() * along
        }
        return sum
      }
    }
    return Double(q * (q + 1)) / totalVariance(standardised)
  }

  /// The sum over s, t of Var(Omega_st) = sum over g, h of P_ss P_tt + P_st P_ts.
  private func totalVariance(_ contrasts: [[Double]]) -> Double {
    let (m, q) = (link.size, contrasts.count)
    var variance = 0.0
    var outer = [[Double]](repeating: Array(repeating: 0, count: m * m), count: q * q)
    forEachCluster(contrasts) { terms in
      for s in 0..<q {
        for t in 0..<q {
          let (ss, tt, st) = (terms.trace(s, s), terms.trace(t, t), terms.trace(s, t))
          variance += ss * tt + ss * link.inner(terms, t, t) + tt * link.inner(terms, s, s)
          variance += st * st + 2 * st * link.inner(terms, s, t)
          for row in 0..<m {
            let own = terms.vectors[s * m + row]
            for column in 0..<m { outer[s * q + t][row * m + column] += own * terms.vectors[t * m + column] }
          }
        }
      }
    }
    for pair in 0..<q * q {
      let linked = link.times(outer[pair])
      let turned = link.times((0..<m * m).map { outer[pair][$0 % m * m + $0 / m] })
      variance += Self.traceOfProduct(linked, turned, m) + Self.traceOfProduct(linked, linked, m)
    }
    return variance
  }
}
