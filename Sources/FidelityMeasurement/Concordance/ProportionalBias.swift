public import FidelityData
import FidelityProbability

/// Limits of agreement that change with the size of what is measured: regressions of difference D and spread on the
/// mean A of both methods.
///
/// D = b0 + b1 A by least squares, its absolute residuals R = c0 + c1 A likewise. A normal residual's mean absolute
/// value is SD sqrt(2 / pi), so that the limits at A are b0 + b1 A -+ z sqrt(pi / 2) (c0 + c1 A). A slope b1 that
/// differs from 0 says that the bias is proportional.
///
/// The test of b1 takes the spread for constant. Points whose spread c0 + c1 A is negative have none: NaN.
///
/// | data | status |
/// |---|---|
/// | fewer than three points | `too-few-units` |
/// | all means equal | `constant-predictor` |
/// | points on a line | `exact-fit`: no error, no test |
///
/// Reference: Bland & Altman (1999), Stat. Methods Med. Res. 8, 135-160, section 3.2. Validation:
/// `bland-altman-plasma`.
public struct ProportionalBias: Sendable {
  /// A straight line with its errors.
  public struct Line: Sendable, Equatable {
    public let intercept: Double
    public let slope: Double
    public let interceptError: Double
    public let slopeError: Double
    public let residualDeviation: Double

    /// The least squares line of y over x, less the mean of x inside.
    init(_ x: [Double], _ y: [Double]) {
      let n = Double(x.count)
      let centre = (x: x.reduce(0, +) / n, y: y.reduce(0, +) / n)
      var (sxx, sxy) = (0.0, 0.0)
      for (a, b) in zip(x, y) {
        sxx += (a - centre.x) * (a - centre.x)
        sxy += (a - centre.x) * (b - centre.y)
      }
      slope = sxy / sxx
      intercept = centre.y - slope * centre.x
      var squares = 0.0
      for (a, b) in zip(x, y) {
        let rest = b - centre.y - slope * (a - centre.x)
        squares += rest * rest
      }
      let variance = squares / (n - 2)
      residualDeviation = variance.squareRoot()
      slopeError = (variance / sxx).squareRoot()
      interceptError = (variance * (1 / n + centre.x * centre.x / sxx)).squareRoot()
    }
  }

  /// Difference on mean; nil without a status of `ok` or `exact-fit`.
  public let bias: Line?
  /// Absolute residual on mean.
  public let spread: Line?
  public let pointCount: Int
  public let status: Status
  private let sentence: String?

  public init(_ points: [BlandAltmanPoint]) {
    let (x, y) = (points.map(\.mean), points.map(\.difference))
    pointCount = points.count
    guard points.count > 2 else {
      (bias, spread, status, sentence) = (nil, nil, .tooFewUnits, "a line with an error needs three pairs")
      return
    }
    let line = Line(x, y)
    guard x.contains(where: { $0 != x[0] }), line.slope.isFinite else {
      let isConstant = x.allSatisfy { $0 == x[0] }
      (bias, spread, status) = (nil, nil, isConstant ? .constantPredictor : .outOfRange)
      sentence = isConstant ? "all pairs have the same mean" : "squares overflow"
      return
    }
    bias = line
    let centre = x.reduce(0, +) / Double(x.count)
    let middle = line.intercept + line.slope * centre
    spread = Line(x, zip(x, y).map { abs($1 - middle - line.slope * ($0 - centre)) })
    let size = y.reduce(0) { max($0, abs($1)) }
    status = line.residualDeviation > 1e-14 * size ? .ok : .exactFit
    sentence = status == .ok ? nil : "all points lie on the line"
  }

  /// The limits at a mean.
  /// - Parameter multiplier: z; nil for the normal quantile that takes in 95 %.
  public func limits(at mean: Double, multiplier: Double? = 1.96) -> (lower: Double, upper: Double) {
    guard let bias, let spread else { return (.nan, .nan) }
    let deviation = Self.factor * (spread.intercept + spread.slope * mean)
    let middle = bias.intercept + bias.slope * mean
    if deviation < 0 { return (.nan, .nan) }
    let reach = (multiplier ?? Normal.standard.quantile(upperTail: 0.025)) * deviation
    return (middle - reach, middle + reach)
  }

  /// sqrt(pi / 2).
  public static let factor = (Double.pi / 2).squareRoot()

  /// The rows `bland-altman-regression` (terms `intercept`, `slope`), `bland-altman-regression-residual-sd` and
  /// `bland-altman-regression-spread`, the line of the SD.
  public func estimates(level: Double = 0.95) -> [Estimate] {
    let degrees = Double(pointCount - 2)
    func row(_ quantity: String, _ term: String?, _ value: Double?, _ error: Double? = nil) -> Estimate {
      var row = Estimate(quantity)
      row.term = term
      row.method = "least-squares"
      row.estimate = value ?? .nan
      row.unitCount = pointCount
      (row.status, row.note) = (status, sentence)
      guard status == .ok, let value, let error else { return row }
      var quantiles = StudentTQuantileTable(level: level)
      row.take(
        standardError: error,
        ErrorInterval(
          estimate: value, standardError: error, .studentT(degreesOfFreedom: degrees), zero: .noSpread(rounding: 0),
          &quantiles))
      return row
    }
    let name = "bland-altman-regression"
    return [
      row(name, "intercept", bias?.intercept, bias?.interceptError), row(name, "slope", bias?.slope, bias?.slopeError),
      row("\(name)-residual-sd", nil, bias?.residualDeviation),
      row("\(name)-spread", "intercept", spread.map { Self.factor * $0.intercept }),
      row("\(name)-spread", "slope", spread.map { Self.factor * $0.slope }),
    ]
  }
}
