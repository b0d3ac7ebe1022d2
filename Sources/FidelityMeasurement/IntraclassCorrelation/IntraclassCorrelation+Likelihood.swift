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
    estimate(fit, LikelihoodFigures(fit, share(raterCount: k), level: level))
  }

  /// The rows of several forms; forms that are one share of the components have their limits computed once.
  public static func estimates(
    _ forms: [IntraclassCorrelation], _ fit: ComponentFit, raterCount k: Double, level: Double = 0.95
  ) -> [Estimate] {
    var known: [ComponentShare: LikelihoodFigures] = [:]
    return forms.map { form in
      let share = form.share(raterCount: k)
      let figures = known[share] ?? LikelihoodFigures(fit, share, level: level)
      known[share] = figures
      return form.estimate(fit, figures)
    }
  }

  private func estimate(_ fit: ComponentFit, _ figures: LikelihoodFigures) -> Estimate {
    var row = row(units: .zero, raters: .zero, method: fit.method.rawValue)
    (row.unitCount, row.raterCount) = (nil, nil)
    row.observationCount = fit.observationCount
    row.status = fit.status
    if let note = fit.note { row.add(note: note) }
    (row.estimate, row.standardError) = (figures.value, figures.standardError)
    if let limits = figures.limits {
      (row.lower, row.upper, row.level) = (limits.lower, limits.upper, limits.level)
    }
    return row
  }
}

/// What a fit says of a share of the variance; nothing where it has no figures.
private struct LikelihoodFigures {
  private(set) var value = Double.nan
  private(set) var standardError = Double.nan
  private(set) var limits: ProfileInterval?

  init(_ fit: ComponentFit, _ share: ComponentShare, level: Double) {
    guard fit.criterion.isFinite else { return }
    value = fit.value(share)
    standardError = fit.standardError(share)
    limits = fit.profileInterval(share, level: level)
  }
}
