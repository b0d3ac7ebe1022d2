import FidelityData
import FidelityLinearAlgebra
import FidelityTesting
import FidelityTrends
import Testing

/// The covariance by its definition, from matrices of all rows.
struct ClusteredByDefinition {
  /// M X_g' W_g A_g of every cluster, p x n with the columns of its rows.
  private let maps: [Matrix]
  private let inverse: Matrix
  /// (I - H)(I - H)'.
  private let working: Matrix
  let matrix: Matrix

  init(_ table: ClusteredTable, weights: [Double], _ correction: ClusterCorrection) throws {
    let n = table.codes.count
    let columns = [Array(repeating: 1.0, count: n)] + table.predictors.map(\.values)
    let x = Matrix(columns: columns)
    let w = Matrix(diagonal: weights)
    func product(_ a: Matrix, _ b: Matrix) throws -> Matrix { try Matrix.product(of: a, b) }
    let inverse = try PivotedQR(
      Matrix(columns: columns.map { column in zip(column, weights).map { $0 * $1.squareRoot() } })
    ).crossProductInverse()
    self.inverse = inverse
    let bread = try product(inverse, product(x.transposed(), w))
    let hat = try product(x, bread)
    var annihilator = Matrix.identity(n)
    for row in 0..<n { for column in 0..<n { annihilator[row, column] -= hat[row, column] } }
    working = try product(annihilator, annihilator.transposed())
    let y = Matrix(columns: [table.outcome])
    let residuals = try product(annihilator, y)
    var maps: [Matrix] = []
    var total = Matrix(rowCount: columns.count, columnCount: columns.count)
    for cluster in Set(table.codes).sorted() {
      let own = table.codes.indices.filter { table.codes[$0] == cluster }
      let isCR3 = correction == .cr3
      var block = Matrix(rowCount: own.count, columnCount: own.count)
      for (i, row) in own.enumerated() {
        for (j, column) in own.enumerated() {
          block[i, j] = isCR3 ? annihilator[row, column] : working[row, column]
        }
      }
      let adjustment: Matrix
      switch correction {
      case .cr2:
        adjustment = try SymmetricEigen(block).applying { $0 > 1e-12 ? 1 / $0.squareRoot() : 0 }
      case .cr3: adjustment = try SymmetricEigen(block).applying { $0 > 1e-12 ? 1 / $0 : 0 }
      default: adjustment = Matrix.identity(own.count)
      }
      var part = Matrix(rowCount: columns.count, columnCount: own.count)
      for row in columns.indices { for (j, column) in own.enumerated() { part[row, j] = bread[row, column] } }
      let adjusted = try product(part, adjustment)
      var map = Matrix(rowCount: columns.count, columnCount: n)
      for row in columns.indices { for (j, column) in own.enumerated() { map[row, column] = adjusted[row, j] } }
      let score = try product(map, residuals)
      for i in columns.indices { for j in columns.indices { total[i, j] += score[i, 0] * score[j, 0] } }
      maps.append(map)
    }
    self.maps = maps
    matrix = total
  }

  /// Satterthwaite's degrees of freedom of a coefficient, from the whole matrix P.
  func degreesOfFreedom(_ place: Int) -> Double {
    let rows = maps.map { map in (0..<map.columnCount).map { map[place, $0] } }
    var trace = 0.0
    var square = 0.0
    for (g, first) in rows.enumerated() {
      for (h, second) in rows.enumerated() {
        var sum = 0.0
        for i in first.indices where first[i] != 0 {
          for j in second.indices where second[j] != 0 { sum += first[i] * working[i, j] * second[j] }
        }
        if g == h { trace += sum }
        square += sum * sum
      }
    }
    return trace * trace / square
  }
}

@Suite("Errors of clusters")
struct ClusteredCovarianceTests {
  @Test("the covariance and its degrees of freedom are those of the definition", arguments: [1, 2, 4])
  func definition(predictors: Int) throws {
    let table = ClusteredTable(rows: 60, clusters: 9, predictors: predictors, seed: UInt64(10 + predictors))
    let fit = try table.fit()
    let rows = try #require(fit.rows)
    let state = table.sums()
    let moments = MomentRegression(ClusteredTable.total(state), hasIntercept: true)
    for correction in [ClusterCorrection.cr0, .cr2, .cr3] {
      let expected = try ClusteredByDefinition(table, weights: Array(repeating: 1, count: 60), correction)
      let fromRows = ClusteredCovariance(
        rows.clusters(table.codes.map { Int($0) }, count: 9), correction, rowCount: 60,
        parameterCount: Double(predictors + 1))
      let fromSums = ClusteredCovariance(
        ClusterSums(moments, state), correction, rowCount: 60, parameterCount: Double(predictors + 1))
      for place in 0...predictors {
        var unit = [Double](repeating: 0, count: predictors + 1)
        unit[place] = 1
        let own = try #require(rows.contrast(unit))
        let other = try #require(moments.coefficientContrasts[place])
        let error = expected.matrix[place, place].squareRoot()
        #expect(relativeError(fromRows.variance(own).squareRoot(), error) < 1e-10)
        #expect(relativeError(fromSums.variance(other).squareRoot(), error) < 1e-10)
        guard correction == .cr2 else { continue }
        #expect(relativeError(fromRows.degreesOfFreedom([own])[0], expected.degreesOfFreedom(place)) < 1e-9)
        #expect(relativeError(fromSums.degreesOfFreedom([other])[0], expected.degreesOfFreedom(place)) < 1e-9)
      }
    }
  }

  @Test("weights with the working model of equal errors", arguments: [1, 3])
  func weighted(predictors: Int) throws {
    let table = ClusteredTable(rows: 50, clusters: 8, predictors: predictors, seed: UInt64(30 + predictors))
    let rows = try #require(try table.fit(isWeighted: true).rows)
    let expected = try ClusteredByDefinition(table, weights: table.weights, .cr2)
    let own = ClusteredCovariance(weighted: rows, weights: table.weights, codes: table.codes.map { Int($0) }, count: 8)
    for place in 0...predictors {
      var unit = [Double](repeating: 0, count: predictors + 1)
      unit[place] = 1
      let contrast = try #require(rows.contrast(unit))
      #expect(relativeError(own.variance(contrast), expected.matrix[place, place]) < 1e-9)
      #expect(relativeError(own.degreesOfFreedom([contrast])[0], expected.degreesOfFreedom(place)) < 1e-8)
    }
    // Equal weights are none.
    let plain = try #require(try table.fit().rows)
    let equal = ClusteredCovariance(
      weighted: plain, weights: Array(repeating: 1, count: 50), codes: table.codes.map { Int($0) }, count: 8)
    let usual = ClusteredCovariance(
      plain.clusters(table.codes.map { Int($0) }, count: 8), .cr2, rowCount: 50, parameterCount: 2)
    var unit = [Double](repeating: 0, count: predictors + 1)
    unit[1] = 1
    let contrast = try #require(plain.contrast(unit))
    #expect(relativeError(equal.variance(contrast), usual.variance(contrast)) < 1e-10)
    #expect(relativeError(equal.degreesOfFreedom([contrast])[0], usual.degreesOfFreedom([contrast])[0]) < 1e-9)
  }

  @Test("every row a cluster: HC0, HC2 and HC3")
  func rowsAreClusters() throws {
    let table = ClusteredTable(rows: 40, clusters: 7, predictors: 2, seed: 3)
    let rows = try #require(try table.fit().rows)
    let sums = rows.clusters(Array(0..<40), count: 40)
    let unit = try #require(rows.contrast([0, 1, 0]))
    for (cluster, leverage) in [(ClusterCorrection.cr0, LeverageCorrection.hc0), (.cr2, .hc2), (.cr3, .hc3)] {
      let own = ClusteredCovariance(sums, cluster, rowCount: 40, parameterCount: 3).variance(unit)
      let other = ContrastErrors.matrix(leverage.matrix(rows), degreesOfFreedom: 37).covariance(unit, unit)
      #expect(relativeError(own, other) < 1e-11)
    }
  }

  @Test("a Wald test of one term is its t squared; names and order of clusters do not matter")
  func invariance() throws {
    let table = ClusteredTable(rows: 70, clusters: 10, predictors: 2, seed: 5)
    let fit = try table.fit()
    let rows = try #require(fit.rows)
    func covariance(_ codes: [Int]) -> ClusteredCovariance {
      ClusteredCovariance(rows.clusters(codes, count: 10), .cr2, rowCount: 70, parameterCount: 3)
    }
    let codes = table.codes.map { Int($0) }
    let first = covariance(codes)
    let turned = covariance(codes.map { 9 - $0 })
    let unit = try #require(rows.contrast([0, 1, 0]))
    #expect(relativeError(first.variance(unit), turned.variance(unit)) < 1e-13)
    let t = fit.coefficients[1] / first.variance(unit).squareRoot()
    let test = first.hotellingTest([unit], values: [fit.coefficients[1]])
    #expect(relativeError(test.statistic, t * t) < 1e-12)
    #expect(relativeError(test.degreesOfFreedom, first.degreesOfFreedom([unit])[0]) < 1e-10)
  }

  @Test("a regression from sums by cluster, as a program writes it")
  func publicRegression() throws {
    let table = ClusteredTable(rows: 90, clusters: 12, predictors: 2, seed: 21)
    let fit = ClusteredRegression(table.sums(), predictors: ["x0", "x1"], correction: .cr1s)
    let rows = try #require(try table.fit().rows)
    let covariance = ClusteredCovariance(
      rows.clusters(table.codes.map { Int($0) }, count: 12), .cr1s, rowCount: 90, parameterCount: 3)
    let slope = try #require(fit.estimates().first { $0.term == "x0" })
    let contrast = try #require(rows.contrast([0, 1, 0]))
    #expect(relativeError(slope.standardError, covariance.variance(contrast).squareRoot()) < 1e-10)
    #expect(slope.degreesOfFreedom == 11 && fit.clusterCount == 12)
    let tested = fit.estimates(tested: ["x0", "x1"]).first { $0.quantity == "wald-test" }
    #expect(try #require(tested).numeratorDegreesOfFreedom == 2)
    // One cluster says nothing about variation between clusters.
    var single = GroupedCrossProducts(width: 3)
    single.add(groups: Array(repeating: 0, count: 90).span, rows: table.rows.span)
    let alone = ClusteredRegression(single, predictors: ["x0", "x1"]).estimates()
    #expect(alone[1].status == .tooFewClusters && alone[1].standardError.isNaN && !alone[1].estimate.isNaN)
  }

  @Test("two ways: with one of them by row it is the other")
  func twoWays() throws {
    let table = ClusteredTable(rows: 48, clusters: 6, predictors: 2, seed: 8)
    let rows = try #require(try table.fit().rows)
    let codes = table.codes.map { Int($0) }
    let both = TwoWayClusters(
      rows.clusters(Array(0..<48), count: 48), first: codes, second: Array(0..<48), .cr0, rowCount: 48,
      parameterCount: 3, usesSmallest: false)
    let one = ClusteredCovariance(rows.clusters(codes, count: 6), .cr0, rowCount: 48, parameterCount: 3)
    for place in one.matrix.indices { #expect(isClose(both.matrix[place], one.matrix[place], within: 1e-12)) }
    #expect(both.clusterCounts == (6, 48))
  }
}

@Suite("The wild cluster bootstrap")
struct WildClusterBootstrapTests {
  @Test("all sign changes of few clusters, against fits of each")
  func enumerated() throws {
    let table = ClusteredTable(rows: 36, clusters: 6, predictors: 2, seed: 12)
    let rows = try #require(try table.fit().rows)
    let codes = table.codes.map { Int($0) }
    let unit = try #require(rows.contrast([0, 1, 0]))
    let estimate = try table.fit().coefficients[1]
    let result = WildClusterBootstrap().test(rows.clusters(codes, count: 6), unit, estimate: estimate)
    #expect(result.isComplete && result.resampleCount == 64)

    // The model without the predictor, its residuals with changed signs, the model again.
    let restricted = try LeastSquares(
      outcome: table.outcome, predictors: [("x1", table.column(1))], intercept: true, weights: nil, absorbedCount: 0,
      keepsRows: true)
    let residuals = try #require(restricted.rows).residuals
    func statistic(_ outcome: [Double]) throws -> Double {
      let fit = try LeastSquares(
        outcome: outcome, predictors: table.predictors, intercept: true, weights: nil, absorbedCount: 0, keepsRows: true
      )
      let own = try #require(fit.rows)
      let contrast = try #require(own.contrast([0, 1, 0]))
      let covariance = ClusteredCovariance(own.clusters(codes, count: 6), .cr1, rowCount: 36, parameterCount: 3)
      return abs(fit.coefficients[1]) / covariance.variance(contrast).squareRoot()
    }
    let data = try statistic(table.outcome)
    var larger = 0
    for signs in 0..<64 {
      let outcome = table.outcome.indices.map { row in
        table.outcome[row] - residuals[row] + ((signs >> codes[row]) & 1 == 0 ? 1 : -1) * residuals[row]
      }
      if try statistic(outcome) > data * (1 + 1e-8) { larger += 1 }
    }
    #expect(result.pValue == Double(larger) / 64)
  }

  @Test("limits are where p is 1 - level; the same seed gives the same figures")
  func limits() throws {
    let table = ClusteredTable(rows: 120, clusters: 20, predictors: 2, seed: 14)
    let rows = try #require(try table.fit().rows)
    let sums = rows.clusters(table.codes.map { Int($0) }, count: 20)
    let unit = try #require(rows.contrast([0, 1, 0]))
    let estimate = try table.fit().coefficients[1]
    for draws in WildClusterBootstrap.Draws.allCases {
      let plan = WildClusterBootstrap(resamples: 1_999, draws: draws, seed: 5)
      let result = plan.test(sums, unit, estimate: estimate, level: 0.9)
      #expect(result == plan.test(sums, unit, estimate: estimate, level: 0.9))
      #expect(result.lower < estimate && estimate < result.upper)
      let width = result.upper - result.lower
      #expect(plan.test(sums, unit, estimate: estimate, null: result.upper + 0.01 * width).pValue <= 0.1)
      #expect(plan.test(sums, unit, estimate: estimate, null: result.upper - 0.01 * width).pValue > 0.1 - 0.02)
    }
  }
}
