import FidelityData
import FidelityProbability

extension ShareInterval {
  /// Fills a row with a share, its binomial standard error and its limits; `tooFewUnits` for a share of none.
  func fill(_ row: inout Estimate, count: Int, total: Int, level: Double) {
    row.unitCount = total
    guard total > 0 else {
      row.status = .tooFewUnits
      return
    }
    let share = Double(count) / Double(total)
    row.estimate = share
    row.standardError = (share * (1 - share) / Double(total)).squareRoot()
    (row.lower, row.upper) = limits(count: count, total: total, level: level)
    row.level = level
    row.method = rawValue
  }
}
