import FidelityData

/// The cross table of two raters: how many units the first put into category k and the second into category l.
///
/// The categories stand in ascending order, the same for both. Units that only one of the two rated have no place here.
public struct CrossTable: Sendable, Hashable {
  /// q, the number of categories.
  public let categoryCount: Int
  /// n_kl at `k * categoryCount + l`: k by the first rater, l by the second.
  public let counts: [Int]
  /// n_k+, the counts of the first rater.
  public let firstMargin: [Int]
  /// n_+l, the counts of the second rater.
  public let secondMargin: [Int]
  /// n, the number of units that both rated.
  public let unitCount: Int

  /// - Precondition: `counts` holds `categoryCount` squared counts, none negative.
  /// - Complexity: O(q^2).
  public init(categoryCount: Int, counts: [Int]) {
    precondition(counts.count == categoryCount * categoryCount, "the counts do not fill a square table")
    precondition(counts.allSatisfy { $0 >= 0 }, "a count is not negative")
    var (first, second) = (Array(repeating: 0, count: categoryCount), Array(repeating: 0, count: categoryCount))
    for row in 0..<categoryCount {
      for column in 0..<categoryCount {
        first[row] += counts[row * categoryCount + column]
        second[column] += counts[row * categoryCount + column]
      }
    }
    self.categoryCount = categoryCount
    self.counts = counts
    firstMargin = first
    secondMargin = second
    unitCount = first.reduce(0, +)
  }

  /// A table at a place of a larger buffer.
  init(categoryCount: Int, cells: Span<UInt32>, at start: Int) {
    self.init(
      categoryCount: categoryCount,
      counts: (start..<start + categoryCount * categoryCount).map { Int(cells[$0]) })
  }

  public subscript(first: Int, second: Int) -> Int { counts[first * categoryCount + second] }

  /// The same table with the raters exchanged.
  public var transposed: CrossTable {
    let cells = (0..<counts.count).map { place in
      let (row, column) = place.quotientAndRemainder(dividingBy: categoryCount)
      return counts[column * categoryCount + row]
    }
    return CrossTable(categoryCount: categoryCount, counts: cells)
  }

  /// The number of units with equal ratings.
  public var agreementCount: Int { (0..<categoryCount).reduce(0) { $0 + self[$1, $1] } }

  /// The table of the two categories "k" (first) and "any other" (second).
  public func against(rest category: Int) -> CrossTable {
    let both = self[category, category]
    let (first, second) = (firstMargin[category], secondMargin[category])
    return CrossTable(
      categoryCount: 2, counts: [both, first - both, second - both, unitCount - first - second + both])
  }

  /// The table without the categories that neither rater used.
  public var withoutUnused: CrossTable {
    let used = (0..<categoryCount).filter { firstMargin[$0] + secondMargin[$0] > 0 }
    if used.count == categoryCount { return self }
    return CrossTable(categoryCount: used.count, counts: used.flatMap { row in used.map { self[row, $0] } })
  }
}
