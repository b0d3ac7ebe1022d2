import FidelitySystem

extension ContinuousDistribution {
  /// Polishes a positive quantile of a lower tail, found with another evaluation of the distribution function than our
  /// own.
  func refined(_ start: Double, lowerTail p: Double) -> Double {
    // The complement of a probability above 1/2 is exact, and its tail is the steep one.
    if p > 0.5 { return refined(start, upperTail: 1 - p) }
    return refined(start, target: p, sign: 1, tail: cumulative, logTail: logCumulative)
  }

  /// Polishes a positive quantile of an upper tail.
  func refined(_ start: Double, upperTail q: Double) -> Double {
    if q > 0.5 { return refined(start, lowerTail: 1 - q) }
    return refined(start, target: q, sign: -1, tail: survival, logTail: logSurvival)
  }

  /// Newton's method on the logarithm of the tail against log x: far out both tails are nearly straight lines there, so
  /// that
  /// even a poor start (Boost's inverse for a probability of 1e-200) takes a few steps, and a good one takes one.
  private func refined(
    _ start: Double, target: Double, sign: Double, tail: (Double) -> Double, logTail: (Double) -> Double
  ) -> Double {
    guard start > 0, start < .infinity else { return start }
    var x = start
    var lastStep = Double.infinity
    for _ in 0..<50 {
      let value = tail(x)
      let (logValue, excess) =
        value > 1e-280 ? (log(value), log(value / target)) : (logTail(x), logTail(x) - log(target))
      let slope = sign * exp(logDensity(x) + log(x) - logValue)
      let step = -excess / slope
      // Steps no longer shrink: what is left is the rounding of the tail.
      guard abs(step) < lastStep / 2 else { break }
      x *= exp(step)
      if abs(step) < 1e-8 { break }
      lastStep = abs(step)
    }
    return x
  }
}
