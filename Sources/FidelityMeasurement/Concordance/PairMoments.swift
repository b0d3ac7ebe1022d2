public import FidelityData
import FidelitySystem

/// The sufficient statistic of paired numbers (two raters or two methods on the same units): counts, and the sums of
/// difference d = x - y and mean m = (x + y) / 2, their squares and their product.
///
/// Difference and mean rather than x and y: two methods that agree differ little, and what they differ by keeps its
/// digits. The sums are about a shift, as in ``OneWayMoments``. A pair with NaN on a side is counted in
/// ``skippedCount`` and passed over.
///
/// On the scale of logarithms a pair with a value that is not positive has no place: it is counted in
/// ``refusedCount``, and whatever is made of such a state has the status `out-of-range`.
/// - Complexity: `add` O(pairs), memory and merge O(1).
public struct PairMoments: MergeableState {
  /// The scale on which pairs are compared.
  public enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
    case raw
    /// Natural logarithms: differences are logarithms of ratios.
    case log
  }

  public let scale: Scale
  private var count = 0.0
  private var origin = (difference: 0.0, mean: 0.0)
  private var differences = 0.0
  private var means = 0.0
  private var squaredDifferences = 0.0
  private var squaredMeans = 0.0
  private var products = 0.0
  private var range = (x: (Double.infinity, -Double.infinity), y: (Double.infinity, -Double.infinity))
  /// Pairs without a number on one side.
  public private(set) var skippedCount = 0
  /// Pairs that have no logarithm.
  public private(set) var refusedCount = 0

  public init(scale: Scale = .raw) { self.scale = scale }

  public init(_ x: [Double], _ y: [Double], scale: Scale = .raw) {
    self.init(scale: scale)
    add(x.span, y.span)
  }

  /// Takes pairs: the value of each side. Spans of different length trap.
  public mutating func add(_ x: Span<Double>, _ y: Span<Double>) {
    precondition(x.count == y.count, "columns of different length")
    for row in x.indices { add(x[row], y[row]) }
  }

  /// Takes a pair.
  public mutating func add(_ x: Double, _ y: Double) {
    if x.isNaN || y.isNaN {
      skippedCount += 1
      return
    }
    var (x, y) = (x, y)
    if scale == .log {
      guard x > 0, y > 0 else {
        refusedCount += 1
        return
      }
      (x, y) = (FidelitySystem.log(x), FidelitySystem.log(y))
    }
    range.x = (min(range.x.0, x), max(range.x.1, x))
    range.y = (min(range.y.0, y), max(range.y.1, y))
    if count == 0 { origin = (x - y, x / 2 + y / 2) }
    let (d, m) = (
      Self.sum(x, -y, less: origin.difference), Self.sum(x / 2, y / 2, less: origin.mean)
    )
    count += 1
    differences += d
    means += m
    squaredDifferences += d * d
    squaredMeans += m * m
    products += d * m
    if count == 16 || count == 4_096 {
      move(to: (origin.difference + differences / count, origin.mean + means / count))
    }
  }

  /// a + b - origin, with what the sum rounds off: where it is far from 0, that is as much as the numbers differ by.
  @inline(__always)
  private static func sum(_ a: Double, _ b: Double, less origin: Double) -> Double {
    let sum = a + b
    let second = sum - a
    return (sum - origin) + ((a - (sum - second)) + (b - second))
  }

  private mutating func move(to other: (difference: Double, mean: Double)) {
    let shift = (difference: origin.difference - other.difference, mean: origin.mean - other.mean)
    products += shift.difference * means + shift.mean * differences + count * shift.difference * shift.mean
    squaredDifferences += shift.difference * (2 * differences + count * shift.difference)
    squaredMeans += shift.mean * (2 * means + count * shift.mean)
    differences += count * shift.difference
    means += count * shift.mean
    origin = other
  }

  /// Takes what another state of the same scale has seen.
  public mutating func merge(_ other: PairMoments) {
    precondition(scale == other.scale, "pairs of different scales")
    skippedCount += other.skippedCount
    refusedCount += other.refusedCount
    if other.count == 0 { return }
    var other = other
    if count == 0 { origin = other.origin }
    other.move(to: origin)
    count += other.count
    differences += other.differences
    means += other.means
    squaredDifferences += other.squaredDifferences
    squaredMeans += other.squaredMeans
    products += other.products
    range.x = (min(range.x.0, other.range.x.0), max(range.x.1, other.range.x.1))
    range.y = (min(range.y.0, other.range.y.0), max(range.y.1, other.range.y.1))
  }

  /// The number of pairs.
  public var pairCount: Int { Int(count) }
  /// The mean difference; NaN without pairs.
  public var meanDifference: Double { count > 0 ? origin.difference + differences / count : .nan }
  /// The mean of all values.
  public var mean: Double { count > 0 ? origin.mean + means / count : .nan }
  public var meanX: Double { mean + meanDifference / 2 }
  public var meanY: Double { mean - meanDifference / 2 }

  private func about(_ squares: Double, _ a: Double, _ b: Double) -> Double {
    count > 0 ? squares - a * b / count : .nan
  }
  /// Sums of squares and products about the means.
  package var differenceSquares: Double {
    let squares = about(squaredDifferences, differences, differences)
    // What rounding of the values alone makes of a constant difference.
    let size = 4e-16 * max(max(abs(range.x.0), abs(range.x.1)), max(abs(range.y.0), abs(range.y.1)))
    return squares.isNaN || squares > count * size * size ? squares : 0
  }
  var meanSquares: Double {
    let squares = about(squaredMeans, means, means)
    return squares < 0 ? 0 : squares
  }
  var crossProducts: Double { about(products, differences, means) }
  package var squaresX: Double { isConstantX ? 0 : meanSquares + differenceSquares / 4 + crossProducts }
  package var squaresY: Double { isConstantY ? 0 : meanSquares + differenceSquares / 4 - crossProducts }
  package var productsXY: Double { isConstantX || isConstantY ? 0 : meanSquares - differenceSquares / 4 }

  /// The variance of the differences, divisor n - 1; NaN for fewer than two pairs.
  public var differenceVariance: Double { count > 1 ? differenceSquares / (count - 1) : .nan }
  public var isConstantX: Bool { count > 0 && range.x.0 == range.x.1 }
  public var isConstantY: Bool { count > 0 && range.y.0 == range.y.1 }

  /// What is to be said of pairs that a mean and a variance cannot come from; `ok` else.
  var status: (status: Status, sentence: String?) {
    if refusedCount > 0 {
      return (.outOfRange, "\(refusedCount) pairs have a value of 0 or less, which has no logarithm")
    }
    switch pairCount {
    case 0: return (.tooFewObservations, "there is no pair of two numbers")
    case 1: return (.tooFewUnits, "there is one pair: nothing varies")
    default:
      let isFinite = differenceSquares.isFinite && meanSquares.isFinite && crossProducts.isFinite
      return isFinite ? (.ok, nil) : (.outOfRange, "squares overflow")
    }
  }
}
