/// Which category a category-specific coefficient is of: an analysis asks for each of them and gets a row per category.
public struct CategoryChoice: Sendable, Hashable, Codable {
  /// The place among the categories of a group, in their order.
  let rank: Int?

  /// A row for each category, used or declared, in their order; the category is the row's `term`.
  public static let each = CategoryChoice(rank: nil)
}

/// Specific agreement of a category: sum_i r_ik (r_ik - 1) / sum_i r_ik (r_i - 1), the share of pairs with one rating in
/// category k whose other rating is there too.
///
/// With two raters 2 n_kk / (n_k. + n_.k), "positive" and "negative agreement" where there are two categories. Units
/// rated twice or more count, each as many times as it has pairs. A category that nobody used in such a unit has the
/// status `no-variation`. Nominal by nature: weights do not enter.
/// References: Cicchetti & Feinstein (1990), Journal of Clinical Epidemiology 43, 551-558; Spitzer & Fleiss (1974),
/// British Journal of Psychiatry 125, 341-347 (any number of raters). Validation: `datasets/feinstein-cicchetti-1990`,
/// `datasets/fleiss-1971`.
struct CategoryAgreement: AgreementFunctional {
  let category: Int

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let start = layout.categoryPairs else { return .nan }
    // 0/0 is NaN.
    return totals[start + 2 * category] / totals[start + 2 * category + 1]
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let start = layout.categoryPairs else { return }
    let (agreeing, all) = (totals[start + 2 * category], totals[start + 2 * category + 1])
    gradient[start + 2 * category] += 1 / all
    gradient[start + 2 * category + 1] -= agreeing / (all * all)
  }
}

/// The kappa of a category against all others: Fleiss' kappa of the ratings "k" and "not k".
///
/// With m ratings of every unit it is Fleiss' own, 1 - sum_i r_ik (m - r_ik) / (n m (m - 1) p_k (1 - p_k)); missing
/// ratings are treated as in ``FleissKappa``. A category that nobody or everybody used has the status `no-variation`.
/// Fleiss' kappa is the mean of these, weighted by p_k (1 - p_k).
/// Reference: Fleiss (1971), Psychological Bulletin 76, 378-382; Fleiss, Levin & Paik (2003), Statistical Methods for
/// Rates and Proportions, 3rd ed., ch. 18. Validation: `datasets/fleiss-1971`.
struct CategoryKappa: AgreementFunctional {
  let category: Int

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let parts = parts(totals, layout) else { return .nan }
    return 1 - parts.chance < 1e-14 ? .nan : (parts.observed - parts.chance) / (1 - parts.chance)
  }

  private func parts(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout
  ) -> (share: Double, observed: Double, chance: Double)? {
    guard let mixed = layout.categoryMixtures, let shares = layout.shares else { return nil }
    let share = totals[shares + category] / totals[layout.units]
    return (
      share, 1 - totals[mixed + category] / totals[layout.pairedUnits], share * share + (1 - share) * (1 - share)
    )
  }

  /// As ``ChanceCorrected`` does it.
  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let mixed = layout.categoryMixtures, let shares = layout.shares, let parts = parts(totals, layout) else {
      return
    }
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
}
