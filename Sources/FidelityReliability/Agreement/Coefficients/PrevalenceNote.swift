/// The words beside a kappa that is low although raters agree.
///
/// The rule: observed agreement of 0.8 or more and a kappa-type coefficient below 0.4, unweighted. Then chance
/// agreement is above (0.8 - 0.4) / (1 - 0.4) = 2/3, and so is the share of the most frequent category, since p_e = sum
/// pi_k^2 is at most the largest pi_k: nearly all ratings fall into one category, the first paradox of Feinstein &
/// Cicchetti. 0.8 and 0.4 are their "high" agreement and the upper end of "fair" of Landis & Koch.
/// References: Feinstein & Cicchetti (1990), Journal of Clinical Epidemiology 43, 543-549; Byrt, Bishop & Carlin
/// (1993), Journal of Clinical Epidemiology 46, 423-429.
enum PrevalenceNote {
  static let highAgreement = 0.8
  static let lowKappa = 0.4

  /// The note of a row; nil where there is nothing to say. O(1) unless the coefficient is low, then O(q).
  /// - Parameters:
  ///   - agreement: the observed agreement.
  ///   - ratings: the ratings in a category, whose shares the chance agreement is made of.
  static func text(
    _ estimate: Double, agreement: Double, _ context: AgreementContext, ratings: (Int) -> Double
  ) -> String? {
    guard estimate < lowKappa, agreement >= highAgreement else { return nil }
    let counts = (0..<context.categoryCount).map(ratings)
    guard let most = counts.indices.max(by: { counts[$0] < counts[$1] }) else { return nil }
    return """
      prevalence: raters agree in \(percent(agreement)), but \(percent(counts[most] / counts.reduce(0, +))) of the \
      ratings are \(context.label(most)), so most of that is expected by chance; less affected: percent-agreement, \
      gwet-ac, brennan-prediger, category-agreement
      """
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}

extension ChanceCorrected {
  /// The note of a kappa with identity weights.
  func prevalenceNotes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext,
    ratings: (Int) -> Double
  ) -> [String] {
    guard weights == .identity, let observed = layout.observed(.identity) else { return [] }
    let agreement = totals[observed] / totals[layout.pairedUnits]
    return PrevalenceNote.text(estimate, agreement: agreement, context, ratings: ratings).map { [$0] } ?? []
  }
}
