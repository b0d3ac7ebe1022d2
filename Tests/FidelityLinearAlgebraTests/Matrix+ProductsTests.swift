import FidelityLinearAlgebra
import Testing

struct MatrixPlusProductsTests {
  let a = Matrix(rows: [[1, 2], [3, 4], [5, 6]])
  let b = Matrix(rows: [[1, 0, -1], [2, 1, 0]])

  @Test func products() throws {
    #expect(try Matrix.product(of: a, b) == Matrix(rows: [[5, 2, -1], [11, 4, -3], [17, 6, -5]]))
    #expect(try Matrix.product(of: b, a) == Matrix(rows: [[-4, -4], [5, 8]]))
    #expect(
      try Matrix.product(of: a.transposedView, b.transposedView) == Matrix(rows: [[-4, 5], [-4, 8]]))
    #expect(try Matrix.product(of: a.block(rows: 1..<3), b.block(columns: 2..<3)) == Matrix(rows: [[-3], [-5]]))
  }

  @Test func overwritingDoesNotReadTheTarget() throws {
    var c = Matrix(rowCount: 3, columnCount: 3, repeating: .nan)
    try c.setProduct(of: a, b, scaledBy: 2)
    #expect(c == Matrix(rows: [[10, 4, -2], [22, 8, -6], [34, 12, -10]]))
    var gram = Matrix(rowCount: 2, columnCount: 2, repeating: .nan)
    try gram.setGram(of: a)
    #expect(gram == Matrix(rows: [[35, 44], [44, 56]]))
    var y = [Double](repeating: .nan, count: 3)
    var span = y.mutableSpan
    try a.multiply([1.0, -1].span, into: &span)
    #expect(y == [-1, -1, -1])
  }

  @Test func addingToABlock() throws {
    var c = Matrix(rowCount: 4, columnCount: 4, repeating: 1)
    try c.addProduct(of: a.block(rows: 0..<2), b, scaledBy: -1, keeping: 10, rows: 1..<3, columns: 0..<3)
    #expect(c == Matrix(rows: [[1, 1, 1, 1], [5, 8, 11, 1], [-1, 6, 13, 1], [1, 1, 1, 1]]))
  }

  @Test func aTargetMayBeItsOwnOperand() throws {
    var c = Matrix(rows: [[1, 2], [3, 4]])
    try c.setProduct(of: c, c.transposedView)
    #expect(c == Matrix(rows: [[5, 11], [11, 25]]))
  }

  @Test func gramFills() throws {
    var c = Matrix(rows: [[1, 1], [7, 1]])
    try c.addGram(of: a, fill: .upper)
    #expect(c == Matrix(rows: [[36, 45], [7, 57]]))
    try c.addGram(of: a, scaledBy: -1, keeping: 1)
    #expect(c == Matrix(rows: [[1, 1], [1, 1]]))
    #expect(try Matrix.gram(of: a.transposedView) == Matrix(rows: [[5, 11, 17], [11, 25, 39], [17, 39, 61]]))
    #expect(try Matrix.gram(of: Matrix(rowCount: 0, columnCount: 2)) == Matrix(rowCount: 2, columnCount: 2))
  }

  @Test func vectors() throws {
    #expect(try a.times([1, 10]) == [21, 43, 65])
    #expect(try a.transposedView.times([1, 0, -1]) == [-4, -4])
    #expect(try Matrix(rowCount: 2, columnCount: 0).times([]) == [0, 0])
  }
}
