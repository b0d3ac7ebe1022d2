import FidelityData
import FidelityProbability
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Regressions with absorbed effects")
struct AbsorbedRegressionTests {
  typealias Panel = AbsorbedEffectsTests.Panel

  func fit(
    _ panel: Panel, isWeighted: Bool = false, clusters: [UInt32]? = nil, tolerance: Double = 1e-12
  ) throws -> AbsorbedRegression {
    try AbsorbedRegression(
      outcome: panel.y, predictors: [("x", panel.x), ("z", panel.z)], effects: panel.factors,
      weights: isWeighted ? panel.weights : nil, clusters: clusters, tolerance: tolerance)
  }

  func coefficients(_ rows: [Estimate]) -> [Estimate] { rows.filter { $0.quantity == "regression-coefficient" } }

  // 400 rows: few combinations are summed; 60 rows: rows are taken as they are.
  @Test(
    "the regression is that with a column for every level", arguments: [[7], [8, 5], [5, 3, 2]],
    [(rows: 60, isWeighted: false), (400, false), (400, true), (60, true)])
  func columns(levels: [Int], size: (rows: Int, isWeighted: Bool)) throws {
    let panel = Panel(rows: size.rows, levels: levels, seed: UInt64(levels.reduce(0, +) + size.rows))
    let absorbed = try fit(panel, isWeighted: size.isWeighted)
    let kept = AbsorbedEffects(panel.factors).rows
    #expect(absorbed.singletonCount == size.rows - kept.count)
    let exact = try panel.withColumns(isWeighted: size.isWeighted, rows: kept)
    let rows = coefficients(absorbed.estimates())
    for place in 0..<2 {
      #expect(relativeError(rows[place].estimate, exact.coefficients[place + 1]) < 1e-9)
      #expect(relativeError(rows[place].standardError, exact.standardErrors[place + 1]) < 1e-9)
      #expect(rows[place].degreesOfFreedom == exact.residualDegreesOfFreedom)
      #expect(rows[place].observationCount == kept.count)
    }
  }

  @Test("combinations and rows give the same; a single row of a level leaves both")
  func routes() throws {
    var panel = Panel(rows: 900, levels: [9, 6], seed: 4)
    panel.factors[0][17] = 9
    panel.factors[1][300] = missingKey
    let summed = try fit(panel)
    // Another factor of one level makes no difference; so many levels of the last keep it from being summed.
    var wide = panel
    wide.factors.append(Array(repeating: 700, count: 900))
    let collected = try fit(wide)
    #expect(summed.singletonCount == 1 && collected.singletonCount == 1)
    #expect(summed.absorbedCount == 9 + 6 - 1)
    for (a, b) in zip(summed.estimates(), collected.estimates()) {
      #expect(relativeError(a.estimate, b.estimate) < 1e-11, "\(a.quantity) \(a.term ?? "")")
      if !a.standardError.isNaN { #expect(relativeError(a.standardError, b.standardError) < 1e-11) }
    }
  }

  @Test("a predictor that the effects explain is constant, whichever way they are taken out", arguments: [1, 700])
  func explained(levels: UInt32) throws {
    var panel = Panel(rows: 900, levels: [9, 6], seed: 6)
    panel.z = panel.factors[0].map { 12.7 * Double($0) + 0.3 }
    panel.factors.append(Array(repeating: levels - 1, count: 900))
    let rows = coefficients(try fit(panel).estimates())
    #expect(rows[1].status == .constantPredictor && rows[1].estimate.isNaN)
    #expect(rows[0].status == .ok)
  }

  @Test("errors of clusters count an effect within them once")
  func clusters() throws {
    let panel = Panel(rows: 300, levels: [12, 5], seed: 9)
    let clustered = try fit(panel, clusters: panel.factors[0])
    let rows = coefficients(clustered.estimates())
    #expect(rows[0].degreesOfFreedom == 11)
    // By hand: the scores of clusters of what the effects leave.
    let effects = AbsorbedEffects(panel.factors)
    var values = effects.rows.flatMap { [panel.x[$0], panel.z[$0], panel.y[$0]] }
    _ = effects.residualise(&values, width: 3)
    let n = effects.rows.count
    let b = rows.map(\.estimate)
    var (scores, gram) = ([[Double]](repeating: [0, 0], count: 12), [0.0, 0, 0])
    for row in 0..<n {
      let (x, z) = (values[3 * row], values[3 * row + 1])
      let error = values[3 * row + 2] - b[0] * x - b[1] * z
      let cluster = Int(panel.factors[0][effects.rows[row]])
      scores[cluster][0] += x * error
      scores[cluster][1] += z * error
      gram[0] += x * x
      gram[1] += x * z
      gram[2] += z * z
    }
    let determinant = gram[0] * gram[2] - gram[1] * gram[1]
    let inverse = [gram[2] / determinant, -gram[1] / determinant]
    let variance = scores.reduce(0) { sum, score in
      let own = inverse[0] * score[0] + inverse[1] * score[1]
      return sum + own * own
    }
    // Two slopes, the sites as one, the occasions less one.
    let factor = 12.0 / 11 * Double(n - 1) / Double(n - (2 + 1 + 4))
    #expect(relativeError(rows[0].standardError, (factor * variance).squareRoot()) < 1e-10)
    let joined = clustered.estimates().first { $0.quantity == "cluster-count" }
    #expect(joined?.estimate == 12)
  }

  @Test("missing clusters leave; numbers that are not finite are an error")
  func missing() throws {
    let panel = Panel(rows: 200, levels: [6, 4], seed: 2)
    var clusters = panel.factors[0]
    clusters[3] = missingKey
    #expect(coefficients(try fit(panel, clusters: clusters).estimates())[0].observationCount == 199)
    var broken = panel
    broken.z[5] = .infinity
    #expect(throws: (any Error).self) { try fit(broken) }
  }

  @Test("columns are summed as rows are, missing codes and numbers too", arguments: [false, true])
  func columns(isWeighted: Bool) {
    var stream = RandomStream(seed: 3)
    let count = 5_000
    var columns = (0..<3).map { _ in (0..<count).map { _ in stream.normal() } }
    columns[1][2_047] = .nan
    var codes = (0..<count).map { _ in UInt32(stream.next(upperBound: 7)) }
    codes[2_048] = missingKey
    let weights = (0..<count).map { $0 % 9 == 0 ? 0 : 1 + stream.uniform() }
    var (byColumns, byRows) = (
      GroupedCrossProducts(width: 3, isWeighted: isWeighted), GroupedCrossProducts(width: 3, isWeighted: isWeighted)
    )
    let rows = (0..<count).flatMap { row in columns.map { $0[row] } }
    if isWeighted {
      byColumns.add(groups: codes.span, columns: columns, weights: weights.span)
      byRows.add(groups: codes.span, rows: rows.span, weights: weights.span)
    } else {
      byColumns.add(groups: codes.span, columns: columns)
      byRows.add(groups: codes.span, rows: rows.span)
    }
    #expect(byColumns.skippedCount == 2 && byColumns.skippedCount == byRows.skippedCount)
    #expect(byColumns.weightlessCount == byRows.weightlessCount)
    for group in 0..<7 {
      #expect(byColumns.products(group).products == byRows.products(group).products)
      #expect(byColumns.products(group).means == byRows.products(group).means)
    }
  }
}
