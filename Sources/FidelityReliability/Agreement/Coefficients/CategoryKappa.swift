/// The kappa of a category against all others: Fleiss' kappa of the ratings "k" and "not k".
///
/// With m ratings of every unit it is Fleiss' own, 1 - sum_i r_ik (m - r_ik) / (n m (m - 1) p_k (1 - p_k)); missing
/// ratings are treated as in ``FleissKappa``. A category that nobody or everybody used has the status `no-variation`.
/// Fleiss' kappa is the mean of these, weighted by p_k (1 - p_k).
/// SPSS has its error under no agreement (``AgreementConvention/spss``).
/// Reference: Fleiss (1971), Psychological Bulletin 76, 378-382; Fleiss, Levin & Paik (2003), Statistical Methods for
/// Rates and Proportions, 3rd ed., ch. 18. Validation: `datasets/fleiss-1971`.
struct CategoryKappa: AgreementFormula {
  static let name = "category-kappa"
  static let words = CoefficientWords(
    formula: "Fleiss' kappa of the category against all others together",
    chance: "any two raters who give the category as often as all raters together did, at random",
    reference: "Fleiss (1971), Psychological Bulletin 76, 378-382")

  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [CategoryKappa] {
    [CategoryKappa(choice: .each)]
  }

  let choice: CategoryChoice

  var category: CategoryChoice? { choice }
  var conventions: [AgreementConvention] { [.spss] }
  var needs: AgreementNeeds { AgreementNeeds(shares: true, categoryMixtures: true) }

  func of(category rank: Int) -> CategoryKappa { CategoryKappa(choice: CategoryChoice(rank: rank)) }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let parts = shared(totals, layout) else { return .nan }
    return 1 - parts.chance < 1e-14 ? .nan : (parts.observed - parts.chance) / (1 - parts.chance)
  }

  func parts(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> AgreementParts? {
    shared(totals, layout).map { AgreementParts(observedAgreement: $0.observed, chanceAgreement: $0.chance) }
  }

  private func shared(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout
  ) -> (share: Double, observed: Double, chance: Double)? {
    guard let mixed = layout.categoryMixtures, let shares = layout.shares, let category = choice.rank else {
      return nil
    }
    let share = totals[shares + category] / totals[layout.units]
    return (
      share, 1 - totals[mixed + category] / totals[layout.pairedUnits], share * share + (1 - share) * (1 - share)
    )
  }

  /// As ``ChanceCorrected`` does it.
  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let mixed = layout.categoryMixtures, let shares = layout.shares, let category = choice.rank,
      let parts = shared(totals, layout)
    else { return }
    let (units, paired) = (totals[layout.units], totals[layout.pairedUnits])
    let kappa = (parts.observed - parts.chance) / (1 - parts.chance)
    // Observed agreement is 1 less the mixture, unit by unit.
    gradient[mixed + category] -= 1 / (paired * (1 - parts.chance))
    gradient[layout.pairedUnits] += 1 / paired
    gradient[layout.units] -= kappa / units
    let byShare = -(1 - kappa) / (1 - parts.chance) * (4 * parts.share - 2) / units
    gradient[shares + category] += byShare
    gradient[layout.units] -= byShare * parts.share
  }

  /// A row for each category.
  func stepCount(_ size: AgreementGroupSize) -> Double {
    choice.rank == nil ? size.categories * size.categories : size.categories
  }
}

extension AgreementCoefficient {
  var isCategoryKappa: Bool { formula is CategoryKappa }

  /// Fleiss' kappa of each category against all others.
  public static func categoryKappa(_ choice: CategoryChoice) -> AgreementCoefficient {
    AgreementCoefficient(CategoryKappa(choice: choice))
  }
}
