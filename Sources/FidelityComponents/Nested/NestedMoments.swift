public import FidelityData

/// The sufficient statistic of nested levels, y = mean + a + b(a) + c(ab) + ... + residual: count, mean and variation
/// of each innermost group, and to which group of the level above each belongs.
///
/// Groups of each level are dense codes 0, 1, 2, ...; a group has one code wherever it occurs, so classroom 1 of school
/// 1 and classroom 1 of school 2 have different ones (as composite keys give them).
/// - Complexity: add O(rows x levels), memory O(groups of all levels), merge likewise.
public struct NestedMoments: MergeableState {
  /// The names of the levels, outermost first.
  public let terms: [String]
  private(set) var leaves = OneWayMoments()
  /// For each level but the outermost: the group above of each group.
  private(set) var parents: [[UInt32]]
  /// A group that occurs in two groups of the level above.
  public private(set) var conflict: Conflict?

  public struct Conflict: Sendable, Hashable {
    /// The level of the group, 0 = the outermost.
    public let level: Int
    public let group: UInt32
  }

  /// - Parameter terms: at least one level, outermost first.
  public init(terms: [String]) {
    precondition(!terms.isEmpty, "no level")
    self.terms = terms
    parents = Array(repeating: [], count: terms.count - 1)
  }

  /// Takes rows: the group of each level, outermost first, and the value. A row that lacks one of them is passed over.
  public mutating func add(groups: [[UInt32]], values: [Double]) {
    precondition(
      groups.count == terms.count && groups.allSatisfy { $0.count == values.count }, "columns of different length")
    var innermost = groups[terms.count - 1]
    for row in values.indices {
      if groups.contains(where: { $0[row] == missingKey }) || values[row].isNaN {
        innermost[row] = missingKey
        continue
      }
      for level in 1..<max(1, terms.count) { note(groups[level][row], below: groups[level - 1][row], level) }
    }
    leaves.add(groups: innermost.span, values: values.span)
  }

  private mutating func note(_ group: UInt32, below parent: UInt32, _ level: Int) {
    let place = Int(group)
    if place >= parents[level - 1].count {
      parents[level - 1] += repeatElement(missingKey, count: place + 1 - parents[level - 1].count)
    }
    if parents[level - 1][place] == missingKey { parents[level - 1][place] = parent }
    if parents[level - 1][place] != parent && conflict == nil { conflict = Conflict(level: level, group: group) }
  }

  /// Takes what another state of the same codes has seen.
  public mutating func merge(_ other: NestedMoments) {
    precondition(terms == other.terms, "states of different levels")
    leaves.merge(other.leaves)
    conflict = conflict ?? other.conflict
    for level in 1..<max(1, terms.count) {
      for (group, parent) in other.parents[level - 1].enumerated() where parent != missingKey {
        note(UInt32(group), below: parent, level)
      }
    }
  }
}
