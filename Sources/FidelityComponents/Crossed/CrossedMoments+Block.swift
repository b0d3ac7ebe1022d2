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

  /// What units with all ratings are summed to, lane by lane.
  private struct FullUnits {
    var count = 0.0
    var means = SIMD8<Double>.zero
    var squaredMeans = SIMD8<Double>.zero
  }

  /// Eight units at a time, whose ratings by one rater lie side by side.
  private mutating func addMasked(_ values: Span<Double>, _ unitCount: Int, _ units: Range<Int>) {
    typealias Lanes = SIMD8<Double>
    var counts = [Lanes](repeating: .zero, count: raterCount)
    var sums = counts
    var squares = Lanes.zero
    var empty = 0.0
    let full = masks.count - 1
    var fullUnits = FullUnits()
    let whole = units.lowerBound + units.count / 8 * 8
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
      unit = Self.addFull(values, unitCount, unit..<whole, origin, &sums, &squares, &fullUnits)
      guard unit < whole else { break }
      empty += addIncomplete(values, unitCount, unit, origin, &counts, &sums, &squares)
      unit += 8
    }
    masks[full].count += fullUnits.count
    masks[full].means += fullUnits.means.sum()
    masks[full].squaredMeans += fullUnits.squaredMeans.sum()
    add(
      counts: counts.map { $0.sum() + fullUnits.count }.span, deviations: sums.map { $0.sum() }.span,
      withinSquares: squares.sum(), empty: empty)
    if whole < units.upperBound { addRows(values, unitCount, whole..<units.upperBound) }
  }

  /// Takes units, eight at a time, up to the first eight of which some lack ratings; returns where these begin. Nothing
  /// else is in this loop: its sums stay in registers.
  @inline(never)
  private static func addFull(
    _ values: Span<Double>, _ unitCount: Int, _ units: Range<Int>, _ origin: SIMD8<Double>,
    _ sums: inout [SIMD8<Double>], _ squares: inout SIMD8<Double>, _ full: inout FullUnits
  ) -> Int {
    let raterCount = sums.count
    let size = SIMD8<Double>(repeating: Double(raterCount))
    var sums = sums.mutableSpan
    var (rest, means, squaredMeans) = (squares, full.means, full.squaredMeans)
    var unit = units.lowerBound
    while unit < units.upperBound {
      var total = SIMD8<Double>.zero
      for rater in 0..<raterCount { total += load(values, rater &* unitCount &+ unit) - origin }
      guard all(total .== total) else { break }
      let mean = total / size
      for rater in 0..<raterCount {
        let deviation = (load(values, rater &* unitCount &+ unit) - origin) - mean
        sums[rater] += deviation
        rest += deviation * deviation
      }
      means += mean
      squaredMeans += mean * mean
      unit += 8
    }
    full.count += Double(unit - units.lowerBound)
    (squares, full.means, full.squaredMeans) = (rest, means, squaredMeans)
    return unit
  }

  /// Eight units of which some lack ratings; returns how many nobody rated.
  @inline(never)
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
