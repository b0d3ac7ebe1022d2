import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

/// The bootstrap over raters, resample by resample, against copies of raters by brute force.
@Suite("Resampled raters are weighted raters")
struct ResampledRatersTests {
  static let weights: [AgreementWeights] = [.identity, .linear, .quadratic, .ordinal, .radical, .ratio]

  static let coefficients: [AgreementCoefficient] =
    weights.flatMap {
      [.percentAgreement($0), .fleissKappa($0), .congerKappa($0), .gwetAC($0), .brennanPrediger($0)]
    }
    + [AlphaMetric.nominal, .ordinal, .interval, .ratio, .weights(.linear), .weights(.quadratic)].map {
      .krippendorffAlpha(metric: $0)
    }

  private static let raterCount = 5

  /// The raters of each resample are drawn from the seed of the group and the word "raters".
  private static func draws(_ resamples: Int, seed: UInt64) -> [[Int]] {
    let bootstrap = Bootstrap(resamples: resamples, seed: seed).keyed(by: 0).keyed(by: 0x7261_7465_7273)
    let plan = ResamplingPlan(multiplicities: Array(repeating: 1, count: raterCount))
    var weights = [Double](repeating: 0, count: resamples * raterCount)
    var span = weights.mutableSpan
    bootstrap.fillWeights(plan, resamples: 0..<resamples, order: .rowMajor, into: &span)
    return (0..<resamples).map { resample in (0..<raterCount).map { Int(weights[resample * raterCount + $0]) } }
  }

  private static func places(_ ratings: RandomRatings, _ categories: [Double]) -> [[Int?]] {
    var values = [[Int?]](repeating: Array(repeating: nil, count: raterCount), count: 12)
    for place in ratings.units.indices {
      guard let unit = Int(ratings.units[place].dropFirst()), let rater = Int(ratings.raters[place].dropFirst()) else {
        continue
      }
      values[unit][rater] = categories.firstIndex(of: ratings.values[place])
    }
    return values
  }

  /// With a handful of resamples, the standard error and the limits tell each of them.
  @Test(arguments: [0, 0.3, 0.6], [1 as UInt64, 2, 3, 4, 5, 6])
  func `each resample against copies of raters`(missing: Double, seed: UInt64) throws {
    let categories: [Double] = [1, 2, 3.5, 5]
    let ratings = RandomRatings(
      units: 12, raters: Self.raterCount, categories: categories, missing: missing, seed: seed)
    let places = Self.places(ratings, categories)
    for resamples in [4, 11] {
      let draws = Self.draws(resamples, seed: seed)
      #expect(draws.allSatisfy { $0.reduce(0, +) == Self.raterCount })
      let rows = AgreementAnalysis(
        Self.coefficients, interval: .bootstrap(resamples: resamples, seed: seed, over: .raters), level: 0.5,
        declaredCategories: .numbers(categories)
      ).estimates(of: try ratings.table())
      for (coefficient, row) in zip(Self.coefficients, rows) {
        let name = "\(row.quantity) \(row.weights ?? row.metric ?? "")"
        let all = CopiesOfRaters(ratings: places, values: categories, draws: [1, 1, 1, 1, 1])
        try #require(isClose(all.value(coefficient), row.estimate, within: 1e-12), "\(name)")
        let replicates = draws.map {
          CopiesOfRaters(ratings: places, values: categories, draws: $0).value(coefficient)
        }
        let expected = BootstrapInterval(.percentile, level: 0.5, estimate: row.estimate, replicates: replicates)
        #expect(isSame(row.standardError, expected.standardError), "\(name)")
        #expect(isSame(row.lower, expected.lower) && isSame(row.upper, expected.upper), "\(name)")
      }
    }
  }

  private func isSame(_ found: Double, _ expected: Double?) -> Bool {
    guard let expected else { return found.isNaN }
    return abs(found - expected) <= 1e-11
  }

  @Test func `more categories than a table of pairs holds give the same`() throws {
    // Coefficients that do not depend on how many categories are declared.
    let many = (0..<200).map { Double($0) }
    let ratings = RandomRatings(units: 12, raters: Self.raterCount, categories: [3, 50, 120], missing: 0.2, seed: 9)
    let coefficients: [AgreementCoefficient] = [
      .krippendorffAlpha(metric: .interval), .krippendorffAlpha(metric: .ordinal), .percentAgreement(.identity),
      .congerKappa(.identity), .fleissKappa(.identity),
    ]
    for sampling in [AgreementSampling.raters, .both] {
      let interval = AgreementInterval.bootstrap(resamples: 60, seed: 4, over: sampling)
      let few = AgreementAnalysis(coefficients, interval: interval)
      let declared = AgreementAnalysis(coefficients, interval: interval, declaredCategories: .numbers(many))
      for (a, b) in zip(few.estimates(of: try ratings.table()), declared.estimates(of: try ratings.table())) {
        #expect(isClose(a.estimate, b.estimate, within: 1e-12))
        #expect(isClose(a.standardError, b.standardError, within: 1e-12))
        #expect(isClose(a.lower, b.lower, within: 1e-12) && isClose(a.upper, b.upper, within: 1e-12))
      }
    }
  }
}
