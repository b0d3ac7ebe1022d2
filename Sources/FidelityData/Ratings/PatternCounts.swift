/// How many units of each group have which ratings.
///
/// A pattern is a group with the ratings of a unit: who gave which (labelled), or only how many there are in each
/// category. It is labelled as long as somebody needs to know, or as there are few raters and few patterns; else who
/// rated at all is kept by group.
///
/// Equal units become one pattern while that saves memory. Where hardly any two are equal, they are listed.
struct PatternCounts: Sendable {
  /// Whether patterns say who gave which rating.
  private(set) var isLabelled = true
  private let needsRaters: Bool
  /// Who rated a unit with fewer ratings alone does not count as a rater.
  private let minimumRatings: Int

  /// The group of each pattern, and how many units have it.
  private var groups: [UInt32] = []
  private var counts: [Int] = []
  /// The ratings of pattern p are `offsets[p]..<offsets[p + 1]`, by rater or else by category.
  private var offsets: [Int] = [0]
  private var raters: [UInt32] = []
  private var categories: [UInt32] = []

  private var unitCount = 0
  private var contents = ContentTable()
  private var packed = PackedTable()
  private(set) var packing: UnitPacking?
  /// Groups and their raters, where patterns do not tell.
  private var raterUses = PairCodes()
  /// Whether units are listed one by one.
  private var isListing = false

  /// Memory of ``add(_:group:)``.
  private var scratch: [RaterCategory] = []

  /// A rating of a unit.
  struct RaterCategory {
    var rater: UInt32
    var category: UInt32
  }

  /// So many patterns are told apart by rater where nobody needs it.
  private static let mostLabelled = 1 << 14
  /// Where more patterns than these are not half as many as units, units are listed.
  private static let mostPatterns = 1 << 16

  init(needsRaters: Bool, minimumRatings: Int) {
    self.needsRaters = needsRaters
    self.minimumRatings = minimumRatings
  }

  /// The number of patterns.
  var count: Int { counts.count }
}

// MARK: - Counting

extension PatternCounts {
  /// Makes ready for units of so many categories and raters.
  mutating func prepare(categoryCount: Int, raterCount: Int) {
    let labelled = isLabelled ? UnitPacking(categories: categoryCount, raters: raterCount) : nil
    let isWasteful = count > Self.mostLabelled && 4 * count > unitCount
    if !needsRaters, isLabelled, labelled == nil || isWasteful,
      UnitPacking(unlabelledCategories: categoryCount, raters: raterCount) != nil
    {
      forgetRaters()
    }
    let wanted =
      isLabelled ? labelled : UnitPacking(unlabelledCategories: categoryCount, raters: raterCount)
    if wanted != packing {
      packing = wanted
      packed = PackedTable()
    }
    isListing = isListing || count > Self.mostPatterns && 2 * count > unitCount
  }

  /// Counts units by their numbers under ``packing``; a unit without ratings, 0, does not count.
  /// - Parameter groups: the group of each; nil where all are of group 0.
  mutating func count(_ keys: [UInt64], groups unitGroups: [UInt32]?) {
    guard let packing else { preconditionFailure("units are numbered without a packing") }
    var place = 0
    while place < keys.count {
      if !isListing { place = countKnown(keys.span, unitGroups, from: place) }
      guard place < keys.count else { return }
      let (key, group) = (keys[place], unitGroups?[place] ?? 0)
      place += 1
      if key == 0 { continue }
      scratch.removeAll(keepingCapacity: true)
      packing.forEachRating(key) { scratch.append(RaterCategory(rater: $0, category: $1)) }
      let pattern = add(group: group, count: 1)
      if !isListing { packed.insert(key, group: group, pattern: pattern) }
    }
  }

  /// Counts units as long as their numbers are known.
  /// - Returns: the place of the first that is not, or the end.
  private mutating func countKnown(_ keys: Span<UInt64>, _ groups: [UInt32]?, from start: Int) -> Int {
    let (end, found) = packed.count(keys, groups, from: start, in: &counts)
    unitCount += found
    return end
  }

  /// Counts units whose ratings stand in the order of their raters, one of each.
  mutating func add(
    _ raters: ArraySlice<UInt32>, _ categories: ArraySlice<UInt32>, group: UInt32, count: Int = 1
  ) {
    if raters.isEmpty { return }
    scratch.removeAll(keepingCapacity: true)
    for (rater, category) in zip(raters, categories) {
      scratch.append(RaterCategory(rater: rater, category: category))
    }
    if !isLabelled {
      use(group: group)
      scratch.sort { $0.category < $1.category }
    }
    _ = add(group: group, count: count)
  }

  /// Notes that a rater rated a unit of a group, where patterns do not tell.
  @inline(__always)
  mutating func use(group: UInt32, rater: UInt32) { _ = raterUses.code(group, rater) }

  private mutating func use(group: UInt32) {
    if scratch.count < minimumRatings { return }
    for rating in scratch { use(group: group, rater: rating.rater) }
  }

  /// Adds units with the ratings of ``scratch``.
  private mutating func add(group: UInt32, count: Int) -> UInt32 {
    unitCount += count
    let new = UInt32(counts.count)
    if !isListing {
      let hash = hash(group)
      var table = ContentTable()
      swap(&table, &contents)
      let pattern = table.pattern(hash, new: new) { isScratch($0, group) }
      swap(&table, &contents)
      if pattern != new {
        counts[Int(pattern)] += count
        return pattern
      }
    }
    groups.append(group)
    counts.append(count)
    for rating in scratch {
      if isLabelled { raters.append(rating.rater) }
      categories.append(rating.category)
    }
    offsets.append(categories.count)
    return new
  }

  private func hash(_ group: UInt32) -> UInt64 {
    var hash = FingerprintSet.mix(UInt64(group) + 1)
    for rating in scratch {
      let content = UInt64(isLabelled ? rating.rater : 0) << 32 | UInt64(rating.category)
      hash = (hash ^ content) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 32
    }
    return hash
  }

  private func isScratch(_ pattern: UInt32, _ group: UInt32) -> Bool {
    let start = offsets[Int(pattern)]
    guard groups[Int(pattern)] == group, offsets[Int(pattern) + 1] - start == scratch.count else { return false }
    for (place, rating) in scratch.enumerated() {
      if categories[start + place] != rating.category { return false }
      if isLabelled, raters[start + place] != rating.rater { return false }
    }
    return true
  }
}

// MARK: - Translating

extension PatternCounts {
  /// Lets patterns no longer say who gave which rating.
  private mutating func forgetRaters() {
    let old = self
    self = PatternCounts(needsRaters: needsRaters, minimumRatings: minimumRatings)
    isLabelled = false
    isListing = old.isListing
    take(old, groups: nil, raters: nil, categories: nil)
  }

  /// Takes the units of other counts.
  /// - Parameters: the code here of each code there.
  mutating func merge(_ other: PatternCounts, groups: [UInt32], raters: [UInt32], categories: [UInt32]) {
    if isLabelled, !other.isLabelled { forgetRaters() }
    isListing = isListing || other.isListing
    take(other, groups: groups, raters: raters, categories: categories)
  }

  private mutating func take(
    _ other: PatternCounts, groups groupCodes: [UInt32]?, raters raterCodes: [UInt32]?,
    categories categoryCodes: [UInt32]?
  ) {
    for pattern in 0..<other.count {
      let group = groupCodes.map { $0[Int(other.groups[pattern])] } ?? other.groups[pattern]
      scratch.removeAll(keepingCapacity: true)
      for place in other.offsets[pattern]..<other.offsets[pattern + 1] {
        let category = other.categories[place]
        var rater: UInt32 = 0
        if other.isLabelled { rater = raterCodes.map { $0[Int(other.raters[place])] } ?? other.raters[place] }
        scratch.append(RaterCategory(rater: rater, category: categoryCodes.map { $0[Int(category)] } ?? category))
      }
      if other.isLabelled, !isLabelled { use(group: group) }
      sortScratch()
      _ = add(group: group, count: other.counts[pattern])
    }
    for use in other.raterUses.all {
      let group = groupCodes.map { $0[Int(use.first)] } ?? use.first
      self.use(group: group, rater: raterCodes.map { $0[Int(use.second)] } ?? use.second)
    }
  }

  /// Insertion: units have few ratings, mostly in order already.
  private mutating func sortScratch() {
    for index in scratch.indices.dropFirst() {
      let rating = scratch[index]
      var place = index
      while place > 0,
        isLabelled ? scratch[place - 1].rater > rating.rater : scratch[place - 1].category > rating.category
      {
        scratch[place] = scratch[place - 1]
        place -= 1
      }
      scratch[place] = rating
    }
  }

  /// Sorts the last ratings by rater.
  private static func sort(_ raters: inout [UInt32], _ categories: inout [UInt32], from start: Int) {
    for index in start + 1..<max(start + 1, raters.count) {
      let (rater, category) = (raters[index], categories[index])
      var place = index
      while place > start, raters[place - 1] > rater {
        raters[place] = raters[place - 1]
        categories[place] = categories[place - 1]
        place -= 1
      }
      (raters[place], categories[place]) = (rater, category)
    }
  }

  /// The units, arranged by group.
  /// - Parameters:
  ///   - raterCodes: what each rater's code becomes.
  ///   - categoryCodes: what each category's code becomes, in `dictionary`.
  func countedUnits(
    groupCount: Int, raters raterCodes: [UInt32], categories categoryCodes: [UInt32]?, _ dictionary: CategoryDictionary
  ) -> CountedUnits {
    var groupOffsets = [Int](repeating: 0, count: groupCount + 1)
    for group in groups { groupOffsets[Int(group) + 1] += 1 }
    for group in 0..<groupCount { groupOffsets[group + 1] += groupOffsets[group] }
    var next = groupOffsets
    var order = [Int32](repeating: 0, count: count)
    for (pattern, group) in groups.enumerated() {
      order[next[Int(group)]] = Int32(pattern)
      next[Int(group)] += 1
    }
    var (unitOffsets, multiplicities) = ([0], [Double]())
    var (newRaters, newCategories) = ([UInt32](), [UInt32]())
    unitOffsets.reserveCapacity(count + 1)
    multiplicities.reserveCapacity(count)
    newRaters.reserveCapacity(categories.count)
    newCategories.reserveCapacity(categories.count)
    for pattern in order {
      let start = newRaters.count
      for place in offsets[Int(pattern)]..<offsets[Int(pattern) + 1] {
        // Without raters, any that differ will do.
        newRaters.append(isLabelled ? raterCodes[Int(raters[place])] : UInt32(newRaters.count - start))
        newCategories.append(categoryCodes.map { $0[Int(categories[place])] } ?? categories[place])
      }
      Self.sort(&newRaters, &newCategories, from: start)
      unitOffsets.append(newRaters.count)
      multiplicities.append(Double(counts[Int(pattern)]))
    }
    let table = RatingTable(
      groupOffsets: groupOffsets, unitOffsets: unitOffsets, units: order.indices.map { UInt32($0) }, raters: newRaters,
      categories: newCategories, dictionary: dictionary)
    var result = CountedUnits(table: table, multiplicities: multiplicities)
    if !isLabelled {
      var raterCounts = [Int](repeating: 0, count: groupCount)
      for use in raterUses.all { raterCounts[Int(use.first)] += 1 }
      result.raterCounts = raterCounts
    }
    return result
  }
}

// MARK: - Tables

/// Finds patterns by a hash of their content.
private struct ContentTable: Sendable {
  private var slots: [UInt32] = []
  private var hashes: [UInt64] = []

  /// The pattern of a hash for which `isEqual` holds; `new` where there is none, and then it is that one's.
  mutating func pattern(_ hash: UInt64, new: UInt32, isEqual: (UInt32) -> Bool) -> UInt32 {
    precondition(Int(new) == hashes.count, "patterns are entered one after the other")
    if slots.isEmpty { slots = Array(repeating: missingKey, count: 64) }
    var mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != missingKey {
      if hashes[Int(slots[place])] == hash, isEqual(slots[place]) { return slots[place] }
      place = (place + 1) & mask
    }
    slots[place] = new
    hashes.append(hash)
    guard 2 * hashes.count > slots.count else { return new }
    slots = Array(repeating: missingKey, count: 2 * slots.count)
    mask = slots.count - 1
    for (pattern, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & mask
      while slots[place] != missingKey { place = (place + 1) & mask }
      slots[place] = UInt32(pattern)
    }
    return new
  }
}

/// Finds patterns by their numbers.
private struct PackedTable: Sendable {
  private struct Slot: BitwiseCopyable {
    var key: UInt64
    var group: UInt32
    var pattern: UInt32
  }

  private var slots = [Slot](repeating: Slot(key: 0, group: 0, pattern: missingKey), count: 64)
  private var count = 0

  @inline(__always)
  private static func place(_ key: UInt64, _ group: UInt32) -> UInt64 {
    let mixed = (key ^ UInt64(group) << 40 ^ key >> 29) &* 0x9e37_79b9_7f4a_7c15
    return mixed ^ mixed >> 32
  }

  /// Counts units as long as their numbers are known.
  /// - Returns: the place of the first that is not, or the end; and how many were counted.
  func count(
    _ keys: Span<UInt64>, _ groups: [UInt32]?, from start: Int, in allCounts: inout [Int]
  ) -> (end: Int, found: Int) {
    var counts = allCounts.mutableSpan
    let slots = slots.span
    let mask = slots.count - 1
    var found = 0
    for unit in start..<keys.count {
      let (key, group) = (keys[unit], groups?[unit] ?? 0)
      if key == 0 { continue }
      var place = Int(truncatingIfNeeded: Self.place(key, group)) & mask
      while slots[place].key != key || slots[place].group != group {
        if slots[place].pattern == missingKey { return (unit, found) }
        place = (place + 1) & mask
      }
      counts[Int(slots[place].pattern)] &+= 1
      found += 1
    }
    return (keys.count, found)
  }

  /// Enters a number that is not known.
  mutating func insert(_ key: UInt64, group: UInt32, pattern: UInt32) {
    count += 1
    if 2 * count > slots.count {
      let old = slots
      slots = Array(repeating: Slot(key: 0, group: 0, pattern: missingKey), count: 2 * old.count)
      for slot in old where slot.pattern != missingKey { put(slot) }
    }
    put(Slot(key: key, group: group, pattern: pattern))
  }

  private mutating func put(_ slot: Slot) {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: Self.place(slot.key, slot.group)) & mask
    while slots[place].pattern != missingKey { place = (place + 1) & mask }
    slots[place] = slot
  }
}
