import FidelityData
import FidelityProbability

extension RowMaker {
  /// Fills a row with a share, its binomial standard error and its limits; `tooFewUnits` for a share of none.
  /// - Parameter limits: nil for t limits, whose standard error has n - 1 for n.
  mutating func fill(_ row: inout Estimate, count: Int, total: Int, _ limits: ShareInterval?) {
    row.unitCount = total
    guard total > 0 else {
      row.status = .tooFewUnits
      return
    }
    if let limits { return row.take(share: count, of: total, limits, level: level) }
    let share = Double(count) / Double(total)
    row.method = "t"
    let error = total > 1 ? (share * (1 - share) / Double(total - 1)).squareRoot() : .nan
    fill(
      &row, ValueWithError(value: share, standardError: error), units: total, within: 0...1, isTested: false)
  }
}
