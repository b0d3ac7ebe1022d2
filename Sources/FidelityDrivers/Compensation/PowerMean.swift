import FidelitySystem

/// The weighted power mean (generalised mean) of scores: how far high scores make up for low ones.
///
/// M_p(S; w) = (sum w_d S_d^p)^(1/p), weights scaled to sum 1.
///
/// | p | mean | what it says of scores |
/// |---|---|---|
/// | infinity | largest | the best one decides |
/// | 1 | arithmetic | each point is worth the same wherever it is: full compensation at a constant price |
/// | 0 | geometric | the mean of logarithms: a zero makes all zero, as a product does |
/// | -1 | harmonic | the dearer the lower the score |
/// | -infinity | smallest | the weakest link: no compensation |
///
/// Continuous and non-decreasing in p and in each score, between the smallest and the largest score, and exactly the
/// score where all are equal. The elasticity of substitution is 1 / (1 - p).
///
/// Numerics: with g = sum w ln S, M = exp(g + log1p(sum w expm1(p (ln S - g))) / p) where |p| times the range of
/// ln S is at most 1, which is smooth through p = 0; elsewhere scores are divided by the extreme one that decides.
/// Zeros of weight w_0 and p > 0: (1 - w_0)^(1/p) times the mean of the others.
///
/// | input | value |
/// |---|---|
/// | p <= 0, a zero score of positive weight | 0 |
/// | a score of weight 0 | left out, also for p = +-infinity |
/// | no score of positive weight; a negative or missing score or weight | NaN |
///
/// Reference: Hardy, Littlewood & Polya (1934), Inequalities, chapter 2. Validation: 60-digit decimals
/// (`datasets/drivers-compensation`).
public struct PowerMean: Sendable, Hashable, Codable {
  public let p: Double

  /// - Precondition: p is not NaN.
  public init(p: Double) {
    precondition(!p.isNaN, "a power mean needs a power")
    self.p = p
  }

  /// How easily one score takes the place of another, 1 / (1 - p): infinite at p = 1, 1 at p = 0, 0 at p = -infinity;
  /// NaN above 1, where unequal scores are worth more than equal ones.
  public var elasticityOfSubstitution: Double { p < 1 ? 1 / (1 - p) : p == 1 ? .infinity : .nan }

  /// The mean of scores of equal weight.
  public func value(of scores: [Double]) -> Double {
    value(of: scores, weights: Array(repeating: 1, count: scores.count))
  }

  /// - Parameters:
  ///   - scores: >= 0, finite.
  ///   - weights: >= 0, finite, of any sum.
  /// - Precondition: as many weights as scores.
  /// - Complexity: O(scores), no memory.
  public func value(of scores: [Double], weights: [Double]) -> Double {
    precondition(scores.count == weights.count, "a weight for each score")
    guard let whole = Totals(scores, weights) else { return .nan }
    if p == .infinity { return whole.largest }
    if whole.zeroWeight > 0 {
      guard p > 0, whole.zeroWeight < whole.weight else { return 0 }
    } else if p == -.infinity {
      return whole.smallest
    }
    let positive = whole.weight - whole.zeroWeight
    let mean = ofPositive(scores, weights, whole, weight: positive)
    return whole.zeroWeight > 0 ? mean * exp(log1p(-whole.zeroWeight / whole.weight) / p) : mean
  }

  /// The mean of each row of a table of scores, `weights.count` numbers for each row.
  package func values(ofRows scores: [Double], weights: [Double]) -> [Double] {
    let width = weights.count
    precondition(width > 0 && scores.count.isMultiple(of: width), "rows of another width")
    var row = [Double](repeating: 0, count: width)
    return (0..<scores.count / width).map { place in
      for column in 0..<width { row[column] = scores[place * width + column] }
      return value(of: row, weights: weights)
    }
  }

  /// The mean of the scores above 0, whose weights sum to `weight`.
  private func ofPositive(_ scores: [Double], _ weights: [Double], _ whole: Totals, weight: Double) -> Double {
    let center = whole.logs / weight
    if p == 0 { return whole.within(exp(center)) }
    let isNear = abs(p) * (log(whole.largest) - log(whole.smallest)) <= 1
    // Relative to the score that decides, no term is above 1.
    let reference = isNear ? center : log(p > 0 ? whole.largest : whole.smallest)
    var sum = 0.0
    for place in scores.indices where scores[place] > 0 && weights[place] > 0 {
      let power = p * (log(scores[place]) - reference)
      sum += weights[place] / weight * (isNear ? expm1(power) : exp(power))
    }
    return whole.within(exp(reference + (isNear ? log1p(sum) : log(sum)) / p))
  }

  /// What one pass over scores of positive weight gives.
  private struct Totals {
    var weight = 0.0
    var zeroWeight = 0.0
    /// The weighted sum of logarithms of scores above 0.
    var logs = 0.0
    var largest = 0.0
    /// The smallest score above 0.
    var smallest = Double.infinity

    /// Nil where there is no mean.
    init?(_ scores: [Double], _ weights: [Double]) {
      for (score, weight) in zip(scores, weights) where weight != 0 {
        guard weight > 0, score >= 0, weight.isFinite, score.isFinite else { return nil }
        self.weight += weight
        largest = max(largest, score)
        if score > 0 {
          logs += weight * log(score)
          smallest = min(smallest, score)
        } else {
          zeroWeight += weight
        }
      }
      guard weight > 0 else { return nil }
    }

    /// A mean of scores above 0 is between them, whatever rounding makes of it.
    func within(_ mean: Double) -> Double { min(max(mean, smallest), largest) }
  }
}
