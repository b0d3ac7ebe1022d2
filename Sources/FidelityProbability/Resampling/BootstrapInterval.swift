/// A confidence interval from bootstrap replicates of a statistic, with the replicates' standard error and bias.
///
/// Replicates that are not finite (a resample in which the statistic is undefined) are counted and left out: the
/// interval
/// is then conditional on the statistic being defined, which is why `undefinedCount` belongs in every report.
///
/// References: B. Efron, R. J. Tibshirani (1993), chapter 13 (percentile); A. C. Davison, D. V. Hinkley (1997),
/// equations
/// 5.6 (basic) and 5.18 (percentile); B. Efron (1987), Better Bootstrap Confidence Intervals, JASA 82, 171-185 (BCa).
public struct BootstrapInterval: Sendable, Hashable, Codable {
  /// How the limits follow from the replicates.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The (1 - level)/2 and (1 + level)/2 quantiles of the replicates.
    case percentile
    /// Those quantiles mirrored at the estimate, 2 * estimate - quantile: also called reverse percentile, empirical,
    /// pivotal.
    case basic
    /// The quantiles of the replicates at Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z the normal quantiles of the two
    /// tails: bias-corrected and accelerated. z0 = Phi^-1 of the share of the replicates below the estimate, half of
    /// those equal to it counted (SciPy; R's boot counts none of them); a is the acceleration.
    case bca
  }

  /// Whether there is an interval, and if not, why.
  public enum Status: String, Sendable, Hashable, Codable {
    case defined
    /// Fewer finite replicates than the stated minimum.
    case tooFewReplicates = "too-few-replicates"
    /// The estimate that a basic interval mirrors at is not finite.
    case undefinedEstimate = "undefined-estimate"
    /// A BCa interval without an acceleration.
    case undefinedAcceleration = "undefined-acceleration"
    /// All replicates lie on one side of the estimate, or the acceleration is so large that the corrected tails do not
    /// exist: there is no BCa interval.
    case outsideReplicates = "outside-replicates"
  }

  public let kind: Kind
  public let level: Double
  public let status: Status

  /// The limits; nil unless `status` is `defined`.
  public let lower: Double?
  public let upper: Double?

  /// The standard deviation of the finite replicates (denominator: their number - 1); nil with fewer than the minimum.
  public let standardError: Double?

  /// The mean of the finite replicates minus the estimate; nil with fewer than the minimum, or without a finite
  /// estimate.
  public let bias: Double?

  /// How many replicates were finite, and how many were not.
  public let definedCount: Int
  public let undefinedCount: Int

  /// - Parameters:
  ///   - kind: how the limits follow from the replicates.
  ///   - level: the confidence level, in 0...1, exclusive.
  ///   - estimate: the statistic of the sample itself; NaN where undefined.
  ///   - replicates: the statistic of each resample, in any order; NaN or infinite where undefined.
  ///   - quantile: the definition of the quantiles.
  ///   - acceleration: a of a BCa interval (``Jackknife/acceleration``); the other kinds do not look at it.
  ///   - minimumDefined: the fewest finite replicates to give an interval from, at least 2; nil stands for
  ///     ``defaultMinimum(level:)``.
  /// - Complexity: O(n log n) for n replicates.
  public init(
    _ kind: Kind, level: Double, estimate: Double, replicates: [Double], quantile: SampleQuantile = .type7,
    acceleration: Double? = nil, minimumDefined: Int? = nil
  ) {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1")
    var sorted = replicates.filter(\.isFinite)
    self.kind = kind
    self.level = level
    definedCount = sorted.count
    undefinedCount = replicates.count - sorted.count
    guard sorted.count >= max(minimumDefined ?? Self.defaultMinimum(level: level), 2) else {
      status = .tooFewReplicates
      (lower, upper, standardError, bias) = (nil, nil, nil, nil)
      return
    }
    sorted.sort()
    let count = Double(sorted.count)
    let mean = sorted.reduce(0, +) / count
    standardError = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
    bias = estimate.isFinite ? mean - estimate : nil
    let tails = Self.tails(kind, level: level, estimate: estimate, sorted: sorted, acceleration)
    guard let low = tails.low, let high = tails.high else {
      (status, lower, upper) = (tails.status, nil, nil)
      return
    }
    status = .defined
    let (from, to) = (quantile(low, ofSorted: sorted), quantile(high, ofSorted: sorted))
    (lower, upper) = kind == .basic ? (2 * estimate - to, 2 * estimate - from) : (from, to)
  }

  /// The probabilities of the two quantiles that the limits come from, or why there are none.
  private static func tails(
    _ kind: Kind, level: Double, estimate: Double, sorted: [Double], _ acceleration: Double?
  ) -> (status: Status, low: Double?, high: Double?) {
    let plain = (Status.defined, low: Optional((1 - level) / 2), high: Optional((1 + level) / 2))
    if kind == .percentile { return plain }
    guard estimate.isFinite else { return (.undefinedEstimate, nil, nil) }
    if kind == .basic { return plain }
    guard let acceleration, acceleration.isFinite else { return (.undefinedAcceleration, nil, nil) }
    // Replicates that do not vary: the limits are the estimate, whatever the tails.
    if sorted[0] == estimate, sorted[sorted.count - 1] == estimate { return plain }
    let below = Double(sorted.count { $0 < estimate }) + Double(sorted.count { $0 == estimate }) / 2
    let bias = Normal.standard.quantile(below / Double(sorted.count))
    func corrected(_ z: Double) -> Double? {
      let factor = 1 - acceleration * (bias + z)
      return factor > 0 ? Normal.standard.cumulative(bias + (bias + z) / factor) : nil
    }
    let z = Normal.standard.quantile(upperTail: (1 - level) / 2)
    guard bias.isFinite, let low = corrected(-z), let high = corrected(z) else { return (.outsideReplicates, nil, nil) }
    return (.defined, low, high)
  }

  /// The fewest replicates that put one in each tail outside the limits: 2 / (1 - level), 40 at a level of 0.95.
  public static func defaultMinimum(level: Double) -> Int { Int((2 / (1 - level)).rounded(.toNearestOrEven)) }
}
