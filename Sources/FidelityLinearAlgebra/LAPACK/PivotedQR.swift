import FidelitySystem

/// Rank-revealing QR factorisation of a design matrix, and the least squares that follow from it.
///
/// Two Householder factorisations in a row: X S = Q1 R1 on the tall matrix (dgeqrf), then R1 P = Q2 R on the small
/// triangle with column pivoting (dgeqp3). S divides every column by a power of two near its length: that rounds
/// nothing, and it makes the rank independent of the columns' units. Nothing forms X'X, so the digits lost are those of
/// the condition number of X, not of its square.
///
/// **Rank.** With ``ColumnPreference/leading`` a column is a linear combination of the columns kept before it, and
/// *aliased*, where what they leave of it is at most `tolerance` times its own length. With
/// ``ColumnPreference/longest`` the rank counts the |r_jj| above `tolerance` times |r_11|. R's `lm` works as `.leading`
/// with tolerance 1e-7; our default keeps a column as long as some five of its digits remain.
///
/// Aliased columns have the coefficient 0 and zeros in ``crossProductInverse()``, which then is a reflexive generalised
/// inverse: fitted values and leverages are right, and ``aliasedColumns`` says which coefficients are not estimated.
///
/// A matrix without rows has rank 0 and every column aliased.
///
/// References: Golub & Van Loan 2013, Matrix Computations, sections 5.2-5.4; Chan 1982, ACM Transactions on
/// Mathematical Software 8, 72-83 (QR before the small factorisation).
/// Validation: NIST StRD Longley, coefficients to 10 digits or more, and Norris, to 11 or more; with
/// ``refine(_:design:responses:steps:)`` also Wampler 4 and 5, whose residuals are far larger than their signal.
public struct PivotedQR: Sendable {
  /// Which columns of a rank-deficient matrix are kept.
  public enum ColumnPreference: Sendable, Hashable {
    /// The leftmost, as R's `lm` does.
    case leading
    /// The longest at each step, as LAPACK's dgeqp3 does after scaling all columns alike.
    case longest
  }

  /// The default tolerance of the rank, 1e-11: larger than what rounding leaves of an exact combination of columns, and
  /// smaller than the closest independent columns that doubles resolve to about five digits.
  public static let defaultTolerance = 1e-11

  public let rowCount: Int
  public let columnCount: Int

  /// The columns kept, in the order of the pivots, longest first.
  public private(set) var pivots: [Int]

  /// The columns that are combinations of those kept, ascending.
  public private(set) var aliasedColumns: [Int]

  /// Reflectors of Q1 below the diagonal, rowCount x columnCount.
  private var outer: [Double]
  private var outerScales: [Double]
  /// R in the upper triangle, reflectors of Q2 below, innerRows x (columns the second factorisation was given).
  private var inner: [Double]
  private var innerScales: [Double]
  /// The powers of two S, by original column.
  private(set) var columnScales: [Double]

  public var rank: Int { pivots.count }
  public var isFullRank: Bool { aliasedColumns.isEmpty }
  private var innerRowCount: Int { min(rowCount, columnCount) }

  /// Factors a matrix of observations x variables, without a copy where the caller gives it up.
  ///
  /// - Parameters:
  ///   - matrix: X. There may be fewer rows than columns.
  ///   - tolerance: of the rank, relative, at least 0.
  ///   - preference: which columns to keep where the rank is less than the number of columns.
  /// - Throws: `notFinite` for a NaN or infinity; `dimensionTooLarge`.
  /// - Complexity: O(2 m n^2).
  public init(
    _ matrix: consuming Matrix, tolerance: Double = defaultTolerance, keeping preference: ColumnPreference = .leading
  ) throws(LinearAlgebraError) {
    var workspace = LAPACKWorkspace()
    try self.init(matrix, tolerance: tolerance, keeping: preference, workspace: &workspace)
  }

  /// The same with scratch memory that a loop keeps.
  public init(
    _ matrix: consuming Matrix, tolerance: Double = defaultTolerance, keeping preference: ColumnPreference = .leading,
    workspace: inout LAPACKWorkspace
  ) throws(LinearAlgebraError) {
    precondition(tolerance >= 0, "the tolerance of a rank is not negative")
    let m = try CBLAS.int32(matrix.rowCount)
    let n = try CBLAS.int32(matrix.columnCount)
    try FiniteCheck.all(matrix)
    rowCount = matrix.rowCount
    columnCount = matrix.columnCount
    columnScales = ColumnScaling.scale(&matrix)
    outer = matrix.storage
    outerScales = Array(repeating: 0, count: min(matrix.rowCount, matrix.columnCount))
    LAPACK.geqrf(m, n, &outer, &outerScales, &workspace)
    (pivots, aliasedColumns, inner, innerScales) = ([], [], [], [])
    factorTriangle(tolerance, preference, &workspace)
  }

  /// The second factorisation, of R1 or of its columns to keep.
  private mutating func factorTriangle(
    _ tolerance: Double, _ preference: ColumnPreference, _ workspace: inout LAPACKWorkspace
  ) {
    let k = innerRowCount
    var triangle = Matrix(rowCount: k, columnCount: columnCount)
    for j in 0..<columnCount {
      for i in 0..<min(j + 1, k) { triangle[i, j] = outer[i + j * rowCount] }
    }
    let candidates =
      preference == .leading ? LeadingColumns.independent(of: triangle, tolerance: tolerance) : Array(0..<columnCount)
    inner = candidates.flatMap { triangle.column($0) }
    innerScales = Array(repeating: 0, count: min(k, candidates.count))
    var order = [Int32](repeating: 0, count: candidates.count)
    LAPACK.geqp3(Int32(k), Int32(candidates.count), &inner, &order, &innerScales, &workspace)

    var rank = candidates.count
    if preference == .longest {
      let bound = k == 0 || candidates.isEmpty ? 0 : tolerance * abs(inner[0])
      rank = (0..<min(k, candidates.count)).prefix { abs(inner[$0 + $0 * k]) > bound }.count
    }
    pivots = order.prefix(rank).map { candidates[Int($0) - 1] }
    let kept = Set(pivots)
    aliasedColumns = (0..<columnCount).filter { !kept.contains($0) }
  }

  // MARK: - Q

  /// Q'B over B, which has `rowCount` rows: the coordinates along the pivots come first, what X leaves over after them.
  func applyTransposedQ(_ b: inout Matrix, _ workspace: inout LAPACKWorkspace) {
    let (m, columns) = (Int32(rowCount), Int32(b.columnCount))
    LAPACK.ormqr(
      .transposed, m, columns: columns, reflectors: Int32(outerScales.count), outer, outerScales, &b.storage, m,
      &workspace)
    LAPACK.ormqr(
      .transposed, Int32(innerRowCount), columns: columns, reflectors: Int32(innerScales.count), inner, innerScales,
      &b.storage, m, &workspace)
  }

  func applyQ(_ b: inout Matrix, _ workspace: inout LAPACKWorkspace) {
    let (m, columns) = (Int32(rowCount), Int32(b.columnCount))
    LAPACK.ormqr(
      .none, Int32(innerRowCount), columns: columns, reflectors: Int32(innerScales.count), inner, innerScales,
      &b.storage, m, &workspace)
    LAPACK.ormqr(
      .none, m, columns: columns, reflectors: Int32(outerScales.count), outer, outerScales, &b.storage, m, &workspace)
  }

  /// An orthonormal basis of the space of the columns, `rowCount` x `rank`; column j belongs to `pivots[j]`.
  ///
  /// - Complexity: O(4 m n r).
  public func orthonormalBasis() -> Matrix {
    var workspace = LAPACKWorkspace()
    var basis = Matrix(rowCount: rowCount, columnCount: rank)
    for j in 0..<rank { basis[j, j] = 1 }
    applyQ(&basis, &workspace)
    return basis
  }

  /// The leverages, the diagonal of the projection X (X'X)^- X': one per row, in 0...1 up to rounding, summing to the
  /// rank.
  ///
  /// - Complexity: O(4 m n r).
  public func leverages() -> [Double] {
    let basis = orthonormalBasis().elements
    var result = [Double](repeating: 0, count: rowCount)
    for j in 0..<rank {
      for i in 0..<rowCount { result[i] += basis[i + j * rowCount] * basis[i + j * rowCount] }
    }
    return result
  }

  // MARK: - R

  /// R with X S = Q R P': `rank` x `rank`, upper triangular, columns in the order of `pivots`. In terms of X itself its
  /// columns are divided by the powers of two of the scaling, so that X[pivots] = Q R.
  public func triangularFactor() -> Matrix {
    var result = Matrix(rowCount: rank, columnCount: rank)
    for (j, column) in pivots.enumerated() {
      for i in 0...j { result[i, j] = inner[i + j * innerRowCount] / columnScales[column] }
    }
    return result
  }

  /// (X'X)^-1 in the original order of the columns, both triangles; zeros in the rows and columns of aliased ones.
  ///
  /// With the residual variance it is the covariance matrix of the coefficients. It comes from R^-1 alone.
  ///
  /// - Complexity: O(2 r^3 / 3).
  public func crossProductInverse() -> Matrix {
    var inverse = Matrix(rowCount: rank, columnCount: rank)
    for j in 0..<rank {
      for i in 0...j { inverse[i, j] = inner[i + j * innerRowCount] }
    }
    _ = LAPACK.trtri(Int32(rank), &inverse.storage)
    var result = Matrix(rowCount: columnCount, columnCount: columnCount)
    for i in 0..<rank {
      for j in i..<rank {
        var sum = 0.0
        for l in j..<rank { sum += inverse[i, l] * inverse[j, l] }
        let (row, column) = (pivots[i], pivots[j])
        let value = sum * columnScales[row] * columnScales[column]
        result[row, column] = value
        result[column, row] = value
      }
    }
    return result
  }

  /// Solves R X = B or R'X = B over B, `rank` rows, with R as factored, of the scaled columns.
  func solveTriangle(_ transposition: LAPACK.Transposition, _ b: inout MutableSpan<Double>, columns: Int32) {
    _ = LAPACK.trtrs(
      transposition, Int32(rank), inner, Int32(max(1, innerRowCount)), &b, Int32(rank), columns: columns)
  }

  // MARK: - Least squares

  /// Minimises |y - X b| for every column y of Y.
  ///
  /// - Parameters:
  ///   - responses: Y, `rowCount` rows.
  /// - Throws: `notFinite` for a NaN or infinity in Y; `dimensionTooLarge`.
  /// - Complexity: O(4 m n) per column.
  public func leastSquares(_ responses: consuming Matrix) throws(LinearAlgebraError) -> LeastSquaresSolution {
    var workspace = LAPACKWorkspace()
    return try leastSquares(responses, workspace: &workspace)
  }

  /// Minimises |y - X b|.
  ///
  /// - Parameters:
  ///   - response: y, `rowCount` numbers.
  /// - Throws: `notFinite` for a NaN or infinity in y; `dimensionTooLarge`.
  /// - Complexity: O(4 m n).
  public func leastSquares(_ response: [Double]) throws(LinearAlgebraError) -> LeastSquaresSolution {
    try leastSquares(Matrix(columnMajor: response, rowCount: rowCount, columnCount: 1))
  }

  /// The same with scratch memory that a loop keeps.
  public func leastSquares(
    _ responses: consuming Matrix, workspace: inout LAPACKWorkspace
  ) throws(LinearAlgebraError) -> LeastSquaresSolution {
    precondition(responses.rowCount == rowCount, "the responses do not have the rows of the design")
    let columns = try CBLAS.int32(responses.columnCount)
    try FiniteCheck.all(responses)
    applyTransposedQ(&responses, &workspace)
    // Sums of squares of what lies outside the column space, before the coordinates inside it are dropped.
    var residualSums = [Double](repeating: 0, count: responses.columnCount)
    var coordinates = Matrix(rowCount: rank, columnCount: responses.columnCount)
    for column in 0..<responses.columnCount {
      for i in 0..<rank {
        coordinates[i, column] = responses[i, column]
        responses[i, column] = 0
      }
      let rest = responses.elements.span.extracting(column * rowCount..<(column + 1) * rowCount)
      residualSums[column] = VectorProducts.dot(rest, rest)
    }
    coordinates.withMutableElements { solveTriangle(.none, &$0, columns: columns) }
    var coefficients = Matrix(rowCount: columnCount, columnCount: responses.columnCount)
    for column in 0..<responses.columnCount {
      for (i, pivot) in pivots.enumerated() {
        coefficients[pivot, column] = coordinates[i, column] * columnScales[pivot]
      }
    }
    applyQ(&responses, &workspace)
    return LeastSquaresSolution(coefficients: coefficients, residuals: responses, residualSumsOfSquares: residualSums)
  }
}

/// What ``PivotedQR`` finds for one or more responses.
public struct LeastSquaresSolution: Sendable, Equatable, Codable {
  /// One row per column of X in its original order, one column per response; 0 for an aliased column of X.
  public internal(set) var coefficients: Matrix

  /// y - X b, from the orthogonal complement and so without cancellation: one column per response.
  public internal(set) var residuals: Matrix

  /// |y - X b|^2 for each response.
  public internal(set) var residualSumsOfSquares: [Double]
}
