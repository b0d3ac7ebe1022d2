import FidelityData
import FidelityInstruments
import Testing

@Suite struct InstrumentTablesTests {
  private static let definition = """
    id: t
    items:
      - {id: a, label: First, range: [0, 2]}
      - {id: b, range: [1, 5], step: any, weight: 2, reverse: true, not-applicable: [8, 9.5]}
      - {id: c, range: [0, 1], step: 0.25}
    scales:
      - {id: s, label: Part, items: [a, {id: b, weight: 3}], aggregate: sum,
         missing: {policy: prorate, at-least: 66.7%}}
      - {id: t, scales: [s], aggregate: mean-of-percents, bands: [{label: low}, {label: high, at-least: 7%}]}
    criteria:
      - {id: c, label: Both, all: [{scale: t, at-least: 0.7}, {item: a, at-least: 1, at-most: 2},
         {scale: s, at-most: 9}]}
    """

  @Test func `items`() throws {
    let table = try Instrument(definition: Self.definition).itemTable
    #expect(table.texts("item") == ["a", "b", "c"])
    #expect(table.texts("label") == ["First", nil, nil])
    #expect(table.texts("range") == ["0 to 2", "1 to 5", "0 to 1"])
    #expect(table.texts("step") == ["1", "any", "0.25"])
    #expect(table.numbers("weight") == [1, 2, 1])
    #expect(table.texts("reversed") == ["no", "yes", "no"])
    #expect(table.texts("not_applicable") == [nil, "8, 9.5", nil])
    #expect(table.texts("scales") == ["s, t", "s, t", nil])
  }

  @Test func `scales`() throws {
    let table = try Instrument(definition: Self.definition).scaleTable
    #expect(table.texts("scale") == ["s", "t"])
    #expect(table.texts("label") == ["Part", nil])
    #expect(table.texts("made_of") == ["a, b x 3", "s"])
    #expect(table.numbers("n_items") == [2, 2])
    #expect(table.texts("aggregate") == ["sum", "mean-of-percents"])
    #expect(table.texts("missing") == ["prorate (at least 66.7 %)", "exclude"])
    #expect(table.texts("reach") == ["3 to 17", "0 % to 100 %"])
    #expect(table.texts("bands") == [nil, "high (at least 7 %); low"])
  }

  @Test func `criteria`() throws {
    let table = try Instrument(definition: Self.definition).criterionTable
    #expect(table.texts("criterion") == ["c"])
    #expect(table.texts("label") == ["Both"])
    #expect(table.texts("conditions") == ["t at least 70 % and item a at least 1 and item a at most 2 and s at most 9"])
  }
}
