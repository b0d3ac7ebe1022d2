public import FidelityData
import FidelityLinearAlgebra
import FidelityProbability

/// A test of whether two raters use the categories equally often: a value that a study file can hold.
///
/// Notation: n_kl units are of category k by the first rater and l by the second, n in all. Every test looks only at
/// units on which the raters differ. Categories that neither used count nowhere.
public enum MarginalTest: String, Sendable, Hashable, Codable, CaseIterable {
  /// McNemar's test for two categories: (b - c)^2 / (b + c), b = n_12, c = n_21; chi-squared with 1 degree of freedom.
  ///
  /// Reference: McNemar (1947), Psychometrika 12, 153-157.
  case mcNemar
  /// McNemar's test with continuity correction: max(0, |b - c| - 1)^2 / (b + c).
  ///
  /// Reference: Edwards (1948), Psychometrika 13, 185-187.
  case mcNemarCorrected
  /// The exact test: b is binomial with b + c trials and probability 1/2; twice the smaller tail, at most 1. Its
  /// statistic is min(b, c).
  case mcNemarExact
  /// The mid-p version: the exact p value less the probability of the observed b, or 1 less half of it where b = c.
  ///
  /// Reference: Fagerland, Lydersen and Laake (2013), BMC Medical Research Methodology 13:91.
  case mcNemarMidP
  /// Stuart and Maxwell's test of equal margins: d'S^-1 d, d_k = n_k+ - n_+k, S_kk = n_k+ + n_+k - 2 n_kk,
  /// S_kl = -(n_kl + n_lk), without one category.
  ///
  /// Where no unit leads from some categories to the others (a category on which the raters always agree, say), S is
  /// singular beyond that: each connected set of categories goes without one, which is the generalised inverse, and the
  /// degrees of freedom are the rank of S.
  ///
  /// References: Stuart (1955), Biometrika 42, 412-416; Maxwell (1970), British Journal of Psychiatry 116, 651-655.
  case stuartMaxwell
  /// Bhapkar's test of equal margins: X^2 / (1 - X^2 / n) with Stuart and Maxwell's X^2. At least as large, and equal
  /// in large samples; it takes the variance of d where it was observed, not under equal margins.
  ///
  /// References: Bhapkar (1966), Journal of the American Statistical Association 61, 228-235; Keefe (1982), Journal of
  /// Quality Technology 14, 188-196 (the relation).
  case bhapkar
  /// Bowker's test of symmetry: sum over k < l of (n_kl - n_lk)^2 / (n_kl + n_lk); the degrees of freedom are the pairs
  /// of categories between which any unit lies.
  ///
  /// Reference: Bowker (1948), Journal of the American Statistical Association 43, 572-574.
  case bowker

  /// The name in result tables.
  public var quantity: String {
    switch self {
    case .mcNemar, .mcNemarCorrected: "mcnemar"
    case .mcNemarExact, .mcNemarMidP: "mcnemar-exact"
    case .stuartMaxwell: "stuart-maxwell"
    case .bhapkar: "bhapkar"
    case .bowker: "bowker"
    }
  }

  /// Which variant of the quantity it is.
  public var form: String? {
    switch self {
    case .mcNemarCorrected: "continuity-corrected"
    case .mcNemarMidP: "mid-p"
    default: nil
    }
  }

  /// The tests that suit a number of categories: McNemar's where there are two, those of tables above.
  public static func suitable(categoryCount: Int) -> [MarginalTest] {
    categoryCount <= 2
      ? [.mcNemar, .mcNemarCorrected, .mcNemarExact, .mcNemarMidP, .bhapkar] : [.stuartMaxwell, .bhapkar, .bowker]
  }
}

extension CrossTable {
  /// A test of equal margins or of symmetry. `estimate` and `statistic` are the statistic; `pValue` the probability of
  /// one at least as large.
  ///
  /// Status `tooFewUnits` where no unit was rated by both; `noVariation` where the statistic is 0/0: the raters agree
  /// on every unit, or (Bhapkar) the covariance of their differences is singular, as where they differ in the same way
  /// on every unit. McNemar's tests have `tooManyCategories` where more than two are used. An exact test without any
  /// difference has the p value 1.
  ///
  /// Validation: `datasets/marginal-homogeneity` (statsmodels 0.15.0).
  /// - Complexity: O(q^2); O(q^3) for Stuart and Maxwell's and Bhapkar's.
  public func test(_ test: MarginalTest) -> Estimate {
    var row = Estimate(test.quantity)
    row.form = test.form
    row.unitCount = unitCount
    row.raterCount = 2
    guard unitCount > 0 else {
      row.status = .tooFewUnits
      return row
    }
    switch test {
    case .mcNemar, .mcNemarCorrected, .mcNemarExact, .mcNemarMidP: fillMcNemar(test, &row)
    case .stuartMaxwell, .bhapkar: fillMargins(test, &row)
    case .bowker: fillBowker(&row)
    }
    return row
  }

  private func fillMcNemar(_ test: MarginalTest, _ row: inout Estimate) {
    let table = withoutUnused
    guard table.categoryCount <= 2 else {
      row.status = .tooManyCategories
      return
    }
    // One category alone: no unit on which the raters differ.
    let (b, c) = table.categoryCount == 2 ? (table[0, 1], table[1, 0]) : (0, 0)
    if test == .mcNemarExact || test == .mcNemarMidP {
      row.method = "binomial"
      row.set(statistic: Double(min(b, c)))
      let binomial = Binomial(trials: b + c, probability: 0.5)
      if test == .mcNemarExact || b + c == 0 {
        row.pValue = min(1, 2 * binomial.cumulative(min(b, c)))
      } else {
        let point = binomial.probability(of: b)
        row.pValue = b == c ? 1 - point / 2 : 2 * binomial.cumulative(min(b, c)) - point
      }
      return
    }
    row.degreesOfFreedom = 1
    guard b + c > 0 else {
      row.status = .noVariation
      return
    }
    let difference = max(0, abs(b - c) - (test == .mcNemarCorrected ? 1 : 0))
    row.setChiSquared(Double(difference) * Double(difference) / Double(b + c))
  }

  private func fillMargins(_ test: MarginalTest, _ row: inout Estimate) {
    let (statistic, rank) = stuartMaxwell()
    guard rank > 0 else {
      row.status = .noVariation
      return
    }
    row.degreesOfFreedom = Double(rank)
    let used = withoutUnused.categoryCount
    if rank < used - 1 { row.note = "rank \(rank) with \(used) categories in use" }
    if test == .stuartMaxwell { return row.setChiSquared(statistic) }
    let share = statistic / Double(unitCount)
    guard share < 1 - 1e-12 else {
      row.status = .noVariation
      row.note = "the covariance of the differences is singular"
      return
    }
    row.setChiSquared(statistic / (1 - share))
  }

  private func fillBowker(_ row: inout Estimate) {
    var (statistic, pairs) = (0.0, 0)
    for first in 0..<categoryCount {
      for second in first + 1..<max(first + 1, categoryCount) {
        let (above, below) = (self[first, second], self[second, first])
        if above + below == 0 { continue }
        statistic += square(Double(above - below)) / Double(above + below)
        pairs += 1
      }
    }
    guard pairs > 0 else {
      row.status = .noVariation
      return
    }
    row.degreesOfFreedom = Double(pairs)
    let used = withoutUnused.categoryCount
    if pairs < used * (used - 1) / 2 { row.note = "\(pairs) pairs of categories between which any unit lies" }
    row.setChiSquared(statistic)
  }

  /// Stuart and Maxwell's statistic and the rank of its covariance matrix.
  private func stuartMaxwell() -> (statistic: Double, rank: Int) {
    var (statistic, rank) = (0.0, 0)
    let (rows, columns) = (firstMargin, secondMargin)
    for categories in connectedCategories() where categories.count > 1 {
      let kept = categories.dropLast()
      let covariance = Matrix(
        columns: kept.map { column in
          kept.map { row in
            row == column
              ? Double(rows[row] + columns[row] - 2 * self[row, row])
              : -Double(self[row, column] + self[column, row])
          }
        })
      var differences = kept.map { Double(rows[$0] - columns[$0]) }
      // Connected counts make a positive definite matrix; whole numbers leave no doubt.
      guard let factor = try? Cholesky(covariance) else { continue }
      var span = differences.mutableSpan
      factor.forwardSolve(inPlace: &span)
      statistic += differences.reduce(0) { $0 + $1 * $1 }
      rank += kept.count
    }
    return (statistic, rank)
  }

  /// Sets of categories, ascending, between which units lie on which the raters differ.
  private func connectedCategories() -> [[Int]] {
    var sets: [[Int]] = []
    var isTaken = Array(repeating: false, count: categoryCount)
    for start in 0..<categoryCount where !isTaken[start] {
      isTaken[start] = true
      var set = [start]
      var next = 0
      while next < set.count {
        let category = set[next]
        for other in 0..<categoryCount where !isTaken[other] && self[category, other] + self[other, category] > 0 {
          isTaken[other] = true
          set.append(other)
        }
        next += 1
      }
      sets.append(set.sorted())
    }
    return sets
  }
}

extension Estimate {
  mutating func set(statistic: Double) {
    estimate = statistic
    self.statistic = statistic
  }

  /// The statistic with its p value, from the row's degrees of freedom.
  mutating func setChiSquared(_ statistic: Double) {
    set(statistic: statistic)
    method = "chi-squared"
    pValue = ChiSquared(degreesOfFreedom: degreesOfFreedom).survival(statistic)
  }
}
