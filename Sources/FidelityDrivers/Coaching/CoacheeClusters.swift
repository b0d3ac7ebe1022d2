import FidelityData

/// The cluster of each coachee, by which the ratios of coaching are regrouped where one is said.
///
/// It is that of most of the coachee's rows in log and plan (``ClusterVotes``); a coachee of whom no row says one is a
/// cluster of its own.
/// - Complexity: O(rows + clusters log(clusters)).
struct CoacheeClusters {
  /// By the places of coachees; nil where no cluster is said, or neither table has it.
  let names: NameColumn?
  private let said: String?

  init(_ coachees: NameColumn, _ log: DriverTable?, _ plan: DriverTable?, _ options: DriverOptions) {
    said = options.cluster
    let tables = [log, plan].compactMap(\.self).filter { table in options.cluster.map(table.has) ?? false }
    guard let cluster = options.cluster, !tables.isEmpty else {
      names = nil
      return
    }
    let clusters = NameColumn(tables.flatMap { $0.names(cluster).labels })
    let order = clusters.order
    let ranks = clusters.ranks.map { UInt32($0) }
    let found = ClusterVotes.winners(nameCount: coachees.labels.count) { take in
      for table in tables {
        let (names, own) = (table.names("coachee"), table.names(cluster))
        let (places, here) = (names.codes(in: coachees), own.codes(in: clusters))
        for (name, code) in zip(names.codes, own.codes) where name != missingKey && code != missingKey {
          let place = places[Int(name)]
          if place != missingKey { take(Int(place), ranks[Int(here[Int(code)])]) }
        }
      }
    }
    names = NameColumn(distinct: order.map { clusters.labels[$0] }, codes: found)
  }

  /// Takes numerators and denominators of coachees.
  /// - Parameter places: of the coachees, in the order in which they come.
  func parts(_ places: [Int], _ part: (_ place: Int) -> (y: Double, x: Double)) -> GroupedParts {
    var parts = GroupedParts(names, lacking: said)
    for place in places {
      let (y, x) = part(place)
      parts.add(y, of: x, row: place)
    }
    return parts
  }
}
