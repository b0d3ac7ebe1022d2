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
}
