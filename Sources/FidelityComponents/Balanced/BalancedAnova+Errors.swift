import FidelityProbability
import FidelitySystem

/// How the variance of a mean square, 2 E(MS)^2 / df, is estimated.
public enum MeanSquareVariance: Sendable, Hashable {
  /// 2 MS^2 / df.
  case degreesOfFreedom
  /// 2 MS^2 / (df + 2), which is unbiased (the choice of GENOVA and urGENOVA).
  case degreesOfFreedomPlusTwo
}

extension BalancedAnova {
  /// Standard errors of the components under normality: sqrt(sum f^2 var(MS)), f the factor of each mean square.
  /// Reference: Brennan (2001), equations 6.1 and 6.2.
  public func standardErrors(_ variance: MeanSquareVariance = .degreesOfFreedomPlusTwo) -> [Double] {
    coefficients.map { factors in
      let more = variance == .degreesOfFreedomPlusTwo ? 2.0 : 0
      var sum = 0.0
      for (line, factor) in zip(meanSquares, factors) where factor != 0 {
        let part = factor * line.meanSquare
        sum += 2 * part * part / (line.degreesOfFreedom + more)
      }
      return sum.squareRoot()
    }
  }

  /// Satterthwaite's degrees of freedom of a component: estimate^2 / sum(f^2 MS^2 / df).
  public func satterthwaiteDegreesOfFreedom(_ component: Int) -> Double {
    var sum = 0.0
    for (line, factor) in zip(meanSquares, coefficients[component]) where factor != 0 {
      let part = factor * line.meanSquare
      sum += part * part / line.degreesOfFreedom
    }
    let estimate = components[component].raw
    return estimate * estimate / sum
  }

  /// Satterthwaite's interval, df estimate / chi-squared; nil for an estimate that is not positive. Far too long where
  /// the degrees of freedom are few: prefer ``modifiedLargeSampleInterval(_:level:)``.
  /// Reference: Satterthwaite (1946), Biometrics Bulletin 2, 110-114; Brennan (2001), section 6.2.1.
  public func satterthwaiteInterval(_ component: Int, level: Double = 0.95) -> (lower: Double, upper: Double)? {
    let estimate = components[component].raw
    let degrees = satterthwaiteDegreesOfFreedom(component)
    guard estimate > 0, degrees > 0, degrees.isFinite else { return nil }
    let distribution = ChiSquared(degreesOfFreedom: degrees)
    let tail = (1 - level) / 2
    return (
      degrees * estimate / distribution.quantile(upperTail: tail), degrees * estimate / distribution.quantile(tail)
    )
  }

  /// The modified large-sample interval of a component that is one mean square, or the difference of two: there its
  /// coverage is close to the level even with few degrees of freedom. A lower limit below 0 is given as it comes. nil
  /// for other components.
  /// Reference: Ting, Burdick, Graybill, Jeyaratnam & Lu (1990), J. Stat. Comput. Simul. 35, 135-143; Burdick &
  /// Graybill (1992), Confidence Intervals on Variance Components, section 3.3.
  public func modifiedLargeSampleInterval(
    _ component: Int, level: Double = 0.95
  ) -> (lower: Double, upper: Double)? {
    let tail = (1 - level) / 2
    let factors = coefficients[component]
    let added = factors.indices.filter { factors[$0] > 0 }
    let taken = factors.indices.filter { factors[$0] < 0 }
    guard added.count == 1, taken.count <= 1, components[component].raw.isFinite else { return nil }
    let plus = factors[added[0]] * meanSquares[added[0]].meanSquare
    let (n, m) = (meanSquares[added[0]].degreesOfFreedom, taken.first.map { meanSquares[$0].degreesOfFreedom } ?? 1)
    let minus = taken.first.map { -factors[$0] * meanSquares[$0].meanSquare } ?? 0
    // g = 1 - 1 / F(upper), h = 1 / F(lower) - 1 with infinitely many denominator degrees of freedom.
    let g = { (degrees: Double) in 1 - degrees / ChiSquared(degreesOfFreedom: degrees).quantile(upperTail: tail) }
    let h = { (degrees: Double) in degrees / ChiSquared(degreesOfFreedom: degrees).quantile(tail) - 1 }
    let ratio = FisherF(numeratorDegreesOfFreedom: n, denominatorDegreesOfFreedom: m)
    let (high, low) = (ratio.quantile(upperTail: tail), ratio.quantile(tail))
    let (g1, h1, g2, h2) = (g(n), h(n), g(m), h(m))
    let below = ((high - 1) * (high - 1) - g1 * g1 * high * high - h2 * h2) / high
    let above = ((1 - low) * (1 - low) - h1 * h1 * low * low - g2 * g2) / low
    let lowerVariance = g1 * g1 * plus * plus + h2 * h2 * minus * minus + below * plus * minus
    let upperVariance = h1 * h1 * plus * plus + g2 * g2 * minus * minus + above * plus * minus
    let estimate = components[component].raw
    return (estimate - notBelowZero(lowerVariance).squareRoot(), estimate + notBelowZero(upperVariance).squareRoot())
  }
}
