/// Adjustment of p-values for the number of tests (sites, items) made together.
public enum PValueAdjustment: String, Sendable, Hashable, Codable, CaseIterable {
  /// Benjamini and Hochberg's step-up procedure: rejecting what is at most q keeps the false discovery rate at most q,
  /// for
  /// independent or positively dependent tests. Adjusted p_(i) = min over j >= i of min(1, m p_(j) / j).
  ///
  /// Reference: Y. Benjamini, Y. Hochberg (1995), J. R. Stat. Soc. B 57, 289-300.
  case benjaminiHochberg = "benjamini-hochberg"

  /// Holm's step-down procedure: keeps the probability of any false rejection at most the level, whatever the
  /// dependence.
  /// Adjusted p_(i) = max over j <= i of min(1, (m - j + 1) p_(j)).
  ///
  /// Reference: S. Holm (1979), Scand. J. Stat. 6, 65-70.
  case holm

  /// The adjusted p-values, in the order given.
  ///
  /// - Parameter pValues: each in 0...1, or NaN where a test was undefined: such a test stays NaN and does not count
  ///   among
  ///   the m tests (as R's p.adjust treats NA).
  /// - Precondition: no p-value lies outside 0...1.
  /// - Complexity: O(m log m).
  public func adjusted(_ pValues: [Double]) -> [Double] {
    precondition(pValues.allSatisfy { $0.isNaN || $0.isProbability }, "a p-value lies in 0...1")
    var result = pValues
    let order = pValues.indices.filter { !pValues[$0].isNaN }.sorted { pValues[$0] < pValues[$1] }
    let count = Double(order.count)
    switch self {
    case .benjaminiHochberg:
      var smallest = 1.0
      for (rank, index) in order.enumerated().reversed() {
        smallest = min(smallest, count / Double(rank + 1) * pValues[index])
        result[index] = smallest
      }
    case .holm:
      var largest = 0.0
      for (rank, index) in order.enumerated() {
        largest = min(1, max(largest, (count - Double(rank)) * pValues[index]))
        result[index] = largest
      }
    }
    return result
  }
}
