/// Finds columns whose whole numbers add up to the same in every row, as counts of raters by category do, and ratings
/// do not.
///
/// Only the first rows that it is shown are looked at.
package struct ConstantSums: Sendable {
  private static let mostRows = 1_000
  private static let fewestRows = 4
  /// The columns in question; the last ones are looked at with and without those before them.
  private let columnCount: Int
  /// For each column, the sum from it on to the last; NaN where rows differ.
  private var sums: [Double] = []
  /// The first row, and whether each column has another value in some other row.
  private var first: [Double] = []
  private var varies: [Bool] = []
  private var rowCount = 0

  package init(columnCount: Int) { self.columnCount = columnCount }

  /// Whether a row more is looked at.
  package var wantsRows: Bool { rowCount < Self.mostRows && columnCount >= 2 && columnCount <= 64 && !isSettled }

  private var isSettled: Bool { rowCount > 0 && sums.dropLast().allSatisfy(\.isNaN) }

  /// Takes the next row; what is no whole number from 0 on is no count.
  package mutating func add(_ row: [Double]) {
    guard row.count == columnCount else { return }
    var sum = 0.0
    var own = row
    for column in row.indices.reversed() {
      sum += row[column] >= 0 && row[column] == row[column].rounded() ? row[column] : .nan
      own[column] = sum
    }
    if rowCount == 0 {
      (sums, first, varies) = (own, row, Array(repeating: false, count: row.count))
    } else {
      for column in row.indices {
        if own[column] != sums[column] { sums[column] = .nan }
        if row[column] != first[column] { varies[column] = true }
      }
    }
    rowCount += 1
  }

  package mutating func merge(_ other: ConstantSums) {
    if other.rowCount == 0 { return }
    guard rowCount > 0 else {
      self = other
      return
    }
    for column in sums.indices {
      if sums[column] != other.sums[column] { sums[column] = .nan }
      varies[column] = varies[column] || other.varies[column] || first[column] != other.first[column]
    }
    rowCount += other.rowCount
  }

  /// The columns that add up, from this one on to the last, and their sum; nil where there are none.
  package var found: (first: Int, sum: Int)? {
    guard rowCount >= Self.fewestRows else { return nil }
    for column in sums.indices.dropLast() where sums[column] >= 2 {
      if varies[column...].count(where: \.self) >= 2 { return (column, Int(sums[column])) }
    }
    return nil
  }
}
