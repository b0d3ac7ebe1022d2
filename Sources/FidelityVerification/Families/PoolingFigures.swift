import FidelityData
import FidelityTrends

/// Sites' estimates drawn towards their mean, and predictions of their lines.
struct PoolingFigures: FigureFamily {
  private static let methods: [String: BetweenVariance] = [
    "PM": .pauleMandel, "REML": .restrictedMaximumLikelihood, "ML": .maximumLikelihood, "DL": .derSimonianLaird,
    "HE": .hedges,
  ]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    switch dataset.slug {
    case "meta-bcg":
      let table = try dataset.table()
      let (estimates, variances) = (try table.numbers("value"), try table.numbers("variance"))
      return pooled(figure, try table.texts("trial"), figure.options["trial"]) { method, level in
        EmpiricalBayes(estimates: estimates, variances: variances, method, level: level)
      }
    case "empirical-bayes-slopes": return try slopes(figure, try dataset.table())
    default: return nil
    }
  }

  private func slopes(_ figure: PublishedFigure, _ table: DatasetTable) throws(DataError) -> Computation? {
    var sites = KeyDictionary()
    let codes = try table.texts("site").map { sites.code(of: $0) }
    let (days, values) = (try table.numbers("day"), try table.numbers("value"))
    var moments = GroupedMoments()
    moments.add(groups: codes.span, x: days.span, y: values.span)
    let lines = GroupedTrend(predictor: "day").lines(moments)
    let (names, site) = (sites.labels, figure.options["site"])
    let place = names.firstIndex { $0 == site }
    switch (figure.quantity, figure.options["method"]) {
    case ("pooled-residual-variance", _):
      return .computed(ComputedFigure(value: EmpiricalBayes.pooledVariance(lines)))
    case ("prediction", _):
      guard let place, let day = figure.options["day"].flatMap(Double.init) else {
        return .notComputed("there is no such line")
      }
      let prediction = lines[place].prediction(at: day)
      var computed = ComputedFigure(value: prediction.mean.estimate)
      let isMean = figure.options["of"] == "mean"
      computed.numbers[.lower] = isMean ? prediction.mean.lower : prediction.predictionLower
      computed.numbers[.upper] = isMean ? prediction.mean.upper : prediction.predictionUpper
      return .computed(computed)
    case ("site-slope", "least squares"):
      guard let place else { return .notComputed("there is no such site") }
      return .computed(ComputedFigure(value: lines[place].slope))
    case ("site-slope", _), ("shrinkage", _), ("between-site-slope-variance", _):
      let pooled = EmpiricalBayes(lines: lines, .derSimonianLaird)
      if figure.quantity == "between-site-slope-variance" {
        return .computed(ComputedFigure(value: pooled.variance))
      }
      // All sites have the same days, and so the same shrinkage.
      guard let site = site == nil ? pooled.sites.first : place.map({ pooled.sites[$0] }) else {
        return .notComputed("there is no such site")
      }
      return .computed(ComputedFigure(value: figure.quantity == "shrinkage" ? site.shrinkage : site.estimate))
    default:
      return pooled(figure, names, site) { method, level in
        EmpiricalBayes(
          estimates: lines.map(\.slope), standardErrors: lines.map(\.slopeError), method, level: level)
      }
    }
  }

  private func pooled(
    _ figure: PublishedFigure, _ names: [String], _ name: String?, _ pool: (BetweenVariance, Double) -> EmpiricalBayes
  ) -> Computation {
    let options = figure.options
    guard let method = options["tau"].map({ Self.methods[$0] }) ?? .pauleMandel else {
      return .notComputed("there is no such estimator of the variance between")
    }
    guard let level = options["confidence"].map(Double.init) ?? 0.95, level > 0, level < 1 else {
      return .notComputed("there is no such confidence level")
    }
    let pooled = pool(method, level)
    var computed = ComputedFigure()
    switch figure.quantity {
    case "meta-fixed-effect":
      let limits = pooled.commonInterval
      computed.numbers = [
        .value: pooled.commonMean, .standardError: pooled.commonError, .lower: limits.lower, .upper: limits.upper,
      ]
    case "meta-q":
      computed.numbers = [
        .statistic: pooled.heterogeneity, .pValue: pooled.heterogeneityPValue,
        .degreesOfFreedom: Double(pooled.siteCount - 1),
      ]
    case "meta-tau-squared":
      computed.numbers = [.value: pooled.variance, .lower: pooled.varianceLower, .upper: pooled.varianceUpper]
    case "meta-i-squared": computed.numbers[.value] = 100 * pooled.inconsistency
    case "meta-random-effect":
      let isAdjusted = options["interval"] == "Knapp-Hartung"
      let limits = pooled.meanInterval(isAdjusted: isAdjusted)
      computed.numbers = [
        .value: pooled.mean, .standardError: isAdjusted ? pooled.adjustedMeanError : pooled.meanError,
        .lower: limits.lower, .upper: limits.upper, .degreesOfFreedom: Double(pooled.siteCount - 1),
      ]
    case "meta-prediction-interval":
      let limits = pooled.newSiteInterval(isNormal: options["quantile"] == "normal")
      computed.numbers = [.lower: limits.lower, .upper: limits.upper]
    case "site-effect":
      guard let place = names.firstIndex(where: { $0 == name }) else { return .notComputed("there is no such site") }
      let site = pooled.sites[place]
      computed.status = site.status.rawValue
      computed.numbers = [
        .value: site.estimate,
        .standardError: options["error"] == "conditional" ? site.conditionalError : site.standardError,
      ]
    default: return .notComputed("this version does not compute \(figure.quantity)")
    }
    return .computed(computed)
  }
}
