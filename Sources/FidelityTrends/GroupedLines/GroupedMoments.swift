import CProcessor
public import FidelityData

/// First and second moments of (x, y) in each of many groups: the sufficient statistic of a straight line per group.
///
/// A group takes 64 bytes: n, the shift (x0, y0) and the sums of dx, dy, dx^2, dx dy and dy^2, where dx is x less x0
/// and dy is y less y0. The shift is the group's first observation, so large origins (dates, identifiers) lose no
/// digits; no row costs a division.
///
/// Groups are dense codes 0, 1, 2, ... as a key dictionary gives them. A row whose group is missing, or whose x or y is
/// NaN, is counted in ``skippedCount`` and otherwise passed over.
/// - Complexity: `add` O(rows), memory O(groups), merge and finish O(groups).
public struct GroupedMoments: MergeableState {
  /// One group: eight numbers, in one line of the processor's cache.
  package struct Moments: Sendable, Equatable, BitwiseCopyable {
    private(set) var count = 0.0
    private(set) var originX = 0.0
    private(set) var originY = 0.0
    private(set) var sumX = 0.0
    private(set) var sumY = 0.0
    private(set) var sumXX = 0.0
    private(set) var sumXY = 0.0
    private(set) var sumYY = 0.0

    @inline(__always)
    fileprivate mutating func add(_ x: Double, _ y: Double) {
      if count == 0 {
        originX = x
        originY = y
      }
      let dx = x - originX
      let dy = y - originY
      count += 1
      sumX += dx
      sumY += dy
      sumXX += dx * dx
      sumXY += dx * dy
      sumYY += dy * dy
    }

    /// Takes another state, whose shift is moved to this one's.
    mutating func take(_ other: Self) {
      let n = other.count
      let shiftX = other.originX - originX
      let shiftY = other.originY - originY
      sumXX += other.sumXX + shiftX * (2 * other.sumX + n * shiftX)
      sumXY += other.sumXY + shiftX * other.sumY + shiftY * other.sumX + n * shiftX * shiftY
      sumYY += other.sumYY + shiftY * (2 * other.sumY + n * shiftY)
      sumX += other.sumX + n * shiftX
      sumY += other.sumY + n * shiftY
      count += n
    }
  }

  private var groups = CacheLineArray<Moments>()
  private let expected = ExpectedCount()
  /// Rows passed over because their group, x or y was missing.
  public private(set) var skippedCount = 0

  public init() {}

  public var groupCount: Int { groups.count }

  /// The number of observations of a group.
  public func observationCount(_ group: Int) -> Int { Int(moments(of: group).count) }

  /// The moments of a group, those of no observations where it is not there.
  package func moments(of group: Int) -> Moments { group < groups.count ? groups[group] : Moments() }

  /// Takes rows: the group, x and y of each. Spans of different length trap.
  public mutating func add(groups codes: Span<UInt32>, x: Span<Double>, y: Span<Double>) {
    precondition(codes.count == x.count && codes.count == y.count, "columns of different length")
    reserve(codes)
    var skipped = 0
    groups.withMutableSpan { groups, address in
      var groups = groups
      // The groups of many sites do not lie in the nearest cache: their turn is seen coming.
      let seen = max(0, codes.count - Self.foresight)
      for row in 0..<seen {
        fidelity_prefetch(address &+ UInt64(codes[row &+ Self.foresight]) &* UInt64(MemoryLayout<Moments>.stride))
        Self.add(codes[row], x[row], y[row], to: &groups, &skipped)
      }
      for row in seen..<codes.count { Self.add(codes[row], x[row], y[row], to: &groups, &skipped) }
    }
    skippedCount += skipped
  }

  /// `code` is missing or that of a group that is there.
  @inline(__always)
  private static func add(
    _ code: UInt32, _ x: Double, _ y: Double, to groups: inout MutableSpan<Moments>, _ skipped: inout Int
  ) {
    // NaN is the only number that differs from itself; the sum is NaN where either is.
    let sum = x + y
    if code == missingKey || sum != sum { skipped += 1 } else { groups[Int(code)].add(x, y) }
  }

  /// How many rows before their turn groups are asked for.
  private static let foresight = 16

  /// Takes rows of a single group.
  public mutating func add(x: Span<Double>, y: Span<Double>) {
    precondition(x.count == y.count, "columns of different length")
    groups.grow(to: 1, filler: Moments())
    var skipped = 0
    groups.withMutableSpan { groups, _ in
      var groups = groups
      for row in x.indices {
        if (x[row] + y[row]).isNaN { skipped += 1 } else { groups[0].add(x[row], y[row]) }
      }
    }
    skippedCount += skipped
  }

  private mutating func reserve(_ codes: Span<UInt32>) {
    var limit = UInt32(groups.count)
    for row in codes.indices {
      // A missing key wraps to 0 here and so never sets the limit.
      limit = max(limit, codes[row] &+ 1)
    }
    guard limit > groups.count else { return }
    groups.grow(to: Int(limit), filler: Moments(), expected: expected.value(after: Int(limit)))
    expected.raise(to: Int(limit))
  }

  /// Takes what another state has seen; its shifts are moved to this state's.
  public mutating func merge(_ other: GroupedMoments) {
    merge(other, groups: (0..<UInt32(other.groups.count)).map { $0 })
  }

  /// Takes what another state has seen under group codes of its own.
  /// - Parameter codes: for each group of `other`, its code here; several may go to one.
  public mutating func merge(_ other: GroupedMoments, groups codes: [UInt32]) {
    precondition(codes.count >= other.groups.count, "groups without a code")
    skippedCount += other.skippedCount
    reserve(codes.span.extracting(first: other.groups.count))
    groups.withMutableSpan { groups, _ in
      var groups = groups
      for index in 0..<other.groups.count {
        let theirs = other.groups[index]
        if theirs.count == 0 { continue }
        let place = Int(codes[index])
        if groups[place].count == 0 {
          groups[place] = theirs
        } else {
          groups[place].take(theirs)
        }
      }
    }
  }
}
