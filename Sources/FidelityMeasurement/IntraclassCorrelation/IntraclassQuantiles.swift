public import FidelityComponents
public import FidelityData
import FidelityProbability

/// Quantiles of F for the limits of intraclass correlations: groups of one design have the same degrees of freedom,
/// whose quantiles are computed once.
public struct IntraclassQuantiles: Sendable {
  /// The confidence level of the limits.
  public let level: Double
  private var known: [Degrees: (low: Double, high: Double)] = [:]

  private struct Degrees: Hashable {
    let numerator: Double
    let denominator: Double
  }

  public init(level: Double) { self.level = level }

  /// The quantiles of both tails; remembered for whole degrees of freedom.
  mutating func pair(_ numerator: Double, _ denominator: Double) -> (low: Double, high: Double) {
    let degrees = Degrees(numerator: numerator, denominator: denominator)
    if let pair = known[degrees] { return pair }
    let reference = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    let tail = (1 - level) / 2
    let pair = (low: reference.quantile(tail), high: reference.quantile(upperTail: tail))
    if known.count < 4_096 { known[degrees] = pair }
    return pair
  }
}

extension IntraclassCorrelation {
  /// The rows of several forms, with what they share computed once: the way for many groups.
  /// - Complexity: two quantiles of F for the forms of absolute agreement, a tail of F for each row.
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
        anova, limits: limits, level: quantiles.level, rho0: rho0, degreesOfFreedom: degreesOfFreedom)
    }
  }

  private struct Limits {
    let values: (lower: Double, upper: Double)?
    init(_ values: (lower: Double, upper: Double)?) { self.values = values }
  }
}
