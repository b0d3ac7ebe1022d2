/// Van Oest's coefficient I_r^2: chance agreement p_e = sum_kl w_kl pi_k pi_l with pi_k = (1 + R_k) / (q + R), R_k the
/// number of ratings in category k and R of all: the posterior mean of the categories' shares under a uniform prior.
///
/// Observed agreement is the mean over pairs of ratings, sum_i sum_k r_ik (r*_ik - 1) / sum_i r_i (r_i - 1), so a unit
/// counts as often as it has pairs; with equally many ratings a unit it is ``PercentAgreement``. Units rated once count
/// in R_k. These are the conventions of R's `agreement::cat_irsq`. q counts the categories in use and those declared.
/// It stays defined when all ratings are alike, as long as q >= 2 is declared; every unit twice gives another value,
/// since the prior then weighs less.
///
/// The linearised error holds the number of units fixed, as the prior makes the value depend on it.
/// References: van Oest (2019), Psychological Methods 24, 439-451, doi:10.1037/met0000183; van Oest & Girard (2022),
/// Psychological Methods 27, 1069-1088, doi:10.1037/met0000412 (weights, missing ratings).
/// Validation: `datasets/van-oest-2019`, `datasets/gwet-raw4raters`.
struct VanOest: WeightedFormula {
  static let name = "van-oest-ir2"
  static let words = CoefficientWords(
    formula: CoefficientWords.corrected,
    chance: "two raters who give each category as often as all raters together did, the shares drawn towards equal "
      + "ones by a uniform prior, the more so the fewer units there are",
    reference: "van Oest (2019), Psychological Methods 24, 439-451")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(pairAgreement: [weights]) }

  private struct Parts {
    let pairs: Double
    let observed: Double
    let shares: [Double]
    /// q + R
    let size: Double
    /// W pi
    let weighted: [Double]
    let chance: Double
  }

  private func parts(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> Parts? {
    guard let agreeing = layout.pairAgreement(weights), let pairs = layout.ratingPairs, let start = layout.ratingCounts
    else { return nil }
    let count = context.categoryCount
    let size = (0..<count).reduce(Double(count)) { $0 + totals[start + $1] }
    let shares = (0..<count).map { (1 + totals[start + $0]) / size }
    let weighted = context.product(weights, shares)
    return Parts(
      pairs: totals[pairs], observed: totals[agreeing] / totals[pairs], shares: shares, size: size, weighted: weighted,
      chance: zip(shares, weighted).reduce(0) { $0 + $1.0 * $1.1 })
  }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let parts = parts(totals, layout, context), 1 - parts.chance >= 1e-14 else { return .nan }
    return (parts.observed - parts.chance) / (1 - parts.chance)
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let parts = parts(totals, layout, context), let agreeing = layout.pairAgreement(weights),
      let pairs = layout.ratingPairs, let start = layout.ratingCounts
    else { return }
    let scale = 1 / (1 - parts.chance)
    let kappa = (parts.observed - parts.chance) * scale
    gradient[agreeing] += scale / parts.pairs
    gradient[pairs] -= scale * parts.observed / parts.pairs
    var sum = 0.0
    for category in parts.shares.indices {
      let derivative = -(1 - kappa) * scale * 2 * (parts.weighted[category] - parts.chance) / parts.size
      gradient[start + category] += derivative
      sum += derivative * totals[start + category]
    }
    // The first two terms cancel in the mean over units; the prior leaves a rest in the third.
    gradient[layout.units] -= sum / totals[layout.units]
  }
}

extension AgreementCoefficient {
  /// Van Oest's I_r^2.
  public static func vanOest(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(VanOest(weights: weights))
  }
}
