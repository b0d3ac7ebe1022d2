/// Fleiss' kappa: chance agreement p_e = sum_kl w_kl pi_k pi_l, pi_k the mean over rated units of the share of ratings
/// in category k.
///
/// With two raters and no missing ratings it is Scott's pi. Units rated once count in pi_k.
/// References: Fleiss (1971), Psychological Bulletin 76, 378-382; Gwet (2014), ch. 2 (weights, missing ratings).
/// Validation: `datasets/fleiss-1971`, `datasets/gwet-raw4raters`.
struct FleissKappa: ChanceCorrected {
  static let name = "fleiss-kappa"
  static let isCommon = true
  static let words = CoefficientWords(
    formula: CoefficientWords.corrected,
    chance:
      "any two raters who give each category as often as all raters together did, at random; with two raters it "
      + "is Scott's pi", reference: "Fleiss (1971), Psychological Bulletin 76, 378-382")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(shares: true, observed: [weights]) }
  var conventions: [AgreementConvention] {
    [.irrCACR, .irrCACPython, .irrCACTable] + (weights == .identity ? [.spss] : [])
  }

  func chance(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    let shares = shares(totals, layout, context)
    return zip(shares, context.product(weights, shares)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  func addChanceGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, factor: Double,
    to gradient: inout [Double]
  ) {
    let shares = shares(totals, layout, context)
    addShareGradient(
      context.product(weights, shares).map { 2 * $0 }, shares: shares, units: totals[layout.units], layout: layout,
      factor: factor, to: &gradient)
  }

  func notes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [String] {
    prevalenceNotes(estimate, totals, layout, context) { category in layout.shares.map { totals[$0 + category] } ?? 0 }
  }
}

extension AgreementCoefficient {
  /// Fleiss' kappa (Scott's pi for two raters).
  public static func fleissKappa(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(FleissKappa(weights: weights))
  }
}
