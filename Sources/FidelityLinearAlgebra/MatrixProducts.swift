/// Products of column-major blocks in buffers the caller owns: no allocation, no copy.
///
/// The operands are spans with a ``MatrixLayout`` each, so a block of rows in a larger buffer is multiplied in place.
/// ``Matrix`` has the same products under `setProduct` and `addProduct`.
///
/// Shapes that do not fit one another trap, and so does a layout beyond its buffer. NaN and infinities pass through by
/// the rules of IEEE arithmetic, but a target that is not kept (`keeping: 0`) is never read. The last bits may differ
/// between processors and between numbers of OpenBLAS threads.
public enum MatrixProducts {
  /// C = alpha A B + beta C.
  ///
  /// - Parameters:
  ///   - a: the buffer of A, m x k by its layout.
  ///   - b: the buffer of B, k x n by its layout.
  ///   - c: the buffer of C, m x n by its layout, which must not be a transposed one.
  ///   - alpha: scale of the product.
  ///   - beta: how much of C to keep; 0 overwrites it.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n k).
  public static func multiply(
    _ a: Span<Double>, _ aLayout: MatrixLayout, _ b: Span<Double>, _ bLayout: MatrixLayout,
    into c: inout MutableSpan<Double>, _ cLayout: MatrixLayout, scaledBy alpha: Double = 1, keeping beta: Double = 0
  ) throws(LinearAlgebraError) {
    precondition(aLayout.columnCount == bLayout.rowCount, "the inner dimensions of the product differ")
    precondition(
      cLayout.rowCount == aLayout.rowCount && cLayout.columnCount == bLayout.columnCount,
      "the target does not have the shape of the product")
    precondition(!cLayout.isTransposed, "the target of a product is not a transpose")
    try CBLAS.gemm(alpha, a, aLayout, b, bLayout, beta, &c, cLayout)
  }

  /// The upper triangle of C = alpha X'X + beta C; what lies below the diagonal is neither read nor written.
  ///
  /// - Parameters:
  ///   - x: the buffer of X, m x n by its layout. The transposed layout gives XX'.
  ///   - c: the buffer of C, n x n by its layout.
  ///   - alpha: scale of the product.
  ///   - beta: how much of C to keep; 0 overwrites it.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n^2 / 2), half of the general product.
  public static func gram(
    of x: Span<Double>, _ xLayout: MatrixLayout, into c: inout MutableSpan<Double>, _ cLayout: MatrixLayout,
    scaledBy alpha: Double = 1, keeping beta: Double = 0
  ) throws(LinearAlgebraError) {
    precondition(
      cLayout.rowCount == xLayout.columnCount && cLayout.columnCount == xLayout.columnCount,
      "the target does not have the shape of the Gram matrix")
    precondition(!cLayout.isTransposed, "the target of a product is not a transpose")
    try CBLAS.syrk(alpha, x, xLayout, beta, &c, cLayout)
  }

  /// y = alpha A x + beta y.
  ///
  /// - Parameters:
  ///   - a: the buffer of A, m x n by its layout.
  ///   - x: n numbers.
  ///   - y: m numbers.
  ///   - alpha: scale of the product.
  ///   - beta: how much of y to keep; 0 overwrites it.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(m n).
  public static func multiply(
    _ a: Span<Double>, _ aLayout: MatrixLayout, vector x: Span<Double>, into y: inout MutableSpan<Double>,
    scaledBy alpha: Double = 1, keeping beta: Double = 0
  ) throws(LinearAlgebraError) {
    precondition(x.count == aLayout.columnCount && y.count == aLayout.rowCount, "the vectors do not fit the matrix")
    try CBLAS.gemv(alpha, a, aLayout, x, beta, &y)
  }
}
