/// Which part of a symmetric result to write.
public enum TriangleFill: Sendable, Hashable {
  /// The diagonal and what lies above it; the rest stays as it was.
  case upper
  /// Both triangles, the lower one a mirror of the upper.
  case full
}

extension Matrix {
  /// A B in a new matrix.
  ///
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n k).
  public static func product(
    of a: some MatrixOperand, _ b: some MatrixOperand
  ) throws(LinearAlgebraError) -> Matrix {
    var result = Matrix(rowCount: a.view.rowCount, columnCount: b.view.columnCount)
    try result.setProduct(of: a, b)
    return result
  }

  /// X'X in a new matrix, both triangles. Of the transposed view of X it is XX'.
  ///
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n^2 / 2).
  public static func gram(of x: some MatrixOperand) throws(LinearAlgebraError) -> Matrix {
    let order = x.view.columnCount
    var result = Matrix(rowCount: order, columnCount: order)
    try result.setGram(of: x)
    return result
  }

  /// Overwrites the matrix, or a block of it, with alpha A B. Nothing is allocated, and what was there is not read.
  ///
  /// - Parameters:
  ///   - alpha: scale of the product.
  ///   - rows: the rows to write, as many as A has; all by default.
  ///   - columns: the columns to write, as many as B has; all by default.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n k).
  public mutating func setProduct(
    of a: some MatrixOperand, _ b: some MatrixOperand, scaledBy alpha: Double = 1, rows: Range<Int>? = nil,
    columns: Range<Int>? = nil
  ) throws(LinearAlgebraError) {
    try addProduct(of: a, b, scaledBy: alpha, keeping: 0, rows: rows, columns: columns)
  }

  /// Replaces the matrix C, or a block of it, by alpha A B + beta C. Nothing is allocated.
  ///
  /// - Parameters:
  ///   - alpha: scale of the product.
  ///   - beta: how much of C to keep.
  ///   - rows: the rows to change, as many as A has; all by default.
  ///   - columns: the columns to change, as many as B has; all by default.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n k).
  public mutating func addProduct(
    of a: some MatrixOperand, _ b: some MatrixOperand, scaledBy alpha: Double = 1, keeping beta: Double = 1,
    rows: Range<Int>? = nil, columns: Range<Int>? = nil
  ) throws(LinearAlgebraError) {
    let (a, b) = (a.view, b.view)
    let target = blockLayout(rows: rows, columns: columns)
    var span = storage.mutableSpan
    try MatrixProducts.multiply(
      a.elements.span, a.layout, b.elements.span, b.layout, into: &span, target, scaledBy: alpha, keeping: beta)
  }

  /// Overwrites the matrix with alpha X'X.
  ///
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n^2 / 2).
  public mutating func setGram(
    of x: some MatrixOperand, scaledBy alpha: Double = 1, fill: TriangleFill = .full
  ) throws(LinearAlgebraError) {
    try addGram(of: x, scaledBy: alpha, keeping: 0, fill: fill)
  }

  /// Replaces the symmetric matrix C by alpha X'X + beta C. Only the upper triangle of C is read.
  ///
  /// A sum over many blocks takes `fill: .upper` for each and ``mirrorUpperTriangle()`` at its end.
  ///
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n^2 / 2).
  public mutating func addGram(
    of x: some MatrixOperand, scaledBy alpha: Double = 1, keeping beta: Double = 1, fill: TriangleFill = .full
  ) throws(LinearAlgebraError) {
    let x = x.view
    let target = layout
    var span = storage.mutableSpan
    try MatrixProducts.gram(
      of: x.elements.span, x.layout, into: &span, target, scaledBy: alpha, keeping: beta)
    if fill == .full { mirrorUpperTriangle() }
  }
}

extension MatrixOperand {
  /// y = alpha A x + beta y, into a vector that the caller owns.
  ///
  /// - Parameters:
  ///   - x: as many numbers as the operand has columns.
  ///   - y: as many numbers as it has rows.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n).
  public func multiply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scaledBy alpha: Double = 1, keeping beta: Double = 0
  ) throws(LinearAlgebraError) {
    let view = view
    try MatrixProducts.multiply(view.elements.span, view.layout, vector: x, into: &y, scaledBy: alpha, keeping: beta)
  }

  /// A x in a new array.
  ///
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n).
  public func times(_ x: [Double]) throws(LinearAlgebraError) -> [Double] {
    var result = [Double](repeating: 0, count: view.rowCount)
    var span = result.mutableSpan
    try multiply(x.span, into: &span)
    return result
  }
}
