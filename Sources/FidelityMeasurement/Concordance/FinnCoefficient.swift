public import FidelityComponents
public import FidelityData
import FidelityProbability

/// Finn's coefficient: one less the observed error variance over that of ratings by chance, all categories equally
/// likely.
///
/// r = 1 - MS / ((c^2 - 1) / 12) with c categories numbered by whole steps; MS within units (one-way) or residual
/// (two-way, differences between raters do not count). For ratings whose variance between units is small, where an
/// intraclass correlation is small too. Negative where raters differ more than by chance. Test: F = chance variance /
/// MS on infinitely many and the degrees of freedom of MS: P(chi-squared < df / F).
///
/// The chance variance holds for categories 1 apart; the rating scale says so, data cannot.
///
/// Status `too-few-categories` for one category; else that of the analysis of variance; MS of 0 gives 1 without a test
/// (`exact-fit`).
/// Reference: Finn (1970), Educ. Psychol. Meas. 30, 71-76. Validation: `icc-ten-forms`, with irr `finn`. (irr's two-way
/// test has n (k - 1) degrees of freedom where the residual has (n - 1)(k - 1); these are used.)
public struct FinnCoefficient: Sendable {
  public enum Model: String, Sendable, Hashable, Codable, CaseIterable {
    case oneWay = "one-way"
    case twoWay = "two-way"
  }

  public let model: Model
  public let categoryCount: Int
  private let error: MeanSquare
  private let counts: (units: Int, raters: Int?)
  private let status: (Status, String?)

  /// Units of unequal numbers of ratings too.
  public init(_ anova: OneWayAnova, categoryCount: Int) {
    let hasWithin = anova.within.degreesOfFreedom > 0 && anova.within.squares.isFinite
    self.init(
      .oneWay, anova.within, categoryCount, (Int(anova.sizes.groupCount), nil),
      hasWithin ? .ok : anova.status == .outOfRange ? .outOfRange : .tooFewObservations)
  }

  /// Every rater rates every unit.
  public init(_ model: Model, _ anova: TwoWayAnova, categoryCount: Int) {
    let isUsable = [.ok, .exactFit, .noVariation].contains(anova.status)
    self.init(
      model, model == .oneWay ? anova.within : anova.residual, categoryCount,
      (Int(anova.unitCount), Int(anova.raterCount)), isUsable ? .ok : anova.status)
  }

  private init(
    _ model: Model, _ error: MeanSquare, _ categoryCount: Int, _ counts: (units: Int, raters: Int?), _ status: Status
  ) {
    self.model = model
    self.error = error
    self.categoryCount = categoryCount
    self.counts = counts
    if categoryCount < 2 {
      self.status = (.tooFewCategories, "ratings in one category have no chance variance")
    } else if status == .ok {
      self.status = error.squares > 0 ? (.ok, nil) : (.exactFit, "raters never differ: there is no test")
    } else {
      self.status = (status, IntraclassCorrelation.sentence(status))
    }
  }

  /// (c^2 - 1) / 12.
  public var chanceVariance: Double { (Double(categoryCount) * Double(categoryCount) - 1) / 12 }

  /// The coefficient; NaN where there is none.
  public var value: Double {
    [.ok, .exactFit].contains(status.0) ? 1 - error.meanSquare / chanceVariance : .nan
  }

  /// The row `finn` with its test.
  public var estimate: Estimate {
    var row = Estimate("finn")
    row.form = model.rawValue
    row.method = "F, infinite numerator degrees of freedom"
    (row.unitCount, row.raterCount) = counts
    (row.status, row.note) = status
    row.estimate = value
    guard status.0 == .ok else { return row }
    row.degreesOfFreedom = error.degreesOfFreedom
    row.statistic = chanceVariance / error.meanSquare
    row.pValue = ChiSquared(degreesOfFreedom: row.degreesOfFreedom).cumulative(row.degreesOfFreedom / row.statistic)
    return row
  }
}
