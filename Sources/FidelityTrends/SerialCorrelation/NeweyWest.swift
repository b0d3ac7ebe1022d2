public import FidelityData
public import FidelityLinearAlgebra
import FidelitySystem

/// The heteroskedasticity and autocorrelation consistent (HAC) covariance of Newey & West, for least squares on time
/// series.
///
/// V = (X'X)^-1 W (X'X)^-1 with W = G_0 + sum over j = 1...L of (1 - j / (L + 1)) (G_j + G_j'), G_j = sum x_t e_t
/// e_(t-j) x_(t-j)' over all pairs that are j apart. L = 0 is HC0. Pairs lie within a series; what a gap does is a
/// choice (``TimeOrder/Gaps``). Bartlett's weights make V positive semidefinite with either.
///
/// **Prewhitening** (Andrews & Monahan 1992) takes the sum of what a vector autoregression of order 1 without a
/// constant leaves of the scores x_t e_t, and gives back what it took: W = D W* D', D = (I - A)^-1.
///
/// References: Newey & West (1987), Econometrica 55, 703-708; Newey & West (1994), Rev. Econ. Stud. 61, 631-653;
/// Andrews & Monahan (1992), Econometrica 60, 953-966. Validation: `datasets/newey-west-investment` (Greene's data; R
/// sandwich).
public struct NeweyWest: Sendable, Hashable, Codable {
  /// How many lags L are taken.
  public enum Lag: Sendable, Hashable, Codable {
    case fixed(Int)
    /// floor(4 (n / 100)^(2/9)): the rate of Newey & West (1994) without its data-driven constant.
    case ninthPower
    /// floor(n^(1/4)), Greene's.
    case quarterPower
    /// floor(.75 n^(1/3)) - 1. Stock & Watson's m = .75 n^(1/3) counts the terms of weights 1 - j / m, j < m, so that
    /// L is m - 1.
    case stockWatson
    /// The whole part of Newey & West's (1994) automatic bandwidth, by all terms but the intercept.
    case automatic
  }

  public var lag: Lag
  /// Whether V is multiplied by n / (n - p).
  public var isAdjusted: Bool
  public var gaps: TimeOrder.Gaps
  public var isPrewhitened: Bool

  public init(
    lag: Lag, isAdjusted: Bool, gaps: TimeOrder.Gaps = .respected, isPrewhitened: Bool = false
  ) {
    if case .fixed(let count) = lag { precondition(count >= 0, "a number of lags is not negative") }
    self.lag = lag
    self.isAdjusted = isAdjusted
    self.gaps = gaps
    self.isPrewhitened = isPrewhitened
  }

  /// The number of lags that a rule gives n rows; nil for the automatic one, which needs the data.
  public static func lagCount(_ lag: Lag, rowCount: Int) -> Int? {
    let n = Double(rowCount)
    return switch lag {
    case .fixed(let count): count
    case .ninthPower: Int(4 * pow(n / 100, 2.0 / 9))
    // Roots, not powers: n = 81 has 3.
    case .quarterPower: Int(n.squareRoot().squareRoot())
    case .stockWatson: max(0, Int(0.75 * cbrt(n)) - 1)
    case .automatic: nil
    }
  }
}

/// A covariance by ``NeweyWest`` and how it came about.
public struct NeweyWestCovariance: Sendable, Equatable {
  /// k x k, NaN at aliased terms.
  public let matrix: Matrix
  /// L.
  public let lag: Int
  /// The automatic bandwidth before it is cut to whole numbers; NaN for other rules.
  public let bandwidth: Double
  /// Of the t of coefficients: n - rank.
  public let degreesOfFreedom: Double
  public let status: Status
}

/// The scores x_t e_t in the order of time, and the sums over pairs.
struct SerialScores {
  /// Row by row, `width` numbers each.
  private(set) var values: [Double]
  let width: Int
  /// Whether a row takes part: prewhitening leaves none for the first of a series.
  private var isUsed: [Bool]
  let order: TimeOrder
  let gaps: TimeOrder.Gaps

  init(columns: [[Double]], residuals: [Double], _ order: TimeOrder, _ gaps: TimeOrder.Gaps) {
    width = columns.count
    values = residuals.indices.flatMap { row in columns.map { $0[row] * residuals[row] } }
    isUsed = Array(repeating: true, count: residuals.count)
    self.order = order
    self.gaps = gaps
  }

  /// G_0 + sum of weights (G_j + G_j').
  func weightedSum(lag: Int) -> Matrix {
    var result = Matrix(rowCount: width, columnCount: width)
    for place in isUsed.indices where isUsed[place] { add(place, place, 1, to: &result) }
    order.forEachPair(upTo: lag, gaps) { place, earlier, distance in
      guard isUsed[place], isUsed[earlier] else { return }
      add(place, earlier, 1 - Double(distance) / (Double(lag) + 1), to: &result)
    }
    return result
  }

  /// Adds u_p u_q' weighted, and its transpose where p and q differ.
  private func add(_ p: Int, _ q: Int, _ weight: Double, to result: inout Matrix) {
    for i in 0..<width {
      for j in 0..<width {
        let product = weight * values[p * width + i] * values[q * width + j]
        result[i, j] += product
        if p != q { result[j, i] += product }
      }
    }
  }

  /// Replaces the scores by what a first-order vector autoregression leaves of them.
  /// - Returns: (I - A)^-1, or nil where the scores allow none.
  mutating func prewhiten() -> Matrix? {
    let places = order.neighbours(gaps)
    guard places.count > width else { return nil }
    let before = Matrix(rows: places.map { place in (0..<width).map { values[(place - 1) * width + $0] } })
    let now = Matrix(rows: places.map { place in (0..<width).map { values[place * width + $0] } })
    guard let factors = try? PivotedQR(before), factors.isFullRank, let fit = try? factors.leastSquares(now) else {
      return nil
    }
    // I - A, A the transpose of the coefficients.
    var rest = Matrix.identity(width)
    for i in 0..<width { for j in 0..<width { rest[i, j] -= fit.coefficients[j, i] } }
    guard let inverter = try? PivotedQR(rest), inverter.isFullRank,
      let inverse = try? inverter.leastSquares(Matrix.identity(width))
    else { return nil }
    isUsed = Array(repeating: false, count: isUsed.count)
    for (index, place) in places.enumerated() {
      isUsed[place] = true
      for i in 0..<width { values[place * width + i] = fit.residuals[index, i] }
    }
    return inverse.coefficients
  }

  /// Newey and West's (1994) bandwidth for Bartlett's weights: 1.1447 (s1^2 / s0^2 n)^(1/3), where s0 and s1 are sums
  /// of the first m autocovariances of the scores' sum over `terms`, s1 of j times them.
  /// - Parameter isPrewhitened: then m = 3 (n / 100)^(2/9), else 4 (n / 100)^(2/9).
  func bandwidth(terms: [Int], isPrewhitened: Bool) -> Double {
    let n = Double(order.longestSeries)
    let most = Int((isPrewhitened ? 3 : 4) * pow(n / 100, 2.0 / 9))
    let sums = isUsed.indices.map { place in
      isUsed[place] ? terms.reduce(0) { $0 + values[place * width + $1] } : 0
    }
    var covariances = [Double](repeating: 0, count: most + 1)
    covariances[0] = sums.reduce(0) { $0 + $1 * $1 }
    order.forEachPair(upTo: most, gaps) { place, earlier, distance in
      covariances[distance] += sums[place] * sums[earlier]
    }
    let later = covariances.indices.dropFirst()
    let total = covariances[0] + 2 * later.reduce(0) { $0 + covariances[$1] }
    let slope = 2 * later.reduce(0) { $0 + Double($1) * covariances[$1] }
    guard total != 0 else { return 0 }
    return 1.1447 * cbrt(slope / total * (slope / total) * n)
  }
}
