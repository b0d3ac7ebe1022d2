import FidelityProbability

/// What is taken as a random sample, and so left out by the jackknife and drawn by the bootstrap.
public enum AgreementSampling: String, Sendable, Hashable, Codable, CaseIterable {
  /// Units, or clusters of units where there are clusters; raters are these raters.
  case units
  /// Raters; units are these units.
  case raters
  /// Units and raters, each by itself.
  case both
}

/// How the limits of a bootstrap interval follow from the replicates: ``FidelityProbability/BootstrapInterval/Kind``.
public enum BootstrapLimits: String, Sendable, Hashable, Codable, CaseIterable {
  case percentile, basic, bca

  var kind: BootstrapInterval.Kind {
    switch self {
    case .percentile: .percentile
    case .basic: .basic
    case .bca: .bca
    }
  }
}

/// How the uncertainty of a coefficient is estimated. The column `method` of results says which way was taken.
///
/// Where units lie in clusters, the sampled units are the clusters: `linearised`, `jackknife` and `bootstrap` are then
/// those of clusters.
public enum AgreementInterval: Sendable, Hashable, Codable {
  /// The linearised standard error over units with a t interval, n - 1 degrees of freedom, the upper limit cut at 1
  /// (Gwet 2014). With clusters: G/(G - 1) times the sum of the squared sums of influences by cluster, G - 1 degrees of
  /// freedom (the with-replacement variance of primary sampling units). ``AgreementSample``
  case linearised
  /// The delete-one jackknife, exact, with a t interval whose upper limit is cut at 1. ``AgreementJackknife``
  case jackknife(AgreementSampling)
  /// Bootstrap resamples; the standard error is their standard deviation. ``AgreementBootstrap``
  case bootstrap(
    resamples: Int, seed: UInt64, over: AgreementSampling = .units, limits: BootstrapLimits = .percentile)
  /// For (weighted) kappa of two raters over the units that both rated: the asymptotic standard error with normal
  /// limits, and a test of kappa = 0 with the asymptotic error under independent raters. Any other coefficient gets
  /// `linearised`. ``CrossTable``
  case fleissCohenEveritt

  /// What it takes as sampled at random.
  public var sampling: AgreementSampling {
    switch self {
    case .linearised, .fleissCohenEveritt: .units
    case .jackknife(let sampling), .bootstrap(_, _, let sampling, _): sampling
    }
  }
}
