internal import CBoostMath
import FidelitySystem

/// The two pieces from which the densities of the beta, gamma, binomial, t, F and chi-squared families are built
/// without
/// cancellation, however large their parameters.
///
/// Writing a density as x^a y^b / B(a, b) with log-gamma functions subtracts numbers of the size a log a; at a = 5e6
/// that leaves 8 digits. Loader's form subtracts nothing: it needs only the deviance, which is small near the mode, and
/// the remainder of Stirling's series, which is small always.
///
/// Reference: C. Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
enum SaddlePoint {
  /// D(e) = (1 + e) log(1 + e) - e for e >= -1, to a few units in the last place.
  ///
  /// With m (1 + e) = x this is the Poisson deviance part (x log(x / m) + m - x) / m.
  static func deviance(_ e: Double) -> Double {
    if e <= -1 { return 1 }
    let v = e / (2 + e)
    guard abs(v) < 0.5 else { return (1 + e) * log1p(e) - e }
    // log(1 + e) = 2 (v + v^3/3 + v^5/5 + ...), so D = e v + 2 (1 + e) v (v^2/3 + v^4/5 + ...).
    let square = v * v
    var power = 1.0
    var sum = 0.0
    var odd = 3.0
    while true {
      power *= square
      let next = sum + power / odd
      if next == sum { break }
      sum = next
      odd += 2
    }
    return e * v + 2 * (1 + e) * v * sum
  }

  /// log Gamma(x + 1) - (x + 1/2) log x + x - log(2 pi) / 2: what Stirling's formula leaves, for x > 0.
  static func stirlingRemainder(_ x: Double) -> Double {
    if x < 10 && x == x.rounded(.down) { return wholeRemainders[Int(x)] }
    if x < 10 { return boost_log_gamma(x + 1) - (x + 0.5) * log(x) + x - 0.5 * log(2 * Double.pi) }
    let r = 1 / x
    let s = r * r
    // B(2k) / (2k (2k - 1)), k = 1...8; at x = 10 the first term left out is 2e-18.
    var sum = -3617.0 / 122_400
    sum = sum * s + 1.0 / 156
    sum = sum * s - 691.0 / 360_360
    sum = sum * s + 1.0 / 1188
    sum = sum * s - 1.0 / 1680
    sum = sum * s + 1.0 / 1260
    sum = sum * s - 1.0 / 360
    sum = sum * s + 1.0 / 12
    return sum * r
  }

  /// The remainders of 1...9 (the first entry is not used).
  private static let wholeRemainders: [Double] = [
    .infinity, 0.081061466795327258, 0.041340695955409294, 0.027677925684998339, 0.020790672103765093,
    0.016644691189821192, 0.013876128823070748, 0.01189670994589177, 0.010411265261972096,
    0.0092554621827127329,
  ]

  /// log of C(n, k) p^k (1 - p)^(n - k) for 0 < p < 1 and 0 <= k <= n.
  static func logBinomial(_ k: Double, of n: Double, probability p: Double) -> Double {
    if k == 0 { return n * log1p(-p) }
    if k == n { return n * log(p) }
    let rest = n - k
    let mean = n * p
    let difference = k.addingProduct(-n, p)
    let deviance =
      mean * Self.deviance(difference / mean) + (n - mean) * Self.deviance(-difference / (n - mean))
    let remainders = stirlingRemainder(n) - stirlingRemainder(k) - stirlingRemainder(rest)
    return remainders - deviance - 0.5 * log(2 * Double.pi * k * (rest / n))
  }
}
