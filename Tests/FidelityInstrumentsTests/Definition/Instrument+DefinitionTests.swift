import FidelityData
import FidelityInstruments
import FidelityTesting
import Foundation
import Testing

@Suite struct InstrumentDefinitionTests {
  @Test func `reads every part of the language`() throws {
    let instrument = try Instrument(
      definition: """
        id: example-1.0
        title: An example
        version: "1.0"
        source: >-
          Author (year).
          Title.
        licence: free
        verified: nothing
        defaults: {range: [0, 2], step: 0.5, weight: 3, not-applicable: [8], missing: fail}
        items:
          - {id: "1.10", label: Plan is written}
          - {id: a_2-b, range: [1, 5], step: any, weight: 2, reverse: true, not-applicable: [0, 9]}
        scales:
          - {id: plan, label: Planning, items: ["1.10", {id: a_2-b, weight: 1}], aggregate: pooled-percent,
             missing: {policy: prorate, at-least: 80%}, bands: [{label: "yes", at-least: 70%}, {label: no}]}
          - {id: total, scales: [plan], aggregate: mean-of-percents}
        criteria:
          - {id: both, label: Both, all: [{scale: total, at-least: 0.8}, {item: "1.10", at-least: 1, at-most: 2}]}
        """)
    #expect(instrument.id == "example-1.0")
    #expect(instrument.title == "An example")
    #expect(instrument.version == "1.0")
    #expect(instrument.source == "Author (year). Title.")
    #expect(instrument.licence == "free")
    #expect(instrument.verified == "nothing")
    let (first, second) = (instrument.items[0], instrument.items[1])
    #expect(first.id == "1.10" && first.label == "Plan is written")
    #expect(first.lower == 0 && first.upper == 2 && first.step == 0.5 && first.weight == 3 && !first.isReversed)
    #expect(first.notApplicable == [8])
    #expect(second.lower == 1 && second.upper == 5 && second.step == nil && second.weight == 2 && second.isReversed)
    #expect(second.notApplicable == [0, 9] && second.label == nil)
    let plan = instrument.scales[0]
    #expect(plan.label == "Planning" && plan.aggregate == .pooledPercent && plan.missing == .prorate(atLeast: 0.8))
    guard case .items(let parts) = plan.parts else {
      Issue.record("the scale is not made of items")
      return
    }
    #expect(parts.map(\.index) == [0, 1] && parts.map(\.weight) == [3, 1])
    #expect(plan.bands.map(\.label) == ["no", "yes"] && plan.bands.map(\.atLeast) == [nil, 0.7])
    #expect(instrument.scales[1].missing == .fail)
    #expect(instrument.criteria[0].conditions.map(\.subject) == [.scale(1), .item(0)])
    #expect(instrument.criteria[0].conditions.map(\.atLeast) == [0.8, 1])
    #expect(instrument.criteria[0].conditions.map(\.atMost) == [nil, 2])
    #expect(instrument.itemIndex("a_2-b") == 1 && instrument.scaleIndex("total") == 1)
    #expect(instrument.itemIndex("x") == nil && instrument.scaleIndex("x") == nil)
  }

  @Test func `what may be left out`() throws {
    let instrument = try Instrument(definition: validDefinition)
    #expect(instrument.title == "x")
    #expect(instrument.items[0].step == 1 && instrument.items[0].weight == 1)
    #expect(instrument.scales[0].missing == .exclude)
    #expect(instrument.version == nil && instrument.criteria.isEmpty)
  }

  @Test func `reads a file`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fidelity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String, _ bytes: Data) throws -> String {
      let url = folder.appending(path: name)
      try bytes.write(to: url)
      return url.path()
    }
    let good = try path("good.yaml", Data(validDefinition.utf8))
    #expect(try Instrument(contentsOfFile: good) == Instrument(definition: validDefinition))
    let wrong = try path("wrong.yaml", Data("id: x\nitem: []\n".utf8))
    let error = try #require(throws: DataError.self) { try Instrument(contentsOfFile: wrong) }
    #expect(error.file == wrong && error.line == 2 && error.character == 1)
    let latin = try path("latin.yaml", Data([0x69, 0x64, 0x3A, 0x20, 0xE9, 0x0A]))
    #expect(throws: DataError(.definition(reason: "the file is not UTF-8 text"), file: latin)) {
      try Instrument(contentsOfFile: latin)
    }
    let long = try path("long.yaml", Data(repeating: 0x20, count: (1 << 20) + 1))
    #expect(throws: DataError(.definition(reason: "the definition is longer than 1 MiB"), file: long)) {
      try Instrument(contentsOfFile: long)
    }
    #expect(throws: DataError(.noSuchFile, file: "/no/such.yaml")) { try Instrument(contentsOfFile: "/no/such.yaml") }
    #expect(throws: DataError(.isDirectory, file: folder.path())) { try Instrument(contentsOfFile: folder.path()) }
  }

  /// Changes, cuts, doubles and swaps pieces of good definitions. Whatever comes out is an instrument or a definition
  /// error with a place inside the text; an instrument that comes out can be scored.
  @Test(arguments: 1...8)
  func `a damaged definition never crashes`(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var sources = InstrumentCatalogue.ids.compactMap(InstrumentCatalogue.text)
    sources.append(randomDefinition(itemCount: 6, scaleCount: 6, using: &generator))
    sources.append(validDefinition)
    let fragments = [
      "&a ", "*a", "!!str ", "!x ", "---\n", "...\n", "{", "}", "[", "]", ": ", "- ", "? ", ", ", "\n", "\t", "\"", "'",
      "|\n",
      ">-\n", "#", "%", "@", "`", "\u{0}", "\u{85}", "\u{2028}", "\u{FEFF}", "é", "\u{1F600}", "\r\n", "\\x", ".nan",
      "1e999",
      "-1", "0", "id: ", "items: ", "<<: ", "~", "null", "%YAML 1.1\n", "&a [*a]",
    ]
    var refused = 0
    for _ in 0..<1_000 {
      let source = sources.randomElement(using: &generator) ?? validDefinition
      var scalars = Array(source.unicodeScalars)
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !scalars.isEmpty {
        let start = Int.random(in: 0..<scalars.count, using: &generator)
        let end = min(scalars.count, start + Int.random(in: 0...20, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: scalars.removeSubrange(start..<end)
        case 1:
          scalars.insert(
            contentsOf: Array((fragments.randomElement(using: &generator) ?? "").unicodeScalars), at: start)
        case 2:
          scalars.insert(contentsOf: scalars[start..<end], at: Int.random(in: 0...scalars.count, using: &generator))
        default: scalars.removeSubrange(start...)
        }
      }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      let text = String(view)
      do {
        let instrument = try Instrument(definition: text, file: "damaged.yaml")
        let values = randomValues(instrument, rowCount: 3, using: &generator)
        #expect(InstrumentScorer(instrument).score(values).rowCount == 3)
      } catch {
        refused += 1
        guard case .definition = error.problem else {
          Issue.record("another problem: \(error)")
          continue
        }
        let lines = text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
        #expect((1...lines + 1).contains(error.line ?? 0), "\(error)")
        #expect((error.character ?? 0) >= 1, "\(error)")
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > 300)
  }
}
