import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra
import Testing

@Suite("Recoded items")
struct RecodeTests {
  private static func instrument(
    _ item: String, aggregate: String = "sum", missing: String = "exclude"
  ) throws -> Instrument {
    try Instrument(
      definition: """
        id: q
        items: [\(item), {id: b, range: [0, 2]}]
        scales: [{id: total, items: [a, b], aggregate: \(aggregate), missing: \(missing)}]
        criteria: [{id: six, all: [{item: a, at-least: 6}]}]
        """)
  }

  private static let item = "{id: a, range: [1, 7], not-applicable: [9], recode: {6: 1, \"7\": 3, other: -1}}"

  static let worked: [(String, String, [Double])] = [
    ("sum", "exclude", [0, 2, 4, 1, 2]), ("mean", "exclude", [0, 1, 2, 1, 2]),
    // Reaches from -1 and 0 to 3 and 2.
    ("pooled-percent", "exclude", [1.0 / 6, 0.5, 5.0 / 6, 0.5, 1]),
    ("mean-of-percents", "exclude", [0.25, 0.5, 0.75, 0.5, 1]), ("sum", "floor", [0, 2, 4, 0, 2]),
    ("sum", "ceiling", [0, 2, 4, 4, 2]),
  ]

  @Test("scores count what answers are recoded to", arguments: worked)
  func scores(aggregate: String, missing: String, expected: [Double]) throws {
    let instrument = try Self.instrument(Self.item, aggregate: aggregate, missing: missing)
    let rows: [[Double]] = [[1, 1], [6, 1], [7, 1], [.nan, 1], [9, 2]]
    let block = InstrumentScorer(instrument).score(Matrix(rows: rows))
    for row in rows.indices { #expect(abs(block.scores[0][row] - expected[row]) < 1e-12, "row \(row)") }
    // Criteria of items are about what was rated.
    #expect(rows.indices.map { block.isMet(criterion: 0, row: $0) } == [false, true, true, nil, nil])
  }

  @Test("the reach of a scale is that of what counts")
  func reach() throws {
    let scale = try Self.instrument(Self.item).scales[0]
    #expect((scale.lower, scale.upper) == (-1, 5))
  }

  @Test(
    "what no recode is",
    arguments: [
      ("recode: {6: 1, 7: 2}", "\"recode\" lacks values of item a"),
      ("recode: {8: 1, other: 0}", "is no value of item a"),
      ("recode: {6: 1, 6.0: 2, other: 0}", "the value stands twice"), ("recode: [1]", "\"recode\" is a mapping"),
      ("recode: {6: 0, other: 0}", "all answers of item a count the same"), ("recode: {x: 1}", "is no value of item a"),
      ("reverse: true, recode: {6: 1, other: 0}", "has both \"reverse\" and \"recode\""),
      ("step: any, recode: {1: 0, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1}", "\"recode\" lacks values"),
    ])
  func refusals(keys: String, words: String) {
    let error = #expect(throws: DataError.self) { try Self.instrument("{id: a, range: [1, 7], \(keys)}") }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test("every value of the scale, without other")
  func allValues() throws {
    let instrument = try Self.instrument("{id: a, range: [1, 7], recode: {1: 0, 2: 5, 3: 1, 4: 0, 5: 0, 6: 0, 7: 0}}")
    #expect(InstrumentScorer(instrument).score(Matrix(rows: [[2, 0], [3, 0]])).scores[0] == [5, 1])
  }
}
