import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra
import FidelityTesting
import Testing

@Suite struct InstrumentScorerTests {
  /// Items a (0-2), b (1-5, weight 2), c (0-4, reversed), d (0-10, 99 does not apply).
  private static func definition(_ scale: String, missing: String = "exclude") -> String {
    """
    id: worked
    items:
      - {id: a, range: [0, 2]}
      - {id: b, range: [1, 5], weight: 2}
      - {id: c, range: [0, 4], reverse: true}
      - {id: d, range: [0, 10], not-applicable: 99}
    scales:
      - {id: s, \(scale), missing: \(missing)}
    """.replacing("not-applicable: 99", with: "not-applicable: [99]")
  }

  private static func score(_ scale: String, _ missing: String, _ row: [Double]) throws -> (Double, ScoreStatus?) {
    let instrument = try Instrument(definition: definition(scale, missing: missing))
    let block = InstrumentScorer(instrument).score(Matrix(rows: [row]))
    return (block.scores[0][0], ScoreStatus(rawValue: block.statuses[0][0]))
  }

  struct Worked: Sendable, CustomStringConvertible {
    var aggregate: String
    var missing: String
    var row: [Double]
    var expected: Double
    var description: String { "\(aggregate), \(missing), \(row)" }
  }

  /// Worked by hand: c scores 4 - value; the weighted points above the lowest are a, 2(b - 1), 4 - c, d of 2, 8, 4, 10.
  @Test(arguments: [
    // complete: a 1, b 4, c 1 -> 3, d 5
    Worked(aggregate: "sum", missing: "exclude", row: [1, 4, 1, 5], expected: 1 + 8 + 3 + 5),
    Worked(aggregate: "mean", missing: "exclude", row: [1, 4, 1, 5], expected: 17.0 / 5),
    Worked(aggregate: "pooled-percent", missing: "exclude", row: [1, 4, 1, 5], expected: 15.0 / 24),
    Worked(
      aggregate: "mean-of-percents", missing: "exclude", row: [1, 4, 1, 5], expected: (0.5 + 1.5 + 0.75 + 0.5) / 5),
    // b missing
    Worked(aggregate: "sum", missing: "exclude", row: [1, .nan, 1, 5], expected: 9),
    Worked(aggregate: "mean", missing: "exclude", row: [1, .nan, 1, 5], expected: 3),
    Worked(aggregate: "pooled-percent", missing: "exclude", row: [1, .nan, 1, 5], expected: 9.0 / 16),
    Worked(
      aggregate: "mean-of-percents", missing: "exclude", row: [1, .nan, 1, 5], expected: (0.5 + 0.75 + 0.5) / 3),
    Worked(aggregate: "sum", missing: "floor", row: [1, .nan, 1, 5], expected: 11),
    Worked(aggregate: "mean", missing: "floor", row: [1, .nan, 1, 5], expected: 11.0 / 5),
    Worked(aggregate: "pooled-percent", missing: "floor", row: [1, .nan, 1, 5], expected: 9.0 / 24),
    Worked(aggregate: "mean-of-percents", missing: "floor", row: [1, .nan, 1, 5], expected: 1.75 / 5),
    Worked(aggregate: "sum", missing: "ceiling", row: [1, .nan, 1, 5], expected: 19),
    Worked(aggregate: "mean", missing: "ceiling", row: [1, .nan, 1, 5], expected: 19.0 / 5),
    Worked(aggregate: "pooled-percent", missing: "ceiling", row: [1, .nan, 1, 5], expected: 17.0 / 24),
    Worked(aggregate: "mean-of-percents", missing: "ceiling", row: [1, .nan, 1, 5], expected: 3.75 / 5),
    // lowest possible sum 2, range 24, 9 of the 16 points that were answered
    Worked(
      aggregate: "sum", missing: "{policy: prorate, at-least: 75%}", row: [1, .nan, 1, 5],
      expected: 2 + 9.0 * 24 / 16),
    Worked(aggregate: "mean", missing: "{policy: prorate, at-least: 75%}", row: [1, .nan, 1, 5], expected: 3),
    Worked(
      aggregate: "pooled-percent", missing: "{policy: prorate, at-least: 75%}", row: [1, .nan, 1, 5],
      expected: 9.0 / 16),
    // c missing: the lowest score of a reversed item, not its lowest value
    Worked(aggregate: "sum", missing: "floor", row: [2, 5, .nan, 10], expected: 22),
    Worked(aggregate: "sum", missing: "ceiling", row: [2, 5, .nan, 10], expected: 26),
    Worked(aggregate: "pooled-percent", missing: "floor", row: [2, 5, .nan, 10], expected: 20.0 / 24),
    // d does not apply: it leaves under every policy
    Worked(aggregate: "sum", missing: "fail", row: [1, 4, 1, 99], expected: 12),
    Worked(aggregate: "pooled-percent", missing: "fail", row: [1, 4, 1, 99], expected: 10.0 / 14),
    Worked(aggregate: "pooled-percent", missing: "floor", row: [1, 4, .nan, 99], expected: 7.0 / 14),
    Worked(aggregate: "mean", missing: "ceiling", row: [1, 4, .nan, 99], expected: 13.0 / 4),
    // 2 of the 3 applicable items
    Worked(
      aggregate: "sum", missing: "{policy: prorate, at-least: 60%}", row: [1, 4, .nan, 99],
      expected: 2 + 7.0 * 14 / 10),
    // all missing
    Worked(aggregate: "sum", missing: "floor", row: [.nan, .nan, .nan, .nan], expected: 2),
    Worked(aggregate: "pooled-percent", missing: "ceiling", row: [.nan, .nan, .nan, .nan], expected: 1),
    // an infinite value is no answer
    Worked(aggregate: "sum", missing: "exclude", row: [1, .infinity, 1, 5], expected: 9),
  ])
  func `hand-worked figures of each aggregate and policy`(_ worked: Worked) throws {
    let (score, status) = try Self.score(
      "items: [a, b, c, d], aggregate: \(worked.aggregate)", worked.missing, worked.row)
    // A handful of operations on numbers below 30.
    #expect(isClose(score, worked.expected, within: 1e-14))
    #expect(status == .ok)
  }

  @Test(arguments: [
    ("exclude", [Double.nan, .nan, .nan, .nan], ScoreStatus.tooFewItems),
    ("exclude", [.nan, .nan, .nan, 99], .tooFewItems),
    ("fail", [1, .nan, 1, 5], .tooFewItems),
    ("{policy: prorate, at-least: 76%}", [1, .nan, 1, 5], .tooFewItems),
    ("{policy: prorate, at-least: 67%}", [1, .nan, 1, 99], .tooFewItems),
  ])
  func `too few items`(_ missing: String, _ row: [Double], _ expected: ScoreStatus) throws {
    for aggregate in Instrument.Aggregate.allCases {
      let (score, status) = try Self.score("items: [a, b, c, d], aggregate: \(aggregate.rawValue)", missing, row)
      #expect(score.isNaN)
      #expect(status == expected)
    }
  }

  @Test(arguments: ["exclude", "floor", "ceiling", "fail", "{policy: prorate, at-least: 80%}"])
  func `a scale of which nothing applies`(_ missing: String) throws {
    let (score, status) = try Self.score("items: [d], aggregate: pooled-percent", missing, [1, 1, 1, 99])
    #expect(score.isNaN)
    #expect(status == .notApplicable)
    #expect(status?.status == .tooFewItems)
  }

  /// Parts x = a of 0-2 (percent), y = b of 1-5 (sum of weight 2: 2-10), z = d (percent, may not apply).
  @Test(arguments: [
    Worked(aggregate: "sum", missing: "exclude", row: [1, 4, 0, 5], expected: 9),
    Worked(aggregate: "mean", missing: "exclude", row: [1, 4, 0, 5], expected: 3),
    Worked(aggregate: "mean-of-percents", missing: "exclude", row: [1, 4, 0, 5], expected: 1.75 / 3),
    Worked(aggregate: "mean-of-percents", missing: "exclude", row: [1, .nan, 0, 5], expected: 0.5),
    Worked(aggregate: "mean-of-percents", missing: "floor", row: [1, .nan, 0, 5], expected: 1.0 / 3),
    Worked(aggregate: "mean-of-percents", missing: "ceiling", row: [1, .nan, 0, 5], expected: 2.0 / 3),
    Worked(aggregate: "sum", missing: "floor", row: [1, .nan, 0, 5], expected: 3),
    Worked(aggregate: "sum", missing: "ceiling", row: [1, .nan, 0, 5], expected: 11),
    // lowest 2, range 1 + 8 + 1, 1 of the 2 that are there
    Worked(aggregate: "sum", missing: "{policy: prorate, at-least: 60%}", row: [1, .nan, 0, 5], expected: 7),
    // a part of which nothing applies leaves even where missing parts would count as the lowest
    Worked(aggregate: "mean-of-percents", missing: "floor", row: [1, 4, 0, 99], expected: 0.625),
    Worked(aggregate: "mean-of-percents", missing: "fail", row: [1, 4, 0, 99], expected: 0.625),
    // pooled over the items themselves: 1 + 2 x 3 + 5 of 2 + 8 + 10
    Worked(aggregate: "pooled-percent", missing: "exclude", row: [1, 4, 0, 5], expected: 0.6),
  ])
  func `scales of scales`(_ worked: Worked) throws {
    let instrument = try Instrument(
      definition: """
        id: nested
        items:
          - {id: a, range: [0, 2]}
          - {id: b, range: [1, 5], weight: 2}
          - {id: c, range: [0, 4]}
          - {id: d, range: [0, 10], not-applicable: [99]}
        scales:
          - {id: t, scales: [x, y, z], aggregate: \(worked.aggregate), missing: \(worked.missing)}
          - {id: x, items: [a], aggregate: pooled-percent}
          - {id: y, items: [b], aggregate: sum}
          - {id: z, items: [d], aggregate: mean-of-percents}
        """)
    #expect(instrument.scaleOrder.last == 0)
    let block = InstrumentScorer(instrument).score(Matrix(rows: [worked.row]))
    #expect(isClose(block.scores[0][0], worked.expected, within: 1e-14))
  }

  @Test func `weights of parts`() throws {
    let instrument = try Instrument(
      definition: """
        id: weighted
        defaults: {range: [0, 2]}
        items: [{id: a}, {id: b}]
        scales:
          - {id: x, items: [a], aggregate: pooled-percent}
          - {id: y, items: [{id: a, weight: 3}, b], aggregate: pooled-percent}
          - {id: t, scales: [{id: x, weight: 3}, y], aggregate: mean-of-percents}
        """)
    let block = InstrumentScorer(instrument).score(Matrix(rows: [[2, 0]]))
    #expect(block.scores.map { $0[0] } == [1, 0.75, 3.75 / 4])
  }

  @Test(arguments: 1...12)
  func `equals the definitions written out row by row`(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let text = randomDefinition(itemCount: 5 + seed * 3, scaleCount: 12, using: &generator)
    let instrument = try Instrument(definition: text)
    let rowCount = 10_000
    let values = randomValues(instrument, rowCount: rowCount, using: &generator)
    let block = InstrumentScorer(instrument).score(values)
    let plain = PlainScorer(instrument: instrument)
    var differences = 0
    var missing = 0
    for row in 0..<rowCount {
      for (scale, outcome) in plain.outcomes(values.row(row)).enumerated() {
        let status = ScoreStatus(rawValue: block.statuses[scale][row])
        let score = block.scores[scale][row]
        switch outcome {
        case .score(let expected):
          // Sums of at most 41 terms, at most 10 levels deep, each within the reach of its scale.
          let tolerance = 1e-13 * max(1, abs(instrument.scales[scale].upper))
          if status != .ok || !isClose(score, expected, within: tolerance) { differences += 1 }
        case .tooFew: if status != .tooFewItems || !score.isNaN { differences += 1 }
        case .notApplicable: if status != .notApplicable || !score.isNaN { differences += 1 }
        }
        if status != .ok { missing += 1 }
      }
      let answers = instrument.items.indices.count { item in
        values[row, item].isFinite && !instrument.items[item].notApplicable.contains(values[row, item])
      }
      if block.answeredCounts[row] != UInt32(answers) { differences += 1 }
    }
    #expect(differences == 0)
    #expect(missing > 0)
  }

  @Test func `the order of rows does not matter, nor does the tile a row is in`() throws {
    var generator = SeededGenerator(seed: 77)
    let instrument = try Instrument(definition: randomDefinition(itemCount: 20, scaleCount: 9, using: &generator))
    let scorer = InstrumentScorer(instrument)
    let values = randomValues(instrument, rowCount: 5_000, using: &generator)
    let whole = scorer.score(values)
    let order = (0..<5_000).shuffled(using: &generator)
    let permuted = scorer.score(Matrix(rows: order.map { values.row($0) }))
    for scale in instrument.scales.indices {
      for (row, original) in order.enumerated() {
        let (a, b) = (permuted.scores[scale][row], whole.scores[scale][original])
        // A gap elsewhere in the tile takes another route to the same figure.
        #expect(a.isNaN && b.isNaN || isClose(a, b, within: 1e-13 * max(1, abs(b))))
        #expect(permuted.statuses[scale][row] == whole.statuses[scale][original])
        #expect(permuted.bands[scale][row] == whole.bands[scale][original])
      }
    }
  }

  @Test func `the order of items does not matter`() throws {
    var generator = SeededGenerator(seed: 78)
    let text = randomDefinition(itemCount: 15, scaleCount: 9, using: &generator)
    let lines = text.split(separator: "\n").map(String.init)
    let permutation = (0..<15).shuffled(using: &generator)
    let shuffled = lines[..<2] + permutation.map { lines[2 + $0] } + lines[17...]
    let instrument = try Instrument(definition: text)
    let other = try Instrument(definition: shuffled.joined(separator: "\n"))
    let values = randomValues(instrument, rowCount: 1_000, using: &generator)
    let permuted = Matrix(columns: permutation.map { Array(values.column($0)) })
    let (a, b) = (InstrumentScorer(instrument).score(values), InstrumentScorer(other).score(permuted))
    #expect(a.statuses == b.statuses)
    #expect(a.bands == b.bands)
    #expect(a.criteria == b.criteria)
    for scale in instrument.scales.indices {
      for (x, y) in zip(a.scores[scale], b.scores[scale]) {
        #expect(x.isNaN && y.isNaN || isClose(x, y, within: 1e-13 * max(1, abs(x))))
      }
    }
  }

  @Test func `a block is used again with fewer and more rows`() throws {
    var generator = SeededGenerator(seed: 79)
    let instrument = try Instrument(definition: randomDefinition(itemCount: 8, scaleCount: 8, using: &generator))
    let scorer = InstrumentScorer(instrument)
    var block = ScoreBlock(for: instrument)
    for rowCount in [700, 3, 0, 1_300] {
      let values = randomValues(instrument, rowCount: 1_300, using: &generator)
      scorer.score(values, rowCount: rowCount, into: &block)
      // A matrix of no rows has no columns either.
      let rows = (0..<rowCount).map { values.row($0) }
      let fresh = rows.isEmpty ? ScoreBlock(for: instrument) : scorer.score(Matrix(rows: rows))
      #expect(block.rowCount == rowCount)
      #expect(block.statuses == fresh.statuses)
      #expect(block.bands == fresh.bands)
      #expect(block.answeredCounts == fresh.answeredCounts)
    }
  }
}
