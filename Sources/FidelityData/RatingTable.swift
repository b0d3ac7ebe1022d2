/// Ratings arranged for analysis: by group (an item, an item at a site, ...), within a group by unit, within a unit by
/// rater.
///
/// The ratings of unit place `u` are `unitOffsets[u]..<unitOffsets[u + 1]`; the units of group `g` are
/// `groupOffsets[g]..<groupOffsets[g + 1]`. A missing rating has no place here, and neither has a unit that nobody
/// rated.
/// - Complexity: building is O(ratings) time by two counting sorts and O(ratings) memory.
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
    _ collected: RatingCollector, groupCount: Int, unitCount: Int, dictionary: CategoryDictionary,
    duplicates: DuplicateRule = .error
  ) throws(DuplicateRating) {
    var dictionary = dictionary
    let byUnit = Grouping(codes: collected.units, groupCount: unitCount)
    let byGroup = Grouping(codes: collected.groups, groupCount: groupCount, rows: byUnit.order)
    var builder = Builder(capacity: byGroup.order.count, rule: duplicates)
    var groupOffsets = [0]
    groupOffsets.reserveCapacity(groupCount + 1)
    for group in 0..<groupCount {
      var start = byGroup.offsets[group]
      let end = byGroup.offsets[group + 1]
      while start < end {
        let unit = collected.units[Int(byGroup.order[start])]
        var stop = start + 1
        while stop < end, collected.units[Int(byGroup.order[stop])] == unit { stop += 1 }
        builder.appendUnit(
          group: UInt32(group), unit: unit, rows: byGroup.order[start..<stop], from: collected, &dictionary)
        start = stop
      }
      groupOffsets.append(builder.units.count)
    }
    if duplicates == .error, builder.surplus > 0 {
      throw DuplicateRating(examples: builder.examples, count: builder.surplus)
    }
    self.groupOffsets = groupOffsets
    unitOffsets = builder.unitOffsets
    units = builder.units
    raters = builder.raters
    categories = builder.categories
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

extension RatingTable {
  /// Appends whole units, each sorted by rater and cleared of duplicates.
  private struct Builder {
    let rule: DuplicateRule
    var unitOffsets = [0]
    var units: [UInt32] = []
    var raters: [UInt32] = []
    var categories: [UInt32] = []
    var examples: [DuplicateRating.Place] = []
    var surplus = 0

    init(capacity: Int, rule: DuplicateRule) {
      self.rule = rule
      raters.reserveCapacity(capacity)
      categories.reserveCapacity(capacity)
    }

    mutating func appendUnit(
      group: UInt32, unit: UInt32, rows: ArraySlice<UInt32>, from collected: RatingCollector,
      _ dictionary: inout CategoryDictionary
    ) {
      let start = raters.count
      var hasDuplicate = false
      for row in rows {
        let rater = collected.raters[Int(row)]
        let category = collected.categories[Int(row)]
        raters.append(rater)
        categories.append(category)
        // Insertion by rater: units have few ratings, mostly in order already. Equal raters keep the order of the data.
        var place = raters.count - 1
        while place > start, raters[place - 1] > rater {
          raters[place] = raters[place - 1]
          categories[place] = categories[place - 1]
          place -= 1
        }
        raters[place] = rater
        categories[place] = category
        if place > start, raters[place - 1] == rater { hasDuplicate = true }
      }
      if hasDuplicate { resolveDuplicates(from: start, group: group, unit: unit, &dictionary) }
      units.append(unit)
      unitOffsets.append(raters.count)
    }

    private mutating func resolveDuplicates(
      from start: Int, group: UInt32, unit: UInt32, _ dictionary: inout CategoryDictionary
    ) {
      var kept: [(rater: UInt32, category: UInt32)] = []
      var index = start
      while index < raters.count {
        var stop = index + 1
        while stop < raters.count, raters[stop] == raters[index] { stop += 1 }
        if stop > index + 1 {
          surplus += stop - index - 1
          if examples.count < 5 { examples.append(.init(group: group, unit: unit, rater: raters[index])) }
        }
        kept.append((raters[index], representative(of: categories[index..<stop], &dictionary)))
        index = stop
      }
      raters.removeSubrange(start...)
      categories.removeSubrange(start...)
      raters += kept.map(\.rater)
      categories += kept.map(\.category)
    }

    private func representative(of codes: ArraySlice<UInt32>, _ dictionary: inout CategoryDictionary) -> UInt32 {
      switch rule {
      case .last: return codes[codes.endIndex - 1]
      case .mean where dictionary.kind == .numbers && codes.count > 1:
        let sum = codes.reduce(0) { $0 + dictionary.numbers[Int($1)] }
        return dictionary.code(of: sum / Double(codes.count))
      default: return codes[codes.startIndex]
      }
    }
  }
}
