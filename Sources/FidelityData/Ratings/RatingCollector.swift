/// Ratings as they arrive, in any order: group, unit, rater and category codes side by side, 16 bytes a rating.
///
/// A unit's ratings may be scattered over a file, so ratings are collected first and arranged once, in ``RatingTable``.
/// They lie in pieces, in the order in which they came: merging hands the pieces over, and where the other side has
/// codes of its own, the tables that translate them. No rating is copied or read before it is arranged.
public struct RatingCollector: MergeableState {
  /// Ratings with codes of one kind.
  struct Piece: Sendable {
    let ratings: [Rating]
    var translation = Translation()
  }

  /// One rating.
  package struct Rating: Sendable, Equatable, BitwiseCopyable {
    package let group: UInt32
    package let unit: UInt32
    package var rater: UInt32
    package var category: UInt32
  }

  /// A larger piece is begun anew: no growing array is ever copied, and pieces can be read side by side.
  private static let pieceSize = 1 << 17

  private var closed: [Piece] = []
  private var closedCount = 0
  private var open: [Rating] = []

  public init() {}

  public var count: Int { closedCount + open.count }

  public mutating func reserveCapacity(_ count: Int) { open.reserveCapacity(min(count, Self.pieceSize)) }

  /// Adds one rating.
  @inline(__always)
  public mutating func append(group: UInt32, unit: UInt32, rater: UInt32, category: UInt32) {
    if open.count == Self.pieceSize { close() }
    open.append(Rating(group: group, unit: unit, rater: rater, category: category))
  }

  private mutating func close() {
    if open.isEmpty { return }
    closedCount += open.count
    closed.append(Piece(ratings: open))
    open = []
  }

  /// Gives the ratings away, without a copy of them, and is empty then.
  mutating func takePieces() -> [Piece] {
    close()
    defer { self = RatingCollector() }
    return closed
  }

  /// The ratings with their codes, in the order in which they came. O(ratings).
  package var ratings: [Rating] {
    closed.flatMap { piece in piece.ratings.map(piece.translation.callAsFunction) } + open
  }

  public mutating func merge(_ other: RatingCollector) { merge(other, Translation()) }

  /// Takes the ratings of another collector, which has codes of its own.
  mutating func merge(_ other: RatingCollector, _ translation: Translation) {
    close()
    var other = other
    for var piece in other.takePieces() {
      piece.translation.append(translation)
      closedCount += piece.ratings.count
      closed.append(piece)
    }
  }

  /// Takes the ratings of another collector, which has codes of its own.
  ///
  /// The other's code c of a group is `groups[c]` here, and so on. A group or unit that is ``missingKey`` stays so.
  /// - Complexity: O(pieces): the ratings are translated where they are arranged.
  package mutating func merge(
    _ other: RatingCollector, groups: [UInt32], units: [UInt32], raters: [UInt32], categories: [UInt32]
  ) {
    merge(other, Translation(groups: groups, units: units, raters: raters, categories: categories))
  }
}

extension RatingCollector {
  /// Which codes the codes of a piece stand for; nil where they stand for themselves.
  struct Translation: Sendable {
    var groups: [UInt32]?
    var units: [UInt32]?
    var raters: [UInt32]?
    var categories: [UInt32]?

    var isNone: Bool { groups == nil && units == nil && raters == nil && categories == nil }

    /// Another one after this one.
    mutating func append(_ next: Translation) {
      groups = Self.composed(groups, next.groups)
      units = Self.composed(units, next.units)
      raters = Self.composed(raters, next.raters)
      categories = Self.composed(categories, next.categories)
    }

    private static func composed(_ first: [UInt32]?, _ second: [UInt32]?) -> [UInt32]? {
      guard let first, let second else { return second ?? first }
      return first.map { $0 == missingKey ? missingKey : second[Int($0)] }
    }

    @inline(__always)
    static func code(_ code: UInt32, _ table: [UInt32]?) -> UInt32 {
      guard let table, code != missingKey else { return code }
      return table[Int(code)]
    }

    @inline(__always)
    func callAsFunction(_ rating: Rating) -> Rating {
      Rating(
        group: Self.code(rating.group, groups), unit: Self.code(rating.unit, units),
        rater: Self.code(rating.rater, raters), category: Self.code(rating.category, categories))
    }
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

  /// Replaces rater code r by `codes[r]`. O(pieces + codes).
  package mutating func recodeRaters(_ codes: [UInt32]) { translate(Translation(raters: codes)) }

  /// The same ratings with category code c replaced by `codes[c]`. O(pieces + codes).
  package func recoded(_ codes: [UInt32]) -> RatingCollector {
    var result = self
    result.translate(Translation(categories: codes))
    return result
  }

  private mutating func translate(_ translation: Translation) {
    close()
    for index in closed.indices { closed[index].translation.append(translation) }
  }
}
