public import FidelityProbability
public import FidelityTrends

extension AnalysisRequest {
  /// An outcome over time.
  /// - Parameters:
  ///   - outcome: a column, or a scale of the instrument.
  ///   - group: the variables whose combinations get a regression each; none for one of all rows.
  ///   - covariates: further predictors.
  ///   - categorical: predictors that are categories.
  ///   - interactions: products of predictors, as `time:phase`.
  ///   - absorb: columns whose effects are absorbed.
  ///   - weights: the column of the weights of rows.
  ///   - cluster: one or two columns that each name a cluster; errors are then those of clusters.
  ///   - correction: of the clusters' errors; nil: CR2 for one column, CR1 for two.
  ///   - unitOfTime: the unit of dates, months unless said; plain numbers take none.
  ///   - margin: the least slope that matters, which gives every group a verdict.
  ///   - adjust: the verdicts' p values for the number of groups.
  public static func trend(
    outcome: String, group: [String] = [], covariates: [String] = [], categorical: [String] = [],
    interactions: [String] = [], absorb: [String] = [], weights: String? = nil, cluster: [String] = [],
    correction: ClusterCorrection? = nil, unitOfTime: TimeUnit? = nil, margin: Double? = nil,
    adjust: PValueAdjustment? = nil, level: Double = 0.95
  ) -> AnalysisRequest {
    var trend = Trend()
    trend.outcome = outcome
    trend.group = [Names](group)
    trend.covariates = [Names](covariates)
    trend.categorical = [Names](categorical)
    trend.interactions = [Names](interactions)
    trend.absorb = [Names](absorb)
    trend.weights = weights
    trend.cluster = [Names](cluster)
    trend.covariance = correction.map { .cluster($0) }
    trend.unitOfTime = unitOfTime
    trend.margin = margin
    trend.adjust = adjust
    trend.level = level
    // The parser's wrappers want every property set.
    (trend.reference, trend.test, trend.contrasts, trend.predict) = ([], [], [], [])
    (trend.polynomial, trend.spline, trend.wild) = (nil, nil, nil)
    (trend.noIntercept, trend.noTime, trend.lowerIsBetter) = (false, false, false)
    (trend.offset, trend.like, trend.serial) = (nil, nil, nil)
    return AnalysisRequest(trend)
  }
}
