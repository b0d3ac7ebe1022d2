/// A coefficient of the form (p_a - p_e) / (1 - p_e): a formula for the agreement expected by chance.
package protocol ChanceCorrected: WeightedFormula {
  /// The agreement expected by chance, p_e.
  func chance(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double
  /// Adds `factor` times the derivatives of p_e.
  func addChanceGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, factor: Double,
    to gradient: inout [Double])
}

extension ChanceCorrected {
  package func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let observed = layout.observed(weights) else { return .nan }
    let agreement = totals[observed] / totals[layout.pairedUnits]
    let chance = chance(totals, layout, context)
    // With one category in use p_e is 1 but for rounding, and the coefficient is 0/0.
    return 1 - chance < 1e-14 ? .nan : (agreement - chance) / (1 - chance)
  }

  package func parts(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> AgreementParts? {
    layout.observed(weights).map {
      AgreementParts(
        observedAgreement: totals[$0] / totals[layout.pairedUnits], chanceAgreement: chance(totals, layout, context))
    }
  }

  /// Derivatives of c (A - B p_e) / (1 - p_e), where A and B are the means over all rated units of the observed
  /// agreement (0 for a unit with one rating) and of having two ratings, and c = n / n_2 counts as a constant: Gwet's
  /// convention.
  package func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let observed = layout.observed(weights) else { return }
    let (units, paired) = (totals[layout.units], totals[layout.pairedUnits])
    let chance = chance(totals, layout, context)
    let kappa = (totals[observed] / paired - chance) / (1 - chance)
    gradient[observed] += 1 / (paired * (1 - chance))
    gradient[layout.pairedUnits] -= chance / (paired * (1 - chance))
    gradient[layout.units] -= kappa / units
    addChanceGradient(totals, layout, context, factor: -(1 - kappa) / (1 - chance), to: &gradient)
  }

  /// The mean share of each category over all rated units, pi_k.
  package func shares(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [Double] {
    guard let start = layout.shares else { return [] }
    return (0..<context.categoryCount).map { totals[start + $0] / totals[layout.units] }
  }

  /// Turns derivatives with respect to the shares pi_k into derivatives with respect to their totals and to n.
  package func addShareGradient(
    _ derivatives: [Double], shares: [Double], units: Double, layout: AgreementFeatureLayout, factor: Double,
    to gradient: inout [Double]
  ) {
    guard let start = layout.shares else { return }
    for (category, derivative) in derivatives.enumerated() {
      gradient[start + category] += factor * derivative / units
      gradient[layout.units] -= factor * derivative * shares[category] / units
    }
  }
}
