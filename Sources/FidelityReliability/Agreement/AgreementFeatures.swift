import FidelityData

/// Where each total stands in the vector of totals that all coefficients of a group share.
///
/// Every coefficient is a function of sums over units of a few features of the unit. The features of a pattern are one
/// row of ``AgreementFeatures``; the totals are the rows weighted by how many units show each pattern.
struct AgreementFeatureLayout {
  /// Number of units.
  let units = 0
  /// Number of units with two or more ratings.
  let pairedUnits = 1
  /// Sum over units of the share of ratings in each category (one place a category).
  private(set) var shares: Int?
  /// Sum over paired units of the observed agreement, by weights.
  private(set) var observed: [AgreementWeights: Int] = [:]
  /// Number of ratings of paired units in each category.
  private(set) var pairableRatings: Int?
  /// Sum over paired units of the observed disagreement, by metric.
  private(set) var disagreement: [AlphaMetric: Int] = [:]
  /// Coincidences of each pair of different categories that meets in a unit.
  private(set) var coincidences: Int?
  private(set) var coincidencePairs: [(low: Int, high: Int)] = []
  /// Number of units each rater rated, then number of ratings by rater and category.
  private(set) var raterUnits: Int?
  private(set) var raterCategories: Int?
  private(set) var count = 2

  init(
    needs: AgreementNeeds, categoryCount: Int, raterCount: Int, coincidencePairs pairs: [(low: Int, high: Int)]
  ) {
    func take(_ places: Int) -> Int {
      defer { count += places }
      return count
    }
    if needs.shares { shares = take(categoryCount) }
    for weights in AgreementWeights.allCases where needs.observed.contains(weights) { observed[weights] = take(1) }
    if !needs.disagreement.isEmpty || needs.coincidences { pairableRatings = take(categoryCount) }
    for metric in needs.disagreement { disagreement[metric] = take(1) }
    if needs.coincidences {
      coincidencePairs = pairs
      coincidences = take(pairs.count)
    }
    if needs.raters {
      raterUnits = take(raterCount)
      raterCategories = take(raterCount * categoryCount)
    }
  }
}

/// Which features the chosen coefficients need.
struct AgreementNeeds {
  var shares = false
  var observed: Set<AgreementWeights> = []
  var disagreement: [AlphaMetric] = []
  var coincidences = false
  var raters = false

  init(_ coefficients: [AgreementCoefficient]) {
    for coefficient in coefficients {
      switch coefficient {
      case .percentAgreement(let weights), .brennanPrediger(let weights):
        observed.insert(weights)
      case .fleissKappa(let weights), .gwetAC(let weights):
        observed.insert(weights)
        shares = true
      case .cohenKappa(let weights), .congerKappa(let weights):
        observed.insert(weights)
        raters = true
      case .krippendorffAlpha(.ordinal):
        coincidences = true
      case .krippendorffAlpha(let metric):
        if !disagreement.contains(metric) { disagreement.append(metric) }
      }
    }
  }
}

/// The features of every pattern: a sparse matrix, patterns x totals.
struct AgreementFeatures {
  let layout: AgreementFeatureLayout
  private(set) var offsets = [0]
  private(set) var places: [Int32] = []
  private(set) var values: [Double] = []

  var patternCount: Int { offsets.count - 1 }

  /// O(ratings of all patterns x distinct categories in a pattern).
  init(_ patterns: RatingPatterns, needs: AgreementNeeds, context: AgreementContext) {
    let pairs = needs.coincidences ? Self.meetingPairs(of: patterns) : []
    let layout = AgreementFeatureLayout(
      needs: needs, categoryCount: patterns.categoryCount, raterCount: patterns.raterCount, coincidencePairs: pairs)
    let placeOfPair = Dictionary(
      uniqueKeysWithValues: pairs.enumerated().map { ($1.low * patterns.categoryCount + $1.high, $0) })
    self.layout = layout
    var histogram = PatternHistogram(categoryCount: patterns.categoryCount)
    for pattern in 0..<patterns.count {
      let ratings = patterns.ratings(pattern)
      histogram.load(patterns.categories[ratings])
      append(layout.units, 1)
      appendCounts(histogram, context)
      if let start = layout.coincidences, ratings.count >= 2 {
        histogram.forEachPair { low, high, product in
          let place = placeOfPair[low * patterns.categoryCount + high] ?? 0
          append(start + place, product / Double(ratings.count - 1))
        }
      }
      if let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories {
        for rating in ratings {
          let rater = Int(patterns.raters[rating])
          append(raterUnits + rater, 1)
          append(raterCategories + rater * patterns.categoryCount + Int(patterns.categories[rating]), 1)
        }
      }
      offsets.append(places.count)
    }
  }

  private mutating func appendCounts(_ histogram: PatternHistogram, _ context: AgreementContext) {
    let size = Double(histogram.size)
    if let shares = layout.shares {
      for (category, count) in histogram.entries { append(shares + category, count / size) }
    }
    guard histogram.size >= 2 else { return }
    append(layout.pairedUnits, 1)
    for (weights, place) in layout.observed {
      append(place, context.observedAgreement(histogram, weights))
    }
    if let pairable = layout.pairableRatings {
      for (category, count) in histogram.entries { append(pairable + category, count) }
    }
    for (metric, place) in layout.disagreement {
      append(place, context.disagreement(histogram, metric))
    }
  }

  private mutating func append(_ place: Int, _ value: Double) {
    places.append(Int32(place))
    values.append(value)
  }

  private static func meetingPairs(of patterns: RatingPatterns) -> [(low: Int, high: Int)] {
    var histogram = PatternHistogram(categoryCount: patterns.categoryCount)
    var seen: Set<Int> = []
    for pattern in 0..<patterns.count {
      histogram.load(patterns.categories[patterns.ratings(pattern)])
      histogram.forEachPair { low, high, _ in seen.insert(low * patterns.categoryCount + high) }
    }
    return seen.sorted().map { ($0 / patterns.categoryCount, $0 % patterns.categoryCount) }
  }

  /// The totals under given numbers of units per pattern. O(stored features).
  func totals(_ multiplicities: Span<Double>) -> [Double] {
    var totals = [Double](repeating: 0, count: layout.count)
    for pattern in 0..<patternCount where multiplicities[pattern] != 0 {
      for entry in offsets[pattern]..<offsets[pattern + 1] {
        totals[Int(places[entry])] += multiplicities[pattern] * values[entry]
      }
    }
    return totals
  }

  /// The features of each pattern times a gradient: what one more unit of that pattern does to a coefficient.
  func influences(gradient: [Double]) -> [Double] {
    (0..<patternCount).map { pattern in
      var sum = 0.0
      for entry in offsets[pattern]..<offsets[pattern + 1] { sum += gradient[Int(places[entry])] * values[entry] }
      return sum
    }
  }

  /// The dense matrix, column-major, patterns x totals.
  func dense() -> [Double] {
    var dense = [Double](repeating: 0, count: patternCount * layout.count)
    for pattern in 0..<patternCount {
      for entry in offsets[pattern]..<offsets[pattern + 1] {
        dense[Int(places[entry]) * patternCount + pattern] += values[entry]
      }
    }
    return dense
  }
}

/// How often each category occurs in one pattern; only the occurring ones are visited.
struct PatternHistogram {
  private var counts: [Double]
  /// The occurring categories with their counts, ascending.
  private(set) var entries: [(category: Int, count: Double)] = []
  private(set) var size = 0

  init(categoryCount: Int) { counts = Array(repeating: 0, count: categoryCount) }

  mutating func load(_ categories: ArraySlice<UInt32>) {
    entries.removeAll(keepingCapacity: true)
    size = categories.count
    for category in categories {
      if counts[Int(category)] == 0 { entries.append((Int(category), 0)) }
      counts[Int(category)] += 1
    }
    entries.sort { $0.category < $1.category }
    for index in entries.indices {
      entries[index].count = counts[entries[index].category]
      counts[entries[index].category] = 0
    }
  }

  /// Calls `body` with every pair of different categories and the product of their counts.
  func forEachPair(_ body: (_ low: Int, _ high: Int, _ product: Double) -> Void) {
    for (place, first) in entries.enumerated() {
      for second in entries[(place + 1)...] { body(first.category, second.category, first.count * second.count) }
    }
  }
}
