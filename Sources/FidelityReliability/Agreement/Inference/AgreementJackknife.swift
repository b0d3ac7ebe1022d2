import FidelityData
import FidelityProbability

/// The values of coefficients with one unit (cluster) or one rater left out, exact, without going back to the ratings.
///
/// Without a unit: the totals less the unit's features; units of a pattern share their value. Without a rater: the
/// totals of the patterns without that rater's ratings (``WeightedRaters``). The scale stays that of all ratings: a
/// category that only the one left out used still counts in q.
///
/// The variances, theta_(i) and theta_(g) being the values without unit i and without rater g:
///
/// - units: V_U = (n - 1)/n sum_i (theta_(i) - mean)^2, n - 1 degrees of freedom; with clusters, i is a cluster;
/// - raters: V_R = (r - 1)/r sum_g (theta_(g) - mean)^2, r - 1 degrees of freedom;
/// - both: V_U + V_R - V_I with V_I = (n - 1)(r - 1)/(n r) sum_ig d_ig^2, d_ig what remains of theta_(ig), the value
///   without unit i and rater g, less its means over units and over raters, plus its grand mean: the delete-one
///   jackknife of a crossed design, in which V_U and V_R both hold the interaction once. Unbiased for the mean of a
///   complete table of units and raters drawn at random; never less than V_U or V_R; min(n, r) - 1 degrees of freedom.
///
/// References: Efron & Stein (1981), Annals of Statistics 9, 586-596; for raters, Gwet (2008), Psychometrika 73,
/// 407-430; for both, Brennan (2001), Generalizability Theory, ch. 6, and Owen (2007), Annals of Applied Statistics
/// 1, 386-411. Validation: brute force (every unit and rater left out of the ratings and computed anew).
/// - Complexity: units O(patterns x totals); raters O(raters x ratings of the patterns); both O(raters x patterns x
///   totals).
struct AgreementJackknife: Sendable {
  private static let pieceSize = 2_048
  private static let blockSize = 1 << 13
  let sample: AgreementSample
  let coefficients: [AgreementCoefficient]

  /// For each coefficient, the value without one of each item.
  func withoutItems(_ items: SampledItems) -> [[Double]] {
    let pieces = WorkerThreads.map((items.count + Self.pieceSize - 1) / Self.pieceSize) { piece -> [[Double]] in
      let range = piece * Self.pieceSize..<min((piece + 1) * Self.pieceSize, items.count)
      let width = sample.totals.count
      // Several vectors of totals at a time, as many as stay in the cache.
      let most = max(1, min(64, Self.blockSize / max(1, width)))
      var values = coefficients.map { _ in [Double]() }
      var totals: [Double] = []
      for start in stride(from: range.lowerBound, to: range.upperBound, by: most) {
        let block = start..<min(start + most, range.upperBound)
        totals.removeAll(keepingCapacity: true)
        for item in block {
          let place = totals.count
          totals += sample.totals
          for entry in items.entries(item) {
            sample.features.addRow(items.patterns[entry], factor: -Double(items.counts[entry]), to: &totals, at: place)
          }
        }
        for (place, coefficient) in coefficients.enumerated() {
          sample.appendValues(
            coefficient, totals.span, start: 0, stride: width, count: block.count, to: &values[place])
        }
      }
      return values
    }
    return coefficients.indices.map { place in pieces.flatMap { $0[place] } }
  }

  /// For each coefficient, the value without each rater.
  func withoutRaters(_ raters: WeightedRaters) -> [[Double]] {
    let values = WorkerThreads.map(raters.raterCount) { rater -> [Double] in
      var scratch = WeightedRaters.Scratch()
      var totals = [Double](repeating: 0, count: sample.totals.count)
      let weights = Self.weights(raters.raterCount, without: rater)
      raters.fill(&totals, raterWeights: weights, multiplicities: sample.patterns.multiplicities, &scratch)
      return coefficients.map { raters.value($0, totals, raterWeights: weights) }
    }
    return coefficients.indices.map { place in values.map { $0[place] } }
  }

  /// For each coefficient and rater, the value without that rater and one of each item.
  func withoutBoth(_ items: SampledItems, _ raters: WeightedRaters) -> [[[Double]]] {
    let values = WorkerThreads.map(raters.raterCount) { rater -> [[Double]] in
      var scratch = WeightedRaters.Scratch()
      var all = [Double](repeating: 0, count: sample.totals.count)
      let weights = Self.weights(raters.raterCount, without: rater)
      raters.fill(&all, raterWeights: weights, multiplicities: sample.patterns.multiplicities, &scratch)
      var values = coefficients.map { _ in [Double](repeating: .nan, count: items.count) }
      var totals = all
      for item in 0..<items.count {
        for place in all.indices { totals[place] = all[place] }
        for entry in items.entries(item) {
          raters.addRow(
            items.patterns[entry], factor: -Double(items.counts[entry]), raterWeights: weights, to: &totals, &scratch)
        }
        for (place, coefficient) in coefficients.enumerated() {
          values[place][item] = raters.value(coefficient, totals, raterWeights: weights)
        }
      }
      return values
    }
    return coefficients.indices.map { place in values.map { $0[place] } }
  }

  private static func weights(_ count: Int, without rater: Int) -> [Double] {
    var weights = [Double](repeating: 1, count: count)
    weights[rater] = 0
    return weights
  }

  /// V_I of the two-way jackknife; NaN where some value is undefined.
  static func interaction(_ values: [[Double]], multiplicities: [Int], estimate: Double) -> Double {
    let count = Double(multiplicities.reduce(0, +))
    let raters = Double(values.count)
    // Differences from the estimate keep digits.
    let byRater = values.map { row in
      zip(row, multiplicities).reduce(0) { $1.1 == 0 ? $0 : $0 + Double($1.1) * ($1.0 - estimate) } / count
    }
    let grand = byRater.reduce(0, +) / raters
    var sum = 0.0
    for item in multiplicities.indices where multiplicities[item] > 0 {
      let mean = values.reduce(0) { $0 + ($1[item] - estimate) } / raters
      for (rater, row) in values.enumerated() {
        sum += Double(multiplicities[item]) * square(row[item] - estimate - mean - byRater[rater] + grand)
      }
    }
    return (count - 1) * (raters - 1) / (count * raters) * sum
  }
}

extension AgreementSample {
  /// What is sampled: units, or clusters.
  var items: SampledItems { clusters ?? SampledItems(multiplicities: patterns.multiplicities.map { Int($0) }) }

  /// The value of a coefficient under some totals; NaN where no unit has two ratings.
  func value(_ coefficient: AgreementCoefficient, _ totals: [Double]) -> Double {
    totals[features.layout.pairedUnits] > 0
      ? coefficient.formula.value(totals.span, features.layout, context) : .nan
  }

  /// The values under several vectors of totals: ``AgreementFormula``.
  func appendValues(
    _ coefficient: AgreementCoefficient, _ totals: Span<Double>, start: Int, stride: Int, count: Int,
    to values: inout [Double]
  ) {
    coefficient.formula.appendValues(
      totals, start: start, stride: stride, count: count, features.layout, context, to: &values)
  }

  /// The rows of some coefficients with the jackknife's standard error.
  func jackknifed(
    _ coefficients: [AgreementCoefficient], over sampling: AgreementSampling, _ analysis: AgreementAnalysis,
    _ quantiles: inout StudentTQuantileTable
  ) -> [Estimate] {
    var rows = coefficients.map(point)
    let weighted = sampling == .units ? nil : WeightedRaters(self)
    let active = rows.indices.filter { index in
      guard rows[index].status == .ok else { return false }
      rows[index].method = sampling.method("jackknife", isClustered: clusters != nil)
      if let weighted, let reason = weighted.obstacle(coefficients[index], rows[index]) {
        rows[index].add(note: reason)
        return false
      }
      return true
    }
    guard !active.isEmpty else { return rows }
    let jackknife = AgreementJackknife(sample: self, coefficients: active.map { coefficients[$0] })
    let items = items
    let byUnit = sampling == .raters ? [] : jackknife.withoutItems(items)
    let byRater = weighted.map(jackknife.withoutRaters) ?? []
    let byBoth = sampling == .both ? weighted.map { jackknife.withoutBoth(items, $0) } ?? [] : []
    for (place, index) in active.enumerated() {
      let estimate = rows[index].estimate
      let counts = multiplicities(items, coefficients[index])
      let units =
        byUnit.isEmpty ? nil : Jackknife(estimate: estimate, leaveOneOut: byUnit[place], multiplicities: counts)
      let raters = byRater.isEmpty ? nil : Jackknife(estimate: estimate, leaveOneOut: byRater[place])
      guard let variance = Self.variance(units, raters, byBoth.isEmpty ? nil : byBoth[place], counts, estimate) else {
        rows[index].add(note: Self.reason(units, raters, isClustered: items.isClustered))
        continue
      }
      let sampled = [units?.unitCount, raters?.unitCount].compactMap(\.self).min() ?? 0
      var plain = analysis
      if sampling != .units { plain.population = nil }
      // Each value without an item is rounded by itself.
      let rounding =
        rounding(of: coefficients[index], variance.squareRoot() / Double(sampled))
        * Double(max(units?.unitCount ?? 1, raters?.unitCount ?? 1)).squareRoot()
      let what = sampling == .raters ? "rater" : items.isClustered ? "cluster" : "unit"
      rows[index].complete(
        variance: variance, sampled: Double(sampled), what, plain, rounding: rounding, &quantiles)
      if sampling == .units { takeShareLimits(&rows[index], coefficients[index], plain) }
    }
    return rows
  }

  private static func variance(
    _ units: Jackknife?, _ raters: Jackknife?, _ both: [[Double]]?, _ counts: [Int], _ estimate: Double
  ) -> Double? {
    let errors = [units, raters].compactMap(\.self).map(\.standardError)
    guard !errors.contains(nil) else { return nil }
    let variances = errors.compactMap { $0.map(square) }
    guard let both else { return variances.reduce(0, +) }
    let interaction = AgreementJackknife.interaction(both, multiplicities: counts, estimate: estimate)
    guard interaction.isFinite else { return nil }
    return max(variances.reduce(0, +) - interaction, variances.max() ?? 0)
  }

  private static func reason(_ units: Jackknife?, _ raters: Jackknife?, isClustered: Bool) -> String {
    let item = isClustered ? "cluster" : "unit"
    if let units, units.status == .tooFewUnits { return "one \(item): no standard error" }
    if let raters, raters.undefinedCount > 0 { return "undefined without some rater: no standard error" }
    if let units, units.undefinedCount > 0 { return "undefined without some \(item): no standard error" }
    return "undefined without some \(item) and rater: no standard error"
  }
}

extension WeightedRaters {
  /// Why a coefficient gets no error over raters; nil where it does.
  func obstacle(_ coefficient: AgreementCoefficient, _ row: Estimate) -> String? {
    if raterCount < 3 { return "fewer than three raters: no standard error over raters" }
    return supports(coefficient, estimate: row.estimate) ? nil : "no standard error over raters for this coefficient"
  }
}

extension AgreementSampling {
  /// The name of a method in results: `jackknife`, `jackknife-cluster`, `jackknife-raters`, `jackknife-two-way`.
  func method(_ name: String, isClustered: Bool) -> String {
    switch self {
    case .units: isClustered ? name + "-cluster" : name
    case .raters: name + "-raters"
    case .both: name + (isClustered ? "-two-way-cluster" : "-two-way")
    }
  }
}
