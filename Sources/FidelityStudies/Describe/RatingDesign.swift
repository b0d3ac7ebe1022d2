import FidelityReports

/// Who rated what: whether raters meet at units, and what hangs together.
public struct RatingDesign: Sendable, Equatable {
  public var unitCount = 0
  /// nil where raters are counted and not named.
  public var raterCount: Int?
  /// nil where there is one item.
  public var itemCount: Int?
  public var ratingCount = 0
  /// Units with ratings of two or more raters.
  public var doubleCodedCount = 0
  /// Ratings that repeat a unit, an item and a rater.
  public var duplicateCount = 0
  /// Whether every rater rated every unit; nil where raters are counted.
  public var isCrossed: Bool?
  /// The groups of raters that no unit joins; 1 where all hang together.
  public var partCount: Int?

  /// Whether no unit has two raters.
  public var isNested: Bool { doubleCodedCount == 0 }

  /// The share of units with ratings of two or more raters.
  public var doubleCodedShare: Double {
    unitCount == 0 ? .nan : Double(doubleCodedCount) / Double(unitCount)
  }

  private static func plural(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// `12 units, 3 raters, 4 items, 140 ratings`
  var counts: String {
    var parts = [Self.plural(unitCount, "unit")]
    if let raterCount { parts.append(Self.plural(raterCount, "rater")) }
    if let itemCount { parts.append(Self.plural(itemCount, "item")) }
    return (parts + [Self.plural(ratingCount, "rating")]).joined(separator: ", ")
  }

  /// Crossed or nested, connected, double-coded, duplicates.
  package var sentence: String {
    var parts: [String] = []
    if isNested {
      parts.append("nested: no unit has two raters, so nothing tells how they agree")
    } else if let isCrossed {
      parts.append(isCrossed ? "crossed: every rater rated every unit" : "partly crossed")
    }
    if !isNested {
      let share = (doubleCodedShare * 1_000).rounded() / 10
      parts.append("\(share == share.rounded() ? String(Int(share)) : String(share))% of units have two raters or more")
    }
    if let partCount, !isNested {
      parts.append(
        partCount == 1 ? "connected" : "not connected: \(partCount) groups of raters share no unit with each other")
    }
    switch duplicateCount {
    case 0: parts.append("no duplicates")
    case 1: parts.append("1 rating repeats a unit and a rater")
    default: parts.append("\(duplicateCount) ratings repeat a unit and a rater")
    }
    return parts.joined(separator: "; ")
  }

  var json: [(name: String, value: JSONValue)] {
    var members: [(name: String, value: JSONValue)] = [("units", .integer(unitCount))]
    for (name, count) in [("raters", raterCount), ("items", itemCount)] {
      if let count { members.append((name, .integer(count))) }
    }
    members.append(("ratings", .integer(ratingCount)))
    let design = isNested ? "nested" : isCrossed.map { $0 ? "crossed" : "partly-crossed" }
    if let design { members.append(("design", .string(design))) }
    members.append(("double_coded", .number(doubleCodedShare)))
    if let partCount { members.append(("connected_parts", .integer(partCount))) }
    members.append(("duplicates", .integer(duplicateCount)))
    return members
  }
}

/// Ratings by code, from which the design follows.
struct DesignRatings: Sendable {
  private struct Rating: BitwiseCopyable {
    var unit: UInt32
    var item: UInt32
    var rater: UInt32
  }

  /// More are not looked at.
  static let mostRatings = 1_000_000
  private var ratings: [Rating] = []
  /// How many units each unit stands for; empty: one each.
  private var weights: [UInt32: Int] = [:]

  var isFull: Bool { ratings.count > Self.mostRatings }

  mutating func append(unit: UInt32, item: UInt32, rater: UInt32) {
    ratings.append(Rating(unit: unit, item: item, rater: rater))
  }

  mutating func weigh(_ unit: UInt32, _ weight: Int) { weights[unit] = weight }

  /// - Complexity: O(n log n) of n ratings.
  func design() -> RatingDesign {
    let sorted = ratings.sorted { ($0.unit, $0.rater, $0.item) < ($1.unit, $1.rater, $1.item) }
    var design = RatingDesign()
    // The raters as a forest: raters of a unit are of one tree.
    var parents: [UInt32: UInt32] = [:]
    func root(_ rater: UInt32) -> UInt32 {
      var rater = rater
      while let parent = parents[rater], parent != rater { rater = parent }
      return rater
    }
    var (fewest, start, items) = (Int.max, 0, Set<UInt32>())
    while start < sorted.count {
      let first = sorted[start]
      let weight = weights[first.unit] ?? 1
      var (end, raters) = (start, 0)
      var last: Rating?
      while end < sorted.count, sorted[end].unit == first.unit {
        let rating = sorted[end]
        if last?.rater != rating.rater {
          raters += 1
          if parents[rating.rater] == nil { parents[rating.rater] = rating.rater }
          let (a, b) = (root(first.rater), root(rating.rater))
          // The shorter path stays short: each rater seen hangs below the tree's root.
          parents[max(a, b)] = min(a, b)
          parents[rating.rater] = min(a, b)
        } else if last?.item == rating.item {
          design.duplicateCount += weight
        }
        items.insert(rating.item)
        last = rating
        end += 1
      }
      fewest = min(fewest, raters)
      design.unitCount += weight
      design.ratingCount += weight * (end - start)
      if raters >= 2 { design.doubleCodedCount += weight }
      start = end
    }
    design.raterCount = parents.count
    design.itemCount = items.count > 1 ? items.count : nil
    design.isCrossed = fewest == parents.count
    design.partCount = Set(parents.keys.map(root)).count
    return design
  }
}
