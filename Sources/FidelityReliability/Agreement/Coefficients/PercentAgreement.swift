/// Percent agreement: the mean over units with r_i >= 2 ratings of sum_k r_ik (r*_ik - 1) / (r_i (r_i - 1)), r*_ik =
/// sum_l w_kl r_il.
///
/// A unit rated once has no agreement to observe; it counts in the standard error only (Gwet's convention).
/// Reference: Gwet (2014), ch. 2. Validation: `datasets/gwet-raw4raters`.
struct PercentAgreement: WeightedFormula {
  static let name = "percent-agreement"
  static let isCommon = true
  static let words = CoefficientWords(
    formula:
      "over all pairs of raters of a unit, how many gave the same category (with weights: how near they came), "
      + "averaged over units", chance: "not taken into account",
    reference: "Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 2")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(observed: [weights]) }
  var conventions: [AgreementConvention] { [.irrCACR, .irrCACTable] }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let observed = layout.observed(weights) else { return .nan }
    return totals[observed] / totals[layout.pairedUnits]
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let observed = layout.observed(weights) else { return }
    gradient[observed] += 1 / totals[layout.pairedUnits]
    gradient[layout.units] -= totals[observed] / totals[layout.pairedUnits] / totals[layout.units]
  }
}

extension AgreementCoefficient {
  /// Observed agreement p_a, not corrected for chance.
  public static func percentAgreement(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(PercentAgreement(weights: weights))
  }
}
