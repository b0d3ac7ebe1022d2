/// Agreement weights on one scale, ready for many cross tables. Rows are the first rater's categories.
struct WeightMatrix: Sendable {
  let weights: AgreementWeights
  /// Row by row; empty for identity weights, which need none.
  let elements: [Double]
  /// Whether the weights can be used on this scale.
  let isFinite: Bool

  static let identity = WeightMatrix(.identity, elements: [])

  /// - Parameter labels: the names of text categories, which a custom matrix goes by; empty where categories are
  ///   numbers.
  init(_ weights: AgreementWeights, values: [Double], labels: [String]) {
    self.init(weights, elements: weights == .identity ? [] : weights.matrix(values: values, labels: labels))
  }

  init(_ weights: AgreementWeights, _ scale: CategoryScale) {
    self.init(weights, values: scale.values, labels: scale.labels)
  }

  private init(_ weights: AgreementWeights, elements: [Double]) {
    self.weights = weights
    self.elements = elements
    isFinite = elements.allSatisfy(\.isFinite)
  }

  /// What there is to say about rows that keep the order of two raters; nil for symmetric weights.
  var orderNote: String? { weights.isSymmetric ? nil : CustomWeights.orderNote }

  /// The mean of both orders, (w_kl + w_lk) / 2; itself where it is symmetric.
  func symmetrised(categoryCount count: Int) -> WeightMatrix {
    if weights.isSymmetric { return self }
    return WeightMatrix(
      weights,
      elements: elements.indices.map { (elements[$0] + elements[$0 % count * count + $0 / count]) / 2 })
  }

  /// For each category k of the first rater, the mean weight sum_l w_kl n_l / n, n_l the counts of the second.
  func meanByRow(_ counts: [Double], of size: Double) -> [Double] {
    if elements.isEmpty { return counts.map { $0 / size } }
    let count = counts.count
    return (0..<count).map { row in
      var sum = 0.0
      for column in 0..<count { sum += elements[row * count + column] * counts[column] }
      return sum / size
    }
  }

  /// For each category l of the second rater, the mean weight sum_k w_kl n_k / n, n_k the counts of the first.
  func meanByColumn(_ counts: [Double], of size: Double) -> [Double] {
    if elements.isEmpty { return counts.map { $0 / size } }
    let count = counts.count
    var sums = [Double](repeating: 0, count: count)
    for row in 0..<count {
      for column in 0..<count { sums[column] += elements[row * count + column] * counts[row] }
    }
    return sums.map { $0 / size }
  }
}
