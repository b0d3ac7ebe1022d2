/// Specific agreement of a category: sum_i r_ik (r_ik - 1) / sum_i r_ik (r_i - 1), the share of pairs with one rating
/// in category k whose other rating is there too.
///
/// With two raters 2 n_kk / (n_k. + n_.k), "positive" and "negative agreement" where there are two categories. Units
/// rated twice or more count, each as many times as it has pairs. A category that nobody used in such a unit has the
/// status `no-variation`. Nominal by nature: weights do not enter.
/// References: Cicchetti & Feinstein (1990), Journal of Clinical Epidemiology 43, 551-558; Spitzer & Fleiss (1974),
/// British Journal of Psychiatry 125, 341-347 (any number of raters). Validation: `datasets/feinstein-cicchetti-1990`,
/// `datasets/fleiss-1971`.
struct CategoryAgreement: AgreementFormula {
  static let name = "category-agreement"
  static let words = CoefficientWords(
    formula: "of the ratings that are of the category, the share that another rater of the same unit gave as well",
    chance: "not taken into account",
    reference: "Cicchetti & Feinstein (1990), Journal of Clinical Epidemiology 43, 551-558")

  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [CategoryAgreement] {
    [CategoryAgreement(choice: .each)]
  }

  let choice: CategoryChoice

  var category: CategoryChoice? { choice }
  var needs: AgreementNeeds { AgreementNeeds(pairedUnitsOnly: true, categoryPairs: true) }

  func of(category rank: Int) -> CategoryAgreement { CategoryAgreement(choice: CategoryChoice(rank: rank)) }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let start = layout.categoryPairs, let category = choice.rank else { return .nan }
    // 0/0 is NaN.
    return totals[start + 2 * category] / totals[start + 2 * category + 1]
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let start = layout.categoryPairs, let category = choice.rank else { return }
    let (agreeing, all) = (totals[start + 2 * category], totals[start + 2 * category + 1])
    gradient[start + 2 * category] += 1 / all
    gradient[start + 2 * category + 1] -= agreeing / (all * all)
  }

  /// A row for each category.
  func stepCount(_ size: AgreementGroupSize) -> Double {
    choice.rank == nil ? size.categories * size.categories : size.categories
  }
}

extension AgreementCoefficient {
  /// Specific agreement of each category.
  public static func categoryAgreement(_ choice: CategoryChoice) -> AgreementCoefficient {
    AgreementCoefficient(CategoryAgreement(choice: choice))
  }
}
