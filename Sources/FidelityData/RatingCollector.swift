/// Ratings as they arrive, in any order: group, unit, rater and category codes side by side, 16 bytes a rating.
///
/// A unit's ratings may be scattered over a file, so ratings are collected first and arranged once, in ``RatingTable``.
/// Merging appends: both sides must have been coded by the same dictionaries.
public struct RatingCollector: MergeableState {
  package var groups: [UInt32] = []
  package var units: [UInt32] = []
  package var raters: [UInt32] = []
  package var categories: [UInt32] = []

  public init() {}

  public var count: Int { units.count }

  public mutating func reserveCapacity(_ count: Int) {
    groups.reserveCapacity(count)
    units.reserveCapacity(count)
    raters.reserveCapacity(count)
    categories.reserveCapacity(count)
  }

  /// Adds one rating.
  @inlinable
  public mutating func append(group: UInt32, unit: UInt32, rater: UInt32, category: UInt32) {
    add(group, unit, rater, category)
  }

  @usableFromInline
  mutating func add(_ group: UInt32, _ unit: UInt32, _ rater: UInt32, _ category: UInt32) {
    groups.append(group)
    units.append(unit)
    raters.append(rater)
    categories.append(category)
  }

  public mutating func merge(_ other: RatingCollector) {
    groups += other.groups
    units += other.units
    raters += other.raters
    categories += other.categories
  }
}

/// What to do where a rater rated a unit of a group more than once.
public enum DuplicateRule: String, Sendable, Codable, CaseIterable {
  /// Refuse the data, naming the first five.
  case error
  /// Keep the first in the order of the data.
  case first
  /// Keep the last.
  case last
  /// Average the values (numbers only).
  case mean
}

/// A rater who rated a unit of a group more than once.
public struct DuplicateRating: Error, Sendable, Equatable {
  public struct Place: Sendable, Equatable {
    public let group: UInt32
    public let unit: UInt32
    public let rater: UInt32
  }
  /// The first five places.
  public let examples: [Place]
  /// How many ratings are surplus.
  public let count: Int
}

extension RatingCollector {
  /// The same ratings with raters coded in the order of their names, so that sums over raters do not depend on the
  /// order of
  /// the data.
  func withRaters(inOrderOf keys: KeyDictionary) -> RatingCollector {
    var ranks = [UInt32](repeating: 0, count: keys.count)
    for (rank, code) in keys.sortedCodes.enumerated() { ranks[Int(code)] = UInt32(rank) }
    var result = self
    for index in result.raters.indices { result.raters[index] = ranks[Int(result.raters[index])] }
    return result
  }

  /// The same ratings with category code c replaced by `codes[c]`.
  package func recoded(_ codes: [UInt32]) -> RatingCollector {
    var result = self
    for index in result.categories.indices { result.categories[index] = codes[Int(result.categories[index])] }
    return result
  }
}
