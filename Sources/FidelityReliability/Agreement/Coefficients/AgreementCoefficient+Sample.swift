import FidelityData

extension AgreementCoefficient {
  /// Whether it is one of exactly two raters, over the units that both rated and no others.
  var isOfTwoRaters: Bool { needs.exactlyTwoRaters }

  /// Whether it matters who gave which rating.
  var needsRaters: Bool { needs.raters }

  /// Whether it is a function of the raters' cross tables.
  var needsCrossTables: Bool { needs.crossTables }

  /// Whether only units with two or more ratings are the sample. Of coefficients of two raters, units with one rating
  /// are left out from the start.
  var countsPairedUnitsOnly: Bool { needs.pairedUnitsOnly }

  /// Whether it has derivatives, so that a linearised error exists.
  var isSmooth: Bool { formula.isSmooth }

  /// Whether it is Cohen's kappa, or Conger's, which is Cohen's with two raters.
  var isKappaOfTwo: Bool { formula is any KappaOfTwoRaters }

  /// Whether it becomes a row for each category of a group.
  var isByCategory: Bool { formula.category == .each }

  /// Whether it is about one category, or about each.
  var isOfCategory: Bool { formula.category != nil }

  /// The coefficients of a group's rows: one for each category where there is one for each.
  func rows(categoryCount: Int) -> [AgreementCoefficient] {
    guard isByCategory, categoryCount > 0 else { return [self] }
    return (0..<categoryCount).map { AgreementCoefficient(formula.of(category: $0)) }
  }

  /// What a row is about beside its quantity: the category.
  func term(_ context: AgreementContext) -> String? { formula.category?.rank.map(context.label) }

  /// Why it cannot be computed in this group at all; nil where it can.
  func obstacle(
    _ layout: AgreementFeatureLayout, _ context: AgreementContext, pairedCount: Double, isNumeric: Bool
  ) -> Status? {
    let needs = needs
    if needs.raters, context.ratersAreUnknown { return .ratersUnknown }
    if pairedCount < 1 { return .tooFewUnits }
    if !isNumeric, needs.numbers { return .notNumeric }
    if needs.exactlyTwoRaters, context.raterCount != 2 { return .notTwoRaters }
    if needs.crossTables, layout.crossTables == nil { return .tooManyCategories }
    if let weights, !context.supports(weights) {
      return context.categoryCount > AgreementContext.matrixLimit ? .tooManyCategories : .undefinedWeights
    }
    return formula.obstacle(context)
  }

  /// What to compute in its stead where there are not two raters.
  func noteOfRaters(_ count: Int) -> String {
    let others = type(of: formula).forMoreRaters
    let pairs = "the pairs of raters (analysis raters with pairs)"
    let list = others.dropLast().joined(separator: ", ") + (others.count > 1 ? " or " : "") + (others.last ?? "")
    return "\(count) raters, and it is one of two: use \(others.isEmpty ? pairs : "\(list), or \(pairs)")"
  }

  /// What there is to say about a row.
  func note(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> String? {
    var notes = formula.notes(estimate, totals, layout, context)
    if let weights, !weights.isSymmetric {
      notes.insert(formula.keepsOrder ? CustomWeights.orderNote : "asymmetric weights: the mean of both orders", at: 0)
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }
}
