import FidelityTrends

/// The cells of each group of a trend, or its rows, by the places of the groups in results.
struct GroupMembers: Sendable {
  /// Members of all groups, those of a group side by side, in their order.
  private let items: [UInt32]
  /// Where each group's members begin, and the end.
  private let starts: [Int]

  /// The number of groups.
  var count: Int { starts.count - 1 }

  subscript(group: Int) -> ArraySlice<UInt32> { items[starts[group]..<starts[group + 1]] }

  /// - Complexity: O(members + groups).
  init(_ data: RegressionData, _ cells: RegressionCells) {
    var places = [Int](repeating: -1, count: (cells.groups.max().map { Int($0) } ?? -1) + 1)
    for (place, group) in cells.groups.enumerated() { places[Int(group)] = place }
    // The place of each member's group; -1 where it is none of the results.
    let groups: [Int]
    if let sums = data.sums {
      groups = (0..<sums.groupCount).map { cell in
        sums.observationCount(cell) > 0 ? places[Int(cells.group(of: UInt32(cell)))] : -1
      }
    } else {
      groups = data.cells.map { places[Int(cells.group(of: $0))] }
    }
    var starts = [Int](repeating: 0, count: cells.groups.count + 1)
    for group in groups where group >= 0 { starts[group + 1] += 1 }
    for group in cells.groups.indices { starts[group + 1] += starts[group] }
    var items = [UInt32](repeating: 0, count: starts[cells.groups.count])
    var next = starts
    for (member, group) in groups.enumerated() where group >= 0 {
      items[next[group]] = UInt32(member)
      next[group] += 1
    }
    (self.items, self.starts) = (items, starts)
  }
}
