import FidelityData
import FidelityProbability
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Moments of many groups")
struct GroupedMomentsTests {
  struct Rows {
    var groups: [UInt32] = []
    var x: [Double] = []
    var y: [Double] = []

    /// Random groups, x far from zero, some values missing.
    init(count: Int, groupCount: Int, seed: UInt64, origin: Double = 1e6) {
      var stream = RandomStream(seed: seed)
      for _ in 0..<count {
        let group = stream.next(upperBound: groupCount + 1)
        let time = origin + Double(stream.next(upperBound: 40))
        groups.append(group == groupCount ? missingKey : UInt32(group))
        x.append(stream.uniform() < 0.05 ? .nan : time)
        y.append(stream.uniform() < 0.05 ? .nan : 3 + 0.25 * (time - origin) + stream.normal())
      }
    }

    func moments(_ range: Range<Int>? = nil) -> GroupedMoments {
      let range = range ?? 0..<groups.count
      var moments = GroupedMoments()
      let (groups, x, y) = (Array(groups[range]), Array(x[range]), Array(y[range]))
      moments.add(groups: groups.span, x: x.span, y: y.span)
      return moments
    }
  }

  /// Two-pass textbook formulas.
  static func line(x: [Double], y: [Double]) -> (intercept: Double, slope: Double, slopeError: Double) {
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let sxx = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let sxy = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let slope = sxy / sxx
    let rss = zip(x, y).reduce(0) { sum, point in
      let residual = point.1 - meanY - slope * (point.0 - meanX)
      return sum + residual * residual
    }
    return (meanY - slope * meanX, slope, (rss / (n - 2) / sxx).squareRoot())
  }

  @Test("Equal to two passes over each group", arguments: [UInt64(1), 2, 3])
  func bruteForce(seed: UInt64) {
    let rows = Rows(count: 5_000, groupCount: 37, seed: seed)
    let lines = GroupedTrend(predictor: "x").lines(rows.moments())
    for group in 0..<37 {
      let places = rows.groups.indices.filter {
        rows.groups[$0] == UInt32(group) && !rows.x[$0].isNaN && !rows.y[$0].isNaN
      }
      let expected = Self.line(x: places.map { rows.x[$0] }, y: places.map { rows.y[$0] })
      #expect(lines[group].count == places.count)
      #expect(relativeError(lines[group].slope, expected.slope) < 1e-11)
      #expect(relativeError(lines[group].slopeError, expected.slopeError) < 1e-11)
      #expect(relativeError(lines[group].intercept, expected.intercept) < 1e-10)
    }
  }

  @Test("Rows without group, x or y are counted")
  func skipped() {
    let rows = Rows(count: 2_000, groupCount: 5, seed: 9)
    let moments = rows.moments()
    let missing = rows.groups.indices.count { rows.groups[$0] == missingKey || rows.x[$0].isNaN || rows.y[$0].isNaN }
    #expect(moments.skippedCount == missing)
    #expect((0..<5).reduce(0) { $0 + moments.observationCount($1) } == 2_000 - missing)
  }

  @Test("merge(a, b) = merge(b, a) = whole", arguments: [1, 700, 1_999, 0])
  func merge(cut: Int) {
    let rows = Rows(count: 2_000, groupCount: 11, seed: 4)
    let whole = rows.moments()
    var ab = rows.moments(0..<cut)
    ab.merge(rows.moments(cut..<2_000))
    var ba = rows.moments(cut..<2_000)
    ba.merge(rows.moments(0..<cut))
    let trend = GroupedTrend(predictor: "x")
    for (expected, found) in zip(trend.lines(whole), trend.lines(ab)) { Self.expectEqual(found, expected) }
    for (expected, found) in zip(trend.lines(whole), trend.lines(ba)) { Self.expectEqual(found, expected) }
    #expect(ab.skippedCount == whole.skippedCount)
  }

  @Test("A later state may know more groups")
  func mergeGrows() {
    func three(group: UInt32) -> GroupedMoments {
      let (groups, x, y): ([UInt32], [Double], [Double]) = ([group, group, group], [1, 2, 3], [1, 2, 4])
      var moments = GroupedMoments()
      moments.add(groups: groups.span, x: x.span, y: y.span)
      return moments
    }
    var small = three(group: 0)
    let large = three(group: 4)
    small.merge(large)
    #expect(small.groupCount == 5)
    #expect(small.observationCount(2) == 0)
    #expect(small.observationCount(4) == 3)
  }

  @Test("The order of rows does not matter beyond rounding")
  func permuted() {
    let rows = Rows(count: 3_000, groupCount: 7, seed: 12)
    var order = Array(0..<3_000)
    var stream = RandomStream(seed: 5)
    order.shuffle(using: &stream)
    var shuffled = rows
    shuffled.groups = order.map { rows.groups[$0] }
    shuffled.x = order.map { rows.x[$0] }
    shuffled.y = order.map { rows.y[$0] }
    let trend = GroupedTrend(predictor: "x")
    for (expected, found) in zip(trend.lines(rows.moments()), trend.lines(shuffled.moments())) {
      Self.expectEqual(found, expected)
    }
  }

  static func expectEqual(_ found: StraightLine, _ expected: StraightLine) {
    #expect(found.count == expected.count)
    #expect(found.status == expected.status)
    #expect(relativeError(found.slope, expected.slope) < 1e-11)
    #expect(relativeError(found.slopeError, expected.slopeError) < 1e-11)
    #expect(relativeError(found.intercept, expected.intercept) < 1e-10)
  }
}
