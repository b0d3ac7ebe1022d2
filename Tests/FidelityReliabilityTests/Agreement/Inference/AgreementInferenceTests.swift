import FidelityData
import FidelityReliability
import FidelityTesting
import Testing

/// Standard errors by clusters, jackknives and the like, against ratings left out and computed anew in 50 digits.
@Suite("Inference of agreement")
struct AgreementInferenceTests {
  static let slug = "agreement-inference"

  /// The table of the dataset with the cluster of each unit.
  static func ratings() throws -> (table: RatingTable, clusters: UnitClusters) {
    let rows = try Datasets.rows(slug).rows
    let table = try RatingTable(
      units: rows.map { $0[0] }, raters: rows.map { $0[1] }, values: rows.map { Double($0[2]) ?? .nan })
    var codes: [UInt32] = []
    for row in rows where (Int(row[0]) ?? 0) > codes.count {
      codes.append(UInt32(row[3].unicodeScalars.first?.value ?? 0))
    }
    return (table, UnitClusters(codes: codes))
  }

  static func coefficient(_ name: String, _ options: [String: ExpectedCase.Option]) -> AgreementCoefficient? {
    AgreementCoefficient.named(
      name, weights: options["weights"].flatMap { AgreementWeights(name: $0.text) }.map { [$0] } ?? [],
      metrics: options["metric"].flatMap { AlphaMetric(name: $0.text) }.map { [$0] } ?? []
    ).first
  }

  static let cases = ((try? Datasets.cases(slug)) ?? []).filter { $0.options["method"] != nil }

  @Test("The dataset is there") func figuresAreThere() { #expect(Self.cases.count >= 66) }

  @Test(arguments: cases)
  func figure(_ expected: ExpectedCase) throws {
    let (table, clusters) = try Self.ratings()
    let method = try #require(expected.options["method"]?.text)
    let isClustered = method.hasSuffix("-cluster")
    var analysis = AgreementAnalysis(
      [try #require(Self.coefficient(expected.quantity, expected.options))],
      declaredCategories: .numbers([1, 2, 3, 4]))
    analysis.population = expected.options["population"].flatMap { Int($0.text) }
    switch method {
    case "jackknife", "jackknife-cluster": analysis.interval = .jackknife(.units)
    case "jackknife-raters": analysis.interval = .jackknife(.raters)
    case "jackknife-two-way": analysis.interval = .jackknife(.both)
    default: break
    }
    let row = analysis.estimates(of: table, clusters: isClustered ? clusters : nil)[0]
    #expect(row.method == method)
    #expect(isClose(row.estimate, try #require(expected.value), within: expected.tolerance))
    #expect(isClose(row.standardError, try #require(expected.standardError), within: expected.tolerance))
    let interval = try #require(expected.interval)
    #expect(isClose(row.lower, interval[0], within: expected.tolerance(of: "interval")))
    #expect(isClose(row.upper, interval[1], within: expected.tolerance(of: "interval")))
    #expect(isClose(row.statistic, try #require(expected.statistic), within: expected.tolerance(of: "statistic")))
    #expect(isClose(row.pValue, try #require(expected.pValue), within: expected.tolerance(of: "p_value")))
  }

  @Test("Every unit a cluster of its own: the errors of units")
  func singletons() throws {
    let table = try RandomRatings(units: 50, raters: 4, categories: [1, 2, 3, 4], missing: 0.3, seed: 4).table()
    let own = UnitClusters(codes: (0..<50).map { UInt32($0) })
    for interval in [AgreementInterval.linearised, .jackknife(.units), .jackknife(.both)] {
      let analysis = AgreementAnalysis(AgreementInvarianceTests.all, interval: interval)
      let (plain, clustered) = (analysis.estimates(of: table), analysis.estimates(of: table, clusters: own))
      AgreementInvarianceTests.expectEqual(clustered, plain, within: 1e-13)
      #expect(clustered.allSatisfy { $0.method?.hasSuffix("-cluster") ?? false })
    }
  }

  @Test("A unit in each of k copies, which make a cluster: the error of one copy")
  func copies() throws {
    let ratings = RandomRatings(units: 40, raters: 3, categories: [1, 2, 3], missing: 0.2, seed: 14)
    var copies = RandomRatings(units: 0, raters: 0, categories: [1], missing: 0, seed: 0)
    for copy in 0..<3 {
      copies.units += ratings.units.map { "\($0)/\(copy)" }
      copies.raters += ratings.raters
      copies.values += ratings.values
    }
    // Unit codes go by first appearance: the units of each copy in the same order.
    let count = Set(ratings.units).count
    let clusters = UnitClusters(codes: (0..<3 * count).map { UInt32($0 % count) })
    // Alpha counts ratings, and van Oest's prior counts units: more of them change the value.
    let coefficients = AgreementInvarianceTests.all.filter { $0.metric == nil && $0.quantity != "van-oest-ir2" }
    for interval in [AgreementInterval.linearised, .jackknife(.units)] {
      let analysis = AgreementAnalysis(coefficients, interval: interval)
      AgreementInvarianceTests.expectEqual(
        analysis.estimates(of: try copies.table(), clusters: clusters), analysis.estimates(of: try ratings.table()),
        within: 1e-13)
    }
  }

  @Test("The linearised error is the jackknife's up to terms of order 1/n")
  func nearlyEqual() throws {
    let table = try RandomRatings(units: 2_000, raters: 3, categories: [1, 2, 3], missing: 0.1, seed: 15).table()
    // Where units are rated once, Gwet's factor n/n_2 is a constant for the one and not for the other.
    var analysis = AgreementAnalysis(AgreementInvarianceTests.all, minimumRatings: 2)
    let linearised = analysis.estimates(of: table)
    analysis.interval = .jackknife(.units)
    for (a, b) in zip(linearised, analysis.estimates(of: table)) {
      #expect(abs(b.standardError / a.standardError - 1) < 0.02, "\(a.quantity) \(a.weights ?? a.metric ?? "")")
    }
  }

  @Test("The whole population: no error. A population smaller than the sample: a note")
  func population() throws {
    let table = try RandomRatings(units: 30, raters: 3, categories: [1, 2, 3], missing: 0, seed: 16).table()
    for interval in [AgreementInterval.linearised, .jackknife(.units)] {
      var analysis = AgreementAnalysis([.gwetAC(.identity)], interval: interval)
      let endless = analysis.estimates(of: table)[0]
      analysis.population = 30
      let whole = analysis.estimates(of: table)[0]
      #expect(whole.standardError == 0 && whole.pValue.isNaN && whole.lower == whole.estimate)
      analysis.population = 40
      let part = analysis.estimates(of: table)[0]
      #expect(isClose(part.standardError, endless.standardError / 2, within: 1e-15))
      analysis.population = 29
      let wrong = analysis.estimates(of: table)[0]
      #expect(wrong.standardError.isNaN && wrong.note?.contains("smaller than the sample") == true)
    }
  }

  @Test("One-sided: half the two-sided p value above 0, the rest below")
  func oneSided() throws {
    for seed in [UInt64(17), 18] {
      let table = try RandomRatings(units: 12, raters: 3, categories: [1, 2, 3], missing: 0, seed: seed).table()
      var analysis = AgreementAnalysis([.fleissKappa(.identity)])
      let two = analysis.estimates(of: table)[0]
      analysis.isOneSided = true
      let one = analysis.estimates(of: table)[0]
      #expect(isClose(one.pValue, two.estimate > 0 ? two.pValue / 2 : 1 - two.pValue / 2, within: 1e-15))
      #expect(one.lower == two.lower && one.upper == two.upper)
    }
  }

  @Test("Two raters: no error over raters, and the row says so")
  func tooFewRaters() throws {
    let table = try RandomRatings(units: 12, raters: 2, categories: [1, 2, 3], missing: 0, seed: 19).table()
    for interval in [
      AgreementInterval.jackknife(.raters), .jackknife(.both), .bootstrap(resamples: 100, seed: 1, over: .raters),
    ] {
      for row in AgreementAnalysis([.cohenKappa(.identity), .gwetAC(.identity)], interval: interval).estimates(
        of: table)
      {
        #expect(row.status == .ok && !row.estimate.isNaN && row.standardError.isNaN)
        #expect(row.note?.contains("fewer than three raters") == true)
      }
    }
  }

  @Test("Undefined without some unit: no error, and the row says so")
  func undefinedWithoutAUnit() throws {
    let table = try RatingTable(
      units: ["1", "1", "2", "2", "3", "3"], raters: ["a", "b", "a", "b", "a", "b"], values: [1, 1, 1, 1, 1, 2])
    let row = AgreementAnalysis([.krippendorffAlpha(metric: .nominal)], interval: .jackknife(.units)).estimates(
      of: table)[0]
    #expect(row.standardError.isNaN && row.note == "undefined without some unit: no standard error")
  }

  @Test("Where Fleiss, Cohen and Everitt do not apply, the error is linearised")
  func otherCoefficients() throws {
    let table = try RandomRatings(units: 30, raters: 3, categories: [1, 2, 3], missing: 0, seed: 20).table()
    let plain = AgreementAnalysis(AgreementInvarianceTests.all).estimates(of: table)
    let asked = AgreementAnalysis(AgreementInvarianceTests.all, interval: .fleissCohenEveritt).estimates(of: table)
    #expect(asked == plain && asked.allSatisfy { $0.method == "linearised" })
    // With two raters and no gaps it applies to Conger's kappa too, and is the linearised error with n for n - 1.
    let pair = try RandomRatings(units: 30, raters: 2, categories: [1, 2, 3], missing: 0, seed: 21).table()
    let kappas: [AgreementCoefficient] = [.congerKappa(.linear), .cohenKappa(.linear)]
    let errors = AgreementAnalysis(kappas, interval: .fleissCohenEveritt).estimates(of: pair)
    for (row, linearised) in zip(errors, AgreementAnalysis(kappas).estimates(of: pair)) {
      #expect(row.method == "fleiss-cohen-everitt")
      #expect(isClose(row.standardError, linearised.standardError * (29.0 / 30).squareRoot(), within: 1e-15))
    }
    let gaps = try RandomRatings(units: 30, raters: 2, categories: [1, 2, 3], missing: 0.3, seed: 22).table()
    let mixed = AgreementAnalysis(kappas, interval: .fleissCohenEveritt).estimates(of: gaps)
    #expect(mixed.map(\.method) == ["linearised", "fleiss-cohen-everitt"])
  }
}
