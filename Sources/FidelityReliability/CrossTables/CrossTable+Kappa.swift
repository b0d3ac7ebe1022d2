import FidelityData

/// A number with its standard error; NaN where it is undefined.
public struct ValueWithError: Sendable, Equatable {
  public let value: Double
  public let standardError: Double
  /// An error of so little is rounding of 0.
  var rounding = 1e-15

  static let undefined = ValueWithError(value: .nan, standardError: .nan)
}

extension CrossTable {
  /// Percent agreement p_o = sum w_kl n_kl / n, with weights; the share of equal ratings with identity weights.
  ///
  /// The standard error is that of a mean over units, with divisor n - 1; NaN for fewer than two units.
  /// - Parameters:
  ///   - values: the category values, ascending: ranks 1, 2, ... for text.
  ///   - labels: the names of text categories, which weights by a matrix go by; empty where categories are numbers.
  /// - Returns: NaN where there is no unit, or where the weights are not finite on this scale.
  /// - Complexity: O(q^2).
  public func percentAgreement(
    _ weights: AgreementWeights, values: [Double], labels: [String] = []
  ) -> ValueWithError {
    percentAgreement(matrix(weights, values, labels))
  }

  /// Cohen's kappa (p_o - p_e) / (1 - p_e), p_o = sum w_kl n_kl / n, p_e = sum w_kl n_k+ n_+l / n^2.
  ///
  /// The standard error is linearised: with psi_kl = (w_kl - p_o - (1 - kappa)(a_k + b_l - 2 p_e)) / (1 - p_e),
  /// a_k = sum_l w_kl n_+l / n, b_l = sum_k w_kl n_k+ / n, the variance is sum n_kl psi_kl^2 / (n (n - 1)). That is the
  /// asymptotic variance of Fleiss, Cohen and Everitt (1969) times n / (n - 1), and the one that
  /// ``AgreementCoefficient/cohenKappa(_:)`` has. Weights need not be symmetric: their rows are the first rater's
  /// categories, and the table and the weights transposed together have the same kappa and error.
  ///
  /// References: Cohen (1960), Educational and Psychological Measurement 20, 37-46; Cohen (1968), Psychological
  /// Bulletin 70, 213-220; Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327, eqs. 9 and 12.
  /// Validation: `datasets/sas-weighted-kappa-3x3`, `datasets/cohen-1968-weighted` (SAS, statsmodels 0.15.0).
  /// - Parameters:
  ///   - values: the category values, ascending: ranks 1, 2, ... for text.
  ///   - labels: the names of text categories, which weights by a matrix go by; empty where categories are numbers.
  /// - Returns: NaN where kappa is 0/0 (both raters used one and the same category only), where there is no unit, or
  ///   where the weights are not finite on this scale; the error is NaN for fewer than two units.
  /// - Complexity: O(q^2).
  public func cohenKappa(_ weights: AgreementWeights, values: [Double], labels: [String] = []) -> ValueWithError {
    cohenKappa(matrix(weights, values, labels))
  }

  private func matrix(_ weights: AgreementWeights, _ values: [Double], _ labels: [String]) -> WeightMatrix {
    precondition(values.count == categoryCount, "a value for each category")
    precondition(labels.isEmpty || labels.count == categoryCount, "a name for each category")
    return WeightMatrix(weights, values: values, labels: labels)
  }

  func percentAgreement(_ weights: WeightMatrix) -> ValueWithError {
    guard size > 0, weights.isFinite else { return .undefined }
    let value = observed(weights)
    guard size > 1 else { return ValueWithError(value: value, standardError: .nan) }
    if weights.elements.isEmpty {
      return ValueWithError(value: value, standardError: (value * (1 - value) / (size - 1)).squareRoot())
    }
    var squares = 0.0
    for place in cells.indices where cells[place] > 0 {
      squares += cells[place] * square(weights.elements[place] - value)
    }
    return ValueWithError(value: value, standardError: (squares / (size * (size - 1))).squareRoot())
  }

  func cohenKappa(_ weights: WeightMatrix) -> ValueWithError {
    guard size > 0, weights.isFinite else { return .undefined }
    let terms = KappaTerms(self, weights)
    guard terms.isDefined, size > 1 else { return ValueWithError(value: terms.kappa, standardError: .nan) }
    var squares = 0.0
    forEachInfluence(terms, weights) { place, influence in squares += cells[place] * influence * influence }
    return ValueWithError(
      value: terms.kappa, standardError: (squares / (size * (size - 1))).squareRoot() / (1 - terms.chance),
      rounding: 1e-14 / (1 - terms.chance))
  }

  // MARK: - Parts

  /// Agreement under these weights, observed and by chance; NaN where there is no unit.
  func agreement(_ weights: WeightMatrix) -> (observed: Double, chance: Double) {
    let terms = KappaTerms(self, weights)
    return (terms.observed, terms.chance)
  }

  /// Cohen's kappa under these weights; NaN where 0/0.
  func kappa(_ weights: WeightMatrix) -> Double { KappaTerms(self, weights).kappa }

  /// Adds `factor` times the derivatives of a kappa that is defined with respect to the cells, which begin at `start`.
  func addKappaGradient(_ weights: WeightMatrix, factor: Double, at start: Int, to gradient: inout [Double]) {
    let terms = KappaTerms(self, weights)
    let scale = factor / (size * (1 - terms.chance))
    forEachInfluence(terms, weights, inEmptyCells: true) { place, influence in
      gradient[start + place] += scale * influence
    }
  }

  /// The largest observed agreement that the margins allow, sum_k min(n_k+, n_+k) / n.
  var mostAgreement: Double { zip(rows, columns).reduce(0) { $0 + min($1.0, $1.1) } / size }

  fileprivate func observed(_ weights: WeightMatrix) -> Double {
    if weights.elements.isEmpty { return diagonal / size }
    var sum = 0.0
    for place in cells.indices { sum += weights.elements[place] * cells[place] }
    return sum / size
  }

  /// Calls `body` with (1 - p_e) psi_kl of each cell.
  @inline(__always)
  private func forEachInfluence(
    _ terms: KappaTerms, _ weights: WeightMatrix, inEmptyCells: Bool = false, _ body: (Int, Double) -> Void
  ) {
    let byColumn = weights.meanByColumn(rows, of: size)
    for row in 0..<categoryCount {
      for column in 0..<categoryCount {
        let place = row * categoryCount + column
        if cells[place] == 0, !inEmptyCells { continue }
        let weight = weights.elements.isEmpty ? (row == column ? 1 : 0) : weights.elements[place]
        body(
          place,
          weight - terms.observed - (1 - terms.kappa) * (terms.byRow[row] + byColumn[column] - 2 * terms.chance))
      }
    }
  }
}

/// What Cohen's kappa of a table is made of.
private struct KappaTerms {
  let observed: Double
  let chance: Double
  /// a_k, the agreement that each category of the first rater expects from the second's margin.
  let byRow: [Double]

  init(_ table: CrossTable, _ weights: WeightMatrix) {
    let size = table.size
    observed = table.observed(weights)
    let byRow = weights.meanByRow(table.columns, of: size)
    var chance = 0.0
    for category in byRow.indices { chance += table.rows[category] * byRow[category] }
    self.chance = chance / size
    self.byRow = byRow
  }

  /// With one category in use p_e is 1 but for rounding, and kappa is 0/0. Without units p_e is NaN.
  var isDefined: Bool { 1 - chance >= 1e-14 }

  var kappa: Double { isDefined ? (observed - chance) / (1 - chance) : .nan }
}

// MARK: - Fleiss, Cohen and Everitt

extension CrossTable {
  /// The asymptotic standard errors of kappa and weighted kappa of two raters, with divisor n.
  ///
  /// With the shares p_kl of the cells, margins p_k. and p_.l, agreement weights w_kl, w_k. = sum_l w_kl p_.l and
  /// w_.l = sum_k w_kl p_k.:
  ///
  ///     ASE^2  = [sum p_kl (w_kl - (w_k. + w_.l)(1 - kappa))^2 - (kappa - p_e (1 - kappa))^2] / (n (1 - p_e)^2)
  ///     ASE0^2 = [sum p_k. p_.l (w_kl - (w_k. + w_.l))^2 - p_e^2] / (n (1 - p_e)^2)
  ///
  /// ASE is the linearised standard error with n for n - 1, ASE0 that under raters who do not depend on each other.
  /// Reference: Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72, 323-327.
  /// Validation: `datasets/sas-weighted-kappa-3x3` (SAS PROC FREQ, statsmodels).
  /// - Precondition: kappa is defined.
  func asymptoticErrors(_ weights: WeightMatrix) -> (standardError: Double, nullStandardError: Double) {
    let terms = KappaTerms(self, weights)
    var squares = 0.0
    forEachInfluence(terms, weights) { place, influence in squares += cells[place] * influence * influence }
    let byColumn = weights.meanByColumn(rows, of: size)
    var spread = 0.0
    for row in 0..<categoryCount where rows[row] > 0 {
      for column in 0..<categoryCount where columns[column] > 0 {
        let weight =
          weights.elements.isEmpty ? (row == column ? 1 : 0) : weights.elements[row * categoryCount + column]
        spread += rows[row] * columns[column] * square(weight - terms.byRow[row] - byColumn[column])
      }
    }
    spread /= size * size
    return (
      squares.squareRoot() / (size * (1 - terms.chance)),
      (max(0, spread - square(terms.chance)) / size).squareRoot() / (1 - terms.chance)
    )
  }
}
