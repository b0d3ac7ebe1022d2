import FidelityData
import FidelityLinearAlgebra
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

/// Cohen's kappa under weights that tell the first rater from the second.
@Suite("Kappa with asymmetric weights")
struct AsymmetricKappaTests {
  /// A random table with random weights, no two of which need be equal.
  private struct Case {
    let table: CrossTable
    let count: Int
    let rows: [[Double]]

    init(seed: Int, unitsPerCell: Int = 12) {
      var stream = RandomStream(seed: UInt64(seed), stream: 77)
      count = 2 + stream.next(upperBound: 4)
      let (count, cells) = (count, count * count)
      table = CrossTable(
        categoryCount: count,
        counts: (0..<cells).map { cell in
          stream.uniform() < 0.15 ? 0 : stream.next(upperBound: unitsPerCell) + (cell % (count + 1) == 0 ? 5 : 0)
        })
      rows = (0..<count).map { row in (0..<count).map { $0 == row ? 1 : stream.uniform() } }
    }

    var values: [Double] { (1...count).map(Double.init) }

    func weights(transposed: Bool = false) throws -> AgreementWeights {
      .custom(
        try CustomWeights(
          categories: (1...count).map(String.init),
          agreement: (0..<count).map { row in (0..<count).map { transposed ? rows[$0][row] : rows[row][$0] } }))
    }

    /// Kappa as a function of the shares of the cells, by its definition.
    func kappa(_ shares: [Double]) -> Double {
      let size = shares.reduce(0, +)
      var (observed, chance) = (0.0, 0.0)
      for row in 0..<count {
        for column in 0..<count {
          observed += rows[row][column] * shares[row * count + column] / size
          let first = (0..<count).reduce(0) { $0 + shares[row * count + $1] } / size
          let second = (0..<count).reduce(0) { $0 + shares[$1 * count + column] } / size
          chance += rows[row][column] * first * second
        }
      }
      return (observed - chance) / (1 - chance)
    }

    /// n times the variance of kappa in a table of these shares by the delta method, its derivatives by differences.
    func deltaVariance(at shares: [Double]) -> Double {
      let step = 1e-5
      let derivatives = shares.indices.map { cell in
        var (above, below) = (shares, shares)
        above[cell] += step
        below[cell] -= step
        return (kappa(above) - kappa(below)) / (2 * step)
      }
      let mean = zip(shares, derivatives).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(shares, derivatives).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    }

    var shares: [Double] { table.counts.map { Double($0) / Double(table.unitCount) } }
  }

  @Test("The error is that of the delta method with derivatives by differences")
  func deltaMethod() throws {
    for seed in 0..<300 {
      let random = Case(seed: seed)
      guard random.table.unitCount > 2 else { continue }
      let found = random.table.cohenKappa(try random.weights(), values: random.values)
      let kappa = random.kappa(random.shares)
      #expect(found.value.isNaN == kappa.isNaN, "seed \(seed)")
      if kappa.isNaN { continue }
      #expect(isClose(found.value, kappa, within: 1e-12), "seed \(seed)")
      let n = Double(random.table.unitCount)
      let expected = (random.deltaVariance(at: random.shares) / (n - 1)).squareRoot()
      #expect(isClose(found.standardError, expected, within: 1e-7), "seed \(seed)")
    }
  }

  @Test("A table of three categories, by the bootstrap: which rater is first matters", arguments: [3, 8, 21])
  func bootstrap(seed: Int) throws {
    let random = Case(seed: seed, unitsPerCell: 400)
    let found = random.table.cohenKappa(try random.weights(), values: random.values)
    var stream = RandomStream(seed: UInt64(seed), stream: 5)
    var counts = [Int](repeating: 0, count: random.table.counts.count)
    let resampled = (0..<6_000).map { _ in
      stream.multinomial(trials: random.table.unitCount, weights: random.shares, into: &counts)
      return random.kappa(counts.map(Double.init))
    }
    let mean = resampled.reduce(0, +) / 6_000
    let deviation = (resampled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5_999).squareRoot()
    // The relative error of a standard deviation of 6,000 resamples is .009; bias is of the order 1/n.
    #expect(abs(found.standardError / deviation - 1) < 0.04)
  }

  @Test("Table and weights transposed together: the same kappa and the same error")
  func transposed() throws {
    for seed in 0..<200 {
      let random = Case(seed: seed)
      let (weights, exchanged) = (try random.weights(), try random.weights(transposed: true))
      for (a, b) in [
        (
          random.table.cohenKappa(weights, values: random.values),
          random.table.transposed.cohenKappa(exchanged, values: random.values)
        ),
        (
          random.table.percentAgreement(weights, values: random.values),
          random.table.transposed.percentAgreement(exchanged, values: random.values)
        ),
      ] {
        #expect(a.value.isNaN ? b.value.isNaN : isClose(a.value, b.value, within: 1e-13), "seed \(seed)")
        #expect(
          a.standardError.isNaN ? b.standardError.isNaN : isClose(a.standardError, b.standardError, within: 1e-13),
          "seed \(seed)")
      }
    }
  }

  /// The units of a table as ratings of "a", the first, and "b".
  private func ratings(_ random: Case) -> RatingMatrix {
    var (first, second) = ([Double](), [Double]())
    for (cell, count) in random.table.counts.enumerated() {
      first += repeatElement(random.values[cell / random.count], count: count)
      second += repeatElement(random.values[cell % random.count], count: count)
    }
    return RatingMatrix(raters: [first, second])
  }

  @Test("Agreement, raters and tables have one kappa, with Fleiss, Cohen and Everitt's errors by the delta method")
  func oneKappa() throws {
    for seed in 0..<100 {
      let random = Case(seed: seed)
      let weights = try random.weights()
      let expected = random.table.cohenKappa(weights, values: random.values)
      guard expected.standardError > 0 else { continue }
      let (matrix, n) = (ratings(random), Double(random.table.unitCount))
      let declared = DeclaredCategories.numbers(random.values)
      let agreement = AgreementAnalysis([.cohenKappa(weights)], declaredCategories: declared).estimates(of: matrix)[0]
      let raters = RaterAnalysis(weights: [weights], declaredCategories: declared).pairs(of: matrix.table())[1].estimate
      for row in [agreement, raters] {
        #expect(isClose(row.estimate, expected.value, within: 1e-12), "seed \(seed)")
        #expect(isClose(row.standardError, expected.standardError, within: 1e-12), "seed \(seed)")
        #expect(row.note?.contains("asymmetric weights: rows are the rater whose name comes first") == true)
      }
      let row = AgreementAnalysis([.cohenKappa(weights)], interval: .fleissCohenEveritt, declaredCategories: declared)
        .estimates(of: matrix)[0]
      #expect(isClose(row.standardError, expected.standardError * ((n - 1) / n).squareRoot(), within: 1e-12))
      let independent = (0..<random.count * random.count).map { cell in
        Double(random.table.firstMargin[cell / random.count] * random.table.secondMargin[cell % random.count]) / n / n
      }
      let null = (random.deltaVariance(at: independent) / n).squareRoot()
      #expect(null < 1e-6 || isClose(row.statistic * null, row.estimate, within: 1e-6), "seed \(seed)")
    }
  }

  @Test("The matrix of kappas has the row's rater first; a gold standard is the second")
  func orders() throws {
    let labels = ["low", "middle", "high"]
    let weights = AgreementWeights.custom(
      try CustomWeights(categories: labels, agreement: [[1, 0.9, 0.1], [0.3, 1, 0.6], [0, 0.2, 1]]))
    var stream = RandomStream(seed: 6)
    let units = (0..<40).map { "u\($0)" }
    let text = (0..<80).map { _ in labels[stream.next(upperBound: 3)] }
    let table = try RatingTable(
      units: units + units, raters: units.map { _ in "ann" } + units.map { _ in "ben" }, labels: text)
    let analysis = RaterAnalysis(weights: [weights], declaredCategories: .labels(labels))
    let cross = analysis.crossTables(of: table).tables[0].table
    let values = [1.0, 2, 3]
    let (first, second) = (
      cross.cohenKappa(weights, values: values, labels: labels),
      cross.transposed.cohenKappa(weights, values: values, labels: labels)
    )
    #expect(abs(first.value - second.value) > 0.001)
    let kappas = analysis.kappaMatrix(weights, of: table).kappas
    #expect(isClose(kappas[0, 1], first.value, within: 1e-14) && isClose(kappas[1, 0], second.value, within: 1e-14))
    // Ann is the gold standard: Ben's categories are the rows.
    let gold = try #require(analysis.againstGold(0, of: table).first { $0.estimate.quantity == "cohen-kappa" }).estimate
    #expect(isClose(gold.estimate, second.value, within: 1e-14))
    #expect(isClose(gold.standardError, second.standardError, within: 1e-14))
    #expect(gold.note == "asymmetric weights: rows are the rater, columns the gold standard")
    let mean = try #require(
      analysis.againstOthers(of: table).first { $0.estimate.quantity == "mean-pairwise-kappa" }
    ).estimate
    #expect(isClose(mean.estimate, first.value, within: 1e-14))
    #expect(mean.note == "asymmetric weights: rows are the rater whose name comes first")
  }

  @Test("The unit of an influence has the weight of its ratings in their order")
  func influence() throws {
    let weights = AgreementWeights.custom(
      try CustomWeights(categories: ["1", "2"], agreement: [[1, 0.75], [0.25, 1]]))
    let matrix = RatingMatrix(raters: [[1.0, 2, 1, 2, 1], [2, 1, 1, 2, 1]] as [[Double]])
    let rows = AgreementAnalysis([.cohenKappa(weights), .gwetAC(weights)]).influences(of: matrix.table())
    func agreement(_ unit: UInt32, _ coefficient: Int) -> Double? {
      rows.first { $0.subject == .unit(unit) && $0.coefficient == coefficient }?.agreement
    }
    #expect(agreement(0, 0) == 0.75 && agreement(1, 0) == 0.25 && agreement(2, 0) == 1)
    #expect(agreement(0, 1) == 0.5 && agreement(1, 1) == 0.5)
  }
}
