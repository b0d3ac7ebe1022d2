import FidelitySystem

extension RandomStream {
  /// A draw from the exponential distribution with mean 1.
  ///
  /// Minus the logarithm of a uniform with 64 bits: the tail is right down to a probability of 2^-64 (values up to 45).
  public mutating func exponential() -> Double {
    let word = next()
    return -log((Double(word) + 0.5) * 0x1p-64)
  }

  /// A draw from the standard normal distribution.
  ///
  /// Box and Muller's transform: no table and no rejection, so that a draw always takes the same words of the stream
  /// (two
  /// words for two draws). The squared radius is twice an ``exponential()``: the tails are right down to a
  /// probability of 2^-64 (9.4 standard deviations).
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let (first, second) = normalPair()
    spareNormal = second
    return first
  }

  /// Fills with draws of ``normal()``, the same numbers as one by one.
  public mutating func fillNormal(_ values: inout MutableSpan<Double>) {
    for index in 0..<values.count { values[index] = normal() }
  }

  private mutating func normalPair() -> (Double, Double) {
    let radius = (2 * exponential()).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }
}
