import FidelityData

/// The ratings of one rater beside those of a standard, unit by unit, counted by what they are.
///
/// Sums run over the distinct pairs in ascending order: they do not depend on the order of the units.
struct PairedRatings: Sendable {
  /// A pair of categories and how many units have it.
  struct Cell: Sendable, Equatable {
    let own: Int
    let standard: Int
    var count: Int
  }

  private(set) var cells: [Cell] = []
  private(set) var unitCount = 0

  /// - Parameter pairs: the rater's category in the upper, the standard's in the lower half of each number.
  init(_ pairs: [UInt64]) {
    unitCount = pairs.count
    for pair in pairs.sorted() {
      let (own, standard) = (Int(pair >> 32), Int(pair & 0xFFFF_FFFF))
      if let last = cells.last, last.own == own, last.standard == standard {
        cells[cells.count - 1].count += 1
      } else {
        cells.append(Cell(own: own, standard: standard, count: 1))
      }
    }
  }

  /// The number of units for which a condition on the two categories holds.
  func count(where holds: (Int, Int) -> Bool) -> Int {
    cells.reduce(0) { $0 + (holds($1.own, $1.standard) ? $1.count : 0) }
  }

  /// The mean over units of a function of the two categories, with its standard error.
  /// - Parameter size: the largest magnitude of the numbers that the function is computed from.
  func mean(size: Double, of value: (Int, Int) -> Double) -> ValueWithError {
    guard unitCount > 0 else { return .undefined }
    let n = Double(unitCount)
    let mean = cells.reduce(0) { $0 + Double($1.count) * value($1.own, $1.standard) } / n
    guard unitCount > 1 else { return ValueWithError(value: mean, standardError: .nan) }
    let squares = cells.reduce(0) { $0 + Double($1.count) * square(value($1.own, $1.standard) - mean) }
    return ValueWithError(
      value: mean, standardError: (squares / (n - 1) / n).squareRoot(), rounding: 8 * Double.ulpOfOne * size)
  }

  /// The cross table with the rater's categories by rows.
  func table(categoryCount: Int) -> CrossTable {
    var counts = [Int](repeating: 0, count: categoryCount * categoryCount)
    for cell in cells { counts[cell.own * categoryCount + cell.standard] = cell.count }
    return CrossTable(categoryCount: categoryCount, counts: counts)
  }
}

extension RaterGroup {
  /// Each rater's ratings beside those of one of them, by places; the ones of the standard itself are empty.
  /// - Complexity: O(ratings log ratings).
  func paired(with standard: UInt32) -> [PairedRatings] {
    var pairs = Array(repeating: [UInt64](), count: raterCount)
    for unit in 0..<unitCount {
      let range = unitOffsets[unit]..<unitOffsets[unit + 1]
      guard let place = range.first(where: { raters[$0] == standard }) else { continue }
      for rating in range where raters[rating] != standard {
        pairs[Int(raters[rating])].append(UInt64(ranks[rating]) << 32 | UInt64(ranks[place]))
      }
    }
    return pairs.map { PairedRatings($0) }
  }
}
