import FidelityLinearAlgebra

/// What clusters contribute to a regression, in the orthonormal basis Q of its design: for each cluster g the products
/// Q_g'Q_g and the scores Q_g'e_g. That is all that errors, degrees of freedom, Wald tests and the wild bootstrap need.
package struct ClusterSums: Sendable {
  /// k, the dimension of the basis.
  package let order: Int
  package private(set) var clusterCount = 0
  /// Q_g'Q_g (with weights Q_g'W_gQ_g), packed, one after the other.
  private(set) var grams: [Double] = []
  /// Q_g'e_g (with weights Q_g'W_ge_g), one after the other.
  private(set) var scores: [Double] = []
  /// What turning products into the basis needs.
  private var work: [Double] = []

  /// Where 1 - d is no more than this, the cluster determines a direction of the design alone.
  static let leastRemaining = 1e-12

  package init(order: Int) { self.order = order }

  private var gramSize: Int { SmallCholesky.packedCount(order) }

  /// - Parameter clusters: sums of which each group is a cluster, of the columns of the regression.
  package init(_ regression: MomentRegression, _ clusters: GroupedCrossProducts) {
    order = regression.order
    reserve(clusters.groupCount)
    var rows = CentredProducts(width: clusters.width)
    for cluster in 0..<clusters.groupCount where clusters.observationCount(cluster) > 0 {
      clusters.products(cluster, into: &rows)
      add(regression, rows)
    }
  }

  /// Makes room for clusters.
  package mutating func reserve(_ count: Int) {
    grams.reserveCapacity(count * gramSize)
    scores.reserveCapacity(count * order)
  }

  /// Adds a cluster.
  package mutating func add(_ regression: MomentRegression, _ rows: CentredProducts) {
    grams.append(contentsOf: repeatElement(0, count: gramSize))
    scores.append(contentsOf: repeatElement(0, count: order))
    regression.transform(
      rows, gram: &grams, at: clusterCount * gramSize, score: &scores, at: clusterCount * order, work: &work)
    clusterCount += 1
  }

  /// The clusters of rows of Q with their residuals.
  /// - Parameter codes: the cluster of each row, 0, 1, 2, ...
  init(order: Int, clusterCount: Int, codes: [Int], basis: Matrix, residuals: [Double]) {
    self.order = order
    self.clusterCount = clusterCount
    let size = SmallCholesky.packedCount(order)
    grams = Array(repeating: 0, count: clusterCount * size)
    scores = Array(repeating: 0, count: clusterCount * order)
    for (row, cluster) in codes.enumerated() {
      for column in 0..<order {
        let own = basis[row, column]
        scores[cluster * order + column] += own * residuals[row]
        for other in 0...column {
          grams[cluster * size + SmallCholesky.index(other, column)] += own * basis[row, other]
        }
      }
    }
  }

  /// Clusters that are joined by a code.
  /// - Parameter codes: the new cluster of each cluster, 0, 1, 2, ...
  package func joined(_ codes: [Int], count: Int) -> ClusterSums {
    precondition(codes.count == clusterCount, "clusters without a code")
    var result = ClusterSums(order: order)
    result.clusterCount = count
    result.grams = Array(repeating: 0, count: count * gramSize)
    result.scores = Array(repeating: 0, count: count * order)
    for (cluster, code) in codes.enumerated() {
      for index in 0..<gramSize { result.grams[code * gramSize + index] += grams[cluster * gramSize + index] }
      for index in 0..<order { result.scores[code * order + index] += scores[cluster * order + index] }
    }
    return result
  }

  /// Q_g'Q_g x for a cluster.
  func product(_ cluster: Int, _ vector: [Double]) -> [Double] {
    let base = cluster * gramSize
    return (0..<order).map { row in
      var sum = 0.0
      for column in 0..<order {
        let place = row <= column ? SmallCholesky.index(row, column) : SmallCholesky.index(column, row)
        sum += grams[base + place] * vector[column]
      }
      return sum
    }
  }

  /// The scores of a cluster.
  func score(_ cluster: Int) -> ArraySlice<Double> { scores[cluster * order..<(cluster + 1) * order] }
}
