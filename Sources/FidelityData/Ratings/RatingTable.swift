/// Ratings arranged for analysis: by group (an item, an item at a site, ...), within a group by unit, within a unit by
/// rater.
///
/// The ratings of unit place `u` are `unitOffsets[u]..<unitOffsets[u + 1]`; the units of group `g` are
/// `groupOffsets[g]..<groupOffsets[g + 1]`. A missing rating has no place here, and neither has a unit that nobody
/// rated.
/// - Complexity: building is O(ratings) time and memory, on ``WorkerThreads``: 32 bytes a rating while they are sorted,
///   which they are not where they are in order already, then 8, and 12 a unit. ``RatingArrangement``
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
  /// The categories of each group's scale, ascending, where groups have scales of their own; empty where nothing says
  /// them.
  package var scales: [[Double]] = []

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
    let arrangement = RatingArrangement(consume collected, groupCount: groupCount, unitCount: unitCount)
    let arranged = arrangement.run(duplicates, dictionary)
    if duplicates == .error, arranged.surplus > 0 {
      throw DuplicateRating(examples: arranged.examples, count: arranged.surplus)
    }
    self = arranged.table
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
    try self.init(collected, units: unitKeys, raters: raterKeys, dictionary: categories, duplicates: duplicates)
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
    try self.init(collected, units: unitKeys, raters: raterKeys, dictionary: categories, duplicates: duplicates)
  }

  /// Ratings of one group with named units and raters; raters in the order of their names.
  private init(
    _ collected: RatingCollector, units: KeyDictionary, raters: KeyDictionary, dictionary: CategoryDictionary,
    duplicates: DuplicateRule
  ) throws(DuplicateRating) {
    do throws(DuplicateRating) {
      try self.init(
        collected.withRaters(inOrderOf: raters), groupCount: 1, unitCount: units.count, dictionary: dictionary,
        duplicates: duplicates)
    } catch {
      throw error.named(units: units.labels, raters: raters.sortedCodes.map { raters.label($0) })
    }
  }
}
