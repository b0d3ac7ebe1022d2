/// Where a continuous function of one variable is 0.
package enum RootFinder {
  /// A zero between two points at which the function has different signs, to the last digits; nil where it has not.
  ///
  /// Ridders' method: each step takes the midpoint and an exponential through the three values, which
  /// lies between the ends always, so that the bracket at least halves.
  /// - Complexity: some 10 evaluations, at most 240.
  /// Reference: Ridders (1979), IEEE Trans. Circuits Syst. 26, 979-980.
  package static func root(between start: Double, _ end: Double, _ function: (Double) -> Double) -> Double? {
    var (low, high) = (start, end)
    var (lowValue, highValue) = (function(low), function(high))
    if lowValue == 0 { return low }
    if highValue == 0 { return high }
    guard lowValue.isFinite, highValue.isFinite, (lowValue < 0) != (highValue < 0) else { return nil }
    for _ in 0..<120 {
      let middle = low + (high - low) / 2
      let value = function(middle)
      if value == 0 || abs(high - low) <= 4e-16 * max(abs(low), abs(high)) { return middle }
      // Values are divided by the largest, since their squares may overflow.
      let size = max(abs(value), abs(lowValue), abs(highValue))
      let (v, l, h) = (value / size, lowValue / size, highValue / size)
      let root = (v * v - l * h).squareRoot()
      let next = middle + (middle - low) * (l < h ? -v : v) / root
      let nextValue = function(next)
      if nextValue == 0 { return next }
      // The narrowest of the brackets that the four points make.
      var points = [(low, lowValue), (middle, value), (next, nextValue), (high, highValue)]
      points.sort { $0.0 < $1.0 }
      guard let place = (0..<3).first(where: { (points[$0].1 < 0) != (points[$0 + 1].1 < 0) }) else { return middle }
      ((low, lowValue), (high, highValue)) = (points[place], points[place + 1])
    }
    return low + (high - low) / 2
  }
}
