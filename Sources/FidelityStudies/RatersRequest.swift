import FidelityData
public import FidelityProbability
public import FidelityReliability

/// Raters against each other, against the others of their units, and against a gold standard.
public struct RatersRequest: Sendable, Equatable {
  /// Where the master codes are.
  public enum Gold: Sendable, Equatable {
    /// In a column of their own: one code for each unit of a group.
    case column(String)
    /// With one of the raters, by name: `Chile / 12` where several columns name a rater.
    case rater(String)
  }

  public var by: [String]
  /// Above nominal, ratings must be numbers.
  public var scale: ReliabilityRequest.Scale
  public var weights: [AgreementWeights]
  /// Whether each rater's rows are wanted, against the others and against the gold standard.
  public var individual: Bool
  /// Whether every pair of raters is wanted.
  public var pairs: Bool
  /// Whether the margins of every pair are tested.
  public var margins: Bool
  public var gold: Gold?
  public var tolerance: Double?
  /// Whether sensitivity, specificity and predictive values of each category are wanted.
  public var byCategory: Bool
  public var certification: CertificationRule?
  public var shareInterval: ShareInterval
  public var adjustment: PValueAdjustment?
  public var level: Double
  public var categories: DeclaredCategories

  /// - Parameter weights: nil for identity weights and, above nominal, quadratic ones.
  public init(
    by: [String] = [], scale: ReliabilityRequest.Scale = .nominal, weights: [AgreementWeights]? = nil,
    individual: Bool = true, pairs: Bool = false, margins: Bool = false, gold: Gold? = nil, tolerance: Double? = nil,
    byCategory: Bool = false,
    certification: CertificationRule? = nil, shareInterval: ShareInterval = .wilson,
    adjustment: PValueAdjustment? = nil, level: Double = 0.95, categories: DeclaredCategories = .none
  ) {
    self.by = by
    self.scale = scale
    self.weights = weights ?? Self.weights(scale: scale)
    self.individual = individual
    self.pairs = pairs
    self.margins = margins
    self.gold = gold
    self.tolerance = tolerance
    self.byCategory = byCategory
    self.certification = certification
    self.shareInterval = shareInterval
    self.adjustment = adjustment
    self.level = level
    self.categories = categories
  }

  /// The weights that suit a measurement level.
  public static func weights(scale: ReliabilityRequest.Scale) -> [AgreementWeights] {
    scale == .nominal ? [.identity] : [.identity, .quadratic]
  }

  /// The names of adjustments of p values.
  public static let adjustmentNames = PValueAdjustment.allCases.map(\.rawValue)

  /// The adjustment of a name.
  public static func adjustment(named name: String) -> PValueAdjustment? { PValueAdjustment(rawValue: name) }

  /// What contradicts itself in the request; nil where nothing does.
  public var contradiction: String? {
    if gold == nil, certification != nil { return "a certification needs master codes: gold or gold-rater" }
    if gold == nil, byCategory { return "rates by category need master codes: gold or gold-rater" }
    if margins, !pairs { return "tests of margins are those of pairs" }
    if Set(weights).count < weights.count { return "weights are named twice" }
    return nil
  }

  /// The analysis of the ratings, on scales of numbers or of text.
  func analysis(_ kind: CategoryDictionary.Kind) -> RaterAnalysis {
    var declared = categories
    if kind == .numbers, case .labels = categories { declared = .none }
    return RaterAnalysis(
      weights: weights, level: level, tolerance: tolerance, shareInterval: shareInterval, declaredCategories: declared,
      adjustment: adjustment)
  }

  /// The choices that could have been made otherwise, in words.
  var conventions: [String] {
    var lines = [
      "raters: kappas with linearised standard errors over units, t limits with n - 1 degrees of freedom, upper limit "
        + "cut at 1; weights on the scale of the group",
      "raters: shares with \(shareInterval == .wilson ? "Wilson's" : "exact (Clopper-Pearson)") limits",
    ]
    if let adjustment {
      lines.append("raters: p values of bias and spread adjusted over raters: \(adjustment.rawValue)")
    }
    if let certification {
      lines.append(
        "raters: certified where \(certification.text), by the \(certification.evidence.rawValue), with at least "
          + "\(certification.minimumUnits) unit(s)")
    }
    return lines
  }
}
