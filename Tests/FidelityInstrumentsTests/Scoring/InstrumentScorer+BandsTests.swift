import FidelityInstruments
import FidelityLinearAlgebra
import Testing

@Suite struct InstrumentScorerBandsTests {
  private static func instrument(itemCount: Int, _ scales: String, criteria: String = "", range: String = "[0, 2]")
    throws
    -> Instrument
  {
    let items = (0..<itemCount).map { "{id: i\($0)}" }.joined(separator: ", ")
    return try Instrument(
      definition: "id: b\ndefaults: {range: \(range), step: any}\nitems: [\(items)]\nscales:\n\(scales)\n\(criteria)")
  }

  /// Every fraction k/n against every cut score m/n: the band must follow from whole numbers.
  @Test(arguments: [7, 15, 30, 43, 49, 100])
  func `cut scores are those of the exact fractions`(_ points: Int) throws {
    for cut in 1...points {
      let threshold = Double(cut) / Double(points)
      let instrument = try Self.instrument(
        itemCount: 1,
        "  - {id: s, items: [i0], aggregate: pooled-percent, bands: [{label: yes, at-least: \(threshold)}]}",
        range: "[0, \(points)]")
      let values = Matrix(columns: [(0...points).map(Double.init)])
      let block = InstrumentScorer(instrument).score(values)
      for value in 0...points { #expect(block.bands[0][value] == (value >= cut ? 0 : ScoreBlock.none)) }
    }
  }

  @Test func `21 of 30 reaches 70 percent and 69.999 percent does not`() throws {
    let instrument = try Self.instrument(
      itemCount: 1,
      "  - {id: s, items: [i0], aggregate: pooled-percent, bands: [{label: low}, {label: high, at-least: 70%}]}",
      range: "[0, 30]")
    let block = InstrumentScorer(instrument).score(Matrix(columns: [[21, 20.9997, 21 - 1e-9, 0, .nan]]))
    #expect(block.bands[0] == [1, 0, 0, 0, ScoreBlock.none])
  }

  /// A mean of sevenths, tenths and thirds may be the cut by arithmetic where its double falls short of it.
  @Test func `a mean of percents that is exactly at the cut is at the cut`() throws {
    let instrument = try Instrument(
      definition: """
        id: m
        items: [{id: a, range: [0, 7]}, {id: b, range: [0, 7]}, {id: c, range: [0, 10]}, {id: d, range: [0, 3]}]
        scales:
          - {id: s, items: [a, b, c], aggregate: mean-of-percents, bands: [{label: y, at-least: 70%}]}
          - {id: t, items: [a, b, c, d], aggregate: mean-of-percents, bands: [{label: y, at-least: 0.6}]}
        """)
    var wrong = 0
    for a in 0...7 {
      for b in 0...7 {
        for c in 0...10 {
          for d in 0...3 {
            let block = InstrumentScorer(instrument).score(
              Matrix(rows: [[Double(a), Double(b), Double(c), Double(d)]]))
            // Over the common denominators 210 and 840.
            let reachesS = 30 * (a + b) + 21 * c >= 147 * 3
            let reachesT = 30 * (a + b) + 21 * c + 70 * d >= 504
            if (block.bands[0][0] == 0) != reachesS { wrong += 1 }
            if (block.bands[1][0] == 0) != reachesT { wrong += 1 }
          }
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func `bands in any order, with and without an open one`() throws {
    let instrument = try Self.instrument(
      itemCount: 1,
      """
        - {id: open, items: [i0], aggregate: sum,
           bands: [{label: mid, at-least: 4}, {label: low}, {label: high, at-least: 8}]}
        - {id: closed, items: [i0], aggregate: sum, bands: [{label: high, at-least: 8}, {label: mid, at-least: 4}]}
        - {id: none, items: [i0], aggregate: sum}
      """, range: "[0, 10]")
    #expect(instrument.scales[0].bands.map(\.label) == ["low", "mid", "high"])
    let block = InstrumentScorer(instrument).score(Matrix(columns: [[0, 3.5, 4, 7, 8, 10, .nan]]))
    let none = ScoreBlock.none
    #expect(block.bands[0] == [0, 0, 1, 1, 2, 2, none])
    #expect(block.bands[1] == [none, none, 0, 0, 1, 1, none])
    #expect(block.bands[2] == Array(repeating: none, count: 7))
  }

  @Test func `criteria need all conditions, and one that fails decides over one that is missing`() throws {
    let instrument = try Self.instrument(
      itemCount: 3,
      "  - {id: s, items: [i0, i1], aggregate: pooled-percent, missing: fail}",
      criteria: """
        criteria:
          - {id: both, all: [{scale: s, at-least: 50%}, {item: i2, at-least: 1}]}
          - {id: between, all: [{item: i2, at-least: 0.5, at-most: 1.5}]}
          - {id: flags, all: [{item: i2, at-most: 0}]}
        """)
    let rows: [[Double]] = [
      [2, 0, 1], [1, 0, 1], [2, 2, 0], [2, .nan, 1], [2, .nan, 0], [2, 2, .nan], [0, 0, .nan],
    ]
    let block = InstrumentScorer(instrument).score(Matrix(rows: rows))
    let none = ScoreBlock.none
    #expect(block.criteria[0] == [1, 0, 0, none, 0, none, 0])
    #expect(block.criteria[1] == [1, 1, 0, 1, 0, none, none])
    #expect(block.criteria[2] == [0, 0, 1, 0, 1, none, none])
  }

  @Test func `an item that does not apply makes its condition missing`() throws {
    let instrument = try Instrument(
      definition: """
        id: n
        items: [{id: a, range: [0, 2], not-applicable: [8]}]
        scales: [{id: s, items: [a], aggregate: sum}]
        criteria: [{id: c, all: [{item: a, at-least: 1}]}]
        """)
    let block = InstrumentScorer(instrument).score(Matrix(columns: [[8, 2, 0]]))
    #expect(block.criteria[0] == [ScoreBlock.none, 1, 0])
    #expect(block.answeredCounts == [0, 1, 1])
  }
}
