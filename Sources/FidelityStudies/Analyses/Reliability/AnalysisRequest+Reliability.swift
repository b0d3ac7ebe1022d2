public import FidelityData
public import FidelityProbability
public import FidelityReliability

extension AnalysisRequest {
  /// Agreement between raters.
  /// - Parameters:
  ///   - scale: the measurement level, which chooses weights and metrics where none are named.
  ///   - by: the variables whose combinations have an analysis each.
  ///   - coefficients: stable names (``FidelityReliability/AgreementCoefficient/names``); none for those that any
  ///     number
  ///     of raters has.
  ///   - weights: names of agreement weights, or matrices: `custom:FILE`.
  ///   - metrics: names of metrics of alpha, or matrices.
  ///   - interval: the seed of a bootstrap is that of the study.
  ///   - cluster: the variables that together name the cluster of a unit.
  ///   - compare: the variable whose values are compared with each other, on the same units.
  ///   - shareLimits: the limits of percent agreement where it is a share of units; nil for t limits.
  ///   - influence: how many units the table of influences names; nil for no such table.
  public static func reliability(
    scale: MeasurementScale, by: [String] = [], score: String? = nil, coefficients: [String] = [],
    weights: [String] = [], metrics: [String] = [], interval: AgreementInterval = .linearised, level: Double = 0.95,
    minimumRatings: Int = 1, categories: [String] = [], cluster: [String] = [], population: Int? = nil,
    isOneSided: Bool = false, benchmark: BenchmarkScale? = nil, compare: String? = nil, influence: Int? = nil,
    shareLimits: ShareInterval? = nil, convention: AgreementConvention = .fidelity, roundsLikeConvention: Bool = false
  ) -> AnalysisRequest {
    var analysis = Reliability()
    analysis.scale = scale
    analysis.score = score
    analysis.coefficients = [Names](coefficients)
    analysis.weights = [StructuredNames](weights)
    analysis.metrics = [StructuredNames](metrics)
    analysis.by = [Names](by)
    analysis.minimumRatings = minimumRatings
    analysis.categories = [Names](categories)
    (analysis.interval, analysis.resample, analysis.bootstrapLimits) = parts(of: interval)
    analysis.cluster = [Names](cluster)
    analysis.population = population
    analysis.oneSided = isOneSided
    analysis.benchmark = benchmark
    analysis.compare = compare
    analysis.influence = influence.map(String.init)
    analysis.shareLimits = ShareLimits(shareLimits)
    analysis.convention = convention
    analysis.asPrinted = roundsLikeConvention
    analysis.explain = false
    analysis.level = level
    return AnalysisRequest(analysis)
  }

  private static func parts(
    of interval: AgreementInterval
  ) -> (IntervalKind, AgreementSampling, BootstrapLimits) {
    switch interval {
    case .linearised: (.linearised, .units, .percentile)
    case .jackknife(let sampling): (.jackknife(sampling), .units, .percentile)
    case .bootstrap(let resamples, _, let sampling, let limits): (.bootstrap(resamples: resamples), sampling, limits)
    case .fleissCohenEveritt: (.fleissCohenEveritt, .units, .percentile)
    }
  }
}
