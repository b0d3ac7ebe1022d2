import FidelityLinearAlgebra
import FidelityTesting
import Foundation
import Testing

struct PivotedQRPlusRefinementTests {
  /// NIST StRD Wampler 3, 4 and 5 by their definition: the polynomial 1 + x + ... + x^5 at 0 ... 20 plus a multiple of
  /// one disturbance that is orthogonal to it. Every certified coefficient is 1, and the standard error of the first
  /// one is 2152.32624678170 times the multiple.
  @Test(arguments: [1.0, 100, 10_000])
  func wampler(_ multiple: Double) throws {
    let half = [759.0, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048]
    let disturbance = half + [2048] + half.reversed()
    let powers = (0...5).map { power in (0...20).map { pow(Double($0), Double(power)) } }
    let y = (0...20).map { x in powers.reduce(multiple * disturbance[x]) { $0 + $1[x] } }
    let (design, responses) = (Matrix(columns: powers), Matrix(columns: [y]))
    let qr = try PivotedQR(design)
    var fit = try qr.leastSquares(responses)
    try qr.refine(&fit, design: design, responses: responses)
    for j in 0...5 { #expect(PivotedQRTests.digits(fit.coefficients[j, 0], 1) >= 13) }
    for i in 0...20 { #expect(relativeError(fit.residuals[i, 0], multiple * disturbance[i]) <= 1e-13) }
    let standardError = (fit.residualSumsOfSquares[0] / 15 * qr.crossProductInverse()[0, 0]).squareRoot()
    #expect(PivotedQRTests.digits(standardError, multiple * 2152.32624678170) >= 13)
  }

  /// (X'X)^-1 of repeated rows is that of one copy, divided; the first entry follows from NIST's certified error.
  @Test(arguments: [1, 3, 700])
  func inverseOfRepeatedRows(copies: Int) throws {
    let x = (0..<copies).flatMap { _ in (0...20).map(Double.init) }
    let design = Matrix(columns: (0...5).map { power in x.map { pow($0, Double(power)) } })
    let qr = try PivotedQR(design)
    let inverse = qr.refined(qr.crossProductInverse(), design: design)
    let certified = (2152.32624678170 / 2360.14502379268) * (2152.32624678170 / 2360.14502379268)
    #expect(PivotedQRTests.digits(inverse[0, 0] * Double(copies), certified) >= 13)
    // What it leaves of the identity, in units of the rounding of the largest terms.
    let single = Matrix(columns: (0...5).map { power in (0...20).map { pow(Double($0), Double(power)) } })
    let one = try PivotedQR(single)
    let expected = one.refined(one.crossProductInverse(), design: single)
    for i in 0...5 {
      for j in 0...5 { #expect(relativeError(inverse[i, j] * Double(copies), expected[i, j]) <= 1e-14) }
    }
  }

  @Test func refinedInverseOfAliasedColumns() throws {
    let design = PivotedQRTests.collinear
    let qr = try PivotedQR(design)
    let plain = qr.crossProductInverse()
    let refined = qr.refined(plain, design: design)
    #expect(refined.row(2).allSatisfy { $0 == 0 })
    #expect(largestDifference(refined, plain) <= 1e-12)
  }

  @Test func longleyToAllButTheLastDigits() throws {
    let y = try Datasets.numbers("nist-longley", "y")
    let columns = try (1...6).map { try Datasets.numbers("nist-longley", "x\($0)") }
    let (design, responses) = (Matrix(columns: [y.map { _ in 1 }] + columns), Matrix(columns: [y]))
    let qr = try PivotedQR(design)
    var fit = try qr.leastSquares(responses)
    try qr.refine(&fit, design: design, responses: responses)
    let coefficients = [
      -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359,
      -0.0511041056535807, 1829.15146461355,
    ]
    // Fifteen certified digits, the last one rounded.
    for (j, coefficient) in coefficients.enumerated() {
      #expect(PivotedQRTests.digits(fit.coefficients[j, 0], coefficient) >= 14)
    }
  }

  @Test func aliasedColumnsStayAtZero() throws {
    let design = PivotedQRTests.collinear
    let responses = Matrix(columns: [[3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8]])
    let qr = try PivotedQR(design)
    let plain = try qr.leastSquares(responses)
    var refined = plain
    try qr.refine(&refined, design: design, responses: responses)
    #expect(refined.coefficients.row(2) == [0, 0])
    #expect(largestDifference(refined.coefficients, plain.coefficients) <= 1e-12)
    #expect(largestDifference(refined.residuals, plain.residuals) <= 1e-13)
    var untouched = plain
    try qr.refine(&untouched, design: design, responses: responses, steps: 0)
    #expect(untouched.coefficients == plain.coefficients && untouched.residuals == plain.residuals)
  }
}
