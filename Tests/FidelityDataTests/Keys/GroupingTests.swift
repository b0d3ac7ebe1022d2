import FidelityData
import FidelityTesting
import Testing

@Suite struct GroupingTests {
  @Test func `by hand`() {
    let grouping = Grouping(codes: [2, 0, missingKey, 2, 0, 2], groupCount: 4)
    #expect(grouping.groupCount == 4)
    #expect(grouping.offsets == [0, 2, 2, 5, 5])
    #expect(grouping.order == [1, 4, 0, 3, 5])
    #expect(Array(grouping.rows(of: 2)) == [0, 3, 5])
    #expect(grouping.rows(of: 1).isEmpty)
  }

  @Test(arguments: [0, 1, 5]) func `no rows`(groupCount: Int) {
    let grouping = Grouping(codes: [missingKey], groupCount: groupCount)
    #expect(grouping.order.isEmpty)
    #expect(grouping.offsets == Array(repeating: 0, count: groupCount + 1))
  }

  @Test(arguments: [1 as UInt64, 2, 3])
  func `a stable sort, against the filter of each group`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let codes = (0..<5_000).map { _ in
      Int.random(in: 0..<10, using: &generator) == 0 ? missingKey : UInt32.random(in: 0..<40, using: &generator)
    }
    let grouping = Grouping(codes: codes, groupCount: 40)
    for group in 0..<40 {
      #expect(Array(grouping.rows(of: group)) == (0..<5_000).filter { codes[Int($0)] == UInt32(group) })
    }
  }

  @Test func `by two keys, the second first`() {
    var generator = SeededGenerator(seed: 4)
    let first = (0..<3_000).map { _ in UInt32.random(in: 0..<7, using: &generator) }
    let second = (0..<3_000).map { _ in UInt32.random(in: 0..<5, using: &generator) }
    let bySecond = Grouping(codes: second, groupCount: 5)
    let order = Grouping(codes: first, groupCount: 7, rows: bySecond.order).order.map(Int.init)
    #expect(order == (0..<3_000).sorted { (first[$0], second[$0], $0) < (first[$1], second[$1], $1) })
  }

  @Test func `only some rows`() {
    let grouping = Grouping(codes: [0, 1, 0, 1, 0], groupCount: 2, rows: [4, 3, 0])
    #expect(grouping.order == [4, 0, 3])
  }
}
