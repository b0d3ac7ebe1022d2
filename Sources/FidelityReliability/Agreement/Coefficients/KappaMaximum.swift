/// The largest kappa that the margins of two raters allow: (sum_k min(p_k., p_.k) - p_e) / (1 - p_e), identity weights,
/// units that both rated. How far it falls below 1 shows how much of the disagreement lies in the margins alone.
///
/// No linearised error: where two margins are equal, which is common, min() has no derivative. The bootstrap gives an
/// interval.
/// References: Cohen (1960), Educational and Psychological Measurement 20, 37-46, p. 42; Umesh, Peterson & Sauber
/// (1989), Educational and Psychological Measurement 49, 835-850. Validation: `datasets/cohen-1968-weighted`.
struct KappaMaximum: AgreementFormula {
  static let name = "kappa-maximum"
  static let words = CoefficientWords(
    formula: "the largest Cohen's kappa that two raters with these margins could reach",
    chance: "as for Cohen's kappa", reference: "Cohen (1960), Educational and Psychological Measurement 20, 37-46")

  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [KappaMaximum] { [KappaMaximum()] }

  var needs: AgreementNeeds { AgreementNeeds(exactlyTwoRaters: true, crossTables: true) }
  var isSmooth: Bool { false }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let table = layout.crossTable(totals, context) else { return .nan }
    let (_, chance) = table.agreement(.identity)
    return 1 - chance >= 1e-14 ? (table.mostAgreement - chance) / (1 - chance) : .nan
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    preconditionFailure("the maximum of kappa has no linearised error")
  }
}

extension AgreementCoefficient {
  /// The largest kappa that the margins of two raters allow.
  public static let kappaMaximum = AgreementCoefficient(KappaMaximum())
}
