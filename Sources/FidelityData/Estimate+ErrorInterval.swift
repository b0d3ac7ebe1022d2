package import FidelityProbability

extension Estimate {
  /// Takes a standard error with the limits and the test that follow from it.
  package mutating func take(standardError: Double, _ interval: ErrorInterval) {
    self.standardError = standardError
    (lower, upper, level) = (interval.lower, interval.upper, interval.level)
    degreesOfFreedom = interval.degreesOfFreedom
    (statistic, pValue) = (interval.statistic, interval.pValue)
  }
}
