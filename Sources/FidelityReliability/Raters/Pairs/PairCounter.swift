/// Counts the cross tables of all pairs of raters of a group.
///
/// Two ways, both of whole numbers and so with the same counts:
///
/// - **by unit**: every unit adds each pair of its ratings to a table, O(sum r_i^2 / 2) for r_i ratings of unit i: for
///   sparse designs, where few of many raters rate a unit.
/// - **by bits**: a set of bits per rater and category, one bit a unit; a cell is the number of bits that two sets have
///   in common, O(r^2 q^2 n / 128) word operations. For 300 raters x 10,000 units x 5 categories, the tables and all
///   rows of results take half the time of the matrix product of indicators alone.
///
/// The cheaper way is taken; tables that are needed at one time are those of one rater with the others.
struct PairCounter: Sendable {
  typealias Route = PairRoute

  let group: RaterGroup
  let route: Route
  /// For the way by unit.
  private let byRater: RaterGroup.ByRater?
  private let sets: CategorySets?

  /// - Parameter route: nil for the cheaper one.
  init(_ group: RaterGroup, route chosen: Route? = nil) {
    self.group = group
    var pairRatings = 0
    for unit in 0..<group.unitCount {
      let size = group.unitOffsets[unit + 1] - group.unitOffsets[unit]
      pairRatings += size * (size - 1) / 2
    }
    route = chosen ?? Self.cheaperRoute(group, pairRatings: pairRatings)
    byRater = route == .byUnit ? group.byRater() : nil
    sets = route == .byBits ? CategorySets(group) : nil
  }

  /// A step of the loop over units takes about as long as four words of bits.
  private static func cheaperRoute(_ group: RaterGroup, pairRatings: Int) -> Route {
    let pairs = Double(group.raterCount) * Double(max(0, group.raterCount - 1)) / 2
    let words = Double((group.unitCount + 63) / 64)
    let cells = Double(group.categoryCount) * Double(group.categoryCount)
    return pairs * words * cells < 4 * Double(pairRatings) ? .byBits : .byUnit
  }

  /// The memory of one thread.
  struct Scratch {
    fileprivate var cells: [UInt32] = []
    fileprivate var unitCounts: [UInt32] = []
    fileprivate var partners: [UInt32] = []
  }

  /// So many cells are counted at a time, 16 MB; scales of hundreds of categories need several rounds.
  private static let mostCells = 1 << 22

  /// Calls `body` with each rater after `first` who has units in common with it, ascending, and where their table
  /// begins in the cells: q x q counts, the category of `first` by rows.
  func forEachPartner(
    of first: Int, _ scratch: inout Scratch, _ body: (_ second: Int, _ cells: Span<UInt32>, _ start: Int) -> Void
  ) {
    let size = group.categoryCount * group.categoryCount
    let width = max(1, min(group.raterCount, Self.mostCells / max(1, size)))
    if scratch.cells.count < width * size {
      scratch.cells = Array(repeating: 0, count: width * size)
      scratch.unitCounts = Array(repeating: 0, count: width)
    }
    var start = first + 1
    while start < group.raterCount {
      let partners = start..<min(start + width, group.raterCount)
      switch route {
      case .byUnit: scratch.partners = countByUnit(first, partners, &scratch.cells, &scratch.unitCounts)
      case .byBits: scratch.partners = countByBits(first, partners, &scratch.cells)
      }
      let found = scratch.partners
      do {
        let cells = scratch.cells.span
        for partner in found { body(Int(partner), cells, (Int(partner) - start) * size) }
      }
      clear(found, start, size, &scratch.cells, &scratch.unitCounts)
      start = partners.upperBound
    }
  }

  private func clear(
    _ partners: [UInt32], _ start: Int, _ size: Int, _ cells: inout [UInt32], _ unitCounts: inout [UInt32]
  ) {
    var cells = cells.mutableSpan
    for partner in partners {
      let place = (Int(partner) - start) * size
      for cell in place..<place + size { cells[cell] = 0 }
      unitCounts[Int(partner) - start] = 0
    }
  }

  private func countByUnit(
    _ first: Int, _ partners: Range<Int>, _ cells: inout [UInt32], _ unitCounts: inout [UInt32]
  ) -> [UInt32] {
    guard let byRater else { preconditionFailure("the ratings of each rater were not gathered") }
    let (raters, ranks) = (group.raters.span, group.ranks.span)
    let (own, units, offsets) = (byRater.ratings.span, byRater.units.span, group.unitOffsets.span)
    let count = group.categoryCount
    let size = count * count
    let (low, high) = (UInt32(partners.lowerBound), UInt32(partners.upperBound))
    var found: [UInt32] = []
    do {
      var cells = cells.mutableSpan
      var unitCounts = unitCounts.mutableSpan
      for place in byRater.offsets[first]..<byRater.offsets[first + 1] {
        let rating = Int(own[place])
        let row = Int(ranks[rating]) * count
        for other in rating + 1..<max(rating + 1, offsets[Int(units[place]) + 1]) {
          let rater = raters[other]
          if rater < low { continue }
          if rater >= high { break }
          let partner = Int(rater - low)
          if unitCounts[partner] == 0 { found.append(rater) }
          unitCounts[partner] &+= 1
          cells[partner * size + row + Int(ranks[other])] &+= 1
        }
      }
    }
    return found.sorted()
  }

  private func countByBits(_ first: Int, _ partners: Range<Int>, _ cells: inout [UInt32]) -> [UInt32] {
    guard let sets else { preconditionFailure("the sets of bits were not made") }
    let count = group.categoryCount
    let size = count * count
    var found: [UInt32] = []
    var cells = cells.mutableSpan
    for partner in partners {
      let start = (partner - partners.lowerBound) * size
      if sets.count(first, partner, into: &cells, at: start) > 0 { found.append(UInt32(partner)) }
    }
    return found
  }
}

/// How cross tables of pairs are counted; the counts are the same.
package enum PairRoute: Sendable, CaseIterable { case byUnit, byBits }
