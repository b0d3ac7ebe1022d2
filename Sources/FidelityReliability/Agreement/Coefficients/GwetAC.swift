/// Gwet's AC1 (identity weights) and AC2: p_e = T_w / (q (q - 1)) sum_k pi_k (1 - pi_k), T_w the sum of all weights.
///
/// q counts the categories in use and those declared. It stays defined when all ratings are alike, as long as q >= 2 is
/// declared.
/// Reference: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48; Gwet (2014), ch. 4.
/// Validation: `datasets/gwet-raw4raters`.
struct GwetAC: ChanceCorrected {
  static let name = "gwet-ac"
  static let isCommon = true
  static let words = CoefficientWords(
    formula: CoefficientWords.corrected,
    chance: "T/(q(q-1)) times the sum over the q categories of share x (1 - share), T the sum of all weights: raters "
      + "guess on units that are hard to rate only, so it stays low where nearly all units are of one category",
    reference: "Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(shares: true, observed: [weights]) }
  var conventions: [AgreementConvention] { [.irrCACR, .irrCACPython, .irrCACTable] }

  private func scale(_ context: AgreementContext) -> Double {
    let count = Double(context.categoryCount)
    return context.totalWeight(weights) / (count * (count - 1))
  }

  func chance(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard context.categoryCount >= 2 else { return 1 }
    return scale(context) * shares(totals, layout, context).reduce(0) { $0 + $1 * (1 - $1) }
  }

  func addChanceGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, factor: Double,
    to gradient: inout [Double]
  ) {
    let shares = shares(totals, layout, context)
    let scale = scale(context)
    addShareGradient(
      shares.map { scale * (1 - 2 * $0) }, shares: shares, units: totals[layout.units], layout: layout, factor: factor,
      to: &gradient)
  }
}

extension AgreementCoefficient {
  /// Gwet's AC1 (identity weights) and AC2 (all other weights).
  public static func gwetAC(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(GwetAC(weights: weights))
  }
}
