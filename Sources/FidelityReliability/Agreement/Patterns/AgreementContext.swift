import FidelityData

/// What the coefficients of one group need to know beside the totals: the scale, the weights, the number of raters.
package struct AgreementContext: Sendable {
  /// Above this many categories no q x q matrix of weights is built.
  static let matrixLimit = 1000

  package let values: [Double]
  /// The names of text categories; empty where values are numbers.
  private let labels: [String]
  package let raterCount: Int
  /// Whether nobody knows who gave which rating.
  var ratersAreUnknown = false
  /// The length of the circle that the values lie on: from the least to the greatest value and one step more, the
  /// smallest between two categories, to come round.
  let circumference: Double
  private var families: [Family] = []

  /// The matrix of one family of weights on this scale.
  private struct Family {
    let weights: AgreementWeights
    /// Symmetric: the mean of both orders where a custom matrix is not.
    let symmetric: WeightMatrix
    /// With the first rater's category as the row.
    let ordered: WeightMatrix
    let total: Double

    var matrix: [Double] { symmetric.elements }

    init(_ weights: AgreementWeights, values: [Double], labels: [String]) {
      self.weights = weights
      ordered = WeightMatrix(weights, values: values, labels: labels)
      symmetric = ordered.symmetrised(categoryCount: values.count)
      total = ordered.elements.reduce(0, +)
    }
  }

  package var categoryCount: Int { values.count }

  init(scale: CategoryScale, raterCount: Int, weights: [AgreementWeights]) {
    values = scale.values
    labels = scale.labels
    self.raterCount = raterCount
    circumference = Self.circumference(values)
    guard values.count <= Self.matrixLimit else { return }
    for weights in weights where weights != .identity {
      families.append(Family(weights, values: values, labels: labels))
    }
  }

  /// Whether the same weights were made for the same scale and number of raters.
  func serves(_ scale: CategoryScale, raterCount: Int) -> Bool {
    raterCount == self.raterCount && scale.values == values && scale.labels == labels
  }

  private func family(_ weights: AgreementWeights) -> Family? { families.first { $0.weights == weights } }

  /// Whether the weights can be used on this scale: the matrix is small enough and finite.
  func supports(_ weights: AgreementWeights) -> Bool {
    weights == .identity || family(weights)?.ordered.isFinite ?? false
  }

  /// The name of a category.
  package func label(_ rank: Int) -> String { labels.isEmpty ? CategoryDictionary.label(values[rank]) : labels[rank] }

  private static func circumference(_ values: [Double]) -> Double {
    guard let low = values.first, let high = values.last, values.count > 1 else { return 1 }
    return high - low + zip(values, values.dropFirst()).reduce(Double.infinity) { min($0, $1.1 - $1.0) }
  }

  /// The weights of two categories 0, 1, ... steps apart; nil where they are not the same for all such pairs.
  func stepWeights(_ weights: AgreementWeights) -> [Double]? {
    let (matrix, count) = (matrix(weights), values.count)
    let steps = Array(matrix.prefix(count))
    for row in 0..<count {
      for column in 0..<count where abs(matrix[row * count + column] - steps[abs(row - column)]) > 1e-12 { return nil }
    }
    return steps
  }

  /// W v.
  package func product(_ weights: AgreementWeights, _ vector: [Double]) -> [Double] {
    guard let matrix = family(weights)?.matrix else { return vector }
    let count = values.count
    return (0..<count).map { row in
      var sum = 0.0
      for column in 0..<count { sum += matrix[row * count + column] * vector[column] }
      return sum
    }
  }

  /// The sum of all weights, T_w.
  package func totalWeight(_ weights: AgreementWeights) -> Double { family(weights)?.total ?? Double(values.count) }

  /// The weights with the first rater's category as the row.
  func orderedWeightMatrix(_ weights: AgreementWeights) -> WeightMatrix { family(weights)?.ordered ?? .identity }

  /// The weights, symmetric: the mean of both orders where a custom matrix is not.
  func weightMatrix(_ weights: AgreementWeights) -> WeightMatrix { family(weights)?.symmetric ?? .identity }

  /// The q x q weights, symmetric, row by row.
  package func matrix(_ weights: AgreementWeights) -> [Double] {
    family(weights)?.matrix ?? AgreementWeights.identity.matrix(values: values)
  }

  /// Observed agreement of one unit: sum_k r_k (sum_l w_kl r_l - 1) / (r (r - 1)); needs r >= 2.
  func observedAgreement(_ histogram: PatternHistogram, _ weights: AgreementWeights) -> Double {
    let size = Double(histogram.size)
    return agreeingPairs(histogram, weights) / (size * (size - 1))
  }

  /// The weighted number of ordered pairs of ratings of one unit that agree: sum_k r_k (sum_l w_kl r_l - 1).
  func agreeingPairs(_ histogram: PatternHistogram, _ weights: AgreementWeights) -> Double {
    let (matrix, count) = (family(weights)?.matrix, values.count)
    var sum = 0.0
    for first in histogram.entries {
      var weighted = first.count
      if let matrix {
        weighted = 0
        for second in histogram.entries {
          weighted += matrix[first.category * count + second.category] * second.count
        }
      }
      sum += first.count * (weighted - 1)
    }
    return sum
  }

  /// Observed disagreement of one unit: sum over ordered pairs of its ratings of the squared distance, over r - 1;
  /// needs r >= 2.
  func disagreement(_ histogram: PatternHistogram, _ metric: AlphaMetric) -> Double {
    let size = Double(histogram.size)
    if case .nominal = metric {
      return (size * size - histogram.entries.reduce(0) { $0 + square($1.count) }) / (size - 1)
    }
    if case .interval = metric {
      // 2 r sum (x - mean)^2 / (r - 1), by two passes: no cancellation, whatever the origin of the scale.
      let mean = histogram.entries.reduce(0) { $0 + $1.count * (values[$1.category] - values[0]) } / size
      let squares = histogram.entries.reduce(0) { $0 + $1.count * square(values[$1.category] - values[0] - mean) }
      return 2 * size * squares / (size - 1)
    }
    var sum = 0.0
    let distances = distances(metric)
    histogram.forEachPair { low, high, product in sum += product * distances(low, high) }
    return 2 * sum / (size - 1)
  }

  /// The squared distances of a metric. That of the ordinal metric depends on the margins: see ``KrippendorffAlpha``.
  func distances(_ metric: AlphaMetric) -> SquaredDistances {
    // No matrix of the identity, which may have thousands of categories.
    var matrix: [Double] = []
    if case .weights(let weights) = metric { matrix = family(weights)?.matrix ?? [] }
    return SquaredDistances(
      metric: metric, values: values, circumference: metric == .circular ? circumference : 1, weights: matrix)
  }
}

/// The squared distance of two categories in one metric.
package struct SquaredDistances {
  let metric: AlphaMetric
  let values: [Double]
  let circumference: Double
  private let weights: [Double]

  /// - Parameter weights: the matrix of a metric of weights; empty for the identity.
  package init(metric: AlphaMetric, values: [Double], circumference: Double = 1, weights: [Double] = []) {
    self.metric = metric
    self.values = values
    self.circumference = circumference
    self.weights = weights
  }

  /// Whether it is 1 for all different categories.
  var isNominal: Bool {
    switch metric {
    case .nominal: true
    case .weights: weights.isEmpty
    case .ordinal, .interval, .ratio, .circular, .bipolar: false
    }
  }

  package func callAsFunction(_ a: Int, _ b: Int) -> Double {
    switch metric {
    case .nominal, .ordinal: return a == b ? 0 : 1
    case .interval: return square(values[a] - values[b])
    case .ratio:
      let difference = values[a] - values[b]
      return difference == 0 ? 0 : square(difference / (values[a] + values[b]))
    case .circular: return square(sinOfPi(times: abs(values[a] - values[b]) / circumference))
    case .bipolar:
      let (low, high) = (values[0], values[values.count - 1])
      // The sums from differences: no cancellation far from 0.
      let (below, above) = ((values[a] - low) + (values[b] - low), (high - values[a]) + (high - values[b]))
      return a == b ? 0 : square(values[a] - values[b]) / (below * above)
    case .weights: return a == b ? 0 : weights.isEmpty ? 1 : 1 - weights[a * values.count + b]
    }
  }
}
