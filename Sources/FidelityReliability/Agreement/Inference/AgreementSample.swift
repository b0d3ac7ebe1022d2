import FidelityData
import FidelityProbability

/// One group ready for its coefficients: patterns, features, totals.
struct AgreementSample {
  let patterns: GroupPatterns
  let features: AgreementFeatures
  let context: AgreementContext
  let isNumeric: Bool
  let totals: [Double]
  /// The clusters of the units; nil where every unit is by itself.
  var clusters: SampledItems?
  private var ratingCount = 0
  private var pairedRatingCount = 0

  init(patterns: GroupPatterns, features: AgreementFeatures, context: AgreementContext, isNumeric: Bool) {
    self.patterns = patterns
    self.features = features
    self.context = context
    self.isNumeric = isNumeric
    totals = features.totals()
    for (pattern, multiplicity) in patterns.unlabelled.multiplicities.enumerated() {
      let size = patterns.unlabelled.ratings(pattern).count
      ratingCount += Int(multiplicity) * size
      if size >= 2 { pairedRatingCount += Int(multiplicity) * size }
    }
  }

  /// Whether squares of the categories overflow, or vanish where the categories differ.
  private var isOutOfRange: Bool {
    guard isNumeric, context.values.count > 1 else { return false }
    let size = context.values.reduce(0) { max($0, abs($1)) }
    return size > 1e150 || size < 1e-150 || totals.contains { !$0.isFinite }
  }

  private var unitCount: Double { totals[features.layout.units] }
  private var pairedCount: Double { totals[features.layout.pairedUnits] }

  /// Why a coefficient cannot be computed; nil where it can.
  func obstacle(to coefficient: AgreementCoefficient) -> Status? {
    coefficient.obstacle(features.layout, context, pairedCount: pairedCount, isNumeric: isNumeric)
  }

  /// The row of a coefficient without its uncertainty.
  func point(_ coefficient: AgreementCoefficient) -> Estimate {
    var row = Estimate(coefficient.quantity)
    if let metric = coefficient.metric {
      row.metric = metric.name
    } else {
      row.weights = coefficient.weights?.name
    }
    row.term = coefficient.term(context)
    row.unitCount = Int(coefficient.countsPairedUnitsOnly ? pairedCount : unitCount)
    row.raterCount = patterns.raterCount
    row.observationCount = coefficient.countsPairedUnitsOnly ? pairedRatingCount : ratingCount
    if let obstacle = obstacle(to: coefficient) {
      row.status = obstacle
      if obstacle == .ratersUnknown {
        row.note = "the table counts raters by category, and does not say who gave which rating"
      }
      if obstacle == .notTwoRaters { row.note = coefficient.noteOfRaters(patterns.raterCount) }
      return row
    }
    row.estimate = coefficient.formula.value(totals.span, features.layout, context)
    if !row.estimate.isFinite {
      row.estimate = .nan
      row.status =
        isOutOfRange
        ? .outOfRange : coefficient.formula.undefinedStatus(totals.span, features.layout, context)
    } else {
      row.note = coefficient.note(row.estimate, totals.span, features.layout, context)
    }
    return row
  }
}

// MARK: - Linearised standard errors

extension AgreementSample {
  /// The row of a coefficient with its linearised standard error: var = (1 - n/N) n/(n - 1) sum_i u_i^2, u_i = dK/dw_i
  /// the influence of unit i; with clusters var = (1 - G/N) G/(G - 1) sum_g (sum_{i in g} u_i)^2.
  ///
  /// References: Gwet (2014), ch. 5; for clusters, the with-replacement variance of primary sampling units, Wolter
  /// (2007), Introduction to Variance Estimation, ch. 6; for kappa, Yang & Zhou (2015), Computational Statistics & Data
  /// Analysis 82, 1-18.
  /// - Parameter byCategory: what units do to coefficients of single categories, where there are many.
  func linearised(
    _ coefficient: AgreementCoefficient, _ analysis: AgreementAnalysis, _ quantiles: inout StudentTQuantileTable,
    byCategory: inout CategoryInfluences?
  ) -> Estimate {
    var row = point(coefficient)
    guard row.status == .ok else { return row }
    guard coefficient.isSmooth else {
      row.add(note: "no linearised error; a bootstrap has an interval")
      return row
    }
    row.method = clusters == nil ? "linearised" : "linearised-cluster"
    let squares: Double
    let count: Double
    var absolute: Double?
    if let category = coefficient.formula.category?.rank, byCategory != nil {
      count = coefficient.countsPairedUnitsOnly ? pairedCount : unitCount
      let sums = byCategory?.sums(coefficient, category: category, totals, context)
      squares = count >= 2 ? sums?.squares ?? 0 : 0
      absolute = sums?.absolute
    } else if let clusters {
      let influences = influences(of: coefficient)
      count = Double(self.count(clusters, coefficient))
      squares = (0..<clusters.count).reduce(0) { sum, item in
        sum
          + square(
            clusters.entries(item).reduce(0) { $0 + Double(clusters.counts[$1]) * influences[clusters.patterns[$1]] })
      }
    } else {
      count = coefficient.countsPairedUnitsOnly ? pairedCount : unitCount
      if count >= 2 {
        var gradient = [Double](repeating: 0, count: features.layout.count)
        coefficient.formula.addGradient(totals.span, features.layout, context, to: &gradient)
        squares = features.squaredInfluences(gradient: gradient, byRater: coefficient.needsRaters)
      } else {
        squares = 0
      }
    }
    // What a unit does to the coefficient is rounded by its share of what all do.
    let rounding = rounding(of: coefficient, squares.squareRoot(), absolute) / max(1, count.squareRoot())
    row.complete(
      variance: squares * count / (count - 1), sampled: count, clusters == nil ? "unit" : "cluster", analysis,
      rounding: rounding, &quantiles)
    takeShareLimits(&row, coefficient, analysis)
    return row
  }

  /// How far a value of a coefficient may be off by rounding: a hundred roundings of the terms that it is the sum of.
  /// - Parameters:
  ///   - error: an error; where it is clearly none of rounding, the least is enough.
  ///   - absolute: the size of the terms, where it is known.
  func rounding(of coefficient: AgreementCoefficient, _ error: Double, _ absolute: Double? = nil) -> Double {
    let least = 1e-15
    guard error < 1e-6 else { return least }
    if let absolute { return absolute.isFinite ? max(least, 100 * Double.ulpOfOne * absolute) : least }
    var gradient = [Double](repeating: 0, count: features.layout.count)
    coefficient.formula.addGradient(totals.span, features.layout, context, to: &gradient)
    let size = features.absoluteInfluence(gradient: gradient)
    return size.isFinite ? max(least, 100 * Double.ulpOfOne * size) : least
  }

  /// Percent agreement of two raters is a share of independent units, which has limits where all agree, or none.
  func takeShareLimits(_ row: inout Estimate, _ coefficient: AgreementCoefficient, _ analysis: AgreementAnalysis) {
    let limits = analysis.shareLimits ?? (row.status == .noSpread ? .wilson : nil)
    guard let limits, isShare(coefficient), clusters == nil, analysis.population == nil, row.standardError >= 0 else {
      return
    }
    let count = Int((row.estimate * pairedCount).rounded())
    row.takeLimits(ofShare: count, of: Int(pairedCount), limits, level: analysis.level)
    row.add(note: limits == .wilson ? "Wilson score limits" : "exact limits (Clopper-Pearson)")
  }

  /// Whether a coefficient is the share of the units in which two raters agree.
  private func isShare(_ coefficient: AgreementCoefficient) -> Bool {
    coefficient.quantity == PercentAgreement.name && coefficient.weights == .identity && pairedCount > 0
      && (0..<patterns.unlabelled.count).allSatisfy { patterns.unlabelled.ratings($0).count <= 2 }
      && unitCount == pairedCount
  }

  /// dK/dw of one more unit of each pattern of the finest kind.
  func influences(of coefficient: AgreementCoefficient) -> [Double] {
    var gradient = [Double](repeating: 0, count: features.layout.count)
    coefficient.formula.addGradient(totals.span, features.layout, context, to: &gradient)
    return features.influences(gradient: gradient)
  }

  /// How many of each item count for a coefficient: alpha knows only those with a unit rated twice.
  func multiplicities(_ items: SampledItems, _ coefficient: AgreementCoefficient) -> [Int] {
    guard coefficient.countsPairedUnitsOnly else { return items.multiplicities }
    let finest = patterns.labelled ?? patterns.unlabelled
    return (0..<items.count).map { item in
      items.entries(item).contains { finest.ratings(items.patterns[$0]).count >= 2 } ? items.multiplicities[item] : 0
    }
  }

  func count(_ items: SampledItems, _ coefficient: AgreementCoefficient) -> Int {
    multiplicities(items, coefficient).reduce(0, +)
  }
}

extension Estimate {
  /// What a row says whose error is 0.
  static func noSpreadNote(_ what: String) -> String {
    "no \(what) of the sample changes the value: no error, t limits or test"
  }

  /// Adds a standard error over a sample of `sampled` units (clusters, raters) and a t interval with one degree of
  /// freedom less, its upper limit cut at 1.
  /// - Parameters:
  ///   - variance: without the factor for a finite population.
  ///   - rounding: an error of so little is 0.
  mutating func complete(
    variance: Double, sampled count: Double, _ what: String, _ analysis: AgreementAnalysis,
    rounding: Double, _ quantiles: inout StudentTQuantileTable
  ) {
    guard count >= 2 else {
      add(note: "one \(what): no standard error")
      return
    }
    var variance = variance
    var zero = ErrorInterval.ZeroError.noSpread(rounding: rounding)
    if let population = analysis.population {
      guard Double(population) >= count else {
        add(note: "the population is smaller than the sample: no standard error")
        return
      }
      variance *= 1 - count / Double(population)
      // Of the whole population nothing is left to chance.
      if Double(population) == count { zero = .isExact }
    }
    let error = variance.squareRoot()
    take(
      standardError: error,
      ErrorInterval(
        estimate: estimate, standardError: error, .studentT(degreesOfFreedom: count - 1), within: -.infinity...1,
        test: analysis.test, zero: zero, &quantiles))
    if status == .noSpread { add(note: Self.noSpreadNote(what)) }
  }
}
