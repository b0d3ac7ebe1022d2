import FidelityData

/// Cohen's kappa as a share of the largest that the margins of two raters allow, ``KappaMaximum``: (p_o - p_e) /
/// (sum_k min(p_k., p_.k) - p_e).
///
/// It is 0/0, with the status `too-few-categories`, where the raters share no category. No linearised error, as the
/// maximum has none. References: see ``KappaMaximum``. Validation: `datasets/cohen-1968-weighted`.
struct KappaRatio: AgreementFormula {
  static let name = "kappa-ratio"
  static let words = CoefficientWords(
    formula: "Cohen's kappa over the largest one that two raters with these margins could reach",
    chance: "as for Cohen's kappa", reference: "Cohen (1960), Educational and Psychological Measurement 20, 37-46")

  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [KappaRatio] { [KappaRatio()] }

  var needs: AgreementNeeds { AgreementNeeds(exactlyTwoRaters: true, crossTables: true) }
  var isSmooth: Bool { false }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let table = layout.crossTable(totals, context) else { return .nan }
    let (observed, chance) = table.agreement(.identity)
    let most = table.mostAgreement
    return 1 - chance >= 1e-14 && most > 0 ? (observed - chance) / (most - chance) : .nan
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    preconditionFailure("kappa as a share of its maximum has no linearised error")
  }

  func undefinedStatus(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> Status { layout.statusWithoutCommonCategory(totals, context) }
}

extension AgreementCoefficient {
  /// Cohen's kappa as a share of the largest.
  public static let kappaRatio = AgreementCoefficient(KappaRatio())
}
