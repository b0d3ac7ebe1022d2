import FidelityData

/// The words beside a kappa that is low although raters agree.
///
/// The rule: observed agreement of 0.8 or more and a kappa-type coefficient below 0.4, unweighted. Then chance agreement
/// is above (0.8 - 0.4) / (1 - 0.4) = 2/3, and so is the share of the most frequent category, since p_e = sum pi_k^2 is at
/// most the largest pi_k: nearly all ratings fall into one category, the first paradox of Feinstein & Cicchetti. 0.8 and
/// 0.4 are their "high" agreement and the upper end of "fair" of Landis & Koch.
/// References: Feinstein & Cicchetti (1990), Journal of Clinical Epidemiology 43, 543-549; Byrt, Bishop & Carlin (1993),
/// Journal of Clinical Epidemiology 46, 423-429.
struct PrevalenceNote {
  static let highAgreement = 0.8
  static let lowKappa = 0.4

  /// Observed agreement, and ratings by category, whose shares the chance agreement is made of.
  private let agreement: Double
  private let ratings: [Double]

  /// Nil for coefficients that the paradox does not concern.
  private init?(
    _ coefficient: AgreementCoefficient, _ totals: Span<Double>, _ layout: AgreementFeatureLayout,
    _ context: AgreementContext
  ) {
    let categories = 0..<context.categoryCount
    switch coefficient {
    case .cohenKappa(.identity), .congerKappa(.identity):
      guard let observed = layout.observed(.identity), let start = layout.raterCategories else { return nil }
      agreement = totals[observed] / totals[layout.pairedUnits]
      ratings = categories.map { category in
        (0..<context.raterCount).reduce(0) { $0 + totals[start + $1 * context.categoryCount + category] }
      }
    case .fleissKappa(.identity), .scottPi(.identity):
      guard let observed = layout.observed(.identity), let start = layout.shares else { return nil }
      agreement = totals[observed] / totals[layout.pairedUnits]
      ratings = categories.map { totals[start + $0] }
    case .krippendorffAlpha(.nominal):
      guard let disagreement = layout.disagreement(.nominal), let start = layout.pairableRatings else { return nil }
      ratings = categories.map { totals[start + $0] }
      agreement = 1 - totals[disagreement] / ratings.reduce(0, +)
    default: return nil
    }
  }

  /// The note of a row; nil where there is nothing to say. O(q) where the coefficient is low, else O(1).
  static func text(
    _ coefficient: AgreementCoefficient, _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout,
    _ context: AgreementContext
  ) -> String? {
    guard estimate < lowKappa, let parts = PrevalenceNote(coefficient, totals, layout, context),
      parts.agreement >= highAgreement,
      let most = parts.ratings.indices.max(by: { parts.ratings[$0] < parts.ratings[$1] })
    else { return nil }
    let share = parts.ratings[most] / parts.ratings.reduce(0, +)
    return """
      prevalence: raters agree in \(percent(parts.agreement)), but \(percent(share)) of the ratings are \
      \(context.label(most)), so most of that is expected by chance; less affected: percent-agreement, gwet-ac, \
      brennan-prediger, category-agreement
      """
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}
