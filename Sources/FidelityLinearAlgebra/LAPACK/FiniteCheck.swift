/// Factorisations refuse NaN and infinities: LAPACK would loop on them or return numbers that mean nothing.
enum FiniteCheck {
  static func all(_ matrix: Matrix) throws(LinearAlgebraError) {
    let elements = matrix.elements.span
    if isFinite(elements, 0..<elements.count) { return }
    for j in 0..<matrix.columnCount {
      for i in 0..<matrix.rowCount where !matrix[i, j].isFinite { throw .notFinite(row: i, column: j) }
    }
  }

  static func upperTriangle(_ matrix: Matrix) throws(LinearAlgebraError) {
    let elements = matrix.elements.span
    for j in 0..<matrix.columnCount where !isFinite(elements, j * matrix.rowCount..<j * matrix.rowCount + j + 1) {
      for i in 0...j where !matrix[i, j].isFinite { throw .notFinite(row: i, column: j) }
    }
  }

  /// x - x is 0 for a finite x and NaN otherwise, so one sum without a branch tells of a whole range.
  private static func isFinite(_ x: Span<Double>, _ range: Range<Int>) -> Bool {
    var sums = SIMD4<Double>(repeating: 0)
    var i = range.lowerBound
    while i + 4 <= range.upperBound {
      let values = SIMD4(x[i], x[i + 1], x[i + 2], x[i + 3])
      sums += values - values
      i += 4
    }
    var rest = sums.sum()
    while i < range.upperBound {
      rest += x[i] - x[i]
      i += 1
    }
    return rest == 0
  }
}
