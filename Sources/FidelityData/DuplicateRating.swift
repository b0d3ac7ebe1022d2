/// A rater who rated a unit of a group more than once.
///
/// ```swift
/// do { ratings = try RatingTable(units: lesson, raters: observer, values: score) } catch { print(error) }
/// // 2 ratings repeat a unit and a rater: unit lesson 4, rater Anna; unit lesson 9, rater Ben
/// ```
public struct DuplicateRating: Error, Sendable, Equatable {
  public struct Place: Sendable, Equatable {
    public let group: UInt32
    public let unit: UInt32
    public let rater: UInt32
    /// The names of these codes, where they are known.
    public internal(set) var groupName: String?
    public internal(set) var unitName: String?
    public internal(set) var raterName: String?

    init(group: UInt32, unit: UInt32, rater: UInt32) { (self.group, self.unit, self.rater) = (group, unit, rater) }
  }
  /// The first five places.
  public internal(set) var examples: [Place]
  /// How many ratings are surplus.
  public let count: Int
}

extension DuplicateRating.Place: CustomStringConvertible {
  /// `unit lesson 4, rater Anna`, with the group where it has a name; codes for names that are not known.
  public var description: String {
    let names = "unit \(unitName ?? "\(unit)"), rater \(raterName ?? "\(rater)")"
    return groupName.map { "group \($0), \(names)" } ?? names
  }
}

extension DuplicateRating: CustomStringConvertible {
  public var description: String {
    "\(count) \(count == 1 ? "rating repeats" : "ratings repeat") a unit and a rater: "
      + examples.map(\.description).joined(separator: "; ") + (count > examples.count ? "; ..." : "")
  }
}

extension DuplicateRating {
  /// The same with the names of its codes.
  func named(units: [String], raters: [String]) -> DuplicateRating {
    var named = self
    for index in examples.indices {
      named.examples[index].unitName = units[Int(examples[index].unit)]
      named.examples[index].raterName = raters[Int(examples[index].rater)]
    }
    return named
  }
}
