import FidelityData

/// What units do to coefficients of single categories, on a scale of many: the totals of a category change with the
/// units that have it, and with the number of units, so a row costs what the units of its category do and not what all
/// units do.
struct CategoryInfluences {
  private let features: AgreementFeatures
  private let multiplicities: [Double]
  /// By category, the patterns that have it: `patterns[offsets[k]..<offsets[k + 1]]`.
  private var offsets: [Int]
  private var patterns: [Int32] = []
  private let sizes: [Int]
  private let unitCount: Double
  private let pairedCount: Double
  /// 0 but while a row is made.
  private var gradient: [Double]

  /// O(ratings of all patterns).
  init(_ sample: AgreementSample) {
    features = sample.features
    let unlabelled = sample.patterns.unlabelled
    multiplicities = unlabelled.multiplicities
    sizes = (0..<unlabelled.count).map { unlabelled.ratings($0).count }
    unitCount = sample.totals[features.layout.units]
    pairedCount = sample.totals[features.layout.pairedUnits]
    gradient = Array(repeating: 0, count: features.layout.count)
    var histogram = PatternHistogram()
    var counts = [Int](repeating: 0, count: sample.context.categoryCount + 1)
    for pattern in 0..<unlabelled.count {
      histogram.load(sorted: unlabelled.categories[unlabelled.ratings(pattern)])
      for entry in histogram.entries { counts[entry.category + 1] += 1 }
    }
    for category in 0..<sample.context.categoryCount { counts[category + 1] += counts[category] }
    offsets = counts
    patterns = Array(repeating: 0, count: counts.last ?? 0)
    for pattern in 0..<unlabelled.count {
      histogram.load(sorted: unlabelled.categories[unlabelled.ratings(pattern)])
      for entry in histogram.entries {
        patterns[counts[entry.category]] = Int32(pattern)
        counts[entry.category] += 1
      }
    }
  }

  /// The sum over units of their squared influences on a coefficient of a category, and the sum over units and features
  /// of |feature x derivative|, as ``AgreementFeatures`` gives both for any coefficient.
  mutating func sums(
    _ coefficient: AgreementCoefficient, category: Int, _ totals: [Double], _ context: AgreementContext
  ) -> (squares: Double, absolute: Double) {
    let layout = features.layout
    coefficient.formula.addGradient(totals.span, layout, context, to: &gradient)
    defer { for place in layout.places(ofCategory: category) { gradient[place] = 0 } }
    var (squares, absolute) = (0.0, 0.0)
    // The units without the category, with two ratings or more and with one.
    var (pairedRest, singleRest) = (pairedCount, unitCount - pairedCount)
    for place in offsets[category]..<offsets[category + 1] {
      let pattern = Int(patterns[place])
      let units = multiplicities[pattern]
      let influence = features.influence(ofUnlabelled: pattern, gradient)
      squares += units * square(influence.sum)
      absolute += units * influence.absolute
      if sizes[pattern] >= 2 { pairedRest -= units } else { singleRest -= units }
    }
    let (single, pair) = (gradient[layout.units], gradient[layout.pairedUnits])
    squares += pairedRest * square(single + pair) + singleRest * square(single)
    absolute += pairedRest * (abs(single) + abs(pair)) + singleRest * abs(single)
    return (squares, absolute)
  }
}

extension AgreementFeatureLayout {
  /// The places that a coefficient of a category depends on.
  fileprivate func places(ofCategory category: Int) -> [Int] {
    let perCategory = [shares, pairableRatings, ratingCounts, categoryMixtures].compactMap { $0.map { $0 + category } }
    let pairs = categoryPairs.map { [$0 + 2 * category, $0 + 2 * category + 1] } ?? []
    return [units, pairedUnits] + perCategory + pairs
  }
}
