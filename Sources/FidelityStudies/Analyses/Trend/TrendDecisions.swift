import FidelityData
import FidelityProbability
import FidelityTrends

/// Verdicts on the slopes of many groups: a row each, with the tests they rest on and the slope that the other groups
/// speak for (empirical Bayes).
struct TrendDecisions {
  let table: StudyResultTable

  /// - Parameter groups: the columns that name the groups of the slopes.
  init(_ trend: Trend, _ slopes: [SlopeEstimate], _ groups: [Table.Column]) {
    let rule = TrendRule(
      margin: trend.margin ?? 1, direction: trend.lowerIsBetter ? .lowerIsBetter : .higherIsBetter,
      significance: 1 - trend.level, adjustment: trend.adjust)
    let decisions = rule.decisions(slopes)
    let shrunken = EmpiricalBayes(
      estimates: slopes.map(\.slope), standardErrors: slopes.map(\.standardError), level: trend.level)
    var quantiles = StudentTQuantileTable(level: trend.level)
    let limits = slopes.map { slope in
      ErrorInterval(
        estimate: slope.slope, standardError: slope.standardError,
        .studentT(degreesOfFreedom: slope.degreesOfFreedom), zero: .isExact, &quantiles)
    }
    table = StudyResultTable(
      Trend.decisionsName,
      Table(
        columns: groups + [
          Table.Column("verdict", text: decisions.map(\.verdict.rawValue)),
          Table.Column("slope", .numbers(slopes.map(\.slope))),
          Table.Column("standard_error", .numbers(slopes.map(\.standardError))),
          Table.Column("lower", .numbers(limits.map(\.lower))),
          Table.Column("upper", .numbers(limits.map(\.upper))),
          Table.Column("degrees_of_freedom", .numbers(slopes.map(\.degreesOfFreedom))),
          Table.Column("p_value", .numbers(decisions.map(\.changePValue))),
          Table.Column("adjusted_p_value", .numbers(decisions.map(\.adjustedChangePValue))),
          Table.Column("equivalence_p_value", .numbers(decisions.map(\.equivalence.pValue))),
          Table.Column("adjusted_equivalence_p_value", .numbers(decisions.map(\.adjustedEquivalencePValue))),
          Table.Column("shrunken_slope", .numbers(shrunken.sites.map(\.estimate))),
          Table.Column("shrunken_lower", .numbers(shrunken.sites.map(\.lower))),
          Table.Column("shrunken_upper", .numbers(shrunken.sites.map(\.upper))),
          Table.Column("shrinkage", .numbers(shrunken.sites.map(\.shrinkage))),
          Table.Column("status", text: decisions.map(\.status.rawValue)),
          Table.Column("note", text: decisions.map { $0.isSmallChange ? "a change, but smaller than the margin" : "" }),
        ]))
  }
}
