/// Eigenvalues and eigenvectors of very many small symmetric matrices, in memory that a loop keeps: one per cluster or
/// group, order 1 to 16 or so. A = V diag(d) V'.
///
/// Cyclic Jacobi rotations until what is off the diagonal is rounding; no LAPACK call, nothing allocated after the
/// first matrix of an order. The eigenvalues stand in no order, the sign of each vector is arbitrary: functions of the
/// matrix (the sum of f(d_j) v_j v_j') depend on neither.
///
/// Reference: Golub & Van Loan 2013, Matrix Computations, section 8.5 (algorithm 8.5.3).
public struct SmallEigen: Sendable {
  /// k.
  public let order: Int
  /// d, in no order.
  public private(set) var values: [Double]
  /// V by rows: element (i, j), the component i of vector j, at i k + j.
  public private(set) var vectors: [Double]
  private var work: [Double]

  /// - Parameter order: k, 1 or more.
  public init(order: Int) {
    precondition(order >= 1, "a matrix of no row")
    self.order = order
    values = Array(repeating: 0, count: order)
    vectors = Array(repeating: 0, count: order * order)
    work = vectors
  }

  /// Decomposes the matrix whose upper triangle is packed column by column, as ``SmallCholesky`` has it.
  /// - Parameters:
  ///   - packed: the buffer, finite numbers.
  ///   - offset: where the matrix begins in it.
  /// - Complexity: O(k^3) a sweep, and 4 to 8 sweeps.
  public mutating func decompose(_ packed: Span<Double>, at offset: Int = 0) {
    let k = order
    precondition(offset >= 0 && offset + SmallCholesky.packedCount(k) <= packed.count, "the matrix reaches beyond")
    var scale = 0.0
    for column in 0..<k {
      for row in 0...column {
        let element = packed[offset + SmallCholesky.index(row, column)]
        work[row * k + column] = element
        work[column * k + row] = element
        scale = max(scale, abs(element))
      }
    }
    for index in vectors.indices { vectors[index] = 0 }
    for index in 0..<k { vectors[index * k + index] = 1 }
    let least = scale * 1e-18
    for _ in 0..<Self.mostSweeps {
      var isDone = true
      for column in 1..<max(1, k) {
        for row in 0..<column where abs(work[row * k + column]) > least {
          // An element that adds nothing to its diagonal is rounding.
          let element = work[row * k + column]
          let size = min(abs(work[row * k + row]), abs(work[column * k + column]))
          if abs(element) > 1e-17 * size { isDone = false }
          rotate(row, column)
        }
      }
      if isDone { break }
    }
    for index in 0..<k { values[index] = work[index * k + index] }
  }

  private static let mostSweeps = 40

  /// The rotation that makes the element (p, q) 0.
  private mutating func rotate(_ p: Int, _ q: Int) {
    let k = order
    let off = work[p * k + q]
    let theta = (work[q * k + q] - work[p * k + p]) / (2 * off)
    let tangent = (theta < 0 ? -1.0 : 1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    work[p * k + p] -= tangent * off
    work[q * k + q] += tangent * off
    work[p * k + q] = 0
    work[q * k + p] = 0
    for index in 0..<k where index != p && index != q {
      let (left, right) = (work[index * k + p], work[index * k + q])
      let (first, second) = (cosine * left - sine * right, sine * left + cosine * right)
      work[index * k + p] = first
      work[p * k + index] = first
      work[index * k + q] = second
      work[q * k + index] = second
    }
    for index in 0..<k {
      let (left, right) = (vectors[index * k + p], vectors[index * k + q])
      vectors[index * k + p] = cosine * left - sine * right
      vectors[index * k + q] = sine * left + cosine * right
    }
  }
}
