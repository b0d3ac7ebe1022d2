public import FidelityData
import FidelityProbability
import FidelitySystem
import FidelityTrends

/// How far drivers make up for each other, from outcomes: the power p whose mean predicts them best.
///
/// The least residual sum of squares (RSS) of the outcome on an intercept and M_p of the drivers, with given weights,
/// over p in a range. Limits are those of the profile likelihood: the p around the estimate with
/// n ln(RSS / least RSS) <= the quantile of chi-squared with one degree of freedom (3.841). A limit that lies beyond
/// the range is open (NaN). p = 1: drivers add up; 0: they multiply; far below 0: the weakest decides.
///
/// | input | result | status |
/// |---|---|---|
/// | fewer than 4 units | none | `too-few-units` |
/// | all outcomes equal | none | `no-variation` |
/// | RSS the same for all p: a unit's drivers are equal, or there is one | none | `not-identified` |
/// | both limits open | estimate without limits | `not-identified` |
/// | the best p at an end of the range | that end, open limits where they are | `at-bound` |
/// | residuals of 0 | estimate without limits | `exact-fit` |
///
/// Validation: `datasets/drivers-compensation-detection`.
/// - Complexity: some (20 / 0.05 + 100) passes over units x drivers.
public struct CompensationPower: Sendable, Hashable {
  public private(set) var p = Double.nan
  /// NaN where open, or where there is none.
  public private(set) var lower = Double.nan
  public private(set) var upper = Double.nan
  public private(set) var intercept = Double.nan
  public private(set) var slope = Double.nan
  public private(set) var residualSumOfSquares = Double.nan
  public private(set) var status = Status.ok

  /// Between points at which the RSS is computed first.
  private static let step = 0.05

  /// - Parameters:
  ///   - outcomes: of each unit, finite.
  ///   - scores: `weights.count` numbers >= 0 for each unit, one unit after another.
  ///   - weights: of drivers, >= 0.
  ///   - range: of p, finite.
  public init(
    outcomes: [Double], scores: [Double], weights: [Double], range: ClosedRange<Double> = -10...10,
    level: Double = 0.95
  ) {
    precondition(scores.count == outcomes.count * weights.count, "scores for each outcome")
    guard outcomes.count > 3 else {
      status = .tooFewUnits
      return
    }
    let profile = Profile(outcomes, scores, weights)
    guard !profile.isConstant else {
      status = .noVariation
      return
    }
    let count = max(2, Int(((range.upperBound - range.lowerBound) / Self.step).rounded()))
    let points = (0...count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count)
    }
    let sums = points.map { profile.fit($0).residual }
    let (most, least) = (sums.max() ?? .nan, sums.min() ?? .nan)
    guard most - least > 1e-9 * most, most > 1e-20 * profile.total, let place = sums.firstIndex(of: least) else {
      status = .notIdentified
      return
    }
    p = profile.minimum(from: points[max(0, place - 1)], to: points[min(count, place + 1)])
    var best = profile.fit(p)
    if least < best.residual {
      p = points[place]
      best = profile.fit(p)
    }
    (intercept, slope, residualSumOfSquares) = (best.intercept, best.slope, best.residual)
    guard best.residual > 1e-14 * profile.total else {
      status = .exactFit
      return
    }
    let z = Normal.standard.quantile(upperTail: (1 - level) / 2)
    let units = Double(outcomes.count)
    func excess(_ residual: Double) -> Double { units * log(residual / best.residual) - z * z }
    func limit(_ beyond: Int?) -> Double {
      guard let beyond else { return .nan }
      return RootFinder.root(between: p, points[beyond]) { excess(profile.fit($0).residual) } ?? .nan
    }
    lower = limit(points.indices.last { points[$0] < p && excess(sums[$0]) > 0 })
    upper = limit(points.indices.first { points[$0] > p && excess(sums[$0]) > 0 })
    if lower.isNaN && upper.isNaN {
      status = .notIdentified
    } else if p - range.lowerBound < 1e-6 || range.upperBound - p < 1e-6 {
      status = .atBound
    }
  }

  /// The regression of outcomes on M_p as a function of p.
  private struct Profile {
    private let outcomes: [Double]
    private let scores: [Double]
    private let weights: [Double]
    private let mean: Double
    /// The sum of squares of outcomes about their mean.
    let total: Double

    init(_ outcomes: [Double], _ scores: [Double], _ weights: [Double]) {
      (self.outcomes, self.scores, self.weights) = (outcomes, scores, weights)
      let mean = outcomes.reduce(0, +) / Double(outcomes.count)
      self.mean = mean
      total = outcomes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    /// Whether outcomes vary by no more than rounding.
    var isConstant: Bool { total <= 1e-30 * outcomes.reduce(0) { $0 + $1 * $1 } }

    func fit(_ p: Double) -> (intercept: Double, slope: Double, residual: Double) {
      let means = PowerMean(p: p).values(ofRows: scores, weights: weights)
      let middle = means.reduce(0, +) / Double(means.count)
      var (squares, products) = (0.0, 0.0)
      for unit in means.indices {
        squares += (means[unit] - middle) * (means[unit] - middle)
        products += (means[unit] - middle) * (outcomes[unit] - mean)
      }
      // Means that do not vary predict nothing.
      guard squares > 1e-28 * middle * middle * Double(means.count) else { return (mean, .nan, total) }
      let slope = products / squares
      var residual = 0.0
      for unit in means.indices {
        let rest = outcomes[unit] - mean - slope * (means[unit] - middle)
        residual += rest * rest
      }
      return (mean - slope * middle, slope, residual)
    }

    /// Where the residual is least between two points, by golden section.
    func minimum(from start: Double, to end: Double) -> Double {
      let golden = (5.0.squareRoot() - 1) / 2
      var (low, high) = (start, end)
      var (left, right) = (high - golden * (high - low), low + golden * (high - low))
      var (leftValue, rightValue) = (fit(left).residual, fit(right).residual)
      while high - low > 1e-9 {
        if leftValue <= rightValue {
          (high, right, rightValue) = (right, left, leftValue)
          left = high - golden * (high - low)
          leftValue = fit(left).residual
        } else {
          (low, left, leftValue) = (left, right, rightValue)
          right = low + golden * (high - low)
          rightValue = fit(right).residual
        }
      }
      return low + (high - low) / 2
    }
  }
}

/// The power p by Kmenta's expansion of the logarithm of a mean about p = 0: a check on the sign only.
///
/// Two drivers: ln y on ln S_1, ln S_2 and (ln S_1 - ln S_2)^2; p = 2 b_3 / (d (1 - d) (b_1 + b_2)), d = b_1 /
/// (b_1 + b_2). More of them: ln y on each ln S_d and v / 2, v the variance of a unit's ln S with the given weights;
/// p = b_v / sum b_d. Far from p = 0 it is biased towards 0.
///
/// Scores and outcomes must be above 0, and there must be one more unit than coefficients; else, and where a share d is
/// not between 0 and 1, p is NaN with `not-identified`.
/// Reference: Kmenta (1967), Int. Econ. Rev. 8, 180-189. Validation: `datasets/drivers-compensation-detection`.
public struct KmentaPower: Sendable, Hashable {
  public private(set) var p = Double.nan
  public private(set) var status = Status.notIdentified

  /// - Parameters: as of ``CompensationPower``.
  /// - Complexity: O(units x drivers^2).
  public init(outcomes: [Double], scores: [Double], weights: [Double]) {
    let (width, units) = (weights.count, outcomes.count)
    precondition(scores.count == units * width, "scores for each outcome")
    let total = weights.reduce(0, +)
    guard width > 1, units > width + 2, total > 0, (outcomes + scores).allSatisfy({ $0 > 0 }) else { return }
    var predictors = (0..<width).map { driver in
      (name: "\(driver)", values: (0..<units).map { log(scores[$0 * width + driver]) })
    }
    let curvature = (0..<units).map { unit in
      let logs = predictors.map { $0.values[unit] }
      if width == 2 { return (logs[0] - logs[1]) * (logs[0] - logs[1]) }
      let mean = zip(logs, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
      return zip(logs, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) } / total / 2
    }
    predictors.append((name: "curvature", values: curvature))
    guard let fit = try? LeastSquares(outcome: outcomes.map(log), predictors: predictors) else { return }
    let shares = fit.coefficients[1...width]
    let scale = shares.reduce(0, +)
    let last = fit.coefficients[width + 1]
    guard !last.isNaN, scale > 0, shares.allSatisfy({ $0 > 0 }) else { return }
    let d = fit.coefficients[1] / scale
    p = width == 2 ? 2 * last / (d * (1 - d) * scale) : last / scale
    status = .ok
  }
}
