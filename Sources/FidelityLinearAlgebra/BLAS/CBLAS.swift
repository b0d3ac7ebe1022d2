internal import COpenBLAS

/// The calls into BLAS. Shapes come as layouts that the caller has checked against one another; here they are checked
/// against the buffers and against 32 bits, so no call can reach beyond its memory.
enum CBLAS {
  /// C = alpha A B + beta C
  static func gemm(
    _ alpha: Double, _ a: Span<Double>, _ aLayout: MatrixLayout, _ b: Span<Double>, _ bLayout: MatrixLayout,
    _ beta: Double, _ c: inout MutableSpan<Double>, _ cLayout: MatrixLayout
  ) throws(LinearAlgebraError) {
    OpenBLASBuffer.require()
    checkBounds(aLayout, a.count)
    checkBounds(bLayout, b.count)
    checkBounds(cLayout, c.count)
    let m = try int32(cLayout.rowCount)
    let n = try int32(cLayout.columnCount)
    let k = try int32(aLayout.columnCount)
    let lda = try leadingDimension(aLayout)
    let ldb = try leadingDimension(bLayout)
    let ldc = try leadingDimension(cLayout)
    if m == 0 || n == 0 { return }
    unsafe a.withUnsafeBufferPointer { aBuffer in
      unsafe b.withUnsafeBufferPointer { bBuffer in
        unsafe c.withUnsafeMutableBufferPointer { cBuffer in
          unsafe cblas_dgemm(
            CblasColMajor, flag(aLayout), flag(bLayout), m, n, k, alpha,
            start(aBuffer, aLayout), lda, start(bBuffer, bLayout), ldb, beta,
            cBuffer.baseAddress.map { unsafe $0 + cLayout.offset }, ldc)
        }
      }
    }
  }

  /// The upper triangle of C = alpha X'X + beta C
  static func syrk(
    _ alpha: Double, _ x: Span<Double>, _ xLayout: MatrixLayout, _ beta: Double, _ c: inout MutableSpan<Double>,
    _ cLayout: MatrixLayout
  ) throws(LinearAlgebraError) {
    OpenBLASBuffer.require()
    checkBounds(xLayout, x.count)
    checkBounds(cLayout, c.count)
    let n = try int32(cLayout.columnCount)
    let k = try int32(xLayout.rowCount)
    let ldx = try leadingDimension(xLayout)
    let ldc = try leadingDimension(cLayout)
    if n == 0 { return }
    unsafe x.withUnsafeBufferPointer { xBuffer in
      unsafe c.withUnsafeMutableBufferPointer { cBuffer in
        unsafe cblas_dsyrk(
          CblasColMajor, CblasUpper, xLayout.isTransposed ? CblasNoTrans : CblasTrans, n, k, alpha,
          start(xBuffer, xLayout), ldx, beta, cBuffer.baseAddress.map { unsafe $0 + cLayout.offset }, ldc)
      }
    }
  }

  /// y = alpha A x + beta y
  static func gemv(
    _ alpha: Double, _ a: Span<Double>, _ aLayout: MatrixLayout, _ x: Span<Double>, _ beta: Double,
    _ y: inout MutableSpan<Double>
  ) throws(LinearAlgebraError) {
    OpenBLASBuffer.require()
    checkBounds(aLayout, a.count)
    let m = try int32(aLayout.storedRowCount)
    let n = try int32(aLayout.storedColumnCount)
    let lda = try leadingDimension(aLayout)
    // BLAS returns at once where either dimension is 0, and would leave y as it was.
    if m == 0 || n == 0 {
      for i in 0..<y.count { y[i] = beta == 0 ? 0 : beta * y[i] }
      return
    }
    unsafe a.withUnsafeBufferPointer { aBuffer in
      unsafe x.withUnsafeBufferPointer { xBuffer in
        unsafe y.withUnsafeMutableBufferPointer { yBuffer in
          unsafe cblas_dgemv(
            CblasColMajor, flag(aLayout), m, n, alpha, start(aBuffer, aLayout), lda, xBuffer.baseAddress, 1, beta,
            yBuffer.baseAddress, 1)
        }
      }
    }
  }

  static func int32(_ dimension: Int) throws(LinearAlgebraError) -> Int32 {
    guard let value = Int32(exactly: dimension) else { throw .dimensionTooLarge(dimension) }
    return value
  }

  /// BLAS wants at least 1, even of an empty block.
  private static func leadingDimension(_ layout: MatrixLayout) throws(LinearAlgebraError) -> Int32 {
    try int32(max(1, layout.leadingDimension))
  }

  private static func checkBounds(_ layout: MatrixLayout, _ count: Int) {
    precondition(layout.requiredCount <= count, "the block reaches beyond the buffer")
  }

  private static func flag(_ layout: MatrixLayout) -> CBLAS_TRANSPOSE {
    layout.isTransposed ? CblasTrans : CblasNoTrans
  }

  /// An empty block may have an offset beyond its buffer; nothing is read there.
  private static func start(_ buffer: UnsafeBufferPointer<Double>, _ layout: MatrixLayout) -> UnsafePointer<Double>? {
    layout.requiredCount == 0 ? buffer.baseAddress : unsafe buffer.baseAddress.map { unsafe $0 + layout.offset }
  }
}
