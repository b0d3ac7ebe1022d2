import FidelityData
import FidelityMeasurement

/// The ratings of one group, rater by rater: whichever two are compared, theirs lie together in the order of units.
struct RaterColumns: Sendable {
  /// The raters of the group, in the order of their names.
  let raters: [UInt32]
  /// Where the ratings of each rater start.
  private let starts: [Int]
  /// The place of each rating's unit among those of the group.
  private let units: [UInt32]
  private let values: [Double]
  /// The units that every rater rated.
  let completeUnits: [UInt32]
  let unitCount: Int
  /// The ranks of each rater's ratings; none until ``rank()``.
  private var ranks: [AverageRanks] = []

  /// - Parameter places: a place for each rater of the table, all of them ``missingKey``; left so.
  /// - Complexity: O(ratings of the group + raters of the group x log).
  init(_ table: RatingTable, group: Int, places: inout [UInt32]) {
    let range = table.groupOffsets[group]..<table.groupOffsets[group + 1]
    let ratings = table.unitOffsets[range.lowerBound]..<table.unitOffsets[range.upperBound]
    var present: [UInt32] = []
    for rating in ratings where places[Int(table.raters[rating])] == missingKey {
      places[Int(table.raters[rating])] = 0
      present.append(table.raters[rating])
    }
    present.sort()
    for (place, rater) in present.enumerated() { places[Int(rater)] = UInt32(place) }
    var starts = [Int](repeating: 0, count: present.count + 1)
    for rating in ratings { starts[Int(places[Int(table.raters[rating])]) + 1] += 1 }
    for place in present.indices { starts[place + 1] += starts[place] }
    var (units, values) = ([UInt32](repeating: 0, count: ratings.count), [Double](repeating: 0, count: ratings.count))
    var (next, complete) = (starts, [UInt32]())
    for (place, unit) in range.enumerated() {
      let own = table.unitOffsets[unit]..<table.unitOffsets[unit + 1]
      if own.count == present.count { complete.append(UInt32(place)) }
      for rating in own {
        let rater = Int(places[Int(table.raters[rating])])
        units[next[rater]] = UInt32(place)
        values[next[rater]] = table.dictionary.numbers[Int(table.categories[rating])]
        next[rater] += 1
      }
    }
    for rater in present { places[Int(rater)] = missingKey }
    (raters, self.starts, self.units, self.values) = (present, starts, units, values)
    (completeUnits, unitCount) = (complete, range.count)
  }

  /// How many units a rater rated.
  func count(_ rater: Int) -> Int { starts[rater + 1] - starts[rater] }

  /// Ranks of a rater's ratings.
  func ranked(_ rater: Int) -> AverageRanks { AverageRanks(Array(values[starts[rater]..<starts[rater + 1]])) }

  /// Takes the ranks of all raters, which ``ranked(_:)`` made side by side.
  mutating func take(ranks: [AverageRanks]) { self.ranks = ranks }

  /// What two raters rated both.
  struct Pair {
    var x: [Double] = []
    var y: [Double] = []
    /// The units in the group.
    var units: [UInt32] = []
    /// Units with a rating of one of the two.
    var leftOut = 0
    fileprivate(set) var ranks: (x: AverageRanks, y: AverageRanks)?
  }

  /// - Complexity: O(units of both).
  func pair(_ first: Int, _ second: Int) -> Pair {
    let (a, b) = (starts[first]..<starts[first + 1], starts[second]..<starts[second + 1])
    var (pair, places) = (Pair(), (x: [Int](), y: [Int]()))
    let most = min(a.count, b.count)
    pair.x.reserveCapacity(most)
    pair.y.reserveCapacity(most)
    pair.units.reserveCapacity(most)
    if most < max(a.count, b.count) || units[a] != units[b] {
      (places.x, places.y) = common(a, b)
      for (left, right) in zip(places.x, places.y) {
        pair.x.append(values[left])
        pair.y.append(values[right])
        pair.units.append(units[left])
      }
    } else {
      pair.x += values[a]
      pair.y += values[b]
      pair.units += units[a]
    }
    pair.leftOut = a.count + b.count - 2 * pair.x.count
    guard !ranks.isEmpty else { return pair }
    func own(_ rater: Int, _ places: [Int]) -> AverageRanks {
      if pair.x.count == count(rater) { return ranks[rater] }
      return AverageRanks(of: places.map { ranks[rater].ranks[$0 - starts[rater]] }, among: count(rater))
    }
    pair.ranks = (own(first, places.x), own(second, places.y))
    return pair
  }

  /// The places of the units that two raters have in common.
  private func common(_ a: Range<Int>, _ b: Range<Int>) -> (x: [Int], y: [Int]) {
    var found = (x: [Int](), y: [Int]())
    var (left, right) = (a.lowerBound, b.lowerBound)
    while left < a.upperBound, right < b.upperBound {
      let (unit, other) = (units[left], units[right])
      if unit == other {
        found.x.append(left)
        found.y.append(right)
      }
      if unit <= other { left += 1 }
      if other <= unit { right += 1 }
    }
    return found
  }

  /// Ranks of each rater's ratings of the units that all raters rated.
  var completeRanks: [AverageRanks] {
    raters.indices.map { rater in
      if count(rater) == completeUnits.count { return ranks[rater] }
      var (own, next) = ([Double](), 0)
      for place in starts[rater]..<starts[rater + 1]
      where next < completeUnits.count && units[place] == completeUnits[next] {
        own.append(ranks[rater].ranks[place - starts[rater]])
        next += 1
      }
      return AverageRanks(of: own, among: count(rater))
    }
  }

  /// The pairs that have a unit in common, in order; nil where there are more than `most`.
  func pairsWithUnits(_ table: RatingTable, group: Int, most: Int) -> [(Int, Int)]? {
    var found: Set<UInt64> = []
    let numbers = Dictionary(uniqueKeysWithValues: zip(raters, 0...))
    for unit in table.groupOffsets[group]..<table.groupOffsets[group + 1] {
      let own = table.unitOffsets[unit]..<table.unitOffsets[unit + 1]
      let raters = own.map { numbers[table.raters[$0]] ?? 0 }
      for first in raters.indices {
        for second in raters.dropFirst(first + 1) { found.insert(UInt64(raters[first]) << 32 | UInt64(second)) }
        if found.count > most { return nil }
      }
    }
    return found.sorted().map { (Int($0 >> 32), Int($0 & 0xffff_ffff)) }
  }
}
