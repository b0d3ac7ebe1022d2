public import FidelityData
import FidelityProbability

/// Kendall's coefficient of concordance W of m raters' rankings of n units.
///
/// W = 12 S / (m^2 (n^3 - n) - m T), with S the sum of squares of the units' rank sums about their mean and T = sum of
/// t^3 - t over each rater's groups of t ties (0 without tie correction). Ties share their average rank. Test:
/// chi-squared = m (n - 1) W on n - 1 degrees of freedom, which is Friedman's.
///
/// Units with a missing rating are left out, and counted in ``incompleteCount``.
///
/// | data | status |
/// |---|---|
/// | one rater, one unit | `too-few-raters`, `too-few-units` |
/// | no complete unit | `too-few-observations` |
/// | every rater ties all units | `no-variation` |
///
/// References: Kendall & Babington Smith (1939), Ann. Math. Stat. 10, 275-287; Siegel & Castellan (1988), Nonparametric
/// Statistics, 2nd ed. Validation: `kendall-w`, with R `friedman.test`.
public struct KendallConcordance: Sendable {
  public let unitCount: Int
  public let raterCount: Int
  public let incompleteCount: Int
  private let squares: Double
  private let tieSum: Double

  /// - Parameters:
  ///   - ratings: units one after the other, each with a rating of every rater; NaN is a missing rating.
  ///   - raterCount: m.
  /// - Complexity: O(m n log n).
  public init(ratings: [Double], raterCount: Int) {
    let starts = raterCount == 0 ? [] : Array(stride(from: 0, to: ratings.count, by: raterCount))
    precondition(ratings.count == starts.count * raterCount, "units with another number of ratings")
    let complete = starts.filter { start in !ratings[start..<start + raterCount].contains(where: \.isNaN) }
    self.init(
      ranks: (0..<raterCount).map { rater in AverageRanks(complete.map { ratings[$0 + rater] }) },
      unitCount: complete.count, incompleteCount: starts.count - complete.count)
  }

  /// - Parameters:
  ///   - ranks: each rater's ranks of the units that every rater rated, in one order of units.
  ///   - incompleteCount: the units that are left out.
  /// - Complexity: O(m n).
  package init(ranks: [AverageRanks], unitCount: Int, incompleteCount: Int) {
    precondition(ranks.allSatisfy { $0.ranks.count == unitCount }, "raters with another number of units")
    (self.unitCount, self.incompleteCount, raterCount) = (unitCount, incompleteCount, ranks.count)
    var sums = [Double](repeating: 0, count: unitCount)
    for rater in ranks { for unit in sums.indices { sums[unit] += rater.ranks[unit] } }
    tieSum = ranks.reduce(0) { $0 + $1.tieSum }
    let mean = Double(ranks.count) * Double(unitCount + 1) / 2
    squares = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  private var status: (Status, String?) {
    if raterCount < 2 { return (.tooFewRaters, "there is one rater: concordance needs two") }
    if unitCount == 0 { return (.tooFewObservations, "no unit has a rating of every rater") }
    if unitCount == 1 { return (.tooFewUnits, "one unit has a rating of every rater: there is nothing to rank") }
    if denominator(isTieCorrected: true) <= 0 { return (.noVariation, "every rater rates all units the same") }
    return (.ok, nil)
  }

  private func denominator(isTieCorrected: Bool) -> Double {
    let (m, n) = (Double(raterCount), Double(unitCount))
    return m * m * (n * n * n - n) - (isTieCorrected ? m * tieSum : 0)
  }

  /// W, 0 ... 1; NaN where there is none.
  public func value(isTieCorrected: Bool = true) -> Double {
    status.0 == .ok ? 12 * squares / denominator(isTieCorrected: isTieCorrected) : .nan
  }

  /// The row `kendall-w` with its test.
  public func estimate(isTieCorrected: Bool = true) -> Estimate {
    var row = Estimate("kendall-w")
    row.form = isTieCorrected ? "ties corrected" : "ties uncorrected"
    row.method = "chi-squared"
    (row.unitCount, row.raterCount) = (unitCount, raterCount)
    (row.status, row.note) = status
    guard row.status == .ok else { return row }
    row.estimate = value(isTieCorrected: isTieCorrected)
    row.degreesOfFreedom = Double(unitCount - 1)
    row.statistic = Double(raterCount) * row.degreesOfFreedom * row.estimate
    row.pValue = ChiSquared(degreesOfFreedom: row.degreesOfFreedom).survival(row.statistic)
    if unitCount <= 7 { row.add(note: "the chi-squared test is rough for so few units") }
    if incompleteCount > 0 { row.add(note: "\(incompleteCount) units without a rating of every rater are left out") }
    return row
  }
}
