import ArgumentParser
package import FidelityTrends

/// How a trend's errors are computed: `ols`, `hc3`, `cr2`, `newey-west:4`.
package enum CovarianceKind: Sendable, Hashable, CustomStringConvertible, StructuredOption {
  /// Equal, independent errors.
  case ols
  case leverage(LeverageCorrection)
  case cluster(ClusterCorrection)
  /// Serially correlated errors, by rows in the order of time.
  case neweyWest(NeweyWest.Lag)

  static let forms =
    "ols, hc0 to hc4, cr0, cr1, cr1p, cr1s, cr2, cr3, or newey-west:LAG (a number, ninth-power, quarter-power, "
    + "stock-watson, automatic)"

  /// - Throws: what the text may be, where it is none of it.
  package init(text: String) throws {
    if text == "ols" {
      self = .ols
    } else if let correction = LeverageCorrection(rawValue: text) {
      self = .leverage(correction)
    } else if let correction = ClusterCorrection(rawValue: text) {
      self = .cluster(correction)
    } else if text.hasPrefix("newey-west:"), let lag = Self.lag(String(text.dropFirst(11))) {
      self = .neweyWest(lag)
    } else {
      throw ValidationError(Self.forms)
    }
  }

  private static let rules: [(name: String, lag: NeweyWest.Lag)] = [
    ("ninth-power", .ninthPower), ("quarter-power", .quarterPower), ("stock-watson", .stockWatson),
    ("automatic", .automatic),
  ]

  private static func lag(_ text: String) -> NeweyWest.Lag? {
    if let count = Int(text), (0...100_000).contains(count) { return .fixed(count) }
    return rules.first { $0.name == text }?.lag
  }

  package var description: String {
    switch self {
    case .ols: "ols"
    case .leverage(let correction): correction.rawValue
    case .cluster(let correction): correction.rawValue
    case .neweyWest(.fixed(let count)): "newey-west:\(count)"
    case .neweyWest(let lag): "newey-west:" + (Self.rules.first { $0.lag == lag }?.name ?? "")
    }
  }

  var needsClusters: Bool { if case .cluster = self { true } else { false } }
  var needsOrder: Bool { if case .neweyWest = self { true } else { false } }
}

/// Another program whose factors and degrees of freedom are wanted.
package enum TrendProgram: String, CaseIterable, ExpressibleByArgument, Sendable {
  case stata, fixest, sandwich
  case clubSandwich

  package init?(argument: String) {
    guard let program = Self.allCases.first(where: { $0.rawValue.lowercased() == argument.lowercased() }) else {
      return nil
    }
    self = program
  }

  /// What the program does by default where there are clusters, or none.
  func covariance(isClustered: Bool) -> CovarianceKind {
    switch self {
    case .stata, .fixest, .sandwich: isClustered ? .cluster(.cr1s) : self == .sandwich ? .leverage(.hc3) : .ols
    case .clubSandwich: isClustered ? .cluster(.cr2) : .ols
    }
  }
}
