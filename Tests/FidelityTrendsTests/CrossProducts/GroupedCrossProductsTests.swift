import FidelityData
import FidelityProbability
import FidelityTesting
import FidelityTrends
import Testing

/// Rows of a regression with clusters, from a seed.
struct ClusteredTable {
  let predictorCount: Int
  var codes: [UInt32] = []
  /// Predictors and outcome, row by row.
  var rows: [Double] = []
  var weights: [Double] = []

  init(rows count: Int, clusters: Int, predictors: Int, seed: UInt64, level: Double = 0) {
    predictorCount = predictors
    var stream = RandomStream(seed: seed)
    let effects = (0..<clusters).map { _ in stream.normal() }
    for row in 0..<count {
      // Every cluster has a row, sizes differ.
      let cluster = row < clusters ? row : stream.next(upperBound: row % 3 == 0 ? max(1, clusters / 2) : clusters)
      codes.append(UInt32(cluster))
      var outcome = 2 + effects[cluster] + stream.normal()
      for predictor in 0..<predictors {
        // The last predictor is one of clusters.
        let x = predictor == predictors - 1 ? Double(cluster % 3) : level + stream.normal() + effects[cluster] / 2
        outcome += 0.3 * Double(predictor + 1) * (x - (predictor == predictors - 1 ? 0 : level))
        rows.append(x)
      }
      rows.append(outcome + level)
      weights.append(0.5 + stream.uniform() * 2)
    }
  }

  var width: Int { predictorCount + 1 }
  var outcome: [Double] { column(predictorCount) }
  var predictors: [(name: String, values: [Double])] { (0..<predictorCount).map { ("x\($0)", column($0)) } }

  func column(_ place: Int) -> [Double] { stride(from: place, to: rows.count, by: width).map { rows[$0] } }

  func sums(isWeighted: Bool = false, _ range: Range<Int>? = nil) -> GroupedCrossProducts {
    let range = range ?? 0..<codes.count
    var state = GroupedCrossProducts(width: width, isWeighted: isWeighted)
    let own = Array(codes[range])
    let numbers = Array(rows[range.lowerBound * width..<range.upperBound * width])
    if isWeighted {
      let weights = Array(weights[range])
      state.add(groups: own.span, rows: numbers.span, weights: weights.span)
    } else {
      state.add(groups: own.span, rows: numbers.span)
    }
    return state
  }

  static func total(_ state: GroupedCrossProducts) -> CentredProducts {
    var total = CentredProducts(width: state.width)
    for group in 0..<state.groupCount { total.add(state.products(group)) }
    return total
  }

  func fit(isWeighted: Bool = false) throws -> LeastSquares {
    try LeastSquares(
      outcome: outcome, predictors: predictors, intercept: true, weights: isWeighted ? weights : nil, absorbedCount: 0,
      keepsRows: true)
  }
}

@Suite("Cross-products by group")
struct GroupedCrossProductsTests {
  @Test("a regression from sums is that from rows", arguments: [1, 2, 3, 5, 8], [false, true])
  func regression(predictors: Int, isWeighted: Bool) throws {
    for level in [0, 1e6] {
      let table = ClusteredTable(
        rows: 200, clusters: 17, predictors: predictors, seed: UInt64(predictors), level: level)
      let exact = try table.fit(isWeighted: isWeighted)
      let fit = MomentRegression(ClusteredTable.total(table.sums(isWeighted: isWeighted)), hasIntercept: true)
      for (own, expected) in zip(fit.coefficients.dropFirst(), exact.coefficients.dropFirst()) {
        #expect(relativeError(own, expected) < 1e-9)
      }
      #expect(relativeError(fit.residualSumOfSquares, exact.residualSumOfSquares) < 1e-10)
      #expect(relativeError(fit.totalSumOfSquares, exact.totalSumOfSquares) < 1e-10)
      let contrasts = fit.coefficientContrasts.compactMap(\.self)
      for (contrast, error) in zip(contrasts, exact.standardErrors) {
        let own = (fit.residualVariance * contrast.reduce(0) { $0 + $1 * $1 }).squareRoot()
        #expect(relativeError(own, error) < 1e-8)
      }
    }
  }

  @Test("each group is as if it were alone")
  func groups() throws {
    let table = ClusteredTable(rows: 300, clusters: 9, predictors: 2, seed: 4)
    let state = table.sums()
    for group in 0..<state.groupCount {
      let own = table.codes.indices.filter { table.codes[$0] == UInt32(group) }
      let exact = try LeastSquares(
        outcome: own.map { table.outcome[$0] }, predictors: [("x", own.map { table.column(0)[$0] })])
      var single = GroupedCrossProducts(width: 2)
      let rows = own.flatMap { [table.column(0)[$0], table.outcome[$0]] }
      single.add(groups: Array(repeating: 0, count: own.count).span, rows: rows.span)
      let fit = MomentRegression(single.products(0), hasIntercept: true)
      #expect(relativeError(fit.coefficients[1], exact.coefficients[1]) < 1e-10)
      #expect(state.observationCount(group) == own.count)
    }
  }

  @Test("merged parts are the whole", arguments: [1, 50, 199], [1, 3, 7, 9])
  func merge(split: Int, predictors: Int) {
    let table = ClusteredTable(rows: 200, clusters: 11, predictors: predictors, seed: 7, level: 1e5)
    let whole = table.sums()
    var first = table.sums(0..<split)
    first.merge(table.sums(split..<200))
    #expect(first.groupCount == whole.groupCount && first.observationCount == 200)
    for group in 0..<whole.groupCount {
      let (a, b) = (first.products(group), whole.products(group))
      #expect(a.count == b.count)
      for place in a.products.indices { #expect(isClose(a.products[place], b.products[place], within: 1e-9)) }
      for place in a.means.indices { #expect(relativeError(a.means[place], b.means[place]) < 1e-14) }
    }
  }

  @Test("rows that lack something are counted, rows of weight 0 are none")
  func skipped() {
    var state = GroupedCrossProducts(width: 2, isWeighted: true)
    let codes: [UInt32] = [0, missingKey, 0, 0, 0]
    let rows = [1.0, 2, 3, 4, .nan, 5, 6, 7, 8, 9]
    let weights = [1.0, 1, 1, 0, .nan]
    state.add(groups: codes.span, rows: rows.span, weights: weights.span)
    #expect(state.skippedCount == 3 && state.weightlessCount == 1 && state.observationCount(0) == 1)
    #expect(state.observationCount(5) == 0)
  }

  @Test("what is aliased, constant, exact or out of range is said")
  func degenerate() {
    func fit(_ rows: [[Double]], hasIntercept: Bool = true) -> MomentRegression {
      var state = GroupedCrossProducts(width: rows[0].count)
      let codes = [UInt32](repeating: 0, count: rows.count)
      state.add(groups: codes.span, rows: rows.flatMap(\.self).span)
      return MomentRegression(state.products(0), hasIntercept: hasIntercept)
    }
    let collinear = fit([[1, 2, 3], [2, 4, 5], [3, 6, 4], [5, 10, 9]])
    #expect(collinear.kept == [0] && collinear.coefficients[2].isNaN)
    let constant = fit([[7, 1, 3], [7, 4, 5], [7, 6, 4]])
    #expect(constant.constant == [0] && constant.kept == [1])
    let exact = fit([[1, 3], [2, 5], [3, 7], [5, 11]])
    #expect(exact.isExact && exact.residualVariance == 0)
    #expect(fit([[1, 1e200], [2, -1e200], [3, 1e201]]).isOutOfRange)
    // Without an intercept a constant predictor is one.
    #expect(fit([[7, 1, 3], [7, 4, 5], [7, 6, 4]], hasIntercept: false).kept == [0, 1])
    let close = fit(
      (0..<20).map { row -> [Double] in
        let x = Double(row)
        return [x, row % 2 == 0 ? x + 1e-4 : x]
      })
    #expect(close.losesDigits)
  }
}
