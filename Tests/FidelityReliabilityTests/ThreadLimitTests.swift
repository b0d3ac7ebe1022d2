import FidelityData
import FidelityReliability
import FidelityTesting
import Testing

/// How many threads compute changes no digit, and one is one.
@Suite("A limit of threads")
struct ThreadLimitTests {
  private static let coefficients: [AgreementCoefficient] = [
    .gwetAC(.quadratic), .congerKappa(.identity), .krippendorffAlpha(metric: .ordinal), .lightKappa(.linear),
    .categoryKappa(.each),
  ]

  /// 70 items of 12 units and four raters.
  private static func table() throws -> RatingTable {
    var collected = RatingCollector()
    var categories = CategoryDictionary(.numbers)
    var generator = SeededGenerator(seed: 3)
    for group in 0..<70 as Range<UInt32> {
      for unit in 0..<12 as Range<UInt32> {
        for rater in 0..<4 as Range<UInt32> where Int.random(in: 0..<8, using: &generator) > 0 {
          let category = categories.code(of: Double(Int.random(in: 1...4, using: &generator)))
          collected.append(group: group, unit: unit, rater: rater, category: category)
        }
      }
    }
    return try RatingTable(collected, groupCount: 70, unitCount: 12, dictionary: categories)
  }

  private func results(_ table: RatingTable, _ interval: AgreementInterval) -> ([Estimate], [RaterEstimate]) {
    let analysis = AgreementAnalysis(Self.coefficients, interval: interval)
    var rows = EstimateTable()
    analysis.append(table, order: Array(0..<table.groupCount), to: &rows)
    let single = analysis.estimates(of: table, group: 5)
    #expect(rows.rowCount >= 70 * Self.coefficients.count)
    let raters = RaterAnalysis(weights: [.linear])
    let pairs = raters.pairs(of: table, group: 2, tests: true) + raters.againstOthers(of: table, group: 3)
    return (
      single
        + analysis.influences(of: table, group: 1, limit: 3).map { influence in
          var row = Estimate("influence")
          row.estimate = influence.effect
          return row
        }, pairs
    )
  }

  @Test(
    "1, 2 and 7 threads: the same to the last bit; with one, no other computes",
    arguments: [
      AgreementInterval.linearised, .jackknife(.both), .bootstrap(resamples: 300, seed: 2),
      .bootstrap(resamples: 80, seed: 2, over: .both, limits: .bca),
    ])
  func sameResults(_ interval: AgreementInterval) throws {
    let table = try Self.table()
    let (expected, helpers) = WorkerThreads.countingHelpers(limit: 1) { results(table, interval) }
    #expect(helpers == 0)
    for limit in [2, 7] {
      let found = WorkerThreads.limited(to: limit) { results(table, interval) }
      #expect(found.0 == expected.0)
      #expect(found.1 == expected.1)
    }
    let (_, several) = WorkerThreads.countingHelpers(limit: 4) { results(table, interval) }
    #expect(several > 0)
  }
}
