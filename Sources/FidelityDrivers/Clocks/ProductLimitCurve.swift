import FidelityProbability
import FidelitySystem

/// The curve of a ``ProductLimit``: what is still open after each day.
/// - Complexity: a figure takes O(steps).
public struct ProductLimitCurve: Sendable, Hashable {
  public let steps: [ProductLimit.Step]
  /// Of limits, 0...1.
  public let level: Double
  private let z: Double
  private let longest: Double

  /// - Precondition: 0 < `level` < 1.
  public init(_ clock: ProductLimit, level: Double = 0.95) {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1")
    steps = clock.steps
    self.level = level
    z = Normal.standard.quantile(upperTail: (1 - level) / 2)
    longest = clock.count > 0 ? clock.longest : 0
  }

  /// A share still open with its error and limits; NaN for what there is none of.
  public struct Point: Sendable, Hashable {
    public var estimate = 1.0
    public var standardError = 0.0
    public var lower = Double.nan
    public var upper = Double.nan
  }

  /// The share still open after so many days.
  public func survival(at length: Double) -> Point {
    steps.lastIndex { $0.days <= length }.map(point(at:)) ?? Point()
  }

  /// The share still open after the day of a step.
  func point(at place: Int) -> Point {
    var point = Point()
    let step = steps[place]
    point.estimate = step.survival
    if step.survival > 0 { point.standardError = step.survival * step.variance.squareRoot() }
    (point.lower, point.upper) = (lower(step), upper(step))
    return point
  }

  /// z times the error of log(-log S), as a factor; NaN where S is 0 or 1.
  private func reach(_ step: ProductLimit.Step) -> Double {
    guard step.survival > 0, step.survival < 1 else { return .nan }
    return exp(z * step.variance.squareRoot() / -log(step.survival))
  }

  private func lower(_ step: ProductLimit.Step) -> Double { pow(step.survival, reach(step)) }
  private func upper(_ step: ProductLimit.Step) -> Double { pow(step.survival, 1 / reach(step)) }

  /// The smallest time with a survival of at most one half, with limits read off the limits of the curve likewise; NaN
  /// where it is not reached.
  /// - Parameter takesMiddle: where the curve is exactly one half for a while, the middle of that time, which ends with
  ///   the next end or, where there is none, with the longest spell (R and SAS).
  public func median(takesMiddle: Bool = false) -> (estimate: Double, lower: Double, upper: Double) {
    func time(_ place: Int?, _ curve: (ProductLimit.Step) -> Double) -> Double {
      guard let place else { return .nan }
      guard takesMiddle, Self.isHalf(curve(steps[place])) else { return steps[place].days }
      return (steps[place].days + (place + 1 < steps.count ? steps[place + 1].days : longest)) / 2
    }
    // The lower limit lies below the curve, and the upper above it.
    let middle = steps.firstIndex { Self.isAtMostHalf($0.survival) }
    let first = steps.prefix(middle.map { $0 + 1 } ?? steps.count).firstIndex(where: isLowerAtMostHalf)
    let last = middle.flatMap { steps[$0...].firstIndex(where: isUpperAtMostHalf) }
    return (time(middle, \.survival), time(first, lower), time(last, upper))
  }

  // Products of fractions that are one half differ from it by rounding alone.
  private static func isHalf(_ share: Double) -> Bool { abs(share - 0.5) < 1e-12 }
  private static func isAtMostHalf(_ share: Double) -> Bool { share < 0.5 || isHalf(share) }

  /// Whether the lower limit S^r is at most one half. With L = -log S it is where z se >= L log(log 2 / L), which is
  /// less work than the limit; near to that the limit decides.
  private func isLowerAtMostHalf(_ step: ProductLimit.Step) -> Bool {
    guard step.survival > 0, step.survival < 1 else { return false }
    if step.survival <= 0.5 { return true }
    let steepness = -log(step.survival)
    return isFarAbove(step, steepness * log(log(2) / steepness)) ?? Self.isAtMostHalf(lower(step))
  }

  /// Whether the upper limit S^(1/r) is at most one half: where z se <= L log(L / log 2).
  private func isUpperAtMostHalf(_ step: ProductLimit.Step) -> Bool {
    guard step.survival > 0, step.survival < 0.5 else { return Self.isAtMostHalf(upper(step)) }
    let steepness = -log(step.survival)
    return isFarAbove(step, steepness * log(steepness / log(2))).map { !$0 } ?? Self.isAtMostHalf(upper(step))
  }

  /// Whether z times the error is above a positive number; nil where they are as good as equal.
  private func isFarAbove(_ step: ProductLimit.Step, _ bound: Double) -> Bool? {
    let reach = z * step.variance.squareRoot()
    if reach > bound * (1 + 1e-9) { return true }
    return reach < bound * (1 - 1e-9) ? false : nil
  }

  /// The mean of days, each at most `tau`: the area below the curve up to there; its error by Greenwood, the sum over
  /// days of (area beyond)^2 d / (n (n - d)).
  public func restrictedMean(to tau: Double) -> (estimate: Double, standardError: Double) {
    let steps = steps.prefix { $0.days < tau }
    var (beyond, variance, next) = (0.0, 0.0, tau)
    for step in steps.reversed() {
      beyond += step.survival * (next - step.days)
      next = step.days
      let (n, d) = (Double(step.atRisk), Double(step.ends))
      if n > d { variance += beyond * beyond * d / (n * (n - d)) }
    }
    return (next + beyond, variance.squareRoot())
  }

  /// Whether the longest spell is open and shorter: the curve is not known there.
  package func isUnknown(after length: Double) -> Bool { length > longest && (steps.last?.survival ?? 1) > 0 }
}
