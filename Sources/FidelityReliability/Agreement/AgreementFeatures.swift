import FidelityData

/// Where each total stands in the vector of totals that all coefficients of a group share.
///
/// Every coefficient is a function of sums over units of a few features of the unit. The features of a pattern are one
/// row of ``AgreementFeatures``; the totals are the rows weighted by how many units show each pattern. Totals by rater
/// come last: all others are features of the unlabelled pattern.
struct AgreementFeatureLayout {
  /// Number of units.
  let units = 0
  /// Number of units with two or more ratings.
  let pairedUnits = 1
  /// Sum over units of the share of ratings in each category (one place a category).
  private(set) var shares: Int?
  /// Number of ratings of paired units in each category.
  private(set) var pairableRatings: Int?
  /// Coincidences of each pair of different categories that meets in a unit.
  private(set) var coincidences: Int?
  private(set) var coincidencePairs: [(low: Int, high: Int)] = []
  /// Number of ratings of all units in each category, and of ordered pairs of ratings.
  private(set) var ratingCounts: Int?
  private(set) var ratingPairs: Int?
  /// For each category, the ordered pairs of ratings both in it, then those with the first in it.
  private(set) var categoryPairs: Int?
  /// For each category, the sum over paired units of the share of pairs with one rating in it and one not.
  private(set) var categoryMixtures: Int?
  /// Number of units each rater rated, then number of ratings by rater and category.
  private(set) var raterUnits: Int?
  private(set) var raterCategories: Int?
  /// The cross tables of all pairs of raters, (0, 1), (0, 2), ..., (1, 2), ...: rows are the first.
  private(set) var crossTables: Int?
  private(set) var count = 2
  private(set) var observedPlaces: [(weights: AgreementWeights, place: Int)] = []
  private(set) var disagreementPlaces: [(metric: AlphaMetric, place: Int)] = []
  private(set) var pairAgreementPlaces: [(weights: AgreementWeights, place: Int)] = []

  /// Cross tables with more cells than this are not made.
  private static let crossTableLimit = 1 << 24

  init(
    needs: AgreementNeeds, categoryCount: Int, raterCount: Int, coincidencePairs pairs: [(low: Int, high: Int)]
  ) {
    func take(_ places: Int) -> Int {
      defer { count += places }
      return count
    }
    if needs.shares { shares = take(categoryCount) }
    for weights in needs.observed { observedPlaces.append((weights, take(1))) }
    if !needs.disagreement.isEmpty || needs.coincidences { pairableRatings = take(categoryCount) }
    for metric in needs.disagreement { disagreementPlaces.append((metric, take(1))) }
    if needs.coincidences {
      coincidencePairs = pairs
      coincidences = take(pairs.count)
    }
    if !needs.pairAgreement.isEmpty {
      ratingCounts = take(categoryCount)
      ratingPairs = take(1)
      for weights in needs.pairAgreement { pairAgreementPlaces.append((weights, take(1))) }
    }
    if needs.categoryPairs { categoryPairs = take(2 * categoryCount) }
    if needs.categoryMixtures { categoryMixtures = take(categoryCount) }
    if needs.raterTotals {
      raterUnits = take(raterCount)
      raterCategories = take(raterCount * categoryCount)
    }
    if needs.crossTables, categoryCount <= AgreementContext.matrixLimit {
      let cells = raterCount * max(raterCount - 1, 0) / 2 * categoryCount * categoryCount
      if cells <= Self.crossTableLimit { crossTables = take(cells) }
    }
  }

  /// Sum over units of the ordered pairs of ratings that agree under these weights.
  func pairAgreement(_ weights: AgreementWeights) -> Int? {
    pairAgreementPlaces.first { $0.weights == weights }?.place
  }

  /// Sum over paired units of the observed agreement under these weights. A handful of families: a search, no hash.
  func observed(_ weights: AgreementWeights) -> Int? { observedPlaces.first { $0.weights == weights }?.place }

  /// Sum over paired units of the observed disagreement in this metric.
  func disagreement(_ metric: AlphaMetric) -> Int? { disagreementPlaces.first { $0.metric == metric }?.place }
}

/// Which features the chosen coefficients need.
struct AgreementNeeds {
  var shares = false
  /// In the order of the families, so that the places of totals do not depend on the order of the coefficients.
  private(set) var observed: [AgreementWeights] = []
  private(set) var disagreement: [AlphaMetric] = []
  private(set) var coincidences = false
  private(set) var pairAgreement: [AgreementWeights] = []
  private(set) var categoryPairs = false
  private(set) var categoryMixtures = false
  private(set) var raterTotals = false
  private(set) var crossTables = false
  /// Whether it matters who gave which rating.
  var raters: Bool { raterTotals || crossTables }

  init(_ coefficients: [AgreementCoefficient]) {
    var (families, pairFamilies) = ([AgreementWeights](), [AgreementWeights]())
    for coefficient in coefficients {
      if coefficient.needsCrossTables {
        crossTables = true
        continue
      }
      switch coefficient {
      case .percentAgreement(let weights), .brennanPrediger(let weights):
        families.append(weights)
      case .fleissKappa(let weights), .gwetAC(let weights), .scottPi(let weights):
        families.append(weights)
        shares = true
      case .cohenKappa(let weights), .congerKappa(let weights):
        families.append(weights)
        raterTotals = true
      case .krippendorffAlpha(.ordinal):
        coincidences = true
      case .krippendorffAlpha(let metric):
        if !disagreement.contains(metric) { disagreement.append(metric) }
      case .vanOest(let weights):
        pairFamilies.append(weights)
      case .categoryAgreement:
        categoryPairs = true
      case .categoryKappa:
        shares = true
        categoryMixtures = true
      case .lightKappa, .bangdiwalaB, .prevalenceIndex, .biasIndex, .kappaMaximum, .kappaRatio:
        crossTables = true
      }
    }
    observed = AgreementWeights.distinct(families)
    pairAgreement = AgreementWeights.distinct(pairFamilies)
  }
}

/// The features of every pattern: of unlabelled patterns as a sparse matrix, patterns x totals; those by rater follow
/// from the labelled patterns themselves.
struct AgreementFeatures {
  let layout: AgreementFeatureLayout
  private let patterns: GroupPatterns
  private var offsets = [0]
  private var places: [Int32] = []
  private var values: [Double] = []

  /// O(ratings of all patterns x distinct categories in a pattern).
  init(_ patterns: GroupPatterns, needs: AgreementNeeds, context: AgreementContext) {
    let pairs = CategoryPairs(needs.coincidences ? patterns : GroupPatterns())
    self.patterns = patterns
    layout = AgreementFeatureLayout(
      needs: needs, categoryCount: patterns.categoryCount, raterCount: patterns.raterCount,
      coincidencePairs: pairs.pairs)
    let unlabelled = patterns.unlabelled
    var histogram = PatternHistogram()
    offsets.reserveCapacity(unlabelled.count + 1)
    for pattern in 0..<unlabelled.count {
      let ratings = unlabelled.ratings(pattern)
      histogram.load(sorted: unlabelled.categories[ratings])
      append(layout.units, 1)
      appendCounts(histogram, context)
      if let start = layout.coincidences, ratings.count >= 2 {
        histogram.forEachPair { low, high, product in
          append(start + pairs.place(low, high), product / Double(ratings.count - 1))
        }
      }
      offsets.append(places.count)
    }
  }

  /// The number of patterns of the finest kind there is.
  var patternCount: Int { (patterns.labelled ?? patterns.unlabelled).count }

  private mutating func appendCounts(_ histogram: PatternHistogram, _ context: AgreementContext) {
    let size = Double(histogram.size)
    if let shares = layout.shares {
      for (category, count) in histogram.entries { append(shares + category, count / size) }
    }
    if let counts = layout.ratingCounts {
      for (category, count) in histogram.entries { append(counts + category, count) }
    }
    guard histogram.size >= 2 else { return }
    append(layout.pairedUnits, 1)
    for (weights, place) in layout.observedPlaces {
      append(place, context.observedAgreement(histogram, weights))
    }
    if let pairable = layout.pairableRatings {
      for (category, count) in histogram.entries { append(pairable + category, count) }
    }
    for (metric, place) in layout.disagreementPlaces {
      append(place, context.disagreement(histogram, metric))
    }
    if let pairs = layout.ratingPairs {
      append(pairs, size * (size - 1))
      for (weights, place) in layout.pairAgreementPlaces { append(place, context.agreeingPairs(histogram, weights)) }
    }
    if let pairs = layout.categoryPairs {
      for (category, count) in histogram.entries {
        append(pairs + 2 * category, count * (count - 1))
        append(pairs + 2 * category + 1, count * (size - 1))
      }
    }
    if let mixtures = layout.categoryMixtures {
      for (category, count) in histogram.entries {
        append(mixtures + category, 2 * count * (size - count) / (size * (size - 1)))
      }
    }
  }

  private mutating func append(_ place: Int, _ value: Double) {
    places.append(Int32(truncatingIfNeeded: place))
    values.append(value)
  }

  /// The totals of the sample. O(stored features + ratings of labelled patterns).
  func totals() -> [Double] {
    var totals = [Double](repeating: 0, count: layout.count)
    addUnlabelled(patterns.unlabelled.multiplicities.span, to: &totals)
    if let labelled = patterns.labelled { addByRater(labelled, labelled.multiplicities.span, to: &totals) }
    return totals
  }

  /// The totals under other numbers of units, one for each pattern of the finest kind.
  func totals(_ multiplicities: Span<Double>) -> [Double] {
    var totals = [Double](repeating: 0, count: layout.count)
    guard let labelled = patterns.labelled else {
      addUnlabelled(multiplicities, to: &totals)
      return totals
    }
    var unlabelled = [Double](repeating: 0, count: patterns.unlabelled.count)
    for pattern in multiplicities.indices {
      unlabelled[patterns.unlabelledOfLabelled[pattern]] += multiplicities[pattern]
    }
    addUnlabelled(unlabelled.span, to: &totals)
    addByRater(labelled, multiplicities, to: &totals)
    return totals
  }

  private func addUnlabelled(_ multiplicities: Span<Double>, to totals: inout [Double]) {
    let (offsets, places, values) = (offsets.span, places.span, values.span)
    for pattern in multiplicities.indices where multiplicities[pattern] != 0 {
      for entry in offsets[pattern]..<offsets[pattern + 1] {
        totals[Int(places[entry])] += multiplicities[pattern] * values[entry]
      }
    }
  }

  private func addByRater(_ labelled: RatingPatterns, _ multiplicities: Span<Double>, to totals: inout [Double]) {
    for pattern in multiplicities.indices where multiplicities[pattern] != 0 {
      forEachByRater(labelled, pattern) { place in totals[place] += multiplicities[pattern] }
    }
  }

  /// Calls `body` with the places of a labelled pattern's features by rater, all of which are 1. O(its ratings), or of
  /// their pairs where there are cross tables.
  @inline(__always)
  private func forEachByRater(_ labelled: RatingPatterns, _ pattern: Int, _ body: (_ place: Int) -> Void) {
    let count = patterns.categoryCount
    let ratings = labelled.ratings(pattern)
    let (raters, categories) = (labelled.raters.span, labelled.categories.span)
    if let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories {
      for rating in ratings {
        let rater = Int(raters[rating])
        body(raterUnits + rater)
        body(raterCategories + rater * count + Int(categories[rating]))
      }
    }
    guard let crossTables = layout.crossTables else { return }
    for first in ratings {
      // The place of the pair (g, h), were there an h = 0.
      let rater = Int(raters[first])
      let base = rater * (2 * patterns.raterCount - rater - 1) / 2 - rater - 1
      for second in (first + 1)..<ratings.upperBound {
        let pair = base + Int(raters[second])
        body(crossTables + (pair * count + Int(categories[first])) * count + Int(categories[second]))
      }
    }
  }

  /// Adds `factor` times the features of one pattern of the finest kind. O(its features).
  func addRow(_ pattern: Int, factor: Double, to totals: inout [Double]) {
    let unlabelled = patterns.labelled == nil ? pattern : patterns.unlabelledOfLabelled[pattern]
    for entry in offsets[unlabelled]..<offsets[unlabelled + 1] {
      totals[Int(places[entry])] += factor * values[entry]
    }
    guard let labelled = patterns.labelled else { return }
    forEachByRater(labelled, pattern) { place in totals[place] += factor }
  }

  /// Features x gradient of every pattern of the finest kind: what one more unit of its pattern does to a coefficient.
  func influences(gradient: [Double]) -> [Double] {
    let unlabelled = unlabelledInfluences(gradient)
    guard let labelled = patterns.labelled else { return unlabelled }
    let (ofLabelled, gradient) = (patterns.unlabelledOfLabelled.span, gradient.span)
    return (0..<labelled.count).map { pattern in
      var influence = unlabelled[ofLabelled[pattern]]
      forEachByRater(labelled, pattern) { place in influence += gradient[place] }
      return influence
    }
  }

  /// The sum over units of the squared ``influences(gradient:)``.
  /// - Parameter byRater: whether the coefficient moves with totals by rater; where it does not, unlabelled patterns do.
  func squaredInfluences(gradient: [Double], byRater: Bool) -> Double {
    let (influences, multiplicities) =
      byRater
      ? (influences(gradient: gradient), patterns.multiplicities)
      : (unlabelledInfluences(gradient), patterns.unlabelled.multiplicities)
    return zip(influences, multiplicities).reduce(0) { $0 + $1.1 * $1.0 * $1.0 }
  }

  private func unlabelledInfluences(_ gradient: [Double]) -> [Double] {
    let (offsets, places, values, gradient) = (offsets.span, places.span, values.span, gradient.span)
    return (0..<patterns.unlabelled.count).map { pattern in
      var sum = 0.0
      for entry in offsets[pattern]..<offsets[pattern + 1] { sum += gradient[Int(places[entry])] * values[entry] }
      return sum
    }
  }

  /// The dense matrix, column-major, patterns of the finest kind x totals.
  func dense() -> [Double] {
    let rows = patternCount
    var dense = [Double](repeating: 0, count: rows * layout.count)
    for row in 0..<rows {
      let pattern = patterns.labelled == nil ? row : patterns.unlabelledOfLabelled[row]
      for entry in offsets[pattern]..<offsets[pattern + 1] { dense[Int(places[entry]) * rows + row] += values[entry] }
    }
    guard let labelled = patterns.labelled else { return dense }
    for row in 0..<rows {
      forEachByRater(labelled, row) { place in dense[place * rows + row] += 1 }
    }
    return dense
  }
}

/// The pairs of different categories that meet in some pattern.
private struct CategoryPairs {
  /// A table of all pairs up to this size; above it, a hash table of those that meet.
  private static let tableLimit = 1 << 16
  private(set) var pairs: [(low: Int, high: Int)] = []
  private let categoryCount: Int
  private var table: [Int32] = []
  private var hashed: [Int: Int] = [:]

  init(_ patterns: GroupPatterns) {
    categoryCount = patterns.categoryCount
    let unlabelled = patterns.unlabelled
    var histogram = PatternHistogram()
    let usesTable = categoryCount * categoryCount <= Self.tableLimit
    if usesTable { table = Array(repeating: -1, count: categoryCount * categoryCount) }
    for pattern in 0..<unlabelled.count {
      histogram.load(sorted: unlabelled.categories[unlabelled.ratings(pattern)])
      histogram.forEachPair { low, high, _ in
        let pair = low * categoryCount + high
        if usesTable { table[pair] = 0 } else { hashed[pair] = 0 }
      }
    }
    for pair in usesTable ? table.indices.filter({ table[$0] == 0 }) : hashed.keys.sorted() {
      if usesTable { table[pair] = Int32(pairs.count) } else { hashed[pair] = pairs.count }
      pairs.append((pair / categoryCount, pair % categoryCount))
    }
  }

  func place(_ low: Int, _ high: Int) -> Int {
    let pair = low * categoryCount + high
    return table.isEmpty ? hashed[pair] ?? 0 : Int(table[pair])
  }
}

/// How often each category occurs in one pattern; only the occurring ones are visited.
struct PatternHistogram {
  /// The occurring categories with their counts, ascending.
  private(set) var entries: [(category: Int, count: Double)] = []
  private(set) var size = 0

  /// Takes the categories of a pattern, in ascending order.
  mutating func load(sorted categories: ArraySlice<UInt32>) {
    entries.removeAll(keepingCapacity: true)
    size = categories.count
    for category in categories {
      if entries.last?.category == Int(category) {
        entries[entries.count - 1].count += 1
      } else {
        entries.append((Int(category), 1))
      }
    }
  }

  /// Calls `body` with every pair of different categories and the product of their counts.
  func forEachPair(_ body: (_ low: Int, _ high: Int, _ product: Double) -> Void) {
    for (place, first) in entries.enumerated() {
      for second in entries[(place + 1)...] { body(first.category, second.category, first.count * second.count) }
    }
  }
}
