/// The prevalence index (a - d) / n and the bias index (b - c) / n of two raters and two categories, which explain how
/// kappa departs from the observed agreement.
///
/// With the lower category first: a units both raters put there, d units both put into the higher one, b units only the
/// first rater put into the lower one, c only the second. kappa = (PABAK - PI^2 + BI^2) / (1 - PI^2 + BI^2), where PABAK
/// is ``BrennanPrediger`` with two categories. Signs tell the direction; tools that print magnitudes leave them out.
///
/// Units that both rated. Defined for exactly two categories, used or declared: otherwise the status is
/// `too-few-categories` or `too-many-categories`.
/// Reference: Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423-429.
/// Validation: `datasets/feinstein-cicchetti-1990`.
struct PrevalenceAndBias: AgreementFunctional {
  /// The bias index instead of the prevalence index.
  let isBias: Bool

  /// What a unit in each cell adds: rows are the first rater.
  private var signs: [Double] { isBias ? [0, 1, -1, 0] : [1, 0, 0, -1] }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let table = layout.crossTable(totals, context), table.count == 2 else { return .nan }
    return zip(signs, table.cells).reduce(0) { $0 + $1.0 * $1.1 } / table.size
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let start = layout.crossTables, let table = layout.crossTable(totals, context), table.count == 2 else {
      return
    }
    let value = value(totals, layout, context)
    for (cell, sign) in signs.enumerated() { gradient[start + cell] += (sign - value) / table.size }
  }
}
