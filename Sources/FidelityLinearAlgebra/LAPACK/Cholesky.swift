import FidelitySystem

/// Cholesky factorisation of a symmetric positive definite matrix: A = U'U = LL' with L = U'.
///
/// Only the upper triangle of A is read. A factorisation used in a loop over matrices of one order allocates once:
/// ``factor(_:)`` takes the next matrix into the storage of the last.
///
/// Reference: Golub & Van Loan 2013, Matrix Computations, section 4.2; LAPACK dpotrf, dpotri, dtrtrs.
public struct Cholesky: Sendable {
  /// U in the upper triangle; below it lies what was there.
  private var factors: Matrix
  private var isFactored = true

  public var order: Int { factors.rowCount }

  /// Factors a matrix, without a copy where the caller gives it up.
  ///
  /// - Throws: `notPositiveDefinite` with the order, from 1, of the first leading minor that is not;
  ///   `notFinite` for a NaN or infinity in the upper triangle; `dimensionTooLarge`.
  /// - Complexity: O(n^3 / 3).
  public init(_ matrix: consuming Matrix) throws(LinearAlgebraError) {
    precondition(matrix.isSquare, "only a square matrix has a Cholesky factor")
    factors = matrix
    try factorStorage()
  }

  /// Factors another matrix of the same order in the same storage.
  ///
  /// After an error the factorisation holds nothing, and using it traps until the next matrix is factored.
  ///
  /// - Throws: as ``init(_:)``.
  /// - Complexity: O(n^3 / 3), no allocation.
  public mutating func factor(_ matrix: borrowing Matrix) throws(LinearAlgebraError) {
    precondition(matrix.rowCount == order && matrix.columnCount == order, "the order differs")
    let source = matrix.elements.span
    factors.withMutableElements { target in
      for i in 0..<source.count { target[i] = source[i] }
    }
    try factorStorage()
  }

  private mutating func factorStorage() throws(LinearAlgebraError) {
    isFactored = false
    let n = try CBLAS.int32(order)
    try FiniteCheck.upperTriangle(factors)
    let minor = LAPACK.potrf(n, &factors.storage)
    if minor > 0 { throw .notPositiveDefinite(leadingMinor: minor) }
    // Huge finite elements can overflow on the way, which not every kernel reports.
    for i in 0..<order where !(factors[i, i] > 0 && factors[i, i].isFinite) {
      throw .notPositiveDefinite(leadingMinor: i + 1)
    }
    isFactored = true
  }

  private func checkFactored() {
    precondition(isFactored, "the last matrix could not be factored")
  }

  /// U, with zeros below its diagonal.
  public var upperFactor: Matrix {
    checkFactored()
    var result = factors
    for j in 0..<order {
      for i in j + 1..<max(order, j + 1) { result[i, j] = 0 }
    }
    return result
  }

  /// L = U', with zeros above its diagonal.
  public var lowerFactor: Matrix { upperFactor.transposed() }

  /// log det A = 2 sum log u_ii; 0 for order 0.
  public var logDeterminant: Double {
    checkFactored()
    return 2 * factors.diagonal.reduce(0) { $0 + log($1) }
  }

  /// Solves A x = b.
  ///
  /// - Complexity: O(2 n^2).
  public func solve(_ b: [Double]) -> [Double] {
    var x = b
    var span = x.mutableSpan
    solve(inPlace: &span)
    return x
  }

  /// Solves A X = B; B has `order` rows.
  ///
  /// - Complexity: O(2 n^2) per column.
  public func solve(_ b: consuming Matrix) -> Matrix {
    precondition(b.rowCount == order, "the right-hand side does not have the rows of the matrix")
    b.withMutableElements { solve(inPlace: &$0) }
    return b
  }

  /// Solves A X = B over B: one or more columns of `order` numbers, one after the other.
  ///
  /// - Complexity: O(2 n^2) per column, no allocation.
  public func solve(inPlace b: inout MutableSpan<Double>) {
    forwardSolve(inPlace: &b)
    backSolve(inPlace: &b)
  }

  /// Solves L X = B (that is U'X = B) over B: the first half of a solution, which makes b'A^-1 b = |x|^2.
  ///
  /// - Complexity: O(n^2) per column, no allocation.
  public func forwardSolve(inPlace b: inout MutableSpan<Double>) { solveTriangle(.transposed, &b) }

  /// Solves L'X = B (that is U X = B) over B: the second half of a solution.
  ///
  /// - Complexity: O(n^2) per column, no allocation.
  public func backSolve(inPlace b: inout MutableSpan<Double>) { solveTriangle(.none, &b) }

  private func solveTriangle(_ transposition: LAPACK.Transposition, _ b: inout MutableSpan<Double>) {
    checkFactored()
    if order == 0 { return }
    let (columns, rest) = b.count.quotientAndRemainder(dividingBy: order)
    precondition(rest == 0, "the right-hand side is not whole columns")
    let n = Int32(order)
    _ = LAPACK.trtrs(transposition, n, factors.storage, n, &b, n, columns: Int32(columns))
  }

  /// A^-1, both triangles.
  ///
  /// - Complexity: O(2 n^3 / 3).
  public func inverse() -> Matrix {
    checkFactored()
    var result = factors
    _ = LAPACK.potri(Int32(order), &result.storage)
    result.mirrorUpperTriangle()
    return result
  }

  /// The diagonal of A^-1, from the inverse of the factor alone: every element is a sum of squares.
  ///
  /// - Complexity: O(n^3 / 3).
  public func inverseDiagonal() -> [Double] {
    checkFactored()
    var inverse = factors
    _ = LAPACK.trtri(Int32(order), &inverse.storage)
    var result = [Double](repeating: 0, count: order)
    for j in 0..<order {
      for i in 0...j { result[i] += inverse[i, j] * inverse[i, j] }
    }
    return result
  }
}
