internal import CBoostMath
import FidelitySystem

/// The normal (Gaussian) distribution.
///
/// Accuracy: tails to 1e-15 relative, at every distance; log tails are finite up to 1e154 standard deviations.
/// Quantiles
/// to 1e-15.
public struct Normal: ContinuousDistribution {
  public let mean: Double
  public let standardDeviation: Double

  /// - Precondition: `standardDeviation` > 0 (or NaN).
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(!(standardDeviation <= 0), "a normal distribution needs a positive standard deviation")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// Mean 0 and standard deviation 1.
  public static let standard = Normal()

  public func cumulative(_ x: Double) -> Double { Self.upperTail(-standardised(x)) }
  public func survival(_ x: Double) -> Double { Self.upperTail(standardised(x)) }
  public func logCumulative(_ x: Double) -> Double { Self.logUpperTail(-standardised(x)) }
  public func logSurvival(_ x: Double) -> Double { Self.logUpperTail(standardised(x)) }

  public func logDensity(_ x: Double) -> Double {
    let z = standardised(x)
    return -0.5 * z * z - log(standardDeviation) - 0.5 * log(2 * Double.pi)
  }

  public func quantile(_ p: Double) -> Double { mean - standardDeviation * Self.upperQuantile(p) }
  public func quantile(upperTail q: Double) -> Double { mean + standardDeviation * Self.upperQuantile(q) }

  /// P(|Z| > |x - mean| / sd), the two-sided p-value of a standardised statistic.
  public func twoSidedPValue(_ x: Double) -> Double { 2 * Self.upperTail(abs(standardised(x))) }

  /// log of ``twoSidedPValue(_:)``; never underflows.
  public func logTwoSidedPValue(_ x: Double) -> Double { log(2) + Self.logUpperTail(abs(standardised(x))) }

  private func standardised(_ x: Double) -> Double { (x - mean) / standardDeviation }

  /// P(Z > z).
  private static func upperTail(_ z: Double) -> Double {
    let y = z * 0.5.squareRoot()
    guard abs(z) > 1, abs(z) < 39 else { return 0.5 * boost_erfc(y) }
    // Rounding z / sqrt 2 alone costs z^2 units in the last place of the tail: the rounding error is known, and put
    // back.
    let root = 0.5.squareRoot()
    let rootRemainder = -4.833646656726457e-17  // sqrt(1/2) - root
    let error = (-y).addingProduct(z, root) + z * rootRemainder
    return 0.5 * (boost_erfc(y) - error * exp(-y * y) * 2 / Double.pi.squareRoot())
  }

  private static func logUpperTail(_ z: Double) -> Double {
    if z < -1 { return log1p(-upperTail(-z)) }
    if z < 30 { return log(upperTail(z)) }
    if z == .infinity { return -.infinity }
    if z.isNaN { return .nan }
    // Laplace's asymptotic series of the Mills ratio; the first term left out is below 2e-14 here, next to z^2/2 > 450.
    let r = 1 / (z * z)
    let series = r * (-1 + r * (3 + r * (-15 + r * (105 - r * 945))))
    return -0.5 * z * z - log(z) - 0.5 * log(2 * Double.pi) + log1p(series)
  }

  private static func upperQuantile(_ q: Double) -> Double {
    guard q.isProbability else { return .nan }
    if q == 0 { return .infinity }
    if q == 1 { return -.infinity }
    return 2.0.squareRoot() * boost_erfc_inverse(2 * q)
  }
}
