import FidelityLinearAlgebra
import FidelityTesting
import Foundation
import Testing

struct PivotedQRTests {
  // MARK: - Identities

  @Test(
    arguments: [(1, 1), (5, 3), (3, 5), (3, 3), (40, 40), (200, 20), (1000, 7)],
    [PivotedQR.ColumnPreference.leading, .longest])
  func reconstruction(_ shape: (rows: Int, columns: Int), _ preference: PivotedQR.ColumnPreference) throws {
    var random = RandomMatrices(seed: 21)
    let matrix = random.matrix(shape.rows, shape.columns)
    let qr = try PivotedQR(matrix, keeping: preference)
    #expect(qr.rank == min(shape.rows, shape.columns))
    #expect(Set(qr.pivots).union(qr.aliasedColumns) == Set(0..<shape.columns))
    let basis = qr.orthonormalBasis()
    let bound = 10 * Double(shape.rows).squareRoot() * Double(shape.columns) * .ulpOfOne
    #expect(largestDifference(try Matrix.gram(of: basis), .identity(qr.rank)) <= bound)
    let product = try Matrix.product(of: basis, qr.triangularFactor())
    let pivoted = Matrix(columns: qr.pivots.map { Array(matrix.column($0)) })
    #expect(largestDifference(product, pivoted) <= bound)
    // The diagonal of a pivoted factor does not grow, up to the factor 2 of the scaling by powers of two.
    let diagonal = qr.triangularFactor().diagonal.map(abs)
    #expect(zip(diagonal, diagonal.dropFirst()).allSatisfy { $0 * 4 >= $1 })
  }

  @Test func theCrossProductInverseIsThatOfCholesky() throws {
    var random = RandomMatrices(seed: 22)
    let matrix = random.matrix(60, 12)
    let expected = try Cholesky(Matrix.gram(of: matrix)).inverse()
    let inverse = try PivotedQR(matrix).crossProductInverse()
    let scale = expected.elements.reduce(0) { max($0, abs($1)) }
    // The condition number of X'X is below 100 here.
    #expect(largestDifference(inverse, expected) <= 100 * 60 * .ulpOfOne * scale)
    #expect(inverse == inverse.transposed())
  }

  // MARK: - Exact results

  /// y = 1, 2, 2 on x = 1, 2, 3: b = (2/3, 1/2), residuals (-1, 2, -1)/6, (X'X)^-1 = [7/3 -1; -1 1/2].
  @Test(arguments: [PivotedQR.ColumnPreference.leading, .longest])
  func aLineThroughThreePoints(_ preference: PivotedQR.ColumnPreference) throws {
    let qr = try PivotedQR(Matrix(rows: [[1, 1], [1, 2], [1, 3]]), keeping: preference)
    let fit = try qr.leastSquares([1, 2, 2])
    let tolerance = 20 * Double.ulpOfOne
    #expect(isClose(fit.coefficients[0, 0], 2.0 / 3, within: tolerance))
    #expect(isClose(fit.coefficients[1, 0], 0.5, within: tolerance))
    #expect(isClose(fit.residualSumsOfSquares[0], 1.0 / 6, within: tolerance))
    #expect(largestDifference(fit.residuals, Matrix(columns: [[-1.0 / 6, 1.0 / 3, -1.0 / 6]])) <= tolerance)
    let inverse = Matrix(rows: [[7.0 / 3, -1], [-1, 0.5]])
    #expect(largestDifference(qr.crossProductInverse(), inverse) <= tolerance)
    for (leverage, expected) in zip(qr.leverages(), [5.0 / 6, 1.0 / 3, 5.0 / 6]) {
      #expect(isClose(leverage, expected, within: tolerance))
    }
  }

  @Test func oneNumber() throws {
    let qr = try PivotedQR(Matrix(rows: [[4]]))
    #expect(qr.rank == 1 && qr.crossProductInverse() == Matrix(rows: [[1.0 / 16]]))
    let fit = try qr.leastSquares([2])
    #expect(fit.coefficients[0, 0] == 0.5 && fit.residualSumsOfSquares == [0] && fit.residuals[0, 0] == 0)
  }

  @Test func nothingToFit() throws {
    let noRows = try PivotedQR(Matrix(rowCount: 0, columnCount: 2))
    #expect(noRows.rank == 0 && noRows.aliasedColumns == [0, 1] && noRows.leverages().isEmpty)
    let fit = try noRows.leastSquares([])
    #expect(fit.coefficients == Matrix(rowCount: 2, columnCount: 1) && fit.residualSumsOfSquares == [0])
    #expect(noRows.crossProductInverse() == Matrix(rowCount: 2, columnCount: 2))

    let noColumns = try PivotedQR(Matrix(rowCount: 2, columnCount: 0))
    #expect(noColumns.isFullRank && noColumns.leverages() == [0, 0])
    let empty = try noColumns.leastSquares([3, 4])
    #expect(empty.residualSumsOfSquares == [25] && empty.residuals.elements == [3, 4])

    for preference in [PivotedQR.ColumnPreference.leading, .longest] {
      let zeros = try PivotedQR(Matrix(rowCount: 3, columnCount: 2), keeping: preference)
      #expect(zeros.rank == 0 && zeros.aliasedColumns == [0, 1])
      #expect(try zeros.leastSquares([1, 2, 2]).residualSumsOfSquares == [9])
    }
  }

  @Test func severalResponsesAreFittedApart() throws {
    var random = RandomMatrices(seed: 23)
    let qr = try PivotedQR(random.matrix(30, 4))
    let responses = random.matrix(30, 3)
    let together = try qr.leastSquares(responses)
    for column in 0..<3 {
      let alone = try qr.leastSquares(Array(responses.column(column)))
      #expect(
        largestDifference(alone.coefficients, Matrix(columns: [Array(together.coefficients.column(column))])) <= 1e-13)
      #expect(isClose(alone.residualSumsOfSquares[0], together.residualSumsOfSquares[column], within: 1e-13))
      // The residuals carry the same sum of squares, and are orthogonal to the columns.
      let residuals = Array(together.residuals.column(column))
      let sum = VectorProducts.dot(residuals.span, residuals.span)
      #expect(isClose(sum, together.residualSumsOfSquares[column], within: 1e-13))
    }
  }

  // MARK: - Rank

  /// 1, x, 2x + 3, x^2: the third column is a combination of the first two.
  static let collinear = Matrix(columns: [
    Array(repeating: 1, count: 8), (1...8).map(Double.init), (1...8).map { 2 * Double($0) + 3 },
    (1...8).map { Double($0 * $0) },
  ])

  @Test func leadingColumnsAreKept() throws {
    let qr = try PivotedQR(Self.collinear)
    #expect(qr.rank == 3 && qr.aliasedColumns == [2] && Set(qr.pivots) == [0, 1, 3])
    let response = [3.0, 1, 4, 1, 5, 9, 2, 6]
    let fit = try qr.leastSquares(response)
    let without = try PivotedQR(Matrix(columns: [0, 1, 3].map { Array(Self.collinear.column($0)) }))
    let reduced = try without.leastSquares(response)
    #expect(fit.coefficients[2, 0] == 0)
    for (row, original) in [0, 1, 3].enumerated() {
      #expect(isClose(fit.coefficients[original, 0], reduced.coefficients[row, 0], within: 1e-12))
    }
    #expect(isClose(fit.residualSumsOfSquares[0], reduced.residualSumsOfSquares[0], within: 1e-12))
    let inverse = qr.crossProductInverse()
    let smaller = without.crossProductInverse()
    for (i, row) in [0, 1, 3].enumerated() {
      for (j, column) in [0, 1, 3].enumerated() { #expect(isClose(inverse[row, column], smaller[i, j], within: 1e-12)) }
    }
    #expect(inverse.column(2).allSatisfy { $0 == 0 } && inverse.row(2).allSatisfy { $0 == 0 })
    #expect(isClose(qr.leverages().reduce(0, +), 3, within: 1e-14))
  }

  @Test func anyThreeColumnsGiveTheSameFit() throws {
    let response = [3.0, 1, 4, 1, 5, 9, 2, 6]
    let leading = try PivotedQR(Self.collinear)
    let longest = try PivotedQR(Self.collinear, keeping: .longest)
    #expect(longest.rank == 3 && longest.aliasedColumns.count == 1)
    let fits = try (leading.leastSquares(response), longest.leastSquares(response))
    #expect(largestDifference(fits.0.residuals, fits.1.residuals) <= 1e-12)
    for (a, b) in zip(leading.leverages(), longest.leverages()) { #expect(isClose(a, b, within: 1e-13)) }
  }

  @Test func severalAliasedColumnsInAnyPlace() throws {
    var random = RandomMatrices(seed: 24)
    let a = random.matrix(50, 1).elements
    let b = random.matrix(50, 1).elements
    let c = random.matrix(50, 1).elements
    let zero = [Double](repeating: 0, count: 50)
    let sum = zip(a, b).map { $0 + $1 }
    let mixed = zip(zip(a, b), c).map { 3 * $0.0 - 2 * $0.1 + 7 * $1 }
    let qr = try PivotedQR(Matrix(columns: [zero, a, a, b, sum, c, mixed]))
    #expect(qr.aliasedColumns == [0, 2, 4, 6])
    #expect(try PivotedQR(Matrix(columns: [zero, a, a, b, sum, c, mixed]), keeping: .longest).rank == 3)
    // mixed = 3a - 2b + 7c
    let fit = try qr.leastSquares(mixed)
    for (column, expected) in [(0, 0.0), (1, 3), (2, 0), (3, -2), (4, 0), (5, 7), (6, 0)] {
      #expect(isClose(fit.coefficients[column, 0], expected, within: 1e-13))
    }
  }

  @Test func theRankDoesNotDependOnUnits() throws {
    for scale in [1e-300, 1e-160, 1e-20, 1e20, 1e160, 1e300] {
      let scaled = Matrix(columns: [
        Array(Self.collinear.column(0)), Self.collinear.column(1).map { $0 * scale },
        Self.collinear.column(2).map { $0 / scale }, Array(Self.collinear.column(3)),
      ])
      for preference in [PivotedQR.ColumnPreference.leading, .longest] {
        #expect(try PivotedQR(scaled, keeping: preference).rank == 3)
      }
      #expect(try PivotedQR(scaled).aliasedColumns == [2])
    }
  }

  @Test func smallestAndLargestDoubles() throws {
    let tiny = Double.leastNonzeroMagnitude
    let qr = try PivotedQR(Matrix(rows: [[tiny, 0], [0, .greatestFiniteMagnitude]]))
    #expect(qr.isFullRank)
    #expect(try qr.leastSquares([tiny, 0]).coefficients == Matrix(columns: [[1, 0]]))
    let large = try qr.leastSquares([0, 1e300]).coefficients
    #expect(large[0, 0] == 0)
    #expect(relativeError(large[1, 0], 1e300 / .greatestFiniteMagnitude) <= 4 * .ulpOfOne)
  }

  /// R's `lm` drops the second of two columns that differ by less than 1e-7 of their length.
  @Test func theToleranceDecidesWhatIsAliased() throws {
    var nearly = [Double](repeating: 1, count: 4)
    nearly[3] += 1e-8
    let matrix = Matrix(columns: [[1, 1, 1, 1], nearly])
    #expect(try PivotedQR(matrix).isFullRank)
    #expect(try PivotedQR(matrix, tolerance: 1e-7).aliasedColumns == [1])
    #expect(try PivotedQR(matrix, tolerance: 1e-7, keeping: .longest).rank == 1)
    let fit = try PivotedQR(matrix).leastSquares(nearly)
    #expect(isClose(fit.coefficients[1, 0], 1, within: 1e-7))
  }

  @Test func moreColumnsThanRows() throws {
    let qr = try PivotedQR(Matrix(rows: [[1, 1, 1, 2], [1, 1, 2, 3]]))
    #expect(qr.rank == 2 && qr.aliasedColumns == [1, 3])
    let fit = try qr.leastSquares([5, 7])
    for (column, expected) in [(0, 3.0), (1, 0), (2, 2), (3, 0)] {
      #expect(isClose(fit.coefficients[column, 0], expected, within: 1e-14))
    }
    #expect(isClose(fit.residualSumsOfSquares[0], 0, within: 1e-28))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func numbersThatAreNotFinite(_ value: Double) throws {
    var matrix = Matrix(rowCount: 7, columnCount: 3, repeating: 1)
    matrix[5, 2] = value
    #expect(throws: LinearAlgebraError.notFinite(row: 5, column: 2)) { try PivotedQR(matrix) }
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 0)) {
      try PivotedQR(Matrix(rows: [[1], [2]])).leastSquares([1, value])
    }
  }

  // MARK: - NIST Statistical Reference Datasets, certified values

  static func digits(_ value: Double, _ certified: Double) -> Double { -log10(relativeError(value, certified)) }

  @Test(arguments: [PivotedQR.ColumnPreference.leading, .longest])
  func longley(_ preference: PivotedQR.ColumnPreference) throws {
    let y = try Datasets.numbers("nist-longley", "y")
    let columns = try (1...6).map { try Datasets.numbers("nist-longley", "x\($0)") }
    let qr = try PivotedQR(Matrix(columns: [y.map { _ in 1 }] + columns), keeping: preference)
    #expect(y.count == 16 && qr.isFullRank)
    let fit = try qr.leastSquares(y)
    let coefficients = [
      -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359,
      -0.0511041056535807, 1829.15146461355,
    ]
    let standardErrors = [
      890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675,
      0.226073200069370, 455.478499142212,
    ]
    let variance = fit.residualSumsOfSquares[0] / 9
    #expect(Self.digits(fit.residualSumsOfSquares[0], 836424.055505915) >= 10)
    let inverse = qr.crossProductInverse()
    for (j, (coefficient, standardError)) in zip(coefficients, standardErrors).enumerated() {
      #expect(Self.digits(fit.coefficients[j, 0], coefficient) >= 10)
      #expect(Self.digits((variance * inverse[j, j]).squareRoot(), standardError) >= 10)
    }
    #expect(isClose(qr.leverages().reduce(0, +), 7, within: 1e-13))
  }

  @Test func norris() throws {
    let y = try Datasets.numbers("nist-norris", "y")
    let x = try Datasets.numbers("nist-norris", "x")
    let qr = try PivotedQR(Matrix(columns: [x.map { _ in 1 }, x]))
    let fit = try qr.leastSquares(y)
    #expect(y.count == 36)
    #expect(Self.digits(fit.coefficients[0, 0], -0.262323073774029) >= 11)
    #expect(Self.digits(fit.coefficients[1, 0], 1.00211681802045) >= 11)
    #expect(Self.digits(fit.residualSumsOfSquares[0], 26.6173985294224) >= 11)
    let variance = fit.residualSumsOfSquares[0] / 34
    let inverse = qr.crossProductInverse()
    #expect(Self.digits((variance * inverse[0, 0]).squareRoot(), 0.232818234301152) >= 11)
    #expect(Self.digits((variance * inverse[1, 1]).squareRoot(), 0.000429796848199937) >= 11)
  }

  /// y = 1 + x + ... + x^5 at x = 0 ... 20, by its definition; every certified coefficient is 1.
  @Test func wampler1() throws {
    let powers = (0...5).map { power in (0...20).map { pow(Double($0), Double(power)) } }
    let y = (0...20).map { x in powers.reduce(0) { $0 + $1[x] } }
    let fit = try PivotedQR(Matrix(columns: powers)).leastSquares(y)
    for j in 0...5 { #expect(Self.digits(fit.coefficients[j, 0], 1) >= 9) }
  }
}
