internal import COpenBLAS

/// The calls into LAPACK, column-major, with the caller's memory checked against the shapes first.
///
/// A negative `info` is a wrong argument, hence a mistake in this module, and traps; a positive one is returned.
enum LAPACK {
  enum Transposition { case none, transposed }

  private static let columnMajor: Int32 = 102
  private static let upper = CChar(UInt8(ascii: "U"))

  private static func letter(_ transposition: Transposition) -> CChar {
    CChar(UInt8(ascii: transposition == .transposed ? "T" : "N"))
  }

  private static func checked(_ info: Int32) -> Int {
    precondition(info >= 0, "LAPACK refuses argument \(-info)")
    return Int(info)
  }

  /// U with A = U'U from the upper triangle; > 0 is the order of the leading minor that is not positive definite.
  static func potrf(_ n: Int32, _ a: inout [Double]) -> Int {
    OpenBLASBuffer.require()
    precondition(a.count >= Int(n) * Int(n))
    return unsafe checked(LAPACKE_dpotrf_work(columnMajor, upper, n, &a, max(1, n)))
  }

  /// The upper triangle of the inverse of A from U; > 0 means a zero on the diagonal of U.
  static func potri(_ n: Int32, _ a: inout [Double]) -> Int {
    OpenBLASBuffer.require()
    precondition(a.count >= Int(n) * Int(n))
    return unsafe checked(LAPACKE_dpotri_work(columnMajor, upper, n, &a, max(1, n)))
  }

  /// Solves T B = B or T'B = B for the upper triangular leading n x n block of `t`; > 0 means a zero on its diagonal.
  static func trtrs(
    _ transposition: Transposition, _ n: Int32, _ t: [Double], _ ldt: Int32, _ b: inout MutableSpan<Double>,
    _ ldb: Int32, columns: Int32
  ) -> Int {
    OpenBLASBuffer.require()
    if n == 0 || columns == 0 { return 0 }
    precondition(ldt >= n && t.count >= Int(ldt) * (Int(n) - 1) + Int(n))
    precondition(ldb >= n && b.count >= Int(ldb) * (Int(columns) - 1) + Int(n))
    return unsafe b.withUnsafeMutableBufferPointer { buffer in
      unsafe checked(
        LAPACKE_dtrtrs_work(
          columnMajor, upper, letter(transposition), CChar(UInt8(ascii: "N")), n, columns, t, ldt, buffer.baseAddress,
          ldb))
    }
  }

  /// The inverse of the upper triangular n x n matrix; > 0 means a zero on its diagonal.
  static func trtri(_ n: Int32, _ t: inout [Double]) -> Int {
    OpenBLASBuffer.require()
    precondition(t.count >= Int(n) * Int(n))
    return unsafe checked(LAPACKE_dtrtri_work(columnMajor, upper, CChar(UInt8(ascii: "N")), n, &t, max(1, n)))
  }

  /// Householder QR in place, without pivoting.
  static func geqrf(_ m: Int32, _ n: Int32, _ a: inout [Double], _ tau: inout [Double], _ work: inout LAPACKWorkspace) {
    OpenBLASBuffer.require()
    precondition(a.count >= Int(m) * Int(n) && tau.count >= Int(min(m, n)))
    if m == 0 || n == 0 { return }
    var size = 0.0
    _ = unsafe checked(LAPACKE_dgeqrf_work(columnMajor, m, n, &a, m, &tau, &size, -1))
    work.reserve(doubles: Int(size))
    _ = unsafe checked(LAPACKE_dgeqrf_work(columnMajor, m, n, &a, m, &tau, &work.doubles, length(work.doubles)))
  }

  /// Householder QR in place; `pivots` is 0 for a free column on entry, the original column (from 1) on return.
  static func geqp3(
    _ m: Int32, _ n: Int32, _ a: inout [Double], _ pivots: inout [Int32], _ tau: inout [Double],
    _ work: inout LAPACKWorkspace
  ) {
    OpenBLASBuffer.require()
    precondition(a.count >= Int(m) * Int(n) && pivots.count >= Int(n) && tau.count >= Int(min(m, n)))
    if m == 0 || n == 0 { return }
    var size = 0.0
    _ = unsafe checked(LAPACKE_dgeqp3_work(columnMajor, m, n, &a, m, &pivots, &tau, &size, -1))
    work.reserve(doubles: Int(size))
    _ = unsafe checked(
      LAPACKE_dgeqp3_work(columnMajor, m, n, &a, m, &pivots, &tau, &work.doubles, length(work.doubles)))
  }

  /// C = Q C or Q'C, C m x columns, Q as `reflectors` Householder reflectors in the m x reflectors matrix `a`.
  static func ormqr(
    _ transposition: Transposition, _ m: Int32, columns: Int32, reflectors: Int32, _ a: [Double], _ tau: [Double],
    _ c: inout [Double], _ ldc: Int32, _ work: inout LAPACKWorkspace
  ) {
    OpenBLASBuffer.require()
    if m == 0 || columns == 0 || reflectors == 0 { return }
    precondition(a.count >= Int(m) * Int(reflectors) && tau.count >= Int(reflectors))
    precondition(ldc >= m && c.count >= Int(ldc) * (Int(columns) - 1) + Int(m))
    let left = CChar(UInt8(ascii: "L"))
    var size = 0.0
    _ = unsafe checked(
      LAPACKE_dormqr_work(
        columnMajor, left, letter(transposition), m, columns, reflectors, a, m, tau, &c, ldc, &size, -1))
    work.reserve(doubles: Int(size))
    _ = unsafe checked(
      LAPACKE_dormqr_work(
        columnMajor, left, letter(transposition), m, columns, reflectors, a, m, tau, &c, ldc, &work.doubles,
        length(work.doubles)))
  }

  /// Eigenvalues, ascending, and eigenvectors over `a`, from the upper triangle; > 0 means no convergence.
  static func syevd(
    _ n: Int32, vectors: Bool, _ a: inout [Double], _ values: inout [Double], _ work: inout LAPACKWorkspace
  ) -> Int {
    OpenBLASBuffer.require()
    precondition(a.count >= Int(n) * Int(n) && values.count >= Int(n))
    if n == 0 { return 0 }
    let job = CChar(UInt8(ascii: vectors ? "V" : "N"))
    var size = 0.0
    var integerSize: Int32 = 0
    _ = unsafe checked(
      LAPACKE_dsyevd_work(columnMajor, job, upper, n, &a, n, &values, &size, -1, &integerSize, -1))
    work.reserve(doubles: Int(size))
    work.reserve(integers: Int(integerSize))
    return unsafe checked(
      LAPACKE_dsyevd_work(
        columnMajor, job, upper, n, &a, n, &values, &work.doubles, length(work.doubles), &work.integers,
        length(work.integers)))
  }

  /// More workspace than 32 bits can tell is no use to LAPACK.
  private static func length<T>(_ work: [T]) -> Int32 { Int32(clamping: work.count) }
}
