import FidelityData
import FidelityTesting
import Testing

@Suite struct UnitClusterCollectorTests {
  @Test func `a cluster for each unit, coded by its rank`() throws {
    var collector = UnitClusterCollector()
    for (unit, cluster) in [(UInt32(3), UInt32(0)), (0, 1), (3, 0), (5, 1)] {
      collector.append(unit: unit, cluster: cluster)
    }
    let clusters = try collector.clusters(unitCount: 7, ranks: [1, 0])
    #expect(clusters.codes == [0, missingKey, missingKey, 1, missingKey, 0, missingKey])
  }

  @Test func `the first unit in two clusters is told, whatever follows`() throws {
    var collector = UnitClusterCollector()
    for (unit, cluster) in [(UInt32(1), UInt32(0)), (2, 0), (1, 4), (2, 5)] {
      collector.append(unit: unit, cluster: cluster)
    }
    let conflict = try #require(collector.conflict)
    #expect(conflict.unit == 1 && conflict.first == 0 && conflict.second == 4)
    #expect(throws: conflict) { try collector.clusters(unitCount: 3, ranks: [0, 1, 2, 3, 4, 5]) }
  }

  @Test func `merging is taking what the other has seen`() throws {
    var (one, other, third) = (UnitClusterCollector(), UnitClusterCollector(), UnitClusterCollector())
    one.append(unit: 0, cluster: 2)
    other.append(unit: 1, cluster: 1)
    other.append(unit: 0, cluster: 2)
    one.merge(other)
    one.merge(UnitClusterCollector())
    #expect(try one.clusters(unitCount: 2, ranks: [0, 1, 2]).codes == [2, 1])
    third.append(unit: 1, cluster: 0)
    one.merge(third)
    #expect(one.conflict?.unit == 1 && one.conflict?.first == 1 && one.conflict?.second == 0)
  }

  @Test(arguments: [1 as UInt64, 2, 3, 4, 5, 6])
  func `parts with codes of their own name the conflict that comes first`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<60).map { _ in
      let unit = UInt32.random(in: 0..<30, using: &generator)
      return (unit: unit, cluster: Int.random(in: 0..<8, using: &generator) == 0 ? unit % 4 : unit % 5)
    }
    var whole = UnitClusterCollector()
    for row in rows { whole.append(unit: row.unit, cluster: row.cluster) }
    for size in [1, 7, 20, 60] {
      var merged = UnitClusterCollector()
      for start in stride(from: 0, to: 60, by: size) {
        var part = UnitClusterCollector()
        // Codes of a part: turned round.
        for row in rows[start..<min(start + size, 60)] { part.append(unit: 29 - row.unit, cluster: 4 - row.cluster) }
        merged.merge(part, units: (0..<30).map { 29 - $0 }, clusters: [4, 3, 2, 1, 0])
      }
      #expect(merged.conflict == whole.conflict)
    }
  }
}
