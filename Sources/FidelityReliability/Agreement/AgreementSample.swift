import FidelityData
import FidelityProbability

/// One group ready for its coefficients: patterns, features, totals.
struct AgreementSample {
  let patterns: GroupPatterns
  let features: AgreementFeatures
  let context: AgreementContext
  let isNumeric: Bool
  let totals: [Double]
  private var ratingCount = 0
  private var pairedRatingCount = 0

  init(patterns: GroupPatterns, features: AgreementFeatures, context: AgreementContext, isNumeric: Bool) {
    self.patterns = patterns
    self.features = features
    self.context = context
    self.isNumeric = isNumeric
    totals = features.totals()
    for (pattern, multiplicity) in patterns.unlabelled.multiplicities.enumerated() {
      let size = patterns.unlabelled.ratings(pattern).count
      ratingCount += Int(multiplicity) * size
      if size >= 2 { pairedRatingCount += Int(multiplicity) * size }
    }
  }

  private var unitCount: Double { totals[features.layout.units] }
  private var pairedCount: Double { totals[features.layout.pairedUnits] }

  /// The row of a coefficient without its uncertainty.
  func point(_ coefficient: AgreementCoefficient) -> Estimate {
    var row = Estimate(coefficient.quantity)
    if let metric = coefficient.metric {
      row.metric = metric.name
    } else {
      row.weights = coefficient.weights?.name
    }
    row.term = coefficient.term(context)
    row.unitCount = Int(coefficient.countsPairedUnitsOnly ? pairedCount : unitCount)
    row.raterCount = patterns.raterCount
    row.observationCount = coefficient.countsPairedUnitsOnly ? pairedRatingCount : ratingCount
    if let obstacle = coefficient.obstacle(features.layout, context, pairedCount: pairedCount, isNumeric: isNumeric) {
      row.status = obstacle
      return row
    }
    row.estimate = coefficient.value(totals.span, features.layout, context)
    if row.estimate.isNaN {
      row.status = coefficient.undefinedStatus(totals.span, features.layout, context)
    } else {
      row.note = coefficient.note(row.estimate, totals.span, features.layout, context)
    }
    return row
  }

  /// The row of a coefficient with its linearised standard error: var = sum psi_i^2 / (n (n - 1)), psi_i = n dK/dw_i.
  func linearised(_ coefficient: AgreementCoefficient, _ quantiles: inout StudentTQuantileTable) -> Estimate {
    var row = point(coefficient)
    guard row.status == .ok else { return row }
    guard coefficient.isSmooth else {
      row.add(note: "no linearised error; a bootstrap has an interval")
      return row
    }
    row.method = "linearised"
    let count = coefficient.countsPairedUnitsOnly ? pairedCount : unitCount
    guard count >= 2 else {
      row.add(note: "one unit: no standard error")
      return row
    }
    var gradient = [Double](repeating: 0, count: features.layout.count)
    coefficient.addGradient(totals.span, features.layout, context, to: &gradient)
    let squares = features.squaredInfluences(gradient: gradient, byRater: coefficient.needsRaters)
    row.standardError = (squares * count / (count - 1)).squareRoot()
    let reach = quantiles.criticalValue(degreesOfFreedom: Int(count) - 1) * row.standardError
    row.lower = row.estimate - reach
    row.upper = min(1, row.estimate + reach)
    row.level = quantiles.level
    row.degreesOfFreedom = count - 1
    if row.standardError > 1e-15 {
      row.statistic = row.estimate / row.standardError
      row.pValue = StudentT(degreesOfFreedom: count - 1).twoSidedPValue(row.statistic)
    }
    return row
  }
}
