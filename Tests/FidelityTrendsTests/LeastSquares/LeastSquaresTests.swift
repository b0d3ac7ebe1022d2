import FidelityData
import FidelityTesting
import FidelityTrends
import Foundation
import Testing

@Suite("Pooled least squares")
struct LeastSquaresTests {
  static let certified: [(term: String, value: Double, error: Double)] = [
    ("(Intercept)", -3482258.63459582, 890420.383607373), ("x1", 15.0618722713733, 84.9149257747669),
    ("x2", -0.0358191792925910, 0.0334910077722432), ("x3", -2.02022980381683, 0.488399681651699),
    ("x4", -1.03322686717359, 0.214274163161675), ("x5", -0.0511041056535807, 0.226073200069370),
    ("x6", 1829.15146461355, 455.478499142212),
  ]

  static func fitLongley() throws -> LeastSquares {
    try LeastSquares(
      outcome: Datasets.numbers("nist-longley", "y"),
      predictors: (1...6).map { ("x\($0)", try Datasets.numbers("nist-longley", "x\($0)")) })
  }

  @Test("NIST Longley, certified coefficients and errors to ten digits", arguments: certified)
  func longley(_ expected: (term: String, value: Double, error: Double)) throws {
    let fit = try Self.fitLongley()
    let place = try #require(fit.terms.firstIndex(of: expected.term))
    #expect(relativeError(fit.coefficients[place], expected.value) < 1e-10)
    #expect(relativeError(fit.standardErrors[place], expected.error) < 1e-10)
  }

  @Test("NIST Longley, the whole fit")
  func longleyFit() throws {
    let fit = try Self.fitLongley()
    #expect(relativeError(fit.residualDeviation, 304.854073561965) < 1e-11)
    #expect(relativeError(fit.rSquared, 0.995479004577296) < 1e-13)
    let overall = try #require(fit.estimates().first { $0.quantity == "r-squared" })
    #expect(relativeError(overall.statistic, 330.285339234588) < 1e-10)
    #expect(fit.residualDegreesOfFreedom == 9)
  }

  @Test("NIST Norris to eleven digits")
  func norris() throws {
    let fit = try LeastSquares(
      outcome: Datasets.numbers("nist-norris", "y"), predictors: [("x", Datasets.numbers("nist-norris", "x"))])
    #expect(relativeError(fit.coefficients[0], -0.262323073774029) < 1e-11)
    #expect(relativeError(fit.coefficients[1], 1.00211681802045) < 1e-11)
    #expect(relativeError(fit.standardErrors[1], 0.000429796848199937) < 1e-11)
  }

  /// Residuals twenty times the length of the largest column: plain QR keeps 6 digits of the intercept. Repeated rows
  /// make a design that is refined only because it needs it.
  @Test("NIST Wampler1 and 5 to twelve digits, in which the solution is refined", arguments: [1, 5], [1, 700])
  func refined(_ number: Int, copies: Int) throws {
    func repeated(_ column: String) throws -> [Double] {
      let values = try Datasets.numbers("nist-wampler\(number)", column)
      return (0..<copies).flatMap { _ in values }
    }
    let (x, y) = (try repeated("x"), try repeated("y"))
    let fit = try LeastSquares(
      outcome: y, predictors: (1...5).map { power in ("x^\(power)", x.map { pow($0, Double(power)) }) })
    for coefficient in fit.coefficients { #expect(relativeError(coefficient, 1) < 1e-12) }
    let (error, deviation) = number == 5 ? (21523262.4678170, 23601450.2379268) : (0, 0)
    // s^2 = copies RSS / (21 copies - 6), and X'X is that of one copy, multiplied.
    let factor = (15 * Double(copies) / (21 * Double(copies) - 6)).squareRoot()
    #expect(isClose(fit.residualDeviation, deviation * factor, within: 1e-12 * deviation + 1e-9))
    #expect(isClose(fit.standardErrors[0] * Double(copies).squareRoot(), error * factor, within: 1e-12 * error + 1e-9))
  }

  @Test("A combination of other predictors is aliased, the others stay")
  func aliased() throws {
    let x: [Double] = [1, 2, 3, 4, 5, 6]
    let y: [Double] = [2.1, 2.9, 4.2, 4.8, 6.3, 6.9]
    let fit = try LeastSquares(outcome: y, predictors: [("x", x), ("twice", x.map { 2 * $0 + 1 })])
    let alone = try LeastSquares(outcome: y, predictors: [("x", x)])
    let rows = fit.estimates()
    #expect(rows[2].status == .aliased)
    #expect(rows[2].estimate.isNaN)
    #expect(rows[2].standardError.isNaN)
    #expect(relativeError(fit.coefficients[1], alone.coefficients[1]) < 1e-13)
    #expect(relativeError(fit.standardErrors[1], alone.standardErrors[1]) < 1e-13)
    #expect(fit.residualDegreesOfFreedom == 4)
  }

  @Test("As many parameters as rows: a fit without errors")
  func saturated() throws {
    let rows = try LeastSquares(outcome: [1, 3], predictors: [("x", [0, 1])]).estimates()
    #expect(rows[1].estimate == 2 || isClose(rows[1].estimate, 2, within: 1e-14))
    #expect(rows[1].status == .tooFewObservations)
    #expect(rows[1].standardError.isNaN)
  }

  @Test("An exact line has status exact-fit")
  func exact() throws {
    let rows = try LeastSquares(outcome: [1, 2, 3, 4], predictors: [("x", [0, 1, 2, 3])]).estimates()
    #expect(rows[1].status == .exactFit)
  }

  /// Whatever is left of residuals is rounding: the rows are those of ``StraightLine``.
  @Test(
    "An exact fit has no error, and no t; a constant outcome is one, without R^2",
    arguments: [
      ([2.1, 4.2, 6.3, 8.4, 10.5], 1.0), ([0.1, 0.1, 0.1, 0.1, 0.1], .nan), ([1e9, 1e9, 1e9, 1e9, 1e9], .nan),
    ])
  func exactly(outcome: [Double], rSquared: Double) throws {
    let x: [Double] = [1, 2, 3, 4, 5]
    let fit = try LeastSquares(outcome: outcome, predictors: [("x", x)])
    let pooled = fit.estimates()
    var moments = GroupedMoments()
    moments.add(x: x.span, y: outcome.span)
    let line = GroupedTrend(predictor: "x").estimates(moments, group: 0)
    #expect(fit.isExact && pooled.count == line.count)
    for (a, b) in zip(pooled, line) {
      #expect(a.quantity == b.quantity && a.term == b.term)
      #expect(a.status == .exactFit && b.status == .exactFit)
      #expect(a.estimate.isNaN ? b.estimate.isNaN : isClose(a.estimate, b.estimate, within: 1e-6 * abs(outcome[0])))
      #expect(a.statistic.isNaN && a.pValue.isNaN && b.statistic.isNaN && b.pValue.isNaN)
      guard a.quantity == "regression-coefficient" else { continue }
      #expect(a.standardError == 0 && a.lower == a.estimate && a.upper == a.estimate && a.level == 0.95)
      #expect(b.standardError == 0 && b.lower == b.estimate && b.upper == b.estimate && b.level == 0.95)
    }
    #expect(fit.residualDeviation == 0)
    #expect(rSquared.isNaN ? fit.rSquared.isNaN : fit.rSquared == rSquared)
  }

  @Test(
    "Small units, or a small spread far from 0, are no exact fit", arguments: [(1e-12, 0.0), (1, 1e12), (1e-3, 1e9)])
  func notExact(scale: Double, origin: Double) throws {
    let noise: [Double] = [0.3, -1.1, 0.8, 0.2, -0.4, 1.2]
    let x: [Double] = [1, 2, 3, 4, 5, 6]
    let y = zip(x, noise).map { origin + scale * ($0 + $1) }
    let fit = try LeastSquares(outcome: y, predictors: [("x", x)])
    let plain = try LeastSquares(outcome: zip(x, noise).map { $0 + $1 }, predictors: [("x", x)])
    #expect(!fit.isExact)
    let (row, expected) = (fit.estimates()[1], plain.estimates()[1])
    #expect(row.status == .ok)
    #expect(relativeError(row.statistic, expected.statistic) < 1e-2)
  }
}
