import ArgumentParser
package import FidelityProbability

/// How the limits of a share of independent units are made.
package enum ShareLimits: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// Wilson's score limits.
  case wilson
  /// The exact limits of Clopper and Pearson.
  case exact
  /// Student's t limits of a mean.
  case t

  /// The limits in words, as in "Wilson's limits".
  package var words: String {
    switch self {
    case .wilson: "Wilson's"
    case .exact: "exact (Clopper-Pearson)"
    case .t: "t"
    }
  }

  /// Nil for t limits.
  package var interval: ShareInterval? {
    switch self {
    case .wilson: .wilson
    case .exact: .exact
    case .t: nil
    }
  }

  package init(_ interval: ShareInterval?) {
    switch interval {
    case .wilson: self = .wilson
    case .exact: self = .exact
    case nil: self = .t
    }
  }
}
