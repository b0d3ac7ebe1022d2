public import FidelityData
import FidelityProbability
import FidelitySystem

/// Lin's concordance correlation coefficient (CCC): how close pairs lie to the line y = x.
///
/// CCC = 2 s_xy / (s_x^2 + s_y^2 + (mean x - mean y)^2) = r C_b: Pearson's correlation (precision) times the bias
/// correction C_b = 2 / (v + 1/v + u^2) (accuracy), with the scale shift v = s_x / s_y and the location shift
/// u = (mean x - mean y) / sqrt(s_x s_y).
///
/// Limits by Fisher's z with the variance of Lin (1989), n - 2 in its denominator (2000).
///
/// | data | row | status |
/// |---|---|---|
/// | no pair, one pair | no figure | `too-few-observations`, `too-few-units` |
/// | all values equal | 0/0 | `no-variation` |
/// | one side constant | 0, no error | `no-spread` |
/// | two pairs, or all on a line | the coefficient alone | `no-spread` |
///
/// References: Lin (1989), Biometrics 45, 255-268; (2000), Biometrics 56, 324-325. Validation: `lin-ccc`, with epiR.
public struct LinConcordance: Sendable {
  /// What variances and covariance are divided by.
  public enum Divisor: String, Sendable, Hashable, Codable, CaseIterable {
    /// Lin's.
    case n
    /// What many programs have.
    case nMinus1 = "n-1"
  }

  public let divisor: Divisor
  public let pairCount: Int
  /// The coefficient; NaN where there is none.
  public let value: Double
  /// Pearson's correlation; NaN where a side is constant.
  public let pearson: Double
  /// s_x / s_y.
  public let scaleShift: Double
  /// (mean x - mean y) / sqrt(s_x s_y).
  public let locationShift: Double
  public let status: Status
  private let sentence: String?

  public init(_ moments: PairMoments, divisor: Divisor = .n) {
    self.divisor = divisor
    pairCount = moments.pairCount
    let (state, words) = moments.status
    guard state == .ok else {
      (value, pearson, scaleShift, locationShift) = (.nan, .nan, .nan, .nan)
      (status, sentence) = (state, words)
      return
    }
    let n = Double(moments.pairCount) - (divisor == .n ? 0 : 1)
    let (sxx, syy, sxy) = (moments.squaresX / n, moments.squaresY / n, moments.productsXY / n)
    let shift = moments.meanDifference
    let total = sxx + syy + shift * shift
    value = total > 0 ? 2 * sxy / total : .nan
    let isConstant = moments.isConstantX || moments.isConstantY
    pearson = isConstant ? .nan : min(1, max(-1, sxy / (sxx.squareRoot() * syy.squareRoot())))
    scaleShift = isConstant ? .nan : (sxx / syy).squareRoot()
    locationShift = isConstant ? .nan : shift / (sxx.squareRoot() * syy.squareRoot()).squareRoot()
    let isLine = abs(pearson) >= 1 - 1e-15
    status = total == 0 ? .noVariation : isConstant || isLine || pairCount < 3 ? .noSpread : .ok
    sentence =
      total == 0
      ? "all values are equal"
      : isConstant
        ? "one side is constant: there is nothing that an error could come from"
        : status == .noSpread ? "pairs on a line have no error" : nil
  }

  /// C_b; NaN where a side is constant.
  public var biasCorrection: Double {
    2 / (scaleShift + 1 / scaleShift + locationShift * locationShift)
  }

  /// Lin's standard error; NaN without one.
  ///
  /// The ratio CCC / r of the published formula is C_b, which is there where r is 0.
  public var standardError: Double {
    guard status == .ok else { return .nan }
    let (c, r, correction) = (value, pearson, biasCorrection)
    let u = locationShift * locationShift
    let variance =
      (1 - r * r) * correction * correction * (1 - c * c) + 2 * c * c * correction * (1 - c) * u
      - c * c * correction * correction * u * u / 2
    return (variance / Double(pairCount - 2)).squareRoot()
  }

  /// The limits by Fisher's z.
  public func interval(level: Double = 0.95) -> (lower: Double, upper: Double)? {
    let error = standardError / (1 - value * value)
    guard error.isFinite else { return nil }
    let reach = Normal.standard.quantile(upperTail: (1 - level) / 2) * error
    let z = atanh(value)
    return (tanh(z - reach), tanh(z + reach))
  }

  /// The rows `lin-ccc`, `lin-bias-correction`, `lin-scale-shift`, `lin-location-shift`.
  public func estimates(level: Double = 0.95) -> [Estimate] {
    func row(_ quantity: String, _ value: Double) -> Estimate {
      var row = Estimate(quantity)
      row.form = "divisor \(divisor.rawValue)"
      row.estimate = value
      row.unitCount = pairCount
      (row.status, row.note) = (status, sentence)
      return row
    }
    var first = row("lin-ccc", value)
    first.method = "fisher-z"
    first.standardError = standardError
    if let limits = interval(level: level) {
      (first.lower, first.upper, first.level) = (limits.lower, limits.upper, level)
    }
    let others = [
      row("lin-bias-correction", biasCorrection), row("lin-scale-shift", scaleShift),
      row("lin-location-shift", locationShift),
    ].map { other in
      var other = other
      // The shifts stand without an error.
      if other.estimate.isFinite {
        (other.status, other.note) = (.ok, nil)
      } else if other.status == .noSpread {
        other.status = .noVariation
      }
      return other
    }
    return [first] + others
  }
}
