import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Rows, statuses and notes of agreement")
struct AgreementRowsTests {
  private func crossTable(_ counts: [[Int]]) throws -> RatingTable {
    var columns: [[Double]] = [[], []]
    for (row, cells) in counts.enumerated() {
      for (column, count) in cells.enumerated() {
        columns[0] += Array(repeating: Double(row + 1), count: count)
        columns[1] += Array(repeating: Double(column + 1), count: count)
      }
    }
    return RatingMatrix(raters: columns).table()
  }

  @Test("A row for each category stands where its coefficient does, in every part of an analysis")
  func order() throws {
    let ratings = RandomRatings(units: 30, raters: 2, categories: [1, 2, 3], missing: 0.2, seed: 2)
    let coefficients: [AgreementCoefficient] = [
      .scottPi(.identity), .categoryKappa(.each), .gwetAC(.identity), .categoryAgreement(.each), .kappaMaximum,
      .categoryKappa(.each), .cohenKappa(.identity),
    ]
    for interval in [AgreementInterval.linearised, .bootstrap(resamples: 100, seed: 1)] {
      let rows = AgreementAnalysis(
        coefficients, interval: interval, declaredCategories: .numbers([1, 2, 3, 7])
      ).estimates(of: try ratings.table())
      let kappas = Array(repeating: "category-kappa", count: 4)
      #expect(
        rows.map(\.quantity) == ["scott-pi"] + kappas + ["gwet-ac"]
          + Array(repeating: "category-agreement", count: 4) + ["kappa-maximum"] + kappas + ["cohen-kappa"])
      #expect(rows[1...4].map(\.term) == ["1", "2", "3", "7"])
      #expect(rows[1...4] == rows[11...14])
      #expect(rows[4].status == .noVariation && rows[9].status == .noVariation)
      #expect(rows[0].term == nil)
    }
  }

  @Test("Groups have the categories they have")
  func groups() throws {
    var (collector, dictionary) = (RatingCollector(), CategoryDictionary(.text))
    for (group, labels) in [["a", "b", "a", "b"], ["c", "c", "b", "a"], ["b", "b", "b", "b"]].enumerated() {
      for (place, label) in labels.enumerated() {
        collector.append(
          group: UInt32(group), unit: UInt32(place / 2), rater: UInt32(place % 2), category: dictionary.code(of: label))
      }
    }
    let table = try RatingTable(collector, groupCount: 3, unitCount: 2, dictionary: dictionary)
    var result = EstimateTable()
    AgreementAnalysis([.categoryAgreement(.each), .scottPi(.identity)]).append(table, order: [0, 1, 2], to: &result)
    let rows = result.table()
    #expect(
      rows.texts("term") == ["a", "b", nil, "a", "b", "c", nil, "b", nil])
    #expect(rows.numbers("estimate")?.prefix(6).map { $0.isNaN ? -1 : $0 } == [0, 0, -1, 0, 0, 1])
  }

  @Test("No rating in pairs: one row with a status")
  func empty() throws {
    let table = try RatingTable(units: ["1", "2"], raters: ["a", "b"], values: [1, 2])
    for coefficient in AgreementCoefficient.names.flatMap({
      AgreementCoefficient.named($0, weights: [.identity], metrics: [.circular])
    }) {
      let rows = AgreementAnalysis([coefficient], minimumRatings: 2).estimates(of: table)
      #expect(rows.map(\.status) == [.tooFewUnits], "\(coefficient.quantity)")
    }
  }

  @Test("Coefficients of two raters where there are three")
  func threeRaters() throws {
    let table = try RandomRatings(units: 10, raters: 3, categories: [1, 2], missing: 0, seed: 1).table()
    for name in [
      "cohen-kappa", "scott-pi", "bangdiwala-b", "prevalence-index", "bias-index", "kappa-maximum", "kappa-ratio",
    ] {
      let coefficient = try #require(AgreementCoefficient.named(name, weights: [.identity], metrics: []).first)
      let row = table.estimate(coefficient)
      #expect(row.status == .notTwoRaters && row.estimate.isNaN, "\(name)")
    }
  }

  @Test("Undefined for a reason of its own")
  func statuses() throws {
    let disjoint = try crossTable([[0, 5, 0], [0, 0, 0], [0, 3, 0]])
    #expect(disjoint.estimate(.bangdiwalaB(.identity)).status == .tooFewCategories)
    #expect(disjoint.estimate(.kappaRatio).status == .tooFewCategories)
    #expect(disjoint.estimate(.kappaMaximum).estimate == 0)
    #expect(disjoint.estimate(.prevalenceIndex).status == .tooManyCategories)
    let single = try crossTable([[4]])
    #expect(single.estimate(.prevalenceIndex).status == .tooFewCategories)
    #expect(single.estimate(.bangdiwalaB(.identity)).estimate == 1)
    #expect(single.estimate(.kappaMaximum).status == .noVariation)
    #expect(single.estimate(.kappaRatio).status == .noVariation)
    #expect(single.estimate(.lightKappa(.identity)).status == .noVariation)
    // Weights that are no function of the steps between two categories.
    let uneven = try RatingTable(
      units: ["1", "1", "2", "2", "3", "3"], raters: ["a", "b", "a", "b", "a", "b"], values: [1, 2, 2, 2, 5, 5])
    #expect(uneven.estimate(.bangdiwalaB(.linear)).status == .undefinedWeights)
    #expect(uneven.estimate(.bangdiwalaB(.ordinal)).status == .ok)
    let many = RatingMatrix(raters: [(0..<1_200).map(Double.init), (0..<1_200).map { Double($0 / 2) }])
    #expect(many.estimate(.lightKappa(.identity)).status == .tooManyCategories)
    #expect(many.estimate(.vanOest(.linear)).status == .tooManyCategories)
    #expect(many.estimate(.categoryAgreement(.each)).status == .ok)
    #expect(many.estimate(.krippendorffAlpha(metric: .weights(.quadratic))).status == .tooManyCategories)
  }

  @Test("Too many cross tables are a status, no memory")
  func crossTableLimit() throws {
    let raters = 900
    let columns = (0..<raters).map { rater in (0..<4).map { unit in Double((rater + unit) % 10) } }
    #expect(RatingMatrix(raters: columns).estimate(.lightKappa(.identity)).status == .tooManyCategories)
  }

  @Test("The maximum of kappa has an interval by the bootstrap alone")
  func maximum() throws {
    let table = try crossTable([[30, 10], [5, 20]])
    for coefficient in [AgreementCoefficient.kappaMaximum, .kappaRatio] {
      let plain = table.estimate(coefficient)
      #expect(plain.status == .ok && plain.standardError.isNaN && plain.method == nil)
      #expect(plain.note == "no linearised error; a bootstrap has an interval")
      let bootstrap = table.estimate(coefficient, interval: .bootstrap(resamples: 500, seed: 2))
      #expect(bootstrap.estimate == plain.estimate)
      #expect(bootstrap.standardError > 0 && bootstrap.lower < bootstrap.upper)
    }
  }

  @Test("The bootstrap of every new coefficient has about the linearised error")
  func bootstrap() throws {
    let table = try RandomRatings(units: 400, raters: 2, categories: [1, 2, 3], missing: 0.1, seed: 3).table()
    let coefficients: [AgreementCoefficient] = [
      .scottPi(.quadratic), .lightKappa(.linear), .vanOest(.identity), .bangdiwalaB(.linear), .categoryAgreement(.each),
      .categoryKappa(.each), .krippendorffAlpha(metric: .circular), .krippendorffAlpha(metric: .bipolar),
    ]
    let analytic = AgreementAnalysis(coefficients).estimates(of: table)
    let resampled = AgreementAnalysis(coefficients, interval: .bootstrap(resamples: 4_000, seed: 5)).estimates(
      of: table)
    for (a, b) in zip(analytic, resampled) {
      #expect(a.estimate == b.estimate && a.term == b.term)
      // The bootstrap's own error is 1.1 %; units rated once come and go, which moves it by some more.
      #expect(abs(b.standardError / a.standardError - 1) < 0.08, "\(a.quantity)")
    }
  }

  @Test("Light's kappa of many raters, some of whom never meet")
  func manyRaters() throws {
    let ratings = RandomRatings(units: 60, raters: 30, categories: [1, 2, 3, 4], missing: 0.9, seed: 9)
    let row = try ratings.table().estimate(.lightKappa(.quadratic))
    let scale = [1.0, 2, 3, 4]
    let brute = BruteForceAgreement(ratings, scale: scale) { 1 - ($0 - $1) * ($0 - $1) / 9 }.ratedAtLeast(2)
    #expect(row.status == .ok)
    #expect(isClose(row.estimate, brute.estimate("light-kappa").value, within: 1e-12))
    #expect(isClose(row.standardError, brute.estimate("light-kappa").standardError, within: 1e-6))
    #expect(row.note?.contains("of 435 pairs of raters left out: no common units or no variation") == true)
    #expect(row.raterCount == 30)
  }

  @Test("High agreement and low kappa: words on prevalence, and only then")
  func prevalenceNote() throws {
    let kappas: [AgreementCoefficient] = [
      .cohenKappa(.identity), .congerKappa(.identity), .fleissKappa(.identity), .scottPi(.identity),
      .krippendorffAlpha(metric: .nominal),
    ]
    let others: [AgreementCoefficient] = [
      .percentAgreement(.identity), .gwetAC(.identity), .brennanPrediger(.identity),
      .krippendorffAlpha(metric: .ordinal),
      .cohenKappa(.quadratic),
    ]
    let skewed = AgreementAnalysis(kappas + others).estimates(of: try crossTable([[80, 10], [5, 5]]))
    for row in skewed.prefix(kappas.count) {
      #expect(
        row.note
          == "prevalence: raters agree in 85 %, but 88 % of the ratings are 1, so most of that is expected by chance; "
          + "less affected: percent-agreement, gwet-ac, brennan-prediger, category-agreement", "\(row.quantity)")
    }
    #expect(skewed.dropFirst(kappas.count).allSatisfy { $0.note == nil })
    for counts in [[[40, 9], [6, 45]], [[60, 10], [10, 5]]] {
      let rows = AgreementAnalysis(kappas).estimates(of: try crossTable(counts))
      #expect(rows.allSatisfy { $0.note == nil })
    }
    // Text, and the bootstrap keeps the note beside its own.
    let units = (0..<20).map { String($0) }
    let labels = Array(repeating: "yes", count: 18)
    let text = try RatingTable(
      units: units + units, raters: units.map { _ in "a" } + units.map { _ in "b" },
      labels: labels + ["no", "yes"] + labels + ["yes", "no"])
    let row = text.estimate(.fleissKappa(.identity), interval: .bootstrap(resamples: 500, seed: 3))
    #expect(row.note?.hasPrefix("prevalence: raters agree in 90 %, but 95 % of the ratings are yes, ") == true)
    #expect(row.note?.contains("; undefined in ") == true)
  }
}
