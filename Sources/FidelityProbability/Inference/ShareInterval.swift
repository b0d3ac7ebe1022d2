/// A confidence interval of a share k / n.
public enum ShareInterval: String, Sendable, Hashable, Codable, CaseIterable {
  /// Wilson's score interval: (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
  ///
  /// Reference: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
  case wilson
  /// The exact interval of Clopper and Pearson, by quantiles of the beta distribution; never too narrow.
  ///
  /// Reference: Clopper and Pearson (1934), Biometrika 26, 404-413.
  case exact

  /// The limits for `count` of `total`; both in 0...1.
  /// - Precondition: 0 <= count <= total, total > 0.
  /// - Complexity: O(1).
  public func limits(count: Int, total: Int, level: Double) -> (lower: Double, upper: Double) {
    precondition(count >= 0 && count <= total && total > 0, "a share is of one or more")
    return limits(successes: Double(count), failures: Double(total - count), level: level)
  }

  /// The limits of a share of units that are not independent, with an effective number of them: as many independent
  /// units would have its standard error.
  ///
  /// Reference: Korn and Graubard (1998), Survey Methodology 24, 193-201 (exact limits); Dean and Pagano (2015),
  /// Journal of Survey Statistics and Methodology 3, 484-503 (Wilson's).
  /// - Precondition: 0 <= share <= 1, effectiveCount > 0.
  /// - Complexity: O(1).
  public func limits(share: Double, effectiveCount: Double, level: Double) -> (lower: Double, upper: Double) {
    precondition((0...1).contains(share) && effectiveCount > 0, "a share of some units")
    return limits(successes: share * effectiveCount, failures: (1 - share) * effectiveCount, level: level)
  }

  private func limits(successes: Double, failures: Double, level: Double) -> (lower: Double, upper: Double) {
    let tail = (1 - level) / 2
    switch self {
    case .wilson:
      let n = successes + failures
      let share = successes / n
      let z = Normal.standard.quantile(upperTail: tail)
      let spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
      let (middle, scale) = (share + z * z / (2 * n), 1 + z * z / n)
      // At the ends the limits are 0 and 1 but for rounding.
      return (
        successes == 0 ? 0 : max(0, (middle - spread) / scale),
        failures == 0 ? 1 : min(1, (middle + spread) / scale)
      )
    case .exact:
      return (
        successes == 0 ? 0 : Beta(a: successes, b: failures + 1).quantile(tail),
        failures == 0 ? 1 : Beta(a: successes + 1, b: failures).quantile(upperTail: tail)
      )
    }
  }
}
