/// Where issues were raised and where they were resolved, or that they are open: the points of a picture.
package struct EscalationMatrix: Sendable {
  package struct Cell: Sendable, Equatable {
    /// The level where issues were raised.
    package let from: String
    /// The level where they were resolved, or ``EscalationMatrix/open``.
    package let to: String
    package let issues: Int
    /// Of the issues raised at the level.
    package let share: Double
  }

  package static let open = "open"

  /// In the order of levels, the lowest first; cells without an issue are left out.
  package private(set) var cells: [Cell] = []

  /// - Complexity: O(rows).
  package init(_ tables: DriverTables, _ options: DriverOptions) {
    guard let table = tables[.escalations] else { return }
    let paths = IssuePaths(table, levels: options.levels, asOf: options.asOf)
    let resolved = table.numbers("resolved")
    let count = options.levels.count
    // The last column counts what is open.
    var counts = [[Int]](repeating: Array(repeating: 0, count: count + 1), count: count)
    for issue in paths.issues.labels.indices {
      let hops = paths.hops(of: issue)
      guard let first = hops.first, let last = hops.last else { continue }
      counts[paths.from[first]][resolved[last] <= options.asOf ? paths.to[last] : count] += 1
    }
    for (from, row) in counts.enumerated() {
      let total = row.reduce(0, +)
      for (to, issues) in row.enumerated() where issues > 0 {
        cells.append(
          Cell(
            from: options.levels[from], to: to < count ? options.levels[to] : Self.open, issues: issues,
            share: Double(issues) / Double(total)))
      }
    }
  }
}
