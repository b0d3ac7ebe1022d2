public import FidelityData

/// The sufficient statistic of units crossed with raters, y = mean + unit + rater + residual, cells missing or not.
///
/// The covariance of a unit's ratings depends on how many there are and not on whose they are: so units are summed by
/// their number of ratings m. With c the vector of how often each rater rated the unit (mostly 0 or 1):
///
/// | sum over units of m ratings | |
/// |---|---|
/// | number of units | 1 |
/// | `pairs`: r x r | c c' / m |
/// | `means`: r | mean of the unit times c |
/// | `squaredMeans` | m mean^2 |
///
/// and over all units the deviations of each rater from the units' means, and the squares within units. Nothing is kept
/// of a unit: memory does not grow with them. Means are kept less ``origin``.
///
/// Up to ``maskedRaterCount`` raters, units are summed by the set of raters first: a unit costs O(m). Beyond, O(m^2).
/// - Complexity: add O(ratings x m) at most, memory O(distinct m x raters^2), merge likewise.
public struct CrossedMoments: MergeableState {
  /// Up to so many raters there is a place for every set of them.
  public static let maskedRaterCount = 10

  /// Units of one number of ratings.
  struct SizeClass: Sendable, Equatable {
    var count = 0.0
    /// Column by column, r x r, both triangles.
    var pairs: [Double]
    var means: [Double]
    var squaredMeans = 0.0

    init(raterCount: Int) {
      pairs = Array(repeating: 0, count: raterCount * raterCount)
      means = Array(repeating: 0, count: raterCount)
    }
  }

  /// Units that the same raters rated once each: their number and the sums of mean and mean^2.
  struct MaskSums: Sendable, Equatable {
    var count = 0.0
    var means = 0.0
    var squaredMeans = 0.0
  }

  public private(set) var raterCount: Int
  /// What means are kept less of: the first unit's mean.
  private(set) var origin = 0.0
  /// By the set of raters, bit r for rater r; empty where there are too many raters.
  var masks: [MaskSums]
  private var classes: [Int: SizeClass] = [:]
  /// The number of ratings of each rater.
  private(set) var ratingCounts: [Double]
  /// The sum over a rater's ratings of rating less unit mean.
  private(set) var deviations: [Double]
  /// The sum of squares within units.
  private(set) var withinSquares = 0.0
  /// Units that nobody rated.
  public private(set) var emptyUnitCount = 0.0
  private var isStarted = false

  public init(raterCount: Int) {
    self.raterCount = raterCount
    masks = raterCount <= Self.maskedRaterCount ? Array(repeating: MaskSums(), count: 1 << raterCount) : []
    ratingCounts = Array(repeating: 0, count: raterCount)
    deviations = ratingCounts
  }

  /// Takes a unit: who rated it and how. A rater may occur more than once; NaN is a missing rating.
  /// - Parameter multiplicity: how many units of these ratings there are.
  public mutating func add(raters: Span<UInt32>, values: Span<Double>, multiplicity: Double = 1) {
    precondition(raters.count == values.count, "columns of different length")
    var (count, sum, mask) = (0.0, 0.0, 0)
    var isSingle = true
    // Less the unit's first rating: a large origin costs no digits.
    var first = Double.nan
    for place in values.indices where !values[place].isNaN {
      let rater = Int(raters[place])
      precondition(rater < raterCount, "a rater beyond those declared")
      if first.isNaN { first = values[place] }
      count += 1
      sum += values[place] - first
      if !masks.isEmpty {
        if mask & (1 << rater) != 0 { isSingle = false }
        mask |= 1 << rater
      }
    }
    if count == 0 {
      emptyUnitCount += multiplicity
      return
    }
    let shift = sum / count
    let mean = start(first, shift)
    for place in values.indices where !values[place].isNaN {
      let deviation = (values[place] - first) - shift
      ratingCounts[Int(raters[place])] += multiplicity
      deviations[Int(raters[place])] += multiplicity * deviation
      withinSquares += multiplicity * deviation * deviation
    }
    if isSingle && !masks.isEmpty {
      masks[mask].count += multiplicity
      masks[mask].means += multiplicity * mean
      masks[mask].squaredMeans += multiplicity * mean * mean
    } else {
      addPairs(raters, values, count: count, mean: mean, multiplicity)
    }
  }

  /// The mean of a unit, `first + shift`, less the origin, which the first unit sets.
  @inline(__always)
  mutating func start(_ first: Double, _ shift: Double) -> Double {
    if !isStarted {
      isStarted = true
      origin = first + shift
    }
    return (first - origin) + shift
  }

  private mutating func addPairs(
    _ raters: Span<UInt32>, _ values: Span<Double>, count: Double, mean: Double, _ multiplicity: Double
  ) {
    let size = Int(count)
    let raterCount = raterCount
    var sums = classes.removeValue(forKey: size) ?? SizeClass(raterCount: raterCount)
    sums.count += multiplicity
    sums.squaredMeans += multiplicity * count * mean * mean
    for i in values.indices where !values[i].isNaN {
      let rater = Int(raters[i])
      sums.means[rater] += multiplicity * mean
      for j in values.indices where !values[j].isNaN {
        sums.pairs[Int(raters[j]) + rater * raterCount] += multiplicity / count
      }
    }
    classes[size] = sums
  }

  /// Adds what the ratings of many units sum to beside their masks.
  mutating func add(counts: Span<Double>, deviations sums: Span<Double>, withinSquares squares: Double, empty: Double) {
    for rater in 0..<raterCount {
      ratingCounts[rater] += counts[rater]
      deviations[rater] += sums[rater]
    }
    withinSquares += squares
    emptyUnitCount += empty
  }

  /// Makes room for raters up to a number; those there are keep theirs.
  /// - Complexity: O(distinct m x raters^2) where there are more than before, else O(1).
  public mutating func reserveRaters(_ count: Int) {
    if count <= raterCount { return }
    var grown = CrossedMoments(raterCount: count)
    if grown.masks.isEmpty {
      // Sets of raters become classes.
      for (size, sums) in allClasses() { grown.classes[size] = sums.padded(to: count) }
    } else {
      for (place, sums) in masks.enumerated() { grown.masks[place] = sums }
      for (size, sums) in classes { grown.classes[size] = sums.padded(to: count) }
    }
    for rater in 0..<raterCount {
      grown.ratingCounts[rater] = ratingCounts[rater]
      grown.deviations[rater] = deviations[rater]
    }
    (grown.origin, grown.isStarted, grown.withinSquares) = (origin, isStarted, withinSquares)
    grown.emptyUnitCount = emptyUnitCount
    self = grown
  }

  /// Takes what another state has seen, whose raters have the same numbers; one of them may know more raters.
  public mutating func merge(_ other: CrossedMoments) {
    reserveRaters(other.raterCount)
    var other = other
    other.reserveRaters(raterCount)
    emptyUnitCount += other.emptyUnitCount
    guard other.isStarted else { return }
    if !isStarted { (isStarted, origin) = (true, other.origin) }
    let shift = other.origin - origin
    for rater in 0..<raterCount {
      ratingCounts[rater] += other.ratingCounts[rater]
      deviations[rater] += other.deviations[rater]
    }
    withinSquares += other.withinSquares
    for (place, theirs) in other.masks.enumerated() where theirs.count > 0 {
      masks[place].count += theirs.count
      masks[place].means += theirs.means + shift * theirs.count
      masks[place].squaredMeans += theirs.squaredMeans + shift * (2 * theirs.means + shift * theirs.count)
    }
    for (size, theirs) in other.classes {
      var sums = classes.removeValue(forKey: size) ?? SizeClass(raterCount: raterCount)
      sums.take(theirs, size: size, shift: shift)
      classes[size] = sums
    }
  }

  /// The classes, sets of raters included, in ascending order of size and with the grand mean for an origin.
  func sizeClasses() -> (origin: Double, classes: [(size: Double, sums: SizeClass)]) {
    let sorted = allClasses().sorted { $0.key < $1.key }
    // The sum over a class of c times mean, over raters, is m times the sum of the means.
    let total = ratingCounts.reduce(0, +)
    if total == 0 { return (origin, []) }
    let shift = -sorted.reduce(0) { $0 + $1.value.means.reduce(0, +) } / total
    let centred = sorted.map { size, sums in
      var result = SizeClass(raterCount: raterCount)
      result.take(sums, size: size, shift: shift)
      return (Double(size), result)
    }
    return (origin - shift, centred)
  }

  private func allClasses() -> [Int: SizeClass] {
    var all = classes
    for (mask, sums) in masks.enumerated() where sums.count > 0 {
      let size = mask.nonzeroBitCount
      var target = all.removeValue(forKey: size) ?? SizeClass(raterCount: raterCount)
      target.take(sums, mask: mask, raterCount: raterCount)
      all[size] = target
    }
    return all
  }

  /// The units by their number of ratings, for a one-way analysis.
  public var unitSizes: GroupSizes { unitSizes(sizeClasses()) }

  func unitSizes(_ sizes: (origin: Double, classes: [(size: Double, sums: SizeClass)])) -> GroupSizes {
    let (origin, classes) = sizes
    var result = GroupSizes(origin: origin)
    for (size, sums) in classes {
      result.add(
        GroupSizes.Class(
          size: size, count: sums.count, means: sums.means.reduce(0, +) / size, squaredMeans: sums.squaredMeans / size))
    }
    result.add(withinSquares: withinSquares)
    return result
  }

  /// Whether there are units that are not summed by their set of raters.
  var hasClasses: Bool { !classes.isEmpty }

  /// The number of ratings.
  public var observationCount: Double { ratingCounts.reduce(0, +) }
  /// The number of units that somebody rated.
  public var unitCount: Double { masks.reduce(0) { $0 + $1.count } + classes.values.reduce(0) { $0 + $1.count } }
  /// The number of raters that rated somebody.
  public var activeRaterCount: Int { ratingCounts.count { $0 > 0 } }
}

extension CrossedMoments.SizeClass {
  /// The same among more raters.
  func padded(to raterCount: Int) -> Self {
    var result = Self(raterCount: raterCount)
    (result.count, result.squaredMeans) = (count, squaredMeans)
    for rater in means.indices {
      result.means[rater] = means[rater]
      for other in means.indices { result.pairs[other + rater * raterCount] = pairs[other + rater * means.count] }
    }
    return result
  }

  /// Takes a class of the same size whose origin is higher by `shift`.
  mutating func take(_ other: Self, size: Int, shift: Double) {
    count += other.count
    let raterCount = means.count
    let sum = other.means.reduce(0, +)
    squaredMeans += other.squaredMeans + shift * (2 * sum + shift * Double(size) * other.count)
    for rater in 0..<raterCount {
      // The sum of c over the units: c c' / m times the vector of ones.
      var ratings = 0.0
      for j in 0..<raterCount {
        ratings += other.pairs[j + rater * raterCount]
        pairs[j + rater * raterCount] += other.pairs[j + rater * raterCount]
      }
      means[rater] += other.means[rater] + shift * ratings
    }
  }

  mutating func take(_ other: CrossedMoments.MaskSums, mask: Int, raterCount: Int) {
    let size = Double(mask.nonzeroBitCount)
    count += other.count
    squaredMeans += size * other.squaredMeans
    for rater in 0..<raterCount where mask & (1 << rater) != 0 {
      means[rater] += other.means
      for j in 0..<raterCount where mask & (1 << j) != 0 { pairs[j + rater * raterCount] += other.count / size }
    }
  }
}
