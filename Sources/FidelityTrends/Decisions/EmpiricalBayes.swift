public import FidelityData
import FidelityProbability
import FidelitySystem

/// Empirical Bayes estimates of many sites (shrinkage, partial pooling): each site's own estimate, drawn towards the
/// mean of all by as much as its error makes it unreliable.
///
/// y_i is normal about its site's true value theta_i with the error variance v_i, and theta_i normal about a mean m
/// with the variance tau^2. With B_i = v_i / (v_i + tau^2), theta_i is estimated by (1 - B_i) y_i + B_i m, m weighted
/// by w_i = 1 / (v_i + tau^2). Each site has two errors:
///
/// - **conditional**: sqrt(tau^2 B_i), as if m and tau^2 were known;
/// - **with the uncertainty of mean and variance**: the square root of g1 + g2 + 2 g3 - B_i^2 bias, with
///   g1 = tau^2 B_i, g2 = B_i^2 / sum w and g3 = B_i^2 w_i Var(tau^2), where Var and bias are those of the estimator of
///   tau^2 to first order. This is the mean squared error of Prasad & Rao (1990) for moments, Datta & Lahiri (2000) for
///   likelihood and Datta, Rao & Smith (2005) for Paule and Mandel's estimator.
///
/// The conditional limits are normal, the others take t with k - 1 degrees of freedom, since the variance that they
/// rest on comes from k sites (as metafor's `blup` after Knapp and Hartung's adjustment); normal ones are too narrow
/// with a dozen sites.
///
/// Morris (1983) has (y_i - m)^2 Var(B_i) where this has its expectation: on average they are the same, and the
/// expected one does not make limits wide for the very sites that differ.
///
/// The **shrinkage** of a site is 1 - B_i, the share of its own estimate that is kept. Q = sum (y_i - m)^2 / v_i with
/// weights 1 / v_i is chi-squared with k - 1 degrees of freedom where sites do not differ. I^2 = tau^2 / (tau^2 + s^2),
/// s^2 = (k - 1) / (sum a - sum a^2 / sum a), a = 1 / v_i. The interval of tau^2 is Viechtbauer's (2007)
/// Q-profile.
///
/// | input | what it gets | status |
/// |---|---|---|
/// | fewer than two sites with estimate and error | the estimates as they are, no tau^2 | `too-few-observations` |
/// | tau^2 is 0 | all sites at the mean: they do not differ detectably; errors have g2 and g3 still | `singular-fit` |
/// | a site without an estimate or with a NaN error | nothing for it, it is left out | `too-few-observations` |
/// | a site whose error is 0 | its estimate as it is, left out: such an error was not estimated | `no-spread` |
///
/// The v_i are taken as known. Where sites have few observations their errors are noisy, and ``init(lines:_:level:)``
/// with a pooled residual variance is better.
/// - Complexity: O(k) for each step of tau^2, some ten to a hundred of them; memory O(k).
///
/// References: Morris (1983), J. Am. Stat. Assoc. 78, 47-55; Prasad & Rao (1990), J. Am. Stat. Assoc. 85, 163-171;
/// Datta & Lahiri (2000), Stat. Sin. 10, 613-627; Datta, Rao & Smith (2005), Biometrika 92, 183-196; Viechtbauer
/// (2007), Stat. Med. 26, 37-52; Higgins & Thompson (2002), Stat. Med. 21, 1539-1558. Validation: `datasets/meta-bcg`,
/// `datasets/empirical-bayes-slopes`.
public struct EmpiricalBayes: Sendable, Equatable {
  /// One site.
  public struct Site: Sendable, Equatable {
    public internal(set) var estimate = Double.nan
    /// As if mean and tau^2 were known.
    public internal(set) var conditionalError = Double.nan
    public internal(set) var conditionalLower = Double.nan
    public internal(set) var conditionalUpper = Double.nan
    /// With their uncertainty.
    public internal(set) var standardError = Double.nan
    public internal(set) var lower = Double.nan
    public internal(set) var upper = Double.nan
    /// 1 - B, the share of the site's own estimate.
    public internal(set) var shrinkage = Double.nan
    public internal(set) var status = Status.ok
  }

  public let method: BetweenVariance
  /// The confidence level of all limits.
  public let level: Double
  /// In the order given.
  public private(set) var sites: [Site]
  /// How many sites took part.
  public let siteCount: Int
  public private(set) var mean = Double.nan
  /// 1 / sqrt(sum w), as if tau^2 were known.
  public private(set) var meanError = Double.nan
  /// sqrt(Q(tau^2) / ((k - 1) sum w)), with t of k - 1 degrees of freedom (Knapp & Hartung 2003, Stat. Med. 22,
  /// 2693-2710).
  public private(set) var adjustedMeanError = Double.nan
  /// tau^2.
  public private(set) var variance = Double.nan
  public private(set) var varianceLower = Double.nan
  public private(set) var varianceUpper = Double.nan
  /// The mean with weights 1 / v, of sites that do not differ, and its error.
  public private(set) var commonMean = Double.nan
  public private(set) var commonError = Double.nan
  /// Q at tau^2 = 0.
  public private(set) var heterogeneity = Double.nan
  public private(set) var heterogeneityPValue = Double.nan
  /// I^2, 0...1.
  public private(set) var inconsistency = Double.nan
  public private(set) var status = Status.ok

  /// - Parameters:
  ///   - estimates: of the sites; NaN where there is none.
  ///   - standardErrors: theirs.
  public init(
    estimates: [Double], standardErrors: [Double], _ method: BetweenVariance = .pauleMandel, level: Double = 0.95
  ) {
    self.init(estimates: estimates, variances: standardErrors.map { $0 * $0 }, method, level: level)
  }

  /// The slopes of lines with one residual variance for all of them, sum RSS / sum df: v_i = s^2 / S_xx. A line through
  /// two points takes part. NaN errors throughout where no line has a residual.
  public init(lines: [StraightLine], _ method: BetweenVariance = .pauleMandel, level: Double = 0.95) {
    let pooled = Self.pooledVariance(lines)
    self.init(
      estimates: lines.map(\.slope), variances: lines.map { pooled / $0.predictorSpread }, method, level: level)
  }

  /// The residual variance of lines together: sum of df s^2 over sum of df.
  public static func pooledVariance(_ lines: [StraightLine]) -> Double {
    let estimated = lines.filter { $0.degreesOfFreedom > 0 }
    let squares = estimated.reduce(0) { $0 + $1.degreesOfFreedom * $1.residualDeviation * $1.residualDeviation }
    return squares / estimated.reduce(0) { $0 + $1.degreesOfFreedom }
  }

  /// - Parameter variances: v_i, the squares of the standard errors.
  public init(
    estimates: [Double], variances: [Double], _ method: BetweenVariance = .pauleMandel, level: Double = 0.95
  ) {
    precondition(estimates.count == variances.count, "each estimate has an error")
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1")
    self.method = method
    self.level = level
    let unpooled = estimates.indices.map { Self.withoutPooling(estimates[$0], variances[$0]) }
    let places = unpooled.indices.filter { unpooled[$0].status == .ok }
    sites = unpooled
    siteCount = places.count
    guard places.count > 1 else {
      status = .tooFewObservations
      return
    }
    // Estimates about one of them: an origin far away takes no digits.
    let origin = estimates[places[0]]
    let moments = SiteMoments(values: places.map { estimates[$0] - origin }, variances: places.map { variances[$0] })
    describe(moments, origin)
    let tail = (1 - level) / 2
    let critical = (
      normal: Normal.standard.quantile(upperTail: tail),
      t: StudentT(degreesOfFreedom: Double(siteCount - 1)).quantile(upperTail: tail)
    )
    let spread = method.spread(moments, variance)
    let meanVariance = meanError * meanError
    for (index, place) in places.enumerated() {
      sites[place].take(
        value: moments.values[index], error: moments.variances[index], mean: mean - origin, meanVariance, variance,
        spread, critical, origin)
    }
  }

  /// A site as it is, and whether it can be pooled.
  private static func withoutPooling(_ estimate: Double, _ variance: Double) -> Site {
    var site = Site()
    site.estimate = estimate
    if !estimate.isFinite || !variance.isFinite || variance < 0 {
      site.status = .tooFewObservations
    } else if variance == 0 {
      site.status = .noSpread
    }
    return site
  }

  /// What is said of all sites together.
  private mutating func describe(_ moments: SiteMoments, _ origin: Double) {
    let freedom = Double(moments.count - 1)
    let fixed = moments.sums(0)
    let chiSquared = ChiSquared(degreesOfFreedom: freedom)
    commonMean = origin + fixed.mean
    commonError = (1 / fixed.weight).squareRoot()
    heterogeneity = fixed.q
    heterogeneityPValue = chiSquared.survival(fixed.q)
    variance = method.estimate(moments)
    varianceLower = moments.variance(q: chiSquared.quantile(upperTail: (1 - level) / 2))
    varianceUpper = moments.variance(q: chiSquared.quantile((1 - level) / 2))
    let typical = freedom / (fixed.weight - fixed.weightSquare / fixed.weight)
    inconsistency = variance / (variance + typical)
    let sums = moments.sums(variance)
    mean = origin + sums.mean
    meanError = (1 / sums.weight).squareRoot()
    adjustedMeanError = (sums.q / freedom / sums.weight).squareRoot()
    if variance == 0 { status = .singularFit }
  }

  /// The limits of the mean: normal with ``meanError``, or by Knapp and Hartung's t with ``adjustedMeanError``.
  public func meanInterval(isAdjusted: Bool) -> (lower: Double, upper: Double) {
    guard siteCount > 1 else { return (.nan, .nan) }
    let t = StudentT(degreesOfFreedom: isAdjusted ? Double(siteCount - 1) : .infinity)
    let reach = t.quantile(upperTail: (1 - level) / 2) * (isAdjusted ? adjustedMeanError : meanError)
    return (mean - reach, mean + reach)
  }

  /// The normal limits of ``commonMean``.
  public var commonInterval: (lower: Double, upper: Double) {
    let reach = Normal.standard.quantile(upperTail: (1 - level) / 2) * commonError
    return (commonMean - reach, commonMean + reach)
  }

  /// Where the true value of a new site will lie: mean -+ q sqrt(tau^2 + error of the mean squared), with t of k - 2
  /// degrees of freedom (Higgins, Thompson & Spiegelhalter 2009, J. R. Stat. Soc. A 172, 137-159) or, as some tools,
  /// the normal distribution. NaN for t with two sites.
  public func newSiteInterval(isNormal: Bool = false) -> (lower: Double, upper: Double) {
    guard siteCount > (isNormal ? 1 : 2) else { return (.nan, .nan) }
    let t = StudentT(degreesOfFreedom: isNormal ? .infinity : Double(siteCount - 2))
    let reach = t.quantile(upperTail: (1 - level) / 2) * (variance + meanError * meanError).squareRoot()
    return (mean - reach, mean + reach)
  }
}

extension EmpiricalBayes.Site {
  /// - Parameters:
  ///   - value, mean: about the origin.
  ///   - spread: variance and bias of tau^2.
  fileprivate mutating func take(
    value: Double, error: Double, mean: Double, _ meanVariance: Double, _ tauSquared: Double,
    _ spread: (variance: Double, bias: Double), _ critical: (normal: Double, t: Double),
    _ origin: Double
  ) {
    let total = error + tauSquared
    let drawn = error / total
    shrinkage = tauSquared / total
    estimate = origin + (shrinkage * value + drawn * mean)
    let first = tauSquared * drawn
    let third = drawn * drawn / total * spread.variance
    let square = first + drawn * drawn * meanVariance + 2 * third - drawn * drawn * spread.bias
    conditionalError = first.squareRoot()
    // A bias above all else may leave less than the conditional error, which no uncertainty makes smaller.
    standardError = max(first, square).squareRoot()
    (conditionalLower, conditionalUpper) = (
      estimate - critical.normal * conditionalError, estimate + critical.normal * conditionalError
    )
    (lower, upper) = (estimate - critical.t * standardError, estimate + critical.t * standardError)
    if tauSquared == 0 { status = .singularFit }
  }
}
