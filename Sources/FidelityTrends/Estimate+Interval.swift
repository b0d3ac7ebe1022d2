import FidelityData
import FidelityProbability

extension Estimate {
  /// Completes an estimate and its standard error: t limits at the table's level, t = estimate / error, two-sided p.
  ///
  /// An error of 0 (an exact fit) gives limits that coincide with the estimate, and no t. Without degrees of freedom
  /// nothing is set.
  mutating func setInterval(degreesOfFreedom df: Double, _ quantiles: inout StudentTQuantileTable) {
    guard df >= 1, standardError >= 0 else { return }
    let reach = quantiles.criticalValue(degreesOfFreedom: Int(df)) * standardError
    lower = estimate - reach
    upper = estimate + reach
    level = quantiles.level
    degreesOfFreedom = df
    guard standardError > 0 else { return }
    statistic = estimate / standardError
    pValue = StudentT(degreesOfFreedom: df).twoSidedPValue(statistic)
  }
}
