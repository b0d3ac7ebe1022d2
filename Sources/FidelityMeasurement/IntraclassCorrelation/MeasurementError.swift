public import FidelityComponents
public import FidelityData
import FidelitySystem

/// The standard error of measurement (SEM) of a rating, and the smallest change that is more than it: in the units of
/// the ratings.
///
/// | kind | SEM^2 |
/// |---|---|
/// | one-way | MS within units |
/// | consistency | MS residual |
/// | agreement | rater + residual variance; the rater variance cut at 0 |
///
/// The smallest detectable change of one unit is z sqrt(2) SEM, that of a group of n units' mean its part over sqrt(n),
/// z the normal quantile of the level (1.96 in the literature, which rounds it).
///
/// Limits: exact by chi-squared for one mean square; Graybill and Wang's for the sum of two, close to their level.
/// References: de Vet, Terwee, Knol & Bouter (2006), J. Clin. Epidemiol. 59, 1033-1039; Graybill & Wang (1980), J. Am.
/// Stat. Assoc. 75, 869-873. Validation: `icc-ten-forms`.
public struct MeasurementError: Sendable, Equatable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case oneWay = "one-way"
    case consistency
    case agreement
  }

  public let kind: Kind
  /// SEM; NaN without figures.
  public let value: Double
  /// The confidence limits; NaN without degrees of freedom or variation.
  public let lower: Double
  public let upper: Double
  public let level: Double
  /// The standard normal quantile of ``level``.
  private let normal: Double
  private let unitCount: Double
  /// Why there is no figure, where there is none.
  private let status: Status

  public init(_ kind: Kind, _ anova: TwoWayAnova, level: Double = 0.95) {
    var quantiles = IntraclassQuantiles(level: level)
    self.init(kind, anova, &quantiles)
  }

  /// The way for many groups, which share quantiles.
  public init(_ kind: Kind, _ anova: TwoWayAnova, _ quantiles: inout IntraclassQuantiles) {
    self.kind = kind
    (level, normal) = (quantiles.level, quantiles.normal)
    unitCount = anova.unitCount
    status = anova.status
    let parts: [(factor: Double, line: MeanSquare)]
    switch kind {
    case .oneWay: parts = [(1, anova.within)]
    case .consistency: parts = [(1, anova.residual)]
    case .agreement where anova.raters.meanSquare > anova.residual.meanSquare:
      parts = [(1 / anova.unitCount, anova.raters), (1 - 1 / anova.unitCount, anova.residual)]
    case .agreement: parts = [(1, anova.residual)]
    }
    let variance = parts.reduce(0) { $0 + $1.factor * $1.line.meanSquare }
    value = variance.squareRoot()
    let summands = parts.map {
      LimitsOfAgreement.Part(variance: $0.factor * $0.line.meanSquare, degreesOfFreedom: $0.line.degreesOfFreedom)
    }
    let limits =
      variance > 0 && variance.isFinite
      ? LimitsOfAgreement.deviationInterval(summands) { quantiles.chiSquared($0) } : nil
    (lower, upper) = limits ?? (.nan, .nan)
  }

  /// The smallest change of one unit's rating that is more than error: z sqrt(2) SEM.
  /// - Parameter multiplier: z; nil for the normal quantile of ``level``.
  public func smallestDetectableChange(multiplier: Double? = nil) -> Double { factor(multiplier) * value }

  /// The same for the mean of all n units: the change of one over sqrt(n).
  public func smallestDetectableGroupChange(multiplier: Double? = nil) -> Double {
    smallestDetectableChange(multiplier: multiplier) / unitCount.squareRoot()
  }

  private func factor(_ multiplier: Double?) -> Double {
    (multiplier ?? normal) * 2.0.squareRoot()
  }

  /// The rows `sem` and `smallest-detectable-change`, each with its limits.
  public func estimates(multiplier: Double? = nil) -> [Estimate] {
    [("sem", 1), ("smallest-detectable-change", factor(multiplier))].map { quantity, factor in
      var row = Estimate(quantity)
      row.form = kind.rawValue
      row.method = "anova"
      row.estimate = factor * value
      if lower.isFinite { (row.lower, row.upper, row.level) = (factor * lower, factor * upper, level) }
      if value.isNaN {
        row.status = status == .ok ? .tooFewObservations : status
        row.add(note: IntraclassCorrelation.sentence(row.status))
      } else if value == 0 {
        row.status = .noSpread
      }
      return row
    }
  }
}
