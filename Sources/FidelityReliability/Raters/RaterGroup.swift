import FidelityData

/// The ratings of one group with raters, categories and units numbered from 0: what all comparisons of raters start
/// from.
struct RaterGroup: Sendable {
  let scale: CategoryScale
  /// The code of each rater in the rating table, ascending.
  let raterCodes: [UInt32]
  /// The ratings of unit u are `unitOffsets[u]..<unitOffsets[u + 1]`.
  let unitOffsets: [Int]
  /// The rater of each rating, ascending within a unit.
  let raters: [UInt32]
  /// The category of each rating: its place on the scale.
  let ranks: [UInt32]

  var unitCount: Int { unitOffsets.count - 1 }
  var raterCount: Int { raterCodes.count }
  var categoryCount: Int { scale.count }

  /// - Parameters:
  ///   - excluded: a rater to leave out, whose categories stay on the scale.
  ///   - order: the order of the table's categories.
  /// - Complexity: O(ratings + categories + r log r) for r raters.
  init(
    _ table: RatingTable, group: Int, declared: DeclaredCategories, excluding excluded: UInt32?, order: CategoryOrder
  ) {
    let units = table.groupOffsets[group]..<table.groupOffsets[group + 1]
    let start = table.unitOffsets[units.lowerBound]
    let ratings = start..<table.unitOffsets[units.upperBound]
    var isUsed = [Bool](repeating: false, count: table.dictionary.count)
    var usedCodes: [UInt32] = []
    var isRater: [Bool] = []
    do {
      let (raters, categories) = (table.raters.span, table.categories.span)
      for rating in ratings {
        if !isUsed[Int(categories[rating])] {
          isUsed[Int(categories[rating])] = true
          usedCodes.append(categories[rating])
        }
        let rater = Int(raters[rating])
        if rater >= isRater.count {
          isRater += repeatElement(false, count: max(isRater.count, rater + 1 - isRater.count))
        }
        isRater[rater] = true
      }
    }
    let scale = CategoryScale(
      usedCodes: order.ascending(usedCodes), dictionary: table.dictionary, declared: declared)
    if let excluded, Int(excluded) < isRater.count { isRater[Int(excluded)] = false }
    let raterCodes = isRater.indices.filter { isRater[$0] }.map { UInt32($0) }
    let places = RaterPlaces(raterCodes, lookUps: ratings.count)
    self.scale = scale
    self.raterCodes = raterCodes
    guard let excluded else {
      unitOffsets = (units.lowerBound...units.upperBound).map { table.unitOffsets[$0] - start }
      raters = places.translated(table.raters, ratings)
      ranks = Self.translated(table.categories, ratings, scale.rankOfCode)
      return
    }
    var (offsets, kept) = ([0], [Int]())
    for unit in units {
      kept += (table.unitOffsets[unit]..<table.unitOffsets[unit + 1]).filter { table.raters[$0] != excluded }
      offsets.append(kept.count)
    }
    unitOffsets = offsets
    raters = kept.map { places[table.raters[$0]] }
    ranks = kept.map { scale.rankOfCode[Int(table.categories[$0])] }
  }

  /// What a table makes of some codes.
  fileprivate static func translated(_ codes: [UInt32], _ range: Range<Int>, _ table: [UInt32]) -> [UInt32] {
    let (codes, table) = (codes.span, table.span)
    return Array(capacity: range.count) { output in
      for place in range { output.append(table[Int(codes[place])]) }
    }
  }
}

/// The place of each rater code among the ascending codes of a group.
private struct RaterPlaces {
  private let codes: [UInt32]
  /// By code; empty where a group is small beside the number of all raters.
  private var direct: [UInt32] = []

  init(_ codes: [UInt32], lookUps: Int) {
    self.codes = codes
    let limit = Int(codes.last ?? 0) + 1
    if limit > 4 * lookUps { return }
    direct = Array(repeating: missingKey, count: limit)
    for (place, code) in codes.enumerated() { direct[Int(code)] = UInt32(place) }
  }

  func translated(_ codes: [UInt32], _ range: Range<Int>) -> [UInt32] {
    direct.isEmpty ? codes[range].map { self[$0] } : RaterGroup.translated(codes, range, direct)
  }

  subscript(code: UInt32) -> UInt32 {
    if !direct.isEmpty { return direct[Int(code)] }
    var (low, high) = (0, codes.count)
    while low < high {
      let middle = low + (high - low) / 2
      if codes[middle] < code { low = middle + 1 } else { high = middle }
    }
    return UInt32(low)
  }
}

extension RaterGroup {
  /// The ratings of each rater in the order of the units.
  struct ByRater: Sendable {
    /// Those of rater r are `offsets[r]..<offsets[r + 1]`.
    let offsets: [Int]
    /// Places among the group's ratings.
    let ratings: [UInt32]
    /// The unit of each of them.
    let units: [UInt32]
  }

  /// - Complexity: O(ratings + raters).
  func byRater() -> ByRater {
    precondition(raters.count < Int(UInt32.max), "more ratings than can be numbered")
    var offsets = [Int](repeating: 0, count: raterCount + 1)
    for rater in raters { offsets[Int(rater) + 1] += 1 }
    for rater in 0..<raterCount { offsets[rater + 1] += offsets[rater] }
    var next = offsets
    var ratings = [UInt32](repeating: 0, count: raters.count)
    var units = ratings
    for unit in 0..<unitCount {
      for rating in unitOffsets[unit]..<unitOffsets[unit + 1] {
        let place = next[Int(raters[rating])]
        ratings[place] = UInt32(rating)
        units[place] = UInt32(unit)
        next[Int(raters[rating])] += 1
      }
    }
    return ByRater(offsets: offsets, ratings: ratings, units: units)
  }

  /// The categories of the scale as text, in its order.
  func labels(_ dictionary: CategoryDictionary, _ declared: DeclaredCategories) -> [String] {
    if scale.isNumeric { return scale.values.map(CategoryDictionary.label) }
    var labels = Array(repeating: "", count: scale.count)
    if case .labels(let declared) = declared { labels.replaceSubrange(0..<declared.count, with: declared) }
    for (code, rank) in scale.rankOfCode.enumerated() where rank != missingKey {
      labels[Int(rank)] = dictionary.label(UInt32(code))
    }
    return labels
  }
}
