public import FidelityData

/// What one unit, rater or category does to a coefficient: the exact effect of leaving it out.
///
/// `effect` is the coefficient of all ratings less that without the unit (the rater's ratings, the ratings of the
/// category): a negative effect says that agreement would be higher without it. Of units, those with the largest
/// effects are the ones to discuss at a consensus meeting. The scale stays that of all ratings: a category that only
/// the one left out used still counts in q.
/// Validation: `datasets/agreement-inference` (every unit, rater and category left out of the ratings and computed
/// anew).
public struct AgreementInfluence: Sendable, Equatable {
  /// What is left out, by its code.
  public enum Subject: Sendable, Hashable {
    case unit(UInt32)
    case rater(UInt32)
    case category(UInt32)
  }

  public let subject: Subject
  /// The place of the coefficient in the analysis.
  public let coefficient: Int
  /// The estimate less ``without``; NaN where either is undefined.
  public let effect: Double
  /// The coefficient without the subject; NaN where undefined.
  public let without: Double
  /// The mean weight of the pairs of a unit's ratings: under the coefficient's weights, for Krippendorff's metrics the
  /// share of equal pairs. NaN for a unit rated once, and for raters and categories.
  public let agreement: Double
  /// The category codes of a unit's ratings in the order of raters.
  public let ratings: [UInt32]
}

extension AgreementAnalysis {
  /// For each coefficient the units that move it most, then all raters, then all categories in use.
  ///
  /// Units stand by falling size of the effect, those without which the coefficient is undefined first; equal effects
  /// (to 2^-40) in the order of `unitRanks`. Units that do not count (for alpha those rated once) are left out, and so
  /// are coefficients that are undefined, and those by category. A coefficient that is no function of totals under
  /// weights of raters has no effects of raters and categories.
  /// - Parameters:
  ///   - limit: at most so many units for each coefficient.
  ///   - unitRanks: the rank of each unit code in the order of labels; nil: codes are ranks.
  /// - Complexity: O(patterns x totals + (raters + categories) x ratings of the patterns + units).
  public func influences(
    of table: RatingTable, group: Int = 0, limit: Int = 20, unitRanks: [UInt32]? = nil
  ) -> [AgreementInfluence] {
    var workspace = AgreementWorkspace(self, CountedUnits(table: table), labelsAll: true)
    var found = coefficients.map { _ in [AgreementInfluence]() }
    for prepared in workspace.prepared(group: group) {
      let influences = Influences(prepared, table)
      for (place, rows) in zip(prepared.places, influences.rows(limit: limit, unitRanks: unitRanks)) {
        found[place] += rows
      }
    }
    return found.flatMap(\.self)
  }
}

/// The influences of one prepared group.
private struct Influences {
  private let prepared: PreparedSample
  private let table: RatingTable
  private let index: UnitPatterns
  private var sample: AgreementSample { prepared.sample }

  init(_ prepared: PreparedSample, _ table: RatingTable) {
    guard let index = prepared.index else { preconditionFailure("the units of the group are not indexed") }
    (self.prepared, self.table, self.index) = (prepared, table, index)
  }

  func rows(limit: Int, unitRanks: [UInt32]?) -> [[AgreementInfluence]] {
    let points = prepared.coefficients.map(sample.point)
    let jackknife = AgreementJackknife(sample: sample, coefficients: prepared.coefficients)
    let byPattern = jackknife.withoutItems(SampledItems(multiplicities: sample.patterns.multiplicities.map { Int($0) }))
    let raters = WeightedRaters(sample)
    let byRater = jackknife.withoutRaters(raters)
    let codes = categoryCodes
    let byCategory = withoutCategories(raters, codes.map(\.rank))
    return prepared.coefficients.indices.map { place in
      guard points[place].status == .ok, !prepared.coefficients[place].isOfCategory else { return [] }
      let estimate = points[place].estimate
      func row(_ subject: AgreementInfluence.Subject, _ without: Double) -> AgreementInfluence {
        AgreementInfluence(
          subject: subject, coefficient: prepared.places[place], effect: estimate - without, without: without,
          agreement: .nan, ratings: [])
      }
      var rows = units(place, estimate, byPattern[place], limit: limit, unitRanks)
      guard raters.supports(prepared.coefficients[place], estimate: estimate) else { return rows }
      rows += zip(index.raterCodes, byRater[place]).map { row(.rater($0), $1) }
      rows += zip(codes, byCategory[place]).map { row(.category($0.code), $1) }
      return rows
    }
  }

  // MARK: - Units

  private func units(
    _ place: Int, _ estimate: Double, _ without: [Double], limit: Int, _ ranks: [UInt32]?
  ) -> [AgreementInfluence] {
    let coefficient = prepared.coefficients[place]
    // Mirrored patterns have effects that differ in the last bits only: as whole numbers they are equal.
    let sizes = without.map { value in
      value.isNaN ? Double.infinity : (abs(estimate - value) * 0x1p40).rounded()
    }
    let counted = without.indices.filter { sample.counts($0, coefficient) }
    let leastSize = leastSize(of: counted, sizes, limit)
    var chosen: [(size: Double, rank: UInt32, unit: Int, pattern: Int)] = []
    for (offset, pattern) in index.patterns.enumerated() where pattern >= 0 && sizes[Int(pattern)] >= leastSize {
      guard sample.counts(Int(pattern), coefficient) else { continue }
      let unit = index.range.lowerBound + offset
      let code = table.units[unit]
      chosen.append((sizes[Int(pattern)], ranks?[Int(code)] ?? code, unit, Int(pattern)))
    }
    chosen.sort { $0.size != $1.size ? $0.size > $1.size : $0.rank < $1.rank }
    return chosen.prefix(limit).map { unit in
      AgreementInfluence(
        subject: .unit(table.units[unit.unit]), coefficient: prepared.places[place],
        effect: estimate - without[unit.pattern], without: without[unit.pattern],
        agreement: agreement(unit.pattern, coefficient), ratings: Array(table.categories[table.ratings(unit.unit)]))
    }
  }

  /// The size of effect from which on there are `limit` units.
  private func leastSize(of patterns: [Int], _ sizes: [Double], _ limit: Int) -> Double {
    var missing = Double(limit)
    var first: [Int: Int] = [:]
    // Units whose patterns are their own point to the first of equal ones: count units, not patterns.
    for pattern in index.patterns where pattern >= 0 { first[Int(pattern), default: 0] += 1 }
    for pattern in patterns.sorted(by: { sizes[$0] > sizes[$1] }) {
      missing -= Double(first[pattern] ?? 0)
      if missing <= 0 { return sizes[pattern] }
    }
    return 0
  }

  private func agreement(_ pattern: Int, _ coefficient: AgreementCoefficient) -> Double {
    let patterns = sample.patterns
    if coefficient.formula.keepsOrder, let weights = coefficient.weights, !weights.isSymmetric,
      let labelled = patterns.labelled, labelled.ratings(pattern).count == 2
    {
      let own = labelled.categories[labelled.ratings(pattern)]
      let matrix = sample.context.orderedWeightMatrix(weights).elements
      return matrix[Int(own[own.startIndex]) * sample.context.categoryCount + Int(own[own.startIndex + 1])]
    }
    let ratings = patterns.unlabelled.categories[
      patterns.unlabelled.ratings(patterns.labelled == nil ? pattern : patterns.unlabelledOfLabelled[pattern])]
    guard ratings.count >= 2 else { return .nan }
    var histogram = PatternHistogram()
    histogram.load(sorted: ratings)
    return sample.context.observedAgreement(histogram, coefficient.weights ?? .identity)
  }

  // MARK: - Categories

  /// The categories in use, by their ranks.
  private var categoryCodes: [(code: UInt32, rank: Int)] {
    prepared.scale.rankOfCode.enumerated().compactMap { code, rank in
      rank == missingKey ? nil : (UInt32(code), Int(rank))
    }.sorted { $0.rank < $1.rank }
  }

  private func withoutCategories(_ raters: WeightedRaters, _ ranks: [Int]) -> [[Double]] {
    let ones = [Double](repeating: 1, count: raters.raterCount)
    let values = WorkerThreads.map(ranks.count) { place -> [Double] in
      var scratch = WeightedRaters.Scratch()
      var totals = [Double](repeating: 0, count: sample.totals.count)
      raters.fill(
        &totals, raterWeights: ones, multiplicities: sample.patterns.multiplicities, without: ranks[place], &scratch)
      return prepared.coefficients.map { raters.value($0, totals, raterWeights: ones) }
    }
    return prepared.coefficients.indices.map { place in values.map { $0[place] } }
  }
}
