/// Cohen's kappa of two raters under weights that need not be symmetric: (p_o - p_e) / (1 - p_e), p_o = sum_kl w_kl
/// p_kl, p_e = sum_kl w_kl p_k. p_.l, rows the first rater in the order of the raters' names.
///
/// Under symmetric weights it is ``CongerKappa`` over the units that both rated and needs no cross table.
/// Reference: Cohen (1968), Psychological Bulletin 70, 213-220. Validation: `datasets/cohen-1968-weighted`.
struct CohenKappa: KappaOfTwoRaters {
  static let name = "cohen-kappa"
  static let words = CoefficientWords(
    formula: CoefficientWords.corrected,
    chance: "two raters who give each category as often as these two did, each with shares of their own, at random",
    reference: "Cohen (1960), Educational and Psychological Measurement 20, 37-46; weighted: Cohen (1968), "
      + "Psychological Bulletin 70, 213-220")

  static let forMoreRaters = [CongerKappa.name, FleissKappa.name, LightKappa.name]

  let weights: AgreementWeights

  /// What computes it under symmetric weights.
  private var conger: CongerKappa { CongerKappa(weights: weights) }

  var needs: AgreementNeeds {
    weights.isSymmetric
      ? AgreementNeeds(exactlyTwoRaters: true, observed: [weights], raterTotals: true)
      : AgreementNeeds(exactlyTwoRaters: true, crossTables: true)
  }
  var keepsOrder: Bool { true }
  var conventions: [AgreementConvention] { [.irrCACTable, .sas, .spss] }

  func matrix(_ context: AgreementContext) -> WeightMatrix { context.orderedWeightMatrix(weights) }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    if weights.isSymmetric { return conger.value(totals, layout, context) }
    return layout.crossTable(totals, context)?.kappa(matrix(context)) ?? .nan
  }

  func parts(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> AgreementParts? {
    if weights.isSymmetric { return conger.parts(totals, layout, context) }
    guard let table = layout.crossTable(totals, context) else { return nil }
    let found = table.agreement(matrix(context))
    return AgreementParts(observedAgreement: found.observed, chanceAgreement: found.chance)
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    if weights.isSymmetric {
      conger.addGradient(totals, layout, context, to: &gradient)
    } else if let start = layout.crossTables {
      layout.crossTable(totals, context)?.addKappaGradient(matrix(context), factor: 1, at: start, to: &gradient)
    }
  }

  func value(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, raterWeights: [Double]
  ) -> Double? {
    weights.isSymmetric ? conger.value(totals, layout, context, raterWeights: raterWeights) : nil
  }

  func notes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [String] { conger.notes(estimate, totals, layout, context) }
}

extension AgreementCoefficient {
  /// Cohen's kappa for exactly two raters, over the units that both rated.
  public static func cohenKappa(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(CohenKappa(weights: weights))
  }
}
