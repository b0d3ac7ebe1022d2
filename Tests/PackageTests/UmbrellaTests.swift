import Fidelity
import Testing

/// What a program sees that imports the umbrella alone.
@Suite("The library as a whole")
struct UmbrellaTests {
  @Test("Agreement, trends and instruments from one import")
  func oneImport() throws {
    let ratings = try RatingTable(
      units: ["1", "1", "2", "2", "3", "3"], raters: ["a", "b", "a", "b", "a", "b"], values: [1, 1, 2, 3, 4, 4])
    let alpha = ratings.estimate(.krippendorffAlpha(metric: .ordinal), interval: .bootstrap(resamples: 100, seed: 7))
    #expect(alpha.status == .ok)
    let fit = try LeastSquares(outcome: [1, 2, 4], predictors: [("month", [0, 1, 2])])
    #expect(abs(fit.coefficients[1] - 1.5) < 1e-14)
    #expect(InstrumentCatalogue.ids.contains("tfi-2.1"))
    #expect(StudentT(degreesOfFreedom: 3).cumulative(0) == 0.5)
    #expect(Matrix.identity(2)[0, 0] == 1)
  }
}
