import FidelityData

/// Which pattern each unit of a group shows: the way back from patterns to units, for what asks for units themselves
/// (clusters, the same units in two groups, the units that move a coefficient most).
///
/// Patterns are those of the finest kind there is. Where units with equal ratings are patterns of their own, all point
/// to the first of them, whose features are the same.
/// - Complexity: O(ratings) time and O(units) memory.
struct UnitPatterns {
  /// The unit places of the group.
  let range: Range<Int>
  /// The pattern of each unit place of the range; -1 for a unit that is left out.
  private(set) var patterns: [Int32]
  /// The rater code of each rater number.
  let raterCodes: [UInt32]

  init(
    _ table: RatingTable, range: Range<Int>, _ patterns: GroupPatterns, _ scale: CategoryScale, minimumRatings: Int
  ) {
    self.range = range
    self.patterns = Array(repeating: -1, count: range.count)
    var codes: Set<UInt32> = []
    for unit in range where table.ratings(unit).count >= minimumRatings {
      for rating in table.ratings(unit) { codes.insert(table.raters[rating]) }
    }
    raterCodes = codes.sorted()
    let index = Index(patterns, raterCodes: raterCodes)
    var (categories, raters) = ([UInt32](), [UInt32]())
    for unit in range where table.ratings(unit).count >= minimumRatings {
      categories.removeAll(keepingCapacity: true)
      raters.removeAll(keepingCapacity: true)
      for rating in table.ratings(unit) {
        categories.append(scale.rankOfCode[Int(table.categories[rating])])
        if index.isLabelled { raters.append(table.raters[rating]) }
      }
      if !index.isLabelled { categories.sort() }
      self.patterns[unit - range.lowerBound] = index.pattern(categories, raters)
    }
  }

  /// Patterns by a hash of their content; every hit is compared.
  private struct Index {
    private let source: RatingPatterns
    private let raterCodes: [UInt32]
    let isLabelled: Bool
    private var firstOfHash: [UInt64: Int32] = [:]
    private var next: [Int32]

    init(_ patterns: GroupPatterns, raterCodes: [UInt32]) {
      source = patterns.labelled ?? patterns.unlabelled
      isLabelled = patterns.labelled != nil
      self.raterCodes = raterCodes
      next = Array(repeating: -1, count: source.count)
      firstOfHash.reserveCapacity(source.count)
      // Backwards, so that the first of equal patterns heads its chain.
      for pattern in (0..<source.count).reversed() {
        let ratings = source.ratings(pattern)
        let raters = isLabelled ? source.raters[ratings].map { raterCodes[Int($0)] } : []
        let hash = Self.hash(Array(source.categories[ratings]), raters)
        next[pattern] = firstOfHash[hash] ?? -1
        firstOfHash[hash] = Int32(pattern)
      }
    }

    func pattern(_ categories: [UInt32], _ raters: [UInt32]) -> Int32 {
      var pattern = firstOfHash[Self.hash(categories, raters)] ?? -1
      while pattern >= 0, !isEqual(Int(pattern), categories, raters) { pattern = next[Int(pattern)] }
      precondition(pattern >= 0, "a unit of the group shows none of its patterns")
      return pattern
    }

    private func isEqual(_ pattern: Int, _ categories: [UInt32], _ raters: [UInt32]) -> Bool {
      let ratings = source.ratings(pattern)
      guard ratings.count == categories.count else { return false }
      for (place, rating) in ratings.enumerated() {
        if source.categories[rating] != categories[place] { return false }
        if isLabelled, raterCodes[Int(source.raters[rating])] != raters[place] { return false }
      }
      return true
    }

    private static func hash(_ categories: [UInt32], _ raters: [UInt32]) -> UInt64 {
      var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
      for place in categories.indices {
        hash ^= UInt64(categories[place]) | (raters.isEmpty ? 0 : UInt64(raters[place]) << 32)
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash ^= hash >> 27
      }
      return hash
    }
  }
}

extension RatingTable {
  /// The ratings of a unit place.
  func ratings(_ unit: Int) -> Range<Int> { unitOffsets[unit]..<unitOffsets[unit + 1] }
}

/// What is sampled as one, and so drawn or left out as one: a unit of a pattern, or a cluster of units.
///
/// Item i is `counts[e]` units of pattern `patterns[e]` for the entries e of `offsets[i]..<offsets[i + 1]`.
struct SampledItems: Sendable {
  private(set) var offsets = [0]
  private(set) var patterns: [Int] = []
  private(set) var counts: [Int] = []
  /// How many equal items there are of each.
  private(set) var multiplicities: [Int] = []
  /// Whether items are clusters.
  let isClustered: Bool

  var count: Int { multiplicities.count }

  func entries(_ item: Int) -> Range<Int> { offsets[item]..<offsets[item + 1] }

  /// Units, one item for each pattern.
  init(multiplicities: [Int]) {
    isClustered = false
    self.multiplicities = multiplicities
    patterns = Array(multiplicities.indices)
    counts = Array(repeating: 1, count: multiplicities.count)
    offsets = Array(0...multiplicities.count)
  }

  /// Clusters in the order of their codes, from the cluster and the pattern of each unit. A unit without a cluster
  /// (``missingKey``) is one by itself, after them.
  init(clustered units: [(cluster: UInt32, pattern: Int)]) {
    isClustered = true
    let sorted = units.sorted { $0.cluster != $1.cluster ? $0.cluster < $1.cluster : $0.pattern < $1.pattern }
    for (place, unit) in sorted.enumerated() {
      let isSame = place > 0 && sorted[place - 1].cluster == unit.cluster && unit.cluster != missingKey
      if place > 0, !isSame { offsets.append(patterns.count) }
      if isSame, patterns[patterns.count - 1] == unit.pattern {
        counts[counts.count - 1] += 1
      } else {
        patterns.append(unit.pattern)
        counts.append(1)
      }
    }
    if !patterns.isEmpty { offsets.append(patterns.count) }
    multiplicities = Array(repeating: 1, count: offsets.count - 1)
  }

  init(_ clusters: UnitClusters, _ index: UnitPatterns, _ table: RatingTable) {
    var units: [(cluster: UInt32, pattern: Int)] = []
    for (place, pattern) in index.patterns.enumerated() where pattern >= 0 {
      units.append((clusters.cluster(of: table.units[index.range.lowerBound + place]), Int(pattern)))
    }
    self.init(clustered: units)
  }
}

extension UnitClusters {
  func cluster(of unit: UInt32) -> UInt32 { Int(unit) < codes.count ? codes[Int(unit)] : missingKey }
}
