import FidelityData
import FidelityInstruments

/// How many distinct persons the scores of each group are of: what a page decides by whether it may show a figure.
/// Mergeable.
///
/// A person counts in a group where some scale has a score of it. Rows whose group or person is missing count nobody.
struct PersonCounts: Sendable {
  /// Groups with their persons.
  private var pairs = CompositeKeys(width: 2)

  init() {}

  /// - Complexity: O(rows).
  mutating func append(_ block: ScoreBlock, groups: [UInt32], persons: [UInt32]) {
    let scored = Buffer(count: block.rowCount) { output in
      for row in 0..<block.rowCount {
        output.append(block.scores.contains { !$0[row].isNaN } ? groups[row] : missingKey)
      }
    }
    _ = pairs.encode([scored, Buffer(persons)])
  }

  /// - Parameters:
  ///   - groups: the code here of each group there.
  ///   - persons: the code here of each person there; nil where they are the same.
  mutating func merge(_ other: PersonCounts, groups: [UInt32], persons: [UInt32]?) {
    _ = pairs.merge(other.pairs, codes: [groups, persons ?? Array(0...(other.persons.max() ?? 0))])
  }

  /// The person of each pair.
  private var persons: some Collection<UInt32> { (0..<UInt32(pairs.count)).lazy.map { pairs.part(1, of: $0) } }

  /// The persons of each of the groups up to `count`.
  func byGroup(_ count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for pair in 0..<UInt32(pairs.count) {
      let group = Int(pairs.part(0, of: pair))
      if group < count { counts[group] += 1 }
    }
    return counts
  }

  /// The persons of all groups together.
  var total: Int { Set(persons).count }
}
