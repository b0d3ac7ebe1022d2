public import FidelityData

/// Count, mean and variation of each of many groups: the sufficient statistic of a one-way analysis of variance.
///
/// A group takes 32 bytes: n, a shift and the sums of d and d^2, where d is the value less the shift. The shift is the
/// group's first value, and is moved to the group's mean after 16 and after 4,096 values: neither a large origin nor an
/// odd first value costs digits, and no row costs a division. The moved shift is a double itself, so that d stays exact
/// for values that are close to it.
///
/// Groups are dense codes 0, 1, 2, ... as a key dictionary gives them. A row whose group is missing, or whose value is
/// NaN, is counted in ``skippedCount`` and otherwise passed over.
/// - Complexity: `add` O(rows), memory O(groups), merge O(groups).
///
/// Validation: NIST StRD SiRstv, SmLs01, 04, 07, AtmWtAg (`datasets/nist-anova-*`); SmLs02 to 09 by their rule.
public struct OneWayMoments: MergeableState {
  /// One group.
  struct Moments: Sendable, Equatable, BitwiseCopyable {
    private(set) var count = 0.0
    private(set) var origin = 0.0
    private(set) var sum = 0.0
    private(set) var squares = 0.0

    @inline(__always)
    mutating func add(_ value: Double) {
      if count == 0 { origin = value }
      let difference = value - origin
      count += 1
      sum += difference
      squares += difference * difference
      if count == 16 || count == 4_096 { move(to: origin + sum / count) }
    }

    /// Changes the shift.
    mutating func move(to newOrigin: Double) {
      let shift = origin - newOrigin
      squares += shift * (2 * sum + count * shift)
      sum += count * shift
      origin = newOrigin
    }

    mutating func take(_ other: Self) {
      if other.count == 0 { return }
      if count == 0 {
        self = other
        return
      }
      var other = other
      other.move(to: origin)
      count += other.count
      sum += other.sum
      squares += other.squares
    }

    /// The sum of squares about the group's mean.
    var withinSquares: Double { count > 0 ? notBelowZero(squares - sum * sum / count) : 0 }

    /// The mean less `reference`: exact where both are close.
    func mean(from reference: Double) -> Double { (origin - reference) + sum / count }
  }

  private var groups = CacheLineArray<Moments>()
  /// Rows passed over because their group or value was missing.
  public private(set) var skippedCount = 0

  public init() {}

  public var groupCount: Int { groups.count }

  /// The number of values of a group.
  public func observationCount(_ group: Int) -> Int { group < groups.count ? Int(groups[group].count) : 0 }

  func moments(of group: Int) -> Moments { group < groups.count ? groups[group] : Moments() }

  /// The mean of a group's values; NaN without values.
  public func mean(_ group: Int) -> Double {
    let moments = moments(of: group)
    return moments.count > 0 ? moments.origin + moments.sum / moments.count : .nan
  }

  /// The mean of a group less `reference`, without the rounding of a mean that is far from 0; NaN for no value.
  package func mean(_ group: Int, from reference: Double) -> Double {
    let moments = groups[group]
    return moments.count > 0 ? moments.mean(from: reference) : .nan
  }

  /// The sum of squares of a group's values about their mean.
  public func withinSquares(_ group: Int) -> Double { moments(of: group).withinSquares }

  /// Takes rows: the group and the value of each. Spans of different length trap.
  public mutating func add(groups codes: Span<UInt32>, values: Span<Double>) {
    precondition(codes.count == values.count, "columns of different length")
    reserve(codes)
    var skipped = 0
    groups.withMutableSpan { groups, _ in
      var groups = groups
      // Rows of a group often follow one another: its sums stay at hand.
      var (current, sums) = (missingKey, Moments())
      for row in codes.indices {
        let (code, value) = (codes[row], values[row])
        if code == missingKey || value.isNaN {
          skipped += 1
          continue
        }
        if code != current {
          if current != missingKey { groups[Int(current)] = sums }
          current = code
          sums = groups[Int(code)]
        }
        sums.add(value)
      }
      if current != missingKey { groups[Int(current)] = sums }
    }
    skippedCount += skipped
  }

  private mutating func reserve(_ codes: Span<UInt32>) {
    var limit = UInt32(groups.count)
    // A missing key wraps to 0 here and so never sets the limit.
    for row in codes.indices { limit = max(limit, codes[row] &+ 1) }
    groups.grow(to: Int(limit), filler: Moments())
  }

  /// Takes what another state has seen.
  public mutating func merge(_ other: OneWayMoments) {
    merge(other, groups: (0..<UInt32(other.groups.count)).map { $0 })
  }

  /// Takes what another state has seen under group codes of its own.
  /// - Parameter codes: for each group of `other`, its code here; several may go to one.
  public mutating func merge(_ other: OneWayMoments, groups codes: [UInt32]) {
    precondition(codes.count >= other.groups.count, "groups without a code")
    skippedCount += other.skippedCount
    reserve(codes.span.extracting(first: other.groups.count))
    groups.withMutableSpan { groups, _ in
      var groups = groups
      for index in 0..<other.groups.count { groups[Int(codes[index])].take(other.groups[index]) }
    }
  }

  /// The groups by their size: all that a one-way analysis needs.
  /// - Complexity: O(groups).
  public var sizes: GroupSizes {
    var total = 0.0
    var reference = 0.0
    for group in 0..<groups.count where groups[group].count > 0 {
      if total == 0 { reference = groups[group].origin }
      total += groups[group].count
    }
    var result = GroupSizes(origin: reference)
    if total == 0 { return result }
    // The grand mean first: squares about it lose nothing.
    var sum = 0.0
    for group in 0..<groups.count where groups[group].count > 0 {
      sum += groups[group].count * groups[group].mean(from: reference)
    }
    let centre = reference + sum / total
    result = GroupSizes(origin: centre)
    for group in 0..<groups.count where groups[group].count > 0 {
      let moments = groups[group]
      result.add(size: moments.count, mean: moments.mean(from: centre), withinSquares: moments.withinSquares)
    }
    return result
  }
}
