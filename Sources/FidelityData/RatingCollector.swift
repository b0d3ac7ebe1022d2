/// Ratings as they arrive, in any order: group, unit, rater and category codes side by side, 16 bytes a rating.
///
/// A unit's ratings may be scattered over a file, so ratings are collected first and arranged once, in ``RatingTable``.
/// Merging appends: both sides must have been coded by the same dictionaries.
public struct RatingCollector: MergeableState {
  package private(set) var ratings: [Rating] = []

  /// One rating.
  package struct Rating: Sendable, Equatable, BitwiseCopyable {
    package let group: UInt32
    package let unit: UInt32
    package var rater: UInt32
    package var category: UInt32
  }

  public init() {}

  public var count: Int { ratings.count }

  public mutating func reserveCapacity(_ count: Int) { ratings.reserveCapacity(count) }

  /// Adds one rating.
  public mutating func append(group: UInt32, unit: UInt32, rater: UInt32, category: UInt32) {
    ratings.append(Rating(group: group, unit: unit, rater: rater, category: category))
  }

  /// Gives the ratings away, without a copy of them, and is empty then.
  mutating func takeRatings() -> [Rating] {
    defer { ratings = [] }
    return ratings
  }

  public mutating func merge(_ other: RatingCollector) { ratings += other.ratings }
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
  /// order of the data.
  func withRaters(inOrderOf keys: KeyDictionary) -> RatingCollector {
    var ranks = [UInt32](repeating: 0, count: keys.count)
    for (rank, code) in keys.sortedCodes.enumerated() { ranks[Int(code)] = UInt32(rank) }
    var result = self
    result.recodeRaters(ranks)
    return result
  }

  /// Replaces rater code r by `codes[r]`.
  package mutating func recodeRaters(_ codes: [UInt32]) {
    for index in ratings.indices { ratings[index].rater = codes[Int(ratings[index].rater)] }
  }

  /// The same ratings with category code c replaced by `codes[c]`.
  package func recoded(_ codes: [UInt32]) -> RatingCollector {
    var result = self
    for index in ratings.indices { result.ratings[index].category = codes[Int(ratings[index].category)] }
    return result
  }
}
