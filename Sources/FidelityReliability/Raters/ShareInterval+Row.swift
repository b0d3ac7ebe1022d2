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
    row.take(share: count, of: total, self, level: level)
  }
}
