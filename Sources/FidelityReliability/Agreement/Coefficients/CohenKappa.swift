/// Cohen's kappa of two raters under weights that need not be symmetric: (p_o - p_e) / (1 - p_e), p_o = sum_kl w_kl
/// p_kl, p_e = sum_kl w_kl p_k. p_.l, rows the first rater in the order of the raters' names.
///
/// Under symmetric weights it is ``CongerKappa`` over the units that both rated and needs no cross table.
/// Reference: Cohen (1968), Psychological Bulletin 70, 213-220. Validation: `datasets/cohen-1968-weighted`.
struct CohenKappa: AgreementFunctional {
  let weights: AgreementWeights

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    if weights.isSymmetric { return CongerKappa(weights: weights).value(totals, layout, context) }
    return layout.crossTable(totals, context)?.kappa(context.orderedMatrix(weights)) ?? .nan
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    if weights.isSymmetric {
      CongerKappa(weights: weights).addGradient(totals, layout, context, to: &gradient)
    } else if let start = layout.crossTables {
      layout.crossTable(totals, context)?.addKappaGradient(
        context.orderedMatrix(weights), factor: 1, at: start, to: &gradient)
    }
  }
}
