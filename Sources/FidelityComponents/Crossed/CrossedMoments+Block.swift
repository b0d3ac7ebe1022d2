import FidelityData

extension CrossedMoments {
  /// Units whose sums are made at once, and in that order, on any number of threads.
  private static let pieceSize = 1 << 13

  /// The sums of a matrix of ratings, rater after rater: `values[r * units + u]`; NaN is a missing rating.
  /// - Complexity: O(ratings), shared among threads; up to ``maskedRaterCount`` raters at the speed of memory.
  public init(raterMajor values: [Double], raterCount: Int) {
    precondition(raterCount > 0 && values.count.isMultiple(of: raterCount), "the ratings do not fill a matrix")
    let unitCount = values.count / raterCount
    let pieces = WorkerThreads.map((unitCount + Self.pieceSize - 1) / Self.pieceSize) { piece in
      var state = CrossedMoments(raterCount: raterCount)
      let units = piece * Self.pieceSize..<min((piece + 1) * Self.pieceSize, unitCount)
      state.add(raterMajor: values.span, unitCount: unitCount, units: units)
      return state
    }
    self.init(raterCount: raterCount)
    for piece in pieces { merge(piece) }
  }

  /// Takes some units of a matrix of ratings, rater after rater: `values[r * unitCount + u]`; NaN is a missing rating.
  public mutating func add(raterMajor values: Span<Double>, unitCount: Int, units: Range<Int>) {
    precondition(values.count == unitCount * raterCount, "the ratings do not fill a matrix")
    precondition(units.lowerBound >= 0 && units.upperBound <= unitCount, "units outside the matrix")
    if masks.isEmpty {
      addRows(values, unitCount, units)
    } else {
      addMasked(values, unitCount, units)
    }
  }

  private mutating func addRows(_ values: Span<Double>, _ unitCount: Int, _ units: Range<Int>) {
    let raters = (0..<UInt32(raterCount)).map { $0 }
    var row = [Double](repeating: 0, count: raterCount)
    for unit in units {
      for rater in 0..<raterCount { row[rater] = values[rater * unitCount + unit] }
      add(raters: raters.span, values: row.span)
    }
  }

  /// Eight units at a time, whose ratings by one rater lie side by side.
  private mutating func addMasked(_ values: Span<Double>, _ unitCount: Int, _ units: Range<Int>) {
    typealias Lanes = SIMD8<Double>
    var counts = [Lanes](repeating: .zero, count: raterCount)
    var sums = counts
    var squares = Lanes.zero
    var empty = 0.0
    let full = masks.count - 1
    var (fullCount, fullMeans, fullSquares) = (0.0, Lanes.zero, Lanes.zero)
    let whole = units.lowerBound + units.count / 8 * 8
    let size = Lanes(repeating: Double(raterCount))
    var unit = units.lowerBound
    var isOriginSet = false
    var origin = Lanes.zero
    while unit < whole {
      if !isOriginSet {
        // A first rating that is there, of any unit of this run: it is only a shift.
        if let first = firstRating(values, unitCount, unit) {
          _ = start(first, 0)
          origin = Lanes(repeating: self.origin)
          isOriginSet = true
        }
      }
      var total = Lanes.zero
      for rater in 0..<raterCount { total += Self.load(values, rater &* unitCount &+ unit) - origin }
      if all(total .== total) {
        let mean = total / size
        for rater in 0..<raterCount {
          let deviation = (Self.load(values, rater &* unitCount &+ unit) - origin) - mean
          sums[rater] += deviation
          squares += deviation * deviation
        }
        fullCount += 8
        fullMeans += mean
        fullSquares += mean * mean
      } else {
        empty += addIncomplete(values, unitCount, unit, origin, &counts, &sums, &squares)
      }
      unit += 8
    }
    masks[full].count += fullCount
    masks[full].means += fullMeans.sum()
    masks[full].squaredMeans += fullSquares.sum()
    add(
      counts: counts.map { $0.sum() + fullCount }.span, deviations: sums.map { $0.sum() }.span,
      withinSquares: squares.sum(), empty: empty)
    if whole < units.upperBound { addRows(values, unitCount, whole..<units.upperBound) }
  }

  /// Eight units of which some lack ratings; returns how many nobody rated.
  @inline(__always)
  private mutating func addIncomplete(
    _ values: Span<Double>, _ unitCount: Int, _ unit: Int, _ origin: SIMD8<Double>, _ counts: inout [SIMD8<Double>],
    _ sums: inout [SIMD8<Double>], _ squares: inout SIMD8<Double>
  ) -> Double {
    var (total, count, mask) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Int64>.zero)
    for rater in 0..<raterCount {
      let value = Self.load(values, rater &* unitCount &+ unit) - origin
      let isThere = value .== value
      total += value.replacing(with: 0, where: .!isThere)
      let one = SIMD8<Double>.zero.replacing(with: 1, where: isThere)
      count += one
      counts[rater] += one
      mask |= SIMD8<Int64>.zero.replacing(with: 1 &<< Int64(rater), where: isThere)
    }
    let mean = total / count.replacing(with: 1, where: count .== 0)
    for rater in 0..<raterCount {
      let value = Self.load(values, rater &* unitCount &+ unit) - origin
      let deviation = (value - mean).replacing(with: 0, where: value .!= value)
      sums[rater] += deviation
      squares += deviation * deviation
    }
    var empty = 0.0
    for lane in 0..<8 {
      let place = Int(mask[lane])
      if place == 0 {
        empty += 1
        continue
      }
      masks[place].count += 1
      masks[place].means += mean[lane]
      masks[place].squaredMeans += mean[lane] * mean[lane]
    }
    return empty
  }

  private func firstRating(_ values: Span<Double>, _ unitCount: Int, _ unit: Int) -> Double? {
    for lane in 0..<8 {
      for rater in 0..<raterCount where !values[rater * unitCount + unit + lane].isNaN {
        return values[rater * unitCount + unit + lane]
      }
    }
    return nil
  }

  /// Eight ratings side by side: one check for all of them.
  @inline(__always)
  private static func load(_ values: Span<Double>, _ start: Int) -> SIMD8<Double> {
    unsafe values.bytes.unsafeLoadUnaligned(fromByteOffset: start &* 8, as: SIMD8<Double>.self)
  }
}
