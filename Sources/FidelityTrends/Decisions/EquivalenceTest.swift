public import FidelityData
import FidelityProbability

/// Two one-sided tests (TOST): whether an estimate lies within margins that do not matter.
///
/// With the margins L < U, t_L = (estimate - L) / error tests against values at or below L, t_U = (estimate - U) /
/// error against values at or above U, each one-sided with the estimate's degrees of freedom. p is the larger of the
/// two. At the error rate a the estimate is equivalent to what lies within the margins where p <= a, which is where
/// the interval of confidence 1 - 2a lies within them (but for a limit that meets a margin exactly, both say yes).
///
/// The estimate may be any with a standard error: a mean, a slope, a difference, a contrast.
///
/// | input | what it gets | status |
/// |---|---|---|
/// | error 0 | no test and no limits: what does not vary in a sample may vary outside of it | `exact-fit` |
/// | error NaN or infinite, df NaN or not positive | nothing | `too-few-observations` |
///
/// References: Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657-680; Berger & Hsu (1996), Stat. Sci. 11, 283-319
/// (why neither p is doubled). Validation: `datasets/tost-sleep`.
public struct EquivalenceTest: Sendable, Equatable {
  public let estimate: Double
  public let standardError: Double
  public let degreesOfFreedom: Double
  /// L and U.
  public let margins: ClosedRange<Double>
  /// t_L, large where the estimate is well above the lower margin.
  public private(set) var lowerStatistic = Double.nan
  /// t_U, far below 0 where the estimate is well below the upper margin.
  public private(set) var upperStatistic = Double.nan
  /// The larger of both p values.
  public private(set) var pValue = Double.nan
  public private(set) var status = Status.ok

  /// - Parameters:
  ///   - degreesOfFreedom: of t, need not be whole; infinite for the normal distribution.
  ///   - margins: what does not matter, L < U, finite, in the unit of the estimate.
  /// - Complexity: O(1).
  public init(estimate: Double, standardError: Double, degreesOfFreedom: Double, margins: ClosedRange<Double>) {
    precondition(
      margins.lowerBound < margins.upperBound && margins.lowerBound.isFinite && margins.upperBound.isFinite,
      "margins are two different numbers")
    self.estimate = estimate
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    self.margins = margins
    status = Status(estimate: estimate, standardError: standardError, degreesOfFreedom: degreesOfFreedom)
    guard status == .ok else { return }
    lowerStatistic = (estimate - margins.lowerBound) / standardError
    upperStatistic = (estimate - margins.upperBound) / standardError
    pValue = tail(min(lowerStatistic, -upperStatistic))
  }

  /// P(T > t_L).
  public var lowerPValue: Double { tail(lowerStatistic) }

  /// P(T < t_U).
  public var upperPValue: Double { tail(-upperStatistic) }

  /// P(T > t); NaN where there is no test.
  private func tail(_ t: Double) -> Double {
    status == .ok ? StudentT(degreesOfFreedom: degreesOfFreedom).survival(t) : .nan
  }

  /// Whether the estimate is equivalent at the error rate `significance`; never where there is no test.
  public func isEquivalent(significance: Double) -> Bool { pValue <= significance }

  /// The interval of confidence 1 - 2 `significance`; NaN where there is no test.
  /// - Precondition: 0 < `significance` < 1/2.
  public func interval(significance: Double) -> (lower: Double, upper: Double) {
    precondition(significance > 0 && significance < 0.5, "an error rate lies between 0 and 1/2")
    guard status == .ok else { return (.nan, .nan) }
    let reach = StudentT(degreesOfFreedom: degreesOfFreedom).quantile(upperTail: significance) * standardError
    return (estimate - reach, estimate + reach)
  }
}

extension Status {
  /// Whether a t test can be made of an estimate and its error, and if not, why.
  init(estimate: Double, standardError: Double, degreesOfFreedom: Double) {
    if estimate.isFinite, standardError == 0 {
      self = .exactFit
    } else if estimate.isFinite, standardError > 0, standardError.isFinite, degreesOfFreedom > 0 {
      self = .ok
    } else {
      self = .tooFewObservations
    }
  }
}
