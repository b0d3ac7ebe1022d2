/// How an estimate of agreement comes about, in plain words: the formula, which units count, where error, limits and p
/// value come from, and what other programs print instead.
///
/// ```swift
/// print(AgreementExplanation(.gwetAC(.quadratic), AgreementAnalysis([])).text)
/// ```
public struct AgreementExplanation: Sendable, Equatable {
  /// One remark under its heading.
  public struct Remark: Sendable, Equatable {
    public let heading: String
    public let text: String
  }

  /// The quantity with its weights or metric.
  public let title: String
  public let remarks: [Remark]

  /// The title, then a line for each remark.
  public var text: String {
    ([title] + remarks.map { "  \($0.heading): \($0.text)" }).joined(separator: "\n")
  }

  /// What an analysis does for one coefficient, on complete or incomplete ratings.
  public init(_ coefficient: AgreementCoefficient, _ analysis: AgreementAnalysis) {
    let variant = coefficient.metric.map { "metric \($0.name)" } ?? coefficient.weights.map { "\($0.name) weights" }
    title = [coefficient.quantity, variant].compactMap(\.self).joined(separator: ", ")
    let words = type(of: coefficient.formula).words
    let uncertainty = UncertaintyWords(coefficient, analysis)
    var remarks = [
      Remark(heading: "formula", text: words.formula), Remark(heading: "chance", text: words.chance),
      Remark(
        heading: "units",
        text: CoefficientWords.units(coefficient.needs, minimumRatings: analysis.minimumRatings)),
      Remark(heading: "standard error", text: uncertainty.error), Remark(heading: "limits", text: uncertainty.limits),
      Remark(heading: "p value", text: uncertainty.test),
      Remark(heading: "convention", text: Self.convention(coefficient, analysis)),
      Remark(heading: "reference", text: words.reference),
    ].filter { !$0.text.isEmpty }
    for other in AgreementConvention.allCases where other != analysis.convention {
      guard let difference = other.difference(for: coefficient) else { continue }
      remarks.append(
        Remark(heading: "elsewhere", text: "\(other.program) (convention \(other.rawValue)): \(difference)"))
    }
    self.remarks = remarks
  }

  private static func convention(_ coefficient: AgreementCoefficient, _ analysis: AgreementAnalysis) -> String {
    let convention = analysis.convention
    guard convention != .fidelity else { return "fidelity: as Gwet's handbook and, where not said otherwise, irrCAC" }
    guard convention.knows(coefficient) else {
      return "\(convention.rawValue), but \(convention.program) does not have it: as fidelity"
    }
    var text = "\(convention.rawValue), as \(convention.program)"
    if let difference = convention.difference(for: coefficient) { text += ": " + difference }
    if let decimals = convention.rules.decimals {
      text +=
        analysis.roundsLikeConvention
        ? "; rounded to \(decimals.estimates) decimals, limits to \(decimals.limits)"
        : "; not rounded, where it shows \(decimals.estimates) decimals, of limits \(decimals.limits)"
    }
    return text
  }
}

// MARK: - Uncertainty

/// Where standard error, limits and p value come from, in words.
private struct UncertaintyWords {
  private(set) var error = ""
  private(set) var limits = ""
  private(set) var test = ""

  init(_ coefficient: AgreementCoefficient, _ analysis: AgreementAnalysis) {
    let rules = analysis.convention.knows(coefficient) ? analysis.convention.rules : ConventionRules()
    let tail = analysis.isOneSided ? "one-sided" : "two-sided"
    let thousandths = Int((analysis.level * 1000).rounded())
    let percent = "\(thousandths / 10)\(thousandths % 10 == 0 ? "" : ".\(thousandths % 10)") %"
    if coefficient.metric != nil, rules.resamplesPairsForAlpha {
      error = "none"
      limits = "none without resamples"
      if case .bootstrap(let resamples, _, _, _) = analysis.interval {
        limits = "\(percent), from \(resamples) resamples of pairs of ratings drawn from the observed coincidences"
      }
      return
    }
    switch analysis.conventionalInterval {
    case .bootstrap(let resamples, let seed, let sampling, let kind):
      error = "standard deviation of \(resamples) bootstrap resamples of \(sampling.rawValue), seed \(seed)"
      limits = "\(percent), \(kind.rawValue) of the resamples"
    case .jackknife(let sampling):
      error = "delete-one jackknife over \(sampling.rawValue)"
      limits = "\(percent), t with one degree of freedom less than there are; the upper limit is cut at 1"
      test = "\(tail), estimate / standard error as t"
    case .fleissCohenEveritt where coefficient.isKappaOfTwo:
      error = "asymptotic, with divisor n (Fleiss, Cohen and Everitt 1969), for two raters"
      limits = "\(percent), normal, not cut at 1"
      test = "\(tail), estimate / standard error under no agreement as normal"
    default:
      takeClosedForm(coefficient, rules, percent, tail)
    }
  }

  private mutating func takeClosedForm(
    _ coefficient: AgreementCoefficient, _ rules: ConventionRules, _ percent: String, _ tail: String
  ) {
    if rules.hasNullErrorOfFleissKappa, coefficient == .fleissKappa(.identity) || coefficient.isCategoryKappa {
      error = "under no agreement (Fleiss, Nee and Landis 1979)"
      limits = "\(percent), normal, with that error, not cut at 1"
      test = "\(tail), estimate / standard error as normal"
      return
    }
    let divisor = rules.dividesByUnits ? "n" : "n - 1"
    error = "linearised: how much each unit moves the coefficient, over units, divisor \(divisor)"
    if coefficient.metric != nil, rules.keepsSmallSampleTerm { error += ", with a small-sample term" }
    let counted = coefficient.metric != nil && rules.countsAllUnitsForAlpha ? "rated units" : "counted units"
    limits = "\(percent), t with \(counted) - 1 degrees of freedom; the upper limit is cut at 1"
    test = "\(tail), estimate / standard error as t"
    if rules.isBrennanPredigerOneSided, coefficient.quantity == BrennanPrediger.name {
      test = "P(T > |t|), half of a two-sided one"
    }
  }
}

extension AgreementConvention {
  /// What the program prints otherwise than Fidelity for a coefficient; nil where it does not have it or prints the
  /// same.
  func difference(for coefficient: AgreementCoefficient) -> String? {
    guard knows(coefficient) else { return nil }
    let isAlpha = coefficient.metric != nil
    switch self {
    case .fidelity: return nil
    case .irrCACR:
      return isAlpha
        ? "t with the number of all rated units - 1 degrees of freedom, also where some were rated once (alpha itself "
          + "leaves them out)" : "1 where the ratings know a single category; text in capitals counts as text without"
    case .irrCACPython:
      if isAlpha { return "another standard error where units have different numbers of ratings (.14557 for .14548)" }
      if coefficient.quantity == BrennanPrediger.name { return "half the p value: it is one-sided" }
      return "a standard error of 0 counts as 1e-15, so perfect agreement has a p value"
    case .irrCACTable: return "two raters only; the variance divides by n, not by n - 1"
    case .sas:
      return "two raters only; asymptotic error with divisor n, normal limits not cut at 1, test with the error under "
        + "no agreement"
    case .spss:
      return coefficient.isKappaOfTwo
        ? "as SAS; CROSSTABS prints no limits"
        : "the error under no agreement, in the limits too; every unit needs a rating by every rater"
    case .kalpha: return "no standard error and no p value; limits by a bootstrap of pairs of ratings, not of units"
    }
  }
}
