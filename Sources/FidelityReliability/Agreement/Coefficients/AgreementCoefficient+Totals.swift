import FidelityData

extension AgreementCoefficient {
  /// Whether it is one of exactly two raters, over the units that both rated and no others.
  var isCohen: Bool {
    switch self {
    case .cohenKappa, .scottPi, .bangdiwalaB, .prevalenceIndex, .biasIndex, .kappaMaximum, .kappaRatio: true
    default: false
    }
  }

  /// Whether it matters who gave which rating.
  var needsRaters: Bool {
    switch self {
    case .congerKappa, .lightKappa: true
    case .scottPi: false
    default: isCohen
    }
  }

  /// Whether it is a function of the raters' cross tables.
  var needsCrossTables: Bool {
    switch self {
    case .cohenKappa(let weights): !weights.isSymmetric
    case .lightKappa, .bangdiwalaB, .prevalenceIndex, .biasIndex, .kappaMaximum, .kappaRatio: true
    default: false
    }
  }

  /// Whether only units with two or more ratings are the sample.
  var countsPairedUnitsOnly: Bool {
    switch self {
    case .krippendorffAlpha, .lightKappa, .categoryAgreement: true
    // Units with one rating are left out of their sample from the start.
    default: false
    }
  }

  /// Whether it has derivatives, so that a linearised error exists.
  var isSmooth: Bool {
    switch self {
    case .kappaMaximum, .kappaRatio: false
    default: true
    }
  }

  /// The category of a row, and whether the coefficient still stands for a row of each.
  private var category: CategoryChoice? {
    switch self {
    case .categoryAgreement(let choice), .categoryKappa(let choice): choice
    default: nil
    }
  }

  /// Whether it becomes a row for each category of a group.
  var isByCategory: Bool { category == .each }

  /// Whether it is about one category, or about each.
  var isOfCategory: Bool { category != nil }

  /// The coefficients of a group's rows: one for each category where there is one for each.
  func rows(categoryCount: Int) -> [AgreementCoefficient] {
    guard isByCategory, categoryCount > 0 else { return [self] }
    return (0..<categoryCount).map { rank in
      if case .categoryKappa = self {
        .categoryKappa(CategoryChoice(rank: rank))
      } else {
        .categoryAgreement(CategoryChoice(rank: rank))
      }
    }
  }

  /// What a row is about beside its quantity: the category.
  func term(_ context: AgreementContext) -> String? {
    guard let rank = category?.rank else { return nil }
    return context.label(rank)
  }

  /// Why it cannot be computed in this group at all; nil where it can.
  func obstacle(
    _ layout: AgreementFeatureLayout, _ context: AgreementContext, pairedCount: Double, isNumeric: Bool
  ) -> Status? {
    if pairedCount < 1 { return .tooFewUnits }
    if !isNumeric, metric?.needsNumbers == true { return .notNumeric }
    if isCohen, context.raterCount != 2 { return .notTwoRaters }
    if needsCrossTables, layout.crossTables == nil { return .tooManyCategories }
    if let weights, !context.supports(weights) {
      return context.categoryCount > AgreementContext.matrixLimit ? .tooManyCategories : .undefinedWeights
    }
    switch self {
    case .bangdiwalaB(let weights) where context.stepWeights(weights) == nil: return .undefinedWeights
    case .prevalenceIndex, .biasIndex:
      return context.categoryCount == 2 ? nil : context.categoryCount > 2 ? .tooManyCategories : .tooFewCategories
    default: return nil
    }
  }

  /// The status of a coefficient that is 0/0.
  func undefinedStatus(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> Status {
    switch self {
    case .bangdiwalaB, .kappaRatio:
      layout.crossTable(totals, context)?.hasCommonCategory == false ? .tooFewCategories : .noVariation
    default: .noVariation
    }
  }

  /// What there is to say about a row.
  func note(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> String? {
    var notes: [String] = []
    if let weights, case .custom = weights, !weights.isSymmetric {
      if case .cohenKappa = self {
        notes.append("asymmetric weights: rows are the rater whose name comes first")
      } else {
        notes.append("asymmetric weights: the mean of both orders")
      }
    }
    if case .lightKappa(let weights) = self {
      let pairs = LightKappa(weights: weights).pairCounts(totals, layout, context)
      if pairs.defined < pairs.all {
        notes.append(
          "\(pairs.all - pairs.defined) of \(pairs.all) pairs of raters left out: no common units or no variation")
      }
    }
    if case .krippendorffAlpha(.circular) = self {
      notes.append("circumference \(CategoryDictionary.label(context.circumference))")
    }
    if let prevalence = PrevalenceNote.text(self, estimate, totals, layout, context) { notes.append(prevalence) }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// The value as a function of totals; NaN where 0/0.
  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    switch self {
    case .percentAgreement(let weights): PercentAgreement(weights: weights).value(totals, layout, context)
    case .cohenKappa(let weights): CohenKappa(weights: weights).value(totals, layout, context)
    case .congerKappa(let weights): CongerKappa(weights: weights).value(totals, layout, context)
    case .fleissKappa(let weights): FleissKappa(weights: weights).value(totals, layout, context)
    case .gwetAC(let weights): GwetAC(weights: weights).value(totals, layout, context)
    case .brennanPrediger(let weights): BrennanPrediger(weights: weights).value(totals, layout, context)
    case .krippendorffAlpha(let metric): KrippendorffAlpha(metric: metric).value(totals, layout, context)
    case .vanOest(let weights): VanOest(weights: weights).value(totals, layout, context)
    case .lightKappa(let weights): LightKappa(weights: weights).value(totals, layout, context)
    case .scottPi(let weights): ScottPi(weights: weights).value(totals, layout, context)
    case .bangdiwalaB(let weights): BangdiwalaB(weights: weights).value(totals, layout, context)
    case .categoryAgreement(let choice):
      choice.rank.map { CategoryAgreement(category: $0).value(totals, layout, context) } ?? .nan
    case .categoryKappa(let choice):
      choice.rank.map { CategoryKappa(category: $0).value(totals, layout, context) } ?? .nan
    case .prevalenceIndex: PrevalenceAndBias(isBias: false).value(totals, layout, context)
    case .biasIndex: PrevalenceAndBias(isBias: true).value(totals, layout, context)
    case .kappaMaximum: KappaMaximum(isRatio: false).value(totals, layout, context)
    case .kappaRatio: KappaMaximum(isRatio: true).value(totals, layout, context)
    }
  }

  /// Adds the derivatives of a coefficient that ``isSmooth`` where it is a number.
  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    switch self {
    case .percentAgreement(let weights):
      PercentAgreement(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .cohenKappa(let weights): CohenKappa(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .congerKappa(let weights): CongerKappa(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .fleissKappa(let weights): FleissKappa(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .gwetAC(let weights): GwetAC(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .brennanPrediger(let weights):
      BrennanPrediger(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .krippendorffAlpha(let metric):
      KrippendorffAlpha(metric: metric).addGradient(totals, layout, context, to: &gradient)
    case .vanOest(let weights): VanOest(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .lightKappa(let weights): LightKappa(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .scottPi(let weights): ScottPi(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .bangdiwalaB(let weights): BangdiwalaB(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .categoryAgreement(let choice):
      guard let rank = choice.rank else { return }
      CategoryAgreement(category: rank).addGradient(totals, layout, context, to: &gradient)
    case .categoryKappa(let choice):
      guard let rank = choice.rank else { return }
      CategoryKappa(category: rank).addGradient(totals, layout, context, to: &gradient)
    case .prevalenceIndex: PrevalenceAndBias(isBias: false).addGradient(totals, layout, context, to: &gradient)
    case .biasIndex: PrevalenceAndBias(isBias: true).addGradient(totals, layout, context, to: &gradient)
    case .kappaMaximum, .kappaRatio: preconditionFailure("\(quantity) has no derivatives")
    }
  }
}
