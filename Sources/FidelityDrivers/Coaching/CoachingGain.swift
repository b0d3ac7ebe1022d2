public import FidelityComponents
public import FidelityData
import FidelityTrends

/// Fidelity gained beside hours of coaching, and how much coaches differ.
///
/// The gain of a coachee is last - first fidelity.
///
/// | quantity | form | formula | error |
/// |---|---|---|---|
/// | `gain-per-coaching-hour` | slope | least squares of gain on hours | CR2 by coach, Satterthwaite df |
/// | `gain-per-coaching-hour` | ratio | sum gain / sum hours, by coach | ratio of totals, t with coaches - 1 |
/// | `coach-icc` | ICC(1) | (B - W) / (B + (n0 - 1) W) of the gains | Wald's limits |
/// | `variance-component` (coach) | raw | (B - W) / n0, negative as it comes | |
/// | `variance-component` (within coaches) | | W | |
///
/// None of them is an effect: who has further to go may get more hours. A coachee with 0 hours counts in both forms.
/// A coachee without a coach, hours or one of the scores leaves, counted in ``skippedCount``.
///
/// | input | status |
/// |---|---|
/// | fewer than two coachees | `too-few-observations` |
/// | all have the same hours | slope `constant-predictor` |
/// | nobody has hours | ratio `nothing-planned` |
/// | one coach | slope `too-few-clusters` (the estimate stands), ratio without an error, `coach-icc` `too-few-units` |
///
/// References: Pustejovsky & Tipton (2018), J. Bus. Econ. Stat. 36, 672-683; Cochran (1977), Sampling Techniques,
/// chapter 6; Bliese (2000). Validation: `datasets/drivers-coaching-gain` (clubSandwich 0.5.8).
public struct CoachingGain: Sendable {
  /// Coachees with all that is needed.
  public var coacheeCount: Int { gains.count }
  /// Coachees that lack something.
  public let skippedCount: Int
  /// The analysis of variance of the gains by coach.
  public let anova: OneWayAnova
  /// Of each coachee, in the order of coaches, hours and gains.
  private let coaches: [UInt32]
  private let hours: [Double]
  private let gains: [Double]

  static let slopeFigure = DriverFigure("gain-per-coaching-hour", form: "slope")

  /// - Parameters:
  ///   - coaches: the coach of each coachee, a code; `missingKey` for none.
  ///   - hours: of coaching, >= 0; NaN where they are not known.
  ///   - first: fidelity at first; NaN where it is not known.
  ///   - last: fidelity in the end.
  /// - Complexity: O(n log n).
  public init(coaches: [UInt32], hours: [Double], first: [Double], last: [Double]) {
    precondition(
      hours.count == coaches.count && first.count == coaches.count && last.count == coaches.count,
      "columns of different length")
    let gains = zip(first, last).map { $1 - $0 }
    var places = coaches.indices.filter { coaches[$0] != missingKey && hours[$0] >= 0 && gains[$0].isFinite }
    skippedCount = coaches.count - places.count
    // The same sums whatever the order of coachees.
    places.sort { (coaches[$0], hours[$0], gains[$0]) < (coaches[$1], hours[$1], gains[$1]) }
    var codes: [UInt32] = []
    for (rank, place) in places.enumerated() {
      let isSame = rank > 0 && coaches[places[rank - 1]] == coaches[place]
      codes.append(rank == 0 ? 0 : codes[rank - 1] + (isSame ? 0 : 1))
    }
    let usedGains = places.map { gains[$0] }
    var moments = OneWayMoments()
    moments.add(groups: codes.span, values: usedGains.span)
    self.coaches = codes
    self.hours = places.map { hours[$0] }
    self.gains = usedGains
    anova = OneWayAnova(moments, term: "coach")
  }

  public var coachCount: Int { coaches.last.map { Int($0) + 1 } ?? 0 }

  /// All rows of the table above.
  public func estimates(level: Double = 0.95) -> [Estimate] {
    var options = DriverOptions(asOf: 0)
    options.level = level
    var rows = SystemRows(.coaching, options)
    self.rows(&rows)
    return rows.rows.map(\.estimate)
  }

  func rows(_ rows: inout SystemRows) {
    slope(&rows)
    let figure = DriverFigure("gain-per-coaching-hour", form: "ratio")
    if coacheeCount < 2 {
      rows.missing(figure, .tooFewObservations)
    } else {
      var parts = [(y: Double, x: Double)](repeating: (0, 0), count: coachCount)
      for place in gains.indices {
        parts[Int(coaches[place])].y += gains[place]
        parts[Int(coaches[place])].x += hours[place]
      }
      rows.ratio(figure, parts, isShare: false)
    }
    variance(&rows)
  }

  private func slope(_ rows: inout SystemRows) {
    guard coacheeCount > 1 else { return rows.missing(Self.slopeFigure, .tooFewObservations) }
    var products = GroupedCrossProducts(width: 2)
    products.add(groups: coaches.span, columns: [hours, gains])
    let fit = ClusteredRegression(products, predictors: ["hours"])
    guard let found = fit.estimates(level: rows.options.level).first(where: { $0.term == "hours" }) else {
      return rows.missing(Self.slopeFigure, .tooFewObservations)
    }
    var row = rows.row(Self.slopeFigure)
    row.estimate = found
    (row.estimate.quantity, row.estimate.term) = (Self.slopeFigure.quantity, nil)
    (row.estimate.form, row.estimate.unitCount) = (Self.slopeFigure.form, coachCount)
    row.estimate.add(note: "no effect: who has further to go may get more hours")
    if skippedCount > 0 { row.estimate.add(note: "\(skippedCount) coachees lack scores or a coach") }
    rows.append(row)
  }
}
