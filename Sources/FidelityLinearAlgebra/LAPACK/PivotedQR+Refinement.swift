import FidelitySystem

extension PivotedQR {
  /// Refines a least squares solution on the original data, for designs whose residuals are large and whose condition
  /// is
  /// poor: there plain QR loses the digits of the condition number times the size of the residuals.
  ///
  /// Coefficients and residuals are corrected together, from what they leave of `y = r + X b` and `X'r = 0`, computed
  /// with twice the digits. Each step gains about as many digits as the condition number of the scaled design leaves; a
  /// step that would not halve the last one is not made. Aliased columns stay at 0.
  ///
  /// - Parameters:
  ///   - solution: what `leastSquares` returned for the same responses.
  ///   - design: X as it was factored.
  ///   - responses: Y.
  ///   - steps: at most how many; 2 are enough where the rank is clear.
  /// - Throws: `dimensionTooLarge`.
  /// - Complexity: O(20 m n) per step and response.
  ///
  /// Reference: Björck 1967, BIT 7, 257-278; Björck 1996, Numerical Methods for Least Squares Problems, section 2.9.
  /// Validation: NIST StRD Wampler 4 and 5, coefficients to 13 digits or more.
  public func refine(
    _ solution: inout LeastSquaresSolution, design: Matrix, responses: Matrix, steps: Int = 2
  ) throws(LinearAlgebraError) {
    precondition(design.rowCount == rowCount && design.columnCount == columnCount, "this is not the design")
    precondition(responses.rowCount == rowCount, "the responses do not have the rows of the design")
    precondition(solution.coefficients.columnCount == responses.columnCount, "the solution is of other responses")
    precondition(solution.coefficients.rowCount == columnCount, "the solution is of another design")
    var workspace = LAPACKWorkspace()
    for response in 0..<responses.columnCount {
      var last = Double.infinity
      for _ in 0..<steps {
        guard let size = refineOnce(&solution, design, responses, response, below: last / 2, &workspace) else { break }
        last = size
      }
      let residuals = solution.residuals.elements.span.extracting(response * rowCount..<(response + 1) * rowCount)
      solution.residualSumsOfSquares[response] = VectorProducts.dot(residuals, residuals)
    }
  }

  /// One step for one response: |X db| of the correction made, or nil where it is not below `bound`.
  private func refineOnce(
    _ solution: inout LeastSquaresSolution, _ design: Matrix, _ responses: Matrix, _ response: Int,
    below bound: Double, _ workspace: inout LAPACKWorkspace
  ) -> Double? {
    // f = y - r - X b
    var sums = (0..<rowCount).map { DoubledSum(responses[$0, response]) }
    for i in 0..<rowCount { sums[i].add(-1, times: solution.residuals[i, response]) }
    for column in pivots {
      let coefficient = -solution.coefficients[column, response]
      for i in 0..<rowCount { sums[i].add(coefficient, times: design[i, column]) }
    }
    var correction = Matrix(columnMajor: sums.map(\.value), rowCount: rowCount, columnCount: 1)
    // g = -X'r, and h with R'h = g
    var coordinates = pivots.map { column in
      var sum = DoubledSum(0)
      for i in 0..<rowCount { sum.add(-design[i, column], times: solution.residuals[i, response]) }
      return sum.value * columnScales[column]
    }
    var span = coordinates.mutableSpan
    solveTriangle(.transposed, &span, columns: 1)
    // Q'f = (d, e): R db = d - h, and dr = Q (h, e)
    applyTransposedQ(&correction, &workspace)
    for i in 0..<rank {
      let h = coordinates[i]
      coordinates[i] = correction[i, 0] - h
      correction[i, 0] = h
    }
    let size = coordinates.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard size < bound else { return nil }
    var steps = coordinates.mutableSpan
    solveTriangle(.none, &steps, columns: 1)
    applyQ(&correction, &workspace)
    for (i, pivot) in pivots.enumerated() {
      solution.coefficients[pivot, response] += coordinates[i] * columnScales[pivot]
    }
    for i in 0..<rowCount { solution.residuals[i, response] += correction[i, 0] }
    return size
  }
}

extension PivotedQR {
  /// (X'X)^-1 with the digits that ``crossProductInverse()`` loses to the condition of a poor design.
  ///
  /// One step of Newton's iteration, V + V (I - X'X V), on the scaled columns. X'X and what it leaves of V are summed
  /// with twice the digits, so the relative error of V is squared, down to rounding. Aliased columns stay at 0.
  ///
  /// - Parameters:
  ///   - inverse: what ``crossProductInverse()`` returned.
  ///   - design: X as it was factored.
  /// - Complexity: O(10 m n^2).
  ///
  /// Reference: Higham 2002, Accuracy and Stability of Numerical Algorithms, section 14.5.
  /// Validation: NIST StRD Wampler 5, standard errors to 13 digits with any of OpenBLAS's kernels.
  public func refined(_ inverse: Matrix, design: Matrix) -> Matrix {
    precondition(design.rowCount == rowCount && design.columnCount == columnCount, "this is not the design")
    precondition(inverse.rowCount == columnCount && inverse.columnCount == columnCount, "this is not the inverse")
    func scaled(_ i: Int, _ j: Int) -> Double {
      inverse[pivots[i], pivots[j]] / columnScales[pivots[i]] / columnScales[pivots[j]]
    }
    var residual = Matrix(rowCount: rank, columnCount: rank)
    let products = scaledCrossProducts(design)
    for i in 0..<rank {
      for j in 0..<rank {
        var sum = DoubledSum(i == j ? 1 : 0)
        for k in 0..<rank {
          sum.add(-products[i * rank + k].high, times: scaled(k, j))
          sum.add(-products[i * rank + k].low, times: scaled(k, j))
        }
        residual[i, j] = sum.value
      }
    }
    var result = inverse
    for i in 0..<rank {
      for j in i..<rank {
        var (forward, backward) = (0.0, 0.0)
        for k in 0..<rank {
          forward += scaled(i, k) * residual[k, j]
          backward += scaled(j, k) * residual[k, i]
        }
        let (row, column) = (pivots[i], pivots[j])
        let value = (scaled(i, j) + (forward + backward) / 2) * columnScales[row] * columnScales[column]
        result[row, column] = value
        result[column, row] = value
      }
    }
    return result
  }

  /// X'X of the scaled kept columns, with twice the digits.
  private func scaledCrossProducts(_ design: Matrix) -> [DoubledSum] {
    var products = Array(repeating: DoubledSum(0), count: rank * rank)
    for i in 0..<rank {
      for j in i..<rank {
        let (row, column) = (pivots[i], pivots[j])
        let scale = columnScales[row] * columnScales[column]
        var sum = DoubledSum(0)
        for k in 0..<rowCount { sum.add(design[k, row] * scale, times: design[k, column]) }
        products[i * rank + j] = sum
        products[j * rank + i] = sum
      }
    }
    return products
  }
}

/// A sum of products with the digits of two doubles.
///
/// Reference: Ogita, Rump & Oishi 2005, SIAM Journal on Scientific Computing 26, 1955-1988, algorithm 5.3.
private struct DoubledSum {
  private(set) var high: Double
  private(set) var low = 0.0

  init(_ value: Double) { high = value }

  var value: Double { high + low }

  mutating func add(_ a: Double, times b: Double) {
    let product = a * b
    // What rounding took from the product, and from the sum.
    let productError = (-product).addingProduct(a, b)
    let sum = high + product
    let part = sum - high
    let sumError = (high - (sum - part)) + (product - part)
    high = sum
    low += productError + sumError
  }
}
