public import FidelityData
import FidelitySystem

/// What a point of one driver costs in points of another, at the margin, where the power mean is to stay the same.
///
/// Price of a in b = (w_a / w_b) (S_a / S_b)^(p - 1): so many points of b make up for one point of a. At p = 1 it is
/// the ratio of weights everywhere; below 1 the scarcer driver is the dearer one.
///
/// | input | value | status |
/// |---|---|---|
/// | b has no weight, or a point of a is worth infinitely more | NaN | `not-compensable` |
/// | a has no weight, or a point of b is worth infinitely more | 0 | `ok` |
/// | both at once; equal scores at p = +-infinity | NaN | `not-identified` |
///
/// Infinitely more: of a zero where p < 1, of the weaker one at p = -infinity, of the better one at p = infinity.
///
/// Reference: Arrow, Chenery, Minhas & Solow (1961), Rev. Econ. Stat. 43, 225-250 (the marginal rate of substitution).
public struct CompensationPrice: Sendable, Hashable {
  /// Points of b for one of a.
  public private(set) var value = Double.nan
  public private(set) var status = Status.ok

  /// - Parameters:
  ///   - a: score >= 0 and weight >= 0 of the driver that loses.
  ///   - b: of the one that is to make up for it.
  /// - Complexity: O(1).
  public init(
    _ mean: PowerMean, of a: (score: Double, weight: Double), in b: (score: Double, weight: Double)
  ) {
    let (p, weights, scores) = (mean.p, a.weight / b.weight, a.score / b.score)
    let isUndecided = p.isInfinite && a.score == b.score || p != 1 && scores.isNaN
    // At p = 1 scores do not matter, not even zeros.
    value = isUndecided ? .nan : weights * (p == 1 ? 1 : pow(scores, p - 1))
    if value.isNaN {
      status = .notIdentified
    } else if value == .infinity {
      (value, status) = (.nan, .notCompensable)
    }
  }
}

/// The score that one driver needs for the power mean to reach a target, the others being what they are.
///
/// S_b = ((T^p - sum over c != b of w_c S_c^p) / w_b)^(1/p), weights scaled to sum 1. A score put back gives a mean of
/// T to 1e-12. Relative to the target, with r_c = S_c / T, it is
/// T exp(log1p(-sum (w_c / w_b) expm1(p ln r_c)) / p), which is smooth through p = 0.
///
/// | case | score | status |
/// |---|---|---|
/// | p > 0 and the others reach the target without b; a target of 0 | 0 | `nothing-required` |
/// | the score would be above 1 | the score | `not-compensable` |
/// | p < 0 and no score is enough; p <= 0 and another one is 0 | NaN | `not-compensable` |
/// | b has no weight: as the others reach the target or not | 0, NaN | `nothing-required`, `not-compensable` |
/// | a negative or missing score or weight of another one | NaN | `not-identified` |
/// | p = infinity, no other one reaches the target | T | `ok` |
/// | p = -infinity, all others reach the target | T | `ok` |
///
/// Validation: `datasets/drivers-compensation`.
public struct RequiredCompensation: Sendable, Hashable {
  /// What b needs; NaN where no score is enough.
  public private(set) var score = Double.nan
  public private(set) var status = Status.notCompensable

  /// Scores this close above 1 are 1 but for rounding.
  private static let rounding = 1e-12

  /// - Parameters:
  ///   - scores: 0...1 each; the one at `place` does not matter.
  ///   - weights: >= 0, of any sum; a driver of weight 0 is left out.
  ///   - place: that of b.
  ///   - target: T, 0...1.
  /// - Precondition: as many weights as scores; `place` is one of theirs.
  /// - Complexity: O(scores), no memory.
  public init(_ mean: PowerMean, scores: [Double], weights: [Double], by place: Int, target: Double) {
    precondition(scores.count == weights.count && scores.indices.contains(place), "a weight for each score")
    guard target > 0 else {
      settle(target.isNaN ? .nan : 0)
      return
    }
    guard weights[place] > 0 else {
      settle(CutScore.isReached(mean.value(of: scores, weights: weights), target) ? 0 : .nan)
      return
    }
    let (p, weight) = (mean.p, weights[place])
    var (excess, least, most) = (0.0, Double.infinity, 0.0)
    for other in scores.indices where other != place && weights[other] != 0 {
      guard scores[other] >= 0, weights[other] > 0 else {
        status = .notIdentified
        return
      }
      least = min(least, scores[other])
      most = max(most, scores[other])
      let ratio = log(scores[other]) - log(target)
      if p.isFinite { excess += weights[other] / weight * (p == 0 ? ratio : expm1(p * ratio)) }
    }
    switch p {
    case .infinity: settle(CutScore.isReached(most, target) ? 0 : target)
    case -.infinity: settle(CutScore.isReached(least, target) ? target : .nan)
    case 0: settle(least > 0 ? target * exp(-excess) : .nan)
    // What the others lack of the target by rounding alone they do not lack.
    case _ where p > 0 && CutScore.isReached(excess, 1): settle(0)
    default: settle(excess < 1 ? target * exp(log1p(-excess) / p) : .nan)
    }
  }

  private mutating func settle(_ score: Double) {
    self.score = score > 1 && score <= 1 + Self.rounding ? 1 : score.isFinite ? score : .nan
    status = score == 0 ? .nothingRequired : self.score <= 1 ? .ok : .notCompensable
  }

  /// The same where another driver loses some points first.
  /// - Parameters:
  ///   - place: of the driver that loses.
  ///   - delta: how many, >= 0; a score does not fall below 0.
  public init(
    _ mean: PowerMean, scores: [Double], weights: [Double], lossIn place: Int, delta: Double, by other: Int,
    target: Double
  ) {
    var scores = scores
    scores[place] = max(0, scores[place] - delta)
    self.init(mean, scores: scores, weights: weights, by: other, target: target)
  }
}
