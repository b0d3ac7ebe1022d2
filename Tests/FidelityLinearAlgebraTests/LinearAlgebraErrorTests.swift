import FidelityLinearAlgebra
import Testing

struct LinearAlgebraErrorTests {
  @Test(arguments: [
    (LinearAlgebraError.dimensionTooLarge(3_000_000_000), "3000000000"),
    (.notFinite(row: 17, column: 4), "row 17, column 4"),
    (.notPositiveDefinite(leadingMinor: 5), "order 5"),
    (.eigenvaluesNotConverged(count: 2), "2 off-diagonal"),
  ])
  func theMessageNamesTheValues(_ error: LinearAlgebraError, _ part: String) {
    #expect(error.description.contains(part))
  }
}
