import FidelityData
import FidelityInstruments

/// How many distinct persons the scores of each group are of: what a page decides by whether it may show a figure.
/// Mergeable.
///
/// A person counts in a group where some scale has a score of it. Rows whose group or person is missing count nobody.
struct PersonCounts: Sendable {
  /// The group in the upper half, the person in the lower one.
  private var pairs: Set<UInt64> = []

  init() {}

  private static func pair(_ group: UInt32, _ person: UInt32) -> UInt64 { UInt64(group) << 32 | UInt64(person) }

  /// - Complexity: O(rows); rows of one person one after the other cost a comparison each.
  mutating func append(_ block: ScoreBlock, groups: [UInt32], persons: [UInt32]) {
    var last: UInt64?
    for row in 0..<block.rowCount where groups[row] != missingKey && persons[row] != missingKey {
      let pair = Self.pair(groups[row], persons[row])
      guard pair != last, block.scores.contains(where: { !$0[row].isNaN }) else { continue }
      last = pair
      pairs.insert(pair)
    }
  }

  /// - Parameters:
  ///   - groups: the code here of each group there.
  ///   - persons: the code here of each person there; nil where they are the same.
  mutating func merge(_ other: PersonCounts, groups: [UInt32], persons: [UInt32]?) {
    for pair in other.pairs {
      let person = UInt32(pair & 0xffff_ffff)
      pairs.insert(Self.pair(groups[Int(pair >> 32)], persons?[Int(person)] ?? person))
    }
  }

  /// The persons of each of the groups up to `count`.
  func byGroup(_ count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for pair in pairs where Int(pair >> 32) < count { counts[Int(pair >> 32)] += 1 }
    return counts
  }

  /// The persons of all groups together.
  var total: Int { Set(pairs.map { $0 & 0xffff_ffff }).count }
}
