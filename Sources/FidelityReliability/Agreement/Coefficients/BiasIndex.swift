import FidelityData

/// The bias index (b - c) / n of two raters and two categories: b units only the first rater put into the lower
/// category, c units only the second.
///
/// Units that both rated; two categories, as for ``PrevalenceIndex``.
/// Reference: Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423-429.
/// Validation: `datasets/feinstein-cicchetti-1990`.
struct BiasIndex: AgreementFormula {
  static let name = "bias-index"
  static let words = CoefficientWords(
    formula: "how much more often the one rater gives the second category than the other",
    chance: "not taken into account: the farther from 0, the less the raters can agree",
    reference: "Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423-429")

  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [BiasIndex] { [BiasIndex()] }

  private var contrast: CellContrast { CellContrast(signs: [0, 1, -1, 0]) }

  var needs: AgreementNeeds { AgreementNeeds(exactlyTwoRaters: true, crossTables: true) }

  func obstacle(_ context: AgreementContext) -> Status? { CellContrast.obstacle(context) }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    contrast.value(totals, layout, context)
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    contrast.addGradient(totals, layout, context, to: &gradient)
  }
}

extension AgreementCoefficient {
  /// The bias index of two raters and two categories.
  public static let biasIndex = AgreementCoefficient(BiasIndex())
}
