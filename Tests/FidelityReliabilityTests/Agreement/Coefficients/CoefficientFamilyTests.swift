import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

/// Scott, Light, van Oest, Bangdiwala, Cohen under asymmetric weights, indices and category-specific agreement against
/// their definitions.
@Suite("Coefficients by brute force")
struct CoefficientFamilyTests {
  /// A case of one coefficient on one random table.
  private struct Case {
    let ratings: RandomRatings
    let scale: [Double]
    let matrix: [[Double]]
    let weights: AgreementWeights

    init(seed: Int, raters: Int, stepWeights: Bool, symmetric: Bool, mostCategories: Int = 5) throws {
      var stream = RandomStream(seed: UInt64(seed), stream: 31)
      let count = 2 + stream.next(upperBound: mostCategories - 1)
      scale = (0..<count).map { Double($0) * (seed % 4 == 0 ? 0.5 : 1) - (seed % 3 == 0 ? 1 : 0) }
      ratings = RandomRatings(
        units: 3 + stream.next(upperBound: 12), raters: raters, categories: scale,
        missing: [0, 0.15, 0.4][stream.next(upperBound: 3)], seed: UInt64(seed))
      var matrix = (0..<count).map { row in (0..<count).map { $0 == row ? 1 : stream.uniform() } }
      if stepWeights {
        let steps = [1] + (1..<count).map { _ in stream.uniform() }
        matrix = (0..<count).map { row in (0..<count).map { steps[abs($0 - row)] } }
      } else if symmetric {
        for row in 0..<count { for column in 0..<row { matrix[row][column] = matrix[column][row] } }
      }
      if seed % 5 == 0 {
        matrix = (0..<count).map { row in (0..<count).map { $0 == row ? 1 : 0 } }
        weights = .identity
      } else {
        weights = .custom(
          try CustomWeights(categories: scale.map { CategoryDictionary.label($0) }, agreement: matrix))
      }
      self.matrix = matrix
    }

    var brute: BruteForceAgreement { BruteForceAgreement(ratings, scale: scale, matrix: matrix) }
    var declared: DeclaredCategories { .numbers(scale) }

    func rows(_ coefficient: AgreementCoefficient) throws -> [Estimate] {
      AgreementAnalysis([coefficient], declaredCategories: declared).estimates(of: try ratings.table())
    }
  }

  private func check(
    _ row: Estimate, _ brute: BruteForceAgreement, _ name: String, category: Double = .nan, hasError: Bool = true,
    _ label: String
  ) {
    let expected = brute.estimate(name, category: category)
    if expected.value.isNaN {
      #expect(row.status != .ok, "\(label)")
      return
    }
    #expect(row.status == .ok || row.status == .noSpread && row.standardError == 0, "\(label)")
    #expect(isClose(row.estimate, expected.value, within: 1e-12), "\(label)")
    guard hasError else {
      #expect(row.standardError.isNaN && row.note != nil, "\(label)")
      return
    }
    // Central differences of 1e-5 leave 1e-10 relative, and rounding 1e-11 / 1e-5.
    guard brute.units.count >= 2, !expected.standardError.isNaN else { return }
    #expect(isClose(row.standardError, expected.standardError, within: 1e-6 * (1 + expected.standardError)), "\(label)")
  }

  @Test("Two raters, any weights", arguments: ["scott-pi", "cohen-kappa", "kappa-maximum", "kappa-ratio"])
  func twoRaters(name: String) throws {
    var checked = 0
    for seed in 0..<1_000 {
      let random = try Case(seed: seed, raters: 2, stepWeights: false, symmetric: seed % 2 == 0)
      let brute = random.brute.ratedAtLeast(2)
      guard brute.units.count >= 1, brute.raters.count == 2 else { continue }
      let coefficient = try #require(
        AgreementCoefficient.named(name, weights: [random.weights], metrics: []).first)
      let row = try random.rows(coefficient)[0]
      #expect(row.unitCount == brute.units.count)
      check(row, brute, name, hasError: !name.hasPrefix("kappa"), "\(name) seed \(seed)")
      checked += [.ok, .noSpread].contains(row.status) ? 1 : 0
    }
    #expect(checked > 750)
  }

  @Test("Bangdiwala's B with weights by steps")
  func bangdiwala() throws {
    var checked = 0
    for seed in 0..<1_000 {
      let random = try Case(seed: seed, raters: 2, stepWeights: true, symmetric: true)
      let brute = random.brute.ratedAtLeast(2)
      guard brute.units.count >= 1 else { continue }
      let row = try random.rows(.bangdiwalaB(random.weights))[0]
      check(row, brute, "bangdiwala-b", "seed \(seed)")
      checked += [.ok, .noSpread].contains(row.status) ? 1 : 0
    }
    #expect(checked > 850)
  }

  @Test("Light's kappa, missing ratings, pairs without a kappa")
  func light() throws {
    var (checked, leftOut) = (0, 0)
    for seed in 0..<1_000 {
      let random = try Case(seed: seed, raters: 2 + seed % 4, stepWeights: false, symmetric: seed % 2 == 0)
      let brute = random.brute.ratedAtLeast(2)
      guard brute.units.count >= 1 else { continue }
      let row = try random.rows(.lightKappa(random.weights))[0]
      check(row, brute, "light-kappa", "seed \(seed)")
      checked += [.ok, .noSpread].contains(row.status) ? 1 : 0
      leftOut += row.note?.contains("left out") == true ? 1 : 0
    }
    #expect(checked > 850)
    #expect(leftOut > 20)
  }

  @Test("Van Oest's coefficient, missing ratings, units rated once")
  func vanOest() throws {
    for seed in 0..<1_000 {
      let random = try Case(seed: seed, raters: 2 + seed % 4, stepWeights: false, symmetric: seed % 2 == 0)
      let brute = random.brute
      guard brute.units.contains(where: { $0.count >= 2 }) else { continue }
      let row = try random.rows(.vanOest(random.weights))[0]
      #expect(row.unitCount == brute.units.count)
      check(row, brute, "van-oest-ir2", "seed \(seed)")
    }
  }

  @Test("Prevalence and bias", arguments: ["prevalence-index", "bias-index"])
  func indices(name: String) throws {
    for seed in 0..<500 {
      let random = try Case(seed: seed, raters: 2, stepWeights: false, symmetric: true, mostCategories: 2)
      let brute = random.brute.ratedAtLeast(2)
      guard brute.units.count >= 1 else { continue }
      let coefficient = try #require(AgreementCoefficient.named(name, weights: [], metrics: []).first)
      check(try random.rows(coefficient)[0], brute, name, "seed \(seed)")
    }
  }

  @Test("Specific agreement of every category")
  func categoryAgreement() throws {
    for seed in 0..<500 {
      let random = try Case(seed: seed, raters: 2 + seed % 4, stepWeights: false, symmetric: true)
      let brute = random.brute.ratedAtLeast(2)
      guard brute.units.count >= 1 else { continue }
      let rows = try random.rows(.categoryAgreement(.each))
      #expect(rows.map(\.term) == random.scale.map { CategoryDictionary.label($0) })
      for (row, category) in zip(rows, random.scale) {
        check(row, brute, "category-agreement", category: category, "seed \(seed) category \(category)")
      }
    }
  }

  @Test("The kappa of a category is Fleiss' kappa of that category and the rest, errors and all")
  func categoryKappa() throws {
    for seed in 0..<500 {
      let random = try Case(seed: seed, raters: 2 + seed % 4, stepWeights: false, symmetric: true)
      guard !random.ratings.units.isEmpty else { continue }
      for (row, category) in zip(try random.rows(.categoryKappa(.each)), random.scale) {
        var other = random.ratings
        other.values = other.values.map { $0 == category ? 1 : 0 }
        let expected = AgreementAnalysis([.fleissKappa(.identity)]).estimates(of: try other.table())[0]
        #expect(row.status == expected.status, "seed \(seed)")
        #expect(row.unitCount == expected.unitCount)
        guard expected.status == .ok else { continue }
        #expect(isClose(row.estimate, expected.estimate, within: 1e-12), "seed \(seed)")
        guard !expected.standardError.isNaN else { continue }
        #expect(isClose(row.standardError, expected.standardError, within: 1e-12), "seed \(seed)")
      }
    }
  }

  @Test("Fleiss' kappa is the mean of the categories' kappas, weighted by p (1 - p)")
  func weightedMean() throws {
    let ratings = RandomRatings(units: 40, raters: 5, categories: [1, 2, 3, 4], missing: 0, seed: 4)
    let rows = AgreementAnalysis([.categoryKappa(.each), .fleissKappa(.identity)]).estimates(of: try ratings.table())
    #expect(rows.count == 5)
    let shares = [1.0, 2, 3, 4].map { category in Double(ratings.values.count { $0 == category }) / 200 }
    let spread = shares.map { $0 * (1 - $0) }
    let mean = zip(rows, spread).reduce(0) { $0 + $1.0.estimate * $1.1 } / spread.reduce(0, +)
    #expect(isClose(mean, rows[4].estimate, within: 1e-14))
  }

  @Test("Byrt, Bishop and Carlin: kappa from agreement, prevalence and bias")
  func byrtIdentity() throws {
    for seed in UInt64(0)..<50 {
      let table = try RandomRatings(units: 30, raters: 2, categories: [0, 1], missing: 0, seed: seed).table()
      let rows = AgreementAnalysis([
        .cohenKappa(.identity), .brennanPrediger(.identity), .prevalenceIndex, .biasIndex,
      ]).estimates(of: table)
      let (adjusted, prevalence, bias) = (rows[1].estimate, rows[2].estimate, rows[3].estimate)
      let spread = bias * bias - prevalence * prevalence
      #expect(isClose(rows[0].estimate, (adjusted + spread) / (1 + spread), within: 1e-13))
    }
  }

  @Test("Scott's pi is Fleiss' kappa of two raters, Light's kappa is Cohen's")
  func identities() throws {
    for weights in AgreementWeights.families where weights != .ratio {
      let table = try RandomRatings(units: 50, raters: 2, categories: [1, 2, 3, 4], missing: 0, seed: 3).table()
      let rows = AgreementAnalysis([
        .scottPi(weights), .fleissKappa(weights), .lightKappa(weights), .cohenKappa(weights),
      ]).estimates(of: table)
      for pair in [(0, 1), (2, 3)] {
        #expect(isClose(rows[pair.0].estimate, rows[pair.1].estimate, within: 1e-13), "\(weights)")
        #expect(isClose(rows[pair.0].standardError, rows[pair.1].standardError, within: 1e-13), "\(weights)")
      }
    }
  }

  @Test("A matrix that spells a family out is that family")
  func matrixOfAFamily() throws {
    let scale = [1.0, 2, 4, 5]
    let ratings = RandomRatings(units: 30, raters: 2, categories: scale, missing: 0.1, seed: 12)
    for family in AgreementWeights.families {
      let flat = family.matrix(values: scale)
      let matrix = try CustomWeights(
        categories: ["5", "1", "2.0", "4"],
        agreement: [3, 0, 1, 2].map { row in [3, 0, 1, 2].map { flat[row * 4 + $0] } })
      let names = AgreementCoefficient.names
      let analysis = { (weights: AgreementWeights) in
        AgreementAnalysis(
          names.flatMap { AgreementCoefficient.named($0, weights: [weights], metrics: [.weights(weights)]) },
          declaredCategories: .numbers(scale))
      }
      let found = analysis(.custom(matrix)).estimates(of: try ratings.table())
      let expected = analysis(family).estimates(of: try ratings.table())
      #expect(found.count == names.count + 2 * 3)
      AgreementInvarianceTests.expectEqual(found, expected, within: 1e-13)
    }
  }
}
