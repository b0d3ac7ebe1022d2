public import ArgumentParser
public import FidelityReliability

/// How an interval is computed, before the options that go with it are known: `linearised`, `jackknife`,
/// `jackknife:raters`, `bootstrap:10000`, `fleiss-cohen-everitt`.
package enum IntervalKind: Sendable, Hashable, CustomStringConvertible, StructuredOption {
  case linearised
  case jackknife(AgreementSampling)
  case bootstrap(resamples: Int)
  case fleissCohenEveritt

  static let forms =
    "linearised, jackknife[:units|raters|both], bootstrap:RESAMPLES (40 to 10000000), or fleiss-cohen-everitt"

  private static let resampleCounts = 40...10_000_000

  /// - Throws: what the text may be, where it is none of it.
  package init(text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count) {
    case ("linearised", 1), ("analytic", 1): self = .linearised
    case ("jackknife", 1): self = .jackknife(.units)
    case ("fleiss-cohen-everitt", 1): self = .fleissCohenEveritt
    case ("jackknife", 2):
      guard let sampling = AgreementSampling(rawValue: parts[1]) else { throw ValidationError(Self.forms) }
      self = .jackknife(sampling)
    case ("bootstrap", 2):
      guard let resamples = Int(parts[1]), Self.resampleCounts.contains(resamples) else {
        throw ValidationError(Self.forms)
      }
      self = .bootstrap(resamples: resamples)
    default: throw ValidationError(Self.forms)
    }
  }

  package var description: String {
    switch self {
    case .linearised: "linearised"
    case .jackknife(.units): "jackknife"
    case .jackknife(let sampling): "jackknife:\(sampling.rawValue)"
    case .bootstrap(let resamples): "bootstrap:\(resamples)"
    case .fleissCohenEveritt: "fleiss-cohen-everitt"
    }
  }

  /// The interval with all that belongs to it.
  func interval(over sampling: AgreementSampling, limits: BootstrapLimits, seed: UInt64) -> AgreementInterval {
    switch self {
    case .linearised: .linearised
    case .jackknife(let sampling): .jackknife(sampling)
    case .bootstrap(let resamples): .bootstrap(resamples: resamples, seed: seed, over: sampling, limits: limits)
    case .fleissCohenEveritt: .fleissCohenEveritt
    }
  }
}

extension AgreementSampling: ExpressibleByArgument {}
extension BootstrapLimits: ExpressibleByArgument {}

extension AgreementInterval {
  /// What it is, in words.
  func convention(isClustered: Bool) -> String {
    let units = isClustered ? "clusters of units" : "units"
    let sampled =
      switch sampling {
      case .units: units
      case .raters: "raters"
      case .both: "\(units) and raters"
      }
    let limits = "t limits with n - 1 degrees of freedom, upper limit cut at 1"
    return switch self {
    case .linearised: "linearised standard errors over \(sampled), \(limits)"
    case .jackknife: "delete-one jackknife over \(sampled), \(limits)"
    case .bootstrap(let resamples, let seed, _, let kind):
      "\(kind.rawValue) bootstrap over \(sampled), \(resamples) resamples, seed \(seed)"
    case .fleissCohenEveritt:
      "kappa of two raters with the asymptotic errors of Fleiss, Cohen and Everitt, others linearised"
    }
  }
}
