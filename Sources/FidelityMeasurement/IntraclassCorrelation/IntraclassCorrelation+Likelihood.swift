public import FidelityComponents
public import FidelityData

extension IntraclassCorrelation {
  /// The coefficient as a share of the variance components of `unit`, `rater` and `residual` (for one-way forms of
  /// `unit` and `residual`): for ratings of which some are missing.
  /// - Parameter raterCount: k of the averaged forms.
  public func share(raterCount k: Double) -> ComponentShare {
    let part = unit == .single ? 1 : 1 / k
    var weights = ["unit": 1, "residual": part]
    if agreement == .absolute && model != .oneWay { weights["rater"] = part }
    return ComponentShare("unit", of: weights)
  }

  /// The row of the result table from components by likelihood: coefficient, delta-method standard error and profile
  /// limits.
  ///
  /// A component at its boundary is 0 and leaves no standard error; the profile limits stand. Two-way forms take a fit
  /// of ``FidelityComponents/CrossedMoments``, one-way forms one of its
  /// ``FidelityComponents/CrossedMoments/unitSizes`` with the term `unit`.
  /// - Parameter raterCount: k of the averaged forms: the number of raters where each unit should have all, or k0.
  /// - Complexity: some 500 evaluations of the likelihood.
  public func estimate(_ fit: ComponentFit, raterCount k: Double, level: Double = 0.95) -> Estimate {
    var row = row(units: .zero, raters: .zero, method: fit.method.rawValue)
    (row.unitCount, row.raterCount) = (nil, nil)
    row.observationCount = fit.observationCount
    row.status = fit.status
    if let note = fit.note { row.add(note: note) }
    guard fit.criterion.isFinite else { return row }
    let share = share(raterCount: k)
    row.estimate = fit.value(share)
    row.standardError = fit.standardError(share)
    if let limits = fit.profileInterval(share, level: level) {
      (row.lower, row.upper, row.level) = (limits.lower, limits.upper, limits.level)
    }
    return row
  }
}
