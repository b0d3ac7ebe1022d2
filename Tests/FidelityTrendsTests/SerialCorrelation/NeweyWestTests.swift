import FidelityData
import FidelityLinearAlgebra
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Newey-West covariance")
struct NeweyWestTests {
  static func investment() throws -> TimeSeriesRegression {
    let slug = "newey-west-investment"
    let outcome = try Datasets.numbers(slug, "investment")
    return try TimeSeriesRegression(
      outcome: outcome, predictors: ["gnp", "interest"].map { ($0, try Datasets.numbers(slug, $0)) },
      order: TimeOrder(rowCount: outcome.count))
  }

  @Test("Greene's investment equation, lag 4: the covariance that sandwich prints")
  func greene() throws {
    let covariance = try Self.investment().neweyWest(NeweyWest(lag: .fixed(4), isAdjusted: false))
    let expected = [
      [359.4170681, -0.3115505035, -4.089319305], [-0.3115505035, 0.0002805888, -0.005355931],
      [-4.089319305, -0.005355931, 11.171472998],
    ]
    let tolerances = [[5e-8, 5e-11, 5e-10], [5e-11, 5e-11, 5e-10], [5e-10, 5e-10, 5e-10]]
    for i in 0..<3 {
      for j in 0..<3 { #expect(isClose(covariance.matrix[i, j], expected[i][j], within: tolerances[i][j])) }
    }
    #expect(covariance.status == .ok && covariance.lag == 4 && covariance.degreesOfFreedom == 16)
  }

  @Test(
    "Named numbers of lags",
    arguments: [
      (19, 2, 2, 1), (24, 2, 2, 1), (81, 3, 3, 2), (100, 4, 3, 2), (192, 4, 3, 3), (1_000, 6, 5, 6), (1, 1, 1, 0),
      (256, 4, 4, 3), (512, 5, 4, 5),
    ])
  func rules(_ count: Int, _ ninth: Int, _ quarter: Int, _ stockWatson: Int) {
    #expect(NeweyWest.lagCount(.ninthPower, rowCount: count) == ninth)
    #expect(NeweyWest.lagCount(.quarterPower, rowCount: count) == quarter)
    #expect(NeweyWest.lagCount(.stockWatson, rowCount: count) == stockWatson)
    #expect(NeweyWest.lagCount(.fixed(7), rowCount: count) == 7)
    #expect(NeweyWest.lagCount(.automatic, rowCount: count) == nil)
  }

  /// sum over pairs of rows of weight x_i e_i e_j x_j', straight from the definition.
  static func dense(_ table: SerialTable, lag: Double, isIgnored: Bool) throws -> [[Double]] {
    let columns = [table.outcome.map { _ in 1.0 }] + table.predictors.map(\.values)
    let fit = try LeastSquares(outcome: table.outcome, predictors: table.predictors)
    let inverse = fit.covariance
    let scale = fit.residualDeviation * fit.residualDeviation
    let residuals = table.outcome.indices.map { row in
      table.outcome[row] - columns.indices.reduce(0) { $0 + fit.coefficients[$1] * columns[$1][row] }
    }
    // Where a row stands in its series.
    let ranks = table.times.indices.map { row in
      table.times.indices.count { code in
        (table.series.isEmpty || table.series[code] == table.series[row]) && table.times[code] < table.times[row]
      }
    }
    var middle = Matrix(rowCount: 3, columnCount: 3)
    for a in residuals.indices {
      for b in residuals.indices where table.series.isEmpty || table.series[a] == table.series[b] {
        let distance = isIgnored ? Double(abs(ranks[a] - ranks[b])) : abs(table.times[a] - table.times[b])
        let weight = max(0, 1 - distance / (lag + 1)) * residuals[a] * residuals[b]
        for i in 0..<3 { for j in 0..<3 { middle[i, j] += weight * columns[i][a] * columns[j][b] } }
      }
    }
    let whole = try Matrix.product(of: Matrix.product(of: inverse, middle), inverse)
    return (0..<3).map { i in (0..<3).map { whole[i, $0] / scale / scale } }
  }

  @Test("Gaps and several series, against the definition", arguments: ["gaps.csv", "panel.csv"], [0, 1, 3, 8, 200])
  func definition(_ file: String, _ lag: Int) throws {
    let table = try SerialTable(file)
    for gaps in TimeOrder.Gaps.allCases {
      let covariance = try table.regression().neweyWest(NeweyWest(lag: .fixed(lag), isAdjusted: false, gaps: gaps))
      let expected = try Self.dense(table, lag: Double(lag), isIgnored: gaps == .ignored)
      for i in 0..<3 {
        for j in 0..<3 {
          let size = (expected[i][i] * expected[j][j]).squareRoot()
          #expect(isClose(covariance.matrix[i, j], expected[i][j], within: 1e-10 * size))
        }
      }
    }
  }

  @Test("The order of the rows, the origin of time, units of outcome and predictors")
  func invariant() throws {
    let table = try SerialTable("panel.csv")
    var generator = SeededGenerator(seed: 8)
    var changed = table.permuted(Array(table.outcome.indices).shuffled(using: &generator))
    changed.times = changed.times.map { $0 + 2_000 }
    changed.outcome = changed.outcome.map { 3 * $0 - 40 }
    changed.predictors[1].values = changed.predictors[1].values.map { $0 / 16 }
    changed.series = changed.series.map { 9 - $0 }
    let factors = [3.0, 3, 48]
    for method in [
      NeweyWest(lag: .fixed(2), isAdjusted: true), NeweyWest(lag: .ninthPower, isAdjusted: false, gaps: .ignored),
      NeweyWest(lag: .fixed(3), isAdjusted: false, isPrewhitened: true),
    ] {
      let (plain, other) = (try table.regression().neweyWest(method), try changed.regression().neweyWest(method))
      #expect(plain.lag == other.lag)
      // The intercept's own error moves with the origin of the outcome only.
      for i in 0..<3 {
        let expected = factors[i] * plain.matrix[i, i].squareRoot()
        #expect(relativeError(other.matrix[i, i].squareRoot(), expected) < 1e-11)
      }
    }
  }

  @Test("An aliased term has no covariance and takes no part")
  func aliased() throws {
    let table = try SerialTable("gaps.csv")
    var more = table
    more.predictors.insert(("twice", table.predictors[0].values.map { 2 * $0 }), at: 1)
    for method in [
      NeweyWest(lag: .fixed(2), isAdjusted: true), NeweyWest(lag: .automatic, isAdjusted: false, isPrewhitened: true),
    ] {
      let (plain, with) = (try table.regression().neweyWest(method), try more.regression().neweyWest(method))
      #expect(with.matrix[2, 2].isNaN && with.matrix[0, 2].isNaN && with.lag == plain.lag)
      #expect(relativeError(with.matrix[3, 3], plain.matrix[2, 2]) < 1e-11)
      #expect(relativeError(with.matrix[0, 1], plain.matrix[0, 1]) < 1e-11)
    }
  }

  @Test("A number of lags beyond all pairs, and gaps as wide as numbers go")
  func farApart() throws {
    let table = try SerialTable("gaps.csv")
    let all = try table.regression().neweyWest(NeweyWest(lag: .fixed(.max), isAdjusted: false))
    let none = try table.regression().neweyWest(NeweyWest(lag: .fixed(0), isAdjusted: false))
    // All weights are 1: the square of the scores' sum, which is 0 but for rounding.
    #expect(abs(all.matrix[0, 0]) < 1e-12 * none.matrix[0, 0])
    let wide = try TimeSeriesRegression(
      outcome: [1, 3, 2, 5], predictors: [("x", [1, 2, 3, 4])], order: TimeOrder(times: [0, 1, 1e15, 1e15 + 1]))
    let covariance = wide.neweyWest(NeweyWest(lag: .fixed(.max), isAdjusted: false))
    #expect(covariance.status == .ok && covariance.matrix[1, 1] > 0)
  }

  @Test("What has no covariance has a status")
  func undefined() throws {
    func status(_ x: [Double], _ y: [Double], _ times: [Double], isPrewhitened: Bool = false) throws -> Status {
      let regression = try TimeSeriesRegression(
        outcome: y, predictors: [("x", x)], order: TimeOrder(times: times))
      let method = NeweyWest(lag: .fixed(1), isAdjusted: true, isPrewhitened: isPrewhitened)
      let covariance = regression.neweyWest(method)
      #expect(covariance.status == .ok || covariance.matrix[0, 0].isNaN || covariance.matrix[0, 0] == 0)
      return covariance.status
    }
    #expect(try status([1, 2], [1, 5], [1, 2]) == .tooFewObservations)
    #expect(try status([1, 2, 3], [1, 2, 3], [1, 2, 3]) == .exactFit)
    #expect(try status([1, 2, 3], [1, 2, 4], [1, 2, 3.5]) == .unbalanced)
    #expect(try status([1, 2, 3], [1, 2, 4], [1, 2, 3], isPrewhitened: true) == .tooFewObservations)
    #expect(try status([1, 2, 3], [1, 2, 4], [1, 2, 3]) == .ok)
    #expect(try status([1, 2, 3], [1e200, 2, 4], [1, 2, 3]) == .outOfRange)
  }
}
