/// Draws from a finite distribution with one word of a stream each, whatever the number of outcomes.
///
/// Walker's method as Vose sets it up: as many equally likely columns as outcomes (here a power of two), each shared by
/// at most two outcomes. The word's high bits choose the column, the others the outcome; a probability is met to
/// 2^-53 of a column.
///
/// References: A. J. Walker (1977), ACM Trans. Math. Softw. 3, 253-256; M. D. Vose (1991), IEEE Trans. Softw. Eng. 17,
/// 972-975.
struct AliasTable: Sendable {
  private struct Column: Sendable {
    /// A word's low bits below it mean the column's own outcome.
    var threshold: UInt64
    var alias: UInt32
  }

  private var columns: [Column]
  private let shift: UInt64

  /// - Parameter weights: not negative, with a positive finite sum, fewer than 2^31 of them.
  /// - Complexity: O(outcomes).
  init(weights: [Double]) {
    var size = 2
    while size < weights.count { size *= 2 }
    shift = UInt64(64 - size.trailingZeroBitCount)
    columns = (0..<size).map { Column(threshold: 0, alias: UInt32($0)) }
    let scale = Double(size) / weights.reduce(0, +)
    var shares = weights.map { $0 * scale } + [Double](repeating: 0, count: size - weights.count)
    var small = shares.indices.filter { shares[$0] < 1 }
    var large = shares.indices.filter { shares[$0] >= 1 }
    while let low = small.popLast(), let high = large.last {
      columns[low] = Column(threshold: UInt64(shares[low] * 0x1p53) << 11, alias: UInt32(high))
      shares[high] -= 1 - shares[low]
      if shares[high] < 1 {
        large.removeLast()
        small.append(high)
      }
    }
    // What is left over has a share of 1 but for rounding; its column is its own alias already.
  }

  @inline(__always)
  func draw(_ stream: inout RandomStream) -> Int {
    let word = stream.next()
    let place = Int(truncatingIfNeeded: word &>> shift)
    let column = columns[place]
    return (word &<< (64 &- shift)) < column.threshold ? place : Int(column.alias)
  }
}
