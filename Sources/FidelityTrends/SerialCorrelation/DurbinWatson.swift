/// The Durbin-Watson statistic: sum (e_t - e_(t-1))^2 / sum e_t^2, about 2 (1 - r) with r the correlation of
/// neighbours.
///
/// The numerator has all pairs of neighbours within a series, the denominator all rows: with gaps that are respected,
/// or with several series, it is a little below what a single series without gaps would give. NaN where all residuals
/// are 0 or no rows are neighbours. Reference: Durbin & Watson (1950), Biometrika 37, 409-428. Validation:
/// `datasets/newey-west-investment`.
public enum DurbinWatson {
  /// - Parameter residuals: in the order of the rows that `order` was made of.
  public static func statistic(
    _ residuals: [Double], _ order: TimeOrder, gaps: TimeOrder.Gaps = .respected
  ) -> Double {
    precondition(residuals.count == order.rows.count, "each row has a residual")
    return statistic(arranged: order.arranged(residuals), order, gaps)
  }

  /// Of residuals in the order of time.
  static func statistic(
    arranged residuals: [Double], _ order: TimeOrder, _ gaps: TimeOrder.Gaps
  ) -> Double {
    let places = order.neighbours(gaps)
    let total = residuals.reduce(0) { $0 + $1 * $1 }
    guard !places.isEmpty, total > 0 else { return .nan }
    return places.reduce(0) { $0 + (residuals[$1] - residuals[$1 - 1]) * (residuals[$1] - residuals[$1 - 1]) } / total
  }
}
