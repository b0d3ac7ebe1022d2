import FidelitySystem

/// An index of agreement over many groups: mean, median, spread, and the share of groups that reach a cut.
///
/// Undefined values (NaN) are counted and left out. NaN without values; the deviation has the divisor n - 1.
/// - Complexity: O(n log n).
public struct AgreementSummary: Sendable, Equatable {
  public let count: Int
  public let undefinedCount: Int
  public let mean: Double
  public let median: Double
  public let deviation: Double
  public let smallest: Double
  public let largest: Double
  /// The share of groups that agree: at or above the cut, or at or below it where less is better.
  public let share: Double

  /// - Parameters:
  ///   - cut: where agreement begins; NaN for none.
  ///   - lessIsBetter: whether values at or below the cut agree, as average deviations do.
  public init(_ values: [Double], cut: Double, lessIsBetter: Bool = false) {
    let ordered = values.filter { !$0.isNaN }.sorted()
    let n = ordered.count
    (count, undefinedCount) = (n, values.count - n)
    guard let first = ordered.first, let last = ordered.last else {
      (mean, median, deviation, smallest, largest, share) = (.nan, .nan, .nan, .nan, .nan, .nan)
      return
    }
    let middle = first + ordered.reduce(0) { $0 + ($1 - first) } / Double(n)
    mean = middle
    median = (ordered[(n - 1) / 2] + ordered[n / 2]) / 2
    deviation =
      n > 1
      ? (ordered.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(n - 1)).squareRoot() : .nan
    (smallest, largest) = (first, last)
    // 0.7 computed another way is 0.7.
    let slack = 1e-12 * max(1, abs(cut))
    share =
      cut.isNaN ? .nan : Double(ordered.count { lessIsBetter ? $0 <= cut + slack : $0 >= cut - slack }) / Double(n)
  }
}
