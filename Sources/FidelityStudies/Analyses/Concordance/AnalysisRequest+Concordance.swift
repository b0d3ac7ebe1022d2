public import FidelityMeasurement

extension AnalysisRequest {
  /// Replicates of a rater and unit.
  public struct Replicates: Sendable, Equatable {
    public var column: String
    /// Whether equal replicates of two raters are of the same moment.
    public var isLinked: Bool

    public init(column: String, isLinked: Bool = false) {
      self.column = column
      self.isLinked = isLinked
    }
  }

  /// Every pair of raters or methods against each other, and all of them together.
  /// - Parameters:
  ///   - by: the variables that results are by.
  ///   - reference: the rater whom the others are compared with; nil for every pair.
  ///   - multiplier: how many standard deviations limits of agreement lie from the bias.
  ///   - interval: how limits of agreement get intervals; nil for exact ones, MOVER with replicates.
  ///   - scale: whether ratings or their logarithms are compared.
  ///   - proportionalBias: whether difference and spread are regressed on the mean.
  ///   - replicates: where a rater rates a unit several times; there are limits of agreement alone then.
  ///   - divisor: what variances of concordance correlations are divided by.
  ///   - categories: the numbers of the scale, or how many there are, for Finn's coefficient.
  ///   - score: a scale of the instrument that is the rating.
  ///   - overall: whether there are no pairs, and figures of all raters together alone.
  public static func concordance(
    by: [String] = [], reference: String? = nil, multiplier: Double = 1.96,
    interval: LimitsOfAgreement.Interval? = nil, scale: PairMoments.Scale = .raw, proportionalBias: Bool = false,
    replicates: Replicates? = nil, divisor: LinConcordance.Divisor = .n, categories: [String] = [],
    score: String? = nil, overall: Bool = false, level: Double = 0.95
  ) -> AnalysisRequest {
    var analysis = ConcordanceAnalysis()
    analysis.by = [Names](by)
    analysis.reference = reference
    analysis.multiplier = multiplier
    analysis.interval = interval
    analysis.transform = scale == .log ? .log : nil
    analysis.proportionalBias = proportionalBias
    analysis.replicate = replicates?.column
    analysis.linked = replicates?.isLinked ?? false
    analysis.divisor = divisor
    analysis.categories = [Names](categories)
    analysis.score = score
    analysis.overall = overall
    analysis.points = false
    analysis.level = level
    return AnalysisRequest(analysis)
  }
}
