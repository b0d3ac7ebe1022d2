public import FidelityData
import FidelityProbability
import FidelitySystem

/// The correlation among all candidates, from that among those who were selected: Thorndike's case 2.
///
/// Selection by a score narrows the score among those selected, and with it the correlation r of score and outcome.
/// With u = SD of the score among all / SD among those selected,
///
///     rho = u r / sqrt(1 + r^2 (u^2 - 1)),  se = se(r) u / (1 + r^2 (u^2 - 1))^1.5,  se(r) = (1 - r^2) / sqrt(n - 1)
///
/// The error takes u as known. Limits are Fisher's of r, tanh(atanh r -+ z / sqrt(n - 3)), sent through the formula,
/// which rises with r.
///
/// Right where selection was by this score alone, and the outcome depends on it by a line with the same scatter
/// everywhere; wrong where one selected on something else. u < 1 lowers the correlation.
///
/// | input | what it gets | status |
/// |---|---|---|
/// | a deviation of 0 | nothing | `no-variation` |
/// | a deviation or r is NaN, r beyond -1...1, n < 4 | nothing | `too-few-units` |
/// | r = -1 or 1 | rho = r, no error | `no-spread` |
///
/// References: Thorndike (1949), Personnel Selection; Bobko & Rieck (1980), Applied Psychological Measurement 4,
/// 385-398. Validation: psych 2.2.9 `rangeCorrection` (`datasets/drivers-selection`).
public struct RangeRestriction: Sendable, Hashable {
  /// r, among those selected.
  public let correlation: Double
  /// u; NaN where a deviation is 0.
  public let ratio: Double
  private let isConstant: Bool

  /// - Parameters:
  ///   - correlation: of score and outcome among those selected.
  ///   - allDeviation: the standard deviation of the score among all candidates.
  ///   - selectedDeviation: the same among those selected.
  public init(correlation: Double, allDeviation: Double, selectedDeviation: Double) {
    self.correlation = correlation
    isConstant = allDeviation == 0 || selectedDeviation == 0
    ratio = isConstant ? .nan : allDeviation / selectedDeviation
  }

  /// Whether there is a corrected correlation, and if not, why.
  public var status: Status {
    if isConstant { return .noVariation }
    return ratio > 0 && ratio.isFinite && abs(correlation) <= 1 ? .ok : .tooFewUnits
  }

  /// rho; NaN where there is none.
  /// - Complexity: O(1).
  public var value: Double { corrected(correlation) }

  private func corrected(_ r: Double) -> Double {
    guard status == .ok else { return .nan }
    return r * (ratio / growth(r))
  }

  /// sqrt(1 + r^2 (u^2 - 1)), also where u^2 overflows.
  private func growth(_ r: Double) -> Double { hypot((1 - r * r).squareRoot(), r * ratio) }

  /// Whether the pairs lie on a line, but for rounding.
  private var isLine: Bool { abs(correlation) >= 1 - 1e-15 }

  /// The error of r itself, (1 - r^2) / sqrt(n - 1).
  static func plainError(_ r: Double, pairCount: Int) -> Double { (1 - r * r) / (Double(pairCount) - 1).squareRoot() }

  /// Bobko and Rieck's error; NaN for fewer than two pairs.
  /// - Parameter pairCount: n, those selected who have an outcome.
  public func standardError(pairCount: Int) -> Double {
    guard status == .ok, pairCount > 1 else { return .nan }
    let growth = growth(correlation)
    return Self.plainError(correlation, pairCount: pairCount) * (ratio / growth) / growth / growth
  }

  /// Fisher's limits of r, corrected as r is; nil for n < 4 and where r is -1 or 1.
  public func limits(pairCount: Int, level: Double = 0.95) -> (lower: Double, upper: Double)? {
    guard status == .ok, pairCount > 3, !isLine else { return nil }
    let reach = Normal.standard.quantile(upperTail: (1 - level) / 2) / (Double(pairCount) - 3).squareRoot()
    return (corrected(tanh(atanh(correlation) - reach)), corrected(tanh(atanh(correlation) + reach)))
  }

  /// The row `corrected-correlation` of the result table.
  public func estimate(pairCount: Int, level: Double = 0.95) -> Estimate {
    var row = Estimate("corrected-correlation")
    row.method = "Thorndike case 2, u as known"
    row.unitCount = pairCount
    row.status = pairCount > 3 || status == .noVariation ? status : .tooFewUnits
    guard row.status == .ok else { return row }
    row.estimate = value
    guard !isLine else {
      row.status = .noSpread
      row.note = "pairs on a line have no error"
      return row
    }
    row.standardError = standardError(pairCount: pairCount)
    if let limits = limits(pairCount: pairCount, level: level) {
      (row.lower, row.upper, row.level) = (limits.lower, limits.upper, level)
    }
    return row
  }
}
