internal import CBoostMath
import FidelitySystem

/// The regularised incomplete gamma functions P(a, x), Q(a, x) = 1 - P(a, x) and their logarithms, for a > 0, x >= 0.
struct IncompleteGamma {
  let a: Double

  /// log of x^a e^-x / Gamma(a).
  func logPower(at x: Double) -> Double {
    if x <= 0 || x == .infinity { return -.infinity }
    // Beyond this the deviance overflows.
    if x < 1e-200 { return a * log(x) - boost_log_gamma(a) }
    let deviance = x * SaddlePoint.deviance((a - x) / x)
    return 0.5 * log(a / (2 * Double.pi)) - SaddlePoint.stirlingRemainder(a) - deviance
  }

  func lower(at x: Double) -> Double {
    guard x > 0 else { return x == 0 ? 0 : .nan }
    guard x < .infinity else { return 1 }
    if isFarTail(x) { return x < a ? exp(logLowerTail(at: x)) : 1 - exp(logUpperTail(at: x)) }
    return boost_gamma_lower(a, x)
  }

  func upper(at x: Double) -> Double {
    guard x > 0 else { return x == 0 ? 1 : .nan }
    guard x < .infinity else { return 0 }
    if isFarTail(x) { return x < a ? 1 - exp(logLowerTail(at: x)) : exp(logUpperTail(at: x)) }
    return boost_gamma_upper(a, x)
  }

  func logLower(at x: Double) -> Double {
    let value = lower(at: x)
    if value > 0.5 { return log1p(-upper(at: x)) }
    if value > 1e-280 || !(x > 0) { return log(value) }
    return logLowerTail(at: x)
  }

  func logUpper(at x: Double) -> Double {
    let value = upper(at: x)
    if value > 0.5 { return log1p(-lower(at: x)) }
    if value > 1e-280 || !(x < .infinity) { return log(value) }
    return logUpperTail(at: x)
  }

  /// Three standard deviations from a mean that is large: there the forms below are quick, and Boost's double
  /// evaluation
  /// has lost digits; nearer, Boost's uniform expansion is both quicker and better.
  private func isFarTail(_ x: Double) -> Bool { a > 500 && (x - a) * (x - a) > 9 * a }

  /// P(a, x) = x^a e^-x / Gamma(a + 1) (1 + x/(a + 1) + x^2/((a + 1)(a + 2)) + ...) for x < a; DLMF 8.11.4.
  private func logLowerTail(at x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var k = a
    while term > sum * Double.ulpOfOne / 4 {
      k += 1
      term *= x / k
      sum += term
    }
    return logPower(at: x) - log(a) + log(sum)
  }

  /// Q(a, x) by Legendre's continued fraction for x > a, by the modified Lentz method; DLMF 8.9.2.
  private func logUpperTail(at x: Double) -> Double {
    var b = x + 1 - a
    var c = Double.infinity
    var d = 1 / b
    var fraction = d
    var i = 1.0
    while i < 100_000 {
      let numerator = -i * (i - a)
      b += 2
      d = 1 / (numerator * d + b)
      c = b + numerator / c
      fraction *= c * d
      if abs(c * d - 1) <= 2 * Double.ulpOfOne { break }
      i += 1
    }
    return logPower(at: x) + log(fraction)
  }
}
