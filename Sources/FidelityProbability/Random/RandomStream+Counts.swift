extension RandomStream {
  /// The number of successes in `trials` independent trials; exact (see ``BinomialSampler``).
  ///
  /// - Precondition: 0 <= `trials` <= 2^53, and `probability` lies in 0...1.
  public mutating func binomial(trials: Int, probability: Double) -> Int {
    BinomialSampler(probability: probability).draw(trials: trials, using: &self)
  }

  /// Deals `trials` into categories in proportion to `weights`; exact, by conditional binomials.
  ///
  /// - Parameters:
  ///   - trials: 0...2^53; the counts sum to it.
  ///   - weights: not negative, finite, need not sum to 1; a category of weight 0 gets 0.
  ///   - counts: one for each weight; overwritten.
  /// - Precondition: `weights` and `counts` have one length; some weight is positive unless `trials` is 0.
  /// - Complexity: O(categories), whatever `trials`.
  public mutating func multinomial(trials: Int, weights: [Double], into counts: inout [Int]) {
    precondition(weights.count == counts.count, "one count for each weight")
    // Sums from the end: each weight is then at most its sum, and the last positive one equal to it, rounding or not.
    var remainingWeight = [Double](repeating: 0, count: weights.count)
    var sum = 0.0
    for index in weights.indices.reversed() {
      precondition(weights[index] >= 0 && weights[index] < .infinity, "weights are finite and not negative")
      sum += weights[index]
      remainingWeight[index] = sum
    }
    precondition(trials == 0 || (sum > 0 && sum < .infinity), "trials need a category to fall into")
    var remaining = trials
    for index in weights.indices {
      counts[index] = 0
      guard remaining > 0, weights[index] > 0 else { continue }
      let count = binomial(trials: remaining, probability: weights[index] / remainingWeight[index])
      counts[index] = count
      remaining -= count
    }
  }

  /// Draws `count` whole numbers from 0..<`bound`, without bias, two from each word of the stream.
  ///
  /// - Precondition: 0 < `bound` < 2^32 unless `count` is 0.
  @inline(__always)
  mutating func drawIndices(_ count: Int, below bound: Int, _ take: (Int) -> Void) {
    guard count > 0 else { return }
    precondition(bound > 0 && bound <= UInt32.max, "indices are drawn from 0..<2^32")
    let (bound, narrow) = (UInt64(bound), UInt32(bound))
    // Lemire's method with the threshold made once: a low half below it would favour some numbers.
    let threshold = (0 &- narrow) % narrow
    var remaining = count
    while remaining > 0 {
      let word = next()
      let first = (word & 0xFFFF_FFFF) &* bound
      if UInt32(truncatingIfNeeded: first) >= threshold {
        take(Int(first >> 32))
        remaining -= 1
      }
      let second = (word >> 32) &* bound
      if remaining > 0, UInt32(truncatingIfNeeded: second) >= threshold {
        take(Int(second >> 32))
        remaining -= 1
      }
    }
  }
}
