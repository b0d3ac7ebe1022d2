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

/// Collects the cluster of each unit, rating by rating. Merging takes what the other side has seen: both sides must
/// have been coded by the same dictionaries.
public struct UnitClusterCollector: MergeableState {
  private var codes: [UInt32] = []
  /// The first unit that was seen in two clusters.
  public private(set) var conflict: ClusterConflict?

  public init() {}

  /// Takes the cluster of one rating.
  @inline(__always)
  public mutating func append(unit: UInt32, cluster: UInt32) {
    if Int(unit) < codes.count, codes[Int(unit)] == cluster { return }
    set(unit: Int(unit), cluster: cluster)
  }

  private mutating func set(unit: Int, cluster: UInt32) {
    if unit >= codes.count {
      codes += repeatElement(missingKey, count: max(unit + 1, 2 * codes.count) - codes.count)
    }
    if codes[unit] == missingKey {
      codes[unit] = cluster
    } else if codes[unit] != cluster, conflict == nil {
      conflict = ClusterConflict(unit: UInt32(unit), first: codes[unit], second: cluster)
    }
  }

  public mutating func merge(_ other: UnitClusterCollector) {
    for (unit, cluster) in other.codes.enumerated() where cluster != missingKey { set(unit: unit, cluster: cluster) }
    if conflict == nil { conflict = other.conflict }
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
