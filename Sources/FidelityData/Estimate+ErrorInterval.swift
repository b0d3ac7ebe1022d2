package import FidelityProbability

extension Estimate {
  /// Takes a standard error with the limits and the test that follow from it. An error that is but rounding becomes 0,
  /// with the status ``Status/noSpread``.
  package mutating func take(standardError: Double, _ interval: ErrorInterval) {
    self.standardError = standardError
    (lower, upper, level) = (interval.lower, interval.upper, interval.level)
    degreesOfFreedom = interval.degreesOfFreedom
    (statistic, pValue) = (interval.statistic, interval.pValue)
    guard interval.isWithoutSpread else { return }
    self.standardError = 0
    if status == .ok { status = .noSpread }
  }

  /// Takes a share k / n of independent units, n > 0, with its binomial standard error and its limits.
  package mutating func take(share count: Int, of total: Int, _ interval: ShareInterval, level: Double) {
    let share = Double(count) / Double(total)
    estimate = share
    standardError = (share * (1 - share) / Double(total)).squareRoot()
    takeLimits(ofShare: count, of: total, interval, level: level)
    method = interval.rawValue
  }

  /// Takes the limits of a share k / n, n > 0.
  package mutating func takeLimits(ofShare count: Int, of total: Int, _ interval: ShareInterval, level: Double) {
    (lower, upper) = interval.limits(count: count, total: total, level: level)
    self.level = level
  }
}
