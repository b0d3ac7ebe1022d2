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

/// The patterns of one group: unlabelled, and labelled where it matters who gave which rating.
struct GroupPatterns {
  var categoryCount = 0
  var raterCount = 0
  var unlabelled = RatingPatterns()
  var labelled: RatingPatterns?
  /// The unlabelled pattern of each labelled one.
  var unlabelledOfLabelled: [Int] = []

  /// The number of units of each pattern, of the finest kind there is.
  var multiplicities: [Double] { (labelled ?? unlabelled).multiplicities }
}

/// Builds patterns group after group, reusing its memory.
struct PatternBuilder {
  private var index = KeyIndex()
  private var localRaters: [UInt32] = []
  private var placeOfRater: [UInt32] = []

  /// The patterns of one group.
  /// - Parameters:
  ///   - isLabelled: whether it matters who gave which rating.
  ///   - minimumRatings: units with fewer ratings are left out.
  mutating func patterns(
    of units: CountedUnits, group: Int, scale: CategoryScale, isLabelled: Bool, minimumRatings: Int
  ) -> GroupPatterns {
    let range = units.table.groupOffsets[group]..<units.table.groupOffsets[group + 1]
    let longest = numberRaters(of: units.table, range, minimumRatings)
    let reader = UnitReader(units, scale, placeOfRater: placeOfRater)
    precondition(!isLabelled || units.raterCounts == nil, "units do not say who gave which rating")
    let raterCount = units.raterCounts?[group] ?? localRaters.count
    var result = GroupPatterns(categoryCount: scale.count, raterCount: raterCount)
    var distinct = DistinctUnits(range: range, minimumRatings: minimumRatings)
    if isLabelled {
      let packing = Packing(labelledCategories: scale.count, raters: localRaters.count, longest: longest)
      distinct = reader.distinct(distinct, packing, isLabelled: true, &index)
      result.labelled = reader.patterns(distinct, isLabelled: true)
    }
    let sorted = reader.distinct(
      distinct, Packing(unlabelledCategories: scale.count, longest: longest), isLabelled: false, &index)
    result.unlabelled = reader.patterns(sorted, isLabelled: false)
    result.unlabelledOfLabelled = isLabelled ? sorted.placeOfInput : []
    return result
  }

  /// Gives the raters of the group the numbers 0, 1, ... in the order of their codes; returns the number of ratings of
  /// the longest unit.
  private mutating func numberRaters(of table: RatingTable, _ range: Range<Int>, _ minimumRatings: Int) -> Int {
    for rater in localRaters { placeOfRater[Int(rater)] = missingKey }
    localRaters.removeAll(keepingCapacity: true)
    let (raters, offsets) = (table.raters.span, table.unitOffsets.span)
    var longest = 0
    for unit in range {
      let ratings = offsets[unit]..<offsets[unit + 1]
      if ratings.count < minimumRatings { continue }
      longest = max(longest, ratings.count)
      for rating in ratings {
        let rater = Int(raters[rating])
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
    return longest
  }
}

/// Distinct units: one unit place for each, and how many units it stands for. Before anything was told apart: a range.
private struct DistinctUnits {
  var range = 0..<0
  var minimumRatings = 0
  /// In canonical order; nil for all units of the range.
  var places: [Int]?
  var counts: [Double] = []
  /// Which of them each unit of the input became.
  var placeOfInput: [Int] = []
}

/// Reads the ratings of units as ranks of categories and places of raters.
private struct UnitReader {
  private let units: CountedUnits
  private let scale: CategoryScale
  private let placeOfRater: [UInt32]

  init(_ units: CountedUnits, _ scale: CategoryScale, placeOfRater: [UInt32]) {
    self.units = units
    self.scale = scale
    self.placeOfRater = placeOfRater
  }

  /// Tells units apart by their packed ratings; the order is that of the keys, hence of the content.
  ///
  /// Where a pattern does not fit into 64 bits (hundreds of distinct values or raters in long units), units hardly ever
  /// share one: every unit stands for itself.
  func distinct(
    _ input: DistinctUnits, _ packing: Packing?, isLabelled: Bool, _ index: inout KeyIndex
  ) -> DistinctUnits {
    guard let packing else { return sorted(input, isLabelled: isLabelled) }
    let (offsets, multiplicities) = (units.table.unitOffsets.span, units.multiplicities)
    let unitCount = input.places?.count ?? input.range.count
    var (keys, places, counts, placeOfInput) = ([UInt64](), [Int](), [Double](), [Int]())
    // Many small groups: room at once, instead of growing step by step.
    let room = min(unitCount, 64)
    keys.reserveCapacity(room)
    places.reserveCapacity(room)
    counts.reserveCapacity(room)
    if let places = input.places { placeOfInput.reserveCapacity(places.count) }
    index.reset(expecting: unitCount)
    for place in 0..<unitCount {
      let unit = input.places?[place] ?? input.range.lowerBound + place
      if offsets[unit + 1] - offsets[unit] < input.minimumRatings { continue }
      let key = key(of: unit, packing)
      let pattern = index.place(of: key, next: keys.count)
      if pattern == keys.count {
        keys.append(key)
        places.append(unit)
        counts.append(0)
      }
      counts[pattern] += input.places != nil ? input.counts[place] : multiplicities?[unit] ?? 1
      if input.places != nil { placeOfInput.append(pattern) }
    }
    let order = Self.ascending(keys)
    if !placeOfInput.isEmpty {
      var rank = [Int](repeating: 0, count: order.count)
      for (place, pattern) in order.enumerated() { rank[pattern] = place }
      for place in placeOfInput.indices { placeOfInput[place] = rank[placeOfInput[place]] }
    }
    return DistinctUnits(
      places: order.map { places[$0] }, counts: order.map { counts[$0] }, placeOfInput: placeOfInput)
  }

  /// The places of distinct keys in ascending order.
  private static func ascending(_ keys: [UInt64]) -> [Int] {
    guard keys.count <= 32 else { return keys.indices.sorted { keys[$0] < keys[$1] } }
    var order = Array(keys.indices)
    for index in keys.indices.dropFirst() {
      var place = index
      while place > 0, keys[order[place - 1]] > keys[index] {
        order[place] = order[place - 1]
        place -= 1
      }
      order[place] = index
    }
    return order
  }

  @inline(__always)
  private func key(of unit: Int, _ packing: Packing) -> UInt64 {
    let (offsets, categories) = (units.table.unitOffsets.span, units.table.categories.span)
    let ranks = scale.rankOfCode.span
    let ratings = offsets[unit]..<offsets[unit + 1]
    var key: UInt64 = 0
    switch packing {
    case .histogram(let bits):
      for rating in ratings { key &+= 1 &<< (bits &* UInt64(ranks[Int(categories[rating])])) }
    case .sortedList(let bits):
      for category in self.ranks(of: unit, sorted: true) { key = key << bits | UInt64(category + 1) }
    case .positions(let bits):
      let (raters, places) = (units.table.raters.span, placeOfRater.span)
      for rating in ratings {
        let shift = bits &* UInt64(places[Int(raters[rating])])
        key |= UInt64(ranks[Int(categories[rating])] + 1) &<< shift
      }
    case .labelledList(let bits):
      let (raters, places) = (units.table.raters.span, placeOfRater.span)
      for rating in ratings {
        let pair = UInt64(places[Int(raters[rating])]) * UInt64(scale.count) + UInt64(ranks[Int(categories[rating])])
        key = key << bits | (pair + 1)
      }
    }
    return key
  }

  private func ranks(of unit: Int, sorted: Bool) -> [UInt32] {
    var ranks = units.table.categories[units.table.unitOffsets[unit]..<units.table.unitOffsets[unit + 1]].map {
      scale.rankOfCode[Int($0)]
    }
    if sorted { ranks.sort() }
    return ranks
  }

  private func raters(of unit: Int) -> [UInt32] {
    units.table.raters[units.table.unitOffsets[unit]..<units.table.unitOffsets[unit + 1]].map { placeOfRater[Int($0)] }
  }

  /// Every unit by itself, in lexicographic order.
  private func sorted(_ input: DistinctUnits, isLabelled: Bool) -> DistinctUnits {
    var list: [(unit: Int, place: Int, raters: [UInt32], ranks: [UInt32])] = []
    func take(_ unit: Int) {
      list.append((unit, list.count, isLabelled ? raters(of: unit) : [], ranks(of: unit, sorted: !isLabelled)))
    }
    if let places = input.places {
      for unit in places { take(unit) }
    } else {
      for unit in input.range
      where units.table.unitOffsets[unit + 1] - units.table.unitOffsets[unit] >= input.minimumRatings {
        for _ in 0..<Int(units.multiplicities?[unit] ?? 1) { take(unit) }
      }
    }
    list.sort { a, b in
      isLabelled && a.raters != b.raters
        ? a.raters.lexicographicallyPrecedes(b.raters) : a.ranks.lexicographicallyPrecedes(b.ranks)
    }
    var placeOfInput = [Int](repeating: 0, count: list.count)
    for (rank, item) in list.enumerated() { placeOfInput[item.place] = rank }
    return DistinctUnits(
      places: list.map(\.unit), counts: Array(repeating: 1, count: list.count), placeOfInput: placeOfInput)
  }

  func patterns(_ distinct: DistinctUnits, isLabelled: Bool) -> RatingPatterns {
    let (offsets, categories) = (units.table.unitOffsets.span, units.table.categories.span)
    let (ranks, raters, placeOfRater) = (scale.rankOfCode.span, units.table.raters.span, self.placeOfRater.span)
    var result = RatingPatterns(multiplicities: distinct.counts)
    let size = (distinct.places ?? []).reduce(0) { $0 + offsets[$1 + 1] - offsets[$1] }
    result.offsets.reserveCapacity(distinct.counts.count + 1)
    result.categories.reserveCapacity(size)
    if isLabelled { result.raters.reserveCapacity(size) }
    for unit in distinct.places ?? [] {
      let start = result.categories.count
      for rating in offsets[unit]..<offsets[unit + 1] {
        let category = ranks[Int(categories[rating])]
        result.categories.append(category)
        if isLabelled {
          result.raters.append(placeOfRater[Int(raters[rating])])
          continue
        }
        // Insertion: patterns are short.
        var place = result.categories.count - 1
        while place > start, result.categories[place - 1] > category {
          result.categories[place] = result.categories[place - 1]
          place -= 1
        }
        result.categories[place] = category
      }
      result.offsets.append(result.categories.count)
    }
    return result
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

  /// What fits where it matters who gave which rating; whatever fits then also fits without.
  init?(labelledCategories categories: Int, raters: Int, longest: Int) {
    let single = Self.bits(categories)
    if Self.fits(raters, single) {
      self = .positions(bits: single)
      return
    }
    let pair = Self.bits(categories.multipliedReportingOverflow(by: max(raters, 1)).partialValue)
    guard Self.fits(longest, pair) else { return nil }
    self = .labelledList(bits: pair)
  }

  init?(unlabelledCategories categories: Int, longest: Int) {
    if Self.fits(categories, Self.bits(longest)) {
      self = .histogram(bits: Self.bits(longest))
    } else if Self.fits(longest, Self.bits(categories)) {
      self = .sortedList(bits: Self.bits(categories))
    } else {
      return nil
    }
  }

  private static func bits(_ count: Int) -> UInt64 { UInt64(Int.bitWidth - count.leadingZeroBitCount) }
  private static func fits(_ count: Int, _ bits: UInt64) -> Bool { count <= 64 && UInt64(count) * bits <= 64 }
}

/// 64-bit keys -> 0, 1, 2, ... by open addressing.
private struct KeyIndex {
  private var slots: [UInt64] = []
  private var places: [UInt32] = []
  private var mask = 0

  mutating func reset(expecting count: Int) {
    var size = 16
    while size < min(2 * count, 1 << 12) { size *= 2 }
    if places.count < size {
      slots = Array(repeating: 0, count: size)
      places = Array(repeating: missingKey, count: size)
    } else {
      for slot in 0..<size { places[slot] = missingKey }
    }
    mask = size - 1
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
    let (oldSlots, oldPlaces, oldSize) = (slots, places, mask + 1)
    slots = Array(repeating: 0, count: oldSize * 2)
    places = Array(repeating: missingKey, count: oldSize * 2)
    mask = slots.count - 1
    for old in 0..<oldSize where oldPlaces[old] != missingKey {
      var slot = hash(oldSlots[old])
      while places[slot] != missingKey { slot = (slot + 1) & mask }
      slots[slot] = oldSlots[old]
      places[slot] = oldPlaces[old]
    }
  }
}
