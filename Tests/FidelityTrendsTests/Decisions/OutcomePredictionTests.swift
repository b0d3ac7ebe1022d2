import FidelityData
import FidelityLinearAlgebra
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Predictions and contrasts")
struct OutcomePredictionTests {
  static let x: [Double] = [1, 2, 3, 4, 6]
  static let y: [Double] = [2.1, 2.9, 4.2, 4.8, 7.3]

  static func line(_ x: [Double], _ y: [Double]) -> StraightLine {
    var moments = GroupedMoments()
    moments.add(x: x.span, y: y.span)
    return GroupedTrend(predictor: "x").line(moments, group: 0)
  }

  /// R 4.2.2: predict(lm(y ~ x), data.frame(x = 8), interval = "confidence") and "prediction".
  @Test("R's predict.lm, by the line and by least squares")
  func peer() throws {
    let fit = try LeastSquares(outcome: Self.y, predictors: [("x", Self.x)])
    for prediction in [Self.line(Self.x, Self.y).prediction(at: 8), fit.prediction(at: [1, 8])] {
      #expect(isClose(prediction.mean.estimate, 9.2351351351351347, within: 1e-12))
      #expect(isClose(prediction.mean.lower, 8.2847440103761567, within: 1e-11))
      #expect(isClose(prediction.mean.upper, 10.185526259894113, within: 1e-11))
      #expect(isClose(prediction.predictionLower, 8.0445902335032748, within: 1e-11))
      #expect(isClose(prediction.predictionUpper, 10.425680036766995, within: 1e-11))
      #expect(prediction.status == .ok)
    }
  }

  @Test(
    "The line and least squares agree, near the data, far from it, and at a far origin",
    arguments: [0.0, 3.2, -50, 1e6])
  func agree(_ point: Double) throws {
    for origin in [0.0, 1e6] {
      let x = Self.x.map { $0 + origin }
      let prediction = Self.line(x, Self.y).prediction(at: point + origin, level: 0.8)
      let pooled = try LeastSquares(outcome: Self.y, predictors: [("x", Self.x)]).prediction(
        at: [1, point], level: 0.8)
      #expect(relativeError(prediction.mean.estimate, pooled.mean.estimate) < 1e-9)
      #expect(relativeError(prediction.mean.standardError, pooled.mean.standardError) < 1e-9)
      #expect(relativeError(prediction.predictionUpper, pooled.predictionUpper) < 1e-9)
      #expect(prediction.mean.level == 0.8)
    }
  }

  @Test("Coefficients as contrasts have the errors of the fit")
  func coefficients() throws {
    let fit = try LeastSquares(outcome: Self.y, predictors: [("x", Self.x), ("twice", Self.x.map { 2 * $0 })])
    for (index, weights) in [[1.0, 0, 0], [0, 1, 0]].enumerated() {
      let (contrast, row) = (fit.contrast(weights), fit.estimates()[index])
      #expect(contrast.estimate == row.estimate && relativeError(contrast.standardError, row.standardError) < 1e-14)
      #expect(relativeError(contrast.lower, row.lower) < 1e-13 && relativeError(contrast.pValue, row.pValue) < 1e-12)
    }
    let unknown = fit.contrast([0, 1, 1])
    #expect(unknown.status == .aliased && unknown.estimate.isNaN && unknown.upper.isNaN)
    #expect(fit.contrast([0, 0, 0]).status == .exactFit)
  }

  @Test("The mean at the mean of x has the error s / sqrt(n)")
  func centre() {
    let line = Self.line(Self.x, Self.y)
    let prediction = line.prediction(at: 3.2)
    #expect(isClose(prediction.mean.estimate, 4.26, within: 1e-14))
    #expect(relativeError(prediction.mean.standardError, line.residualDeviation / 5.0.squareRoot()) < 1e-14)
  }

  @Test("What cannot be predicted has the line's status")
  func undefined() {
    #expect(Self.line([], []).prediction(at: 1).status == .tooFewObservations)
    #expect(Self.line([2, 2, 2], [1, 2, 3]).prediction(at: 1).status == .constantPredictor)
    let two = Self.line([1, 2], [5, 7]).prediction(at: 4)
    #expect(two.status == .tooFewObservations && isClose(two.mean.estimate, 11, within: 1e-14))
    #expect(two.predictionLower.isNaN && two.mean.lower.isNaN)
    let exact = Self.line([1, 2, 3], [5, 7, 9]).prediction(at: 4)
    #expect(exact.status == .exactFit && exact.predictionError == 0)
    #expect(isClose(exact.predictionUpper, 11, within: 1e-13))
  }
}
