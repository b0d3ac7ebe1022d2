import FidelityComponents
import FidelityData
import FidelityTesting
import Testing

@Suite("Moments of groups")
struct OneWayMomentsTests {
  /// Groups of sizes that pass 16 and 4,096, where shifts move.
  static func rows(_ count: Int, origin: Double) -> (groups: [UInt32], values: [Double]) {
    var generator = SeededGenerator(seed: 7)
    let groups = (0..<count).map { _ in UInt32(min(generator.next() % 6, generator.next() % 6)) }
    return (groups, groups.map { origin + Double($0) + generator.normal() })
  }

  @Test("merge = whole, in any split, and codes of another table", arguments: [0.0, 1e9], [0, 1, 17, 5_000, 9_999])
  func merge(origin: Double, split: Int) {
    let (groups, values) = Self.rows(10_000, origin: origin)
    var (whole, first, second) = (OneWayMoments(), OneWayMoments(), OneWayMoments())
    whole.add(groups, values)
    first.add(Array(groups[..<split]), Array(values[..<split]))
    second.add(groups[split...].map { 5 - $0 }, Array(values[split...]))
    var merged = first
    merged.merge(second, groups: [5, 4, 3, 2, 1, 0])
    let (a, b) = (OneWayAnova(whole), OneWayAnova(merged))
    #expect(relativeError(a.between.squares, b.between.squares) < 1e-11)
    #expect(relativeError(a.within.squares, b.within.squares) < 1e-11)
    #expect((0..<6).allSatisfy { whole.observationCount($0) == merged.observationCount($0) })
  }

  @Test("An odd first value costs no digits")
  func oddFirst() {
    var generator = SeededGenerator(seed: 3)
    let values = [1e7] + (0..<50_000).map { _ in generator.normal() }
    var moments = OneWayMoments()
    moments.add([UInt32](repeating: 0, count: values.count), values)
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(relativeError(moments.sizes.withinSquares, squares) < 1e-12)
  }

  @Test("Missing keys and values are counted, not taken")
  func missing() {
    var moments = OneWayMoments()
    moments.add([0, missingKey, 1, 1], [1, 2, .nan, 3])
    #expect(moments.skippedCount == 2 && moments.observationCount(0) == 1 && moments.observationCount(1) == 1)
    #expect(moments.observationCount(9) == 0)
  }

  @Test("Sizes merge like groups")
  func sizes() {
    let (groups, values) = Self.rows(500, origin: 5)
    var (whole, low, high) = (OneWayMoments(), OneWayMoments(), OneWayMoments())
    whole.add(groups, values)
    let isLow = groups.map { $0 < 3 }
    low.add(zip(groups, isLow).map { $1 ? $0 : missingKey }, values)
    high.add(zip(groups, isLow).map { $1 ? missingKey : $0 }, values)
    var merged = low.sizes
    merged.merge(high.sizes)
    let (a, b) = (whole.fit(), merged.fit())
    #expect(relativeError(a.criterion, b.criterion) < 1e-12)
    #expect(relativeError(a.component("group").value, b.component("group").value) < 1e-9)
    #expect(whole.sizes.k0 == merged.k0 && whole.sizes.harmonicMean == merged.harmonicMean)
  }
}
