/// The steps of the product limit of barriers, of all and of each category: the points of a picture.
package struct BarrierCurves: Sendable {
  package struct Point: Sendable, Equatable {
    /// `all`, or a category.
    package let group: String
    package let days: Double
    /// The share still open after the day, with its limits; NaN for what there is none of.
    package let estimate: Double
    package let lower: Double
    package let upper: Double
    package let atRisk: Int
    package let events: Int
    package let censored: Int
  }

  package private(set) var points: [Point] = []

  /// - Complexity: O(barriers + steps).
  package init(_ tables: DriverTables, _ options: DriverOptions) {
    guard let table = tables[.barriers] else { return }
    for group in BarrierCounts(table, options).groups where group.clock.count > 0 {
      let curve = group.clock.curve(level: options.level)
      let steps = curve.steps
      var (place, atRisk) = (0, group.clock.count)
      points.append(
        Point(
          group: group.term, days: 0, estimate: 1, lower: .nan, upper: .nan, atRisk: atRisk, events: 0, censored: 0))
      for (days, counts) in group.clock.byLength {
        while place + 1 < steps.count, steps[place + 1].days <= days { place += 1 }
        let isBegun = !steps.isEmpty && steps[place].days <= days
        let point = isBegun ? curve.point(at: place) : ProductLimitCurve.Point()
        points.append(
          Point(
            group: group.term, days: days, estimate: point.estimate, lower: point.lower, upper: point.upper,
            atRisk: atRisk, events: counts.ends, censored: counts.censored))
        atRisk -= counts.ends + counts.censored
      }
    }
  }
}
