import FidelityData
import FidelityInstruments

/// Scores rolled up by clusters within the groups of a roll-up: what errors that allow for clusters come from.
///
/// With T_c the sum and n_c the number of the scores of cluster c, n their number in the group, m their mean and G the
/// number of clusters, var(m) = G / (G - 1) sum_c (T_c - n_c m)^2 / n^2, on G - 1 degrees of freedom: the linearised
/// variance of a ratio mean, which is the cluster-robust variance CR1 of a regression on a constant alone.
///
/// Reference: Cochran (1977), Sampling Techniques, 3rd ed., section 9A.1 (without the correction for a finite
/// population).
struct ScoreClusters: Sendable {
  /// What a quantity of a group owes to its clusters.
  struct Spread: Equatable {
    /// Clusters with a score.
    let count: Int
    /// Of the mean; NaN for one cluster.
    let standardError: Double
  }

  private var summary: ScoreSummary
  /// The group of each cluster.
  private var groups: [UInt32] = []

  /// One more than the highest code of a cluster.
  var count: Int { groups.count }

  init(_ instrument: Instrument) { summary = ScoreSummary(instrument) }

  /// Takes the scores of some rows.
  /// - Returns: the group of each row; ``FidelityData/missingKey`` where its cluster is missing.
  mutating func accumulate(_ block: ScoreBlock, groups codes: [UInt32], clusters: [UInt32]) -> [UInt32] {
    summary.accumulate(block, groups: clusters)
    groups += repeatElement(missingKey, count: max(0, summary.groupCount - groups.count))
    var ofRows = codes
    for row in 0..<block.rowCount {
      if clusters[row] == missingKey { ofRows[row] = missingKey } else { groups[Int(clusters[row])] = codes[row] }
    }
    return ofRows
  }

  mutating func merge(_ other: ScoreClusters, groups codes: [UInt32], clusters: [UInt32]) {
    summary.merge(other.summary, groups: clusters)
    groups += repeatElement(missingKey, count: max(0, summary.groupCount - groups.count))
    for cluster in other.groups.indices where other.groups[cluster] != missingKey {
      groups[Int(clusters[cluster])] = codes[Int(other.groups[cluster])]
    }
  }

  /// The clusters of each group.
  func byGroup(_ count: Int) -> [[Int]] {
    var result = [[Int]](repeating: [], count: count)
    for cluster in groups.indices where groups[cluster] != missingKey { result[Int(groups[cluster])].append(cluster) }
    return result
  }

  /// The spread of the mean of a scale over some clusters.
  func spread(scale: Int, clusters: [Int], mean: Double) -> Spread {
    spread(
      clusters.map { cluster in
        let statistics = summary.statistics(scale: scale, group: cluster)
        return (statistics.count, statistics.count == 0 ? 0 : Double(statistics.count) * (statistics.mean - mean))
      })
  }

  /// The spread of the share of scores of a scale that lie in a band.
  func spread(band: Int, scale: Int, clusters: [Int]) -> Spread {
    shareSpread(
      clusters.map { cluster in
        (
          summary.count(inBand: band, scale: scale, group: cluster),
          summary.statistics(scale: scale, group: cluster).count
        )
      })
  }

  /// The spread of the share of administrations that meet a criterion.
  func spread(criterion: Int, clusters: [Int]) -> Spread {
    shareSpread(clusters.map { summary.verdicts(criterion: criterion, group: $0) })
  }

  /// T_c - n_c p = (T_c n - n_c T) / n, whose numerator is a whole number: equal shares have an error of exactly 0.
  private func shareSpread(_ counts: [(met: Int, judged: Int)]) -> Spread {
    let met = counts.reduce(0) { $0 + $1.met }
    let judged = counts.reduce(0) { $0 + $1.judged }
    return spread(
      counts.map { count in
        (count.judged, judged == 0 ? 0 : Double(count.met * judged - count.judged * met) / Double(judged))
      })
  }

  private func spread(_ deviations: [(count: Int, sum: Double)]) -> Spread {
    let present = deviations.filter { $0.count > 0 }
    guard present.count > 1 else { return Spread(count: present.count, standardError: .nan) }
    let total = Double(present.reduce(0) { $0 + $1.count })
    let squares = present.reduce(0) { $0 + ($1.sum / total) * ($1.sum / total) }
    let count = Double(present.count)
    return Spread(count: present.count, standardError: (count / (count - 1) * squares).squareRoot())
  }
}
