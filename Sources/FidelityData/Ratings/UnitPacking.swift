/// How the ratings of a unit make up a number of 64 bits, exactly: the sum of one number for each rating, in any order.
///
/// With raters, each rater has a field of bits that holds the category; without, each category has one that holds how
/// many ratings are in it. Categories are codes, not ranks.
struct UnitPacking: Sendable, Equatable {
  let isLabelled: Bool
  let bits: UInt64
  /// Raters or categories.
  let fieldCount: Int
  /// With more ratings, a unit may not fit.
  let mostRatings: Int
  /// The number of each category, after that of a missing rating, 0.
  let values: [UInt64]
  /// How far the number of a category is moved for each rater.
  let shifts: [UInt64]

  /// Patterns that say who gave which rating; nil where there are too many raters or categories.
  init?(categories: Int, raters: Int) {
    let bits = Int.bitWidth - categories.leadingZeroBitCount
    guard raters <= 64, raters * bits <= 64 else { return nil }
    isLabelled = true
    self.bits = UInt64(bits)
    fieldCount = raters
    mostRatings = .max
    values = (0...categories).map { UInt64($0) }
    shifts = (0..<raters).map { UInt64($0 * bits) }
  }

  /// Patterns that do not say it; nil where there are too many categories.
  init?(unlabelledCategories categories: Int, raters: Int) {
    guard categories > 0, categories <= 32 else { return nil }
    isLabelled = false
    bits = UInt64(min(64 / categories, 31))
    fieldCount = categories
    mostRatings = 1 << Int(bits) - 1
    let bits = bits
    values = [0] + (0..<categories).map { 1 << (UInt64($0) * bits) }
    shifts = Array(repeating: 0, count: raters)
  }

  /// Calls `body` with each rating of a number: in the order of raters, or of categories.
  func forEachRating(_ key: UInt64, _ body: (_ rater: UInt32, _ category: UInt32) -> Void) {
    let mask: UInt64 = (1 << bits) - 1
    for field in 0..<fieldCount {
      let content = (key >> (UInt64(field) * bits)) & mask
      if content == 0 { continue }
      if isLabelled {
        body(UInt32(field), UInt32(content) - 1)
      } else {
        for _ in 0..<content { body(0, UInt32(field)) }
      }
    }
  }
}
