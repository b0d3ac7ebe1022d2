/// The totals of eight resamples of raters at a time: the numbers of ``WeightedRaters``, lane by lane.
///
/// A pattern's categories are the same in every resample, only their weights are not; so everything that a pattern
/// looks up, it looks up once for eight, and no lane branches. Which categories and raters were not drawn shows in
/// weights of 0.
/// - Complexity: O(patterns x (ratings + pairs of categories in a pattern)) for eight resamples.
struct RaterBlocks: Sendable {
  typealias Lanes = SIMD8<Double>
  /// The number of resamples in a block.
  static let laneCount = 8
  /// With more categories, tables of pairs of them would leave the cache.
  private static let mostCategories = 128

  private let layout: AgreementFeatureLayout
  private let categoryCount: Int
  private let patternCount: Int
  /// The rater of each rating: pattern by pattern, category by category.
  private let raters: [UInt32]
  /// Runs of ratings of one category: the first of each pattern, and the end of the last; the category of each run,
  /// and where it begins.
  private let runs: [Int32]
  private let runCategories: [UInt32]
  private let runStarts: [Int32]
  private let longest: Int
  private let families: [Family]
  /// Twice the squared distance of two categories, low * q + high.
  private let metrics: [(place: Int, distances: [Double])]
  /// The total of the coincidences of two categories, low * q + high.
  private let coincidences: [Int32]

  /// The agreement of two categories, both ways together, and of a category with itself.
  private struct Family {
    let place: Int
    /// Empty for the identity.
    let pairs: [Double]
    let own: [Double]
  }

  /// Nil where there are too many categories.
  init?(_ source: WeightedRaters) {
    let count = source.categoryCount
    guard count <= Self.mostCategories else { return nil }
    (layout, categoryCount, patternCount, raters) = (source.layout, count, source.patternCount, source.raters)
    var (runs, runCategories, runStarts) = ([Int32(0)], [UInt32](), [Int32]())
    for pattern in 0..<source.patternCount {
      let ratings = source.patterns.ratings(pattern)
      for rating in ratings where rating == ratings.lowerBound || source.categories[rating] != runCategories.last {
        runCategories.append(source.categories[rating])
        runStarts.append(Int32(rating))
      }
      runs.append(Int32(runCategories.count))
    }
    longest = zip(runs, runs.dropFirst()).reduce(0) { max($0, Int($1.1 - $1.0)) }
    (self.runs, self.runCategories) = (runs, runCategories)
    self.runStarts = runStarts + [Int32(source.raters.count)]
    families = source.families.map { place, matrix in
      guard let matrix else { return Family(place: place, pairs: [], own: Array(repeating: 1, count: count)) }
      return Family(
        place: place,
        pairs: (0..<count * count).map { matrix[$0] + matrix[$0 % count * count + $0 / count] },
        own: (0..<count).map { matrix[$0 * count + $0] })
    }
    metrics = source.metrics.map { place, distances in
      let distances = (0..<count * count).map { pair in
        pair / count == pair % count ? 0 : 2 * distances(pair / count, pair % count)
      }
      return (place, distances)
    }
    coincidences = source.coincidenceTable
  }

  /// Fills the totals of a block.
  /// - Parameters:
  ///   - totals: one place for each total; overwritten.
  ///   - weights: how often each rater was drawn.
  ///   - multiplicities: the number of units of each pattern.
  func fill(_ totals: inout [Lanes], weights: [Lanes], multiplicities: [Lanes], _ scratch: inout Scratch) {
    if scratch.sums.count < longest { scratch.sums = Array(repeating: .zero, count: longest) }
    for place in totals.indices { totals[place] = .zero }
    var totals = totals.mutableSpan
    var sums = scratch.sums.mutableSpan
    let (weights, multiplicities) = (weights.span, multiplicities.span)
    let (runs, categories) = (runs.span, runCategories.span)
    for pattern in 0..<patternCount {
      let range = Int(runs[pattern])..<Int(runs[pattern + 1])
      let (size, squares) = takeSums(range, weights, &sums)
      let factor = multiplicities[pattern]
      let isRated = size .> .zero
      let perRating = (factor / size).replacing(with: 0, where: .!isRated)
      totals[layout.units] += factor.replacing(with: 0, where: .!isRated)
      if let shares = layout.shares {
        for run in range { totals[shares + Int(categories[run])] += perRating * sums[run - range.lowerBound] }
      }
      if let raterUnits = layout.raterUnits, let byRater = layout.raterCategories {
        addRaters(range, factor, raterUnits, byRater, &totals)
      }
      addPairs(range, factor, size, squares, sums.span, &totals)
    }
  }

  /// Memory that blocks share.
  struct Scratch {
    fileprivate var sums: [Lanes] = []
  }

  /// The sum of the weights in each category of a pattern; in all together, and of their squares.
  @inline(__always)
  private func takeSums(
    _ range: Range<Int>, _ weights: Span<Lanes>, _ sums: inout MutableSpan<Lanes>
  ) -> (size: Lanes, squares: Lanes) {
    let (starts, raters) = (runStarts.span, raters.span)
    var (size, squares) = (Lanes.zero, Lanes.zero)
    for run in range {
      var sum = Lanes.zero
      for rating in Int(starts[run])..<Int(starts[run + 1]) {
        let weight = weights[Int(raters[rating])]
        sum += weight
        squares += weight * weight
      }
      sums[run - range.lowerBound] = sum
      size += sum
    }
    return (size, squares)
  }

  /// Totals by rater; those of raters that were not drawn are not used.
  @inline(__always)
  private func addRaters(
    _ range: Range<Int>, _ factor: Lanes, _ raterUnits: Int, _ byRater: Int, _ totals: inout MutableSpan<Lanes>
  ) {
    let (starts, raters, categories) = (runStarts.span, raters.span, runCategories.span)
    for run in range {
      for rating in Int(starts[run])..<Int(starts[run + 1]) {
        let rater = Int(raters[rating])
        totals[raterUnits + rater] += factor
        totals[byRater + rater * categoryCount + Int(categories[run])] += factor
      }
    }
  }

  /// What pairs of different raters add.
  @inline(__always)
  private func addPairs(
    _ range: Range<Int>, _ factor: Lanes, _ size: Lanes, _ squares: Lanes, _ sums: Span<Lanes>,
    _ totals: inout MutableSpan<Lanes>
  ) {
    let categories = runCategories.span
    // Weights are whole numbers, and the difference is exact: 0 where all ratings are one rater's.
    let pairs = size * size - squares
    let isPaired = pairs .> .zero
    let paired = factor.replacing(with: 0, where: .!isPaired)
    let perPair = (factor / pairs).replacing(with: 0, where: .!isPaired)
    let first = range.lowerBound
    totals[layout.pairedUnits] += paired
    for family in families {
      var agreement = -squares
      let (own, between) = (family.own.span, family.pairs.span)
      for high in range {
        let category = Int(categories[high])
        let sum = sums[high - first]
        agreement += own[category] * (sum * sum)
        if between.isEmpty { continue }
        var weighted = Lanes.zero
        for low in first..<high {
          weighted += between[Int(categories[low]) * categoryCount + category] * sums[low - first]
        }
        agreement += sum * weighted
      }
      totals[family.place] += perPair * agreement
    }
    guard let pairable = layout.pairableRatings else { return }
    for run in range { totals[pairable + Int(categories[run])] += paired * sums[run - first] }
    let perCoincidence = perPair * size
    for metric in metrics {
      var disagreement = Lanes.zero
      let distances = metric.distances.span
      for high in range {
        var distant = Lanes.zero
        for low in first..<high {
          distant += distances[Int(categories[low]) * categoryCount + Int(categories[high])] * sums[low - first]
        }
        disagreement += sums[high - first] * distant
      }
      totals[metric.place] += perCoincidence * disagreement
    }
    guard layout.coincidences != nil else { return }
    let places = coincidences.span
    for high in range {
      let factor = perCoincidence * sums[high - first]
      for low in first..<high {
        totals[Int(places[Int(categories[low]) * categoryCount + Int(categories[high])])] += factor * sums[low - first]
      }
    }
  }
}
