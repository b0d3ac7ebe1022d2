/// The largest kappa that the margins of two raters allow, and kappa as a share of it.
///
/// kappa max = (sum_k min(p_k., p_.k) - p_e) / (1 - p_e), identity weights, units that both rated. How far it falls below
/// 1 shows how much of the disagreement lies in the margins alone. kappa / kappa max is 0/0, with the status
/// `too-few-categories`, where the raters share no category.
///
/// No linearised error: where two margins are equal, which is common, min() has no derivative. The bootstrap gives an
/// interval.
/// References: Cohen (1960), Educational and Psychological Measurement 20, 37-46, p. 42; Umesh, Peterson & Sauber (1989),
/// Educational and Psychological Measurement 49, 835-850. Validation: `datasets/cohen-1968-weighted`.
struct KappaMaximum: AgreementFunctional {
  /// kappa / kappa max instead of kappa max.
  let isRatio: Bool

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let table = layout.crossTable(totals, context) else { return .nan }
    let (observed, chance) = table.agreement(context.matrix(.identity))
    let most = zip(table.rows, table.columns).reduce(0) { $0 + min($1.0, $1.1) } / table.size
    guard 1 - chance >= 1e-14 else { return .nan }
    if !isRatio { return (most - chance) / (1 - chance) }
    return most > 0 ? (observed - chance) / (most - chance) : .nan
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    preconditionFailure("the maximum of kappa has no linearised error")
  }
}
