import FidelitySystem

/// Cholesky factorisation of very many small systems, in the caller's buffers: A = U'U, order 1 to 8 or so, for a
/// regression per group.
///
/// The upper triangle is packed column by column: element (i, j), i <= j, at `i + j (j + 1) / 2` from the offset of the
/// system. So the systems of all groups lie one after the other in a single buffer, `packedCount(order)` apart. Nothing
/// is allocated and LAPACK is not called: below order 9 the loops are compiled for each order on its own, above it one
/// general loop does the same.
///
/// **The gate.** The pivot of column j, divided by the element a_jj it started from, is 1 - R^2 of variable j on those
/// before it. Where it is less than `tolerance` (1e-7, say) too few digits are left and
/// ``factor(_:at:order:tolerance:)``
/// returns j instead of going on; the group then deserves ``PivotedQR`` on its centred data, or is reported as it is.
///
/// Reference: Golub & Van Loan 2013, Matrix Computations, algorithm 4.2.1.
public enum SmallCholesky {
  /// Numbers in a packed triangle: k (k + 1) / 2.
  @inlinable public static func packedCount(_ order: Int) -> Int { order * (order + 1) / 2 }

  /// Where element (row, column) of the upper triangle lies in its system, row <= column.
  @inlinable public static func index(_ row: Int, _ column: Int) -> Int { row + column * (column + 1) / 2 }

  /// Replaces A by U.
  ///
  /// - Parameters:
  ///   - packed: the buffer that holds the upper triangle of A.
  ///   - offset: where the system begins in it.
  ///   - order: k.
  ///   - tolerance: the least pivot, as a share of the diagonal element it started from, 0 ..< 1.
  /// - Returns: nil where all pivots pass; otherwise the first column (from 0) whose pivot is not positive, not finite
  ///   or
  ///   below the gate. The columns before it are factored, the rest of the system is of no use.
  /// - Complexity: O(k^3 / 3).
  public static func factor(
    _ packed: inout MutableSpan<Double>, at offset: Int = 0, order: Int, tolerance: Double
  ) -> Int? {
    check(packed.count, offset, packedCount(order))
    switch order {
    case 1: return factorLoop(&packed, offset, 1, tolerance)
    case 2: return factorLoop(&packed, offset, 2, tolerance)
    case 3: return factorLoop(&packed, offset, 3, tolerance)
    case 4: return factorLoop(&packed, offset, 4, tolerance)
    case 5: return factorLoop(&packed, offset, 5, tolerance)
    case 6: return factorLoop(&packed, offset, 6, tolerance)
    case 7: return factorLoop(&packed, offset, 7, tolerance)
    case 8: return factorLoop(&packed, offset, 8, tolerance)
    default: return factorLoop(&packed, offset, order, tolerance)
    }
  }

  /// Solves A x = b over b, from U.
  ///
  /// - Parameters:
  ///   - packed: the buffer that holds U as ``factor(_:at:order:tolerance:)`` left it.
  ///   - offset: where the system begins in it.
  ///   - order: k.
  ///   - right: the buffer that holds b and receives x.
  ///   - rightOffset: where b begins in it.
  /// - Complexity: O(2 k^2).
  public static func solve(
    _ packed: Span<Double>, at offset: Int = 0, order: Int, _ right: inout MutableSpan<Double>,
    at rightOffset: Int = 0
  ) {
    check(packed.count, offset, packedCount(order))
    check(right.count, rightOffset, order)
    switch order {
    case 1: solveLoop(packed, offset, 1, &right, rightOffset)
    case 2: solveLoop(packed, offset, 2, &right, rightOffset)
    case 3: solveLoop(packed, offset, 3, &right, rightOffset)
    case 4: solveLoop(packed, offset, 4, &right, rightOffset)
    default: solveLoop(packed, offset, order, &right, rightOffset)
    }
  }

  /// Writes the diagonal of A^-1, from U: the scales of the standard errors.
  ///
  /// - Parameters:
  ///   - packed: the buffer that holds U.
  ///   - offset: where the system begins in it.
  ///   - order: k.
  ///   - diagonal: the buffer that receives k numbers.
  ///   - diagonalOffset: where they begin in it.
  /// - Complexity: O(k^3 / 6).
  public static func inverseDiagonal(
    _ packed: Span<Double>, at offset: Int = 0, order: Int, into diagonal: inout MutableSpan<Double>,
    at diagonalOffset: Int = 0
  ) {
    check(packed.count, offset, packedCount(order))
    check(diagonal.count, diagonalOffset, order)
    switch order {
    case 1: diagonalLoop(packed, offset, 1, &diagonal, diagonalOffset)
    case 2: diagonalLoop(packed, offset, 2, &diagonal, diagonalOffset)
    case 3: diagonalLoop(packed, offset, 3, &diagonal, diagonalOffset)
    case 4: diagonalLoop(packed, offset, 4, &diagonal, diagonalOffset)
    default: diagonalLoop(packed, offset, order, &diagonal, diagonalOffset)
    }
  }

  /// Replaces U by the upper triangle of A^-1.
  ///
  /// - Complexity: O(2 k^3 / 3).
  public static func invert(_ packed: inout MutableSpan<Double>, at offset: Int = 0, order: Int) {
    check(packed.count, offset, packedCount(order))
    // V = U^-1 over U: column j needs the columns of V before it and its own elements of U from the top.
    for j in 0..<order {
      let pivot = 1 / packed[offset + index(j, j)]
      for i in 0..<j {
        var sum = 0.0
        for l in i..<j { sum += packed[offset + index(i, l)] * packed[offset + index(l, j)] }
        packed[offset + index(i, j)] = -sum * pivot
      }
      packed[offset + index(j, j)] = pivot
    }
    // V V' over V: column j needs itself and the columns after it, which are still those of V.
    for j in 0..<order {
      for i in 0...j {
        var sum = 0.0
        for l in j..<order { sum += packed[offset + index(i, l)] * packed[offset + index(j, l)] }
        packed[offset + index(i, j)] = sum
      }
    }
  }

  /// log det A = 2 sum log u_jj, from U.
  public static func logDeterminant(_ packed: Span<Double>, at offset: Int = 0, order: Int) -> Double {
    check(packed.count, offset, packedCount(order))
    return 2 * (0..<order).reduce(0) { $0 + log(packed[offset + index($1, $1)]) }
  }

  private static func check(_ count: Int, _ offset: Int, _ needed: Int) {
    precondition(offset >= 0 && offset + needed <= count, "the system reaches beyond the buffer")
  }

  // MARK: - Loops, compiled once for every order that is a literal above

  @inline(__always)
  private static func factorLoop(
    _ u: inout MutableSpan<Double>, _ offset: Int, _ order: Int, _ tolerance: Double
  ) -> Int? {
    for j in 0..<order {
      let column = offset + index(0, j)
      let diagonal = u[column + j]
      var pivot = diagonal
      for i in 0..<j {
        let other = offset + index(0, i)
        var sum = u[column + i]
        for l in 0..<i { sum -= u[other + l] * u[column + l] }
        let value = sum / u[other + i]
        u[column + i] = value
        pivot -= value * value
      }
      // NaN fails every comparison, and so lands here too.
      guard pivot > 0, pivot >= tolerance * diagonal, pivot < .infinity else { return j }
      u[column + j] = pivot.squareRoot()
    }
    return nil
  }

  @inline(__always)
  private static func solveLoop(
    _ u: Span<Double>, _ offset: Int, _ order: Int, _ x: inout MutableSpan<Double>, _ start: Int
  ) {
    for j in 0..<order {
      let column = offset + index(0, j)
      var sum = x[start + j]
      for i in 0..<j { sum -= u[column + i] * x[start + i] }
      x[start + j] = sum / u[column + j]
    }
    for j in stride(from: order - 1, through: 0, by: -1) {
      let column = offset + index(0, j)
      let value = x[start + j] / u[column + j]
      x[start + j] = value
      for i in 0..<j { x[start + i] -= u[column + i] * value }
    }
  }

  /// The i-th diagonal element is |z|^2 with U'z = e_i. z has its first i elements 0, and the others are kept in places
  /// of `d` that are not written yet.
  @inline(__always)
  private static func diagonalLoop(
    _ u: Span<Double>, _ offset: Int, _ order: Int, _ d: inout MutableSpan<Double>, _ start: Int
  ) {
    for i in 0..<order {
      var total = 0.0
      for j in i..<order {
        let column = offset + index(0, j)
        var sum = j == i ? 1.0 : 0.0
        for l in i..<j { sum -= u[column + l] * d[start + l] }
        let value = sum / u[column + j]
        d[start + j] = value
        total += value * value
      }
      d[start + i] = total
    }
  }
}
