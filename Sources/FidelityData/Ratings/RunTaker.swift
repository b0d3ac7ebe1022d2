/// Makes numbers of units whose ratings are a row each.
struct RunTaker {
  private let raters: (factor: UInt32, summand: UInt32)
  private let groupStep: (factor: UInt32, summand: UInt32)
  private let packing: UnitPacking
  let hasGroups: Bool
  /// The number of each unit, and its group.
  private(set) var keys: [UInt64] = []
  private(set) var groups: [UInt32] = []
  /// Groups and their raters, where numbers do not tell.
  private(set) var uses = PairCodes()
  private(set) var incompleteCount = 0
  /// Units that must be arranged rating by rating.
  private(set) var left: [Int] = []
  /// The number of the open unit of each group, and the raters in it, by their last six bits.
  private var openKeys: [UInt64] = []
  private var openRaters: [UInt64] = []

  init(_ layout: UnitwiseRatings.Layout, _ column: Int, _ packing: UnitPacking, groupCount: Int) {
    raters = (layout.raters.factor, layout.raters.summands[column])
    groupStep = (layout.groups.factor, layout.groups.summands[column])
    self.packing = packing
    hasGroups = layout.hasGroups(column)
    guard hasGroups else { return }
    openKeys = Array(repeating: 0, count: groupCount)
    openRaters = openKeys
  }

  /// Takes units of group 0.
  mutating func take(_ runs: UnitRuns, _ units: Range<Int>, _ codes: Span<UInt32>, _ rowRaters: Span<UInt32>) {
    keys.reserveCapacity(units.count)
    let packing = packing
    let (values, shifts) = (packing.values.span, packing.shifts.span)
    for unit in units {
      let rows = runs.rows(unit)
      var (key, seen, conflict, incomplete) = (0 as UInt64, 0 as UInt64, 0 as UInt64, 0)
      for row in rows where codes[row] != missingKey {
        let rater = rowRaters[row]
        if rater == missingKey {
          incomplete += 1
          continue
        }
        let code = Int(rater &* raters.factor &+ raters.summand)
        let bit = 1 as UInt64 &<< UInt64(code & 63)
        conflict |= seen & bit
        seen |= bit
        key &+= values[Int(codes[row] &+ 1)] &<< shifts[code]
      }
      if conflict != 0 || rows.count > packing.mostRatings {
        left.append(unit)
        continue
      }
      incompleteCount += incomplete
      keys.append(key)
      if packing.isLabelled { continue }
      for row in rows where codes[row] != missingKey && rowRaters[row] != missingKey {
        _ = uses.code(0, rowRaters[row] &* raters.factor &+ raters.summand)
      }
    }
  }

  /// Takes units of any groups.
  mutating func take(
    _ runs: UnitRuns, _ units: Range<Int>, _ codes: Span<UInt32>, _ rowRaters: Span<UInt32>, _ rowGroups: Span<UInt32>
  ) {
    let packing = packing
    let (values, shifts) = (packing.values.span, packing.shifts.span)
    var touched: [UInt32] = []
    for unit in units {
      let rows = runs.rows(unit)
      var (conflict, incomplete) = (0 as UInt64, 0)
      for row in rows where codes[row] != missingKey {
        let (rater, group) = (rowRaters[row], rowGroups[row])
        if rater == missingKey || group == missingKey {
          incomplete += 1
          continue
        }
        let (code, place) = (
          Int(rater &* raters.factor &+ raters.summand), group &* groupStep.factor &+ groupStep.summand
        )
        let bit = 1 as UInt64 &<< UInt64(code & 63)
        if openRaters[Int(place)] == 0 { touched.append(place) }
        conflict |= openRaters[Int(place)] & bit
        openRaters[Int(place)] |= bit
        openKeys[Int(place)] &+= values[Int(codes[row] &+ 1)] &<< shifts[code]
      }
      let isLeft = conflict != 0 || rows.count > packing.mostRatings
      for group in touched {
        if !isLeft {
          keys.append(openKeys[Int(group)])
          groups.append(group)
        }
        (openKeys[Int(group)], openRaters[Int(group)]) = (0, 0)
      }
      touched.removeAll(keepingCapacity: true)
      if isLeft {
        left.append(unit)
        continue
      }
      incompleteCount += incomplete
      if packing.isLabelled { continue }
      for row in rows where codes[row] != missingKey && rowRaters[row] != missingKey && rowGroups[row] != missingKey {
        _ = uses.code(
          rowGroups[row] &* groupStep.factor &+ groupStep.summand, rowRaters[row] &* raters.factor &+ raters.summand)
      }
    }
  }
}
