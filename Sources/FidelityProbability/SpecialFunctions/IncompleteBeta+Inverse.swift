import FidelitySystem

extension IncompleteBeta {
  /// The odds x / (1 - x) at which I_x(a, b) = p, where that is quick: shapes from 1/2 to 100,000, tails from 1e-12 to
  /// 0.3; nil elsewhere, and where the point is not below the mean.
  ///
  /// Halley's method on log I against t, the log of the odds. One evaluation gives all that a step wants: with power =
  /// x^a y^b / B(a, b) and the continued fraction K,
  ///
  ///     log I = log power - log K,  d log I / dt = power / I = K,  dK / dt = K (a y - b x - K).
  ///
  /// The error is cubed by a step, so that two serve for a start that is right to three digits.
  func odds(lowerTail p: Double) -> Double? {
    guard min(a, b) >= 0.5, max(a, b) <= 100_000, p >= 1e-12, p <= 0.3 else { return nil }
    let (peak, target, mean) = (logPeak, log(p), a / b)
    var odds = min(startingOdds(lowerTail: p), mean)
    guard odds > 1e-30 else { return nil }
    for _ in 0..<8 {
      let y = 1 / (1 + odds)
      let point = Point(x: odds * y, y: y, delta: (a - b * odds) * y)
      let slope = continuedFraction(at: point)
      let newton = (target - logPower(at: point, peak: peak) + log(slope)) / slope
      let step = newton / (1 + newton * (point.delta - slope) / 2)
      // A step that is cut would not be Halley's, and the fraction serves below the mean alone.
      guard abs(step) < 2 else { return nil }
      odds *= exp(step)
      guard odds < mean else { return nil }
      if abs(step) < 1e-6 { return odds }
    }
    return nil
  }

  /// Roughly the odds at which I_x(a, b) = p, for p below 1/2.
  ///
  /// For shapes above 1 by Carter's normal approximation of Fisher's z (Abramowitz & Stegun 26.5.22); else I is taken
  /// for the first term of its series, x^a / (a B(a, b)).
  private func startingOdds(lowerTail p: Double) -> Double {
    if min(a, b) <= 1 {
      let x = exp((log(p) + log(a) - logPeak - a * log(1 + b / a) - b * log(1 + a / b)) / a)
      return x / max(1 - x, 1e-3)
    }
    let z = Normal.standard.quantile(upperTail: p)
    let (first, second) = (1 / (2 * a - 1), 1 / (2 * b - 1))
    let h = 2 / (first + second)
    let lambda = (z * z - 3) / 6
    let w = z * (h + lambda).squareRoot() / h - (second - first) * (lambda + 5.0 / 6 - 2 / (3 * h))
    return a / b * exp(-2 * w)
  }
}
