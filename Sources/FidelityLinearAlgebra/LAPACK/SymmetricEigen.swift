/// Eigenvalues and eigenvectors of a symmetric matrix: A = V diag(d) V', d ascending.
///
/// Only the upper triangle of A is read. The sign of each vector is fixed: of its components within a relative 1e-6 of
/// the largest magnitude the first is positive. Vectors of equal eigenvalues remain arbitrary within their space.
///
/// Reference: LAPACK dsyevd (divide and conquer).
public struct SymmetricEigen: Sendable, Equatable, Codable {
  /// The eigenvalues, ascending.
  public let values: [Double]

  /// The eigenvectors as columns, orthonormal, in the order of the values.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix, without a copy where the caller gives it up.
  ///
  /// - Throws: `notFinite` for a NaN or infinity in the upper triangle; `eigenvaluesNotConverged`; `dimensionTooLarge`.
  /// - Complexity: O(9 n^3) at most.
  public init(_ matrix: consuming Matrix) throws(LinearAlgebraError) {
    var workspace = LAPACKWorkspace()
    try self.init(matrix, workspace: &workspace)
  }

  /// The same with scratch memory that a loop keeps.
  public init(_ matrix: consuming Matrix, workspace: inout LAPACKWorkspace) throws(LinearAlgebraError) {
    values = try Self.decompose(&matrix, vectors: true, &workspace)
    Self.fixSigns(&matrix)
    vectors = matrix
  }

  /// The eigenvalues alone, ascending.
  ///
  /// - Throws: as ``init(_:)``.
  /// - Complexity: O(4 n^3 / 3).
  public static func values(of matrix: consuming Matrix) throws(LinearAlgebraError) -> [Double] {
    var workspace = LAPACKWorkspace()
    return try decompose(&matrix, vectors: false, &workspace)
  }

  /// V diag(f(d)) V', a function of the matrix such as its square root or its inverse.
  ///
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(2 n^3).
  public func applying(_ function: (Double) -> Double) throws(LinearAlgebraError) -> Matrix {
    let order = values.count
    var scaled = vectors
    for (j, value) in values.enumerated() {
      let factor = function(value)
      for i in 0..<order { scaled[i, j] *= factor }
    }
    var result = try Matrix.product(of: scaled, vectors.transposedView)
    // Rounding leaves the two triangles a little apart.
    result.mirrorUpperTriangle()
    return result
  }

  private static func decompose(
    _ matrix: inout Matrix, vectors: Bool, _ workspace: inout LAPACKWorkspace
  ) throws(LinearAlgebraError) -> [Double] {
    precondition(matrix.isSquare, "only a square matrix has eigenvalues")
    let n = try CBLAS.int32(matrix.rowCount)
    try FiniteCheck.upperTriangle(matrix)
    var values = [Double](repeating: 0, count: matrix.rowCount)
    let remaining = LAPACK.syevd(n, vectors: vectors, &matrix.storage, &values, &workspace)
    if remaining > 0 { throw .eigenvaluesNotConverged(count: remaining) }
    return values
  }

  private static func fixSigns(_ vectors: inout Matrix) {
    for j in 0..<vectors.columnCount {
      let column = vectors.column(j)
      let largest = column.reduce(0) { max($0, abs($1)) }
      // Components equal in theory differ in their last bits by processor, so those close to the largest count alike.
      guard let first = column.first(where: { abs($0) >= largest * (1 - 1e-6) }), first < 0 else { continue }
      for i in 0..<vectors.rowCount { vectors[i, j] = -vectors[i, j] }
    }
  }
}
