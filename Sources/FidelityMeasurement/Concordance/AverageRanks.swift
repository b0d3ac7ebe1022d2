/// The ranks 1 ... n of numbers, tied ones sharing the average of their places.
package struct AverageRanks: Sendable {
  package let ranks: [Double]
  /// The sum over groups of t tied numbers of t^3 - t.
  package let tieSum: Double

  /// - Parameter values: without NaN.
  /// - Complexity: O(n log n).
  package init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var (tieSum, start) = (0.0, 0)
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      let ties = Double(end - start)
      tieSum += ties * ties * ties - ties
      start = end
    }
    (self.ranks, self.tieSum) = (ranks, tieSum)
  }

  /// The ranks of some of the numbers among themselves, from their ranks among all: what a pair of raters needs of
  /// numbers that were ranked once.
  /// - Parameters:
  ///   - ranks: the ranks among all of the numbers that are taken.
  ///   - count: how many numbers there are in all.
  /// - Complexity: O(count): ranks are halves of whole numbers, and so are counted.
  package init(of ranks: [Double], among count: Int) {
    var places = [UInt32](repeating: 0, count: 2 * count + 2)
    for rank in ranks { places[Int(2 * rank)] += 1 }
    var found = [Double](repeating: 0, count: 2 * count + 2)
    var (tieSum, below) = (0.0, 0)
    for place in places.indices where places[place] > 0 {
      let ties = Double(places[place])
      found[place] = Double(below) + (ties + 1) / 2
      tieSum += ties * ties * ties - ties
      below += Int(places[place])
    }
    self.ranks = ranks.map { found[Int(2 * $0)] }
    self.tieSum = tieSum
  }
}
