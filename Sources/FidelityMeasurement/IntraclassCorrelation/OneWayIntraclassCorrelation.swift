public import FidelityComponents
public import FidelityData
import FidelityProbability
import FidelitySystem

/// ICC(1) and ICC(k) of units with unequal numbers of ratings, by the analysis of variance with k0 for the size.
///
/// ICC(1) = (B - W) / (B + (k0 - 1) W), B and W the mean squares between and within units. Of equal sizes this is
/// Shrout and Fleiss' ICC(1,1), with all intervals the same.
/// References: Searle (1971), Linear Models, ch. 9; Donner & Wells (1986), Biometrics 42, 401-412. Validation:
/// `one-way-ticks`, with R ICC for the intervals and errors.
public struct OneWayIntraclassCorrelation: Sendable {
  /// How the interval is made.
  public enum Interval: String, Sendable, Hashable, Codable, CaseIterable {
    /// The balanced formula with k0 for the size (what R ICC calls THD).
    case searle
    /// Unweighted means with the harmonic mean of the sizes (Thomas & Hultquist 1978).
    case thomasHultquist = "thomas-hultquist"
    /// The F of weighted means, inverted (Wald 1940): exact for any sizes.
    case wald = "exact"
  }

  public let anova: OneWayAnova

  public init(_ anova: OneWayAnova) { self.anova = anova }

  private var k0: Double { anova.sizes.k0 }
  private var ratio: Double { anova.between.ratio(to: anova.within) }

  /// ICC(1), as it comes: it can be negative. NaN where it is 0/0 or without figures.
  public var single: Double {
    let (b, w) = (anova.between.meanSquare, anova.within.meanSquare)
    let total = b + (k0 - 1) * w
    return total == 0 ? .nan : (b - w) / total
  }

  /// The correlation of means of k ratings, by Spearman and Brown: of k0 that is (B - W) / B.
  public func average(of k: Double) -> Double { IntraclassCorrelation.stepped(single, k) }

  /// The interval of ICC(1); a negative lower limit is given as it comes. nil without variation within units.
  /// - Complexity: O(distinct sizes) times some 100 for `wald`, O(distinct sizes) else.
  public func interval(_ kind: Interval = .wald, level: Double = 0.95) -> (lower: Double, upper: Double)? {
    guard anova.status == .ok else { return nil }
    let reference = FisherF(
      numeratorDegreesOfFreedom: anova.between.degreesOfFreedom,
      denominatorDegreesOfFreedom: anova.within.degreesOfFreedom)
    let (high, low) = (reference.quantile(upperTail: (1 - level) / 2), reference.quantile((1 - level) / 2))
    func limit(_ f: Double, _ size: Double) -> Double { (f - 1) / (f + size - 1) }
    switch kind {
    case .searle: return (limit(ratio / high, k0), limit(ratio / low, k0))
    case .thomasHultquist:
      let size = anova.sizes.harmonicMean
      let means = anova.sizes.unweightedSquares / anova.between.degreesOfFreedom
      let f = size * means / anova.within.meanSquare
      return (limit(f / high, size), limit(f / low, size))
    case .wald:
      guard let lower = waldRatio(high), let upper = waldRatio(low) else { return nil }
      return (lower / (1 + lower), upper / (1 + upper))
    }
  }

  /// The ratio of variances at which the F of weighted means is `f`: it falls as the ratio grows.
  private func waldRatio(_ f: Double) -> Double? {
    let sizes = anova.sizes
    let largest = sizes.largest
    let error = anova.between.degreesOfFreedom * anova.within.meanSquare
    // z = log(1 + largest size x ratio), which takes every value.
    func excess(_ z: Double) -> Double {
      sizes.squares(ratio: expm1(z) / largest) / error - f
    }
    var (low, high) = (-1.0, 1.0)
    while excess(low) < 0 { if low < -300 { return nil } else { low *= 2 } }
    while excess(high) > 0 { if high > 300 { return nil } else { high *= 2 } }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if excess(middle) > 0 { low = middle } else { high = middle }
    }
    return expm1((low + high) / 2) / largest
  }

  /// Swiger's standard error of ICC(1) with k0 for the size (Swiger et al. 1964, Biometrics 20, 818-826).
  public var swigerError: Double {
    let (rho, total, groups) = (single, anova.sizes.observationCount, anova.sizes.groupCount)
    let grown = (1 - rho) * (1 + (k0 - 1) * rho)
    return (2 * (total - 1) * grown * grown / (k0 * k0 * (total - groups) * (groups - 1))).squareRoot()
  }

  /// Smith's standard error of ICC(1), which knows the single sizes (Smith 1956, Ann. Hum. Genet. 21, 363-373).
  public var smithError: Double {
    let (rho, total, groups) = (single, anova.sizes.observationCount, anova.sizes.groupCount)
    let (squares, cubes) = (anova.sizes.powerSum(2), anova.sizes.powerSum(3))
    let within = (1 + rho * (k0 - 1)) * (1 + rho * (k0 - 1)) / (total - groups)
    let spread = squares - 2 * cubes / total + squares * squares / (total * total)
    let between =
      ((groups - 1) * (1 - rho) * (1 + rho * (2 * k0 - 1)) + rho * rho * spread) / ((groups - 1) * (groups - 1))
    return (2 * (1 - rho) * (1 - rho) / (k0 * k0) * (within + between)).squareRoot()
  }

  /// The rows of the result table: ICC(1,1), and ICC(1,k) of means of k0 ratings.
  public func estimates(_ kind: Interval = .wald, level: Double = 0.95) -> [Estimate] {
    IntraclassCorrelation.Unit.allCases.map { unit in
      let form = IntraclassCorrelation(model: .oneWay, agreement: .absolute, unit: unit)
      var row = form.row(units: anova.sizes.groupCount, raters: 0, method: "anova, \(kind.rawValue)")
      row.raterCount = nil
      row.observationCount = Int(anova.sizes.observationCount)
      row.status = anova.status
      guard [.ok, .exactFit].contains(anova.status) else {
        row.add(note: note)
        return row
      }
      row.estimate = unit == .single ? single : average(of: k0)
      if !row.estimate.isFinite { (row.estimate, row.status) = (.nan, .noVariation) }
      if unit == .average { row.add(note: "k = k0 = \(k0)") }
      if let limits = interval(kind, level: level) {
        let step = { (limit: Double) in unit == .single ? limit : IntraclassCorrelation.stepped(limit, k0) }
        (row.lower, row.upper, row.level) = (step(limits.lower), step(limits.upper), level)
      }
      (row.statistic, row.pValue) = (anova.statistic, anova.pValue)
      row.numeratorDegreesOfFreedom = anova.between.degreesOfFreedom
      row.degreesOfFreedom = anova.within.degreesOfFreedom
      return row
    }
  }

  private var note: String {
    anova.status == .tooFewObservations && anova.sizes.observationCount > 0
      ? "each unit has one rating: nothing varies within units" : IntraclassCorrelation.sentence(anova.status)
  }
}
