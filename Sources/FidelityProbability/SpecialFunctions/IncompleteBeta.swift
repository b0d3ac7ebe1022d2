internal import CBoostMath
import FidelitySystem

/// The regularised incomplete beta function I_x(a, b) = P(X <= x) of a beta variable, its complement and both
/// logarithms.
///
/// The point is given three times over: as `x`, as `y` = 1 - x and as `delta` = a y - b x (how far x lies below the
/// mean,
/// times a + b). A caller knows all three without cancellation; from x alone, y has lost its digits where x is near 1.
struct IncompleteBeta {
  let a: Double
  let b: Double

  struct Point {
    let x: Double
    let y: Double
    let delta: Double

    var mirrored: Point { Point(x: y, y: x, delta: -delta) }
  }

  private var mirrored: IncompleteBeta { IncompleteBeta(a: b, b: a) }

  /// log of x^a y^b / B(a, b).
  func logPower(at point: Point) -> Double { logPower(at: point, peak: logPeak) }

  /// The log of that power at the mean, its maximum: what does not depend on the point.
  var logPeak: Double {
    let n = a + b
    let remainders =
      SaddlePoint.stirlingRemainder(n) - SaddlePoint.stirlingRemainder(a) - SaddlePoint.stirlingRemainder(b)
    return remainders + 0.5 * log(a / (2 * Double.pi) * (b / n))
  }

  func logPower(at point: Point, peak: Double) -> Double {
    if point.x <= 0 || point.y <= 0 { return -.infinity }
    let n = a + b
    // Beyond this a deviance overflows; the other variable is 1 there.
    if point.x < 1e-200 { return peak + a * (log(point.x) - log(a / n)) - b * log(b / n) }
    if point.y < 1e-200 { return peak + b * (log(point.y) - log(b / n)) - a * log(a / n) }
    let (first, second) = (n * point.x, n * point.y)
    let deviance =
      first * SaddlePoint.deviance(point.delta / first) + second * SaddlePoint.deviance(-point.delta / second)
    return peak - deviance
  }

  func lower(at point: Point) -> Double {
    guard point.x > 0 else { return point.x == 0 ? 0 : .nan }
    guard point.y > 0 else { return 1 }
    if a == 0.5 && b == 0.5 { return atan2(point.x.squareRoot(), point.y.squareRoot()) * 2 / Double.pi }
    if needsContinuedFraction(at: point) {
      return isBelowMean(point) ? exp(logTail(at: point)) : 1 - exp(mirrored.logTail(at: point.mirrored))
    }
    return boostLower(at: point)
  }

  func upper(at point: Point) -> Double { mirrored.lower(at: point.mirrored) }

  /// log I_x(a, b); finite wherever x > 0.
  func logLower(at point: Point) -> Double {
    let value = lower(at: point)
    if value > 0.5 { return log1p(-upper(at: point)) }
    // Below this the value itself has lost digits, or is zero.
    if value > 1e-280 || point.x <= 0 || value.isNaN { return log(value) }
    return logTail(at: point)
  }

  func logUpper(at point: Point) -> Double { mirrored.logLower(at: point.mirrored) }

  /// Where Boost's own evaluation in double loses digits: one large parameter, and either a smaller other one or a
  /// point in
  /// a tail. Near the centre with both large, the continued fraction would need up to a thousand terms; there Boost's
  /// uniform expansion serves.
  private func needsContinuedFraction(at point: Point) -> Bool {
    guard max(a, b) > 500, min(a, b) > 1 else { return false }
    if min(a, b) < 5000 { return true }
    // delta / (a + b) is the distance to the mean, in units of which the variance is a b / ((a + b)^2 (a + b + 1)).
    return point.delta * point.delta * (a + b + 1) > a * b
  }

  private func isBelowMean(_ point: Point) -> Bool { point.x * (a + b + 2) < a + 1 }

  private func boostLower(at point: Point) -> Double {
    point.x <= 0.5 ? boost_beta_lower(a, b, point.x) : boost_beta_upper(b, a, point.y)
  }

  /// log I_x(a, b) by the continued fraction, for x below the mean.
  private func logTail(at point: Point) -> Double { logPower(at: point) - log(continuedFraction(at: point)) }

  /// The continued fraction K with I_x(a, b) = x^a y^b / (B(a, b) K), by the modified Lentz method.
  ///
  /// Every partial denominator is a sum of positive terms for x below the mean, as `delta` stands in it by itself; the
  /// textbook form (DLMF 8.17.22) cancels where x is near 1. It takes O(sqrt(max(a, b))) terms just below the mean, and
  /// a
  /// few in the far tail.
  ///
  /// Reference: A. R. DiDonato, A. H. Morris (1992), ACM TOMS 18, 360-373, section 6.
  func continuedFraction(at point: Point) -> Double {
    let (x, y) = (point.x, point.y)
    var fraction = (a * (point.delta + 1)) / (a + 1)
    var c = fraction
    var d = 0.0
    var m = 1.0
    while m < 100_000 {
      let k = a + 2 * m
      let root = x / (k - 1)
      let partialNumerator = (a + m - 1) * root * (a + b + m - 1) * root * m * (b - m)
      let partialDenominator = m + m * (b - m) * root + (a + m) * (point.delta + 1 + m * (1 + y)) / (k + 1)
      d = 1 / (partialDenominator + partialNumerator * d)
      c = partialDenominator + partialNumerator / c
      fraction *= c * d
      if abs(c * d - 1) <= 2 * Double.ulpOfOne { break }
      m += 1
    }
    return fraction
  }
}
