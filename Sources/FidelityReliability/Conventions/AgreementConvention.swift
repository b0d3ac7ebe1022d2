/// Whose conventions an analysis follows where programs compute the same coefficient differently.
///
/// The point estimates of all are the same, up to what is undefined; standard errors, limits and p values are not. A
/// convention changes what the program it is named after computes otherwise, and nothing else: a coefficient that the
/// program does not have keeps Fidelity's own convention. ``AgreementExplanation`` says for each coefficient what was
/// done.
///
/// What differs from ``fidelity``:
///
/// - `irrcac-r`: alpha's t has as many degrees of freedom as there are rated units, less one, also where some were
///   rated once; with a single category every coefficient is 1.
/// - `irrcac-py`: alpha's standard error keeps the small-sample term of the observed agreement in one place; the p
///   value of Brennan and Prediger is one-sided; a standard error of 0 counts as 1e-15; with a single category Gwet's
///   and Brennan and Prediger's coefficients are 1; ratio weights refuse a category 0.
/// - `irrcac-table`: two raters; variances divide by n, not by n - 1 (irrCAC's functions of a cross table, in R and in
///   Python).
/// - `sas`: Cohen's kappa, weighted or not, has Fleiss, Cohen and Everitt's asymptotic error, normal limits that are
///   not cut at 1, and a test with the error under no agreement (PROC FREQ, AGREE).
/// - `spss`: Cohen's kappa like `sas` (CROSSTABS, WEIGHTED KAPPA); Fleiss' kappa with the error of Fleiss, Nee and
///   Landis under no agreement, in the limits too, as the kappas of its categories (FLEISS MULTIRATER KAPPA).
/// - `kalpha`: alpha without a standard error; a bootstrap draws pairs of ratings (Hayes and Krippendorff's macro).
///   ``KalphaBootstrap``
///
/// How many decimals a program prints is not part of its convention unless
/// ``AgreementAnalysis/roundsLikeConvention`` is set.
/// References: Gwet's irrCAC 1.4 (R) and A. Fergadis' irrCAC 0.4.4 (Python); SAS/STAT User's Guide, The FREQ Procedure,
/// Tests and Measures of Agreement; IBM SPSS Statistics, FLEISS MULTIRATER KAPPA; Hayes & Krippendorff (2007),
/// Communication Methods and Measures 1, 77-89. Validation: `datasets/conventions`, `datasets/hayes-krippendorff-2007`,
/// `datasets/sas-weighted-kappa-3x3`, `datasets/gwet-abstractors-3x3`, `datasets/fleiss-1971`.
public enum AgreementConvention: String, Sendable, Hashable, Codable, CaseIterable {
  case fidelity
  case irrCACR = "irrcac-r"
  case irrCACPython = "irrcac-py"
  case irrCACTable = "irrcac-table"
  case sas
  case spss
  case kalpha

  /// The name of the program.
  public var program: String {
    switch self {
    case .fidelity: "Fidelity"
    case .irrCACR: "irrCAC 1.4 (R)"
    case .irrCACPython: "irrCAC 0.4.4 (Python)"
    case .irrCACTable: "irrCAC's functions of a cross table (R, Python)"
    case .sas: "SAS PROC FREQ, option AGREE"
    case .spss: "IBM SPSS Statistics"
    case .kalpha: "the macro KALPHA for SPSS and SAS"
    }
  }
}

/// What a convention does otherwise than Fidelity: one switch for each difference.
struct ConventionRules {
  /// Cohen's kappa has the errors of Fleiss, Cohen and Everitt.
  var hasAsymptoticKappa = false
  /// Fleiss' kappa, of all categories and of each, has the error of Fleiss, Nee and Landis.
  var hasNullErrorOfFleissKappa = false
  /// Alpha has no closed-form error, and a bootstrap of pairs.
  var resamplesPairsForAlpha = false
  /// Alpha's standard error keeps the small-sample term in one place.
  var keepsSmallSampleTerm = false
  /// Alpha's t counts units rated once.
  var countsAllUnitsForAlpha = false
  /// The p value of Brennan and Prediger is P(T > |t|).
  var isBrennanPredigerOneSided = false
  /// Variances divide by n.
  var dividesByUnits = false
  /// What a standard error of 0 is replaced by.
  var leastStandardError: Double?
  /// Whether a category 0 makes ratio weights undefined.
  var refusesZeroRatio = false
  /// Whether a coefficient is 1 where the ratings know one category.
  var isOneForSingleCategory: @Sendable (AgreementCoefficient) -> Bool = { _ in false }
  /// The decimals that the program keeps of estimates (and errors), and of limits; nil for all.
  var decimals: (estimates: Int, limits: Int)?
}

extension AgreementConvention {
  /// Whether the program has a coefficient.
  func knows(_ coefficient: AgreementCoefficient) -> Bool {
    self == .fidelity || coefficient.formula.conventions.contains(self)
  }

  var rules: ConventionRules {
    var rules = ConventionRules()
    switch self {
    case .fidelity: break
    case .irrCACR:
      rules.countsAllUnitsForAlpha = true
      rules.isOneForSingleCategory = { _ in true }
      rules.decimals = (5, 3)
    case .irrCACPython:
      rules.keepsSmallSampleTerm = true
      rules.isBrennanPredigerOneSided = true
      rules.leastStandardError = 1e-15
      rules.refusesZeroRatio = true
      rules.isOneForSingleCategory = { [GwetAC.name, BrennanPrediger.name].contains($0.quantity) }
      rules.decimals = (5, 5)
    case .irrCACTable:
      rules.dividesByUnits = true
      rules.decimals = (5, 3)
    case .sas:
      rules.hasAsymptoticKappa = true
      rules.decimals = (4, 4)
    case .spss:
      rules.hasAsymptoticKappa = true
      rules.hasNullErrorOfFleissKappa = true
      rules.decimals = (3, 3)
    case .kalpha:
      rules.resamplesPairsForAlpha = true
      rules.decimals = (4, 4)
    }
    return rules
  }
}
