public import FidelityData
public import FidelityProbability

/// How trends at many sites become verdicts: a margin below which change does not matter, a direction, an error rate
/// and an adjustment for the number of sites.
///
/// Two tests are made of each slope, both with t of its degrees of freedom:
///
/// - **change**: slope 0 against any other, two-sided;
/// - **equivalence**: |slope| at or above the margin against below it, by ``EquivalenceTest`` with margins -+ margin.
///
/// The p values of the changes are adjusted over all sites that have one, and so are those of equivalence: two
/// families, each at the error rate. Then, in this order:
///
/// | adjusted p of equivalence | adjusted p of change | slope | verdict |
/// |---|---|---|---|
/// | <= rate | any | any | stable; where the change is significant too, it is noted as one too small to matter |
/// | > rate | <= rate | in the good direction | improving |
/// | > rate | <= rate | in the other | declining |
/// | > rate | > rate | any | insufficient: the data exclude neither no change nor one that matters |
///
/// A slope without a test (too few observations, or points exactly on a line) is insufficient, counts in no family, and
/// its status says why. `improving` says that the slope is not 0, not that it exceeds the margin: where its interval
/// reaches into the margins, the change may yet be small.
///
/// The four outcomes of a difference test and an equivalence test together are those of Tryon & Lewis (2008), Psychol.
/// Methods 13, 272-277 (their `indeterminate` is `insufficient`) and of Lakens (2017), Soc. Psychol. Personal. Sci. 8,
/// 355-362. A direction read off a two-sided test that an adjustment rejects is wrong no more often than the adjustment
/// allows false rejections: Benjamini & Yekutieli (2005), J. Am. Stat. Assoc. 100, 71-81 (false discovery rate), and
/// for Holm's method with independent tests Shaffer (1980), Ann. Stat. 8, 1342-1347.
public struct TrendRule: Sendable, Hashable, Codable {
  /// Which direction is good.
  public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    case higherIsBetter = "higher-is-better"
    case lowerIsBetter = "lower-is-better"
  }

  /// The least slope that matters, per unit of time, above 0.
  public let margin: Double
  public let direction: Direction
  /// The error rate of each family of tests, between 0 and 1/2.
  public let significance: Double
  /// Over the sites; none takes the p values as they are.
  public let adjustment: PValueAdjustment?

  public init(margin: Double, direction: Direction, significance: Double, adjustment: PValueAdjustment?) {
    precondition(margin > 0 && margin.isFinite, "a margin is a number above 0")
    precondition(significance > 0 && significance < 0.5, "an error rate lies between 0 and 1/2")
    self.margin = margin
    self.direction = direction
    self.significance = significance
    self.adjustment = adjustment
  }

  /// The decision about each slope, in the order given.
  /// - Complexity: O(m log m) for m slopes, on threads; a million take about a second and a half of one core.
  public func decisions(_ slopes: [SlopeEstimate]) -> [TrendDecision] {
    let size = 4_096
    let pieces = WorkerThreads.map((slopes.count + size - 1) / size) { piece in
      slopes[piece * size..<min(slopes.count, (piece + 1) * size)].map { TrendDecision($0, margin: margin) }
    }
    var decisions = Array(pieces.joined())
    let change = adjusted(decisions.map(\.changePValue))
    let equivalence = adjusted(decisions.map(\.equivalence.pValue))
    for place in decisions.indices { decisions[place].decide(self, change[place], equivalence[place]) }
    return decisions
  }

  private func adjusted(_ pValues: [Double]) -> [Double] { adjustment?.adjusted(pValues) ?? pValues }
}

/// A slope with its uncertainty, however it was estimated.
public struct SlopeEstimate: Sendable, Hashable {
  /// Per unit of time; NaN where there is none.
  public var slope: Double
  public var standardError: Double
  /// Infinite for the normal distribution.
  public var degreesOfFreedom: Double
  /// Why there is no slope or no error, where one knows.
  public var status: Status

  public init(slope: Double, standardError: Double, degreesOfFreedom: Double, status: Status = .ok) {
    self.slope = slope
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    self.status = status
  }

  public init(_ line: StraightLine) {
    self.init(
      slope: line.slope, standardError: line.slopeError, degreesOfFreedom: line.degreesOfFreedom, status: line.status)
  }
}

/// What ``TrendRule`` says of one slope.
public enum TrendVerdict: String, Sendable, Hashable, Codable, CaseIterable {
  case improving
  case declining
  case stable
  case insufficient
}

/// The verdict on one slope with the tests it rests on.
public struct TrendDecision: Sendable, Equatable {
  public private(set) var verdict = TrendVerdict.insufficient
  /// Whether a slope within the margin is different from 0 all the same: a change, but one too small to matter.
  public private(set) var isSmallChange = false
  /// The test of equivalence to no change, not adjusted.
  public let equivalence: EquivalenceTest
  /// slope / error.
  public private(set) var changeStatistic = Double.nan
  /// Two-sided, not adjusted.
  public private(set) var changePValue = Double.nan
  public private(set) var adjustedChangePValue = Double.nan
  public private(set) var adjustedEquivalencePValue = Double.nan

  /// Why there is no test; the verdict `insufficient` with the status `ok` is one of the tests.
  public let status: Status

  fileprivate init(_ slope: SlopeEstimate, margin: Double) {
    equivalence = EquivalenceTest(
      estimate: slope.slope, standardError: slope.standardError, degreesOfFreedom: slope.degreesOfFreedom,
      margins: -margin...margin)
    status = equivalence.status == .ok || slope.status == .ok ? equivalence.status : slope.status
    guard equivalence.status == .ok else { return }
    changeStatistic = slope.slope / slope.standardError
    changePValue = StudentT(degreesOfFreedom: slope.degreesOfFreedom).twoSidedPValue(changeStatistic)
  }

  fileprivate mutating func decide(_ rule: TrendRule, _ change: Double, _ equivalent: Double) {
    adjustedChangePValue = change
    adjustedEquivalencePValue = equivalent
    let hasChanged = change <= rule.significance
    if equivalent <= rule.significance {
      verdict = .stable
      isSmallChange = hasChanged
    } else if hasChanged {
      verdict = (equivalence.estimate > 0) == (rule.direction == .higherIsBetter) ? .improving : .declining
    }
  }
}
