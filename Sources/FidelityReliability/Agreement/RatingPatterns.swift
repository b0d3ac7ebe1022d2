import FidelityData

/// The distinct patterns of ratings of one group, with the number of units that show each.
///
/// Two units with the same ratings contribute alike to every coefficient, its standard error and its bootstrap, so
/// everything is computed over patterns. An unlabelled pattern is a multiset of categories; a labelled one also says
/// which rater gave which. A million units by five raters on five points have at most 252 unlabelled or 3,125 labelled
/// patterns.
///
/// Patterns stand in an order that depends only on their content, so results do not depend on the order of the data.
struct RatingPatterns {
  let categoryCount: Int
  let raterCount: Int
  /// The ratings of pattern p are `offsets[p]..<offsets[p + 1]`.
  var offsets: [Int] = [0]
  /// Category ranks; ascending within an unlabelled pattern.
  var categories: [UInt32] = []
  /// The rater (0..<raterCount) of each rating; empty where patterns are not labelled.
  var raters: [UInt32] = []
  /// How many units show each pattern.
  var multiplicities: [Double] = []

  var count: Int { multiplicities.count }

  func ratings(_ pattern: Int) -> Range<Int> { offsets[pattern]..<offsets[pattern + 1] }
}

/// Builds patterns group after group, reusing its memory.
struct PatternBuilder {
  private var keys: [UInt64] = []
  private var index = KeyIndex()
  private var localRaters: [UInt32] = []
  private var placeOfRater: [UInt32] = []
  private var sorted: [UInt32] = []

  /// The patterns of one group.
  /// - Parameters:
  ///   - units: the unit places of the group.
  ///   - isLabelled: whether it matters who gave which rating.
  ///   - minimumRatings: units with fewer ratings are left out.
  mutating func patterns(
    of table: RatingTable, units: Range<Int>, scale: CategoryScale, isLabelled: Bool, minimumRatings: Int
  ) -> RatingPatterns {
    let kept = units.filter { table.unitOffsets[$0 + 1] - table.unitOffsets[$0] >= minimumRatings }
    let raterCount = numberRaters(of: table, units: kept)
    let longest = kept.map { table.unitOffsets[$0 + 1] - table.unitOffsets[$0] }.max() ?? 0
    let packing = Packing(
      categories: scale.count, raters: raterCount, longest: longest, isLabelled: isLabelled)
    var result = RatingPatterns(categoryCount: scale.count, raterCount: raterCount)
    guard let packing else {
      appendEveryUnit(of: table, kept, scale, isLabelled, to: &result)
      return result.inCanonicalOrder()
    }
    computeKeys(of: table, kept, scale, packing)
    index.reset(expecting: kept.count)
    var firstUnits: [Int] = []
    var counts: [Double] = []
    var patternKeys: [UInt64] = []
    for (place, unit) in kept.enumerated() {
      let pattern = index.place(of: keys[place], next: counts.count)
      if pattern == counts.count {
        counts.append(1)
        firstUnits.append(unit)
        patternKeys.append(keys[place])
      } else {
        counts[pattern] += 1
      }
    }
    for pattern in patternKeys.indices.sorted(by: { patternKeys[$0] < patternKeys[$1] }) {
      append(unit: firstUnits[pattern], of: table, scale, isLabelled, count: counts[pattern], to: &result)
    }
    return result
  }

  /// Gives the raters of the group the numbers 0, 1, ... in the order of their codes; returns how many there are.
  private mutating func numberRaters(of table: RatingTable, units: [Int]) -> Int {
    for rater in localRaters { placeOfRater[Int(rater)] = missingKey }
    localRaters.removeAll(keepingCapacity: true)
    for unit in units {
      for rating in table.unitOffsets[unit]..<table.unitOffsets[unit + 1] {
        let rater = Int(table.raters[rating])
        if rater >= placeOfRater.count {
          placeOfRater += repeatElement(missingKey, count: rater + 1 - placeOfRater.count)
        }
        if placeOfRater[rater] == missingKey {
          placeOfRater[rater] = 0
          localRaters.append(UInt32(rater))
        }
      }
    }
    localRaters.sort()
    for (place, rater) in localRaters.enumerated() { placeOfRater[Int(rater)] = UInt32(place) }
    return localRaters.count
  }

  private mutating func computeKeys(
    of table: RatingTable, _ units: [Int], _ scale: CategoryScale, _ packing: Packing
  ) {
    keys.removeAll(keepingCapacity: true)
    for unit in units {
      let ratings = table.unitOffsets[unit]..<table.unitOffsets[unit + 1]
      var key: UInt64 = 0
      switch packing {
      case .histogram(let bits):
        for rating in ratings { key += 1 << (bits * UInt64(scale.rankOfCode[Int(table.categories[rating])])) }
      case .sortedList(let bits):
        sorted.removeAll(keepingCapacity: true)
        for rating in ratings { sorted.append(scale.rankOfCode[Int(table.categories[rating])]) }
        sorted.sort()
        for category in sorted { key = key << bits | UInt64(category + 1) }
      case .positions(let bits):
        for rating in ratings {
          let shift = bits * UInt64(placeOfRater[Int(table.raters[rating])])
          key |= UInt64(scale.rankOfCode[Int(table.categories[rating])] + 1) << shift
        }
      case .labelledList(let bits):
        for rating in ratings {
          let rater = UInt64(placeOfRater[Int(table.raters[rating])])
          let category = UInt64(scale.rankOfCode[Int(table.categories[rating])])
          key = key << bits | (rater * UInt64(scale.count) + category + 1)
        }
      }
      keys.append(key)
    }
  }

  private mutating func append(
    unit: Int, of table: RatingTable, _ scale: CategoryScale, _ isLabelled: Bool, count: Double,
    to result: inout RatingPatterns
  ) {
    let start = result.categories.count
    for rating in table.unitOffsets[unit]..<table.unitOffsets[unit + 1] {
      result.categories.append(scale.rankOfCode[Int(table.categories[rating])])
      if isLabelled { result.raters.append(placeOfRater[Int(table.raters[rating])]) }
    }
    if !isLabelled { result.categories[start...].sort() }
    result.offsets.append(result.categories.count)
    result.multiplicities.append(count)
  }

  /// Where a pattern does not fit into 64 bits (hundreds of distinct values or raters in long units), units hardly ever
  /// share one: every unit stands for itself.
  private mutating func appendEveryUnit(
    of table: RatingTable, _ units: [Int], _ scale: CategoryScale, _ isLabelled: Bool,
    to result: inout RatingPatterns
  ) {
    for unit in units { append(unit: unit, of: table, scale, isLabelled, count: 1, to: &result) }
  }
}

/// How the ratings of a unit are packed into 64 bits, exactly: equal keys mean equal patterns.
private enum Packing {
  /// Counts by category.
  case histogram(bits: UInt64)
  /// Categories in ascending order.
  case sortedList(bits: UInt64)
  /// The category of each rater at the rater's place.
  case positions(bits: UInt64)
  /// (rater, category) pairs in the order of raters.
  case labelledList(bits: UInt64)

  init?(categories: Int, raters: Int, longest: Int, isLabelled: Bool) {
    func bits(_ count: Int) -> UInt64 { UInt64(Int.bitWidth - count.leadingZeroBitCount) }
    func fits(_ count: Int, _ bits: UInt64) -> Bool { count <= 64 && UInt64(count) * bits <= 64 }
    let byCategory = bits(longest)
    let single = bits(categories)
    if isLabelled {
      if fits(raters, single) {
        self = .positions(bits: single)
        return
      }
      let pair = bits(categories.multipliedReportingOverflow(by: max(raters, 1)).partialValue)
      guard fits(longest, pair) else { return nil }
      self = .labelledList(bits: pair)
    } else if fits(categories, byCategory) {
      self = .histogram(bits: byCategory)
    } else if fits(longest, single) {
      self = .sortedList(bits: single)
    } else {
      return nil
    }
  }
}

/// 64-bit keys -> 0, 1, 2, ... by open addressing.
private struct KeyIndex {
  private var slots: [UInt64] = []
  private var places: [UInt32] = []
  private var mask = 0

  mutating func reset(expecting count: Int) {
    var size = 16
    while size < min(2 * count, 1 << 12) { size *= 2 }
    if places.count == size {
      for slot in places.indices { places[slot] = missingKey }
    } else {
      slots = Array(repeating: 0, count: size)
      places = Array(repeating: missingKey, count: size)
      mask = size - 1
    }
  }

  /// The place of a key; `next` where it is new, and then it gets that place.
  mutating func place(of key: UInt64, next: Int) -> Int {
    var slot = hash(key)
    while places[slot] != missingKey {
      if slots[slot] == key { return Int(places[slot]) }
      slot = (slot + 1) & mask
    }
    slots[slot] = key
    places[slot] = UInt32(next)
    if 2 * (next + 1) > mask { grow() }
    return next
  }

  private func hash(_ key: UInt64) -> Int {
    // The finaliser of SplitMix64: neighbouring keys land far apart.
    var mixed = (key ^ (key >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int(truncatingIfNeeded: mixed ^ (mixed >> 31)) & mask
  }

  private mutating func grow() {
    let (oldSlots, oldPlaces) = (slots, places)
    slots = Array(repeating: 0, count: oldSlots.count * 2)
    places = Array(repeating: missingKey, count: oldSlots.count * 2)
    mask = slots.count - 1
    for (old, place) in oldPlaces.enumerated() where place != missingKey {
      var slot = hash(oldSlots[old])
      while places[slot] != missingKey { slot = (slot + 1) & mask }
      slots[slot] = oldSlots[old]
      places[slot] = place
    }
  }
}

extension RatingPatterns {
  /// The same patterns in lexicographic order.
  fileprivate func inCanonicalOrder() -> RatingPatterns {
    var result = RatingPatterns(categoryCount: categoryCount, raterCount: raterCount)
    let isLabelled = !raters.isEmpty
    let order = (0..<count).sorted { a, b in
      let (left, right) = (ratings(a), ratings(b))
      if isLabelled, !raters[left].elementsEqual(raters[right]) {
        return raters[left].lexicographicallyPrecedes(raters[right])
      }
      return categories[left].lexicographicallyPrecedes(categories[right])
    }
    for pattern in order {
      result.categories += categories[ratings(pattern)]
      if isLabelled { result.raters += raters[ratings(pattern)] }
      result.offsets.append(result.categories.count)
      result.multiplicities.append(multiplicities[pattern])
    }
    return result
  }
}
