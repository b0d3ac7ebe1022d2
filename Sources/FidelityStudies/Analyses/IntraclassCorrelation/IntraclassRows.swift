import FidelityComponents
import FidelityData
import FidelityMeasurement

/// The rows of one group: coefficients, variance components, errors of measurement, and what the design supports.
///
/// What several rows need, a fit or an analysis of variance, is computed once, when the first of them asks for it.
struct IntraclassRows {
  private let options: IntraclassAnalysis
  private let forms: [IntraclassCorrelation]
  private let moments: CrossedMoments
  private let sizes: GroupSizes
  private let isComplete: Bool
  private lazy var anova = TwoWayAnova(moments)
  private lazy var oneWayAnova = OneWayAnova(sizes, term: "unit")
  private lazy var fit = moments.fit()
  private lazy var oneWayFit = sizes.fit(term: "unit")

  init(_ options: IntraclassAnalysis, _ forms: [IntraclassCorrelation], of moments: CrossedMoments) {
    self.options = options
    self.forms = forms
    self.moments = moments
    sizes = moments.unitSizes
    isComplete = moments.isComplete
  }

  /// More raters than these take minutes where ratings are missing.
  private static let mostRaters = 1_000

  /// Whether figures come from likelihood that an analysis of variance could give.
  private var prefersLikelihood: Bool { options.method == .reml || options.interval == .profile }

  mutating func rows(_ quantiles: inout IntraclassQuantiles) -> [Estimate] {
    correlations(&quantiles) + components() + errors(&quantiles) + [design]
  }

  // MARK: - Coefficients

  /// The coefficients alone.
  mutating func correlations(_ quantiles: inout IntraclassQuantiles) -> [Estimate] {
    if isComplete, !prefersLikelihood {
      var rows = IntraclassCorrelation.estimates(
        forms, anova, rho0: options.rho0, degreesOfFreedom: options.like == .irr ? .estimate : .nullValue, &quantiles)
      if options.like == .irr { takeLimitsOfIrr(&rows) }
      return rows
    }
    var rows = oneWay(forms.filter { $0.model == .oneWay }) + twoWay(forms.filter { $0.model != .oneWay })
    for place in rows.indices {
      (rows[place].unitCount, rows[place].raterCount) = (Int(moments.unitCount), moments.activeRaterCount)
    }
    return rows
  }

  /// One-way forms of units with unequal numbers of ratings.
  private mutating func oneWay(_ forms: [IntraclassCorrelation]) -> [Estimate] {
    if forms.isEmpty { return [] }
    if prefersLikelihood {
      return IntraclassCorrelation.estimates(forms, oneWayFit, raterCount: sizes.k0, level: options.level)
    }
    let kind: OneWayIntraclassCorrelation.Interval =
      switch options.interval {
      case .searle, .f: .searle
      case .thomasHultquist: .thomasHultquist
      case .exact, .profile, nil: .wald
      }
    let rows = OneWayIntraclassCorrelation(oneWayAnova).estimates(kind, level: options.level)
    return rows.filter { row in forms.contains { $0.name == row.form } }
  }

  /// Two-way forms where ratings are missing, or by likelihood.
  private mutating func twoWay(_ forms: [IntraclassCorrelation]) -> [Estimate] {
    if forms.isEmpty { return [] }
    if options.method == .anova { return forms.map { $0.estimate(anova, level: options.level) } }
    guard moments.activeRaterCount <= Self.mostRaters else {
      return forms.map { form in
        var row = form.estimate(anova, level: options.level)
        row.add(note: "restricted maximum likelihood takes up to \(Self.mostRaters) raters")
        return row
      }
    }
    let rows = IntraclassCorrelation.estimates(forms, fit, raterCount: sizes.largest, level: options.level)
    return zip(forms, rows).map { form, row in
      var row = row
      if form.unit == .average { row.add(note: "k = \(Int(sizes.largest))") }
      return row
    }
  }

  /// irr keeps the constants of one rater in the limits of the averaged coefficient of agreement.
  private mutating func takeLimitsOfIrr(_ rows: inout [Estimate]) {
    for (place, form) in forms.enumerated()
    where form.unit == .average && form.agreement == .absolute && form.model != .oneWay {
      guard let limits = form.limitsOfIrr(anova, level: options.level) else { continue }
      (rows[place].lower, rows[place].upper) = (limits.lower, limits.upper)
      rows[place].add(note: "limits as irr has them")
    }
  }

  // MARK: - Components and errors

  /// Where the components come from: those of the forms that are asked for.
  private mutating func components() -> [Estimate] {
    let isOneWay = forms.allSatisfy { $0.model == .oneWay }
    if isOneWay, !isComplete, !prefersLikelihood {
      return Self.components(oneWayAnova.components, oneWayAnova.status, method: "anova")
    }
    if options.method == .anova || (isComplete && !prefersLikelihood) {
      return Self.components(anova.components, anova.status, method: "anova")
    }
    guard moments.activeRaterCount <= Self.mostRaters else { return [] }
    let fit = isOneWay ? oneWayFit : fit
    var rows = Self.components(fit.components, fit.status, method: fit.method.rawValue)
    for index in rows.indices {
      if let limits = fit.criterion.isFinite ? fit.profileInterval(rows[index].term ?? "", level: options.level) : nil {
        (rows[index].lower, rows[index].upper, rows[index].level) = (limits.lower, limits.upper, limits.level)
      }
      if let note = fit.note { rows[index].add(note: note) }
    }
    var criterion = Estimate("reml-criterion")
    criterion.estimate = fit.criterion
    criterion.method = fit.method.rawValue
    criterion.observationCount = fit.observationCount
    if criterion.estimate.isNaN { criterion.status = fit.status }
    return rows + [criterion]
  }

  /// Components as they come; a negative one has a second row, `truncated`, of 0.
  static func components(_ components: [VarianceComponent], _ status: Status, method: String) -> [Estimate] {
    components.flatMap { component -> [Estimate] in
      var row = Estimate("variance-component")
      row.term = component.term
      row.method = method
      row.estimate = component.raw
      row.standardError = component.standardError
      row.status = component.raw.isNaN ? (status == .ok ? .tooFewObservations : status) : status
      guard component.raw < 0 else { return [row] }
      var truncated = row
      row.add(note: "negative: less varies than chance alone would give")
      truncated.form = "truncated"
      truncated.estimate = 0
      truncated.standardError = .nan
      return [row, truncated]
    }
  }

  /// Errors of measurement, which the analysis of variance of complete ratings gives.
  private mutating func errors(_ quantiles: inout IntraclassQuantiles) -> [Estimate] {
    guard options.method == .anova || (isComplete && !prefersLikelihood) else { return [] }
    var kinds: [MeasurementError.Kind] = []
    if forms.contains(where: { $0.model == .oneWay }) { kinds.append(.oneWay) }
    if forms.contains(where: { $0.model != .oneWay && $0.agreement == .absolute }) { kinds.append(.agreement) }
    if forms.contains(where: { $0.agreement == .consistency }) { kinds.append(.consistency) }
    let (anova, multiplier) = (anova, options.multiplier)
    return kinds.flatMap { MeasurementError($0, anova, &quantiles).estimates(multiplier: multiplier) }
  }

  /// Who rated what, in a sentence.
  private var design: Estimate {
    var row = Estimate("ratings-per-unit")
    row.estimate = sizes.groupCount == 0 ? .nan : sizes.observationCount / sizes.groupCount
    row.unitCount = Int(moments.unitCount)
    row.raterCount = moments.activeRaterCount
    row.observationCount = Int(moments.observationCount)
    if row.estimate.isNaN { row.status = .tooFewObservations }
    if isComplete {
      row.note =
        "every rater rated every unit: two-way forms; random (ICC(2,.)) where raters are a sample, mixed (ICC(3,.)) "
        + "where they are all there are"
    } else if Int(sizes.largest) < moments.activeRaterCount {
      row.note =
        "raters are a sample and differ from unit to unit: one-way forms; two-way forms take out what raters differ by"
    } else {
      row.note = "some ratings are missing of raters who rate the same units: two-way forms"
    }
    return row
  }
}
