import FidelityProbability

/// A natural cubic spline of a variable as columns of a regression: cubic between knots, straight beyond the ends.
///
/// With d degrees of freedom there are d - 1 inner knots at the quantiles 1/d, ..., (d - 1)/d of the values, and
/// boundary knots at the ends. The columns are the cubic B-splines but the first, turned (Householder) into the space
/// where the second derivative is 0 at both ends: those of R's `splines::ns(x, df = d)`, so coefficients compare too.
/// Beyond the boundary knots the columns go on as straight lines.
/// References: de Boor (2001), A Practical Guide to Splines, ch. IX; Hastie (1992), ch. 7 of Statistical Models in S.
public struct NaturalSpline: Sendable, Hashable, Codable {
  /// The inner knots, ascending.
  public let knots: [Double]
  public let lower: Double
  public let upper: Double
  private let splines: CubicSplines
  /// The two Householder vectors of the constraints, of length d + 2.
  private let reflectors: [[Double]]

  /// The number of columns, d.
  public var degreesOfFreedom: Int { knots.count + 1 }

  /// - Parameters:
  ///   - values: of the variable, finite, at least two different ones.
  ///   - degreesOfFreedom: d, 1 or more.
  public init(_ values: [Double], degreesOfFreedom: Int) {
    precondition(degreesOfFreedom >= 1 && !values.isEmpty, "a spline of some values")
    let sorted = values.sorted()
    let d = Double(degreesOfFreedom)
    let inner = (1..<max(1, degreesOfFreedom)).map { SampleQuantile.type7(Double($0) / d, ofSorted: sorted) }
    self.init(knots: inner, lower: sorted[0], upper: sorted[sorted.count - 1])
  }

  /// - Parameter knots: ascending, within the boundaries.
  public init(knots: [Double], lower: Double, upper: Double) {
    precondition(lower < upper && knots.allSatisfy { $0 >= lower && $0 <= upper }, "knots within the boundaries")
    self.knots = knots
    self.lower = lower
    self.upper = upper
    let splines = CubicSplines(knots: knots, lower: lower, upper: upper)
    self.splines = splines
    var reflectors: [[Double]] = []
    var constraints = [lower, upper].map { Array(splines.values(at: $0, derivative: 2).dropFirst()) }
    for step in 0..<2 {
      var vector = constraints[step]
      for place in 0..<step { vector[place] = 0 }
      let size = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let length = vector[step] < 0 ? -size : size
      vector = vector.map { $0 / length }
      vector[step] += 1
      reflectors.append(vector)
      for other in step..<2 { constraints[other] = Self.reflected(constraints[other], vector, step) }
    }
    self.reflectors = reflectors
  }

  private static func reflected(_ values: [Double], _ vector: [Double], _ step: Int) -> [Double] {
    let along = zip(values, vector).reduce(0) { $0 + $1.0 * $1.1 } / vector[step]
    return zip(values, vector).map { $0 - along * $1 }
  }

  /// The columns at a value, d of them.
  public func columns(at x: Double) -> [Double] {
    var values: [Double]
    if x < lower || x > upper {
      let end = x < lower ? lower : upper
      let slopes = splines.values(at: end, derivative: 1)
      values = zip(splines.values(at: end, derivative: 0), slopes).map { $0 + (x - end) * $1 }
    } else {
      values = splines.values(at: x, derivative: 0)
    }
    values.removeFirst()
    for (step, vector) in reflectors.enumerated() { values = Self.reflected(values, vector, step) }
    return Array(values.dropFirst(2))
  }
}

/// The cubic B-splines of some knots.
private struct CubicSplines: Sendable, Hashable, Codable {
  private static let order = 4
  /// The boundary knots four times each, the inner ones once.
  private let knots: [Double]
  private let count: Int

  init(knots: [Double], lower: Double, upper: Double) {
    self.knots = Array(repeating: lower, count: 4) + knots + Array(repeating: upper, count: 4)
    count = knots.count + 4
  }

  /// The splines, or a derivative of them, at a value within the boundaries.
  func values(at x: Double, derivative: Int) -> [Double] {
    // The interval of x; the upper end belongs to the last one.
    var interval = 3
    while interval < count - 1, x >= knots[interval + 1] { interval += 1 }
    var values = [Double](repeating: 0, count: count + 3)
    values[interval] = 1
    for order in 2...Self.order {
      // Differences instead of blends for the last orders: a derivative of a spline is one of lower order.
      let isDifference = order > Self.order - derivative
      var next = values
      for place in 0..<count + Self.order - order {
        let (left, right) = (knots[place + order - 1] - knots[place], knots[place + order] - knots[place + 1])
        if isDifference {
          let first = left > 0 ? values[place] / left : 0
          let second = right > 0 ? values[place + 1] / right : 0
          next[place] = Double(order - 1) * (first - second)
        } else {
          let first = left > 0 ? (x - knots[place]) / left * values[place] : 0
          let second = right > 0 ? (knots[place + order] - x) / right * values[place + 1] : 0
          next[place] = first + second
        }
      }
      values = next
    }
    return Array(values.prefix(count))
  }
}
