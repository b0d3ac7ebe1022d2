public import FidelityData

/// Groups counted by their size, with the sums of their means and squared means: the sufficient statistic of the
/// one-way random model y = mean + group + residual, however many groups there are.
///
/// Two groups of the same size have the same variance of their mean, so that the likelihood needs no more of them than
/// their number and two sums. Means are kept less ``origin``.
/// - Complexity: memory O(distinct sizes); merge likewise.
public struct GroupSizes: MergeableState, Equatable {
  /// The groups of one size.
  struct Class: Sendable, Equatable {
    var size: Double
    var count = 0.0
    /// The sums of mean and mean^2 over the groups, means less the origin.
    var means = 0.0
    var squaredMeans = 0.0
  }

  /// What means are kept less of.
  public private(set) var origin: Double
  /// In ascending order of size.
  private(set) var classes: [Class] = []
  /// The sum of squares within the groups.
  public private(set) var withinSquares = 0.0

  public init(origin: Double = 0) { self.origin = origin }

  /// Takes `count` groups that have this size, the sum of whose means and squared means (less the origin) is given.
  mutating func add(_ other: Class) {
    var (place, end) = (0, classes.count)
    while place < end {
      let middle = (place + end) / 2
      if classes[middle].size < other.size { place = middle + 1 } else { end = middle }
    }
    if place == classes.count || classes[place].size != other.size {
      classes.insert(Class(size: other.size), at: place)
    }
    classes[place].count += other.count
    classes[place].means += other.means
    classes[place].squaredMeans += other.squaredMeans
  }

  /// Takes a group.
  mutating func add(size: Double, mean: Double, withinSquares squares: Double) {
    withinSquares += squares
    add(Class(size: size, count: 1, means: mean, squaredMeans: mean * mean))
  }

  mutating func add(withinSquares squares: Double) { withinSquares += squares }

  /// Changes the origin.
  mutating func move(to newOrigin: Double) {
    let shift = origin - newOrigin
    if shift == 0 { return }
    for place in classes.indices {
      let count = classes[place].count
      classes[place].squaredMeans += shift * (2 * classes[place].means + count * shift)
      classes[place].means += count * shift
    }
    origin = newOrigin
  }

  /// The same groups with the grand mean for an origin.
  var centred: GroupSizes {
    var result = self
    if observationCount > 0 { result.move(to: origin + weightedMeans / observationCount) }
    return result
  }

  private var weightedMeans: Double { classes.reduce(0) { $0 + $1.size * $1.means } }

  public mutating func merge(_ other: GroupSizes) {
    if other.classes.isEmpty { return }
    if classes.isEmpty { origin = other.origin }
    var other = other
    other.move(to: origin)
    withinSquares += other.withinSquares
    for group in other.classes { add(group) }
  }

  /// N, the number of observations.
  public var observationCount: Double { classes.reduce(0) { $0 + $1.size * $1.count } }
  /// The number of groups that have an observation.
  public var groupCount: Double { classes.reduce(0) { $0 + $1.count } }

  /// k0 = (N - sum n_i^2 / N) / (groups - 1), the size that the expected mean square between groups has; NaN for fewer
  /// than two groups.
  public var k0: Double {
    let (total, groups) = (observationCount, groupCount)
    if groups < 2 { return .nan }
    return (total - classes.reduce(0) { $0 + $1.count * $1.size * $1.size } / total) / (groups - 1)
  }

  /// The harmonic mean of the sizes; NaN without groups.
  public var harmonicMean: Double { groupCount / classes.reduce(0) { $0 + $1.count / $1.size } }

  /// The sum of n_i (mean_i - grand mean)^2.
  public var betweenSquares: Double {
    let centred = centred
    let rest = centred.weightedMeans
    let squares = centred.classes.reduce(0) { $0 + $1.size * $1.squaredMeans }
    return observationCount > 0 ? notBelowZero(squares - rest * rest / observationCount) : 0
  }

  /// sum w_i (mean_i - weighted mean)^2 with weights that depend on the size, and the sum of the weights.
  private func weightedSquares(_ weight: (Double) -> Double) -> (squares: Double, weight: Double) {
    var (total, sum, squares) = (0.0, 0.0, 0.0)
    for group in classes {
      let w = weight(group.size)
      total += w * group.count
      sum += w * group.means
      squares += w * group.squaredMeans
    }
    return (notBelowZero(squares - sum * sum / total), total)
  }

  /// The sum of squared deviations of the groups' means from their plain mean.
  public var unweightedSquares: Double { weightedSquares { _ in 1 }.squares }

  /// sum w_i (mean_i - weighted mean)^2 with w = n / (1 + n ratio), the precision of a mean where the variance between
  /// groups is `ratio` times that within.
  public func squares(ratio: Double) -> Double { weightedSquares { $0 / (1 + $0 * ratio) }.squares }

  /// The largest size, 0 without groups.
  public var largest: Double { classes.last?.size ?? 0 }

  /// The sum over groups of size^exponent.
  public func powerSum(_ exponent: Int) -> Double {
    classes.reduce(0) { sum, group in sum + group.count * (0..<exponent).reduce(1) { power, _ in power * group.size } }
  }
}
