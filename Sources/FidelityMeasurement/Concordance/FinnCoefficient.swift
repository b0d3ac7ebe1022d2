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
/// (c^2 - 1) / 12 is the variance of categories 1 apart; of categories that are listed it is the variance of the list,
/// which is the same for whole steps. The rating scale says them, data cannot.
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
  /// The variance of ratings by chance.
  public let chanceVariance: Double
  private let error: MeanSquare
  private let counts: (units: Int, raters: Int?)
  private let status: (Status, String?)

  /// Categories 1 apart; units of unequal numbers of ratings too.
  public init(_ anova: OneWayAnova, categoryCount: Int) { self.init(anova, Scale(count: categoryCount)) }

  /// The categories of a list; units of unequal numbers of ratings too.
  public init(_ anova: OneWayAnova, categories: [Double]) { self.init(anova, Scale(categories)) }

  /// Categories 1 apart; every rater rates every unit.
  public init(_ model: Model, _ anova: TwoWayAnova, categoryCount: Int) {
    self.init(model, anova, Scale(count: categoryCount))
  }

  /// The categories of a list; every rater rates every unit.
  public init(_ model: Model, _ anova: TwoWayAnova, categories: [Double]) { self.init(model, anova, Scale(categories)) }

  /// How many categories there are, and how far they lie apart.
  private struct Scale {
    let count: Int
    let variance: Double

    init(count: Int) {
      self.count = count
      variance = (Double(count) * Double(count) - 1) / 12
    }

    init(_ categories: [Double]) {
      let distinct = Set(categories).sorted()
      let (origin, n) = (distinct.first ?? 0, Double(distinct.count))
      let mean = distinct.reduce(0) { $0 + ($1 - origin) } / n
      count = distinct.count
      variance = distinct.reduce(0) { $0 + ($1 - origin - mean) * ($1 - origin - mean) } / n
    }
  }

  private init(_ anova: OneWayAnova, _ scale: Scale) {
    let hasWithin = anova.within.degreesOfFreedom > 0 && anova.within.squares.isFinite
    self.init(
      .oneWay, anova.within, scale, (Int(anova.sizes.groupCount), nil),
      hasWithin ? .ok : anova.status == .outOfRange ? .outOfRange : .tooFewObservations)
  }

  private init(_ model: Model, _ anova: TwoWayAnova, _ scale: Scale) {
    let isUsable = [.ok, .exactFit, .noVariation].contains(anova.status)
    self.init(
      model, model == .oneWay ? anova.within : anova.residual, scale,
      (Int(anova.unitCount), Int(anova.raterCount)), isUsable ? .ok : anova.status)
  }

  private init(
    _ model: Model, _ error: MeanSquare, _ scale: Scale, _ counts: (units: Int, raters: Int?), _ status: Status
  ) {
    self.model = model
    self.error = error
    (categoryCount, chanceVariance) = (scale.count, scale.variance)
    self.counts = counts
    if categoryCount < 2 {
      self.status = (.tooFewCategories, "ratings in one category have no chance variance")
    } else if status == .ok {
      self.status = error.squares > 0 ? (.ok, nil) : (.exactFit, "raters never differ: there is no test")
    } else {
      self.status = (status, IntraclassCorrelation.sentence(status))
    }
  }

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
