import FidelityLinearAlgebra
import FidelityProbability

/// Whether several clocks run alike: the log-rank test.
///
/// On each day with an end, a group's expected ends are d n_g / n; with their hypergeometric covariance the sums of
/// observed less expected give a chi-squared statistic with one degree of freedom less than there are groups.
///
/// | data | figures |
/// |---|---|
/// | a group that no day with an end finds at risk | the group is left out (R's survdiff) |
/// | fewer than two groups that stay, or no end | none, NaN |
/// | all spells end on one day | none, NaN |
///
/// References: Mantel (1966), Cancer Chemother. Rep. 50, 163-170; Peto & Peto (1972), JRSS A 135, 185-207. Validation:
/// R's survival 3.5-3 (`datasets/drivers-barriers`).
public struct LogRankTest: Sendable, Hashable {
  public private(set) var statistic = Double.nan
  public private(set) var degreesOfFreedom = Double.nan
  public private(set) var pValue = Double.nan
  /// The groups that were compared.
  public private(set) var groupCount = 0

  /// - Complexity: O(days with ends x groups^2 + groups^3).
  public init(_ clocks: [ProductLimit]) {
    var sums = Sums(clocks)
    let places = clocks.indices.filter { sums.expected[$0] > 0 }
    groupCount = places.count
    guard places.count > 1 else { return }
    if places.count < clocks.count { sums = Sums(places.map { clocks[$0] }) }
    // The last group's difference follows from the others'.
    let k = places.count - 1
    var packed = sums.covariance(k)
    var solved = Array(sums.differences[..<k])
    var factor = packed.mutableSpan
    guard SmallCholesky.factor(&factor, order: k, tolerance: 1e-12) == nil else { return }
    var right = solved.mutableSpan
    SmallCholesky.solve(factor.span, order: k, &right)
    statistic = max(0, zip(solved, sums.differences).reduce(0) { $0 + $1.0 * $1.1 })
    degreesOfFreedom = Double(k)
    pValue = ChiSquared(degreesOfFreedom: Double(k)).survival(statistic)
  }

  /// Observed and expected ends of the groups, day by day.
  private struct Sums {
    /// By group.
    var expected: [Double]
    /// Observed less expected, by group.
    var differences: [Double]
    /// The shares of the groups on each day, day by day, and the variance of the ends.
    private var shares: [Double] = []
    private var spreads: [Double] = []

    init(_ clocks: [ProductLimit]) {
      expected = Array(repeating: 0, count: clocks.count)
      differences = expected
      let groups = clocks.map(\.byLength)
      var atRisk = clocks.map(\.count)
      var places = Array(repeating: 0, count: clocks.count)
      // What ended or was censored on a day, by group.
      var here = [ProductLimit.Counts](repeating: ProductLimit.Counts(), count: groups.count)
      while true {
        var days = Double.infinity
        for group in groups.indices where places[group] < groups[group].count {
          days = min(days, groups[group][places[group]].days)
        }
        if days == .infinity { break }
        var (n, d) = (0.0, 0.0)
        for group in groups.indices {
          n += Double(atRisk[group])
          here[group] = ProductLimit.Counts()
          guard places[group] < groups[group].count, groups[group][places[group]].days == days else { continue }
          here[group] = groups[group][places[group]].counts
          d += Double(here[group].ends)
          places[group] += 1
        }
        if d > 0 { spreads.append(n > 1 ? d * (n - d) / (n - 1) : 0) }
        for group in groups.indices {
          if d > 0 {
            let share = Double(atRisk[group]) / n
            shares.append(share)
            expected[group] += d * share
            differences[group] += Double(here[group].ends) - d * share
          }
          atRisk[group] -= here[group].ends + here[group].censored
        }
      }
    }

    /// The covariance of the differences of the first groups, its packed upper triangle.
    func covariance(_ k: Int) -> [Double] {
      var result = [Double](repeating: 0, count: SmallCholesky.packedCount(k))
      for (day, spread) in spreads.enumerated() where spread > 0 {
        let first = day * expected.count
        for row in 0..<k where shares[first + row] > 0 {
          let factor = spread * shares[first + row]
          for column in row..<k { result[SmallCholesky.index(row, column)] -= factor * shares[first + column] }
          result[SmallCholesky.index(row, row)] += factor
        }
      }
      return result
    }
  }
}
