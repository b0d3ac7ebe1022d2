/// Scott's pi: chance agreement p_e = sum_kl w_kl pi_k pi_l, pi_k the share of category k among the ratings of two
/// raters.
///
/// Two raters and the units that both rated, as with Cohen's kappa; ``FleissKappa`` is its form for any number of
/// raters, where units rated once count in pi_k. The status is `not-two-raters` where there are more or fewer.
/// Reference: Scott (1955), Public Opinion Quarterly 19, 321-325; Gwet (2014), ch. 2 and 3 (weights).
/// Validation: `datasets/gwet-abstractors-3x3`.
struct ScottPi: ChanceCorrected {
  static let name = "scott-pi"
  static let words = CoefficientWords(
    formula: CoefficientWords.corrected,
    chance: "two raters who give each category as often as both together did, at random",
    reference: "Scott (1955), Public Opinion Quarterly 19, 321-325")

  static let forMoreRaters = [FleissKappa.name]

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(exactlyTwoRaters: true, shares: true, observed: [weights]) }
  var conventions: [AgreementConvention] { [.irrCACTable] }

  func chance(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    FleissKappa(weights: weights).chance(totals, layout, context)
  }

  func addChanceGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, factor: Double,
    to gradient: inout [Double]
  ) {
    FleissKappa(weights: weights).addChanceGradient(totals, layout, context, factor: factor, to: &gradient)
  }

  func notes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [String] { FleissKappa(weights: weights).notes(estimate, totals, layout, context) }
}

extension AgreementCoefficient {
  /// Scott's pi for exactly two raters, over the units that both rated.
  public static func scottPi(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(ScottPi(weights: weights))
  }
}
