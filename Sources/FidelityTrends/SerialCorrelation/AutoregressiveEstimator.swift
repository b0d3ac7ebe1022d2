/// How a regression with errors of the form e_t = rho e_(t-1) + innovation is estimated.
///
/// | case | rho | coefficients |
/// |---|---|---|
/// | Prais-Winsten | regression of residuals on the ones before, without a constant, iterated | all rows |
/// | Cochrane-Orcutt | the same | without the first row of each series |
/// | maximum likelihood | highest point of the exact Gaussian likelihood | generalised least squares |
/// | restricted maximum likelihood | of the likelihood of error contrasts | generalised least squares |
///
/// Restricted likelihood has the least bias in rho, which the others put too low in short series, and errors with it:
/// with 24 rows and four coefficients that matters. The first two are what Stata's `prais` gives (`rhotype(regress)`,
/// with and without `corc`), the last two what R's `nlme::gls` gives with `corAR1` or `corCAR1`. References: Prais &
/// Winsten (1954), Cowles Commission discussion paper 383; Cochrane & Orcutt (1949), J. Am. Stat. Assoc. 44, 32-61;
/// Beach & MacKinnon (1978), Econometrica 46, 51-58; Pinheiro & Bates (2000), Mixed-Effects Models in S and S-PLUS,
/// section 5.3.
public enum AutoregressiveEstimator: String, Sendable, Hashable, Codable, CaseIterable {
  case praisWinsten = "prais-winsten"
  case cochraneOrcutt = "cochrane-orcutt"
  case maximumLikelihood = "ar1-ml"
  case restrictedMaximumLikelihood = "ar1-reml"
}

/// How errors at two times are correlated.
public enum SerialCorrelationForm: String, Sendable, Hashable, Codable, CaseIterable {
  /// rho^d of errors d steps apart, d a whole number, -1 < rho < 1.
  case discrete
  /// rho^d for any time d between them, 0 <= rho < 1 (continuous-time autoregression, the Ornstein-Uhlenbeck process).
  case continuous
}

/// What the search for rho did: part of the fit, so that a reader can judge it.
public struct SearchRecord: Sendable, Equatable {
  /// Steps of the iteration, of Prais-Winsten and Cochrane-Orcutt.
  public internal(set) var iterationCount = 0
  /// How often the likelihood was computed.
  public internal(set) var evaluationCount = 0
  /// The slope of the log likelihood in atanh(rho) (continuous: in the logit of rho over the median gap) at the end, or
  /// the last change of rho.
  public internal(set) var slope = Double.nan
  public internal(set) var isConverged = false
}
