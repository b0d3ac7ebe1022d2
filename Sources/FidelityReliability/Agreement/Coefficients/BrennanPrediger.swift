/// The coefficient of Brennan and Prediger: p_e = T_w / q^2, every category equally likely (also known as the S or G
/// index).
///
/// q counts the categories in use and those declared.
/// Reference: Brennan & Prediger (1981), Educational and Psychological Measurement 41, 687-699.
/// Validation: `datasets/gwet-raw4raters`.
struct BrennanPrediger: ChanceCorrected {
  static let name = "brennan-prediger"
  static let isCommon = true
  static let words = CoefficientWords(
    formula: CoefficientWords.corrected,
    chance: "each of the q categories equally likely: T/q^2, T the sum of all weights",
    reference: "Brennan & Prediger (1981), Educational and Psychological Measurement 41, 687-699")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(observed: [weights]) }
  var conventions: [AgreementConvention] { [.irrCACR, .irrCACPython, .irrCACTable] }

  func chance(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    context.totalWeight(weights) / square(Double(context.categoryCount))
  }

  func addChanceGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, factor: Double,
    to gradient: inout [Double]
  ) {}
}

extension AgreementCoefficient {
  /// The coefficient of Brennan and Prediger.
  public static func brennanPrediger(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(BrennanPrediger(weights: weights))
  }
}
