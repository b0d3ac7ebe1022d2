/// A confidence interval from bootstrap replicates of a statistic, with the replicates' standard error and bias.
///
/// Replicates that are not finite (a resample in which the statistic is undefined) are counted and left out: the
/// interval
/// is then conditional on the statistic being defined, which is why `undefinedCount` belongs in every report.
///
/// References: B. Efron, R. J. Tibshirani (1993), chapter 13 (percentile); A. C. Davison, D. V. Hinkley (1997),
/// equations
/// 5.6 (basic) and 5.18 (percentile).
public struct BootstrapInterval: Sendable, Hashable, Codable {
  /// How the limits follow from the replicates.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The (1 - level)/2 and (1 + level)/2 quantiles of the replicates.
    case percentile
    /// Those quantiles mirrored at the estimate, 2 * estimate - quantile: also called reverse percentile, empirical,
    /// pivotal.
    case basic
  }

  /// Whether there is an interval, and if not, why.
  public enum Status: String, Sendable, Hashable, Codable {
    case defined
    /// Fewer finite replicates than the stated minimum.
    case tooFewReplicates = "too-few-replicates"
    /// The estimate that a basic interval mirrors at is not finite.
    case undefinedEstimate = "undefined-estimate"
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
  ///   - minimumDefined: the fewest finite replicates to give an interval from, at least 2; nil stands for
  ///     ``defaultMinimum(level:)``.
  /// - Complexity: O(n log n) for n replicates.
  public init(
    _ kind: Kind, level: Double, estimate: Double, replicates: [Double], quantile: SampleQuantile = .type7,
    minimumDefined: Int? = nil
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
    let low = quantile((1 - level) / 2, ofSorted: sorted)
    let high = quantile((1 + level) / 2, ofSorted: sorted)
    switch kind {
    case .percentile:
      (status, lower, upper) = (.defined, low, high)
    case .basic where estimate.isFinite:
      (status, lower, upper) = (.defined, 2 * estimate - high, 2 * estimate - low)
    case .basic:
      (status, lower, upper) = (.undefinedEstimate, nil, nil)
    }
  }

  /// The fewest replicates that put one in each tail outside the limits: 2 / (1 - level), 40 at a level of 0.95.
  public static func defaultMinimum(level: Double) -> Int { Int((2 / (1 - level)).rounded(.toNearestOrEven)) }
}
