import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

/// Ratings of random tables: units x raters, some missing.
struct RandomRatings {
  var units: [String] = []
  var raters: [String] = []
  var values: [Double] = []

  init(units unitCount: Int, raters raterCount: Int, categories: [Double], missing: Double, seed: UInt64) {
    var stream = RandomStream(seed: seed)
    for unit in 0..<unitCount {
      let truth = stream.next(upperBound: categories.count)
      for rater in 0..<raterCount where stream.uniform() >= missing {
        let category = stream.uniform() < 0.6 ? truth : stream.next(upperBound: categories.count)
        units.append("u\(unit)")
        raters.append("r\(rater)")
        values.append(categories[category])
      }
    }
  }

  func table() throws -> RatingTable { try RatingTable(units: units, raters: raters, values: values) }
}

@Suite("Invariances of agreement")
struct AgreementInvarianceTests {
  static let all: [AgreementCoefficient] =
    AgreementWeights.families.flatMap { weights -> [AgreementCoefficient] in
      [
        .percentAgreement(weights), .fleissKappa(weights), .congerKappa(weights), .gwetAC(weights),
        .brennanPrediger(weights),
        .krippendorffAlpha(metric: .weights(weights)), .vanOest(weights), .lightKappa(weights),
      ]
    } + [AlphaMetric.nominal, .ordinal, .interval, .ratio, .circular, .bipolar].map { .krippendorffAlpha(metric: $0) }
    + [
      .categoryAgreement(.each), .categoryKappa(.each),
    ]

  /// Those of two raters.
  static let ofTwo: [AgreementCoefficient] =
    AgreementWeights.families.flatMap { weights -> [AgreementCoefficient] in
      [.cohenKappa(weights), .scottPi(weights), .bangdiwalaB(weights)]
    } + [.prevalenceIndex, .biasIndex, .kappaMaximum, .kappaRatio]

  static func expectEqual(_ found: [Estimate], _ expected: [Estimate], within tolerance: Double) {
    for (left, right) in zip(found, expected) {
      #expect(left.status == right.status, "\(left.quantity)")
      for (a, b) in [
        (left.estimate, right.estimate), (left.standardError, right.standardError), (left.lower, right.lower),
      ] where !b.isNaN {
        #expect(isClose(a, b, within: tolerance), "\(left.quantity) \(left.weights ?? left.metric ?? "")")
      }
    }
  }

  @Test("Rows in another order: the same to the last bit, bootstrap included", arguments: [UInt64(1), 2, 3, 4])
  func permutedRows(seed: UInt64) throws {
    let ratings = RandomRatings(units: 60, raters: 4, categories: [1, 2, 3, 5], missing: 0.2, seed: seed)
    var order = Array(ratings.units.indices)
    var stream = RandomStream(seed: seed, stream: 99)
    order.shuffle(using: &stream)
    var shuffled = ratings
    shuffled.units = order.map { ratings.units[$0] }
    shuffled.raters = order.map { ratings.raters[$0] }
    shuffled.values = order.map { ratings.values[$0] }
    for interval in [AgreementInterval.linearised, .bootstrap(resamples: 200, seed: 3)] {
      let analysis = AgreementAnalysis(Self.all, interval: interval)
      let before = analysis.estimates(of: try ratings.table())
      let after = analysis.estimates(of: try shuffled.table())
      Self.expectEqual(after, before, within: 0)
    }
  }

  @Test("Other names of raters and units change nothing", arguments: [UInt64(5), 6])
  func relabelled(seed: UInt64) throws {
    let ratings = RandomRatings(units: 40, raters: 5, categories: [0, 1, 2], missing: 0.3, seed: seed)
    var renamed = ratings
    renamed.raters = ratings.raters.map { "z" + String($0.reversed()) }
    renamed.units = ratings.units.map { String($0.reversed()) + "!" }
    let analysis = AgreementAnalysis(Self.all)
    Self.expectEqual(
      analysis.estimates(of: try renamed.table()), analysis.estimates(of: try ratings.table()), within: 1e-14)
  }

  @Test("Nominal coefficients do not see the categories' values")
  func permutedCategories() throws {
    let ratings = RandomRatings(units: 50, raters: 3, categories: [1, 2, 3, 4], missing: 0.1, seed: 8)
    var other = ratings
    other.values = ratings.values.map { [1: 40, 2: -3, 3: 7.5, 4: 0][$0] ?? .nan }
    let nominal = Self.all.filter { $0.weights == .identity || $0.metric == .nominal }
    let analysis = AgreementAnalysis(nominal)
    Self.expectEqual(
      analysis.estimates(of: try other.table()), analysis.estimates(of: try ratings.table()), within: 1e-14)
  }

  @Test("Every unit twice: point estimates stay, but for the small-sample term of alpha and van Oest's prior")
  func duplicated() throws {
    let ratings = RandomRatings(units: 30, raters: 4, categories: [1, 2, 3], missing: 0.2, seed: 21)
    var twice = ratings
    twice.units += ratings.units.map { $0 + "'" }
    twice.raters += ratings.raters
    twice.values += ratings.values
    let gwet = Self.all.filter { $0.metric == nil && $0.quantity != "van-oest-ir2" }
    let analysis = AgreementAnalysis(gwet)
    for (a, b) in zip(analysis.estimates(of: try twice.table()), analysis.estimates(of: try ratings.table())) {
      #expect(isClose(a.estimate, b.estimate, within: 1e-14))
    }
  }

  @Test("An interval scale moved or stretched leaves interval alpha and quadratic weights alone")
  func linearTransformation() throws {
    let ratings = RandomRatings(units: 45, raters: 3, categories: [1, 2, 3, 4, 5], missing: 0.15, seed: 31)
    var moved = ratings
    moved.values = ratings.values.map { 1e9 + 0.5 * $0 }
    let analysis = AgreementAnalysis([
      .krippendorffAlpha(metric: .interval), .fleissKappa(.quadratic), .gwetAC(.linear),
      .krippendorffAlpha(metric: .ordinal),
    ])
    Self.expectEqual(
      analysis.estimates(of: try moved.table()), analysis.estimates(of: try ratings.table()), within: 1e-12)
  }

  @Test("With two categories all weights are the identity")
  func twoCategories() throws {
    let table = try RandomRatings(units: 40, raters: 3, categories: [2, 7], missing: 0.1, seed: 13).table()
    let base = AgreementAnalysis([.fleissKappa(.identity)]).estimates(of: table)[0]
    for weights in AgreementWeights.families {
      let other = AgreementAnalysis([.fleissKappa(weights)]).estimates(of: table)[0]
      #expect(isClose(other.estimate, base.estimate, within: 1e-13), "\(weights)")
      #expect(isClose(other.standardError, base.standardError, within: 1e-13), "\(weights)")
    }
  }

  @Test("With two raters Conger is Cohen, and Fleiss' quadratic alpha form is interval alpha")
  func identities() throws {
    let table = try RandomRatings(units: 40, raters: 2, categories: [1, 2, 3], missing: 0, seed: 17).table()
    let rows = AgreementAnalysis([
      .cohenKappa(.quadratic), .congerKappa(.quadratic), .krippendorffAlpha(metric: .interval),
      .krippendorffAlpha(metric: .weights(.quadratic)), .krippendorffAlpha(metric: .nominal), .fleissKappa(.identity),
    ]).estimates(of: table)
    #expect(rows[0].estimate == rows[1].estimate)
    #expect(isClose(rows[2].estimate, rows[3].estimate, within: 1e-14))
    #expect(isClose(rows[2].standardError, rows[3].standardError, within: 1e-14))
    // alpha = 1 - (1 - pi) (N - 1) / N with N ratings.
    #expect(isClose(rows[4].estimate, 1 - (1 - rows[5].estimate) * 79 / 80, within: 1e-14))
  }
}
