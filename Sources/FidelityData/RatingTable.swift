/// Ratings arranged for analysis: by group (an item, an item at a site, ...), within a group by unit, within a unit by
/// rater.
///
/// The ratings of unit place `u` are `unitOffsets[u]..<unitOffsets[u + 1]`; the units of group `g` are
/// `groupOffsets[g]..<groupOffsets[g + 1]`. A missing rating has no place here, and neither has a unit that nobody
/// rated.
/// - Complexity: building is O(ratings) time, by counting sorts where the ratings are not in order already, and
///   O(ratings) memory: 32 bytes a rating while they are sorted, then 8, and 12 a unit.
public struct RatingTable: Sendable {
  public let groupOffsets: [Int]
  public let unitOffsets: [Int]
  /// The unit code of each unit place.
  public let units: [UInt32]
  /// The rater code of each rating.
  public let raters: [UInt32]
  /// The category code of each rating.
  public let categories: [UInt32]
  /// What the category codes mean.
  public let dictionary: CategoryDictionary

  public var groupCount: Int { groupOffsets.count - 1 }
  public var ratingCount: Int { raters.count }

  /// Arranges collected ratings.
  /// - Parameters:
  ///   - groupCount: number of groups; every group code lies in `0..<groupCount`.
  ///   - unitCount: number of units; every unit code lies in `0..<unitCount`.
  ///   - dictionary: the meaning of the category codes.
  ///   - duplicates: what to do where a rater rated a unit of a group more than once.
  /// - Throws: ``DuplicateRating`` under the rule `.error`.
  public init(
    _ collected: consuming RatingCollector, groupCount: Int, unitCount: Int, dictionary: CategoryDictionary,
    duplicates: DuplicateRule = .error
  ) throws(DuplicateRating) {
    let ratings = RatingCollector.inOrder(consume collected, groupCount: groupCount, unitCount: unitCount)
    var builder = Builder(count: ratings.count, rule: duplicates, dictionary: dictionary)
    builder.append(ratings.span, groupCount: groupCount)
    if duplicates == .error, builder.surplus > 0 {
      throw DuplicateRating(examples: builder.examples, count: builder.surplus)
    }
    groupOffsets = builder.groupOffsets
    unitOffsets = builder.unitOffsets
    units = builder.units
    raters = builder.raters
    categories = builder.categories
    self.dictionary = builder.dictionary
  }

  init(
    groupOffsets: [Int], unitOffsets: [Int], units: [UInt32], raters: [UInt32], categories: [UInt32],
    dictionary: CategoryDictionary
  ) {
    self.groupOffsets = groupOffsets
    self.unitOffsets = unitOffsets
    self.units = units
    self.raters = raters
    self.categories = categories
    self.dictionary = dictionary
  }

  /// Ratings of one group from parallel arrays of names and numbers; a NaN value is a missing rating.
  /// - Throws: ``DuplicateRating`` where a rater rated a unit twice and the rule is `.error`.
  public init(
    units: [String], raters: [String], values: [Double], duplicates: DuplicateRule = .error
  ) throws(DuplicateRating) {
    precondition(units.count == raters.count && units.count == values.count, "arrays of different length")
    var (unitKeys, raterKeys) = (KeyDictionary(), KeyDictionary())
    var categories = CategoryDictionary(.numbers)
    var collected = RatingCollector()
    for index in units.indices where !values[index].isNaN {
      collected.append(
        group: 0, unit: unitKeys.code(of: units[index]), rater: raterKeys.code(of: raters[index]),
        category: categories.code(of: values[index]))
    }
    try self.init(
      collected.withRaters(inOrderOf: raterKeys), groupCount: 1, unitCount: unitKeys.count, dictionary: categories,
      duplicates: duplicates)
  }

  /// Ratings of one group in text categories from parallel arrays; nil is a missing rating.
  /// - Throws: ``DuplicateRating`` where a rater rated a unit twice and the rule is `.error`.
  public init(
    units: [String], raters: [String], labels: [String?], duplicates: DuplicateRule = .error
  ) throws(DuplicateRating) {
    precondition(units.count == raters.count && units.count == labels.count, "arrays of different length")
    var (unitKeys, raterKeys) = (KeyDictionary(), KeyDictionary())
    var categories = CategoryDictionary(.text)
    var collected = RatingCollector()
    for index in units.indices {
      guard let label = labels[index] else { continue }
      collected.append(
        group: 0, unit: unitKeys.code(of: units[index]), rater: raterKeys.code(of: raters[index]),
        category: categories.code(of: label))
    }
    try self.init(
      collected.withRaters(inOrderOf: raterKeys), groupCount: 1, unitCount: unitKeys.count, dictionary: categories,
      duplicates: duplicates)
  }
}

extension RatingCollector {
  /// The ratings by group, then by unit, otherwise in their first order (stable); as they are where they are in order
  /// already. Those without a group or a unit are left out.
  fileprivate static func inOrder(
    _ collected: consuming RatingCollector, groupCount: Int, unitCount: Int
  ) -> [Rating] {
    let (cellCount, overflow) = groupCount.multipliedReportingOverflow(by: unitCount)
    var ratings = collected.takeRatings()
    // One pass over cells, groups x units, while they are not many more than the ratings; else one by unit, then one by
    // group.
    if !overflow, cellCount <= 4 * ratings.count + 1_024 {
      sort(&ratings, cellCount) { Int($0.group) * unitCount + Int($0.unit) }
    } else {
      sort(&ratings, unitCount) { Int($0.unit) }
      sort(&ratings, groupCount) { Int($0.group) }
    }
    return ratings
  }

  @inline(__always)
  private static func sort(_ ratings: inout [Rating], _ cellCount: Int, _ cell: (Rating) -> Int) {
    var offsets = [Int](repeating: 0, count: cellCount + 1)
    var keptCount = 0
    do {
      let rows = ratings.span
      var counts = offsets.mutableSpan
      var (last, isSorted) = (0, true)
      for row in rows.indices where rows[row].group != missingKey && rows[row].unit != missingKey {
        let code = cell(rows[row])
        counts[code + 1] += 1
        isSorted = isSorted && code >= last
        last = code
        keptCount += 1
      }
      if isSorted, keptCount == rows.count { return }
      for code in 0..<cellCount { counts[code + 1] += counts[code] }
    }
    var sorted = [Rating](repeating: Rating(group: 0, unit: 0, rater: 0, category: 0), count: keptCount)
    do {
      let rows = ratings.span
      var next = offsets.mutableSpan
      var output = sorted.mutableSpan
      for row in rows.indices where rows[row].group != missingKey && rows[row].unit != missingKey {
        let code = cell(rows[row])
        output[next[code]] = rows[row]
        next[code] += 1
      }
    }
    ratings = sorted
  }
}

extension RatingTable {
  /// Appends ratings in the order of groups and units, each unit sorted by rater and cleared of duplicates.
  private struct Builder {
    private let rule: DuplicateRule
    private(set) var groupOffsets = [0]
    private(set) var unitOffsets = [0]
    private(set) var units: [UInt32] = []
    private(set) var raters: [UInt32]
    private(set) var categories: [UInt32]
    private(set) var dictionary: CategoryDictionary
    private(set) var examples: [DuplicateRating.Place] = []
    private(set) var surplus = 0

    init(count: Int, rule: DuplicateRule, dictionary: CategoryDictionary) {
      self.rule = rule
      self.dictionary = dictionary
      raters = Array(repeating: 0, count: count)
      categories = Array(repeating: 0, count: count)
    }

    mutating func append(_ ratings: Span<RatingCollector.Rating>, groupCount: Int) {
      groupOffsets.reserveCapacity(groupCount + 1)
      var (row, place) = (0, 0)
      while row < ratings.count {
        let (group, unit) = (ratings[row].group, ratings[row].unit)
        while groupOffsets.count <= Int(group) { groupOffsets.append(units.count) }
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
        unitOffsets.append(place)
      }
      while groupOffsets.count <= groupCount { groupOffsets.append(units.count) }
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
  }
}
