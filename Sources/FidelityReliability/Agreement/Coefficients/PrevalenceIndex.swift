import FidelityData

/// The prevalence index (a - d) / n of two raters and two categories, which explains how kappa departs from the
/// observed agreement.
///
/// With the lower category first: a units both raters put there, d units both put into the higher one. With the bias
/// index, kappa = (PABAK - PI^2 + BI^2) / (1 - PI^2 + BI^2), where PABAK is ``BrennanPrediger`` with two categories.
/// The sign tells the direction; tools that print magnitudes leave it out.
///
/// Units that both rated. Defined for exactly two categories, used or declared: otherwise the status is
/// `too-few-categories` or `too-many-categories`.
/// Reference: Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423-429.
/// Validation: `datasets/feinstein-cicchetti-1990`.
struct PrevalenceIndex: AgreementFormula {
  static let name = "prevalence-index"
  static let words = CoefficientWords(
    formula: "the share of units that both raters put into the second category less the share that both put into the "
      + "first", chance: "not taken into account: the farther from 0, the higher chance agreement is",
    reference: "Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423-429")

  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [PrevalenceIndex] {
    [PrevalenceIndex()]
  }

  private var contrast: CellContrast { CellContrast(signs: [1, 0, 0, -1]) }

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
  /// The prevalence index of two raters and two categories.
  public static let prevalenceIndex = AgreementCoefficient(PrevalenceIndex())
}
