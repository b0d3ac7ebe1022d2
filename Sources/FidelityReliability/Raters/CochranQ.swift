public import FidelityData
import FidelityProbability

/// Cochran's Q: whether r raters use one of two categories equally often; McNemar's test for more than two raters.
///
/// Over the units that all raters rated, G_j the units that rater j put into the upper category, L_i the raters who put
/// unit i there: Q = (r - 1) (r sum G_j^2 - (sum G_j)^2) / (r sum L_i - sum L_i^2); chi-squared with r - 1 degrees of
/// freedom. Exchanging the categories changes nothing. With two raters it is McNemar's statistic.
///
/// Reference: Cochran (1950), Biometrika 37, 256-266. Validation: statsmodels 0.15.0 (`datasets/marginal-homogeneity`).
public enum CochranQ {
  /// Status: `tooFewUnits` where all raters have no unit in common, `noVariation` where they agree on every one,
  /// `tooManyCategories` above two, `tooFewRaters` below two raters.
  /// - Complexity: O(ratings).
  public static func estimate(of table: RatingTable, group: Int = 0) -> Estimate {
    estimate(RaterAnalysis().ratings(RaterPlace(table, group: group)))
  }

  static func estimate(_ group: RaterGroup) -> Estimate {
    var row = Estimate("cochran-q")
    row.raterCount = group.raterCount
    guard group.raterCount >= 2 else {
      row.status = .tooFewRaters
      return row
    }
    guard group.categoryCount <= 2 else {
      row.status = .tooManyCategories
      return row
    }
    var (columns, unitCount) = ([Int](repeating: 0, count: group.raterCount), 0)
    var (rowSum, squareSum) = (0, 0)
    for unit in 0..<group.unitCount {
      let ratings = group.unitOffsets[unit]..<group.unitOffsets[unit + 1]
      guard ratings.count == group.raterCount else { continue }
      unitCount += 1
      var upper = 0
      for rating in ratings where group.ranks[rating] == 1 {
        upper += 1
        columns[Int(group.raters[rating])] += 1
      }
      rowSum += upper
      squareSum += upper * upper
    }
    row.unitCount = unitCount
    row.degreesOfFreedom = Double(group.raterCount - 1)
    guard unitCount > 0 else {
      row.status = .tooFewUnits
      return row
    }
    let raters = group.raterCount
    let denominator = raters * rowSum - squareSum
    guard denominator > 0 else {
      row.status = .noVariation
      return row
    }
    let numerator = (raters - 1) * (raters * columns.reduce(0) { $0 + $1 * $1 } - rowSum * rowSum)
    row.setChiSquared(Double(numerator) / Double(denominator))
    return row
  }
}
