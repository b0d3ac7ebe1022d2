extension AgreementCoefficient {
  /// Whether it knows units that both raters rated, and no others.
  var isCohen: Bool { if case .cohenKappa = self { true } else { false } }

  /// Whether it matters who gave which rating.
  var needsRaters: Bool {
    switch self {
    case .cohenKappa, .congerKappa: true
    default: false
    }
  }

  var countsPairedUnitsOnly: Bool {
    if case .krippendorffAlpha = self { KrippendorffAlpha.countsPairedUnitsOnly } else { false }
  }

  /// The value as a function of totals; NaN where 0/0.
  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    switch self {
    case .percentAgreement(let weights): PercentAgreement(weights: weights).value(totals, layout, context)
    case .cohenKappa(let weights), .congerKappa(let weights):
      CongerKappa(weights: weights).value(totals, layout, context)
    case .fleissKappa(let weights): FleissKappa(weights: weights).value(totals, layout, context)
    case .gwetAC(let weights): GwetAC(weights: weights).value(totals, layout, context)
    case .brennanPrediger(let weights): BrennanPrediger(weights: weights).value(totals, layout, context)
    case .krippendorffAlpha(let metric): KrippendorffAlpha(metric: metric).value(totals, layout, context)
    }
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    switch self {
    case .percentAgreement(let weights):
      PercentAgreement(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .cohenKappa(let weights), .congerKappa(let weights):
      CongerKappa(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .fleissKappa(let weights): FleissKappa(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .gwetAC(let weights): GwetAC(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .brennanPrediger(let weights):
      BrennanPrediger(weights: weights).addGradient(totals, layout, context, to: &gradient)
    case .krippendorffAlpha(let metric):
      KrippendorffAlpha(metric: metric).addGradient(totals, layout, context, to: &gradient)
    }
  }
}
