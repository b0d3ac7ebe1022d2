/// A coefficient of agreement between raters: a value that a study file, the command line and the bootstrap can hold.
///
/// All are computed from the same patterns; each has a file of its own with its formula, its gradient and its
/// reference.
public enum AgreementCoefficient: Sendable, Hashable, Codable {
  /// Observed agreement p_a, not corrected for chance. ``PercentAgreement``
  case percentAgreement(AgreementWeights)
  /// Cohen's kappa for exactly two raters, over the units that both rated. ``CongerKappa``
  case cohenKappa(AgreementWeights)
  /// Conger's kappa: Cohen's for any number of raters. ``CongerKappa``
  case congerKappa(AgreementWeights)
  /// Fleiss' kappa (Scott's pi for two raters). ``FleissKappa``
  case fleissKappa(AgreementWeights)
  /// Gwet's AC1 (identity weights) and AC2 (any others). ``GwetAC``
  case gwetAC(AgreementWeights)
  /// The coefficient of Brennan and Prediger. ``BrennanPrediger``
  case brennanPrediger(AgreementWeights)
  /// Krippendorff's alpha. ``KrippendorffAlpha``
  case krippendorffAlpha(metric: AlphaMetric)
  /// Van Oest's I_r^2. ``VanOest``
  case vanOest(AgreementWeights)
  /// Light's kappa: the mean of Cohen's over all pairs of raters. ``LightKappa``
  case lightKappa(AgreementWeights)
  /// Scott's pi for exactly two raters, over the units that both rated. ``ScottPi``
  case scottPi(AgreementWeights)
  /// Bangdiwala's B for exactly two raters. ``BangdiwalaB``
  case bangdiwalaB(AgreementWeights)
  /// Specific agreement of each category. ``CategoryAgreement``
  case categoryAgreement(CategoryChoice)
  /// Fleiss' kappa of each category against all others. ``CategoryKappa``
  case categoryKappa(CategoryChoice)
  /// The prevalence index of two raters and two categories. ``PrevalenceAndBias``
  case prevalenceIndex
  /// The bias index of two raters and two categories. ``PrevalenceAndBias``
  case biasIndex
  /// The largest kappa that the margins of two raters allow. ``KappaMaximum``
  case kappaMaximum
  /// Cohen's kappa as a share of the largest. ``KappaMaximum``
  case kappaRatio

  /// The name in result tables.
  public var quantity: String {
    switch self {
    case .percentAgreement: "percent-agreement"
    case .cohenKappa: "cohen-kappa"
    case .congerKappa: "conger-kappa"
    case .fleissKappa: "fleiss-kappa"
    case .gwetAC: "gwet-ac"
    case .brennanPrediger: "brennan-prediger"
    case .krippendorffAlpha: "krippendorff-alpha"
    case .vanOest: "van-oest-ir2"
    case .lightKappa: "light-kappa"
    case .scottPi: "scott-pi"
    case .bangdiwalaB: "bangdiwala-b"
    case .categoryAgreement: "category-agreement"
    case .categoryKappa: "category-kappa"
    case .prevalenceIndex: "prevalence-index"
    case .biasIndex: "bias-index"
    case .kappaMaximum: "kappa-maximum"
    case .kappaRatio: "kappa-ratio"
    }
  }

  /// What is computed where no coefficient is named: those that any number of raters has, one row for each of the
  /// weights or metrics.
  public static let commonNames = [
    "percent-agreement", "conger-kappa", "fleiss-kappa", "gwet-ac", "brennan-prediger", "krippendorff-alpha",
  ]

  /// The names that ``named(_:weights:metrics:)`` knows.
  public static let names = [
    "percent-agreement", "cohen-kappa", "conger-kappa", "fleiss-kappa", "gwet-ac", "brennan-prediger",
    "krippendorff-alpha", "van-oest-ir2", "light-kappa", "scott-pi", "bangdiwala-b", "category-agreement",
    "category-kappa", "prevalence-index", "bias-index", "kappa-maximum", "kappa-ratio",
  ]

  /// The coefficients of one name, one for each of the weights, or of the metrics for alpha; one alone where neither
  /// enters. Empty for an unknown name.
  public static func named(_ name: String, weights: [AgreementWeights], metrics: [AlphaMetric])
    -> [AgreementCoefficient]
  {
    switch name {
    case "percent-agreement": weights.map { .percentAgreement($0) }
    case "cohen-kappa": weights.map { .cohenKappa($0) }
    case "conger-kappa": weights.map { .congerKappa($0) }
    case "fleiss-kappa": weights.map { .fleissKappa($0) }
    case "gwet-ac": weights.map { .gwetAC($0) }
    case "brennan-prediger": weights.map { .brennanPrediger($0) }
    case "krippendorff-alpha": metrics.map { .krippendorffAlpha(metric: $0) }
    case "van-oest-ir2": weights.map { .vanOest($0) }
    case "light-kappa": weights.map { .lightKappa($0) }
    case "scott-pi": weights.map { .scottPi($0) }
    case "bangdiwala-b": weights.map { .bangdiwalaB($0) }
    case "category-agreement": [.categoryAgreement(.each)]
    case "category-kappa": [.categoryKappa(.each)]
    case "prevalence-index": [.prevalenceIndex]
    case "bias-index": [.biasIndex]
    case "kappa-maximum": [.kappaMaximum]
    case "kappa-ratio": [.kappaRatio]
    default: []
    }
  }

  /// The agreement weights of a coefficient that has them, alpha with weights included.
  public var weights: AgreementWeights? {
    switch self {
    case .percentAgreement(let weights), .cohenKappa(let weights), .congerKappa(let weights),
      .fleissKappa(let weights), .gwetAC(let weights), .brennanPrediger(let weights), .vanOest(let weights),
      .lightKappa(let weights), .scottPi(let weights), .bangdiwalaB(let weights):
      weights
    case .krippendorffAlpha(.weights(let weights)): weights
    case .krippendorffAlpha, .categoryAgreement, .categoryKappa, .prevalenceIndex, .biasIndex, .kappaMaximum,
      .kappaRatio:
      nil
    }
  }

  /// The metric of alpha by name; nil for the others.
  public var metric: AlphaMetric? {
    if case .krippendorffAlpha(let metric) = self { metric } else { nil }
  }
}

/// A function of the totals of a group with its derivatives.
///
/// Contract: `value` is NaN where the coefficient is 0/0. `addGradient` adds, to each place, the derivative of the
/// functional that the linearised standard error differentiates (Gwet 2014, ch. 5) with respect to that total; it is
/// called only where `value` is a number.
protocol AgreementFunctional {
  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double
  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double])
}
