import FidelityData

/// Where issues went, where they are, and how long that took: all that the figures of escalations need.
/// - Complexity: O(hops x levels).
struct EscalationCounts {
  let levels: [String]
  /// Hops from a level (row) to a level (column).
  private(set) var hops: [Int]
  /// The same, of all hops that leave the level.
  private(set) var shares: [ShareCounts]
  /// From sent to acknowledged, by pair of levels.
  private(set) var acknowledgements: [ProductLimit]
  private(set) var skippedCount = 0
  private(set) var returnedCount = 0
  /// Of each issue.
  private(set) var hopCounts: [Double] = []
  /// From first sent to resolved.
  private(set) var resolutions = ProductLimit()
  /// By level: above it and open, of the issues ever above it.
  private(set) var stuck: [ShareCounts]
  /// By level: sent to the next one, of the issues received there.
  private(set) var passedOn: [ShareCounts]
  /// By level: resolved there, of all issues.
  private(set) var resolvedAt: [ShareCounts]
  private(set) var longestOpen = LongestOpen()
  let laterCount: Int

  init(_ table: DriverTable, _ options: DriverOptions) {
    levels = options.levels
    let empty = table.counts(options)
    hops = Array(repeating: 0, count: levels.count * levels.count)
    shares = Array(repeating: empty, count: hops.count)
    acknowledgements = Array(repeating: ProductLimit(), count: hops.count)
    stuck = Array(repeating: empty, count: levels.count)
    (passedOn, resolvedAt) = (stuck, stuck)
    let paths = IssuePaths(table, levels: levels, asOf: options.asOf)
    laterCount = paths.laterCount
    let (acknowledged, resolved) = (table.numbers("acknowledged"), table.numbers("resolved"))
    for issue in paths.issues.labels.indices {
      let way = paths.hops(of: issue)
      guard let first = way.first, let last = way.last else { continue }
      hopCounts.append(Double(way.count))
      for row in way { add(hop: row, paths, acknowledged: acknowledged[row], asOf: options.asOf) }
      let isResolved = resolved[last] <= options.asOf
      let days = max(0, (isResolved ? resolved[last] : options.asOf) - paths.sent[first])
      resolutions.add(days: days, isOver: isResolved)
      let here = paths.to[last]
      if !isResolved { longestOpen.add(days: days, name: paths.issues.labels[issue], term: levels[here]) }
      let highest = way.reduce(paths.from[first]) { max($0, paths.to[$1]) }
      for level in levels.indices {
        if highest > level { stuck[level].add(!isResolved && here > level, row: first) }
        resolvedAt[level].add(isResolved && here == level, row: first)
        guard level + 1 < levels.count, way.contains(where: { paths.to[$0] == level }) else { continue }
        let isPassedOn = way.contains { paths.from[$0] == level && paths.to[$0] == level + 1 }
        passedOn[level].add(isPassedOn, row: first)
      }
    }
  }

  private mutating func add(hop row: Int, _ paths: IssuePaths, acknowledged day: Double, asOf: Double) {
    let (from, to) = (paths.from[row], paths.to[row])
    let pair = from * levels.count + to
    hops[pair] += 1
    for level in levels.indices { shares[from * levels.count + level].add(level == to, row: row) }
    let isOver = day <= asOf
    acknowledgements[pair].add(days: max(0, (isOver ? day : asOf) - paths.sent[row]), isOver: isOver)
    if to < from { returnedCount += 1 }
    if abs(to - from) > 1 { skippedCount += 1 }
  }
}
