public import FidelityData
import FidelitySystem

/// Necessary condition analysis (NCA): whether a high y ever occurs without enough x, from the empty upper left corner
/// of the scatter.
///
/// | quantity | what it is |
/// |---|---|
/// | peers | from the left, each unit higher than all with the same or a smaller x |
/// | CE-FDH | the step function through the peers |
/// | CR-FDH | the line of least squares through the peers; a peer that occurs twice counts twice |
/// | ceiling zone | the area above the ceiling inside the scope |
/// | effect size d | ceiling zone / area of the scope, 0...1 |
/// | accuracy | share of units on or below the ceiling (1 for CE-FDH) |
/// | bottleneck | the least x with which the ceiling reaches a level of y; both in percent of their ranges |
///
/// The scope is the observed range of each variable, or a theoretical one; below a theoretical range's first unit the
/// step function is at the bottom. Units with a missing number (NaN) are left out.
///
/// | data | status |
/// |---|---|
/// | no unit | `too-few-observations`, no figure |
/// | all x equal, or all y (one unit too) | `no-variation`, no figure |
/// | a unit outside a theoretical scope, or a number that is not finite | `out-of-range`, no figure |
/// | fewer than two different peers | CR-FDH alone: effect 0, `too-few-observations` |
/// | the ceiling reaches the level at the least x | bottleneck `not-necessary` |
/// | it does not reach it within the scope | bottleneck `not-available` |
///
/// An empty corner says that x is necessary as far as seen, not that it is enough, nor that it is the cause.
///
/// References: Dul (2016), Organ. Res. Methods 19, 10-52; Dul, van der Laan & Kuik (2020), Organ. Res. Methods 23,
/// 385-395. Validation: R's NCA 5.0.1 (`datasets/drivers-necessary-conditions`).
/// - Complexity: O(n log n).
public struct NecessaryCondition: Sendable, Equatable {
  /// How the border of the empty corner is drawn.
  public enum Ceiling: String, Sendable, Hashable, Codable, CaseIterable {
    /// Ceiling envelopment, free disposal hull: steps.
    case step = "ce-fdh"
    /// Ceiling regression, free disposal hull: a line.
    case line = "cr-fdh"
  }

  /// The ceiling line of CR-FDH.
  public struct Line: Sendable, Hashable {
    public let slope: Double
    public let intercept: Double

    func value(at x: Double) -> Double { intercept + slope * x }
  }

  /// Units that have both numbers.
  public let unitCount: Int
  /// Nil where there is no line, or no figure at all.
  public let line: Line?
  public let status: Status
  let scope: CeilingScope
  let corners: CeilingCorners
  /// Ascending, with the y of the same units.
  let x: [Double]
  let y: [Double]

  /// - Parameters:
  ///   - x: the condition, a number for each unit; NaN for none.
  ///   - y: the outcome of the same units.
  ///   - xScope: the theoretical range of x; nil for the observed one.
  ///   - yScope: that of y.
  public init(x: [Double], y: [Double], xScope: ClosedRange<Double>? = nil, yScope: ClosedRange<Double>? = nil) {
    precondition(x.count == y.count, "columns of different length")
    let units = x.indices.filter { !x[$0].isNaN && !y[$0].isNaN }
      .sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
    let (left, right) = (units.map { x[$0] }, units.map { y[$0] })
    (self.x, self.y, unitCount) = (left, right, units.count)
    let isFinite = left.allSatisfy(\.isFinite) && right.allSatisfy(\.isFinite)
    guard isFinite, let lowX = left.first, let highX = left.last, let lowY = right.min(), let highY = right.max() else {
      status = isFinite ? .tooFewObservations : .outOfRange
      (scope, corners, line) = (CeilingScope(x: 0...0, y: 0...0), CeilingCorners(), nil)
      return
    }
    scope = CeilingScope(x: xScope ?? lowX...highX, y: yScope ?? lowY...highY)
    let isInside = [lowX, highX].allSatisfy(scope.x.contains) && [lowY, highY].allSatisfy(scope.y.contains)
    let isConstant = lowX == highX || lowY == highY
    let hasArea = scope.area > 0 && scope.area.isFinite
    status = isConstant && isInside ? .noVariation : isInside && hasArea ? .ok : .outOfRange
    corners = CeilingCorners(x: left, y: right)
    line = status == .ok ? corners.line : nil
  }

  public var xScope: ClosedRange<Double> { scope.x }
  public var yScope: ClosedRange<Double> { scope.y }

  /// The peers from the left, each as often as it occurs.
  public var peers: [(x: Double, y: Double)] {
    guard status == .ok else { return [] }
    return corners.x.indices.flatMap { place in
      Array(repeating: (x: corners.x[place], y: corners.y[place]), count: corners.counts[place])
    }
  }

  /// Whether a ceiling has figures, and if not, why.
  public func status(of ceiling: Ceiling) -> Status {
    status == .ok && ceiling == .line && line == nil ? .tooFewObservations : status
  }

  /// The area above a ceiling inside the scope; 0 without a line, NaN without figures.
  public func zone(_ ceiling: Ceiling) -> Double {
    guard status == .ok else { return .nan }
    return ceiling == .step ? corners.stepZone(scope) : line?.zone(scope) ?? 0
  }

  /// d: the ceiling zone as a share of the scope.
  public func effectSize(_ ceiling: Ceiling) -> Double { zone(ceiling) / scope.area }

  /// The share of units on or below a ceiling; NaN where there is none.
  public func accuracy(_ ceiling: Ceiling) -> Double {
    guard status(of: ceiling) == .ok else { return .nan }
    guard ceiling == .line, let line else { return 1 }
    // A peer that the line goes through lies on it, rounding or not.
    let slack = 1e-9 * scope.height
    let above = x.indices.count { y[$0] > line.value(at: x[$0]) + slack }
    return Double(unitCount - above) / Double(unitCount)
  }

  /// The least x with which a ceiling reaches a level of y.
  /// - Parameter level: percent of the range of y.
  /// - Returns: percent of the range of x; NaN with the status that says why.
  public func bottleneck(_ ceiling: Ceiling, level: Double) -> (needed: Double, status: Status) {
    let state = status(of: ceiling)
    guard state == .ok else { return (.nan, state) }
    let target = scope.y.lowerBound + level / 100 * scope.height
    let slack = 1e-12 * scope.height
    if target <= scope.y.lowerBound + slack, ceiling == .step { return (.nan, .notNecessary) }
    var needed = Double.infinity
    if ceiling == .line, let line {
      needed = (target - line.intercept) / line.slope
    } else if let place = corners.y.firstIndex(where: { $0 >= target - slack }) {
      needed = corners.x[place]
    }
    let reach = 1e-12 * scope.width
    if needed <= scope.x.lowerBound + reach { return (.nan, .notNecessary) }
    if needed > scope.x.upperBound + reach { return (.nan, .notAvailable) }
    return (100 * (needed - scope.x.lowerBound) / scope.width, .ok)
  }
}
