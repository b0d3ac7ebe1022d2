import FidelityProbability

/// How many standard deviations from the bias the ends of an exact interval of a limit of agreement lie, kept for the
/// numbers of units that were met: a quantile of the noncentral t costs more than all the rest of a pair.
package struct ToleranceFactors: Sendable {
  private struct Key: Hashable {
    let unitCount: Int
    let multiplier: Double
    let level: Double
  }

  private var known: [Key: (lower: Double, upper: Double)] = [:]

  package init() {}

  /// Quantiles of the noncentral t on n - 1 degrees of freedom with noncentrality z sqrt(n), over sqrt(n).
  mutating func factors(unitCount: Int, multiplier: Double, level: Double) -> (lower: Double, upper: Double) {
    let key = Key(unitCount: unitCount, multiplier: multiplier, level: level)
    if let found = known[key] { return found }
    let (tail, root) = ((1 - level) / 2, Double(unitCount).squareRoot())
    let reference = NoncentralT(degreesOfFreedom: Double(unitCount - 1), noncentrality: multiplier * root)
    let found = (lower: reference.quantile(tail) / root, upper: reference.quantile(upperTail: tail) / root)
    known[key] = found
    return found
  }
}
