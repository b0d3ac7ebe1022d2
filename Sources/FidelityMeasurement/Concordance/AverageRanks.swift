/// The ranks 1 ... n of numbers, tied ones sharing the average of their places.
struct AverageRanks: Sendable {
  let ranks: [Double]
  /// The sum over groups of t tied numbers of t^3 - t.
  let tieSum: Double

  /// - Parameter values: without NaN.
  /// - Complexity: O(n log n).
  init(_ values: [Double]) {
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
}
