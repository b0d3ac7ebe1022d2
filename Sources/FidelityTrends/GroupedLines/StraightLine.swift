public import FidelityData

/// The least-squares line y = a + b x of one group, with its uncertainty.
///
/// b = S_xy / S_xx, a = mean y - b mean x, sigma^2 = RSS / (n - 2), SE(b) = sigma / sqrt(S_xx), SE(a) = sigma sqrt(1/n
/// + mean(x)^2 / S_xx), R^2 = 1 - RSS / S_yy. NaN where undefined; ``status`` says why.
///
/// | group | what it gets | status |
/// |---|---|---|
/// | n < 2 | nothing | `too-few-observations` |
/// | x constant | nothing | `constant-predictor` |
/// | n = 2 | the line, no error | `too-few-observations` |
/// | all points on the line | the line, sigma and errors 0, no t | `exact-fit` |
/// | squares overflow or vanish | nothing | `out-of-range` |
/// | y constant | slope 0, R^2 undefined | `exact-fit` |
///
/// Validation: `datasets/pooled-trend-small`, `datasets/nist-norris`.
public struct StraightLine: Sendable, Equatable {
  public var count = 0
  public var intercept = Double.nan
  public var slope = Double.nan
  public var interceptError = Double.nan
  public var slopeError = Double.nan
  public var residualDeviation = Double.nan
  public var rSquared = Double.nan
  public var degreesOfFreedom = Double.nan
  /// The mean of x in the line's origin and unit, the mean of y, and S_xx in units squared.
  public var predictorMean = Double.nan
  public var outcomeMean = Double.nan
  public var predictorSpread = Double.nan
  public var status = Status.ok
  /// Whether the residual is so small a part of the variation that its sum has fewer than ten digits, which rows would
  /// keep.
  package var losesDigits = false

  /// - Parameters:
  ///   - moments: the group's moments in the units of the data.
  ///   - origin: the x that is to count as 0.
  ///   - unit: the length of one unit of x in units of the data (30.4375 for months in days).
  package init(_ moments: GroupedMoments.Moments, origin: Double = 0, unit: Double = 1) {
    let n = moments.count
    count = Int(n)
    guard n >= 2 else {
      status = .tooFewObservations
      return
    }
    guard moments.isInRange else {
      status = .outOfRange
      return
    }
    let spreadX = (moments.sumXX - moments.sumX * moments.sumX / n) / (unit * unit)
    let spreadY = max(0, moments.sumYY - moments.sumY * moments.sumY / n)
    let cross = (moments.sumXY - moments.sumX * moments.sumY / n) / unit
    // S_xx is a difference; what is left below a few roundings of its terms is no variation.
    guard spreadX * unit * unit > 1e-14 * moments.sumXX else {
      status = .constantPredictor
      return
    }
    let meanX = (moments.originX - origin + moments.sumX / n) / unit
    let meanY = moments.originY + moments.sumY / n
    (predictorMean, outcomeMean, predictorSpread) = (meanX, meanY, spreadX)
    slope = cross / spreadX
    intercept = meanY - slope * meanX
    let residual = max(0, spreadY - slope * cross)
    if spreadY > 0 { rSquared = 1 - residual / spreadY }
    guard n > 2 else {
      status = .tooFewObservations
      return
    }
    degreesOfFreedom = n - 2
    // The residual is a difference: what is left of it below the roundings of its terms is none.
    let rounding = 4 * Double.ulpOfOne * n.squareRoot() * moments.sumYY
    if residual <= rounding {
      status = .exactFit
      (residualDeviation, slopeError, interceptError) = (0, 0, 0)
      if spreadY > 0 { rSquared = spreadY > rounding ? 1 : .nan }
      return
    }
    losesDigits = residual < 1e-5 * moments.sumYY || spreadX * unit * unit < 1e-7 * moments.sumXX
    residualDeviation = (residual / (n - 2)).squareRoot()
    slopeError = residualDeviation / spreadX.squareRoot()
    interceptError = residualDeviation * (1 / n + meanX * meanX / spreadX).squareRoot()
  }
}

extension GroupedMoments.Moments {
  /// Whether no square has overflowed, and none has vanished of what differs.
  fileprivate var isInRange: Bool {
    let least = 1e4 * Double.leastNormalMagnitude
    return [sumXX, sumYY, sumXY].allSatisfy(\.isFinite) && (sumXX > least || sumX == 0) && (sumYY > least || sumY == 0)
  }
}
