import FidelityLinearAlgebra
import FidelityTesting
import Foundation
import Testing

struct SymmetricEigenTests {
  @Test func aSecondDifferenceMatrix() throws {
    let matrix = Matrix(rows: [[2, -1, 0], [-1, 2, -1], [0, -1, 2]])
    let eigen = try SymmetricEigen(matrix)
    let root = 2.0.squareRoot()
    let tolerance = 20 * Double.ulpOfOne
    for (value, expected) in zip(eigen.values, [2 - root, 2, 2 + root]) {
      #expect(isClose(value, expected, within: tolerance))
    }
    // The second vector has two components of one magnitude: the first of them is the positive one.
    let expected = Matrix(columns: [
      [0.5, 1 / root, 0.5], [1 / root, 0, -1 / root], [-0.5, 1 / root, -0.5],
    ])
    #expect(largestDifference(eigen.vectors, expected) <= tolerance)
    #expect(try SymmetricEigen.values(of: matrix).count == 3)
  }

  /// Hilbert matrix of order 5: values and vectors from 40 digits of arithmetic, in ascending order.
  @Test func hilbert5() throws {
    let eigen = try SymmetricEigen(hilbert(5))
    let values = [
      3.2879287721718629571e-6, 0.00030589804015119172688, 0.011407491623419806559, 0.20853421861101333591,
      1.5670506910982307955,
    ]
    let tolerance = 5 * 1.6 * Double.ulpOfOne
    for (value, expected) in zip(eigen.values, values) { #expect(isClose(value, expected, within: tolerance)) }
    for (value, expected) in zip(try SymmetricEigen.values(of: hilbert(5)), values) {
      #expect(isClose(value, expected, within: tolerance))
    }
    let largest = [
      0.76785473506580714, 0.44579106046270944, 0.32157829448022015, 0.2534389432451751, 0.20982263656363151,
    ]
    let smallest = [
      -0.006173863456722525, 0.11669274684772953, -0.50616365835259331, 0.76719119308513686, -0.37624554543392656,
    ]
    for (value, expected) in zip(eigen.vectors.column(4), largest) {
      #expect(isClose(value, expected, within: tolerance))
    }
    // An eigenvector is off by the error of the matrix over the gap to the next eigenvalue, 3e-4.
    for (value, expected) in zip(eigen.vectors.column(0), smallest) {
      #expect(isClose(value, expected, within: tolerance / 3e-4))
    }
  }

  @Test(arguments: [1, 2, 7, 40, 130])
  func reconstruction(_ order: Int) throws {
    var random = RandomMatrices(seed: 41)
    var matrix = random.matrix(order, order)
    matrix.mirrorUpperTriangle()
    let eigen = try SymmetricEigen(matrix)
    let bound = 10 * Double(order) * Double.ulpOfOne
    #expect(largestDifference(try Matrix.gram(of: eigen.vectors), .identity(order)) <= bound)
    #expect(largestDifference(try eigen.applying { $0 }, matrix) <= bound * Double(order).squareRoot())
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 <= $1 })
    for j in 0..<order {
      let column = eigen.vectors.column(j)
      let largest = column.map(abs).max() ?? 0
      #expect((column.first { abs($0) >= largest * (1 - 1e-6) } ?? 0) > 0)
    }
  }

  /// Second differences of any order have the vectors sin(i j pi / (n + 1)), each symmetric or antisymmetric:
  /// components
  /// of equal magnitude everywhere, whose last bits must not decide the sign.
  @Test(arguments: [2, 3, 6, 10, 25, 60])
  func signsWithTies(_ order: Int) throws {
    var matrix = Matrix(diagonal: Array(repeating: 2, count: order))
    for i in 1..<order { matrix[i - 1, i] = -1 }
    let eigen = try SymmetricEigen(matrix)
    let scale = (2 / Double(order + 1)).squareRoot()
    for j in 0..<order {
      var exact = (0..<order).map { scale * sin(Double(($0 + 1) * (j + 1)) * Double.pi / Double(order + 1)) }
      let largest = exact.map(abs).max() ?? 0
      if let first = exact.first(where: { abs($0) > largest * (1 - 1e-9) }), first < 0 { exact = exact.map { -$0 } }
      let difference = largestDifference(Matrix(columns: [exact]), Matrix(columns: [Array(eigen.vectors.column(j))]))
      // The smallest gap between the eigenvalues is about 3 pi^2 / (n + 1)^2.
      #expect(difference <= Double(order * order * order) * .ulpOfOne)
    }
  }

  @Test func functionsOfAMatrix() throws {
    var random = RandomMatrices(seed: 42)
    let matrix = try random.positiveDefinite(9)
    let eigen = try SymmetricEigen(matrix)
    let root = try eigen.applying { $0.squareRoot() }
    #expect(largestDifference(try Matrix.product(of: root, root), matrix) <= 1e-13)
    #expect(root == root.transposed())
    #expect(largestDifference(try eigen.applying { 1 / $0 }, try Cholesky(matrix).inverse()) <= 1e-12)
  }

  @Test func theLowerTriangleIsNotRead() throws {
    let eigen = try SymmetricEigen(Matrix(rows: [[2, 1], [.nan, 2]]))
    #expect(isClose(eigen.values[0], 1, within: 4 * .ulpOfOne))
    #expect(isClose(eigen.values[1], 3, within: 4 * .ulpOfOne))
  }

  @Test func orderZeroAndEqualValues() throws {
    let none = try SymmetricEigen(Matrix(rowCount: 0, columnCount: 0))
    #expect(none.values.isEmpty && none.vectors.elements.isEmpty)
    #expect(try SymmetricEigen(.identity(3)).values == [1, 1, 1])
  }

  @Test(arguments: [Double.nan, .infinity])
  func numbersThatAreNotFinite(_ value: Double) {
    #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 1)) {
      try SymmetricEigen(Matrix(rows: [[1, value], [0, 1]]))
    }
    #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 0)) {
      try SymmetricEigen.values(of: Matrix(rows: [[value]]))
    }
  }

  @Test func codingRoundTrip() throws {
    let eigen = try SymmetricEigen(hilbert(3))
    #expect(try JSONDecoder().decode(SymmetricEigen.self, from: JSONEncoder().encode(eigen)) == eigen)
  }
}
