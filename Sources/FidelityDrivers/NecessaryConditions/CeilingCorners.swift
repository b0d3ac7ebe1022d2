/// The rectangle within which a ceiling is looked at.
struct CeilingScope: Sendable, Equatable {
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>

  var width: Double { x.upperBound - x.lowerBound }
  var height: Double { y.upperBound - y.lowerBound }
  var area: Double { width * height }
}

/// The peers of a scatter, from the left: the upper left corners of the free disposal hull.
///
/// Of equal x the highest y; y rises strictly. Arrays that a permutation fills again.
struct CeilingCorners: Sendable, Equatable {
  private(set) var x: [Double] = []
  private(set) var y: [Double] = []
  /// How many units a corner stands for.
  private(set) var counts: [Int] = []

  init() {}

  /// - Parameters:
  ///   - x: ascending.
  ///   - y: of the same units.
  init(x: [Double], y: [Double]) { fill(x: x, y: y) }

  mutating func fill(x: [Double], y: [Double]) {
    removeAll()
    var start = 0
    while start < x.count {
      var (end, highest, count) = (start + 1, y[start], 1)
      while end < x.count, x[end] == x[start] {
        if y[end] > highest { (highest, count) = (y[end], 1) } else if y[end] == highest { count += 1 }
        end += 1
      }
      if self.y.last.map({ highest > $0 }) ?? true { append(x[start], highest, count) }
      start = end
    }
  }

  mutating func removeAll() {
    x.removeAll(keepingCapacity: true)
    y.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
  }

  mutating func append(_ x: Double, _ y: Double, _ count: Int) {
    self.x.append(x)
    self.y.append(y)
    counts.append(count)
  }

  /// The area above the step function through the corners; left of the first one the function is at the bottom.
  func stepZone(_ scope: CeilingScope) -> Double {
    var zone = ((x.first ?? scope.x.upperBound) - scope.x.lowerBound) * scope.height
    for place in x.indices {
      let next = place + 1 < x.count ? x[place + 1] : scope.x.upperBound
      zone += (next - x[place]) * (scope.y.upperBound - y[place])
    }
    return zone
  }

  /// The line of least squares through the corners, each as often as it occurs; nil for fewer than two.
  var line: NecessaryCondition.Line? {
    guard x.count > 1 else { return nil }
    var (count, sumX, sumY) = (0.0, 0.0, 0.0)
    for place in x.indices {
      let times = Double(counts[place])
      count += times
      sumX += times * (x[place] - x[0])
      sumY += times * (y[place] - y[0])
    }
    let (meanX, meanY) = (x[0] + sumX / count, y[0] + sumY / count)
    var (squares, products) = (0.0, 0.0)
    for place in x.indices {
      let times = Double(counts[place])
      squares += times * (x[place] - meanX) * (x[place] - meanX)
      products += times * (x[place] - meanX) * (y[place] - meanY)
    }
    let slope = products / squares
    guard slope.isFinite, slope > 0 else { return nil }
    return NecessaryCondition.Line(slope: slope, intercept: meanY - slope * meanX)
  }
}

extension NecessaryCondition.Line {
  /// The area above a rising line inside the scope.
  func zone(_ scope: CeilingScope) -> Double {
    // Where the line enters at the bottom, and where it leaves at the top.
    let (low, high) = (scope.x.lowerBound, scope.x.upperBound)
    let enters = min(max((scope.y.lowerBound - intercept) / slope, low), high)
    let leaves = min(max((scope.y.upperBound - intercept) / slope, low), high)
    let middle = value(at: enters + (leaves - enters) / 2)
    return (enters - low) * scope.height + (leaves - enters) * (scope.y.upperBound - middle)
  }
}
