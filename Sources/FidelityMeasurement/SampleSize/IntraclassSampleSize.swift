import FidelityProbability
import FidelitySystem

/// How many units, each rated by k raters, an intraclass correlation of one rating needs.
///
/// For a width w of its interval at the level (Bonett 2002, formula 3, from the one-way model; about right for two-way
/// models):
///
///     n = 8 z^2 (1 - rho)^2 (1 + (k - 1) rho)^2 / (k (k - 1) w^2) + 1,
///
/// and 5 rho more for two raters and rho of at least 0.7. For a test of rho0 against rho1 > rho0, one-sided (Walter,
/// Eliasziw & Donner 1998):
///
///     n = 1 + 2 (z_alpha + z_beta)^2 k / ((ln C)^2 (k - 1)),  C = (1 + k t0) / (1 + k t1),  t = rho / (1 - rho).
///
/// ``power(of:against:units:raters:significance:)`` is exact by F, and ``exactUnits(toTell:from:raters:power:
/// significance:)`` the least number that has it.
///
/// Numbers come as the formulas have them; a study takes the next whole number. NaN where an argument lies outside its
/// range.
/// References: Bonett (2002), Stat. Med. 21, 1331-1335; Walter, Eliasziw & Donner (1998), Stat. Med. 17, 101-110;
/// Donner & Eliasziw (1987), Stat. Med. 6, 441-448. Validation: Bonett's example (19.2), R statpsych `size.ci.icc`.
public enum IntraclassSampleSize {
  /// Units for an interval of a width.
  /// - Parameters:
  ///   - width: of the whole interval, > 0.
  ///   - rho: what the correlation will be, 0 ..< 1.
  ///   - raters: k, at least 2.
  public static func units(width: Double, rho: Double, raters: Int, level: Double = 0.95) -> Double {
    guard width > 0, rho >= 0, rho < 1, raters > 1, level > 0, level < 1 else { return .nan }
    let (z, k) = (Normal.standard.quantile(upperTail: (1 - level) / 2), Double(raters))
    let spread = (1 - rho) * (1 + (k - 1) * rho)
    let n = 8 * z * z * spread * spread / (k * (k - 1) * width * width) + 1
    return raters == 2 && rho >= 0.7 ? n + 5 * rho : n
  }

  /// Units for a one-sided test.
  /// - Parameters:
  ///   - rho: the correlation that is to be told from `null`; null < rho < 1.
  ///   - null: rho0, 0 ..< rho.
  public static func units(
    toTell rho: Double, from null: Double, raters: Int, power: Double = 0.8, significance: Double = 0.05
  ) -> Double {
    guard isUsable(rho, null, raters, significance), power > 0, power < 1 else { return .nan }
    let k = Double(raters)
    let z = Normal.standard.quantile(upperTail: significance) + Normal.standard.quantile(power)
    let logarithm = log(ratio(null, k) / ratio(rho, k))
    return 1 + 2 * z * z * k / (logarithm * logarithm * (k - 1))
  }

  /// The power of the F test of the one-way model, exactly: P(F > C F_crit) on n - 1 and n (k - 1) degrees of freedom.
  public static func power(
    of rho: Double, against null: Double, units: Int, raters: Int, significance: Double = 0.05
  ) -> Double {
    guard isUsable(rho, null, raters, significance), units > 1 else { return .nan }
    let (n, k) = (Double(units), Double(raters))
    let reference = FisherF(numeratorDegreesOfFreedom: n - 1, denominatorDegreesOfFreedom: n * (k - 1))
    return reference.survival(ratio(null, k) / ratio(rho, k) * reference.quantile(upperTail: significance))
  }

  /// The least number of units whose exact power is at least `power`; nil beyond 10^9.
  /// - Complexity: some 60 quantiles of F.
  public static func exactUnits(
    toTell rho: Double, from null: Double, raters: Int, power wanted: Double = 0.8, significance: Double = 0.05
  ) -> Int? {
    guard isUsable(rho, null, raters, significance), wanted > 0, wanted < 1 else { return nil }
    func hasPower(_ n: Int) -> Bool {
      power(of: rho, against: null, units: n, raters: raters, significance: significance) >= wanted
    }
    var high = 2
    while !hasPower(high) { if high > 1_000_000_000 { return nil } else { high *= 2 } }
    var low = high / 2
    while high - low > 1 {
      let middle = (low + high) / 2
      if hasPower(middle) { high = middle } else { low = middle }
    }
    return max(2, high)
  }

  private static func isUsable(_ rho: Double, _ null: Double, _ raters: Int, _ significance: Double) -> Bool {
    null >= 0 && rho > null && rho < 1 && raters > 1 && significance > 0 && significance < 1
  }

  /// 1 + k rho / (1 - rho), the expected F.
  private static func ratio(_ rho: Double, _ k: Double) -> Double { 1 + k * rho / (1 - rho) }
}
