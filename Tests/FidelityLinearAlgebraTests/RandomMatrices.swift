import FidelityLinearAlgebra

/// Reproducible matrices for identities that hold for any matrix.
struct RandomMatrices {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The next number of a 64-bit congruential sequence, in -1 ..< 1.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 0x1p52 - 1
  }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(columnMajor: (0..<rows * columns).map { _ in next() }, rowCount: rows, columnCount: columns)
  }

  /// M'M / n + I / 10 with M 2n x n: well conditioned.
  mutating func positiveDefinite(_ order: Int) throws -> Matrix {
    var result = Matrix(diagonal: Array(repeating: 0.1, count: order))
    try result.addGram(of: matrix(2 * order, order), scaledBy: 1 / Double(max(order, 1)))
    return result
  }
}

/// The Hilbert matrix 1 / (i + j + 1).
func hilbert(_ order: Int) -> Matrix {
  var result = Matrix(rowCount: order, columnCount: order)
  for j in 0..<order { for i in 0..<order { result[i, j] = 1 / Double(i + j + 1) } }
  return result
}

/// Its inverse, which is one of integers.
func hilbertInverse(_ order: Int) -> Matrix {
  func choose(_ n: Int, _ k: Int) -> Double { (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }.rounded() }
  var result = Matrix(rowCount: order, columnCount: order)
  for j in 0..<order {
    for i in 0..<order {
      let sign = (i + j) % 2 == 0 ? 1.0 : -1.0
      let product = choose(order + i, order - j - 1) * choose(order + j, order - i - 1)
      result[i, j] = sign * Double(i + j + 1) * product * choose(i + j, i) * choose(i + j, i)
    }
  }
  return result
}

/// The largest |a - b|; infinite where the shapes differ or a NaN occurs.
func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
  guard a.rowCount == b.rowCount, a.columnCount == b.columnCount else { return .infinity }
  return zip(a.elements, b.elements).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference <= largest ? largest : difference.isNaN ? .infinity : difference
  }
}
