import FidelityLinearAlgebra
import Testing

struct MatrixProductsTests {
  /// Small integers: products and sums are exact, so every comparison is one of equality.
  static func integers(_ count: Int, _ seed: UInt64) -> [Double] {
    var random = RandomMatrices(seed: seed)
    return (0..<count).map { _ in (random.next() * 10).rounded() }
  }

  static func naive(_ a: MatrixView, _ b: MatrixView, _ alpha: Double, _ beta: Double, _ c: Matrix) -> Matrix {
    var result = c
    for i in 0..<a.rowCount {
      for j in 0..<b.columnCount {
        let sum = (0..<a.columnCount).reduce(0) { $0 + a[i, $1] * b[$1, j] }
        result[i, j] = alpha * sum + (beta == 0 ? 0 : beta * c[i, j])
      }
    }
    return result
  }

  @Test(arguments: [(1, 1, 1), (3, 4, 2), (5, 1, 7), (4, 0, 3), (70, 33, 9), (0, 2, 2), (2, 2, 0)], [0, 1, 2, 3])
  func productsOfBlocks(_ shape: (m: Int, k: Int, n: Int), _ transpositions: Int) throws {
    // Blocks in larger buffers, at an offset, each stored as it is or transposed.
    func layout(_ rows: Int, _ columns: Int, _ isTransposed: Bool) -> MatrixLayout {
      let stored = isTransposed ? (columns, rows) : (rows, columns)
      let layout = MatrixLayout(
        rowCount: stored.0, columnCount: stored.1, leadingDimension: stored.0 + 2, offset: 3)
      return isTransposed ? layout.transposed : layout
    }
    let aLayout = layout(shape.m, shape.k, transpositions & 1 != 0)
    let bLayout = layout(shape.k, shape.n, transpositions & 2 != 0)
    let cLayout = layout(shape.m, shape.n, false)
    let a = Self.integers(10_000, 1)
    let b = Self.integers(10_000, 2)
    for (alpha, beta) in [(1.0, 0.0), (-2, 1), (0.5, -3), (0, 2)] {
      let before = Self.integers(10_000, 3)
      var after = before
      var span = after.mutableSpan
      try MatrixProducts.multiply(
        a.span, aLayout, b.span, bLayout, into: &span, cLayout, scaledBy: alpha, keeping: beta)
      let expected = Self.naive(
        MatrixView(of: a, aLayout), MatrixView(of: b, bLayout), alpha, beta, MatrixView(of: before, cLayout).copy())
      #expect(MatrixView(of: after, cLayout).copy() == expected)
      // Nothing outside the block has changed.
      for j in 0..<shape.n {
        for i in 0..<shape.m {
          let position = 3 + i + j * (shape.m + 2)
          after[position] = before[position]
        }
      }
      #expect(after == before)
    }
  }

  @Test func theLastBlockIsShorterThanItsBuffer() throws {
    let capacity = 64
    let rows = 10
    let items = Self.integers(capacity * 5, 4)
    let scales = Self.integers(5 * 3, 5)
    var scores = [Double](repeating: .nan, count: capacity * 3)
    let block = MatrixLayout(rowCount: rows, columnCount: 5, leadingDimension: capacity)
    let target = MatrixLayout(rowCount: rows, columnCount: 3, leadingDimension: capacity)
    var span = scores.mutableSpan
    try MatrixProducts.multiply(
      items.span, block, scales.span, MatrixLayout(rowCount: 5, columnCount: 3), into: &span, target)
    for scale in 0..<3 {
      for row in 0..<rows {
        let sum = (0..<5).reduce(0) { $0 + items[row + $1 * capacity] * scales[$1 + scale * 5] }
        #expect(scores[row + scale * capacity] == sum)
      }
      #expect(scores[scale * capacity + rows..<(scale + 1) * capacity].allSatisfy { $0.isNaN })
    }
  }

  @Test(arguments: [(1, 1), (4, 3), (3, 4), (0, 3), (60, 17)], [false, true])
  func gramMatrices(_ shape: (rows: Int, columns: Int), _ isTransposed: Bool) throws {
    let x = Self.integers(10_000, 6)
    let stored = MatrixLayout(
      rowCount: shape.rows, columnCount: shape.columns, leadingDimension: shape.rows + 1, offset: 2)
    let layout = isTransposed ? stored.transposed : stored
    let order = layout.columnCount
    let before = Matrix(columnMajor: Self.integers(order * order, 7), rowCount: order, columnCount: order)
    let view = MatrixView(of: x, layout)
    let expected = Self.naive(view.transposedView, view, 3, 2, before)
    var after = before.elements
    var span = after.mutableSpan
    try MatrixProducts.gram(
      of: x.span, layout, into: &span, MatrixLayout(rowCount: order, columnCount: order), scaledBy: 3, keeping: 2)
    for j in 0..<order {
      for i in 0..<order { #expect(after[i + j * order] == (i <= j ? expected[i, j] : before[i, j])) }
    }
  }

  @Test(arguments: [(1, 1), (4, 3), (3, 4), (0, 3), (3, 0), (60, 17)], [false, true])
  func matrixTimesVector(_ shape: (rows: Int, columns: Int), _ isTransposed: Bool) throws {
    let a = Self.integers(10_000, 8)
    let stored = MatrixLayout(
      rowCount: shape.rows, columnCount: shape.columns, leadingDimension: shape.rows + 4, offset: 1)
    let layout = isTransposed ? stored.transposed : stored
    let x = Self.integers(layout.columnCount, 9)
    for (alpha, beta) in [(1.0, 0.0), (-2, 3)] {
      let before = Matrix(
        columnMajor: Self.integers(layout.rowCount, 10), rowCount: layout.rowCount, columnCount: 1)
      let column = MatrixLayout(rowCount: x.count, columnCount: 1)
      let expected = Self.naive(MatrixView(of: a, layout), MatrixView(of: x, column), alpha, beta, before)
      var y = before.elements
      var span = y.mutableSpan
      try MatrixProducts.multiply(
        a.span, layout, vector: x.span, into: &span, scaledBy: alpha, keeping: beta)
      #expect(y == expected.elements)
    }
  }

  @Test func dimensionsBeyond32BitsAreAnError() {
    let wide = MatrixLayout(rowCount: 1, columnCount: 1, leadingDimension: 1 << 31)
    let one = MatrixLayout(rowCount: 1, columnCount: 1)
    let a = [2.0]
    for layouts in [(wide, one, one), (one, wide, one), (one, one, wide)] {
      #expect(throws: LinearAlgebraError.dimensionTooLarge(1 << 31)) {
        var c = [0.0]
        var span = c.mutableSpan
        try MatrixProducts.multiply(a.span, layouts.0, a.span, layouts.1, into: &span, layouts.2)
      }
    }
    #expect(throws: LinearAlgebraError.dimensionTooLarge(1 << 31)) {
      var c = [0.0]
      var span = c.mutableSpan
      try MatrixProducts.gram(of: a.span, wide, into: &span, one)
    }
    #expect(throws: LinearAlgebraError.dimensionTooLarge(1 << 31)) {
      var y = [0.0]
      var span = y.mutableSpan
      try MatrixProducts.multiply(a.span, wide, vector: a.span, into: &span)
    }
  }

  @Test func shapesThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = try Matrix.product(of: Matrix.identity(2), Matrix.identity(3))
    }
    await #expect(processExitsWith: .failure) {
      let a = [1.0, 2, 3]
      var c = [0.0, 0, 0, 0]
      let layout = MatrixLayout(rowCount: 2, columnCount: 2)
      var span = c.mutableSpan
      try MatrixProducts.multiply(a.span, layout, a.span, layout, into: &span, layout)
    }
  }
}
