/// Which category a category-specific coefficient is of: an analysis asks for each of them and gets a row per category.
public struct CategoryChoice: Sendable, Hashable, Codable {
  /// The place among the categories of a group, in their order.
  let rank: Int?

  /// A row for each category, used or declared, in their order; the category is the row's `term`.
  public static let each = CategoryChoice(rank: nil)
}
