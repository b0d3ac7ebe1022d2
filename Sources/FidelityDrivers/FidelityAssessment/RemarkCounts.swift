import FidelityData
import FidelityProbability
import FidelitySystem

/// Positive and corrective remarks in the feedback on observations.
struct RemarkCounts: Sendable, Hashable {
  static let form = "positive to corrective"

  var positive = 0.0
  var corrective = 0.0

  var total: Double { positive + corrective }

  mutating func add(_ other: RemarkCounts) {
    positive += other.positive
    corrective += other.corrective
  }
}

extension SystemRows {
  /// A / B with the limits exp(ln(A / B) -+ z sqrt(1 / A + 1 / B)): the counts as Poisson variables.
  mutating func remarkRatio(_ figure: DriverFigure, _ counts: RemarkCounts) {
    guard counts.total > 0 else { return missing(figure, .noEvents, note: "there are no remarks") }
    guard counts.corrective > 0 else {
      return missing(figure, .noCorrections, note: "there are no corrective remarks: see positive-share")
    }
    var row = row(figure)
    let ratio = counts.positive / counts.corrective
    row.estimate.estimate = ratio
    row.estimate.method = "log ratio of counts"
    if counts.positive > 0 {
      let error = (1 / counts.positive + 1 / counts.corrective).squareRoot()
      let reach = Normal.standard.quantile(upperTail: (1 - options.level) / 2) * error
      row.estimate.standardError = ratio * error
      (row.estimate.lower, row.estimate.upper) = (ratio * exp(-reach), ratio * exp(reach))
      row.estimate.level = options.level
    } else {
      row.estimate.status = .noSpread
      row.estimate.note = "no positive remark: a ratio of 0 has no error"
    }
    append(row)
  }

  /// A / (A + B), as a share of so many remarks.
  mutating func remarkShare(_ figure: DriverFigure, _ counts: RemarkCounts, note: String? = nil) {
    guard counts.total > 0 else { return missing(figure, .noEvents, note: "there are no remarks") }
    var row = row(figure)
    let share = counts.positive / counts.total
    let method: ShareInterval = options.hasExactShares ? .exact : .wilson
    row.estimate.estimate = share
    row.estimate.standardError = (share * (1 - share) / counts.total).squareRoot()
    (row.estimate.lower, row.estimate.upper) = method.limits(
      share: share, effectiveCount: counts.total, level: options.level)
    row.estimate.level = options.level
    row.estimate.method = method.rawValue
    row.estimate.note = note
    append(row)
  }

  /// M of differences, with the test that there is none.
  mutating func pairedMean(_ figure: DriverFigure, _ values: [Double]) {
    guard !values.isEmpty else { return missing(figure, .tooFewUnits, note: "no unit has both") }
    var alone = SystemRows(system, options)
    alone.mean(figure, values)
    guard var row = alone.rows.last else { return }
    if row.estimate.status == .ok, row.estimate.standardError > 0 {
      row.estimate.statistic = row.estimate.estimate / row.estimate.standardError
      row.estimate.pValue = StudentT(degreesOfFreedom: row.estimate.degreesOfFreedom)
        .twoSidedPValue(row.estimate.statistic)
    }
    append(row)
  }
}
