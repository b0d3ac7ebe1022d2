public import FidelityData
import FidelityMeasurement
import FidelityProbability

/// Hedges' g of scores before and after in the same persons: the mean difference in standard deviations, less the bias
/// of a small sample.
///
/// | kind | g | variance |
/// |---|---|---|
/// | pre-sd | c(n - 1) mean difference / SD before | 2 (1 - r) / n + g^2 / 2n |
/// | change-sd | c(n - 1) mean difference / SD of the differences | 1 / n + g^2 / 2n |
///
/// with r the correlation of both scores and the exact c(m) = sqrt(2 / m) Gamma(m / 2) / Gamma((m - 1) / 2). pre-sd
/// compares with studies of two groups; change-sd does not: it grows with r. Normal limits.
///
/// | data | row | status |
/// |---|---|---|
/// | fewer than three persons | no figure | `too-few-units`: c(1) is 0 |
/// | the deviation is 0 | no figure | `no-variation` |
/// | pre-sd, all have one score after | g alone | `no-spread`: there is no r |
/// | a number is not finite, \|r\| > 1, a deviation < 0 | no figure | `out-of-range` |
///
/// References: Becker (1988), British J. Math. Stat. Psychology 41, 257-278; Hedges (1981), J. Educational Statistics
/// 6, 107-128; Morris (2008), Organizational Research Methods 11, 364-386 (example). Validation: metafor's `SMCR`
/// (`datasets/drivers-training-gain`).
public struct PairedEffectSize: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case preDeviation = "pre-sd"
    case changeDeviation = "change-sd"
  }

  /// n, the persons with both scores.
  public let count: Int
  public let meanDifference: Double
  public let deviationBefore: Double
  /// NaN where it is not known.
  public let deviationOfDifferences: Double
  /// r; NaN where a side does not vary.
  public let correlation: Double

  /// From summaries, as publications have them.
  /// - Parameters:
  ///   - count: persons.
  ///   - deviationAfter: NaN where it is not known: there is no change-sd then.
  ///   - correlation: of both scores.
  public init(
    count: Int, meanBefore: Double, meanAfter: Double, deviationBefore: Double, deviationAfter: Double = .nan,
    correlation: Double
  ) {
    self.count = count
    meanDifference = meanAfter - meanBefore
    self.deviationBefore = deviationBefore
    let square =
      deviationBefore * deviationBefore + deviationAfter * deviationAfter
      - 2 * correlation * deviationBefore * deviationAfter
    deviationOfDifferences = square < 0 ? 0 : square.squareRoot()
    self.correlation = correlation
  }

  /// From the scores of each person; a person with a NaN is left out.
  /// - Precondition: as many before as after.
  /// - Complexity: O(persons).
  public init(before: [Double], after: [Double]) {
    let moments = PairMoments(after, before)
    count = moments.pairCount
    meanDifference = moments.meanDifference
    deviationBefore = standardDeviation(zip(before, after).filter { !($0 + $1).isNaN }.map(\.0))
    deviationOfDifferences = moments.differenceVariance.squareRoot()
    correlation = PairCorrelation(moments).value
  }

  /// c(m) = sqrt(2 / m) Gamma(m / 2) / Gamma((m - 1) / 2), by which d estimates without bias; 0 for m = 1, NaN below.
  ///
  /// The ratio of gamma functions by its series in 1/x at x >= 30, and down from there by the recurrence: 1e-15.
  /// - Complexity: O(1).
  public static func smallSampleFactor(_ m: Double) -> Double {
    guard m > 1 else { return m == 1 ? 0 : .nan }
    // Gamma(x + 1/2) / Gamma(x) at x = (m - 1) / 2.
    var (x, factor) = ((m - 1) / 2, 1.0)
    while x < 30 {
      factor *= x / (x + 0.5)
      x += 1
    }
    let t = 1 / x
    let coefficients = [
      39_325.0 / 33_554_432, 869.0 / 4_194_304, -399.0 / 262_144, -21.0 / 32_768, 5.0 / 1_024, 1.0 / 128, -0.125, 1,
    ]
    let series = coefficients.reduce(0) { $0 * t + $1 }
    return factor * series * (2 * x / m).squareRoot()
  }

  /// g; NaN where there is none.
  public func value(_ kind: Kind) -> Double { estimate(kind).estimate }

  /// The row `hedges-g` of the result table.
  /// - Complexity: O(1).
  public func estimate(_ kind: Kind, level: Double = 0.95) -> Estimate {
    var row = Estimate("hedges-g")
    row.form = kind.rawValue
    row.method = kind == .preDeviation ? "SD before, exact factor" : "SD of the differences, exact factor"
    row.unitCount = count
    let deviation = kind == .preDeviation ? deviationBefore : deviationOfDifferences
    row.status = status(deviation)
    guard row.status == .ok else { return row }
    let n = Double(count)
    let g = Self.smallSampleFactor(n - 1) * meanDifference / deviation
    row.estimate = g
    if kind == .preDeviation, correlation.isNaN {
      row.status = .noSpread
      row.note = "all have one score after: there is no correlation for an error"
      return row
    }
    let scatter = kind == .preDeviation ? 2 * (1 - correlation) / n : 1 / n
    var quantiles = StudentTQuantileTable(level: level)
    row.take(
      standardError: (scatter + g * g / (2 * n)).squareRoot(),
      ErrorInterval(
        estimate: g, standardError: (scatter + g * g / (2 * n)).squareRoot(), .normal, test: .none, &quantiles))
    return row
  }

  private func status(_ deviation: Double) -> Status {
    if count < 3 { return .tooFewUnits }
    guard deviation.isFinite, deviation >= 0, meanDifference.isFinite, !(abs(correlation) > 1) else {
      return .outOfRange
    }
    return deviation == 0 ? .noVariation : .ok
  }
}
