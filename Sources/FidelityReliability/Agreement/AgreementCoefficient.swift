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
    }
  }

  /// The names that ``named(_:weights:metrics:)`` knows.
  public static let names = [
    "percent-agreement", "cohen-kappa", "conger-kappa", "fleiss-kappa", "gwet-ac", "brennan-prediger",
    "krippendorff-alpha",
  ]

  /// The coefficients of one name, one for each of the weights, or of the metrics for alpha. Empty for an unknown name.
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
    default: []
    }
  }

  /// The weights of a chance-corrected coefficient; nil for alpha.
  public var weights: AgreementWeights? {
    switch self {
    case .percentAgreement(let weights), .cohenKappa(let weights), .congerKappa(let weights),
      .fleissKappa(let weights), .gwetAC(let weights), .brennanPrediger(let weights):
      weights
    case .krippendorffAlpha(.weights(let weights)): weights
    case .krippendorffAlpha: nil
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
  /// Whether only units with two or more ratings count as the sample (alpha), or all rated units (the others).
  static var countsPairedUnitsOnly: Bool { get }
  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double
  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double])
}
