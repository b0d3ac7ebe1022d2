import FidelityComponents
import FidelityData
import FidelityMeasurement

/// The rows of one group: coefficients, variance components, errors of measurement, and what the design supports.
struct IntraclassRows {
  private let options: IntraclassAnalysis
  private let forms: [IntraclassCorrelation]

  init(_ options: IntraclassAnalysis, _ forms: [IntraclassCorrelation]) {
    self.options = options
    self.forms = forms
  }

  /// More raters than these take minutes where ratings are missing.
  private static let mostRaters = 1_000

  func rows(of moments: CrossedMoments, _ quantiles: inout IntraclassQuantiles) -> [Estimate] {
    var rows = correlations(of: moments, &quantiles)
    if usesLikelihood(moments) {
      rows += components(of: moments)
    } else {
      let anova = TwoWayAnova(moments)
      rows += Self.components(anova.components, anova.status, method: "anova")
      let hasForm = { (model: IntraclassCorrelation.Model) in forms.contains { $0.model == model } }
      var kinds: [MeasurementError.Kind] = []
      if hasForm(.oneWay) { kinds.append(.oneWay) }
      if forms.contains(where: { $0.model != .oneWay && $0.agreement == .absolute }) { kinds.append(.agreement) }
      if forms.contains(where: { $0.agreement == .consistency }) { kinds.append(.consistency) }
      for kind in kinds {
        rows += MeasurementError(kind, anova, level: options.level).estimates(multiplier: options.multiplier).map {
          row in
          var row = row
          if row.estimate.isNaN, anova.status != .ok { row.status = anova.status }
          return row
        }
      }
    }
    rows.append(design(moments))
    return rows
  }

  /// The coefficients alone.
  func correlations(of moments: CrossedMoments, _ quantiles: inout IntraclassQuantiles) -> [Estimate] {
    if moments.isComplete, options.method != .reml, options.interval != .profile {
      var rows = IntraclassCorrelation.estimates(
        forms, TwoWayAnova(moments), rho0: options.rho0,
        degreesOfFreedom: options.like == .irr ? .estimate : .nullValue, &quantiles)
      if options.like == .irr { takeLimitsOfIrr(&rows, TwoWayAnova(moments)) }
      return rows
    }
    var rows: [Estimate] = []
    let oneWay = forms.filter { $0.model == .oneWay }
    if !oneWay.isEmpty {
      if options.method == .reml || options.interval == .profile {
        let fit = moments.unitSizes.fit(term: "unit")
        rows += oneWay.map { form in
          var row = form.estimate(fit, raterCount: moments.unitSizes.k0, level: options.level)
          (row.unitCount, row.raterCount) = (Int(moments.unitCount), moments.activeRaterCount)
          return row
        }
      } else {
        rows += unequal(moments, oneWay)
      }
    }
    let twoWay = forms.filter { $0.model != .oneWay }
    guard !twoWay.isEmpty else { return rows }
    guard options.method != .anova else {
      rows += twoWay.map { $0.estimate(TwoWayAnova(moments), level: options.level) }
      return rows
    }
    guard moments.activeRaterCount <= Self.mostRaters else {
      rows += twoWay.map { form in
        var row = form.estimate(TwoWayAnova(moments), level: options.level)
        row.add(note: "restricted maximum likelihood takes up to \(Self.mostRaters) raters")
        return row
      }
      return rows
    }
    let fit = moments.fit()
    // Random and mixed forms have the same figures.
    var known: [Key: Estimate] = [:]
    for form in twoWay {
      let key = Key(agreement: form.agreement, unit: form.unit)
      var row = known[key] ?? form.estimate(fit, raterCount: moments.unitSizes.largest, level: options.level)
      known[key] = row
      row = form.relabelled(row)
      (row.unitCount, row.raterCount) = (Int(moments.unitCount), moments.activeRaterCount)
      if form.unit == .average { row.add(note: "k = \(Int(moments.unitSizes.largest))") }
      rows.append(row)
    }
    return rows
  }

  private struct Key: Hashable {
    let agreement: IntraclassCorrelation.Agreement
    let unit: IntraclassCorrelation.Unit
  }

  /// One-way forms of units with unequal numbers of ratings.
  private func unequal(_ moments: CrossedMoments, _ oneWay: [IntraclassCorrelation]) -> [Estimate] {
    let kind: OneWayIntraclassCorrelation.Interval =
      switch options.interval {
      case .searle, .f: .searle
      case .thomasHultquist: .thomasHultquist
      case .exact, .profile, nil: .wald
      }
    let rows = OneWayIntraclassCorrelation(OneWayAnova(moments.unitSizes, term: "unit"))
      .estimates(kind, level: options.level)
    return rows.filter { row in oneWay.contains { $0.name == row.form } }.map { row in
      var row = row
      row.raterCount = moments.activeRaterCount
      return row
    }
  }

  private func usesLikelihood(_ moments: CrossedMoments) -> Bool {
    options.method == .reml || options.interval == .profile || (!moments.isComplete && options.method != .anova)
  }

  /// Components by likelihood, of the two-way model, or of the one-way model where no other form is asked for.
  private func components(of moments: CrossedMoments) -> [Estimate] {
    guard moments.activeRaterCount <= Self.mostRaters else { return [] }
    let isOneWay = forms.allSatisfy { $0.model == .oneWay }
    let fit = isOneWay ? moments.unitSizes.fit(term: "unit") : moments.fit()
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

  /// irr keeps the constants of one rater in the limits of the averaged coefficient of agreement.
  private func takeLimitsOfIrr(_ rows: inout [Estimate], _ anova: TwoWayAnova) {
    for (place, form) in forms.enumerated()
    where form.unit == .average && form.agreement == .absolute && form.model != .oneWay {
      guard let limits = form.limitsOfIrr(anova, level: options.level) else { continue }
      (rows[place].lower, rows[place].upper) = (limits.lower, limits.upper)
      rows[place].add(note: "limits as irr has them")
    }
  }

  /// Who rated what, in a sentence.
  private func design(_ moments: CrossedMoments) -> Estimate {
    var row = Estimate("ratings-per-unit")
    let sizes = moments.unitSizes
    row.estimate = sizes.groupCount == 0 ? .nan : sizes.observationCount / sizes.groupCount
    row.unitCount = Int(moments.unitCount)
    row.raterCount = moments.activeRaterCount
    row.observationCount = Int(moments.observationCount)
    if row.estimate.isNaN { row.status = .tooFewObservations }
    if moments.isComplete {
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
