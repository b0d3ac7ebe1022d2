import FidelityData
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Trends at the ends of the arithmetic")
struct OutOfRangeTests {
  private func line(_ x: [Double], _ y: [Double]) -> StraightLine {
    var moments = GroupedMoments()
    moments.add(x: x.span, y: y.span)
    return GroupedTrend(predictor: "x").line(moments, group: 0)
  }

  @Test("Squares that overflow or vanish: one status, by group and pooled", arguments: [1e200, 1e-200, 1e308])
  func outOfRange(size: Double) throws {
    let x = [1.0, 2, 3, 4]
    let y = [0.1, 0.3, 0.2, 0.5].map { $0 * size }
    let cases: [(x: [Double], y: [Double])] = [(x, y), (y, x)]
    for numbers in cases {
      #expect(line(numbers.x, numbers.y).status == .outOfRange)
      let fit = try LeastSquares(outcome: numbers.y, predictors: [("x", numbers.x)])
      for row in fit.estimates() {
        #expect(row.status == .outOfRange && row.estimate.isNaN && row.standardError.isNaN && row.pValue.isNaN)
      }
    }
  }

  @Test("Far from 0, means are exact: R2 by the pooled model is that of the line")
  func farFromZero() throws {
    var generator = SeededGenerator(seed: 3)
    let x = (0..<20_000).map { Double($0 % 100) }
    let noise = x.map { ($0 / 100 + Double.random(in: -1...1, using: &generator)) }
    let near = try LeastSquares(outcome: noise.map { ($0 * 1024).rounded() / 1024 }, predictors: [("x", x)])
    let far = try LeastSquares(
      outcome: noise.map { 1e12 + ($0 * 1024).rounded() / 1024 }, predictors: [("x", x)])
    #expect(isClose(far.rSquared, near.rSquared, within: 1e-7))
    let found = try #require(far.estimates().first { $0.quantity == "r-squared" })
    let right = try #require(near.estimates().first { $0.quantity == "r-squared" })
    #expect(isClose(found.statistic, right.statistic, within: 1e-4 * right.statistic))
  }

  @Test("Almost a line is none: the residuals of five points off by ten-millionths")
  func almostExact() {
    let found = line([1, 2, 3, 4, 5], [1.0000003, 2, 3.0000004, 4, 5.0000001])
    #expect(found.status == .ok)
    // 50-digit arithmetic: 6.218252697e-8; the sums of squares keep two of its digits.
    #expect(isClose(found.slopeError, 6.218e-8, within: 0.05 * 6.218e-8))
  }
}
