/// Vector operations whose result does not depend on the processor's kernels or on the number of threads.
///
/// OpenBLAS cuts a long dot product by its number of threads, so these are our own loops.
public enum VectorProducts {
  /// sum x_i y_i.
  ///
  /// Eight partial sums over blocks of 1024, and the blocks summed pairwise: always in the same order, with a rounding
  /// error that grows with log n.
  ///
  /// - Complexity: O(n).
  public static func dot(_ x: Span<Double>, _ y: Span<Double>) -> Double {
    precondition(x.count == y.count, "the vectors differ in length")
    return dot(x, y, 0..<x.count)
  }

  /// y = y + alpha x.
  ///
  /// - Complexity: O(n).
  public static func add(_ x: Span<Double>, scaledBy alpha: Double, to y: inout MutableSpan<Double>) {
    precondition(x.count == y.count, "the vectors differ in length")
    for i in 0..<x.count { y[i] += alpha * x[i] }
  }

  private static let blockLength = 1024

  private static func dot(_ x: Span<Double>, _ y: Span<Double>, _ range: Range<Int>) -> Double {
    guard range.count > blockLength else { return blockDot(x, y, range) }
    let blocks = (range.count + blockLength - 1) / blockLength
    let middle = range.lowerBound + (blocks + 1) / 2 * blockLength
    return dot(x, y, range.lowerBound..<middle) + dot(x, y, middle..<range.upperBound)
  }

  private static func blockDot(_ x: Span<Double>, _ y: Span<Double>, _ range: Range<Int>) -> Double {
    var sums = SIMD8<Double>(repeating: 0)
    var i = range.lowerBound
    while i + 8 <= range.upperBound {
      let left = SIMD8(x[i], x[i + 1], x[i + 2], x[i + 3], x[i + 4], x[i + 5], x[i + 6], x[i + 7])
      let right = SIMD8(y[i], y[i + 1], y[i + 2], y[i + 3], y[i + 4], y[i + 5], y[i + 6], y[i + 7])
      sums += left * right
      i += 8
    }
    var rest = 0.0
    while i < range.upperBound {
      rest += x[i] * y[i]
      i += 1
    }
    return sums.sum() + rest
  }
}
