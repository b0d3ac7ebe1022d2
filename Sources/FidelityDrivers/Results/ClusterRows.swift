import FidelityData

/// Which cluster a name is of whose rows may say several: that of most of them, the first in the order of results among
/// equals. Rows that say none do not vote.
enum ClusterVotes {
  /// Of each name the place of its cluster in the order of results; `missingKey` for none.
  /// - Parameter forEach: calls its argument for every row that says a cluster, with the name and the cluster's place;
  ///   it is called again where some name has several.
  /// - Complexity: O(names + rows).
  static func winners(nameCount: Int, _ forEach: ((_ name: Int, _ place: UInt32) -> Void) -> Void) -> [UInt32] {
    var winners = [UInt32](repeating: missingKey, count: nameCount)
    var isSeveral = [Bool](repeating: false, count: nameCount)
    var hasSeveral = false
    forEach { name, place in
      if winners[name] == missingKey { winners[name] = place }
      if winners[name] != place { (isSeveral[name], hasSeveral) = (true, true) }
    }
    guard hasSeveral else { return winners }
    var votes: [Int: [UInt32: Int]] = [:]
    forEach { name, place in if isSeveral[name] { votes[name, default: [:]][place, default: 0] += 1 } }
    for (name, votes) in votes {
      let most = votes.max { ($0.value, $1.key) < ($1.value, $0.key) }
      winners[name] = most?.key ?? missingKey
    }
    return winners
  }
}

extension DriverTable {
  /// For each name of a column one of its rows, which stands for the name's cluster (``ClusterVotes``); -1 where no row
  /// counts.
  ///
  /// Which of a cluster's rows it is depends on their order, the cluster does not.
  /// - Parameter isCounted: whether a row counts.
  /// - Complexity: O(rows).
  func clusterRows(
    of names: NameColumn, _ options: DriverOptions, where isCounted: (Int) -> Bool = { _ in true }
  ) -> [Int] {
    let (clusters, codes) = (clusters(options), names.codes)
    let ranks = clusters?.ranks.map { UInt32($0) } ?? []
    /// The place of a row's cluster; `missingKey` for none.
    func place(_ row: Int) -> UInt32 {
      guard let code = clusters?.codes[row], code != missingKey else { return missingKey }
      return ranks[Int(code)]
    }
    let winners = ClusterVotes.winners(nameCount: clusters == nil ? 0 : names.labels.count) { take in
      if clusters == nil { return }
      for row in codes.indices where codes[row] != missingKey && place(row) != missingKey && isCounted(row) {
        take(Int(codes[row]), place(row))
      }
    }
    var rows = [Int](repeating: -1, count: names.labels.count)
    for row in codes.indices where codes[row] != missingKey && rows[Int(codes[row])] < 0 && isCounted(row) {
      let name = Int(codes[row])
      if clusters == nil || winners[name] == place(row) { rows[name] = row }
    }
    return rows
  }
}
