import FidelityInstruments
import Testing

@Suite struct BandReaderTests {
  private static func bands(_ text: String, _ character: Int, _ name: String, _ reason: String, hint: String? = nil)
    -> DefinitionFault
  {
    fault(name, "aggregate: sum}", "aggregate: pooled-percent,\n     bands: \(text)}", 7, character, reason, hint: hint)
  }

  private static func sumBands(_ text: String, _ character: Int, _ name: String, _ reason: String) -> DefinitionFault {
    fault(name, "aggregate: sum}", "aggregate: sum,\n     bands: \(text)}", 7, character, reason)
  }

  @Test(arguments: [
    bands("high", 13, "a text", "\"bands\" is a list"),
    bands("[]", 13, "no bands", "\"bands\" is empty"),
    bands("[high]", 14, "a band is a text", "a band is a mapping"),
    bands("[{at-least: 0.7}]", 14, "no label", "a band lacks \"label\""),
    bands("[{label: x, atleast: 0.7}]", 25, "unknown key", "no key \"atleast\"", hint: "\"at-least\""),
    bands("[{label: x, at-least: 70}]", 35, "forgotten percent sign", "70 lies outside scale s", hint: "70%"),
    bands("[{label: x, at-least: 170%}]", 35, "above 100 percent", "1.7 lies outside scale s"),
    bands("[{label: x, at-least: -0.1}]", 35, "below the scale", "lies outside scale s"),
    bands("[{label: x, at-least: .nan}]", 35, "NaN", "finite"),
    bands("[{label: x, at-least: seventy%}]", 35, "in words", "is a number, and here is \"seventy\""),
    bands("[{label: x}, {label: y}]", 26, "two open bands", "only one band"),
    bands("[{label: x}, {label: x, at-least: 1}]", 34, "label twice", "\"x\" stands more than once"),
    bands("[{label: x, at-least: 0.7}, {label: y, at-least: 70%}]", 62, "cut score twice", "two bands begin at 0.7"),
    sumBands("[{label: x, at-least: 5}]", 35, "beyond a sum", "5 lies outside scale s, which runs from 0 to 4"),
    sumBands("[{label: x, at-least: 70%}]", 35, "percent of a sum", "is a percentage, but scale s runs from 0 to 4"),
  ])
  func `says what is wrong and where`(_ fault: DefinitionFault) { fault.check() }

  @Test func `percents and proportions are the same cut score`() throws {
    for percent in 0...100 {
      let text = validDefinition.replacing(
        "aggregate: sum", with: "aggregate: pooled-percent, bands: [{label: x, at-least: \(percent)%}]")
      let instrument = try Instrument(definition: text)
      #expect(instrument.scales[0].bands[0].atLeast == Double(percent) / 100)
    }
    let spaced = validDefinition.replacing(
      "aggregate: sum", with: "aggregate: pooled-percent, bands: [{label: x, at-least: 66.7 %}]")
    #expect(try Instrument(definition: spaced).scales[0].bands[0].atLeast == 0.667)
  }

  @Test func `at most 250 bands`() {
    let bands = (0...250).map { "{label: b\($0), at-least: 0.\(100 + $0)}" }.joined(separator: ", ")
    let text = validDefinition.replacing("aggregate: sum", with: "aggregate: mean-of-percents, bands: [\(bands)]")
    #expect(throws: (any Error).self) { try Instrument(definition: text) }
    #expect(throws: Never.self) {
      try Instrument(definition: text.replacing(", {label: b250, at-least: 0.350}", with: ""))
    }
  }
}
