/// What data can do to a matrix routine. A wrong shape is the programmer's mistake and traps instead.
public enum LinearAlgebraError: Error, Sendable, Equatable {
  /// A dimension or leading dimension does not fit the 32-bit integers of BLAS and LAPACK.
  case dimensionTooLarge(Int)

  /// The input holds a NaN or an infinity; row and column count from 0.
  case notFinite(row: Int, column: Int)

  /// The leading minor of this order (from 1) is not positive definite: a variable is a combination of those before it,
  /// or the matrix is not a covariance or cross-product matrix.
  case notPositiveDefinite(leadingMinor: Int)

  /// The eigenvalue iteration stopped with this many off-diagonal elements still not zero.
  case eigenvaluesNotConverged(count: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .dimensionTooLarge(let dimension):
      "a matrix dimension of \(dimension) is more than the linear algebra library can address (\(Int32.max))"
    case .notFinite(let row, let column):
      "the matrix is not finite at row \(row), column \(column) (counted from 0)"
    case .notPositiveDefinite(let minor):
      "the matrix is not positive definite: its leading minor of order \(minor) is not"
    case .eigenvaluesNotConverged(let count):
      "the eigenvalues did not converge (\(count) off-diagonal elements remain)"
    }
  }
}
