import FidelityLinearAlgebra
import Foundation
import Testing

struct MatrixTests {
  @Test func elementsLieColumnByColumn() {
    let matrix = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(matrix.elements == [1, 4, 2, 5, 3, 6])
    #expect(matrix == Matrix(columns: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix == Matrix(columnMajor: [1, 4, 2, 5, 3, 6], rowCount: 2, columnCount: 3))
    #expect(matrix[1, 2] == 6)
    #expect(Array(matrix.column(1)) == [2, 5])
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(matrix.diagonal == [1, 5])
    #expect(!matrix.isSquare)
    #expect(matrix.description == "1.0 2.0 3.0\n4.0 5.0 6.0")
  }

  @Test func sameElementsInAnotherShapeAreAnotherMatrix() {
    #expect(Matrix(rowCount: 2, columnCount: 3) != Matrix(rowCount: 3, columnCount: 2))
    #expect(Matrix(rowCount: 0, columnCount: 3) != Matrix(rowCount: 0, columnCount: 2))
  }

  @Test func identityAndDiagonal() {
    #expect(Matrix.identity(2) == Matrix(rows: [[1, 0], [0, 1]]))
    #expect(Matrix(diagonal: [2, 3]) == Matrix(rows: [[2, 0], [0, 3]]))
    #expect(Matrix.identity(0).elements.isEmpty)
    #expect(Matrix(rowCount: 1, columnCount: 2, repeating: 7).elements == [7, 7])
    #expect(Matrix(rows: []).elements.isEmpty && Matrix(columns: []).elements.isEmpty)
  }

  @Test func aCopyIsIndependent() {
    let original = Matrix(rows: [[1, 2], [3, 4]])
    var copy = original
    copy[0, 1] = 9
    let total = copy.withMutableElements { elements in
      elements[0] = 5
      return elements.count
    }
    #expect(total == 4)
    #expect(original == Matrix(rows: [[1, 2], [3, 4]]))
    #expect(copy == Matrix(rows: [[5, 9], [3, 4]]))
  }

  @Test func mutableElementsPassErrorsOn() {
    var matrix = Matrix.identity(1)
    #expect(throws: LinearAlgebraError.dimensionTooLarge(1)) {
      try matrix.withMutableElements { (_: inout MutableSpan<Double>) throws(LinearAlgebraError) in
        throw .dimensionTooLarge(1)
      }
    }
  }

  @Test(arguments: [(0, 3), (1, 1), (3, 5), (32, 32), (33, 70), (100, 31)])
  func transposing(_ rows: Int, _ columns: Int) {
    var random = RandomMatrices(seed: 1)
    let matrix = random.matrix(rows, columns)
    let transposed = matrix.transposed()
    #expect(transposed.rowCount == columns && transposed.columnCount == rows)
    for j in 0..<columns { #expect(transposed.row(j) == Array(matrix.column(j))) }
  }

  @Test func mirroring() {
    var matrix = Matrix(rows: [[1, 2, 3], [.nan, 4, 5], [.nan, .nan, 6]])
    matrix.mirrorUpperTriangle()
    #expect(matrix == Matrix(rows: [[1, 2, 3], [2, 4, 5], [3, 5, 6]]))
  }

  @Test func codingRoundTrip() throws {
    let matrix = Matrix(rows: [[1, 0.1, -2], [3, 4, 1e-300]])
    let data = try JSONEncoder().encode(matrix)
    #expect(try JSONDecoder().decode(Matrix.self, from: data) == matrix)
  }

  @Test(arguments: [
    #"{"rowCount": 2, "columnCount": 2, "elements": [1, 2, 3]}"#,
    #"{"rowCount": -1, "columnCount": -3, "elements": [1, 2, 3]}"#,
    #"{"rowCount": 4611686018427387904, "columnCount": 4, "elements": []}"#,
  ])
  func decodingRefusesElementsThatDoNotFillTheShape(_ text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix.self, from: Data(text.utf8)) }
  }

  @Test func aWrongShapeTraps() async {
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: [[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2)[2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix(columnMajor: [1, 2, 3], rowCount: 2, columnCount: 2) }
  }
}
