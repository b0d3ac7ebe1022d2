import FidelityData

extension DriverTable {
  /// For each name of a column one of its rows, which stands for the name's cluster; -1 where no row counts.
  ///
  /// The cluster of a name is that of most of its rows, the first by name among equals; rows that say none do not vote.
  /// Which of a cluster's rows it is depends on their order, the cluster does not.
  /// - Parameter isCounted: whether a row counts.
  /// - Complexity: O(rows).
  func clusterRows(
    of names: NameColumn, _ options: DriverOptions, where isCounted: (Int) -> Bool = { _ in true }
  ) -> [Int] {
    var rows = [Int](repeating: -1, count: names.labels.count)
    let clusters = clusters(options)
    var several: Set<Int> = []
    for row in names.codes.indices where names.codes[row] != missingKey && isCounted(row) {
      let name = Int(names.codes[row])
      guard rows[name] >= 0, let clusters else {
        if rows[name] < 0 { rows[name] = row }
        continue
      }
      let (known, own) = (clusters.codes[rows[name]], clusters.codes[row])
      if known == missingKey { rows[name] = row } else if own != missingKey, own != known { several.insert(name) }
    }
    guard let clusters, !several.isEmpty else { return rows }
    let ranks = clusters.ranks
    var votes: [Int: [UInt32: (count: Int, row: Int)]] = [:]
    for row in names.codes.indices where names.codes[row] != missingKey && isCounted(row) {
      let (name, cluster) = (Int(names.codes[row]), clusters.codes[row])
      guard cluster != missingKey, several.contains(name) else { continue }
      votes[name, default: [:]][cluster, default: (0, row)].count += 1
    }
    for (name, votes) in votes {
      let most = votes.max { ($0.value.count, ranks[Int($1.key)]) < ($1.value.count, ranks[Int($0.key)]) }
      if let most { rows[name] = most.value.row }
    }
    return rows
  }
}
