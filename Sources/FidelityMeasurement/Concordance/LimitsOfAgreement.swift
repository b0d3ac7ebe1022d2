public import FidelityData
import FidelityProbability
import FidelitySystem

/// Bland and Altman's limits of agreement: where the difference of two methods (or raters) lies for a share of units.
///
/// Bias = mean difference, limits = bias -+ z SD, with SD the standard deviation of a difference and z a multiplier:
/// 1.96 by Bland and Altman (2 in 1986), or the exact quantile of the normal distribution. The multiplier is part of
/// the definition of what is estimated, so that all intervals of one limit have the same estimate.
///
/// The SD^2 of a difference is a sum of independent parts, each with its degrees of freedom: one part for single
/// readings, two or three for replicates (``ReplicatedPairs``).
///
/// | interval of a limit | |
/// |---|---|
/// | `bland-altman` | limit -+ t sqrt(3 s^2 / n), 1986; single readings |
/// | `exact` | bias + k s with k from the noncentral t on n - 1 degrees of freedom; single readings |
/// | `mover` | Zou 2013: squared distances of the limits of bias and SD; single and repeated readings |
///
/// Each limit has an interval of its own level; the pair of both has a smaller one.
///
/// | data | rows | status |
/// |---|---|---|
/// | no pair | no figure | `too-few-observations` |
/// | one pair | no figure | `too-few-units` |
/// | all differences equal | bias and SD of 0, no limits of them | `no-spread` |
/// | value of 0 or less on the scale of logarithms | no figure | `out-of-range` |
///
/// References: Bland & Altman (1986), Lancet 327, 307-310; (1999), Stat. Methods Med. Res. 8, 135-160; Zou (2013),
/// Stat. Methods Med. Res. 22, 630-642; Carkeet (2015), Optom. Vis. Sci. 92, e71-e80. Validation: `bland-altman-1986`,
/// `bland-altman-plasma`, `bland-altman-cardiac`.
public struct LimitsOfAgreement: Sendable {
  /// How the interval of a limit is made.
  public enum Interval: String, Sendable, Hashable, Codable, CaseIterable {
    case blandAltman = "bland-altman"
    case exact
    case mover
  }

  /// A part of the variance of a difference.
  public struct Part: Sendable, Equatable {
    public let variance: Double
    public let degreesOfFreedom: Double
  }

  public let bias: Double
  /// The variance of the bias.
  public let biasVariance: Double
  /// SD^2 as a sum.
  public let parts: [Part]
  public let unitCount: Int
  public let observationCount: Int
  /// 1.96 unless said; the exact normal quantile of 95 % where nil was given.
  public let multiplier: Double
  /// How bias and SD are made: `single`, or a method of ``ReplicatedPairs``.
  public let method: String
  public let scale: PairMoments.Scale
  public let status: Status
  private let sentence: String?

  /// - Parameters:
  ///   - moments: one difference per unit.
  ///   - multiplier: z; nil for the normal quantile that takes in 95 %.
  public init(_ moments: PairMoments, multiplier: Double? = 1.96) {
    let count = Double(moments.pairCount)
    let (status, sentence) = moments.status
    self.init(
      bias: status == .ok ? moments.meanDifference : .nan,
      biasVariance: status == .ok ? moments.differenceVariance / count : .nan,
      parts: [Part(variance: status == .ok ? moments.differenceVariance : .nan, degreesOfFreedom: count - 1)],
      unitCount: moments.pairCount, observationCount: moments.pairCount, multiplier: multiplier, method: "single",
      scale: moments.scale, status: status, sentence: sentence)
  }

  init(
    bias: Double, biasVariance: Double, parts: [Part], unitCount: Int, observationCount: Int, multiplier: Double?,
    method: String, scale: PairMoments.Scale = .raw, status: Status, sentence: String?
  ) {
    self.bias = bias
    self.biasVariance = biasVariance
    self.parts = parts
    self.unitCount = unitCount
    self.observationCount = observationCount
    self.multiplier = multiplier ?? Normal.standard.quantile(upperTail: 0.025)
    self.method = method
    self.scale = scale
    let isConstant = status == .ok && !(parts.reduce(0) { $0 + $1.variance } > 0)
    self.status = isConstant ? .noSpread : status
    self.sentence = isConstant ? "all differences are equal: there is nothing that an error could come from" : sentence
  }

  private var isSingle: Bool { parts.count == 1 }
  private var variance: Double { parts.reduce(0) { $0 + $1.variance } }
  /// The standard deviation of a difference.
  public var standardDeviation: Double { variance.squareRoot() }
  public var lower: Double { bias - multiplier * standardDeviation }
  public var upper: Double { bias + multiplier * standardDeviation }

  /// The standard error sqrt(3 s^2 / n) of a limit (Bland & Altman 1986); NaN with replicates.
  public var limitError: Double { isSingle ? (3 * variance / Double(unitCount)).squareRoot() : .nan }

  /// The t interval of the bias, on n - 1 degrees of freedom; nil without spread.
  public func biasInterval(level: Double = 0.95) -> (lower: Double, upper: Double)? {
    guard status == .ok, biasVariance > 0, unitCount > 1 else { return nil }
    let t = StudentT(degreesOfFreedom: Double(unitCount - 1)).quantile(upperTail: (1 - level) / 2)
    return (bias - t * biasVariance.squareRoot(), bias + t * biasVariance.squareRoot())
  }

  /// The limits of the SD: exact of one part (chi-squared), Graybill and Wang's of several.
  public func deviationInterval(level: Double = 0.95) -> (lower: Double, upper: Double)? {
    guard status == .ok else { return nil }
    return Self.deviationInterval(parts) { ChiSquared(degreesOfFreedom: $0).limits(level: level) }
  }

  /// The limits of the square root of a sum of independent variances.
  /// - Parameter quantiles: those of chi-squared of both tails.
  static func deviationInterval(
    _ parts: [Part], quantiles: (_ degreesOfFreedom: Double) -> (low: Double, high: Double)
  ) -> (lower: Double, upper: Double)? {
    let variance = parts.reduce(0) { $0 + $1.variance }
    var (below, above) = (0.0, 0.0)
    for part in parts where part.variance > 0 {
      guard part.degreesOfFreedom > 0 else { return nil }
      let (low, high) = quantiles(part.degreesOfFreedom)
      let down = part.variance * (1 - part.degreesOfFreedom / high)
      let up = part.variance * (part.degreesOfFreedom / low - 1)
      below += down * down
      above += up * up
    }
    return (max(0, variance - below.squareRoot()).squareRoot(), (variance + above.squareRoot()).squareRoot())
  }

  /// The intervals of both limits; nil without spread, or where the kind is none for replicates.
  public func limitIntervals(
    _ kind: Interval, level: Double = 0.95
  ) -> (lower: (lower: Double, upper: Double), upper: (lower: Double, upper: Double))? {
    var factors = ToleranceFactors()
    return limitIntervals(kind, level: level, &factors)
  }

  /// - Parameter factors: what is known of exact intervals of other limits.
  package func limitIntervals(
    _ kind: Interval, level: Double, _ factors: inout ToleranceFactors
  ) -> (lower: (lower: Double, upper: Double), upper: (lower: Double, upper: Double))? {
    guard status == .ok, kind == .mover || isSingle else { return nil }
    let tail = (1 - level) / 2
    let (s, n) = (standardDeviation, Double(unitCount))
    // The distances of the upper limit's interval from it; those of the lower limit mirror them.
    let (down, up): (Double, Double)
    switch kind {
    case .blandAltman:
      let reach = StudentT(degreesOfFreedom: n - 1).quantile(upperTail: tail) * limitError
      (down, up) = (reach, reach)
    case .exact:
      let factor = factors.factors(unitCount: unitCount, multiplier: multiplier, level: level)
      (down, up) = (s * (multiplier - factor.lower), s * (factor.upper - multiplier))
    case .mover:
      guard let spread = deviationInterval(level: level) else { return nil }
      let reach = Normal.standard.quantile(upperTail: tail)
      let bias = reach * reach * biasVariance
      func distance(_ deviation: Double) -> Double {
        (bias + multiplier * multiplier * (deviation - s) * (deviation - s)).squareRoot()
      }
      (down, up) = (distance(spread.lower), distance(spread.upper))
    }
    return ((lower - up, lower + down), (upper - down, upper + up))
  }

  /// The rows `bland-altman-bias`, `bland-altman-sd`, `bland-altman-limit` (terms `lower` and `upper`); on the scale of
  /// logarithms also `bland-altman-ratio` (terms `bias`, `lower`, `upper`): their antilogarithms, x / y.
  public func estimates(_ kind: Interval, level: Double = 0.95) -> [Estimate] {
    var factors = ToleranceFactors()
    return estimates(kind, level: level, &factors)
  }

  /// - Parameter factors: what is known of exact intervals of other limits.
  package func estimates(_ kind: Interval, level: Double, _ factors: inout ToleranceFactors) -> [Estimate] {
    var bias = row("bland-altman-bias", nil, self.bias, biasInterval(level: level), level)
    if status == .ok, !(biasVariance > 0) {
      bias.add(
        note: biasVariance == 0
          ? "the units' mean differences are equal: the bias has no error" : "the mean of all pairs has no error here")
    } else if status == .ok {
      bias.standardError = biasVariance.squareRoot()
      bias.degreesOfFreedom = Double(unitCount - 1)
      bias.statistic = self.bias / bias.standardError
      bias.pValue = StudentT(degreesOfFreedom: bias.degreesOfFreedom).twoSidedPValue(bias.statistic)
    }
    let deviation = row("bland-altman-sd", nil, standardDeviation, deviationInterval(level: level), level)
    let intervals = limitIntervals(kind, level: level, &factors)
    var rows = [bias, deviation]
    for (term, limit, interval) in [("lower", lower, intervals?.lower), ("upper", upper, intervals?.upper)] {
      var row = row("bland-altman-limit", term, limit, interval, level)
      row.form = "z = \(multiplier)"
      row.method = method == "single" ? kind.rawValue : "\(method), \(kind.rawValue)"
      if kind == .blandAltman, status == .ok { row.standardError = limitError }
      if status == .ok, interval == nil {
        row.add(
          note: kind == .mover
            ? "a sum of components of variance has no degrees of freedom and no interval"
            : "\(kind.rawValue) limits are for one reading per unit: mover is for replicates")
      }
      rows.append(row)
    }
    guard scale == .log else { return rows }
    for (term, row) in zip(["bias", "lower", "upper"], [rows[0], rows[2], rows[3]]) {
      var ratio = self.row("bland-altman-ratio", term, exp(row.estimate), nil, level)
      if row.lower.isFinite { (ratio.lower, ratio.upper, ratio.level) = (exp(row.lower), exp(row.upper), level) }
      (ratio.form, ratio.method) = (row.form, row.method)
      rows.append(ratio)
    }
    return rows
  }

  private func row(
    _ quantity: String, _ term: String?, _ value: Double, _ interval: (lower: Double, upper: Double)?, _ level: Double
  ) -> Estimate {
    var row = Estimate(quantity)
    row.term = term
    row.method = method
    row.metric = scale == .log ? scale.rawValue : nil
    row.estimate = value
    (row.unitCount, row.observationCount) = (unitCount, observationCount)
    if let interval { (row.lower, row.upper, row.level) = (interval.lower, interval.upper, level) }
    row.status = status
    row.note = sentence
    return row
  }
}

/// A point of Bland and Altman's picture: a unit's difference over its mean.
public struct BlandAltmanPoint: Sendable, Equatable, BitwiseCopyable {
  public let mean: Double
  public let difference: Double

  init(mean: Double, difference: Double) { (self.mean, self.difference) = (mean, difference) }

  /// The point of two values; on the scale of logarithms both are taken first. NaN where there is none.
  public init(_ x: Double, _ y: Double, scale: PairMoments.Scale = .raw) {
    let isLog = scale == .log
    let (x, y) = isLog ? (x > 0 ? log(x) : .nan, y > 0 ? log(y) : .nan) : (x, y)
    (mean, difference) = (x / 2 + y / 2, x - y)
  }

  /// The points of two columns, without the pairs that have none.
  public static func points(_ x: [Double], _ y: [Double], scale: PairMoments.Scale = .raw) -> [BlandAltmanPoint] {
    zip(x, y).map { BlandAltmanPoint($0, $1, scale: scale) }.filter { !$0.mean.isNaN }
  }
}
