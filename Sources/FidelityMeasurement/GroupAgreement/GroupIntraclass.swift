public import FidelityComponents
public import FidelityData

/// ICC(1) and ICC(2) of groups (Bartko, Bliese): the share of variance between groups, and the reliability of group
/// means.
///
/// ICC(1) = (B - W) / (B + (k - 1) W) and ICC(2) = (B - W) / B with the mean squares between and within groups. k is k0
/// = (N - sum n^2 / N) / (G - 1), which is unbiased; or the mean group size, as R multilevel has it. ICC(2) is the
/// Spearman-Brown step of ICC(1) by the same k.
///
/// Both can be negative, and come so. Limits are Wald's, which are exact for ICC(1) with unequal sizes, and their step
/// by k0; F tests both. Statuses are those of ``OneWayAnova``.
/// Reference: Bliese (2000), in Klein & Kozlowski, Multilevel theory, research, and methods in organizations, 349-381.
/// Validation: `group-agreement`.
public struct GroupIntraclass: Sendable {
  /// What k is.
  public enum Size: String, Sendable, Hashable, Codable, CaseIterable {
    case k0
    case mean = "mean-size"
  }

  public let anova: OneWayAnova
  public let size: Size

  public init(_ anova: OneWayAnova, size: Size = .k0) {
    self.anova = anova
    self.size = size
  }

  /// The size that stands for all groups.
  public var groupSize: Double {
    size == .k0 ? anova.sizes.k0 : anova.sizes.observationCount / anova.sizes.groupCount
  }

  /// ICC(1); NaN where it is 0/0 or without figures.
  public var single: Double {
    let (b, w) = (anova.between.meanSquare, anova.within.meanSquare)
    let total = b + (groupSize - 1) * w
    return total == 0 ? .nan : (b - w) / total
  }

  /// ICC(2).
  public var average: Double {
    let (b, w) = (anova.between.meanSquare, anova.within.meanSquare)
    return b == 0 ? .nan : (b - w) / b
  }

  /// The rows `icc-1` and `icc-2`.
  public func estimates(level: Double = 0.95) -> [Estimate] {
    let limits = size == .k0 ? OneWayIntraclassCorrelation(anova).interval(.wald, level: level) : nil
    return [("icc-1", single), ("icc-2", average)].map { quantity, value in
      var row = Estimate(quantity)
      row.form = size.rawValue
      row.method = "anova"
      row.unitCount = Int(anova.sizes.groupCount)
      row.observationCount = Int(anova.sizes.observationCount)
      row.status = anova.status
      guard [.ok, .exactFit].contains(anova.status) else {
        row.add(
          note: anova.status == .tooFewUnits
            ? "there is one group: nothing varies between groups"
            : anova.status == .tooFewObservations && anova.sizes.observationCount > 0
              ? "each group has one rating: nothing varies within groups" : IntraclassCorrelation.sentence(anova.status)
        )
        return row
      }
      row.estimate = value
      if !value.isFinite { (row.estimate, row.status) = (.nan, .noVariation) }
      row.add(note: "group size \(CategoryDictionary.label(groupSize))")
      if let limits {
        let step = { (limit: Double) in quantity == "icc-1" ? limit : IntraclassCorrelation.stepped(limit, groupSize) }
        (row.lower, row.upper, row.level) = (step(limits.lower), step(limits.upper), level)
      }
      (row.statistic, row.pValue) = (anova.statistic, anova.pValue)
      row.numeratorDegreesOfFreedom = anova.between.degreesOfFreedom
      row.degreesOfFreedom = anova.within.degreesOfFreedom
      return row
    }
  }
}
