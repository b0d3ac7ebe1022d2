/// Ratings in the order of groups and units, each unit sorted by rater and cleared of duplicates: a part of a
/// ``RatingTable``.
struct ArrangedPart: Sendable {
  private let rule: DuplicateRule
  /// Where the units of each group begin, in this part.
  private var groups: [(group: UInt32, start: Int)] = []
  private var unitEnds: [Int] = []
  private var units: [UInt32] = []
  private var raters: [UInt32] = []
  private var categories: [UInt32] = []
  private(set) var dictionary: CategoryDictionary
  /// The number of categories that all parts know; the means of duplicates come after them.
  private let sharedCount: Int
  private var examples: [DuplicateRating.Place] = []
  private var lastOrder = RaterOrder()
  /// How many ratings are more than one of a rater and unit.
  private(set) var surplus = 0

  init(_ rule: DuplicateRule, _ dictionary: CategoryDictionary) {
    self.rule = rule
    self.dictionary = dictionary
    sharedCount = dictionary.count
  }

  /// Takes ratings in the order of groups and units; called once.
  mutating func append(_ ratings: Span<RatingCollector.Rating>) {
    raters = Array(repeating: 0, count: ratings.count)
    categories = Array(repeating: 0, count: ratings.count)
    var (row, place) = (0, 0)
    while row < ratings.count {
      let (group, unit) = (ratings[row].group, ratings[row].unit)
      if groups.last?.group != group { groups.append((group, units.count)) }
      let (first, start) = (row, place)
      var isAscending = true
      while row < ratings.count, ratings[row].unit == unit, ratings[row].group == group {
        let rater = ratings[row].rater
        isAscending = isAscending && (row == first || rater > ratings[row - 1].rater)
        raters[place] = rater
        categories[place] = ratings[row].category
        place += 1
        row += 1
      }
      if !isAscending { place = arrange(start..<place, group: group, unit: unit) }
      units.append(unit)
      unitEnds.append(place)
    }
    raters.removeLast(raters.count - place)
    categories.removeLast(categories.count - place)
  }

  /// Calls `body` with the ratings of each unit, in the order of raters.
  func forEachUnit(
    _ body: (_ group: UInt32, _ raters: ArraySlice<UInt32>, _ categories: ArraySlice<UInt32>) -> Void
  ) {
    for (place, run) in groups.enumerated() {
      for unit in run.start..<(place + 1 < groups.count ? groups[place + 1].start : units.count) {
        let ratings = (unit > 0 ? unitEnds[unit - 1] : 0)..<unitEnds[unit]
        body(run.group, raters[ratings], categories[ratings])
      }
    }
  }

  /// Sorts a unit by rater, keeps one rating of each, and returns where the unit ends then.
  private mutating func arrange(_ range: Range<Int>, group: UInt32, unit: UInt32) -> Int {
    if lastOrder.isOf(raters[range]) {
      lastOrder.apply(to: &raters, &categories, range)
      return range.upperBound
    }
    let given = range.count >= RaterOrder.fewest ? Array(raters[range]) : []
    // Insertion: units have few ratings, mostly in order already. Equal raters keep the order of the data.
    for index in range.dropFirst() {
      let (rater, category) = (raters[index], categories[index])
      var place = index
      while place > range.lowerBound, raters[place - 1] > rater {
        raters[place] = raters[place - 1]
        categories[place] = categories[place - 1]
        place -= 1
      }
      raters[place] = rater
      categories[place] = category
    }
    var (index, end) = (range.lowerBound, range.lowerBound)
    while index < range.upperBound {
      var stop = index + 1
      while stop < range.upperBound, raters[stop] == raters[index] { stop += 1 }
      if stop > index + 1 {
        surplus += stop - index - 1
        if examples.count < 5 { examples.append(.init(group: group, unit: unit, rater: raters[index])) }
      }
      categories[end] = representative(of: index..<stop)
      raters[end] = raters[index]
      end += 1
      index = stop
    }
    if !given.isEmpty, end == range.upperBound { lastOrder = RaterOrder(given) }
    return end
  }

  /// The category that stands for several ratings of one rater.
  private mutating func representative(of range: Range<Int>) -> UInt32 {
    switch rule {
    case .last: return categories[range.upperBound - 1]
    case .mean where dictionary.kind == .numbers && range.count > 1:
      let sum = range.reduce(0) { $0 + dictionary.numbers[Int(categories[$1])] }
      return dictionary.code(of: sum / Double(range.count))
    default: return categories[range.lowerBound]
    }
  }

  /// The table of some parts, in their order.
  static func joined(
    _ parts: consuming [ArrangedPart], groupCount: Int, _ shared: CategoryDictionary
  ) -> (table: RatingTable, surplus: Int, examples: [DuplicateRating.Place]) {
    var (groupOffsets, unitOffsets) = ([0], [0])
    var (units, raters, categories) = ([UInt32](), [UInt32](), [UInt32]())
    var (dictionary, surplus, examples) = (shared, 0, [DuplicateRating.Place]())
    groupOffsets.reserveCapacity(groupCount + 1)
    unitOffsets.reserveCapacity(parts.reduce(1) { $0 + $1.units.count })
    units.reserveCapacity(unitOffsets.capacity)
    raters.reserveCapacity(parts.reduce(0) { $0 + $1.raters.count })
    categories.reserveCapacity(raters.capacity)
    for var part in parts {
      for run in part.groups {
        while groupOffsets.count <= Int(run.group) { groupOffsets.append(units.count + run.start) }
      }
      let base = raters.count
      for end in part.unitEnds { unitOffsets.append(base + end) }
      part.translateMeans(into: &dictionary)
      units += part.units
      raters += part.raters
      categories += part.categories
      surplus += part.surplus
      examples += part.examples.prefix(5 - examples.count)
    }
    while groupOffsets.count <= groupCount { groupOffsets.append(units.count) }
    let table = RatingTable(
      groupOffsets: groupOffsets, unitOffsets: unitOffsets, units: units, raters: raters, categories: categories,
      dictionary: dictionary)
    return (table, surplus, examples)
  }

  /// Gives means of duplicates, which this part coded for itself, the codes that they have in all parts.
  private mutating func translateMeans(into all: inout CategoryDictionary) {
    guard dictionary.count > sharedCount else { return }
    let codes = dictionary.numbers[sharedCount...].map { all.code(of: $0) }
    for place in categories.indices where categories[place] >= sharedCount {
      categories[place] = codes[Int(categories[place]) - sharedCount]
    }
  }
}

/// The order of the raters of a unit, for the next unit with the same raters in the same places, as in a table with a
/// column for each rater.
private struct RaterOrder: Sendable {
  /// Fewer ratings are sorted faster than compared.
  static let fewest = 8
  /// The raters, none of them twice, as they were given; and the place of each of them in order.
  private var raters: [UInt32] = []
  private var places: [Int] = []
  private var sorted: [UInt32] = []
  private var scratch: [UInt32] = []

  init() {}

  init(_ raters: [UInt32]) {
    self.raters = raters
    places = raters.indices.sorted { raters[$0] < raters[$1] }
    sorted = places.map { raters[$0] }
    scratch = raters
  }

  func isOf(_ other: ArraySlice<UInt32>) -> Bool { !raters.isEmpty && other.elementsEqual(raters) }

  mutating func apply(to raters: inout [UInt32], _ categories: inout [UInt32], _ range: Range<Int>) {
    for (place, source) in places.enumerated() { scratch[place] = categories[range.lowerBound + source] }
    for place in sorted.indices {
      raters[range.lowerBound + place] = sorted[place]
      categories[range.lowerBound + place] = scratch[place]
    }
  }
}
