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
  private var dictionary: CategoryDictionary
  /// The number of categories that all parts know; the means of duplicates come after them.
  private let sharedCount: Int
  private var examples: [DuplicateRating.Place] = []
  private var surplus = 0

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

  /// Sorts a unit by rater, keeps one rating of each, and returns where the unit ends then.
  private mutating func arrange(_ range: Range<Int>, group: UInt32, unit: UInt32) -> Int {
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
