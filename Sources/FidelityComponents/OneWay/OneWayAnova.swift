public import FidelityData
import FidelityProbability

/// One-way analysis of variance, equal group sizes or not.
///
/// SS between = sum n_i (mean_i - mean)^2, SS within = sum (y - mean_i)^2; F = MS between / MS within on groups - 1 and
/// N - groups degrees of freedom. The variance component of groups is (MS between - MS within) / k0, negative as it
/// comes; ``components`` has it cut at 0 too.
///
/// | data | figures | status |
/// |---|---|---|
/// | no value | none | `too-few-observations` |
/// | one group | none between groups | `too-few-units` |
/// | each group has one value | none within groups | `too-few-observations` |
/// | all values equal | squares of 0, no F | `no-variation` |
/// | no variation within groups | F undefined, R^2 = 1 | `exact-fit` |
/// | squares overflow | none | `out-of-range` |
///
/// Validation: NIST StRD one-way analysis of variance (`datasets/nist-anova-*`), `one-way-ticks`.
public struct OneWayAnova: Sendable, Equatable {
  public let between: MeanSquare
  public let within: MeanSquare
  /// Group and residual.
  public let components: [VarianceComponent]
  public let sizes: GroupSizes
  public let status: Status

  /// - Parameters:
  ///   - sizes: the groups, as ``OneWayMoments/sizes`` has them.
  ///   - term: the name of the groups.
  public init(_ sizes: GroupSizes, term: String = "group") {
    let sizes = sizes.centred
    self.sizes = sizes
    let (total, groups) = (sizes.observationCount, sizes.groupCount)
    let squares = (between: sizes.betweenSquares, within: sizes.withinSquares)
    let isFinite = squares.between.isFinite && squares.within.isFinite
    let hasWithin = total > groups
    status =
      total < 2
      ? .tooFewObservations
      : !isFinite
        ? .outOfRange
        : groups < 2
          ? .tooFewUnits
          : !hasWithin
            ? .tooFewObservations
            : squares.within > 0 ? .ok : squares.between > 0 ? .exactFit : .noVariation
    between = MeanSquare(
      term, squares: groups >= 2 && isFinite ? squares.between : .nan, degreesOfFreedom: max(0, groups - 1))
    within = MeanSquare(
      "residual", squares: hasWithin && isFinite ? squares.within : .nan, degreesOfFreedom: max(0, total - groups))
    components = [
      VarianceComponent(term, raw: (between.meanSquare - within.meanSquare) / sizes.k0),
      VarianceComponent("residual", raw: within.meanSquare),
    ]
  }

  public init(_ moments: OneWayMoments, term: String = "group") { self.init(moments.sizes, term: term) }

  /// F of the groups; NaN where nothing varies within them.
  public var statistic: Double { between.ratio(to: within) }

  public var pValue: Double { between.pValue(against: within) }

  /// SS between / SS total; NaN without variation.
  public var rSquared: Double {
    let total = between.squares + within.squares
    return total > 0 ? between.squares / total : .nan
  }

  /// The square root of the mean square within groups.
  public var residualDeviation: Double { within.meanSquare.squareRoot() }
}
