import FidelityLinearAlgebra
import Testing

struct MatrixViewTests {
  let matrix = Matrix(rows: [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])

  @Test func blocks() {
    let block = matrix.block(rows: 1..<3, columns: 1..<3)
    #expect(block.copy() == Matrix(rows: [[6, 7], [10, 11]]))
    #expect(block[1, 0] == 10)
    #expect(block.transposedView.copy() == Matrix(rows: [[6, 10], [7, 11]]))
    #expect(matrix.block(rows: 2..<3).copy() == Matrix(rows: [[9, 10, 11, 12]]))
    #expect(matrix.block(columns: 3..<4).copy() == Matrix(rows: [[4], [8], [12]]))
    #expect(matrix.block().copy() == matrix && matrix.view.copy() == matrix)
  }

  @Test func emptyBlocksAtTheEnds() {
    #expect(matrix.block(rows: 3..<3, columns: 4..<4).copy() == Matrix(rowCount: 0, columnCount: 0))
    #expect(matrix.block(columns: 4..<4).copy() == Matrix(rowCount: 3, columnCount: 0))
  }

  @Test func aViewKeepsWhatItSaw() {
    var changed = matrix
    let view = changed.view
    changed[0, 0] = -1
    #expect(view[0, 0] == 1)
  }

  @Test func aBlockOfAnArray() {
    let view = MatrixView(
      of: [0, 1, 2, 9, 3, 4, 9], MatrixLayout(rowCount: 2, columnCount: 2, leadingDimension: 3, offset: 1))
    #expect(view.copy() == Matrix(rows: [[1, 3], [2, 4]]))
  }

  @Test func reachingBeyondTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = MatrixView(of: [1, 2, 3], MatrixLayout(rowCount: 2, columnCount: 2))
    }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2).block(rows: 1..<3) }
  }
}
