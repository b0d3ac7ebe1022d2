import CProcessor
public import FidelityData
import FidelityLinearAlgebra

/// Sums and sums of products of several columns in each of many groups: the sufficient statistic of a regression per
/// group, of one regression of all rows, and of errors that respect clusters.
///
/// A group of m columns takes the number of rows (and the sum of weights), an origin and sums about it, 8 (1 + 2 m +
/// m (m + 1) / 2) bytes in whole lines of the processor's cache: 64 for two columns, 192 for four. The origin is the
/// group's first row, so large numbers (dates, amounts) lose no digits. Rows come row by row: m numbers after one
/// another. A row whose group is missing, or that lacks a number, is counted in ``skippedCount``; a row of weight 0
/// counts in ``weightlessCount`` and is no observation.
///
/// Where a model fits so well that the residual is less than 1e-5 of the outcome's variation, plain sums leave it
/// fewer than ten digits: ``CentredProducts`` says so, and the rows deserve ``LeastSquares``.
/// - Complexity: `add` O(rows m^2 / 2), memory O(groups m^2 / 2), merge and finish O(groups m^2).
public struct GroupedCrossProducts: MergeableState {
  /// m, the number of columns.
  public let width: Int
  /// Whether rows have weights.
  public let isWeighted: Bool
  private var storage = CacheLineArray<Double>()
  private let expected = ExpectedCount()
  /// Rows on their way to the sums.
  private var piece: [Double] = []
  public private(set) var groupCount = 0
  /// Rows passed over because their group or a number was missing.
  public private(set) var skippedCount = 0
  /// Rows of weight 0.
  public private(set) var weightlessCount = 0
  /// The observations of all groups.
  public private(set) var observationCount = 0

  /// - Parameter width: the number of columns, 1 or more.
  public init(width: Int, isWeighted: Bool = false) {
    precondition(width >= 1, "products of no column")
    self.width = width
    self.isWeighted = isWeighted
  }

  /// Where a group's parts begin: n, the sum of weights where there are some, the origin, the sums, the packed upper
  /// triangle of products.
  private var head: Int { isWeighted ? 2 : 1 }

  @inline(__always)
  private static func stride(_ width: Int, head: Int) -> Int {
    (head + 2 * width + SmallCholesky.packedCount(width) + 7) / 8 * 8
  }

  private var stride: Int { Self.stride(width, head: head) }

  /// Takes rows.
  /// - Parameters:
  ///   - groups: the group of each row.
  ///   - rows: the numbers of each row, `width` of them after one another.
  ///   - weights: of each row, 0 or more, where rows have weights.
  public mutating func add(groups codes: Span<UInt32>, rows: Span<Double>, weights: Span<Double>? = nil) {
    precondition(rows.count == codes.count * width, "rows of another width")
    precondition(isWeighted == (weights != nil), "weights belong to a weighted state")
    reserve(codes)
    let width = width
    var (skipped, weightless) = (0, 0)
    storage.withMutableSpan { span, address in
      var span = span
      if let weights {
        precondition(weights.count == codes.count, "columns of different length")
        let stride = Self.stride(width, head: 2)
        for row in codes.indices {
          if codes[row] == missingKey || Self.lacksNumber(rows, row, width) || weights[row].isNaN {
            skipped += 1
          } else if weights[row] > 0 {
            let base = Int(codes[row]) &* stride
            span[base &+ 1] += weights[row]
            Self.add(rows, row &* width, weights[row], to: &span, base, width, head: 2)
          } else {
            weightless += 1
          }
        }
      } else {
        switch width {
        case 1: Self.addLoop(codes, rows, to: &span, address, &skipped, 1)
        case 2: Self.addLoop(codes, rows, to: &span, address, &skipped, 2)
        case 3: Self.addLoop(codes, rows, to: &span, address, &skipped, 3)
        case 4: Self.addLoop(codes, rows, to: &span, address, &skipped, 4)
        case 5: Self.addLoop(codes, rows, to: &span, address, &skipped, 5)
        case 6: Self.addLoop(codes, rows, to: &span, address, &skipped, 6)
        default: Self.addLoop(codes, rows, to: &span, address, &skipped, width)
        }
      }
    }
    skippedCount += skipped
    weightlessCount += weightless
    observationCount += codes.count - skipped - weightless
  }

  /// Rows of columns are put side by side in pieces of so many, which stay in the processor's cache until they are
  /// summed.
  private static let pieceSize = 1024

  /// Takes rows whose numbers lie in columns.
  /// - Parameters:
  ///   - groups: the group of each row.
  ///   - columns: ``width`` columns of as many numbers.
  ///   - weights: of each row, 0 or more, where rows have weights.
  public mutating func add(groups codes: Span<UInt32>, columns: [[Double]], weights: Span<Double>? = nil) {
    precondition(columns.count == width, "rows of another width")
    precondition(columns.allSatisfy { $0.count == codes.count }, "columns of different length")
    let width = width
    add(groups: codes, weights: weights) { range, piece in
      for (place, column) in columns.enumerated() {
        Self.write(column.span.extracting(range), to: &piece, place, width)
      }
    }
  }

  /// Takes rows that somebody puts side by side, some at a time.
  /// - Parameter write: writes the numbers of some of the rows, `width` for each, from the beginning of its argument.
  package mutating func add(
    groups codes: Span<UInt32>, weights: Span<Double>? = nil, write: (Range<Int>, inout MutableSpan<Double>) -> Void
  ) {
    // Memory that the next rows use again.
    var rows: [Double] = []
    swap(&rows, &piece)
    defer { swap(&rows, &piece) }
    if rows.isEmpty { rows = Array(repeating: 0, count: width * Self.pieceSize) }
    for start in Swift.stride(from: 0, to: codes.count, by: Self.pieceSize) {
      let range = start..<min(codes.count, start + Self.pieceSize)
      var span = rows.mutableSpan
      write(range, &span)
      add(
        groups: codes.extracting(range), rows: rows.span.extracting(first: range.count * width),
        weights: weights?.extracting(range))
    }
  }

  /// Writes the numbers of a column into rows of so many.
  /// - Parameter place: of the column in a row.
  package static func write(
    _ column: Span<Double>, to rows: inout MutableSpan<Double>, _ place: Int, _ width: Int
  ) {
    var target = place
    for row in column.indices {
      rows[target] = column[row]
      target &+= width
    }
  }

  /// How many rows before their turn groups are asked for.
  private static let foresight = 24

  @inline(__always)
  private static func addLoop(
    _ codes: Span<UInt32>, _ rows: Span<Double>, to span: inout MutableSpan<Double>, _ address: UInt64,
    _ skipped: inout Int, _ width: Int
  ) {
    let stride = stride(width, head: 1)
    let last = codes.count &- 1
    for row in codes.indices {
      // The groups of many sites do not lie in the nearest cache: their turn is seen coming. A missing key asks for
      // nothing that is there, which does no harm.
      let ahead = unsafe address &+ UInt64(codes[unchecked: min(last, row &+ foresight)]) &* UInt64(stride &* 8)
      for line in 0..<stride / 8 { fidelity_prefetch(ahead &+ UInt64(line &* 64)) }
      let code = unsafe codes[unchecked: row]
      if code == missingKey || lacksNumber(rows, row, width) {
        skipped &+= 1
      } else {
        // `reserve` has made room for the groups of all these rows.
        add(rows, row &* width, 1, to: &span, Int(code) &* stride, width, head: 1)
      }
    }
  }

  /// A row of `rows`, which has so many columns.
  @inline(__always)
  private static func lacksNumber(_ rows: Span<Double>, _ row: Int, _ width: Int) -> Bool {
    var sum = 0.0
    // NaN stays NaN in a sum; an infinity is none of ours.
    for column in 0..<width { sum += unsafe rows[unchecked: row &* width &+ column] }
    return sum.isNaN
  }

  /// Up to so many columns, a row's deviations are kept in registers.
  private static let fewColumns = 8

  /// Adds the row that begins at `row` of `rows` to the group at `base` of the sums; both have been seen to be there.
  @inline(__always)
  private static func add(
    _ rows: Span<Double>, _ row: Int, _ weight: Double, to span: inout MutableSpan<Double>, _ base: Int, _ width: Int,
    head: Int
  ) {
    let origin = base &+ head
    let sums = origin &+ width
    if unsafe span[unchecked: base] == 0 {
      for column in 0..<width { unsafe span[unchecked: origin &+ column] = rows[unchecked: row &+ column] }
    }
    unsafe span[unchecked: base] += 1
    var place = sums &+ width
    guard width <= fewColumns else {
      for column in 0..<width {
        let weighted = weight * (rows[row &+ column] - span[origin &+ column])
        span[sums &+ column] += weighted
        for other in 0...column {
          span[place] += weighted * (rows[row &+ other] - span[origin &+ other])
          place &+= 1
        }
      }
      return
    }
    // All deviations before any sum is written: for all the compiler knows, a sum could lie among the rows.
    var deviations = InlineArray<8, Double>(repeating: 0)
    for column in 0..<width {
      unsafe deviations[unchecked: column] = rows[unchecked: row &+ column] - span[unchecked: origin &+ column]
    }
    for column in 0..<width {
      let weighted = unsafe weight * deviations[unchecked: column]
      unsafe span[unchecked: sums &+ column] += weighted
      for other in 0...column {
        unsafe span[unchecked: place] += weighted * deviations[unchecked: other]
        place &+= 1
      }
    }
  }

  private mutating func reserve(_ codes: Span<UInt32>) {
    var limit = UInt32(groupCount)
    for row in codes.indices {
      // A missing key wraps to 0 here and so never sets the limit.
      limit = max(limit, codes[row] &+ 1)
    }
    reserve(Int(limit))
  }

  private mutating func reserve(_ count: Int) {
    guard count > groupCount else { return }
    storage.grow(to: count * stride, filler: 0, expected: expected.value(after: count) * stride)
    expected.raise(to: count)
    groupCount = count
  }

  /// Takes what another state has seen; its origins are moved to this state's.
  public mutating func merge(_ other: GroupedCrossProducts) {
    merge(other, groups: (0..<UInt32(other.groupCount)).map { $0 })
  }

  /// Takes what another state has seen under group codes of its own.
  /// - Parameter codes: for each group of `other`, its code here; several may go to one.
  public mutating func merge(_ other: GroupedCrossProducts, groups codes: [UInt32]) {
    precondition(width == other.width && isWeighted == other.isWeighted, "sums of other columns")
    precondition(codes.count >= other.groupCount, "groups without a code")
    skippedCount += other.skippedCount
    weightlessCount += other.weightlessCount
    observationCount += other.observationCount
    reserve(codes.span.extracting(first: other.groupCount))
    let (width, isWeighted) = (width, isWeighted)
    let (theirs, codes) = (other.storage, codes.span.extracting(first: other.groupCount))
    storage.withMutableSpan { span, address in
      var span = span
      if isWeighted {
        Self.mergeLoop(theirs, codes, to: &span, address, width, head: 2)
      } else {
        switch width {
        case 2: Self.mergeLoop(theirs, codes, to: &span, address, 2, head: 1)
        case 3: Self.mergeLoop(theirs, codes, to: &span, address, 3, head: 1)
        case 4: Self.mergeLoop(theirs, codes, to: &span, address, 4, head: 1)
        case 5: Self.mergeLoop(theirs, codes, to: &span, address, 5, head: 1)
        default: Self.mergeLoop(theirs, codes, to: &span, address, width, head: 1)
        }
      }
    }
  }

  @inline(__always)
  private static func mergeLoop(
    _ other: CacheLineArray<Double>, _ codes: Span<UInt32>, to span: inout MutableSpan<Double>, _ address: UInt64,
    _ width: Int, head: Int
  ) {
    let stride = stride(width, head: head)
    let last = codes.count &- 1
    precondition(other.count >= codes.count &* stride, "sums of fewer groups")
    other.withSpan { other in
      for group in codes.indices {
        let ahead = address &+ UInt64(codes[min(last, group &+ foresight)]) &* UInt64(stride &* 8)
        for line in 0..<stride / 8 { fidelity_prefetch(ahead &+ UInt64(line &* 64)) }
        let (place, theirs) = (Int(codes[group]) &* stride, group &* stride)
        if other[theirs] == 0 { continue }
        if span[place] == 0 {
          for offset in 0..<stride { span[place &+ offset] = other[theirs &+ offset] }
        } else {
          take(other, theirs, to: &span, place, width, head)
        }
      }
    }
  }

  /// Adds a group of another state's to one of this state's, about this one's origin; both have been seen to be there.
  @inline(__always)
  private static func take(
    _ other: Span<Double>, _ theirs: Int, to span: inout MutableSpan<Double>, _ place: Int, _ width: Int, _ head: Int
  ) {
    let sums = head &+ width
    var product = sums &+ width
    let weight = other[theirs &+ head &- 1]
    guard width <= fewColumns else {
      for column in 0..<width {
        let shift = other[theirs &+ head &+ column] - span[place &+ head &+ column]
        let sum = other[theirs &+ sums &+ column]
        for row in 0...column {
          let otherShift = other[theirs &+ head &+ row] - span[place &+ head &+ row]
          span[place &+ product] +=
            other[theirs &+ product] + shift * other[theirs &+ sums &+ row] + otherShift * sum + weight * shift
            * otherShift
          product &+= 1
        }
      }
      for column in 0..<width {
        let shift = other[theirs &+ head &+ column] - span[place &+ head &+ column]
        span[place &+ sums &+ column] += other[theirs &+ sums &+ column] + weight * shift
      }
      for index in 0..<head { span[place &+ index] += other[theirs &+ index] }
      return
    }
    // All that is read of either before any sum is written, as rows are added.
    var shifts = InlineArray<8, Double>(repeating: 0)
    var own = InlineArray<8, Double>(repeating: 0)
    for column in 0..<width {
      unsafe shifts[unchecked: column] =
        other[unchecked: theirs &+ head &+ column] - span[unchecked: place &+ head &+ column]
      unsafe own[unchecked: column] = other[unchecked: theirs &+ sums &+ column]
    }
    for column in 0..<width {
      let (shift, sum) = unsafe (shifts[unchecked: column], own[unchecked: column])
      for row in 0...column {
        unsafe span[unchecked: place &+ product] +=
          other[unchecked: theirs &+ product] + shift * own[unchecked: row] + shifts[unchecked: row] * sum
          + weight * shift * shifts[unchecked: row]
        product &+= 1
      }
      unsafe span[unchecked: place &+ sums &+ column] += sum + weight * shift
    }
    for index in 0..<head { unsafe span[unchecked: place &+ index] += other[unchecked: theirs &+ index] }
  }

  /// The number of observations of a group; 0 for one that is not there.
  public func observationCount(_ group: Int) -> Int {
    group < groupCount ? Int(storage[group * stride]) : 0
  }

  /// Asks for the memory of a group whose turn is seen coming: groups that are read in the order of their names lie
  /// anywhere.
  package func prefetch(_ group: Int) {
    let ahead = storage.address &+ UInt64(group * stride &* 8)
    for line in 0..<stride / 8 { fidelity_prefetch(ahead &+ UInt64(line &* 64)) }
  }

  /// A group's products about its means.
  package func products(_ group: Int) -> CentredProducts {
    var result = CentredProducts(width: width)
    products(group, into: &result)
    return result
  }

  /// Writes a group's products about its means over a value of this width: a loop over groups that keeps it needs no
  /// memory of its own.
  package func products(_ group: Int, into result: inout CentredProducts) {
    precondition(result.width == width, "products of other columns")
    guard group < groupCount else {
      result.clear()
      return
    }
    let (base, width, head) = (group * stride, width, head)
    storage.withSpan { storage in
      let weight = storage[base + head - 1]
      result.count = storage[base]
      guard result.count > 0 else {
        result.clear()
        return
      }
      result.weight = weight
      var place = base + head + 2 * width
      var index = 0
      for column in 0..<width {
        let sum = storage[base + head + width + column]
        result.means[column] = storage[base + head + column] + sum / weight
        for row in 0...column {
          let correction = sum * (storage[base + head + width + row] / weight)
          result.products[index] = storage[place] - correction
          index += 1
          place += 1
        }
        result.scales[column] = storage[place - 1]
      }
    }
  }
}
