import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra
import FidelityTesting
import Testing

@Suite struct ScoreSummaryTests {
  private static let definition = """
    id: s
    items: [{id: a, range: [0, 10]}, {id: b, range: [0, 1]}]
    scales:
      - {id: points, items: [a], aggregate: sum, bands: [{label: high, at-least: 5}, {label: low}]}
      - {id: both, items: [a, b], aggregate: pooled-percent, missing: fail}
    criteria: [{id: c, all: [{scale: points, at-least: 3}, {item: b, at-least: 1}]}]
    """

  private static let rows: [[Double]] = [[2, 1], [4, 1], [9, 0], [.nan, 1], [7, .nan], [5, 1], [1, 1]]
  private static let groups: [UInt32] = [0, 0, 0, 0, 2, 2, missingKey]

  private static func summary() throws -> ScoreSummary {
    let instrument = try Instrument(definition: definition)
    var summary = ScoreSummary(instrument)
    summary.accumulate(InstrumentScorer(instrument).score(Matrix(rows: rows)), groups: groups)
    return summary
  }

  @Test func `figures worked by hand`() throws {
    let summary = try Self.summary()
    #expect(summary.groupCount == 3)
    #expect((0..<3).map { summary.rowCount(group: $0) } == [4, 0, 2])
    let points = summary.statistics(scale: 0, group: 0)
    #expect(points.count == 3 && points.mean == 5 && points.minimum == 2 && points.maximum == 9)
    // squares about 5: 9 + 1 + 16
    #expect(isClose(points.standardDeviation, 13.0.squareRoot(), within: 1e-15))
    let empty = summary.statistics(scale: 0, group: 1)
    #expect(empty.count == 0 && empty.mean.isNaN && empty.standardDeviation.isNaN)
    #expect(empty.minimum.isNaN && empty.maximum.isNaN)
    let single = summary.statistics(scale: 1, group: 2)
    #expect(single.count == 1 && isClose(single.mean, 6.0 / 11, within: 1e-15) && single.standardDeviation.isNaN)
    #expect(summary.count(inBand: 1, scale: 0, group: 0) == 1)
    #expect(summary.share(inBand: 0, scale: 0, group: 0) == 2.0 / 3)
    #expect(summary.share(inBand: 1, scale: 0, group: 2) == 1)
    #expect(summary.share(inBand: 1, scale: 0, group: 1).isNaN)
    #expect(summary.verdicts(criterion: 0, group: 0) == (1, 3))
    #expect(summary.verdicts(criterion: 0, group: 2) == (1, 1))
    #expect(summary.share(meeting: 0, group: 0) == 1.0 / 3)
    #expect(summary.share(meeting: 0, group: 1).isNaN)
  }

  @Test func `bands and verdicts by name`() throws {
    let summary = try Self.summary()
    let found = summary.bands(scale: 0, group: 0)
    #expect(found.map(\.band) == ["low", "high"] && found.map(\.count) == [2, 1])
    #expect(found.map(\.share) == [2.0 / 3, 1.0 / 3])
    #expect(summary.bands(scale: 0, group: 1).allSatisfy { $0.count == 0 && $0.share.isNaN })
    #expect(summary.bands(scale: 1, group: 0).isEmpty)
    let block = InstrumentScorer(summary.instrument).score(Matrix(rows: Self.rows))
    #expect((0..<7).map { block.band(scale: 0, row: $0) } == ["low", "low", "high", nil, "high", "high", "low"])
    #expect((0..<7).map { block.band(scale: 1, row: $0) } == Array(repeating: nil, count: 7))
    #expect((0..<7).map { block.status(scale: 0, row: $0) } == [.ok, .ok, .ok, .tooFewItems, .ok, .ok, .ok])
    #expect((0..<7).map { block.isMet(criterion: 0, row: $0) } == [false, true, false, nil, nil, true, false])
  }

  @Test func `tables`() throws {
    let summary = try Self.summary()
    let groups = [Table.Column("site", text: ["x", "y", "z"])]
    let scales = summary.scaleTable(groups: groups)
    #expect(
      scales.columns.map(\.name) == [
        "site", "scale", "n_rows", "n_scores", "mean", "standard_deviation", "minimum", "maximum", "status",
      ])
    #expect(scales.texts("site") == ["x", "x", "y", "y", "z", "z"])
    #expect(scales.texts("scale") == ["points", "both", "points", "both", "points", "both"])
    #expect(scales.numbers("n_scores") == [3, 3, 0, 0, 2, 1])
    #expect(scales.texts("status") == ["ok", "ok", "too-few-items", "too-few-items", "ok", "ok"])
    let bands = summary.bandTable(groups: groups)
    #expect(bands.columns.map(\.name) == ["site", "scale", "band", "n", "share"])
    #expect(bands.texts("band") == ["high", "low", "high", "low", "high", "low"])
    #expect(bands.numbers("n") == [1, 2, 0, 0, 2, 0])
    let criteria = summary.criterionTable(groups: groups)
    #expect(criteria.columns.map(\.name) == ["site", "criterion", "n_judged", "n_met", "share"])
    #expect(criteria.numbers("n_met") == [1, 0, 1])
    #expect(summary.scaleTable().columns.first?.name == "scale")
  }

  @Test(arguments: [1, 2, 3, 17])
  func `the merge of the parts is the whole`(_ partCount: Int) throws {
    var generator = SeededGenerator(seed: 5)
    let instrument = try Instrument(definition: randomDefinition(itemCount: 10, scaleCount: 8, using: &generator))
    let scorer = InstrumentScorer(instrument)
    let values = randomValues(instrument, rowCount: 3_000, using: &generator)
    let groups = (0..<3_000).map { row in row % 50 == 0 ? missingKey : UInt32.random(in: 0..<20, using: &generator) }
    var whole = ScoreSummary(instrument)
    whole.accumulate(scorer.score(values), groups: groups)
    var parts = Array(repeating: ScoreSummary(instrument), count: partCount)
    for part in 0..<partCount {
      let rows = (0..<3_000).filter { $0 % partCount == part }
      parts[part].accumulate(scorer.score(Matrix(rows: rows.map { values.row($0) })), groups: rows.map { groups[$0] })
    }
    var forward = ScoreSummary(instrument)
    for part in parts { forward.merge(part) }
    var backward = ScoreSummary(instrument)
    for part in parts.reversed() { backward.merge(part) }
    for merged in [forward, backward] {
      #expect(merged.groupCount == whole.groupCount)
      for group in 0..<whole.groupCount {
        #expect(merged.rowCount(group: group) == whole.rowCount(group: group))
        for scale in instrument.scales.indices {
          let (a, b) = (merged.statistics(scale: scale, group: group), whole.statistics(scale: scale, group: group))
          let size = max(1, abs(instrument.scales[scale].lower), abs(instrument.scales[scale].upper))
          #expect(a.count == b.count)
          // About 150 scores per group, each with rounding errors of its own route.
          #expect(isClose(a.mean, b.mean, within: 1e-13 * size))
          #expect(isClose(a.standardDeviation, b.standardDeviation, within: 1e-12 * size))
          #expect(isClose(a.minimum, b.minimum, within: 1e-13 * size))
          #expect(isClose(a.maximum, b.maximum, within: 1e-13 * size))
          for band in instrument.scales[scale].bands.indices {
            #expect(
              merged.count(inBand: band, scale: scale, group: group)
                == whole.count(inBand: band, scale: scale, group: group))
          }
        }
        #expect(merged.verdicts(criterion: 0, group: group) == whole.verdicts(criterion: 0, group: group))
      }
    }
  }

  @Test func `groups of another coding are mapped`() throws {
    let summary = try Self.summary()
    var other = ScoreSummary(summary.instrument)
    other.merge(summary, groups: [4, 1, 4])
    #expect(other.groupCount == 5)
    #expect(other.rowCount(group: 4) == 6)
    // 2, 4, 9 and 7, 5
    let points = other.statistics(scale: 0, group: 4)
    #expect(points.count == 5 && isClose(points.mean, 5.4, within: 1e-15))
    #expect(isClose(points.standardDeviation, 7.3.squareRoot(), within: 1e-14))
    #expect(other.statistics(scale: 0, group: 0).count == 0)
  }

  /// A large mean with a small spread: power sums about 0 would lose every digit of the spread.
  @Test func `spread survives a large mean`() throws {
    let instrument = try Instrument(
      definition: """
        id: large
        items: [{id: a, range: [0, 1e12], step: any}]
        scales: [{id: s, items: [a], aggregate: sum}]
        """)
    let values = (0..<1_000).map { 1e9 + Double($0 % 3) * 1e-3 }
    var summary = ScoreSummary(instrument)
    summary.accumulate(InstrumentScorer(instrument).score(Matrix(columns: [values])))
    // 334 zeros, 333 ones and 333 twos in thousandths; the doubles near 1e9 lie 1.2e-7 apart.
    let mean = 999.0 / 1_000
    let variance = (334 * mean * mean + 333 * (1 - mean) * (1 - mean) + 333 * (2 - mean) * (2 - mean)) / 999
    let found = summary.statistics(scale: 0, group: 0)
    #expect(isClose(found.standardDeviation, variance.squareRoot() * 1e-3, within: 1.2e-7))
    #expect(isClose(found.mean, 1e9 + mean * 1e-3, within: 2.4e-7))
  }
}
