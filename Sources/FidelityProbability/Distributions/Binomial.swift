import FidelitySystem

/// The binomial distribution: successes in a number of independent trials.
///
/// Tails through the incomplete beta function: P(X > k) = I_p(k + 1, n - k). NaN for an undefined success probability.
/// Accuracy (relative): 1e-13 up to 10,000 trials, 1e-12 up to 1e7.
public struct Binomial: Sendable, Hashable {
  public let trials: Int
  public let probability: Double

  /// - Parameters:
  ///   - trials: 0...2^53.
  ///   - probability: of a success, 0...1; NaN makes every answer NaN.
  /// - Precondition: both lie in their ranges.
  public init(trials: Int, probability: Double) {
    precondition(trials >= 0 && trials <= 1 << 53, "trials lie in 0...2^53")
    precondition(probability.isNaN || probability.isProbability, "a probability lies in 0...1")
    self.trials = trials
    self.probability = probability
  }

  /// P(X = k); 0 outside 0...trials.
  public func probability(of k: Int) -> Double { exp(logProbability(of: k)) }

  /// log P(X = k).
  public func logProbability(of k: Int) -> Double {
    if probability.isNaN { return .nan }
    if k < 0 || k > trials { return -.infinity }
    if probability == 0 { return k == 0 ? 0 : -.infinity }
    if probability == 1 { return k == trials ? 0 : -.infinity }
    return SaddlePoint.logBinomial(Double(k), of: Double(trials), probability: probability)
  }

  /// P(X <= k).
  public func cumulative(_ k: Int) -> Double {
    if probability.isNaN { return .nan }
    if k < 0 { return 0 }
    return k >= trials ? 1 : beta(k).survival(probability)
  }

  /// P(X > k), the upper tail. For P(X >= k) ask for k - 1.
  public func survival(_ k: Int) -> Double {
    if probability.isNaN { return .nan }
    if k < 0 { return 1 }
    return k >= trials ? 0 : beta(k).cumulative(probability)
  }

  /// The smallest k with P(X <= k) >= p; nil where p is not in 0...1 or the success probability is NaN.
  ///
  /// Complexity: O(log trials) evaluations of the distribution function.
  public func quantile(_ p: Double) -> Int? {
    guard p.isProbability, !probability.isNaN else { return nil }
    return smallest { cumulative($0) >= p }
  }

  /// The smallest k with P(X > k) <= q; nil where q is not in 0...1 or the success probability is NaN.
  public func quantile(upperTail q: Double) -> Int? {
    guard q.isProbability, !probability.isNaN else { return nil }
    return smallest { survival($0) <= q }
  }

  /// The success probability is at most x exactly where a Beta(k + 1, n - k) variable would be.
  private func beta(_ k: Int) -> Beta { Beta(a: Double(k) + 1, b: Double(trials - k)) }

  private func smallest(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, trials)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
