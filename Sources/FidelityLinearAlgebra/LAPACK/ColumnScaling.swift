import FidelitySystem

/// Scaling of columns by powers of two, which changes no digit of them.
enum ColumnScaling {
  /// Multiplies every column by a power of two that brings its length into 1 ..< 2, and returns the factors.
  ///
  /// A column of zeros keeps the factor 1. Where the factor itself would leave the range of doubles, it is the nearest
  /// one inside.
  static func scale(_ matrix: inout Matrix) -> [Double] {
    var factors = [Double](repeating: 1, count: matrix.columnCount)
    for j in 0..<matrix.columnCount {
      let range = j * matrix.rowCount..<(j + 1) * matrix.rowCount
      factors[j] = factor(matrix.elements.span.extracting(range))
      let factor = factors[j]
      if factor == 1 { continue }
      matrix.withMutableElements { elements in
        for i in range { elements[i] *= factor }
      }
    }
    return factors
  }

  private static func factor(_ column: Span<Double>) -> Double {
    var largest = 0.0
    for i in 0..<column.count { largest = max(largest, abs(column[i])) }
    if largest == 0 { return 1 }
    // The largest element is brought near 1 first, so that no square overflows or vanishes.
    let first = powerOfTwo(-largest.exponent)
    var sum = 0.0
    for i in 0..<column.count {
      let value = column[i] * first
      sum += value * value
    }
    return powerOfTwo(-(largest.exponent + sum.squareRoot().exponent))
  }

  /// The factor and its inverse both have to be normal numbers.
  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: min(max(exponent, -1022), 1022), significand: 1)
  }
}
