import FidelityInstruments
import Testing

@Suite struct ScaleReaderTests {
  private static let scale = "{id: s, items: [a, b], aggregate: sum}"

  @Test(arguments: [
    fault("scale is a text", scale, "s", 6, 5, "a scale is a mapping"),
    fault("no id", scale, "{items: [a, b], aggregate: sum}", 6, 5, "a scale lacks \"id\""),
    fault("no aggregate", scale, "{id: s, items: [a, b]}", 6, 5, "a scale lacks \"aggregate\""),
    fault(
      "unknown aggregate", scale, "{id: s, items: [a], aggregate: pooled-percents}", 6, 36, "no aggregate",
      hint: "\"pooled-percent\""),
    fault(
      "aggregate far from any", scale, "{id: s, items: [a], aggregate: xyzzy}", 6, 36, "no aggregate",
      hint: "\"mean-of-percents\""),
    fault("unknown key", scale, "{id: s, item: [a], aggregate: sum}", 6, 13, "no key \"item\"", hint: "\"items\""),
    fault("neither items nor scales", scale, "{id: s, aggregate: sum}", 6, 5, "lacks \"items\" or \"scales\""),
    fault("both", scale, "{id: s, items: [a], scales: [s], aggregate: sum}", 6, 33, "both"),
    fault(
      "unknown item", scale, "{id: s, items: [a, c], aggregate: sum}", 6, 24, "there is no item \"c\"", hint: "\"a\""),
    fault("item twice", scale, "{id: s, items: [a, a], aggregate: sum}", 6, 24, "same id twice"),
    fault("no items", scale, "{id: s, items: [], aggregate: sum}", 6, 20, "\"items\" is empty"),
    fault("items are a text", scale, "{id: s, items: a, aggregate: sum}", 6, 20, "\"items\" is a list"),
    fault("unknown scale", scale, "{id: s, scales: [t], aggregate: sum}", 6, 22, "there is no scale \"t\""),
    fault("scale of itself", scale, "{id: s, scales: [s], aggregate: sum}", 6, 22, "made of itself: s -> s"),
    fault("id twice", scale, scale + "\n  - " + scale, 7, 10, "\"s\" stands more than once"),
    fault(
      "part without id", scale, "{id: s, items: [{weight: 2}], aggregate: sum}", 6, 21, "a part of a scale lacks \"id\""
    ),
    fault("part with weight 0", scale, "{id: s, items: [{id: a, weight: 0}], aggregate: sum}", 6, 37, "more than 0"),
    fault("part is a list", scale, "{id: s, items: [[a]], aggregate: sum}", 6, 21, "is a text, and here is a list"),
    fault(
      "weights when pooled", scale, scale + "\n  - {id: t, scales: [{id: s, weight: 2}], aggregate: pooled-percent}", 7,
      38, "have no weights"),
  ])
  func `says what is wrong and where`(_ fault: DefinitionFault) { fault.check() }

  @Test func `a long cycle`() {
    let text = """
      id: x
      items: [{id: a, range: [0, 2]}]
      scales:
        - {id: outside, scales: [one], aggregate: sum}
        - {id: one, scales: [good, two], aggregate: sum}
        - {id: two, scales: [three], aggregate: sum}
        - {id: three, scales: [one], aggregate: sum}
        - {id: good, items: [a], aggregate: sum}
      """
    DefinitionFault("cycle", text, 7, 26, "made of itself: one -> two -> three -> one").check()
  }

  @Test func `a chain of thousands of scales`() throws {
    let count = 5_000
    let scales = (0..<count).map { index in
      index == count - 1
        ? "  - {id: s\(index), items: [a], aggregate: sum}"
        : "  - {id: s\(index), scales: [s\(index + 1)], aggregate: sum}"
    }
    let instrument = try Instrument(
      definition: "id: x\nitems: [{id: a, range: [0, 2]}]\nscales:\n" + scales.joined(separator: "\n"))
    #expect(instrument.scaleOrder == Array((0..<count).reversed()))
    #expect(instrument.scales[0].upper == 2)
  }

  @Test func `reach, members and order`() throws {
    let instrument = try Instrument(
      definition: """
        id: x
        items: [{id: a, range: [1, 5], weight: 2}, {id: b, range: [0, 2], reverse: true}, {id: c, range: [-1, 1]}]
        scales:
          - {id: t, scales: [m, s], aggregate: mean}
          - {id: s, items: [{id: a, weight: 3}, b], aggregate: sum}
          - {id: m, items: [c, a], aggregate: mean}
          - {id: p, scales: [t], aggregate: pooled-percent}
          - {id: q, scales: [s, t], aggregate: sum}
        """)
    // m: (-1 + 2)/3 to (1 + 10)/3; s: 3 to 15 + 2; t: their means
    let (lowest, highest): (Double, Double) = (1 / 3, 11 / 3)
    #expect(instrument.scales.map(\.lower) == [(lowest + 3) / 2, 3, lowest, 0, 3 + (lowest + 3) / 2])
    #expect(instrument.scales.map(\.upper) == [(highest + 17) / 2, 17, highest, 1, 17 + (highest + 17) / 2])
    #expect(instrument.scales.map(\.items) == [[0, 1, 2], [0, 1], [0, 2], [0, 1, 2], [0, 1, 2]])
    for (place, index) in instrument.scaleOrder.enumerated() {
      if case .scales(let parts) = instrument.scales[index].parts {
        for part in parts { #expect(instrument.scaleOrder[..<place].contains(part.index)) }
      }
    }
  }
}
