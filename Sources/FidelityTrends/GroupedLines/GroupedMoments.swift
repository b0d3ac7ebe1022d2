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
  /// One group, in one line of the processor's cache: eight numbers aligned to 64 bytes.
  package struct Moments: Sendable, Equatable {
    /// count, originX, originY, sumX, sumY, sumXX, sumXY, sumYY
    private var lanes = SIMD8<Double>.zero

    var count: Double { lanes[0] }
    var originX: Double { lanes[1] }
    var originY: Double { lanes[2] }
    var sumX: Double { lanes[3] }
    var sumY: Double { lanes[4] }
    var sumXX: Double { lanes[5] }
    var sumXY: Double { lanes[6] }
    var sumYY: Double { lanes[7] }

    /// Takes an observation into the eight numbers at `place`: single ones, since gathering them into a vector costs
    /// more than it saves.
    @unsafe
    @inline(__always)
    fileprivate static func add(_ x: Double, _ y: Double, at place: UnsafeMutablePointer<Double>) {
      if unsafe place[0] == 0 {
        unsafe place[1] = x
        unsafe place[2] = y
      }
      let dx = unsafe x - place[1]
      let dy = unsafe y - place[2]
      unsafe place[0] += 1
      unsafe place[3] += dx
      unsafe place[4] += dy
      unsafe place[5] += dx * dx
      unsafe place[6] += dx * dy
      unsafe place[7] += dy * dy
    }

    /// Takes another state, whose shift is moved to this one's.
    mutating func take(_ other: Self) {
      let n = other.count
      let shiftX = other.originX - originX
      let shiftY = other.originY - originY
      lanes += SIMD8(
        n, 0, 0, other.sumX + n * shiftX, other.sumY + n * shiftY,
        other.sumXX + shiftX * (2 * other.sumX + n * shiftX),
        other.sumXY + shiftX * other.sumY + shiftY * other.sumX + n * shiftX * shiftY,
        other.sumYY + shiftY * (2 * other.sumY + n * shiftY))
    }
  }

  package private(set) var groups: [Moments] = []
  /// Rows passed over because their group, x or y was missing.
  public private(set) var skippedCount = 0

  public init() {}

  public var groupCount: Int { groups.count }

  /// The number of observations of a group.
  public func observationCount(_ group: Int) -> Int { group < groups.count ? Int(groups[group].count) : 0 }

  /// Takes rows: the group, x and y of each. Spans of different length trap.
  public mutating func add(groups codes: Span<UInt32>, x: Span<Double>, y: Span<Double>) {
    precondition(codes.count == x.count && codes.count == y.count, "columns of different length")
    reserve(codes)
    var skipped = 0
    unsafe withNumbers { numbers in
      // The groups of many sites do not lie in the nearest cache: their turn is seen coming.
      let seen = max(0, codes.count - Self.foresight)
      for row in 0..<seen {
        unsafe fidelity_prefetch(
          numbers, UInt64(codes[row + Self.foresight]) &* UInt64(MemoryLayout<Moments>.stride))
        unsafe Self.add(codes[row], x[row], y[row], to: numbers, &skipped)
      }
      for row in seen..<codes.count { unsafe Self.add(codes[row], x[row], y[row], to: numbers, &skipped) }
    }
    skippedCount += skipped
  }

  /// `code` is missing or that of a group that is there.
  @unsafe
  @inline(__always)
  private static func add(
    _ code: UInt32, _ x: Double, _ y: Double, to numbers: UnsafeMutablePointer<Double>, _ skipped: inout Int
  ) {
    // NaN is the only number that differs from itself; the sum is NaN where either is.
    let sum = x + y
    if code == missingKey || sum != sum { skipped += 1 } else { unsafe Moments.add(x, y, at: numbers + 8 * Int(code)) }
  }

  /// How many rows before their turn groups are asked for.
  private static let foresight = 16

  /// Takes rows of a single group.
  public mutating func add(x: Span<Double>, y: Span<Double>) {
    precondition(x.count == y.count, "columns of different length")
    if groups.isEmpty { groups = [Moments()] }
    var skipped = 0
    unsafe withNumbers { numbers in
      for row in x.indices {
        if (x[row] + y[row]).isNaN { skipped += 1 } else { unsafe Moments.add(x[row], y[row], at: numbers) }
      }
    }
    skippedCount += skipped
  }

  /// Calls `body` with the numbers of all groups, eight each; not at all where there is no group.
  @unsafe
  @inline(__always)
  private mutating func withNumbers(_ body: (UnsafeMutablePointer<Double>) -> Void) {
    unsafe groups.withUnsafeMutableBytes { memory in
      guard let start = memory.baseAddress else { return }
      unsafe body(start.assumingMemoryBound(to: Double.self))
    }
  }

  private mutating func reserve(_ codes: Span<UInt32>) {
    var limit = UInt32(groups.count)
    for row in codes.indices {
      // A missing key wraps to 0 here and so never sets the limit.
      limit = max(limit, codes[row] &+ 1)
    }
    if Int(limit) > groups.count {
      if Int(limit) > groups.capacity { groups.reserveCapacity(max(Int(limit), groups.count * 2)) }
      groups += repeatElement(Moments(), count: Int(limit) - groups.count)
    }
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
    for (index, theirs) in other.groups.enumerated() where theirs.count > 0 {
      let place = Int(codes[index])
      if groups[place].count == 0 {
        groups[place] = theirs
      } else {
        groups[place].take(theirs)
      }
    }
  }
}
