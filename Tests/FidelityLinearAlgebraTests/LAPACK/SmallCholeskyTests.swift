import FidelityLinearAlgebra
import FidelityTesting
import Foundation
import Testing

struct SmallCholeskyTests {
  static func pack(_ matrix: Matrix) -> [Double] {
    (0..<matrix.columnCount).flatMap { j in (0...j).map { matrix[$0, j] } }
  }

  @Test func packing() {
    #expect((0...4).map(SmallCholesky.packedCount) == [0, 1, 3, 6, 10])
    #expect(SmallCholesky.index(0, 0) == 0 && SmallCholesky.index(0, 1) == 1 && SmallCholesky.index(1, 1) == 2)
    #expect(SmallCholesky.index(2, 3) == 8)
  }

  @Test func smallIntegers() {
    var packed = [4.0, 12, 37, -16, -43, 98]
    var span = packed.mutableSpan
    #expect(SmallCholesky.factor(&span, order: 3, tolerance: 1e-7) == nil)
    #expect(packed == [2, 6, 1, -8, 5, 3])
    var x = [-20.0, -43, 192]
    var right = x.mutableSpan
    SmallCholesky.solve(packed.span, order: 3, &right)
    #expect(x == [1, 2, 3])
    #expect(isClose(SmallCholesky.logDeterminant(packed.span, order: 3), log(36), within: 4 * .ulpOfOne))
    var diagonal = [0.0, 0, 0]
    var target = diagonal.mutableSpan
    SmallCholesky.inverseDiagonal(packed.span, order: 3, into: &target)
    var again = packed.mutableSpan
    SmallCholesky.invert(&again, order: 3)
    let expected = [1777, -488, 136, 76, -20, 4].map { Double($0) / 36 }
    let tolerance = 3600 * 50 * Double.ulpOfOne
    for (value, exact) in zip(packed, expected) { #expect(isClose(value, exact, within: tolerance)) }
    for (value, exact) in zip(diagonal, [expected[0], expected[2], expected[5]]) {
      #expect(isClose(value, exact, within: tolerance))
    }
  }

  /// Every order with loops of its own, and orders of the general loop, against the factorisation by LAPACK; each
  /// system
  /// lies between others, which stay as they are.
  @Test(arguments: 1...12)
  func sameAsCholesky(_ order: Int) throws {
    var random = RandomMatrices(seed: 51)
    let matrix = try random.positiveDefinite(order)
    let right = (0..<order).map { _ in random.next() }
    let reference = try Cholesky(matrix)
    let count = SmallCholesky.packedCount(order)
    let padding = [Double](repeating: -7, count: 5)
    var buffer = padding + Self.pack(matrix) + padding
    var x = padding + right + padding
    var diagonal = padding + right + padding
    // The condition number of these matrices is below 100.
    let tolerance = 100 * Double(order + 1) * Double.ulpOfOne

    var span = buffer.mutableSpan
    #expect(SmallCholesky.factor(&span, at: 5, order: order, tolerance: 1e-7) == nil)
    let factor = Array(buffer[5..<5 + count])
    for (value, expected) in zip(factor, Self.pack(reference.upperFactor)) {
      #expect(isClose(value, expected, within: tolerance))
    }
    let logDeterminant = SmallCholesky.logDeterminant(buffer.span, at: 5, order: order)
    #expect(isClose(logDeterminant, reference.logDeterminant, within: tolerance))

    var xSpan = x.mutableSpan
    SmallCholesky.solve(buffer.span, at: 5, order: order, &xSpan, at: 5)
    for (value, expected) in zip(x[5...], reference.solve(right)) {
      #expect(isClose(value, expected, within: 10 * tolerance))
    }

    var diagonalSpan = diagonal.mutableSpan
    SmallCholesky.inverseDiagonal(buffer.span, at: 5, order: order, into: &diagonalSpan, at: 5)
    for (value, expected) in zip(diagonal[5...], reference.inverseDiagonal()) {
      #expect(isClose(value, expected, within: 10 * tolerance))
    }

    var inverseSpan = buffer.mutableSpan
    SmallCholesky.invert(&inverseSpan, at: 5, order: order)
    for (value, expected) in zip(buffer[5...], Self.pack(reference.inverse())) {
      #expect(isClose(value, expected, within: 10 * tolerance))
    }
    for array in [buffer, x, diagonal] {
      #expect(Array(array.prefix(5)) == padding && Array(array.suffix(5)) == padding)
    }
  }

  @Test func theGateNamesTheColumn() {
    // The pivot of column 2 is 1 - R^2 = 1e-8 of its diagonal.
    let system = [1.0, 0, 1, (1 - 1e-8).squareRoot(), 0, 1]
    func failure(_ packed: [Double], _ order: Int, _ tolerance: Double) -> Int? {
      var copy = packed
      var span = copy.mutableSpan
      return SmallCholesky.factor(&span, order: order, tolerance: tolerance)
    }
    #expect(failure(system, 3, 1e-7) == 2)
    #expect(failure(system, 3, 1e-9) == nil)
    // Units do not matter: column 2 in millionths.
    #expect(failure([1, 0, 1, system[3] * 1e-6, 0, 1e-12], 3, 1e-7) == 2)
    #expect(failure([1, 0, 1, system[3] * 1e-6, 0, 1e-12], 3, 1e-9) == nil)
    #expect(failure([0], 1, 0) == 0)
    #expect(failure([-1], 1, 1e-7) == 0)
    #expect(failure([.nan], 1, 1e-7) == 0)
    #expect(failure([.infinity], 1, 1e-7) == 0)
    #expect(failure([1, .nan, 1], 2, 1e-7) == 1)
    #expect(failure([1, 2, 1], 2, 1e-7) == 1)
    #expect(failure([1, 1, 1], 2, 0) == 1)
    #expect(failure([], 0, 1e-7) == nil)
  }

  @Test func aSystemBeyondTheBufferTraps() async {
    await #expect(processExitsWith: .failure) {
      var packed = [1.0, 0]
      var span = packed.mutableSpan
      _ = SmallCholesky.factor(&span, order: 2, tolerance: 1e-7)
    }
  }
}
