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
  package struct Moments: Sendable, Equatable {
    var count = 0.0
    var originX = 0.0
    var originY = 0.0
    var sumX = 0.0
    var sumY = 0.0
    var sumXX = 0.0
    var sumXY = 0.0
    var sumYY = 0.0
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
    var moments = groups.mutableSpan
    for row in codes.indices {
      let (code, x, y) = (codes[row], x[row], y[row])
      // NaN is the only number that differs from itself; the sum is NaN where either is.
      let sum = x + y
      if code == missingKey || sum != sum {
        skipped += 1
        continue
      }
      Self.add(x, y, to: &moments[Int(code)])
    }
    skippedCount += skipped
  }

  /// Takes rows of a single group.
  public mutating func add(x: Span<Double>, y: Span<Double>) {
    precondition(x.count == y.count, "columns of different length")
    if groups.isEmpty { groups = [Moments()] }
    for row in x.indices {
      if (x[row] + y[row]).isNaN { skippedCount += 1 } else { Self.add(x[row], y[row], to: &groups[0]) }
    }
  }

  @inline(__always)
  private static func add(_ x: Double, _ y: Double, to group: inout Moments) {
    if group.count == 0 {
      group.originX = x
      group.originY = y
    }
    let dx = x - group.originX
    let dy = y - group.originY
    group.count += 1
    group.sumX += dx
    group.sumY += dy
    group.sumXX += dx * dx
    group.sumXY += dx * dy
    group.sumYY += dy * dy
  }

  private mutating func reserve(_ codes: Span<UInt32>) {
    var limit = UInt32(groups.count)
    for row in codes.indices {
      // A missing key wraps to 0 here and so never sets the limit.
      limit = max(limit, codes[row] &+ 1)
    }
    if Int(limit) > groups.count {
      groups.reserveCapacity(max(Int(limit), groups.count * 2))
      groups += repeatElement(Moments(), count: Int(limit) - groups.count)
    }
  }

  /// Takes what another state has seen; its shifts are moved to this state's.
  public mutating func merge(_ other: GroupedMoments) {
    skippedCount += other.skippedCount
    if other.groups.count > groups.count {
      groups += repeatElement(Moments(), count: other.groups.count - groups.count)
    }
    for (index, theirs) in other.groups.enumerated() where theirs.count > 0 {
      if groups[index].count == 0 {
        groups[index] = theirs
      } else {
        groups[index].take(theirs)
      }
    }
  }
}

extension GroupedMoments.Moments {
  mutating func take(_ other: Self) {
    let shiftX = other.originX - originX
    let shiftY = other.originY - originY
    sumXX += other.sumXX + shiftX * (2 * other.sumX + other.count * shiftX)
    sumYY += other.sumYY + shiftY * (2 * other.sumY + other.count * shiftY)
    sumXY += other.sumXY + shiftX * other.sumY + shiftY * other.sumX + other.count * shiftX * shiftY
    sumX += other.sumX + other.count * shiftX
    sumY += other.sumY + other.count * shiftY
    count += other.count
  }
}
