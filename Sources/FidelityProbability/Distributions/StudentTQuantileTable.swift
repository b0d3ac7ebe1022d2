/// The two-sided critical values t of one confidence level, remembered by whole degrees of freedom.
///
/// A by-group analysis asks for the same few quantiles a hundred thousand times; a quantile costs about half a
/// microsecond, a remembered one a nanosecond. A value type without locks: each thread owns its own.
///
/// Space: 8 bytes for each number of degrees of freedom up to the largest asked for, at most 65,535; above that nothing
/// is
/// remembered.
public struct StudentTQuantileTable: Sendable {
  /// The confidence level: P(|T| <= critical value).
  public let level: Double

  private var remembered: [Double] = []
  private static let limit = 65_535

  /// - Precondition: 0 < `level` < 1.
  public init(level: Double) {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1")
    self.level = level
  }

  /// The t with P(|T| <= t) = `level` for `degreesOfFreedom` >= 1; NaN for fewer (an interval that does not exist).
  public mutating func criticalValue(degreesOfFreedom: Int) -> Double {
    guard degreesOfFreedom > 0 else { return .nan }
    guard degreesOfFreedom <= Self.limit else { return compute(degreesOfFreedom) }
    if degreesOfFreedom >= remembered.count {
      let count = min(max(degreesOfFreedom + 1, 2 * remembered.count), Self.limit + 1)
      remembered.append(contentsOf: repeatElement(.nan, count: count - remembered.count))
    }
    let known = remembered[degreesOfFreedom]
    if !known.isNaN { return known }
    let value = compute(degreesOfFreedom)
    remembered[degreesOfFreedom] = value
    return value
  }

  /// The t with P(|T| <= t) = `level` for degrees of freedom that need not be whole, above 0; those are not remembered.
  public mutating func criticalValue(degreesOfFreedom: Double) -> Double {
    if let whole = Int(exactly: degreesOfFreedom) { return criticalValue(degreesOfFreedom: whole) }
    guard degreesOfFreedom > 0 else { return .nan }
    if degreesOfFreedom == .infinity { return Normal.standard.quantile(upperTail: (1 - level) / 2) }
    return StudentT(degreesOfFreedom: degreesOfFreedom).quantile(upperTail: (1 - level) / 2)
  }

  private func compute(_ degreesOfFreedom: Int) -> Double {
    StudentT(degreesOfFreedom: Double(degreesOfFreedom)).quantile(upperTail: (1 - level) / 2)
  }
}
