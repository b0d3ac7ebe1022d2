import FidelityData
import FidelityTesting
import Testing

@Suite("Values that may stand for missing ones")
struct UndeclaredCodesTests {
  private func found(_ values: [Double]) -> [Double] {
    var codes = UndeclaredCodes()
    for value in values { codes.add(value, 1) }
    return codes.found
  }

  @Test("codes far from the scale, on scales of every width", arguments: [1, 2, 3, 4, 5, 6])
  func scales(top: Int) {
    let scale = (0...top).map(Double.init)
    #expect(found(scale + [9]) == [9])
    #expect(found(scale + [99, 999, -9, -99]) == [-99, -9, 99, 999])
    #expect(found(scale) == [])
    #expect(found(scale + [-99]) == [-99])
  }

  @Test(
    "values that are no codes",
    arguments: [
      [1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 20, 80, 99, 100], [97, 98, 99], [1, 2, 50], [0, 1, 100], [9, 9, 9], [1, 9],
      [0, 1, 9.5], [.nan, 9], [7, 8, 9, 1],
    ] as [[Double]])
  func others(values: [Double]) { #expect(found(values) == []) }

  @Test("percent, minutes and ages with codes of their own")
  func wider() {
    #expect(found((0...100).map(Double.init) + [999]) == [999])
    #expect(found([20, 35, 40, 60, 99]) == [99])
    #expect(found([0.2, 0.7, 1, -99]) == [-99])
  }

  @Test("parts merge, in any order, and the remark counts", arguments: 0..<10)
  func merge(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let values = ([0, 1, 2, 3, 99, 99] + (0..<40).map { _ in Double(Int.random(in: 0...3, using: &generator)) })
      .shuffled(using: &generator)
    let cut = Int.random(in: 0...values.count, using: &generator)
    var (first, second) = (UndeclaredCodes(), UndeclaredCodes())
    first.look(Buffer(Array(values[..<cut])))
    second.look(Buffer(Array(values[cut...])))
    second.merge(first)
    #expect(second.found == [99])
    #expect(second.warning("y")?.hasPrefix("y: 99 (2 times) lies far from the other values, 0 to 3") == true)
    #expect(UndeclaredCodes().warning("y") == nil)
  }

  @Test("columns that add up to the number of raters")
  func sums() {
    func found(_ rows: [[Double]]) -> [Int]? {
      var sums = ConstantSums(columnCount: rows[0].count)
      for row in rows { sums.add(row) }
      return sums.found.map { [$0.first, $0.sum] }
    }
    let counts: [[Double]] = [[2, 1, 0], [0, 3, 0], [0, 1, 2], [3, 0, 0]]
    #expect(found(counts) == [0, 3])
    // Behind a number of the unit.
    #expect(found(counts.enumerated().map { [Double($0.offset)] + $0.element }) == [1, 3])
    #expect(found(Array(counts.prefix(3))) == nil)
    #expect(found(counts + [[1, 1, 2]]) == nil)
    #expect(found(counts + [[1, 1, .nan]]) == nil)
    // Perfect agreement on one category, and shares.
    #expect(found([[1, 1], [1, 1], [1, 1], [1, 1]]) == nil)
    #expect(found([[0.5, 1.5], [1, 1], [2, 0], [1.5, 0.5]]) == nil)
    #expect(found([[1, 0], [0, 1], [1, 0], [0, 1]]) == nil)
    // Parts merge.
    var (first, second) = (ConstantSums(columnCount: 3), ConstantSums(columnCount: 3))
    for row in counts.prefix(2) { first.add(row) }
    for row in counts.suffix(2) { second.add(row) }
    #expect(first.found == nil)
    first.merge(second)
    #expect(first.found?.sum == 3)
    second.merge(ConstantSums(columnCount: 3))
    #expect(second.found == nil)
  }
}
