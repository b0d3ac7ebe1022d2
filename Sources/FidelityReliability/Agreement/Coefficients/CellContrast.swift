import FidelityData

/// A contrast of the four cells of two raters and two categories, sum_kl s_kl n_kl / n: what the prevalence index and
/// the bias index are.
struct CellContrast {
  /// What a unit in each cell adds: rows are the first rater, the lower category first.
  let signs: [Double]

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    guard let table = layout.crossTable(totals, context), table.categoryCount == 2 else { return .nan }
    return zip(signs, table.cells).reduce(0) { $0 + $1.0 * $1.1 } / table.size
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let start = layout.crossTables, let table = layout.crossTable(totals, context), table.categoryCount == 2
    else { return }
    let value = value(totals, layout, context)
    for (cell, sign) in signs.enumerated() { gradient[start + cell] += (sign - value) / table.size }
  }

  /// Why there is none: other than two categories.
  static func obstacle(_ context: AgreementContext) -> Status? {
    context.categoryCount == 2 ? nil : context.categoryCount > 2 ? .tooManyCategories : .tooFewCategories
  }
}
