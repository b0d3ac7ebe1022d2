/// The choice of columns from the left, on the small triangle R1 of a QR factorisation.
enum LeadingColumns {
  /// The columns that are not combinations of those kept before them.
  ///
  /// Householder reflections column by column, and a column whose remainder is at most `tolerance` times its length is
  /// passed over. As long as nothing is passed over the triangle is already reduced and no work is done.
  static func independent(of triangle: Matrix, tolerance: Double) -> [Int] {
    let (rows, columns) = (triangle.rowCount, triangle.columnCount)
    var work = triangle
    var kept: [Int] = []
    for j in 0..<columns where kept.count < rows {
      let step = kept.count
      let length = norm(triangle, j, from: 0)
      let remainder = norm(work, j, from: step)
      guard remainder > tolerance * length else { continue }
      kept.append(j)
      if step < j { reflect(&work, j, from: step, remainder) }
    }
    return kept
  }

  private static func norm(_ matrix: Matrix, _ column: Int, from row: Int) -> Double {
    var sum = 0.0
    for i in row..<max(row, matrix.rowCount) { sum += matrix[i, column] * matrix[i, column] }
    return sum.squareRoot()
  }

  /// Applies the reflection that clears `column` below `row` to the columns after it.
  private static func reflect(_ matrix: inout Matrix, _ column: Int, from row: Int, _ norm: Double) {
    var reflector = (row..<matrix.rowCount).map { matrix[$0, column] }
    // The sign that adds, so that nothing cancels.
    reflector[0] += reflector[0] < 0 ? -norm : norm
    let squared = reflector.reduce(0) { $0 + $1 * $1 }
    for j in column + 1..<max(column + 1, matrix.columnCount) {
      var projection = 0.0
      for (i, value) in reflector.enumerated() { projection += value * matrix[row + i, j] }
      projection *= 2 / squared
      for (i, value) in reflector.enumerated() { matrix[row + i, j] -= projection * value }
    }
  }
}
