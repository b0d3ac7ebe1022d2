import FidelityLinearAlgebra
import FidelityTesting
import Foundation
import Testing

struct CholeskyTests {
  /// L = [2; 6 1; -8 5 3], det = 36, the inverse in 36ths.
  let integers = Matrix(rows: [[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
  let integersInverse = Matrix(rows: [
    [1777.0 / 36, -122.0 / 9, 19.0 / 9], [-122.0 / 9, 34.0 / 9, -5.0 / 9], [19.0 / 9, -5.0 / 9, 1.0 / 9],
  ])

  @Test func smallIntegers() throws {
    let cholesky = try Cholesky(integers)
    #expect(cholesky.order == 3)
    #expect(cholesky.lowerFactor == Matrix(rows: [[2, 0, 0], [6, 1, 0], [-8, 5, 3]]))
    #expect(cholesky.upperFactor == cholesky.lowerFactor.transposed())
    #expect(isClose(cholesky.logDeterminant, log(36), within: 4 * .ulpOfOne))
    // The condition number is about 3600; the factor itself is exact, so only the solution rounds.
    let tolerance = 3600 * 50 * Double.ulpOfOne
    #expect(largestDifference(cholesky.inverse(), integersInverse) <= tolerance)
    for (value, expected) in zip(cholesky.inverseDiagonal(), integersInverse.diagonal) {
      #expect(isClose(value, expected, within: tolerance))
    }
    let x = cholesky.solve([-20, -43, 192])
    for (value, expected) in zip(x, [1.0, 2, 3]) { #expect(isClose(value, expected, within: tolerance)) }
  }

  @Test func theLowerTriangleIsNotRead() throws {
    var upper = integers
    for (i, j) in [(1, 0), (2, 0), (2, 1)] { upper[i, j] = .nan }
    let cholesky = try Cholesky(upper)
    #expect(cholesky.lowerFactor == Matrix(rows: [[2, 0, 0], [6, 1, 0], [-8, 5, 3]]))
    #expect(cholesky.inverseDiagonal().allSatisfy { $0.isFinite })
    #expect(largestDifference(cholesky.inverse(), integersInverse) <= 3600 * 50 * Double.ulpOfOne)
  }

  @Test func halfSolutions() throws {
    let cholesky = try Cholesky(integers)
    var b = [2.0, 7, 0, 4, 13, -13]
    var span = b.mutableSpan
    cholesky.forwardSolve(inPlace: &span)
    #expect(b == [1, 1, 1, 2, 1, -2.0 / 3])
    var c = [0.0, 6, 3]
    var other = c.mutableSpan
    cholesky.backSolve(inPlace: &other)
    #expect(c == [1, 1, 1])
  }

  @Test func orderOneAndZero() throws {
    let one = try Cholesky(Matrix(rows: [[9]]))
    #expect(one.lowerFactor == Matrix(rows: [[3]]) && one.inverse() == Matrix(rows: [[1.0 / 9]]))
    #expect(one.solve([18]) == [2])
    let none = try Cholesky(Matrix(rowCount: 0, columnCount: 0))
    #expect(none.logDeterminant == 0 && none.solve([]).isEmpty && none.inverse().elements.isEmpty)
    #expect(none.inverseDiagonal().isEmpty && none.upperFactor.elements.isEmpty)
  }

  /// Log determinants from 40 digits of arithmetic; the rounded Hilbert matrix is off by its condition number.
  @Test(arguments: [(3, 524.0, -7.6778635006782106865), (6, 1.5e7, -39.766206706097660497)])
  func hilbertMatrices(_ order: Int, _ condition: Double, _ logDeterminant: Double) throws {
    let cholesky = try Cholesky(hilbert(order))
    let expected = hilbertInverse(order)
    let relative = Double(order) * condition * .ulpOfOne
    let scale = expected.elements.reduce(0) { max($0, abs($1)) }
    #expect(largestDifference(cholesky.inverse(), expected) <= relative * scale)
    for (value, exact) in zip(cholesky.inverseDiagonal(), expected.diagonal) {
      #expect(isClose(value, exact, within: relative * scale))
    }
    #expect(isClose(cholesky.logDeterminant, logDeterminant, within: relative))
  }

  @Test(arguments: [1, 2, 5, 33, 150])
  func reconstruction(_ order: Int) throws {
    var random = RandomMatrices(seed: 11)
    let matrix = try random.positiveDefinite(order)
    let cholesky = try Cholesky(matrix)
    let product = try Matrix.product(of: cholesky.lowerFactor, cholesky.upperFactor)
    // |A - LL'| <= gamma(n + 1) sqrt(a_ii a_jj) (Higham 2002, theorem 10.3), and as much again for the product.
    let bound = Double(order + 2) * .ulpOfOne * (matrix.diagonal.max() ?? 0)
    #expect(largestDifference(product, matrix) <= bound)
    let solution = cholesky.solve(matrix)
    #expect(largestDifference(solution, .identity(order)) <= 200 * Double(order) * .ulpOfOne)
    let inverse = cholesky.inverse()
    for (value, expected) in zip(cholesky.inverseDiagonal(), inverse.diagonal) {
      #expect(relativeError(value, expected) <= 100 * Double(order) * .ulpOfOne)
    }
    #expect(inverse == inverse.transposed())
  }

  @Test func theFailingMinorIsNamed() throws {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 2)) {
      try Cholesky(Matrix(rows: [[1, 2], [2, 1]]))
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 1)) {
      try Cholesky(Matrix(rowCount: 3, columnCount: 3))
    }
    // Beyond the first block of the blocked algorithm.
    var large = Matrix.identity(300)
    large[249, 249] = -1
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 250)) { try Cholesky(large) }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 2)) {
      try Cholesky(Matrix(rows: [[1, 1e200], [1e200, 1]]))
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func numbersThatAreNotFinite(_ value: Double) throws {
    var matrix = Matrix.identity(9)
    matrix[5, 7] = value
    #expect(throws: LinearAlgebraError.notFinite(row: 5, column: 7)) { try Cholesky(matrix) }
  }

  @Test func theNextMatrixReusesTheStorage() throws {
    var cholesky = try Cholesky(.identity(3))
    try cholesky.factor(integers)
    #expect(cholesky.lowerFactor[1, 0] == 6)
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 3)) {
      try cholesky.factor(Matrix(diagonal: [1, 1, -1]))
    }
    try cholesky.factor(Matrix(diagonal: [4, 9, 16]))
    #expect(cholesky.solve([4, 9, 16]) == [1, 1, 1])
  }

  @Test func usingAFailedFactorisationTraps() async {
    await #expect(processExitsWith: .failure) {
      var cholesky = try Cholesky(.identity(1))
      try? cholesky.factor(Matrix(rows: [[-1]]))
      _ = cholesky.solve([1])
    }
  }
}
