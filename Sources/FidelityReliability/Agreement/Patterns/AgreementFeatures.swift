import FidelityData

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
    if let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories {
      for pattern in multiplicities.indices where multiplicities[pattern] != 0 {
        for rating in labelled.ratings(pattern) {
          let rater = Int(labelled.raters[rating])
          totals[raterUnits + rater] += multiplicities[pattern]
          totals[raterCategories + rater * patterns.categoryCount + Int(labelled.categories[rating])] +=
            multiplicities[pattern]
        }
      }
    }
    guard let start = layout.crossTables else { return }
    for pattern in multiplicities.indices where multiplicities[pattern] != 0 {
      forEachCell(labelled, pattern, start) { place in totals[place] += multiplicities[pattern] }
    }
  }

  /// Calls `body` with the places of a labelled pattern in the cross tables, one for each pair of its ratings.
  @inline(__always)
  private func forEachCell(
    _ labelled: RatingPatterns, _ pattern: Int, _ start: Int, _ body: (_ place: Int) -> Void
  ) {
    let count = patterns.categoryCount
    let ratings = labelled.ratings(pattern)
    let (raters, categories) = (labelled.raters.span, labelled.categories.span)
    for first in ratings {
      // The place of the pair (g, h), were there an h = 0.
      let rater = Int(raters[first])
      let base = rater * (2 * patterns.raterCount - rater - 1) / 2 - rater - 1
      for second in (first + 1)..<ratings.upperBound {
        let pair = base + Int(raters[second])
        body(start + (pair * count + Int(categories[first])) * count + Int(categories[second]))
      }
    }
  }

  /// Adds `factor` times the features of one pattern of the finest kind to the totals that begin at `base`. O(its
  /// features).
  func addRow(_ pattern: Int, factor: Double, to totals: inout [Double], at base: Int = 0) {
    let unlabelled = patterns.labelled == nil ? pattern : patterns.unlabelledOfLabelled[pattern]
    for entry in offsets[unlabelled]..<offsets[unlabelled + 1] {
      totals[base + Int(places[entry])] += factor * values[entry]
    }
    guard let labelled = patterns.labelled else { return }
    if let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories {
      for rating in labelled.ratings(pattern) {
        let rater = Int(labelled.raters[rating])
        totals[base + raterUnits + rater] += factor
        totals[base + raterCategories + rater * patterns.categoryCount + Int(labelled.categories[rating])] += factor
      }
    }
    guard let start = layout.crossTables else { return }
    forEachCell(labelled, pattern, base + start) { place in totals[place] += factor }
  }

  /// Features x gradient of every pattern of the finest kind: what one more unit of its pattern does to a coefficient.
  func influences(gradient: [Double]) -> [Double] {
    let unlabelled = unlabelledInfluences(gradient)
    guard let labelled = patterns.labelled else { return unlabelled }
    var influences = raterInfluences(labelled, unlabelled, gradient)
    guard let start = layout.crossTables else { return influences }
    let byCell = gradient.span
    for pattern in 0..<labelled.count {
      var sum = influences[pattern]
      forEachCell(labelled, pattern, start) { place in sum += byCell[place] }
      influences[pattern] = sum
    }
    return influences
  }

  private func raterInfluences(
    _ labelled: RatingPatterns, _ unlabelled: [Double], _ gradient: [Double]
  ) -> [Double] {
    guard let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories else {
      return patterns.unlabelledOfLabelled.map { unlabelled[$0] }
    }
    let count = patterns.categoryCount
    var byRating = Array(gradient[raterCategories..<raterCategories + patterns.raterCount * count])
    for rater in 0..<patterns.raterCount {
      for category in 0..<count { byRating[rater * count + category] += gradient[raterUnits + rater] }
    }
    let (raters, categories, ofLabelled) = (
      labelled.raters.span, labelled.categories.span, patterns.unlabelledOfLabelled.span
    )
    return (0..<labelled.count).map { pattern in
      var influence = unlabelled[ofLabelled[pattern]]
      for rating in labelled.ratings(pattern) {
        influence += byRating[Int(raters[rating]) * count + Int(categories[rating])]
      }
      return influence
    }
  }

  /// The sum over units of the squared ``influences(gradient:)``.
  /// - Parameter byRater: whether the coefficient moves with totals by rater; where it does not, unlabelled patterns
  ///   do.
  func squaredInfluences(gradient: [Double], byRater: Bool) -> Double {
    let (influences, multiplicities) =
      byRater
      ? (influences(gradient: gradient), patterns.multiplicities)
      : (unlabelledInfluences(gradient), patterns.unlabelled.multiplicities)
    return zip(influences, multiplicities).reduce(0) { $0 + $1.1 * $1.0 * $1.0 }
  }

  /// What one more unit of an unlabelled pattern does to a coefficient, and the size of the terms of that sum.
  func influence(ofUnlabelled pattern: Int, _ gradient: [Double]) -> (sum: Double, absolute: Double) {
    var (sum, absolute) = (0.0, 0.0)
    for entry in offsets[pattern]..<offsets[pattern + 1] {
      let term = gradient[Int(places[entry])] * values[entry]
      sum += term
      absolute += abs(term)
    }
    return (sum, absolute)
  }

  /// The sum over units and features of |feature x derivative|: the size of the terms that a coefficient's change is
  /// the sum of, and so of its rounding.
  func absoluteInfluence(gradient: [Double]) -> Double {
    let magnitudes = gradient.map(\.magnitude)
    var sum = 0.0
    for pattern in 0..<patterns.unlabelled.count {
      let units = patterns.unlabelled.multiplicities[pattern]
      for entry in offsets[pattern]..<offsets[pattern + 1] {
        sum += units * magnitudes[Int(places[entry])] * values[entry].magnitude
      }
    }
    guard let labelled = patterns.labelled else { return sum }
    if let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories {
      for pattern in 0..<labelled.count {
        for rating in labelled.ratings(pattern) {
          let rater = Int(labelled.raters[rating])
          let category = rater * patterns.categoryCount + Int(labelled.categories[rating])
          sum +=
            labelled.multiplicities[pattern]
            * (magnitudes[raterUnits + rater] + magnitudes[raterCategories + category])
        }
      }
    }
    guard let start = layout.crossTables else { return sum }
    for pattern in 0..<labelled.count {
      forEachCell(labelled, pattern, start) { place in sum += labelled.multiplicities[pattern] * magnitudes[place] }
    }
    return sum
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
    if let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories {
      for row in 0..<rows {
        for rating in labelled.ratings(row) {
          let rater = Int(labelled.raters[rating])
          let category = rater * patterns.categoryCount + Int(labelled.categories[rating])
          dense[(raterUnits + rater) * rows + row] += 1
          dense[(raterCategories + category) * rows + row] += 1
        }
      }
    }
    guard let start = layout.crossTables else { return dense }
    for row in 0..<rows {
      forEachCell(labelled, row, start) { place in dense[place * rows + row] += 1 }
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
