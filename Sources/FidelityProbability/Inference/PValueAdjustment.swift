/// Adjustment of p-values for the number of tests (sites, items) made together.
///
/// m tests with p_(1) <= ... <= p_(m); a test is rejected at the level q where its adjusted p is at most q.
///
/// | case | keeps at most q | for tests that are |
/// |---|---|---|
/// | Benjamini-Hochberg | the false discovery rate | independent, or positively dependent |
/// | Benjamini-Yekutieli | the false discovery rate | dependent in any way |
/// | Hochberg | the probability of any false rejection | independent, or positively dependent |
/// | Holm, Bonferroni | the probability of any false rejection | dependent in any way |
///
/// Holm rejects all that Bonferroni does, and Hochberg all that Holm does.
public enum PValueAdjustment: String, Sendable, Hashable, Codable, CaseIterable {
  /// Benjamini and Hochberg's step-up procedure. Adjusted p_(i) = min over j >= i of min(1, m p_(j) / j).
  ///
  /// Reference: Y. Benjamini, Y. Hochberg (1995), J. R. Stat. Soc. B 57, 289-300.
  case benjaminiHochberg = "benjamini-hochberg"

  /// Benjamini and Yekutieli's step-up procedure. Adjusted p_(i) = min over j >= i of min(1, c m p_(j) / j) with
  /// c = 1 + 1/2 + ... + 1/m.
  ///
  /// Reference: Y. Benjamini, D. Yekutieli (2001), Ann. Stat. 29, 1165-1188.
  case benjaminiYekutieli = "benjamini-yekutieli"

  /// Holm's step-down procedure. Adjusted p_(i) = max over j <= i of min(1, (m - j + 1) p_(j)).
  ///
  /// Reference: S. Holm (1979), Scand. J. Stat. 6, 65-70.
  case holm

  /// Hochberg's step-up procedure. Adjusted p_(i) = min over j >= i of min(1, (m - j + 1) p_(j)).
  ///
  /// Reference: Y. Hochberg (1988), Biometrika 75, 800-802.
  case hochberg

  /// Adjusted p_i = min(1, m p_i).
  case bonferroni

  /// The adjusted p-values, in the order given.
  ///
  /// - Parameter pValues: each in 0...1, or NaN where a test was undefined: such a test stays NaN and does not count
  ///   among the m tests (as R's p.adjust treats NA).
  /// - Precondition: no p-value lies outside 0...1.
  /// - Complexity: O(m log m).
  public func adjusted(_ pValues: [Double]) -> [Double] {
    precondition(pValues.allSatisfy { $0.isNaN || $0.isProbability }, "a p-value lies in 0...1")
    var result = pValues
    // Values beside their places: a million of them are sorted in the cache, not by way of the array.
    let sorted = pValues.enumerated().filter { !$0.element.isNaN }.sorted { $0.element < $1.element }
    let order = sorted.map(\.offset)
    let count = Double(order.count)
    switch self {
    case .benjaminiHochberg: Self.stepUp(&result, order) { count / Double($0 + 1) }
    case .benjaminiYekutieli:
      let harmonic = order.indices.reversed().reduce(0) { $0 + 1 / Double($1 + 1) }
      Self.stepUp(&result, order) { harmonic * count / Double($0 + 1) }
    case .hochberg: Self.stepUp(&result, order) { count - Double($0) }
    case .holm:
      var largest = 0.0
      for (rank, index) in order.enumerated() {
        largest = min(1, max(largest, (count - Double(rank)) * pValues[index]))
        result[index] = largest
      }
    case .bonferroni: for index in order { result[index] = min(1, count * pValues[index]) }
    }
    return result
  }

  /// From the largest p value down, the least of 1 and the factor of each rank (from 0) times its p value.
  private static func stepUp(_ pValues: inout [Double], _ order: [Int], _ factor: (Int) -> Double) {
    var smallest = 1.0
    for (rank, index) in order.enumerated().reversed() {
      smallest = min(smallest, factor(rank) * pValues[index])
      pValues[index] = smallest
    }
  }
}
