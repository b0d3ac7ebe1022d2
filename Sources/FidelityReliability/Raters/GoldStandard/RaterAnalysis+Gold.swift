public import FidelityData

extension RaterAnalysis {
  /// How well each rater meets a gold standard, which is a rater of the table, over the units that both
  /// have.
  ///
  /// | quantity | what | interval |
  /// |---|---|---|
  /// | `accuracy`, form `exact` | share of units with the gold-standard code | Wilson, exact or t |
  /// | `accuracy`, form `within T` | share within the tolerance T of it (numbers) | Wilson, exact or t |
  /// | `cohen-kappa` | kappa to the gold standard, for each of the weights (rows: the rater's categories) | linearised
  /// |
  /// | `bias` | mean of rating - gold-standard code (numbers) | t |
  /// | `mean-absolute-difference` | mean of its size (numbers) | t |
  ///
  /// With `byCategory`, for each category (`term`) against all others: `sensitivity`, `specificity`,
  /// `positive-predictive-value`, `negative-predictive-value`.
  ///
  /// Status: `tooFewUnits` for a rater without a unit that has a gold-standard code, or a share of no units;
  /// `notNumeric` where numbers are needed; `noVariation` for a kappa that is 0/0; `tooManyCategories` for kappas above
  /// 256 categories. Raters are in the order of their codes; the standard itself has no rows.
  ///
  /// Validation: scikit-learn 1.9 (accuracy, weighted kappa, recall, precision), statsmodels 0.15 (Wilson and exact
  /// limits), SciPy (one-sample t), in the tests and in `datasets/raters-gold`.
  /// - Parameter gold: the code of the standard among the raters.
  /// - Complexity: O(ratings log ratings + raters x q^2).
  public func againstGold(
    _ gold: UInt32, of table: RatingTable, group: Int = 0, byCategory: Bool = false
  ) -> [RaterEstimate] {
    againstGold(gold, RaterPlace(table, group: group), byCategory: byCategory)
  }

  package func againstGold(_ gold: UInt32, _ place: RaterPlace, byCategory: Bool) -> [RaterEstimate] {
    let ratings = self.ratings(place)
    var maker = GoldRows(self, ratings.scale)
    let labels = byCategory ? ratings.labels(place.table.dictionary, declaredCategories) : []
    var rows: [RaterEstimate] = []
    forEachRater(of: ratings, gold) { rater, pairs in
      var found = [maker.accuracy(pairs, within: nil)]
      if let tolerance { found.append(maker.accuracy(pairs, within: tolerance)) }
      found += weights.map { maker.kappa(pairs, $0) }
      found += [maker.bias(pairs), maker.absoluteDifference(pairs)]
      for (category, label) in labels.enumerated() { found += maker.rates(pairs, category, label) }
      rows += found.map { RaterEstimate(.rater(rater), $0) }
    }
    return rows
  }

  /// Which raters are certified under a rule, in the order of their codes.
  ///
  /// Every condition of the rule must hold for the estimate, or for the unfavourable limit of its interval where the
  /// rule says so. Complexity and conventions as in ``againstGold(_:of:group:byCategory:)``.
  public func certifications(
    _ rule: CertificationRule, gold: UInt32, of table: RatingTable, group: Int = 0
  ) -> [Certification] {
    certifications(rule, gold: gold, RaterPlace(table, group: group))
  }

  package func certifications(
    _ rule: CertificationRule, gold: UInt32, _ place: RaterPlace
  ) -> [Certification] {
    let ratings = self.ratings(place)
    var maker = GoldRows(self, ratings.scale)
    var found: [Certification] = []
    forEachRater(of: ratings, gold) { rater, pairs in
      let estimates = rule.conditions.map { maker.estimate($0.measure, pairs) }
      found.append(
        rule.certification(
          of: rater, unitCount: pairs.unitCount, estimates,
          accuracy: maker.accuracy(pairs, within: nil).estimate, kappa: maker.kappa(pairs, .identity).estimate))
    }
    return found
  }

  private func forEachRater(of ratings: RaterGroup, _ gold: UInt32, _ body: (UInt32, PairedRatings) -> Void) {
    let standard = ratings.raterCodes.firstIndex(of: gold)
    // No gold standard in this group: every rater has none of them.
    let pairs = standard.map { ratings.paired(with: UInt32($0)) } ?? ratings.raterCodes.map { _ in PairedRatings([]) }
    for (place, rater) in ratings.raterCodes.enumerated() where place != standard { body(rater, pairs[place]) }
  }
}

/// Rows of raters against a gold standard on one scale.
private struct GoldRows {
  private let analysis: RaterAnalysis
  private let scale: CategoryScale
  private var matrices: [AgreementWeights: WeightMatrix] = [:]
  private var maker: RowMaker
  private static let form = "against gold"

  init(_ analysis: RaterAnalysis, _ scale: CategoryScale) {
    self.analysis = analysis
    self.scale = scale
    maker = RowMaker(level: analysis.level)
  }

  mutating func estimate(_ measure: CertificationRule.Measure, _ pairs: PairedRatings) -> Estimate {
    switch measure {
    case .accuracy: accuracy(pairs, within: nil)
    case .within(let tolerance): accuracy(pairs, within: tolerance)
    case .kappa(let weights): kappa(pairs, weights)
    case .bias: bias(pairs)
    }
  }

  mutating func accuracy(_ pairs: PairedRatings, within tolerance: Double?) -> Estimate {
    var row = Estimate("accuracy")
    row.form = tolerance.map { "within \(CategoryDictionary.label($0))" } ?? "exact"
    if tolerance != nil, !scale.isNumeric {
      row.status = .notNumeric
      row.unitCount = pairs.unitCount
      return row
    }
    let values = scale.values
    let count = pairs.count { own, gold in
      tolerance.map { RaterAnalysis.isWithin($0, values[own], values[gold]) } ?? (own == gold)
    }
    maker.fill(&row, count: count, total: pairs.unitCount, analysis.shareLimits)
    return row
  }

  mutating func kappa(_ pairs: PairedRatings, _ weights: AgreementWeights) -> Estimate {
    guard scale.count <= RaterAnalysis.tableLimit else {
      var row = Estimate("cohen-kappa")
      row.form = Self.form
      row.weights = weights.name
      row.unitCount = pairs.unitCount
      row.status = .tooManyCategories
      return row
    }
    let matrix = matrices[weights] ?? WeightMatrix(weights, scale)
    matrices[weights] = matrix
    var row = maker.kappa(pairs.table(categoryCount: scale.count), matrix)
    row.form = Self.form
    row.raterCount = nil
    if !weights.isSymmetric {
      row.note = row.note?.replacing(CustomWeights.orderNote, with: CustomWeights.goldOrderNote)
    }
    return row
  }

  mutating func bias(_ pairs: PairedRatings) -> Estimate {
    let values = scale.values
    return mean("bias", pairs) { values[$0] - values[$1] }
  }

  mutating func absoluteDifference(_ pairs: PairedRatings) -> Estimate {
    let values = scale.values
    // A size is not tested against 0.
    return mean("mean-absolute-difference", pairs, within: 0 ... .infinity, isTested: false) {
      abs(values[$0] - values[$1])
    }
  }

  private mutating func mean(
    _ quantity: String, _ pairs: PairedRatings, within range: ClosedRange<Double> = -.infinity ... .infinity,
    isTested: Bool = true, _ value: (Int, Int) -> Double
  ) -> Estimate {
    var row = Estimate(quantity)
    row.form = Self.form
    row.unitCount = pairs.unitCount
    if pairs.unitCount == 0 { row.status = .tooFewUnits }
    if !scale.isNumeric { row.status = .notNumeric }
    guard row.status == .ok else { return row }
    row.method = "t"
    maker.fill(&row, pairs.mean(size: scale.size, of: value), units: pairs.unitCount, within: range, isTested: isTested)
    return row
  }

  /// One category against all others.
  mutating func rates(_ pairs: PairedRatings, _ category: Int, _ label: String) -> [Estimate] {
    let both = pairs.count { $0 == category && $1 == category }
    let own = pairs.count { own, _ in own == category }
    let gold = pairs.count { _, gold in gold == category }
    let neither = pairs.unitCount - own - gold + both
    var rows: [Estimate] = []
    for (quantity, count, total) in [
      ("sensitivity", both, gold), ("specificity", neither, pairs.unitCount - gold),
      ("positive-predictive-value", both, own), ("negative-predictive-value", neither, pairs.unitCount - own),
    ] {
      var row = Estimate(quantity)
      row.term = label
      row.form = Self.form
      maker.fill(&row, count: count, total: total, analysis.shareLimits)
      rows.append(row)
    }
    return rows
  }
}
