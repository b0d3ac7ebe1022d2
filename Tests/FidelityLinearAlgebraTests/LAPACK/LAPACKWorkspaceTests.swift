import FidelityLinearAlgebra
import Testing

struct LAPACKWorkspaceTests {
  @Test func aWorkspaceCarriesNothingOver() throws {
    var random = RandomMatrices(seed: 31)
    var workspace = LAPACKWorkspace()
    for shape in [(5, 3), (40, 30), (2, 2), (12, 20), (5, 3)] {
      let design = random.matrix(shape.0, shape.1)
      let response = random.matrix(shape.0, 2)
      let kept = try PivotedQR(design, workspace: &workspace).leastSquares(response, workspace: &workspace)
      let fresh = try PivotedQR(design).leastSquares(response)
      // Another test sets the number of threads meanwhile, so the last bits may differ.
      #expect(largestDifference(kept.coefficients, fresh.coefficients) <= 1e-11)
      let symmetric = try random.positiveDefinite(shape.1)
      let eigen = try SymmetricEigen(symmetric, workspace: &workspace)
      for (value, expected) in zip(eigen.values, try SymmetricEigen(symmetric).values) {
        #expect(abs(value - expected) <= 1e-13)
      }
    }
  }
}
