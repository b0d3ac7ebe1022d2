import FidelityLinearAlgebra
import FidelitySystem

/// What the optimiser did: part of every fit, so that a reader can judge it.
public struct OptimiserRecord: Sendable, Equatable {
  /// Newton steps.
  public var iterationCount = 0
  /// How often the criterion was computed.
  public var evaluationCount = 0
  /// The length of the gradient over the coordinates that are not at their bound: of the criterion in
  /// log(1 + size x ratio), one coordinate per component.
  public var gradientLength = Double.nan
  /// How much lower the criterion could still get, by the quadratic model at the last point.
  public var expectedDecrease = Double.nan
  public var isConverged = false
}

/// Minimises a smooth function of a few coordinates t_j >= 0, or of free ones, by Newton steps that stop at the bounds.
///
/// Slopes are exact; curvatures are differences of slopes. A coordinate at 0 whose slope is positive rests there. A
/// step is shortened until the function falls, and curvature that is not positive is raised until it is.
/// Reference: Bertsekas (1982), Projected Newton methods for optimization problems with simple constraints, SIAM J.
/// Control Optim. 20, 221-246.
struct BoundedNewton {
  typealias Function = (_ point: [Double]) -> (value: Double, slopes: [Double])

  /// Whether each coordinate has the bound 0.
  let isBounded: [Bool]
  let function: Function
  private(set) var record = OptimiserRecord()
  private(set) var point: [Double]
  private(set) var value = Double.nan
  private var slopes: [Double] = []

  /// What a step may still promise at the end, in units of the criterion.
  private static let enough = 1e-9
  private static let longestStep = 4.0
  private static let mostIterations = 100

  init(start: [Double], isBounded: [Bool], _ function: @escaping Function) {
    self.isBounded = isBounded
    self.function = function
    point = start
    minimise()
  }

  private mutating func evaluate(_ point: [Double]) -> (value: Double, slopes: [Double]) {
    record.evaluationCount += 1
    return function(point)
  }

  private func isResting(_ place: Int) -> Bool { isBounded[place] && point[place] <= 0 && slopes[place] >= 0 }

  private mutating func minimise() {
    (value, slopes) = evaluate(point)
    if !value.isFinite { return }
    while record.iterationCount < Self.mostIterations {
      record.iterationCount += 1
      let free = point.indices.filter { !isResting($0) }
      record.gradientLength = free.reduce(0) { $0 + slopes[$1] * slopes[$1] }.squareRoot()
      if free.isEmpty || record.gradientLength == 0 {
        record.expectedDecrease = 0
        record.isConverged = true
        return
      }
      let (step, decrease) = newtonStep(free)
      record.expectedDecrease = decrease
      // What a last full step leaves is the square of what there is.
      let isLast = decrease < Self.enough
      if !move(free, step, decrease, isLast: isLast) || isLast {
        record.isConverged = decrease < max(Self.enough, 1e-13 * abs(value))
        return
      }
    }
  }

  /// The step and how far the quadratic model falls along it.
  ///
  /// Where the curvature is not positive, coordinates are scaled to curvatures of 1 and -1 before it is raised: what is
  /// enough for the steepest coordinate would leave the flattest one no step worth the name.
  private mutating func newtonStep(_ free: [Int]) -> (step: [Double], decrease: Double) {
    var curvature = curvature(free)
    var gradient = free.map { slopes[$0] }
    var scales = [Double](repeating: 1, count: free.count)
    // The least that is added to the diagonal makes every pivot positive.
    var added = 0.0
    for _ in 0..<60 {
      if let solution = Self.solve(curvature, gradient) {
        var step = zip(solution, scales).map { -$0 / $1 }
        let decrease = zip(solution, gradient).reduce(0) { $0 + $1.0 * $1.1 } / 2
        let longest = step.reduce(0) { max($0, abs($1)) }
        if longest > Self.longestStep { step = step.map { $0 * Self.longestStep / longest } }
        return (step, decrease)
      }
      if added == 0 {
        let largest = free.indices.reduce(0.0) { max($0, abs(curvature[$1][$1])) }
        guard largest > 0, largest.isFinite else { break }
        scales = free.indices.map { max(abs(curvature[$0][$0]), 1e-12 * largest).squareRoot() }
        for i in free.indices {
          for j in free.indices { curvature[i][j] /= scales[i] * scales[j] }
          gradient[i] /= scales[i]
        }
      }
      let more = added == 0 ? 1e-3 : added
      for place in free.indices { curvature[place][place] += more }
      added += more
    }
    // No curvature to go by: down the slope.
    let steepest = free.reduce(0) { max($0, abs(slopes[$1])) }
    return (free.map { -slopes[$0] / steepest }, .infinity)
  }

  /// Second derivatives by differences of the slopes.
  private mutating func curvature(_ free: [Int]) -> [[Double]] {
    let reach = 1e-4
    var result = free.map { _ in [Double](repeating: 0, count: free.count) }
    for (i, place) in free.enumerated() {
      let isNearBound = isBounded[place] && point[place] < reach
      var (above, below) = (point, point)
      above[place] += reach
      if !isNearBound { below[place] -= reach }
      let high = evaluate(above).slopes
      let low = isNearBound ? slopes : evaluate(below).slopes
      let width = above[place] - below[place]
      for (j, other) in free.enumerated() { result[i][j] = (high[other] - low[other]) / width }
    }
    for i in free.indices {
      for j in 0..<i {
        result[i][j] = (result[i][j] + result[j][i]) / 2
        result[j][i] = result[i][j]
      }
    }
    return result
  }

  /// Goes along the step as far as the function falls; false where it does not.
  private mutating func move(_ free: [Int], _ step: [Double], _ decrease: Double, isLast: Bool) -> Bool {
    var length = 1.0
    // Near the end the function's own rounding hides its fall; its slopes still show the way.
    let rounding = 1e-13 * abs(value)
    while length > 1e-10 {
      var next = point
      for (i, place) in free.enumerated() {
        next[place] += length * step[i]
        if isBounded[place] && next[place] < 0 { next[place] = 0 }
      }
      let (nextValue, nextSlopes) = evaluate(next)
      let promised = free.reduce(0.0) { $0 + slopes[$1] * (next[$1] - point[$1]) }
      if nextValue <= value + 1e-4 * min(0, promised) + (isLast ? rounding + Self.enough : rounding) {
        let gradient = { (slopes: [Double]) in free.reduce(0.0) { $0 + abs(slopes[$1]) } }
        // The last step may only bring slopes down.
        if isLast && gradient(nextSlopes) > gradient(slopes) { return false }
        (point, value, slopes) = (next, nextValue, nextSlopes)
        record.gradientLength = free.filter { !isResting($0) }.reduce(0) { $0 + slopes[$1] * slopes[$1] }.squareRoot()
        return true
      }
      length /= 2
    }
    return false
  }

  /// Solves a small symmetric system by Cholesky; nil where a pivot is not positive.
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    let order = right.count
    var packed = (0..<order).flatMap { column in matrix[column][...column] }
    var system = packed.mutableSpan
    if SmallCholesky.factor(&system, order: order, tolerance: 1e-8) != nil { return nil }
    var solution = right
    var unknowns = solution.mutableSpan
    SmallCholesky.solve(packed.span, order: order, &unknowns)
    return solution
  }
}
