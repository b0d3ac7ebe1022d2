/// Units of ratings, each of which may stand for several equal ones.
package struct CountedUnits: Sendable {
  package var table: RatingTable
  /// How many units each unit place stands for; nil for one each.
  package var multiplicities: [Double]?
  /// How many raters each group has, where the table does not tell because its units do not say who gave which rating.
  package var raterCounts: [Int]?

  /// The units of all groups.
  package var count: Int { multiplicities.map { Int($0.reduce(0, +)) } ?? table.units.count }

  package init(table: RatingTable, multiplicities: [Double]? = nil) {
    self.table = table
    self.multiplicities = multiplicities
  }
}
