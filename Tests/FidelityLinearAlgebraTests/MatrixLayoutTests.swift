import FidelityLinearAlgebra
import Testing

struct MatrixLayoutTests {
  @Test func theLeadingDimensionDefaultsToTheRows() {
    let layout = MatrixLayout(rowCount: 3, columnCount: 2)
    #expect(layout.leadingDimension == 3 && layout.offset == 0 && !layout.isTransposed)
    #expect(layout == MatrixLayout(rowCount: 3, columnCount: 2, leadingDimension: 3))
  }

  @Test func transposingTwiceIsNothing() {
    let layout = MatrixLayout(rowCount: 3, columnCount: 2, leadingDimension: 7, offset: 4)
    #expect(layout.transposed.rowCount == 2 && layout.transposed.columnCount == 3)
    #expect(layout.transposed.leadingDimension == 7 && layout.transposed.isTransposed)
    #expect(layout.transposed.transposed == layout)
  }

  @Test func aColumnLongerThanTheLeadingDimensionTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = MatrixLayout(rowCount: 3, columnCount: 2, leadingDimension: 2)
    }
  }
}
