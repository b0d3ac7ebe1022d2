import FidelityInstruments
import FidelityLinearAlgebra
import Testing

@Suite struct InstrumentScorerOffScaleTests {
  private static let definition = """
    id: off
    items:
      - {id: a, range: [0, 2]}
      - {id: b, range: [1, 5], step: 0.5}
      - {id: c, range: [0, 1], step: 0.1, not-applicable: [8, 9]}
      - {id: d, range: [-3, 3], step: any}
    scales: [{id: s, items: [a, b, c, d], aggregate: sum}]
    """

  @Test func `every value of a scale is on it`() throws {
    let scorer = InstrumentScorer(try Instrument(definition: Self.definition))
    var rows: [[Double]] = [[.nan, .nan, .nan, .nan], [0, 1, 8, 0], [0, 1, 9, 0], [-0.0, 1, 0, -0.0]]
    for step in 0...30 {
      rows.append([Double(step % 3), 1 + 0.5 * Double(step % 9), Double(step % 11) / 10, -3 + 0.2 * Double(step)])
    }
    #expect(scorer.offScale(in: Matrix(rows: rows)).count == 0)
  }

  /// 0.07 is no binary fraction: few of its multiples are whole numbers of steps to the last bit.
  @Test func `steps that are decimal fractions`() throws {
    let instrument = try Instrument(
      definition: "id: f\nitems: [{id: a, range: [0, 7], step: 0.07}]\nscales: [{id: s, items: [a], aggregate: sum}]")
    let values = (0...100).map { Double(7 * $0) / 100 }
    #expect(values.contains { ($0 / 0.07).rounded() != $0 * (1 / 0.07) })
    let scorer = InstrumentScorer(instrument)
    #expect(scorer.offScale(in: Matrix(columns: [values])).count == 0)
    #expect(scorer.offScale(in: Matrix(columns: [values.map { $0 + 1e-5 }])).count == 101)
  }

  @Test func `finds what is off the scale, row by row`() throws {
    let scorer = InstrumentScorer(try Instrument(definition: Self.definition))
    let values = Matrix(rows: [
      [0, 1, 0.1, 0], [1, 1.25, 0.1, 0], [3, 1, 0.15, 3.5], [2, 5, 7, -.infinity], [-1, 5.5, 8, .nan], [9, 9, 99, 9],
    ])
    let found = scorer.offScale(in: values, rowCount: 5, limit: 4)
    #expect(found.count == 8)
    #expect(found.values.map(\.row) == [1, 2, 2, 2])
    #expect(found.values.map(\.item) == [1, 0, 2, 3])
    #expect(found.values.map(\.value) == [1.25, 3, 0.15, 3.5])
    #expect(scorer.offScale(in: values).count == 12)
    #expect(scorer.offScale(in: values, rowCount: 1).values.isEmpty)
    #expect(scorer.offScale(in: values, limit: 0).count == 12)
  }

  @Test func `averages lie between steps`() throws {
    let scorer = InstrumentScorer(try Instrument(definition: Self.definition))
    let values = Matrix(rows: [[1.0 / 3, 4.9, 0.123, 0], [2.1, 4.9, 0.5, 0]])
    #expect(scorer.offScale(in: values).count == 5)
    let found = scorer.offScale(in: values, checkStep: false)
    #expect(found.values == found.values.filter { $0.row == 1 && $0.item == 0 })
    #expect(found.count == 1)
  }

  @Test func `codes for does not apply belong to their items only`() throws {
    let scorer = InstrumentScorer(try Instrument(definition: Self.definition))
    let found = scorer.offScale(in: Matrix(rows: [[8, 1, 8, 0]]))
    #expect(found.values.map(\.item) == [0])
  }
}
