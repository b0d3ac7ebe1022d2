import FidelityData

/// The cross table of two raters: how many units the first put into category k and the second into category l.
///
/// The categories stand in ascending order, the same for both. Units that only one of the two rated have no place here.
public struct CrossTable: Sendable, Hashable {
  /// q, the number of categories.
  public let categoryCount: Int
  /// n_kl at `k * categoryCount + l`: k by the first rater, l by the second. Whole numbers, as sums need them.
  let cells: [Double]
  /// n_k+, the counts of the first rater.
  let rows: [Double]
  /// n_+l, the counts of the second rater.
  let columns: [Double]
  /// n
  let size: Double

  /// - Precondition: `counts` holds `categoryCount` squared counts, none negative.
  /// - Complexity: O(q^2).
  public init(categoryCount: Int, counts: [Int]) {
    precondition(counts.count == categoryCount * categoryCount, "the counts do not fill a square table")
    precondition(counts.allSatisfy { $0 >= 0 }, "a count is not negative")
    self.init(categoryCount: categoryCount, cells: counts.map(Double.init))
  }

  /// A table at a place of a larger buffer.
  init(categoryCount: Int, cells: Span<UInt32>, at start: Int) {
    self.init(
      categoryCount: categoryCount,
      cells: (start..<start + categoryCount * categoryCount).map { Double(cells[$0]) })
  }

  /// The table whose cells begin at `start` among the totals of a group.
  init(_ totals: Span<Double>, at start: Int, categoryCount count: Int) {
    self.init(categoryCount: count, cells: (start..<start + count * count).map { totals[$0] })
  }

  private init(categoryCount count: Int, cells: [Double]) {
    var rows = [Double](repeating: 0, count: count)
    var columns = rows
    for row in 0..<count {
      for column in 0..<count {
        rows[row] += cells[row * count + column]
        columns[column] += cells[row * count + column]
      }
    }
    categoryCount = count
    self.cells = cells
    self.rows = rows
    self.columns = columns
    size = rows.reduce(0, +)
  }

  /// n_kl at `k * categoryCount + l`: k by the first rater, l by the second.
  public var counts: [Int] { cells.map { Int($0) } }
  /// n_k+, the counts of the first rater.
  public var firstMargin: [Int] { rows.map { Int($0) } }
  /// n_+l, the counts of the second rater.
  public var secondMargin: [Int] { columns.map { Int($0) } }
  /// n, the number of units that both rated.
  public var unitCount: Int { Int(size) }

  public subscript(first: Int, second: Int) -> Int { Int(cells[first * categoryCount + second]) }

  /// The same table with the raters exchanged.
  public var transposed: CrossTable {
    let cells = (0..<cells.count).map { place in
      let (row, column) = place.quotientAndRemainder(dividingBy: categoryCount)
      return self.cells[column * categoryCount + row]
    }
    return CrossTable(categoryCount: categoryCount, cells: cells)
  }

  /// The number of units with equal ratings.
  public var agreementCount: Int { Int(diagonal) }

  /// n_11 + ... + n_qq
  var diagonal: Double { (0..<categoryCount).reduce(0) { $0 + cells[$1 * (categoryCount + 1)] } }

  /// The table of the two categories "k" (first) and "any other" (second).
  public func against(rest category: Int) -> CrossTable {
    let both = cells[category * (categoryCount + 1)]
    let (first, second) = (rows[category], columns[category])
    return CrossTable(categoryCount: 2, cells: [both, first - both, second - both, size - first - second + both])
  }

  /// The table without the categories that neither rater used.
  public var withoutUnused: CrossTable {
    let used = (0..<categoryCount).filter { rows[$0] + columns[$0] > 0 }
    if used.count == categoryCount { return self }
    return CrossTable(
      categoryCount: used.count, cells: used.flatMap { row in used.map { cells[row * categoryCount + $0] } })
  }

  /// Whether all ratings of one of the raters are of one category.
  var hasConstantRater: Bool { rows.contains(size) || columns.contains(size) }

  /// Whether some category was used by both raters.
  var hasCommonCategory: Bool { zip(rows, columns).contains { $0 > 0 && $1 > 0 } }
}
