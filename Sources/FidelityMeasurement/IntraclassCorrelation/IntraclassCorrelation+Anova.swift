public import FidelityComponents
public import FidelityData
import FidelityProbability
import FidelitySystem

/// Where the denominator degrees of freedom of the F test of ICC(A,.) come from; it matters for rho0 > 0 alone.
public enum AgreementDegreesOfFreedom: String, Sendable, Hashable, Codable, CaseIterable {
  /// Satterthwaite's formula at rho0, the value that is tested: what the test assumes.
  case nullValue = "rho0"
  /// At the estimate, as irr has it.
  case estimate
}

/// The F test of an intraclass correlation against rho0, upper tail.
public struct IntraclassTest: Sendable, Equatable {
  public let statistic: Double
  public let numeratorDegreesOfFreedom: Double
  public let denominatorDegreesOfFreedom: Double
  public let pValue: Double
}

extension IntraclassCorrelation {
  /// The coefficient from an analysis of variance, as it comes: it can be negative. NaN where it is 0/0 or without
  /// figures.
  ///
  /// With B, R, E and W the mean squares of units, raters, residual and within units, n units and k raters:
  ///
  /// | form | |
  /// |---|---|
  /// | ICC(1) | (B - W) / (B + (k-1) W) |
  /// | ICC(k) | (B - W) / B |
  /// | ICC(C,1) | (B - E) / (B + (k-1) E) |
  /// | ICC(C,k) | (B - E) / B |
  /// | ICC(A,1) | (B - E) / (B + (k-1) E + k (R - E) / n) |
  /// | ICC(A,k) | (B - E) / (B + (R - E) / n) |
  public func value(_ anova: TwoWayAnova) -> Double {
    let (b, e, k) = (anova.units.meanSquare, error(anova).meanSquare, anova.raterCount)
    let raters = agreement == .absolute && model != .oneWay ? (anova.raters.meanSquare - e) / anova.unitCount : 0
    let total = unit == .single ? b + (k - 1) * e + k * raters : b + raters
    return total == 0 ? .nan : (b - e) / total
  }

  private func error(_ anova: TwoWayAnova) -> MeanSquare { model == .oneWay ? anova.within : anova.residual }

  private var single: IntraclassCorrelation { IntraclassCorrelation(model: model, agreement: agreement, unit: .single) }

  /// The Spearman-Brown step from one rater to the mean of k.
  static func stepped(_ single: Double, _ k: Double) -> Double { k * single / (1 + (k - 1) * single) }

  /// The interval of an analysis of variance: exact by F for one-way and consistency forms, McGraw and Wong's
  /// approximation with Satterthwaite's degrees of freedom for absolute agreement. That of ICC(A,k) is the
  /// Spearman-Brown step of that of ICC(A,1). nil without variation of the residual.
  public func interval(_ anova: TwoWayAnova, level: Double = 0.95) -> (lower: Double, upper: Double)? {
    var quantiles = IntraclassQuantiles(level: level)
    return interval(anova, &quantiles)
  }

  func interval(_ anova: TwoWayAnova, _ quantiles: inout IntraclassQuantiles) -> (lower: Double, upper: Double)? {
    guard let limits = singleLimits(anova, &quantiles) else { return nil }
    if unit == .single { return limits }
    let k = anova.raterCount
    return (Self.stepped(limits.lower, k), Self.stepped(limits.upper, k))
  }

  /// The limits of the coefficient of one rater, of which those of the mean of k are the Spearman-Brown step.
  func singleLimits(_ anova: TwoWayAnova, _ quantiles: inout IntraclassQuantiles) -> (lower: Double, upper: Double)? {
    guard anova.status == .ok, error(anova).meanSquare > 0 else { return nil }
    if agreement == .absolute && model != .oneWay {
      return Self.agreementLimits(anova, single.value(anova), (1 - quantiles.level) / 2, of: anova.raterCount)
    }
    let (between, error, k) = (anova.units, error(anova), anova.raterCount)
    let f = between.ratio(to: error)
    let (low, high) = quantiles.pair(between.degreesOfFreedom, error.degreesOfFreedom)
    return ((f / high - 1) / (f / high + k - 1), (f / low - 1) / (f / low + k - 1))
  }

  /// - Parameter k: the raters of whose ratings the limits are; McGraw and Wong's are those of one of k.
  private static func agreementLimits(
    _ anova: TwoWayAnova, _ estimate: Double, _ tail: Double, of k: Double
  ) -> (lower: Double, upper: Double)? {
    let n = anova.unitCount
    let (b, r, e) = (anova.units.meanSquare, anova.raters.meanSquare, anova.residual.meanSquare)
    let degrees = agreementDegreesOfFreedom(anova, estimate, unit: .single)
    guard degrees > 0, degrees.isFinite else { return nil }
    let high = FisherF(numeratorDegreesOfFreedom: n - 1, denominatorDegreesOfFreedom: degrees).quantile(upperTail: tail)
    let low = FisherF(numeratorDegreesOfFreedom: degrees, denominatorDegreesOfFreedom: n - 1).quantile(upperTail: tail)
    let rest = k * r + (k * n - k - n) * e
    return (n * (b - high * e) / (high * rest + n * b), n * (low * b - e) / (rest + n * low * b))
  }

  /// The factors of the mean squares of raters and residual in the denominator of F at a value of the coefficient.
  private static func factors(_ anova: TwoWayAnova, _ rho: Double, unit: Unit) -> (raters: Double, residual: Double) {
    let n = anova.unitCount
    let odds = (unit == .single ? anova.raterCount : 1) * rho / (1 - rho)
    return (odds / n, 1 + odds * (n - 1) / n)
  }

  private static func agreementDegreesOfFreedom(_ anova: TwoWayAnova, _ rho: Double, unit: Unit) -> Double {
    let factors = factors(anova, rho, unit: unit)
    let a = factors.raters * anova.raters.meanSquare
    let b = factors.residual * anova.residual.meanSquare
    return (a + b) * (a + b)
      / (a * a / anova.raters.degreesOfFreedom + b * b / anova.residual.degreesOfFreedom)
  }

  /// The F test of rho = rho0 against rho > rho0; nil where F is undefined.
  /// - Parameter rho0: 0 ..< 1.
  public func test(
    _ anova: TwoWayAnova, rho0: Double = 0, degreesOfFreedom: AgreementDegreesOfFreedom = .nullValue
  ) -> IntraclassTest? {
    // No quantile is asked for.
    var quantiles = IntraclassQuantiles(level: 0.95)
    return test(anova, rho0: rho0, degreesOfFreedom: degreesOfFreedom, &quantiles)
  }

  private func test(
    _ anova: TwoWayAnova, rho0: Double, degreesOfFreedom: AgreementDegreesOfFreedom,
    _ quantiles: inout IntraclassQuantiles
  ) -> IntraclassTest? {
    precondition(rho0 >= 0 && rho0 < 1, "rho0 lies in 0 ..< 1")
    guard anova.status == .ok, error(anova).meanSquare > 0 else { return nil }
    let (b, k) = (anova.units.meanSquare, anova.raterCount)
    let (statistic, denominator): (Double, Double)
    if agreement == .absolute && model != .oneWay {
      let factors = Self.factors(anova, rho0, unit: unit)
      statistic = b / (factors.raters * anova.raters.meanSquare + factors.residual * anova.residual.meanSquare)
      denominator =
        rho0 > 0 && degreesOfFreedom == .estimate
        ? Self.agreementDegreesOfFreedom(anova, single.value(anova), unit: .single)
        : Self.agreementDegreesOfFreedom(anova, rho0, unit: unit)
    } else {
      let shrunk = unit == .single ? (1 - rho0) / (1 + (k - 1) * rho0) : 1 - rho0
      statistic = b / error(anova).meanSquare * shrunk
      denominator = error(anova).degreesOfFreedom
    }
    guard denominator > 0, denominator.isFinite else { return nil }
    let numerator = anova.units.degreesOfFreedom
    return IntraclassTest(
      statistic: statistic, numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator,
      pValue: quantiles.tail(statistic, numerator, denominator))
  }

  /// The row of the result table: coefficient, limits and F test.
  ///
  /// | data | row | status |
  /// |---|---|---|
  /// | a rating is missing | no figure | `unbalanced`: see ``estimate(_:raterCount:level:)`` |
  /// | one unit, one rater, no rating | no figure | `too-few-units`, `too-few-raters`, `too-few-observations` |
  /// | all ratings equal, or 0/0 | no figure | `no-variation` |
  /// | residual of 0 | the coefficient alone | `exact-fit` |
  /// | squares overflow | no figure | `out-of-range` |
  public func estimate(
    _ anova: TwoWayAnova, level: Double = 0.95, rho0: Double = 0,
    degreesOfFreedom: AgreementDegreesOfFreedom = .nullValue
  ) -> Estimate {
    var quantiles = IntraclassQuantiles(level: level)
    let limits = interval(anova, &quantiles)
    return estimate(anova, limits: limits, rho0: rho0, degreesOfFreedom: degreesOfFreedom, &quantiles)
  }

  func estimate(
    _ anova: TwoWayAnova, limits: (lower: Double, upper: Double)?, rho0: Double,
    degreesOfFreedom: AgreementDegreesOfFreedom, _ quantiles: inout IntraclassQuantiles
  ) -> Estimate {
    var row = row(units: anova.unitCount, raters: anova.raterCount, method: "anova")
    row.observationCount = anova.status == .unbalanced ? nil : Int(anova.unitCount * anova.raterCount)
    row.status = anova.status
    guard [.ok, .exactFit].contains(anova.status) else {
      row.add(note: Self.sentence(anova.status))
      return row
    }
    row.estimate = value(anova)
    guard row.estimate.isFinite else {
      row.estimate = .nan
      row.status = .noVariation
      row.add(note: "the units have the same mean and the coefficient divides by 0")
      return row
    }
    if let limits {
      (row.lower, row.upper, row.level) = (limits.lower, limits.upper, quantiles.level)
    }
    if let test = test(anova, rho0: rho0, degreesOfFreedom: degreesOfFreedom, &quantiles) {
      (row.statistic, row.pValue) = (test.statistic, test.pValue)
      row.numeratorDegreesOfFreedom = test.numeratorDegreesOfFreedom
      row.degreesOfFreedom = test.denominatorDegreesOfFreedom
    }
    if anova.status == .exactFit { row.add(note: Self.sentence(.exactFit)) }
    return row
  }

  func row(units: Double, raters: Double, method: String) -> Estimate {
    let (name, note) = Self.texts[place]
    var row = Estimate("icc")
    row.form = name
    row.method = method
    (row.unitCount, row.raterCount) = (Int(units), Int(raters))
    row.note = note
    return row
  }

  /// Name and note of each form in the order of ``all``, made once: groups repeat them.
  private static let texts = all.map { ($0.name, $0.sentence) }

  /// Where the form stands in ``all``.
  private var place: Int {
    let average = unit == .average ? 1 : 0
    let first = model == .oneWay ? 0 : (model == .twoWayRandom ? 2 : 6)
    return first + (agreement == .consistency ? 2 : 0) + average
  }

  private var sentence: String {
    "McGraw-Wong \(mcGrawWongName), case \(mcGrawWongCase): \(model.rawValue), \(words)"
  }

  private var words: String {
    let whose = unit == .single ? "one rater" : "the mean of all raters"
    return model == .oneWay ? whose : "\(agreement == .absolute ? "absolute agreement" : "consistency") of \(whose)"
  }

  static func sentence(_ status: Status) -> String {
    switch status {
    case .unbalanced: "some units lack the rating of a rater: the analysis of variance needs every cell"
    case .tooFewUnits: "there is one unit: nothing varies between units"
    case .tooFewRaters: "there is one rater: agreement needs two"
    case .tooFewObservations: "all ratings are missing"
    case .noVariation: "all ratings are equal"
    case .exactFit: "units and raters give every rating: without a residual there are no limits and no test"
    default: "squares overflow"
    }
  }
}

extension IntraclassCorrelation {
  /// The limits that irr 0.84.1 has for ICC(A,k): McGraw and Wong's with the constants of one rater, k rho / (n (1 -
  /// rho)), at the averaged coefficient. They are not the Spearman-Brown step of those of one rater; for other forms,
  /// and without variation of the residual, nil.
  public func limitsOfIrr(_ anova: TwoWayAnova, level: Double = 0.95) -> (lower: Double, upper: Double)? {
    guard agreement == .absolute, model != .oneWay, unit == .average, anova.status == .ok,
      anova.residual.meanSquare > 0
    else { return nil }
    return Self.agreementLimits(anova, value(anova), (1 - level) / 2, of: 1)
  }
}
