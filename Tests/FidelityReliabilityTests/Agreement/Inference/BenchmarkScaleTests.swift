import FidelityData
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Benchmark scales")
struct BenchmarkScaleTests {
  @Test("The example in the documentation of irrCAC 0.4.4: 0.67 with a standard error of 0.15")
  func documented() {
    let memberships = BenchmarkScale.altman.memberships(estimate: 0.67, standardError: 0.15)
    for (membership, expected) in zip(memberships, [0.18168, 0.67511, 0.96356, 0.99912, 1]) {
      #expect(isClose(membership.cumulative, expected, within: 5e-6))
    }
    #expect(BenchmarkScale.altman.level(estimate: 0.67, standardError: 0.15)?.name == "moderate")
  }

  /// 50-digit arithmetic; irrCAC 0.4.4 gives the same five decimals.
  @Test("AC1 of Gwet's example, 0.77544 with a standard error of 0.14295, on Landis and Koch's scale")
  func landisKoch() {
    let memberships = BenchmarkScale.landisKoch.memberships(estimate: 0.77544, standardError: 0.14295)
    for (membership, expected) in zip(
      memberships,
      [0.39674303137002045, 0.88336488296950527, 0.99541880734755826, 0.99996981452494053, 0.99999996915829681, 1.0])
    {
      #expect(isClose(membership.cumulative, expected, within: 1e-14))
    }
    #expect(isClose(memberships.reduce(0) { $0 + $1.probability }, 1, within: 1e-14))
    #expect(BenchmarkScale.landisKoch.level(estimate: 0.77544, standardError: 0.14295)?.name == "moderate")
  }

  @Test("Far from a border the method agrees with the scale", arguments: BenchmarkScale.allCases)
  func certain(scale: BenchmarkScale) {
    var upper = 1.0
    for level in scale.levels {
      let middle = (level.lower + upper) / 2
      #expect(scale.level(estimate: middle, standardError: 1e-3) == level)
      #expect(scale.level(estimate: middle, standardError: .nan) == level)
      #expect(scale.level(estimate: level.lower, standardError: 0) == level)
      upper = level.lower
    }
    #expect(scale.level(estimate: .nan, standardError: 0.1) == nil)
  }

  @Test("Rows: the coefficient with its level, then two for each level")
  func rows() throws {
    let table = try RandomRatings(units: 40, raters: 3, categories: [1, 2, 3], missing: 0, seed: 2).table()
    let row = table.estimate(.gwetAC(.linear))
    let rows = BenchmarkScale.fleiss.rows(of: row)
    #expect(rows.count == 7)
    #expect(rows[0].note?.hasPrefix("fleiss: ") == true && rows[0].estimate == row.estimate)
    let level = try #require(BenchmarkScale.fleiss.placement(estimate: row.estimate, standardError: row.standardError))
    let cumulative = rows.first { $0.term == level.level.name && $0.quantity == "benchmark-cumulative-probability" }
    #expect(cumulative?.estimate == level.cumulative)
    #expect(rows[0].note?.contains("(by interval membership, cumulative probability ") == true)
    var alone = row
    (alone.standardError, alone.estimate) = (.nan, 0.5)
    #expect(
      BenchmarkScale.fleiss.rows(of: alone).last?.note?.hasSuffix(
        "fleiss: intermediate to good (by the estimate alone)") == true)
    // Perfect agreement of few units has no error, and a level by the estimate.
    (alone.standardError, alone.estimate, alone.status, alone.note) = (0, 1, .noSpread, nil)
    #expect(BenchmarkScale.fleiss.rows(of: alone).map(\.note) == ["fleiss: excellent (by the estimate alone)"])
    #expect(rows[1].quantity == "benchmark-probability" && rows[1].term == "excellent" && rows[1].form == "gwet-ac")
    #expect(rows[6].quantity == "benchmark-cumulative-probability" && isClose(rows[6].estimate, 1, within: 1e-14))
    var result = EstimateTable()
    AgreementAnalysis([.gwetAC(.linear)], benchmark: .fleiss).append(table, order: [0], to: &result)
    #expect(result.rowCount == 7)
    var undefined = Estimate("gwet-ac")
    undefined.status = .noVariation
    #expect(BenchmarkScale.fleiss.rows(of: undefined) == [undefined])
  }
}
