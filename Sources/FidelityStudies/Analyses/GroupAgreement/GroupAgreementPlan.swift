import FidelityData
import FidelityMeasurement

/// What the parts of the work share: ratings, items and their scales, what is asked for.
struct GroupAgreementPlan: Sendable {
  /// Items that make up a scale.
  struct ItemSet: Sendable {
    let term: String
    /// Places among the plan's items.
    let items: [Int]
  }

  let options: GroupAgreementAnalysis
  let nulls: [AgreementNull]
  let table: RatingTable
  /// The number that each category is.
  let values: [Double]
  /// The unit codes of the items, in the order of results, and their names; nil where nothing names them.
  let items: [UInt32]
  let labels: [String]?
  /// By item; empty where the scale is that of the group.
  let itemScales: [ResponseScale?]
  /// Of all items, where options say it.
  let scale: ResponseScale?
  /// Whether items count from the other end in means of items; empty where none does.
  let isReversed: [Bool]
  /// Scales of the instrument.
  let sets: [ItemSet]
  let seed: UInt64
  /// The place of each unit code among the items.
  let places: [Int]

  init(
    options: GroupAgreementAnalysis, nulls: [AgreementNull], table: RatingTable, values: [Double], items: [UInt32],
    labels: [String]?, itemScales: [ResponseScale?], scale: ResponseScale?, isReversed: [Bool], sets: [ItemSet],
    seed: UInt64
  ) {
    (self.options, self.nulls, self.table, self.values) = (options, nulls, table, values)
    (self.items, self.labels, self.itemScales, self.scale) = (items, labels, itemScales, scale)
    (self.isReversed, self.sets, self.seed) = (isReversed, sets, seed)
    var places = [Int](repeating: 0, count: items.count)
    for (place, code) in items.enumerated() { places[Int(code)] = place }
    self.places = places
  }

  /// The units of a group.
  func units(_ group: UInt32) -> Range<Int> { table.groupOffsets[Int(group)]..<table.groupOffsets[Int(group) + 1] }

  /// The scale of an item in a group.
  func scale(item: Int, group: UInt32) -> ResponseScale? {
    if !itemScales.isEmpty { return itemScales[item] }
    if let scale { return scale }
    return table.scales.indices.contains(Int(group)) ? ResponseScale(points: table.scales[Int(group)]) : nil
  }
}

/// The ratings of one group: raters by items, NaN for what a rater left out.
struct GroupMatrix {
  let raterCount: Int
  let itemCount: Int
  /// A rater's ratings lie together.
  private(set) var ratings: [Double]

  /// - Parameters:
  ///   - places: the place here of each of the plan's items; -1 for an item that is left out.
  ///   - scales: of the items here; a rating that is none of their points is left out.
  init(_ plan: GroupAgreementPlan, group: UInt32, places: [Int], scales: [ResponseScale?]) {
    itemCount = scales.count
    let (table, units) = (plan.table, plan.units(group))
    var raters: [UInt32] = []
    if units.count == 1 {
      raters = Array(table.raters[table.unitOffsets[units.lowerBound]..<table.unitOffsets[units.upperBound]])
    } else if !units.isEmpty {
      let all = table.raters[table.unitOffsets[units.lowerBound]..<table.unitOffsets[units.upperBound]].sorted()
      for rater in all where raters.last != rater { raters.append(rater) }
    }
    raterCount = raters.count
    ratings = [Double](repeating: .nan, count: raterCount * itemCount)
    for unit in units {
      let item = places[plan.places[Int(table.units[unit])]]
      guard item >= 0 else { continue }
      // Raters of a unit ascend, as those of the group do.
      var row = 0
      for place in table.unitOffsets[unit]..<table.unitOffsets[unit + 1] {
        while raters[row] != table.raters[place] { row += 1 }
        let value = plan.values[Int(table.categories[place])]
        if let scale = scales[item], scale.place(value) == nil { continue }
        ratings[row * itemCount + item] = value
      }
    }
  }

  func ratings(ofRater rater: Int) -> ArraySlice<Double> { ratings[rater * itemCount..<(rater + 1) * itemCount] }
}
