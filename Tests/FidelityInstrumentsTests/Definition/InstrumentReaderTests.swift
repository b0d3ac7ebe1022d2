import Testing

@Suite struct InstrumentReaderTests {
  @Test(arguments: [
    fault("no id", "id: x\nitems", "title: x\nitems", 1, 1, "the instrument lacks \"id\""),
    fault("id with a blank", "id: x\n", "id: x y\n", 1, 5, "character other than letters"),
    fault("id with a slash", "id: x\n", "id: ../x\n", 1, 5, "character other than letters"),
    fault("id that begins with a dash", "id: x\n", "id: -x\n", 1, 5, "begin with a letter or a digit"),
    fault("empty id", "id: x\n", "id:\n", 1, 4, "is empty"),
    fault("blank id", "id: x\n", "id: \" \"\n", 1, 5, "is empty"),
    fault("id is a list", "id: x\n", "id: [x]\n", 1, 5, "is a text, and here is a list"),
    fault("long id", "id: x\n", "id: " + String(repeating: "x", count: 65) + "\n", 1, 5, "longer than 64"),
    fault("title is a mapping", "id: x\n", "id: x\ntitle: {a: b}\n", 2, 8, "is a text, and here is a mapping"),
    fault("unknown key", "scales:", "scale:", 5, 1, "no key \"scale\"", hint: "\"scales\""),
    fault("American spelling", "id: x\n", "id: x\nlicense: free\n", 2, 1, "no key", hint: "\"licence\""),
    fault("no items", "items:\n  - {id: a, range: [0, 2]}\n  - {id: b, range: [0, 2]}\n", "", 1, 1, "lacks \"items\""),
    fault("no scales", "scales:\n  - {id: s, items: [a, b], aggregate: sum}\n", "", 1, 1, "lacks \"scales\""),
    fault("empty scales", "  - {id: s, items: [a, b], aggregate: sum}\n", "  []\n", 6, 3, "\"scales\" is empty"),
    fault(
      "scales are nothing", "  - {id: s, items: [a, b], aggregate: sum}\n", "", 5, 8, "is a list, and here is nothing"),
    fault(
      "items are a text", "items:\n  - {id: a, range: [0, 2]}\n  - {id: b, range: [0, 2]}\n", "items: a\n", 2, 8,
      "is a list"),
    fault("defaults are a list", "id: x\n", "id: x\ndefaults: [0, 2]\n", 2, 11, "is a mapping, and here is a list"),
    fault("unknown default", "id: x\n", "id: x\ndefaults: {stop: 1}\n", 2, 12, "no key \"stop\"", hint: "\"step\""),
    fault("wrong default range", "id: x\n", "id: x\ndefaults: {range: [2, 0]}\n", 2, 19, "more than the lowest"),
    fault("wrong default weight", "id: x\n", "id: x\ndefaults: {weight: 0}\n", 2, 20, "more than 0"),
    fault("wrong default step", "id: x\n", "id: x\ndefaults: {step: -1}\n", 2, 18, "more than 0"),
    fault(
      "unknown policy", "id: x\n", "id: x\ndefaults: {missing: excluded}\n", 2, 21, "no missing policy",
      hint: "\"exclude\""),
    fault("bare prorate", "id: x\n", "id: x\ndefaults: {missing: prorate}\n", 2, 21, "needs a share", hint: "at-least"),
    fault("prorate without share", "sum}", "sum, missing: {policy: prorate}}", 6, 53, "lacks \"at-least\""),
    fault(
      "share of 80", "sum}", "sum, missing: {policy: prorate, at-least: 80}}", 6, 81, "above 0 and up to 1", hint: "80%"
    ),
    fault("share of 0", "sum}", "sum, missing: {policy: prorate, at-least: 0}}", 6, 81, "above 0 and up to 1"),
    fault("share for floor", "sum}", "sum, missing: {policy: floor, at-least: 1}}", 6, 79, "prorate only"),
    fault(
      "unknown policy in a mapping", "sum}", "sum, missing: {policy: flor}}", 6, 62, "no missing policy",
      hint: "\"floor\""),
    fault("policy is a list", "sum}", "sum, missing: [floor]}", 6, 53, "is a text, and here is a list"),
  ])
  func `says what is wrong and where`(_ fault: DefinitionFault) { fault.check() }

  @Test func `too many items by scales`() {
    let items = (0..<1_100).map { "{id: i\($0)}" }.joined(separator: ",")
    let scales = (0..<5_000).map { "{id: s\($0), items: [i0], aggregate: sum}" }.joined(separator: ",\n")
    DefinitionFault(
      "large", "id: x\ndefaults: {range: [0, 2]}\nitems: [\(items)]\nscales: [\(scales)]\n", 4, 10, "too many"
    ).check()
    let many = (0..<100_001).map { "{id: \($0)}" }.joined(separator: ",")
    DefinitionFault("many", "id: x\nitems: [\(many)]\nscales: []\n", nil, nil, "longer than 1 MiB").check()
  }
}
