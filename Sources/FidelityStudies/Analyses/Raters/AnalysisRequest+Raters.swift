public import FidelityData
public import FidelityProbability
public import FidelityReliability

extension AnalysisRequest {
  /// Where the gold standard of an analysis of raters is.
  public enum Gold: Sendable, Equatable {
    /// In a column of their own: one code for each unit of a group.
    case column(String)
    /// With one of the raters, by name: `Chile / 12` where several columns name a rater.
    case rater(String)
  }

  /// Raters against each other, against the others of their units, and against a gold standard.
  /// - Parameters:
  ///   - scale: above nominal, ratings must be numbers.
  ///   - weights: names of agreement weights, or matrices; none for those that suit the scale.
  ///   - pairs: whether every pair of raters is wanted, in the table `rater-pairs`; `margins` tests theirs.
  ///   - tolerance: how far numbers may lie apart and still agree.
  ///   - byCategory: whether rates of each category against the gold standard are wanted.
  ///   - certification: the rule of the table `rater-certification`.
  ///   - shareLimits: the limits of shares, such as accuracy; nil for t limits.
  public static func raters(
    scale: MeasurementScale = .nominal, by: [String] = [], score: String? = nil, weights: [String] = [],
    pairs: Bool = false, margins: Bool = false, gold: Gold? = nil, tolerance: Double? = nil, byCategory: Bool = false,
    certification: CertificationRule? = nil, shareLimits: ShareInterval? = .wilson,
    adjustment: PValueAdjustment? = nil, level: Double = 0.95, categories: [String] = []
  ) -> AnalysisRequest {
    var raters = Raters()
    raters.scale = scale
    raters.score = score
    raters.weights = [StructuredNames](weights)
    raters.by = [Names](by)
    raters.pairs = pairs
    raters.margins = margins
    raters.gold = if case .column(let column) = gold { column } else { nil }
    raters.goldRater = if case .rater(let rater) = gold { rater } else { nil }
    raters.tolerance = tolerance
    raters.byCategory = byCategory
    raters.certify = [Names](certification?.text.split(separator: ",").map(String.init) ?? [])
    raters.using = certification?.evidence
    raters.minimumUnits = certification?.minimumUnits
    raters.shareLimits = ShareLimits(shareLimits)
    raters.adjust = adjustment
    raters.level = level
    raters.categories = [Names](categories)
    return AnalysisRequest(raters)
  }
}
