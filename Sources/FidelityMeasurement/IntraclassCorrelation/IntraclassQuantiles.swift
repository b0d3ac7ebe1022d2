public import FidelityComponents
public import FidelityData
import FidelityProbability

/// Quantiles for the limits of intraclass correlations and errors of measurement, and tails of F for their tests:
/// groups of one design have the same degrees of freedom, forms of one group the same tests, which are computed once.
public struct IntraclassQuantiles: Sendable {
  /// The confidence level of the limits.
  public let level: Double
  /// The standard normal quantile of the upper limit.
  let normal: Double
  private var known: [Degrees: (low: Double, high: Double)] = [:]
  private var knownSpreads: [Double: (low: Double, high: Double)] = [:]
  private var tails: [(statistic: Double, degrees: Degrees, tail: Double)] = []

  private struct Degrees: Hashable {
    let numerator: Double
    let denominator: Double
  }

  public init(level: Double) {
    self.level = level
    normal = Normal.standard.quantile(upperTail: (1 - level) / 2)
  }

  /// The quantiles of F of both tails.
  mutating func pair(_ numerator: Double, _ denominator: Double) -> (low: Double, high: Double) {
    let degrees = Degrees(numerator: numerator, denominator: denominator)
    if let pair = known[degrees] { return pair }
    let reference = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    let tail = (1 - level) / 2
    let pair = (low: reference.quantile(tail), high: reference.quantile(upperTail: tail))
    if known.count < Self.most { known[degrees] = pair }
    return pair
  }

  /// The quantiles of chi-squared of both tails.
  mutating func chiSquared(_ degreesOfFreedom: Double) -> (low: Double, high: Double) {
    if let pair = knownSpreads[degreesOfFreedom] { return pair }
    let pair = ChiSquared(degreesOfFreedom: degreesOfFreedom).limits(level: level)
    if knownSpreads.count < Self.most { knownSpreads[degreesOfFreedom] = pair }
    return pair
  }

  /// So many are remembered of each kind.
  private static let most = 4_096

  /// P(F > statistic); the last few are remembered.
  mutating func tail(_ statistic: Double, _ numerator: Double, _ denominator: Double) -> Double {
    let degrees = Degrees(numerator: numerator, denominator: denominator)
    for known in tails where known.statistic == statistic && known.degrees == degrees { return known.tail }
    let reference = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    let tail = reference.survival(statistic)
    // One test of a group for each of six forms at most.
    if tails.count == 6 { tails.removeAll(keepingCapacity: true) }
    tails.append((statistic, degrees, tail))
    return tail
  }
}

extension ChiSquared {
  /// The quantiles of both tails of a level.
  func limits(level: Double) -> (low: Double, high: Double) {
    (quantile((1 - level) / 2), quantile(upperTail: (1 - level) / 2))
  }
}

extension IntraclassCorrelation {
  /// The rows of several forms, with what they share computed once: the way for many groups.
  /// - Complexity: two quantiles of F for the forms of absolute agreement, a tail of F for each test that differs (two
  ///   against 0).
  public static func estimates(
    _ forms: [IntraclassCorrelation], _ anova: TwoWayAnova, rho0: Double = 0,
    degreesOfFreedom: AgreementDegreesOfFreedom = .nullValue, _ quantiles: inout IntraclassQuantiles
  ) -> [Estimate] {
    // One-way, agreement, consistency.
    var singles: [Limits?] = [nil, nil, nil]
    return forms.map { form in
      let place = form.model == .oneWay ? 0 : form.agreement == .absolute ? 1 : 2
      let single = singles[place] ?? Limits(form.singleLimits(anova, &quantiles))
      singles[place] = single
      let limits = single.values.map { limits in
        form.unit == .single
          ? limits : (stepped(limits.lower, anova.raterCount), stepped(limits.upper, anova.raterCount))
      }
      return form.estimate(
        anova, limits: limits, rho0: rho0, degreesOfFreedom: degreesOfFreedom, &quantiles)
    }
  }

  private struct Limits {
    let values: (lower: Double, upper: Double)?
    init(_ values: (lower: Double, upper: Double)?) { self.values = values }
  }
}
