import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

/// Periods follow from the set of times, whatever the order of rows, batches and merges.
@Suite("Periods of time")
struct TimePeriodsTests {
  /// Numbers whose range grows late: classes made early would be finer than those made at once.
  private static let numbers: [[Double]] = [
    made(5_000) { $0 / 5_000 } + [1e9], made(9_000) { $0 * $0 - 4e5 },
    made(6_000) { $0.truncatingRemainder(dividingBy: 3) * 1e6 + $0 / 1e4 } + [-1e12, 1e12],
    made(4_096) { $0 * 0.1 }, made(6_000) { ($0 - 3_000) / 7 } + [-0.0, 0.0], made(59) { $0 } + [60, 60, 61],
  ]

  private static func made(_ count: Int, _ number: (Double) -> Double) -> [Double] {
    (0..<count).map { number(Double($0)) }
  }

  private static func labels(_ parts: [[Double]]) -> [String] {
    var whole: TimePeriods?
    for part in parts {
      var periods = TimePeriods(isDate: false)
      for start in stride(from: 0, to: part.count, by: 700) {
        _ = periods.codes(Array(part[start..<min(part.count, start + 700)]))
      }
      if var known = whole {
        _ = known.merge(periods)
        whole = known
      } else {
        whole = periods
      }
    }
    guard var periods = whole else { return [] }
    periods.join()
    return periods.sorted.map(periods.label)
  }

  @Test("any order of rows, batches and parts", arguments: numbers.indices, 0..<2)
  func orders(index: Int, seed: Int) {
    let numbers = Self.numbers[index]
    var generator = SeededGenerator(seed: UInt64(seed))
    let expected = Self.labels([numbers])
    #expect(expected.count <= TimePeriods.most && !expected.isEmpty)
    let shuffled = numbers.shuffled(using: &generator)
    let cut = Int.random(in: 0...shuffled.count, using: &generator)
    #expect(Self.labels([shuffled]) == expected)
    #expect(Self.labels([Array(shuffled[..<cut]), Array(shuffled[cut...])]) == expected)
    #expect(Self.labels([numbers.sorted()]) == expected && Self.labels([numbers.sorted().reversed()]) == expected)
  }

  @Test("each number lies in the class that its code names, before and after classes are joined")
  func codes() {
    var periods = TimePeriods(isDate: false)
    let numbers = (0..<5_000).map { Double($0) * 0.37 - 300 }
    let found = periods.codes(numbers)
    let joined = periods.join()
    let keys = found.codes.map { periods.keys[Int(joined[Int($0)])] }
    let width = periods.keys.sorted().adjacent.map { $1 - $0 }.min() ?? 0
    for (number, key) in zip(numbers, keys) { #expect(key <= number && number < key + width) }
  }
}

extension Array where Element == Double {
  fileprivate var adjacent: [(Double, Double)] { Array<(Double, Double)>(zip(self, dropFirst())) }
}
