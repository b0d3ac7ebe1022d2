import FidelityData
import FidelityProbability
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Verdicts on trends")
struct TrendRuleTests {
  static func rule(
    _ direction: TrendRule.Direction = .higherIsBetter, _ adjustment: PValueAdjustment? = nil
  ) -> TrendRule {
    TrendRule(margin: 1, direction: direction, significance: 0.05, adjustment: adjustment)
  }

  /// t of 30 degrees of freedom: .975 at 2.042, .95 at 1.697.
  static let slopes: [(slope: Double, error: Double, verdict: TrendVerdict, isSmall: Bool)] = [
    (3, 1, .improving, false), (-3, 1, .declining, false), (0.2, 0.3, .stable, false), (0.3, 0.1, .stable, true),
    (-0.3, 0.1, .stable, true), (0.5, 1, .insufficient, false), (1.5, 0.2, .improving, false),
    (0.9, 0.2, .improving, false), (2.03, 1, .insufficient, false), (2.05, 1, .improving, false),
    (0, 0.58, .stable, false), (0, 0.6, .insufficient, false),
  ]

  @Test("One site: the four outcomes of two tests", arguments: slopes)
  func single(_ each: (slope: Double, error: Double, verdict: TrendVerdict, isSmall: Bool)) {
    let site = SlopeEstimate(slope: each.slope, standardError: each.error, degreesOfFreedom: 30)
    let decision = Self.rule().decisions([site])[0]
    #expect(decision.verdict == each.verdict)
    #expect(decision.isSmallChange == each.isSmall)
    #expect(decision.status == .ok)
    // Where lower is better the good and the bad direction change places.
    let opposite = Self.rule(.lowerIsBetter).decisions([site])[0]
    let expected: [TrendVerdict: TrendVerdict] = [.improving: .declining, .declining: .improving]
    #expect(opposite.verdict == expected[each.verdict] ?? each.verdict)
  }

  @Test("The p values are those of t, adjusted in two families without the sites that have none")
  func adjusted() {
    let statistics = [4.5, -2.3, 2.1, 0.2, 0.1]
    let sites = statistics.map { SlopeEstimate(slope: $0, standardError: 1, degreesOfFreedom: 12) }
    let none = SlopeEstimate(slope: .nan, standardError: .nan, degreesOfFreedom: .nan, status: .constantPredictor)
    let exact = SlopeEstimate(slope: 5, standardError: 0, degreesOfFreedom: 3)
    let t = StudentT(degreesOfFreedom: 12)
    for adjustment in PValueAdjustment.allCases {
      let decisions = Self.rule(.higherIsBetter, adjustment).decisions([none] + sites + [exact])
      let expected = adjustment.adjusted(statistics.map(t.twoSidedPValue))
      let equivalence = adjustment.adjusted(statistics.map { max(t.survival($0 + 1), t.survival(1 - $0)) })
      for (decision, p) in zip(decisions[1...5], zip(expected, equivalence)) {
        #expect(relativeError(decision.adjustedChangePValue, p.0) < 1e-14)
        #expect(relativeError(decision.adjustedEquivalencePValue, p.1) < 1e-12)
      }
      #expect(decisions[0].status == .constantPredictor && decisions[0].verdict == .insufficient)
      #expect(decisions[6].status == .exactFit && decisions[6].verdict == .insufficient)
      #expect(decisions[0].adjustedChangePValue.isNaN && decisions[6].changePValue.isNaN)
      // 2.3 is significant alone, but with no adjustment of five.
      #expect(decisions.map(\.verdict).count { $0 == .improving } == 1)
      #expect(decisions[2].verdict == .insufficient)
    }
    let plain = Self.rule().decisions(sites)
    #expect(plain[1].verdict == .declining && plain[0].verdict == .improving)
  }

  @Test("The order of the sites and units of the score do not matter; threads neither")
  func invariant() {
    var generator = SeededGenerator(seed: 3)
    let sites = (0..<20_000).map { _ in
      SlopeEstimate(
        slope: Double.random(in: -4...4, using: &generator),
        standardError: Double.random(in: 0.1...1, using: &generator),
        degreesOfFreedom: Double(Int.random(in: 1...40, using: &generator)))
    }
    let decisions = Self.rule(.higherIsBetter, .benjaminiHochberg).decisions(sites)
    #expect(Set(decisions.map(\.verdict)).count == 4)
    let order = sites.indices.shuffled(using: &generator)
    #expect(
      Self.rule(.higherIsBetter, .benjaminiHochberg).decisions(order.map { sites[$0] }) == order.map { decisions[$0] })
    #expect(
      WorkerThreads.limited(to: 1) { Self.rule(.higherIsBetter, .benjaminiHochberg).decisions(sites) } == decisions)
    let scaled = TrendRule(margin: 8, direction: .higherIsBetter, significance: 0.05, adjustment: .benjaminiHochberg)
      .decisions(
        sites.map {
          SlopeEstimate(
            slope: 8 * $0.slope, standardError: 8 * $0.standardError, degreesOfFreedom: $0.degreesOfFreedom)
        })
    #expect(scaled.map(\.verdict) == decisions.map(\.verdict))
  }

  @Test("Sites without any trend: improving and declining together as often as the error rate says")
  func errorRate() {
    var stream = RandomStream(seed: 11)
    let count = 20_000
    let sites = (0..<count).map { _ in
      SlopeEstimate(slope: stream.normal(), standardError: 1, degreesOfFreedom: .infinity)
    }
    let alone = Self.rule().decisions(sites).count { $0.verdict == .improving || $0.verdict == .declining }
    // Four standard deviations of a binomial count about 5 %.
    #expect(abs(Double(alone) - 1_000) < 4 * (1_000 * 0.95).squareRoot())
    let adjusted = Self.rule(.higherIsBetter, .holm).decisions(sites).count { $0.verdict != .insufficient }
    #expect(adjusted <= 1)
  }

  @Test("No sites, and a line's slope")
  func edges() {
    #expect(Self.rule(.higherIsBetter, .holm).decisions([]).isEmpty)
    let (x, y): ([Double], [Double]) = ([1, 2, 3, 4], [1, 3.1, 4.9, 7])
    var moments = GroupedMoments()
    moments.add(x: x.span, y: y.span)
    let line = GroupedTrend(predictor: "x").line(moments, group: 0)
    let site = SlopeEstimate(line)
    #expect(site.slope == line.slope && site.standardError == line.slopeError && site.degreesOfFreedom == 2)
    #expect(SlopeEstimate(GroupedTrend(predictor: "x").line(GroupedMoments(), group: 0)).status == .tooFewObservations)
  }

  @Test func marginsMustBePositive() async {
    await #expect(processExitsWith: .failure) {
      _ = TrendRule(margin: 0, direction: .higherIsBetter, significance: 0.05, adjustment: nil)
    }
  }
}
