public import FidelityData

/// Two-way analysis of variance of units crossed with raters, every rater once (or equally often) per unit.
///
/// | line | sum of squares | degrees of freedom |
/// |---|---|---|
/// | units | k sum (unit mean - mean)^2 | n - 1 |
/// | raters | n sum (rater mean - mean)^2 | k - 1 |
/// | residual | the rest within units | (n - 1)(k - 1) |
/// | within units | raters and residual | n (k - 1) |
///
/// Components: units (MS units - MS residual) / k, raters (MS raters - MS residual) / n; negative as they come
/// (`raw`), cut at 0 (`value`).
///
/// | data | figures | status |
/// |---|---|---|
/// | a rating is missing | none | `unbalanced` |
/// | one unit, one rater | none | `too-few-units`, `too-few-raters` |
/// | all values equal | squares of 0, no F | `no-variation` |
/// | residual of 0 | no F | `exact-fit` |
/// | squares overflow | none | `out-of-range` |
///
/// Validation: `shrout-fleiss-1979`, `brennan-1`, `icc-wine-8x4`.
public struct TwoWayAnova: Sendable, Equatable {
  public let units: MeanSquare
  public let raters: MeanSquare
  public let residual: MeanSquare
  /// Raters and residual: what varies within units.
  public let within: MeanSquare
  public let mean: Double
  public let unitCount: Double
  public let raterCount: Double
  public let status: Status

  public init(_ moments: CrossedMoments) {
    let classes = moments.sizeClasses()
    let sizes = moments.unitSizes(classes)
    let (n, k) = (sizes.groupCount, Double(moments.raterCount))
    let between = sizes.betweenSquares
    (unitCount, raterCount, mean) = (n, k, sizes.origin)
    status = Self.status(moments, n, between, isComplete: moments.isComplete(classes.classes))
    let hasFigures = [.ok, .exactFit, .noVariation].contains(status)
    let rating = hasFigures ? moments.deviations.reduce(0) { $0 + $1 * $1 } / n : .nan
    let rest = moments.withinSquares - rating
    let isNone = rest <= CrossedMoments.rounding * moments.withinSquares
    units = MeanSquare("unit", squares: hasFigures ? between : .nan, degreesOfFreedom: n - 1)
    raters = MeanSquare("rater", squares: rating, degreesOfFreedom: k - 1)
    residual = MeanSquare(
      "residual", squares: hasFigures ? (isNone ? 0 : rest) : .nan, degreesOfFreedom: (n - 1) * (k - 1))
    within = MeanSquare(
      "within", squares: hasFigures ? moments.withinSquares : .nan, degreesOfFreedom: n * (k - 1))
  }

  private static func status(
    _ moments: CrossedMoments, _ unitCount: Double, _ between: Double, isComplete: Bool
  ) -> Status {
    if moments.observationCount == 0 { return .tooFewObservations }
    if !moments.withinSquares.isFinite || !between.isFinite { return .outOfRange }
    if unitCount < 2 { return .tooFewUnits }
    if moments.activeRaterCount < 2 { return .tooFewRaters }
    guard isComplete else { return .unbalanced }
    if moments.withinSquares == 0 && between == 0 { return .noVariation }
    let rating = moments.deviations.reduce(0) { $0 + $1 * $1 } / unitCount
    let rest = moments.withinSquares - rating
    let isExact =
      rest <= CrossedMoments.rounding * moments.withinSquares
      || moments.withinSquares <= GroupSizes.rounding * between
    return isExact ? .exactFit : .ok
  }

  /// Units, raters, residual.
  public var components: [VarianceComponent] {
    let error = residual.meanSquare
    return [
      VarianceComponent("unit", raw: (units.meanSquare - error) / raterCount),
      VarianceComponent("rater", raw: (raters.meanSquare - error) / unitCount),
      VarianceComponent("residual", raw: error),
    ]
  }
}

extension CrossedMoments {
  /// Whether every rater rated every unit once.
  public var isComplete: Bool {
    if masks.isEmpty || hasClasses { return isComplete(sizeClasses().classes) }
    // Every unit is of the set of all raters.
    let full = masks.count - 1
    return masks[full].count > 0 && masks[..<full].allSatisfy { $0.count == 0 }
  }

  func isComplete(_ classes: [(size: Double, sums: SizeClass)]) -> Bool {
    guard classes.count == 1, classes[0].size == Double(raterCount) else { return false }
    let expected = classes[0].sums.count / Double(raterCount)
    return classes[0].sums.pairs.allSatisfy { abs($0 - expected) <= 1e-9 * expected }
  }
}
