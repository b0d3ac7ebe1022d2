import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityProbability

/// How far scores of a unit lie about its true score, from the units that were assessed more than once.
struct ScoreError {
  /// Of the units with two scores or more.
  let anova: OneWayAnova
  /// The mean square within units; NaN where no unit has two scores.
  let withinSquare: Double
  /// The variance between units; NaN where it is not known.
  let betweenVariance: Double
  /// The mean of the units' means.
  let mean: Double

  init(_ scores: AssessmentScores) {
    anova = OneWayAnova(scores.repeated, term: "unit")
    withinSquare = anova.within.meanSquare
    betweenVariance = anova.components.first?.raw ?? .nan
    let means = scores.scored.map { scores.score($0) }
    mean = means.isEmpty ? .nan : means.reduce(0, +) / Double(means.count)
  }

  /// The standard error of measurement of the mean of so many scores.
  func standardError(ofMeanOf count: Int) -> Double { (withinSquare / Double(count)).squareRoot() }

  /// Exact limits of ``standardError(ofMeanOf:)``, by chi-squared; NaN where nothing varies.
  func limits(ofMeanOf count: Int, level: Double) -> (lower: Double, upper: Double) {
    let degrees = anova.within.degreesOfFreedom
    guard withinSquare > 0, degrees > 0 else { return (.nan, .nan) }
    let reference = ChiSquared(degreesOfFreedom: degrees)
    let squares = degrees * withinSquare / Double(count)
    return (
      (squares / reference.quantile(upperTail: (1 - level) / 2)).squareRoot(),
      (squares / reference.quantile((1 - level) / 2)).squareRoot()
    )
  }

  /// The true score behind the mean of so many scores, without regard to what other units scored.
  func observed(ofMeanOf count: Int) -> ScoreUncertainty {
    ScoreUncertainty(standardErrorOfMeasurement: standardError(ofMeanOf: count))
  }

  /// The same, regressed to the mean of all units (Kelley); nil where units do not vary beyond error.
  func regressed(ofMeanOf count: Int) -> ScoreUncertainty? {
    guard betweenVariance > 0 else { return nil }
    let total = betweenVariance + withinSquare / Double(count)
    return ScoreUncertainty(
      populationMean: mean, standardDeviation: total.squareRoot(), reliability: betweenVariance / total)
  }
}

extension FidelityAssessmentDriver {
  static func reliability(
    _ scores: AssessmentScores, _ error: ScoreError, _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    let reliability = OneWayIntraclassCorrelation(error.anova)
    for estimate in reliability.estimates(level: options.level) {
      var row = rows.row(DriverFigure("score-reliability", form: estimate.form))
      row.estimate = estimate
      row.estimate.quantity = "score-reliability"
      rows.append(row)
    }
    let quantity = "standard-error-of-measurement"
    for count in observationCounts(scores) {
      let figure = DriverFigure(quantity, form: count == 1 ? "single observation" : "mean of \(count)")
      let value = error.standardError(ofMeanOf: count)
      guard !value.isNaN else {
        rows.missing(figure, .tooFewObservations, note: "no unit has two scores")
        continue
      }
      var row = rows.row(figure)
      row.estimate.estimate = value
      let limits = error.limits(ofMeanOf: count, level: options.level)
      (row.estimate.lower, row.estimate.upper) = limits
      row.estimate.degreesOfFreedom = error.anova.within.degreesOfFreedom
      row.estimate.unitCount = Int(error.anova.sizes.groupCount)
      row.estimate.method = "mean square within units, chi-squared limits"
      if limits.lower.isNaN { row.estimate.status = .noSpread } else { row.estimate.level = options.level }
      rows.append(row)
    }
  }

  /// The numbers of observations that an error is given for: one, each up to ten that some unit has, and of larger ones
  /// that of the middle unit and the largest.
  private static func observationCounts(_ scores: AssessmentScores) -> [Int] {
    let counts = scores.scored.map { scores.moments.observationCount($0) }.sorted()
    guard let most = counts.last else { return [1] }
    let ends = [1, counts[(counts.count - 1) / 2], most]
    return Set(counts.filter { $0 <= 10 } + ends).sorted()
  }

  /// The rows of a unit: its score, and how likely its true score reaches the cut.
  static func unit(
    _ unit: Int, _ scores: AssessmentScores, _ error: ScoreError, _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    let (name, score) = (scores.units.labels[unit], scores.score(unit))
    let count = scores.moments.observationCount(unit)
    func figure(_ quantity: String, _ form: String?) -> DriverFigure {
      DriverFigure(quantity, form: form, unitKind: "unit", unit: name)
    }
    var row = rows.row(figure("fidelity-score", nil))
    row.estimate.estimate = score
    row.estimate.observationCount = count
    row.estimate.standardError = error.standardError(ofMeanOf: count)
    let limits = error.observed(ofMeanOf: count).interval(observed: score, level: options.level)
    if error.withinSquare > 0 {
      (row.estimate.lower, row.estimate.upper, row.estimate.level) = (limits.lower, limits.upper, options.level)
      row.estimate.method = "standard error of measurement"
      rows.cut(&row, 0...1)
    } else {
      row.estimate.status = error.withinSquare == 0 ? .noSpread : .ok
      row.estimate.note = error.withinSquare == 0 ? "scores of a unit do not vary" : "no unit has two scores: no error"
    }
    rows.append(row)

    func probability(_ form: String, _ value: Double?, _ status: Status, _ note: String) {
      let figure = figure("probability-at-criterion", form)
      if let value, !value.isNaN {
        rows.whole(figure, value, count: nil)
      } else {
        rows.missing(figure, status, note: note)
      }
    }
    let isKnown = !error.withinSquare.isNaN
    probability(
      "normal", error.observed(ofMeanOf: count).probability(ofTrueScoreAtLeast: options.cut, observed: score),
      .tooFewObservations, "no unit has two scores")
    probability(
      "regressed",
      error.regressed(ofMeanOf: count)?.probability(ofTrueScoreAtLeast: options.cut, observed: score),
      isKnown ? (error.betweenVariance.isNaN ? .tooFewUnits : .noVariation) : .tooFewObservations,
      isKnown ? "units do not vary beyond error" : "no unit has two scores")
    let squares = scores.moments.withinSquares(unit)
    let own = (squares / Double(count - 1) / Double(count)).squareRoot()
    probability(
      "t",
      count > 1 && own > 0
        ? StudentT(degreesOfFreedom: Double(count - 1)).survival((options.cut - score) / own) : nil,
      count > 1 ? .noVariation : .tooFewObservations,
      count > 1 ? "the unit's scores are equal" : "the unit has one score")
  }
}
