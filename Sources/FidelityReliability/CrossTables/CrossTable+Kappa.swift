import FidelityData

/// Agreement weights on one scale, ready for many cross tables.
struct WeightMatrix {
  let weights: AgreementWeights
  /// Row by row; empty for identity weights, which need none.
  let matrix: [Double]
  /// Whether the weights can be used on this scale.
  let isFinite: Bool

  init(_ weights: AgreementWeights, values: [Double]) {
    self.weights = weights
    matrix = weights == .identity ? [] : weights.matrix(values: values)
    isFinite = matrix.allSatisfy(\.isFinite)
  }
}

/// A number with its standard error; NaN where it is undefined.
public struct ValueWithError: Sendable, Equatable {
  public let value: Double
  public let standardError: Double

  static let undefined = ValueWithError(value: .nan, standardError: .nan)
}

extension CrossTable {
  /// Percent agreement p_o = sum w_kl n_kl / n, with weights; the share of equal ratings with identity weights.
  ///
  /// The standard error is that of a mean over units, with divisor n - 1; NaN for fewer than two units.
  /// - Parameter values: the category values, ascending: ranks 1, 2, ... for text.
  /// - Returns: NaN where there is no unit, or where the weights are not finite on this scale.
  /// - Complexity: O(q^2).
  public func percentAgreement(_ weights: AgreementWeights, values: [Double]) -> ValueWithError {
    precondition(values.count == categoryCount, "a value for each category")
    return percentAgreement(WeightMatrix(weights, values: values))
  }

  /// Cohen's kappa (p_o - p_e) / (1 - p_e), p_o = sum w_kl n_kl / n, p_e = sum w_kl n_k+ n_+l / n^2.
  ///
  /// The standard error is linearised: with psi_kl = (w_kl - p_o - (1 - kappa)(a_k + b_l - 2 p_e)) / (1 - p_e),
  /// a_k = sum_l w_kl n_+l / n, b_l = sum_k w_kl n_k+ / n, the variance is sum n_kl psi_kl^2 / (n (n - 1)). That is the
  /// asymptotic variance of Fleiss, Cohen and Everitt (1969) times n / (n - 1), and the one that
  /// ``AgreementCoefficient/cohenKappa(_:)`` has.
  ///
  /// References: Cohen (1960), Educational and Psychological Measurement 20, 37-46; Cohen (1968), Psychological
  /// Bulletin 70, 213-220; Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327, eqs. 9 and 12.
  /// Validation: `datasets/sas-weighted-kappa-3x3`, `datasets/cohen-1968-weighted` (SAS, statsmodels 0.15.0).
  /// - Parameter values: the category values, ascending: ranks 1, 2, ... for text.
  /// - Returns: NaN where kappa is 0/0 (both raters used one and the same category only), where there is no unit, or
  ///   where the weights are not finite on this scale; the error is NaN for fewer than two units.
  /// - Complexity: O(q^2).
  public func cohenKappa(_ weights: AgreementWeights, values: [Double]) -> ValueWithError {
    precondition(values.count == categoryCount, "a value for each category")
    return cohenKappa(WeightMatrix(weights, values: values))
  }

  func percentAgreement(_ weights: WeightMatrix) -> ValueWithError {
    guard unitCount > 0, weights.isFinite else { return .undefined }
    let n = Double(unitCount)
    if weights.weights == .identity {
      let value = Double(agreementCount) / n
      let variance = unitCount > 1 ? value * (1 - value) / (n - 1) : .nan
      return ValueWithError(value: value, standardError: variance.squareRoot())
    }
    let value = observed(weights)
    var squares = 0.0
    for place in counts.indices where counts[place] > 0 {
      squares += Double(counts[place]) * square(weights.matrix[place] - value)
    }
    return ValueWithError(
      value: value, standardError: unitCount > 1 ? (squares / (n * (n - 1))).squareRoot() : .nan)
  }

  func cohenKappa(_ weights: WeightMatrix) -> ValueWithError {
    guard unitCount > 0, weights.isFinite else { return .undefined }
    let n = Double(unitCount)
    let observed = observed(weights)
    let (rows, columns) = (chances(weights, secondMargin, isFirst: true), chances(weights, firstMargin, isFirst: false))
    var expected = 0.0
    for category in 0..<categoryCount { expected += Double(firstMargin[category]) * rows[category] }
    expected /= n
    // Where both raters keep to one category, nothing is left to chance: 0/0.
    guard 1 - expected > 0, !isConstant else { return .undefined }
    let kappa = (observed - expected) / (1 - expected)
    guard unitCount > 1 else { return ValueWithError(value: kappa, standardError: .nan) }
    var squares = 0.0
    for row in 0..<categoryCount {
      for column in 0..<categoryCount {
        let place = row * categoryCount + column
        if counts[place] == 0 { continue }
        let weight = weights.matrix.isEmpty ? (row == column ? 1 : 0) : weights.matrix[place]
        let influence = weight - observed - (1 - kappa) * (rows[row] + columns[column] - 2 * expected)
        squares += Double(counts[place]) * influence * influence
      }
    }
    return ValueWithError(
      value: kappa, standardError: (squares / (n * (n - 1))).squareRoot() / (1 - expected))
  }

  /// Whether all ratings of one of the raters are of one category.
  var hasConstantRater: Bool { firstMargin.contains(unitCount) || secondMargin.contains(unitCount) }

  /// Whether all ratings of both raters are of one category.
  private var isConstant: Bool { (0..<categoryCount).contains { self[$0, $0] == unitCount } }

  private func observed(_ weights: WeightMatrix) -> Double {
    if weights.matrix.isEmpty { return Double(agreementCount) / Double(unitCount) }
    var sum = 0.0
    for place in counts.indices { sum += weights.matrix[place] * Double(counts[place]) }
    return sum / Double(unitCount)
  }

  /// The agreement that each category of one rater expects from the margin of the other.
  private func chances(_ weights: WeightMatrix, _ margin: [Int], isFirst: Bool) -> [Double] {
    let n = Double(unitCount)
    if weights.matrix.isEmpty { return margin.map { Double($0) / n } }
    // All families of weights are symmetric.
    return (0..<categoryCount).map { category in
      var sum = 0.0
      for other in 0..<categoryCount {
        sum += weights.matrix[category * categoryCount + other] * Double(margin[other])
      }
      return sum / n
    }
  }
}
