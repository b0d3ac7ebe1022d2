/// Which cluster each unit belongs to: a teacher, a school, a site.
///
/// Units of one cluster are drawn together, so standard errors are those of clusters. Clusters of a ``RatingTable`` are
/// given by unit code. Results do not depend on the order of the data where the codes of the clusters do not, as where
/// they are ranks of names.
public struct UnitClusters: Sendable, Hashable {
  /// The cluster code of each unit code; ``missingKey`` for a unit without ratings.
  public let codes: [UInt32]

  /// - Parameter codes: the cluster code of each unit code.
  public init(codes: [UInt32]) { self.codes = codes }
}

/// Collects the cluster of each unit, row by row. Merging takes what the other side has seen in the rows that follow.
public struct UnitClusterCollector: MergeableState {
  private var codes: [UInt32] = []
  /// The row in which each unit was first seen.
  private var firstRows: [Int] = []
  private var rowCount = 0
  private var conflictRow = Int.max
  /// The unit that was first seen in two clusters.
  public private(set) var conflict: ClusterConflict?

  public init() {}

  /// Takes the cluster of one rating, a row by itself.
  public mutating func append(unit: UInt32, cluster: UInt32) {
    append(unit: unit, cluster: cluster, row: 0)
    endRows(1)
  }

  /// Takes the cluster of one rating of a row.
  /// - Parameter row: how many rows there are between the last ``endRows(_:)`` and this one.
  @inline(__always)
  package mutating func append(unit: UInt32, cluster: UInt32, row: Int) {
    if Int(unit) < codes.count, codes[Int(unit)] == cluster { return }
    set(unit: Int(unit), cluster: cluster, row: rowCount + row)
  }

  /// Ends a batch of rows.
  package mutating func endRows(_ count: Int) { rowCount += count }

  private mutating func set(unit: Int, cluster: UInt32, row: Int) {
    if unit >= codes.count {
      let more = max(unit + 1, 2 * codes.count) - codes.count
      codes += repeatElement(missingKey, count: more)
      firstRows += repeatElement(0, count: more)
    }
    if codes[unit] == missingKey {
      codes[unit] = cluster
      firstRows[unit] = row
    } else if codes[unit] != cluster, row < conflictRow {
      conflict = ClusterConflict(unit: UInt32(unit), first: codes[unit], second: cluster)
      conflictRow = row
    }
  }

  /// Takes what another collector with the same codes has seen.
  public mutating func merge(_ other: UnitClusterCollector) { merge(other, unit: { $0 }, cluster: { $0 }) }

  /// Takes what another collector has seen, whose codes of units and clusters are `units[c]` and `clusters[c]` here.
  package mutating func merge(_ other: UnitClusterCollector, units: [UInt32], clusters: [UInt32]) {
    merge(other, unit: { units[Int($0)] }, cluster: { clusters[Int($0)] })
  }

  private mutating func merge(
    _ other: UnitClusterCollector, unit: (UInt32) -> UInt32, cluster: (UInt32) -> UInt32
  ) {
    for (code, theirs) in other.codes.enumerated() where theirs != missingKey {
      set(unit: Int(unit(UInt32(code))), cluster: cluster(theirs), row: rowCount + other.firstRows[code])
    }
    if let theirs = other.conflict, rowCount + other.conflictRow < conflictRow {
      conflict = ClusterConflict(
        unit: unit(theirs.unit), first: cluster(theirs.first), second: cluster(theirs.second))
      conflictRow = rowCount + other.conflictRow
    }
    rowCount += other.rowCount
  }

  /// The clusters, code c replaced by `ranks[c]`.
  /// - Throws: ``ClusterConflict`` where a unit was seen in two clusters.
  public func clusters(unitCount: Int, ranks: [UInt32]) throws(ClusterConflict) -> UnitClusters {
    if let conflict { throw conflict }
    return UnitClusters(
      codes: (0..<unitCount).map { unit in
        unit < codes.count && codes[unit] != missingKey ? ranks[Int(codes[unit])] : missingKey
      })
  }
}

/// A unit that lies in two clusters.
public struct ClusterConflict: Error, Sendable, Equatable {
  public let unit: UInt32
  public let first: UInt32
  public let second: UInt32
}
