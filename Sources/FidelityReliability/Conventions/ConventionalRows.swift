import FidelityData
import FidelityProbability

extension AgreementAnalysis {
  /// The interval that the convention begins with: the asymptotic errors of kappa where Fidelity's own would be the
  /// linearised ones, and no bootstrap of units where the macro KALPHA has one of pairs.
  var conventionalInterval: AgreementInterval {
    let rules = convention.rules
    switch interval {
    case .linearised where rules.hasAsymptoticKappa: return .fleissCohenEveritt
    case .bootstrap where rules.resamplesPairsForAlpha: return .linearised
    default: return interval
    }
  }
}

extension AgreementSample {
  /// Rows by Fidelity's own convention become those of the convention of the analysis.
  /// - Parameter stream: keys the bootstrap.
  func conventional(
    _ rows: [Estimate], _ coefficients: [AgreementCoefficient], _ analysis: AgreementAnalysis, stream: UInt64
  ) -> [Estimate] {
    guard analysis.convention != .fidelity else { return rows }
    let rules = analysis.convention.rules
    return zip(rows, coefficients).map { row, coefficient in
      guard analysis.convention.knows(coefficient) else { return row.noting("Fidelity's own convention") }
      var row = conventional(row, coefficient, rules, analysis, stream: stream)
      if analysis.roundsLikeConvention, let decimals = rules.decimals { row.round(decimals) }
      return row
    }
  }

  private func conventional(
    _ row: Estimate, _ coefficient: AgreementCoefficient, _ rules: ConventionRules, _ analysis: AgreementAnalysis,
    stream: UInt64
  ) -> Estimate {
    if context.categoryCount == 1, row.status == .noVariation, rules.isOneForSingleCategory(coefficient) {
      var row = row
      row.status = .ok
      row.estimate = 1
      return row.noting("a single category, where \(analysis.convention.program) gives 1")
    }
    var row = row
    if row.status == .noSpread {
      // Other programs print an error of 0 with limits at the estimate.
      (row.status, row.lower, row.upper, row.level) = (.ok, row.estimate, row.estimate, analysis.level)
      row.note = coefficient.note(row.estimate, totals.span, features.layout, context)
    }
    guard row.status == .ok else { return row }
    if rules.refusesZeroRatio, coefficient.weights == .ratio, context.values.contains(0) {
      return row.withoutNumbers(.undefinedWeights)
    }
    if coefficient.metric != nil, !rules.dividesByUnits {
      if rules.resamplesPairsForAlpha { return kalpha(row, coefficient, analysis, stream: stream) }
      if clusters != nil || analysis.interval != .linearised { return row }
      return alpha(row, coefficient, rules, analysis)
    }
    guard clusters == nil, analysis.interval == .linearised else { return row }
    if rules.hasAsymptoticKappa, coefficient.isKappaOfTwo, row.method == "linearised" {
      return row.noting("not a table of two raters: Fidelity's own convention")
    }
    if rules.dividesByUnits, patterns.raterCount != 2 { return row.noting("not two raters: Fidelity's own convention") }
    if rules.hasNullErrorOfFleissKappa {
      if coefficient == .fleissKappa(.identity) { return fleissNeeLandis(row, category: nil, analysis) }
      if let category = coefficient.formula as? CategoryKappa {
        return fleissNeeLandis(row, category: category.choice.rank, analysis)
      }
    }
    if rules.dividesByUnits || rules.leastStandardError != nil {
      adapt(&row, rules, degreesOfFreedom: row.degreesOfFreedom, analysis)
    }
    let isHalved = rules.isBrennanPredigerOneSided && coefficient.quantity == BrennanPrediger.name
    if isHalved, !analysis.isOneSided { row.pValue /= 2 }
    return row
  }

  /// Alpha by irrCAC: which units the t counts, and which term its error keeps.
  private func alpha(
    _ row: Estimate, _ coefficient: AgreementCoefficient, _ rules: ConventionRules, _ analysis: AgreementAnalysis
  ) -> Estimate {
    var row = row
    if rules.keepsSmallSampleTerm, row.standardError >= 0 {
      row.standardError = errorWithSmallSampleTerm(of: coefficient, row.estimate)
      row.method = "linearised-small-sample-term"
    }
    let counted = rules.countsAllUnitsForAlpha ? totals[features.layout.units] - 1 : row.degreesOfFreedom
    guard counted != row.degreesOfFreedom || rules.keepsSmallSampleTerm || rules.dividesByUnits else { return row }
    adapt(&row, rules, degreesOfFreedom: counted, analysis)
    return row
  }

  /// Limits and test again, for other errors or degrees of freedom.
  private func adapt(
    _ row: inout Estimate, _ rules: ConventionRules, degreesOfFreedom: Double, _ analysis: AgreementAnalysis
  ) {
    guard row.standardError >= 0, degreesOfFreedom >= 1 else { return }
    if rules.dividesByUnits {
      row.standardError *= (degreesOfFreedom / (degreesOfFreedom + 1)).squareRoot()
      row.method = "linearised-divisor-n"
    }
    if let least = rules.leastStandardError, row.standardError < least { row.standardError = least }
    var quantiles = StudentTQuantileTable(level: analysis.level)
    row.take(
      standardError: row.standardError,
      ErrorInterval(
        estimate: row.estimate, standardError: row.standardError, .studentT(degreesOfFreedom: degreesOfFreedom),
        within: -.infinity...1, test: analysis.test, zero: .isExact, &quantiles))
  }

  /// The standard error of alpha in irrCAC for Python (and in irrCAC 1.0 for R).
  ///
  /// For a unit with r_i ratings, r their mean and N their number, the unit's value is that of the linearisation less
  /// (1 - alpha)/(N - 1) (r_i - r)/r: p_a with its small-sample term, (1 - 1/N) p_a' + 1/N, stands in a place where the
  /// derivative of alpha without that term has p_a'. With equal numbers of ratings nothing differs.
  private func errorWithSmallSampleTerm(of coefficient: AgreementCoefficient, _ alpha: Double) -> Double {
    let finest = patterns.labelled ?? patterns.unlabelled
    let influences = influences(of: coefficient)
    var (units, ratings) = (0.0, 0.0)
    for (pattern, count) in finest.multiplicities.enumerated() where finest.ratings(pattern).count >= 2 {
      units += count
      ratings += count * Double(finest.ratings(pattern).count)
    }
    let mean = ratings / units
    var squares = 0.0
    for (pattern, count) in finest.multiplicities.enumerated() where finest.ratings(pattern).count >= 2 {
      let surplus = (Double(finest.ratings(pattern).count) - mean) / mean
      squares += count * square(influences[pattern] - (1 - alpha) / (ratings - 1) * surplus / units)
    }
    return (squares * units / (units - 1)).squareRoot()
  }

  /// The error of Fleiss' kappa under no agreement, for test and limits alike:
  ///
  ///     var = 2 ((sum p q)^2 - sum p q (q - p)) / (n m (m - 1) (sum p q)^2),  q = 1 - p
  ///
  /// with p the shares of the categories, n units and m ratings of each. The kappa of a category is that of the two
  /// categories "k" and "not k", for which it is 2 / (n m (m - 1)).
  /// Reference: Fleiss, Nee & Landis (1979), Psychological Bulletin 86, 974-977, eq. 12.
  /// Validation: `datasets/fleiss-1971`.
  /// - Parameter category: nil for the kappa of all categories together.
  private func fleissNeeLandis(_ row: Estimate, category: Int?, _ analysis: AgreementAnalysis) -> Estimate {
    var row = row
    (row.degreesOfFreedom, row.method) = (.nan, "fleiss-nee-landis")
    let sizes = Set((0..<patterns.unlabelled.count).map { patterns.unlabelled.ratings($0).count })
    guard sizes.count == 1, let size = sizes.first, let start = features.layout.shares else {
      row = row.withoutErrors()
      return row.noting("units have different numbers of ratings; SPSS leaves out those that not all raters rated")
    }
    let (units, ratings) = (totals[features.layout.units], Double(size))
    var shares = (0..<context.categoryCount).map { totals[start + $0] / units }
    if let category { shares = [shares[category], 1 - shares[category]] }
    let spread = shares.reduce(0) { $0 + $1 * (1 - $1) }
    let skew = shares.reduce(0) { $0 + $1 * (1 - $1) * (1 - 2 * $1) }
    let error = (2 * (square(spread) - skew) / (units * ratings * (ratings - 1))).squareRoot() / spread
    var quantiles = StudentTQuantileTable(level: analysis.level)
    row.take(
      standardError: error,
      ErrorInterval(estimate: row.estimate, standardError: error, .normal, test: analysis.test, &quantiles))
    return row
  }

  /// Alpha by the macro KALPHA: limits from pairs where resamples are asked for, else none.
  private func kalpha(
    _ row: Estimate, _ coefficient: AgreementCoefficient, _ analysis: AgreementAnalysis, stream: UInt64
  ) -> Estimate {
    var row = row.withoutErrors()
    guard case .bootstrap(let resamples, let seed, _, _) = analysis.interval, let metric = coefficient.metric,
      let pairs = KalphaPairs(patterns, context, metric)
    else {
      row.method = "kalpha"
      return row
    }
    let bootstrap = KalphaBootstrap(pairs, Bootstrap(resamples: resamples, seed: seed).keyed(by: stream))
    (row.lower, row.upper) = bootstrap.limits(level: analysis.level)
    (row.level, row.method) = (analysis.level, "kalpha-bootstrap")
    return row.noting(bootstrap.failureText)
  }
}

extension Estimate {
  fileprivate func noting(_ text: String) -> Estimate {
    var row = self
    row.note = [note, text].compactMap(\.self).joined(separator: "; ")
    return row
  }

  /// The row without everything that rests on a standard error.
  fileprivate func withoutErrors() -> Estimate {
    var row = self
    (row.standardError, row.lower, row.upper, row.level) = (.nan, .nan, .nan, .nan)
    (row.degreesOfFreedom, row.statistic, row.pValue) = (.nan, .nan, .nan)
    return row
  }

  fileprivate func withoutNumbers(_ status: Status) -> Estimate {
    var row = withoutErrors()
    (row.estimate, row.status, row.method) = (.nan, status, nil)
    return row
  }

  fileprivate mutating func round(_ decimals: (estimates: Int, limits: Int)) {
    func rounded(_ number: Double, _ decimals: Int) -> Double {
      var scale = 1.0
      for _ in 0..<decimals { scale *= 10 }
      return (number * scale).rounded(.toNearestOrEven) / scale
    }
    estimate = rounded(estimate, decimals.estimates)
    standardError = rounded(standardError, decimals.estimates)
    lower = rounded(lower, decimals.limits)
    upper = rounded(upper, decimals.limits)
  }
}
