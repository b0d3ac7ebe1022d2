import Testing

@Suite struct ItemReaderTests {
  private static let first = "{id: a, range: [0, 2]}"

  @Test(arguments: [
    fault("item is a text", first, "a", 3, 5, "an item is a mapping, and here is \"a\""),
    fault("no id", first, "{range: [0, 2]}", 3, 5, "an item lacks \"id\""),
    fault("unknown key", first, "{id: a, rnage: [0, 2]}", 3, 13, "no key \"rnage\"", hint: "\"range\""),
    fault("id twice", "id: b", "id: a", 4, 10, "\"a\" stands more than once"),
    fault("no range", first, "{id: a}", 3, 5, "item a has no range", hint: "defaults"),
    fault("range upside down", first, "{id: a, range: [2, 0]}", 3, 20, "more than the lowest"),
    fault("range of one value", first, "{id: a, range: [2, 2]}", 3, 20, "more than the lowest"),
    fault("range of three", first, "{id: a, range: [0, 1, 2]}", 3, 20, "the lowest and the highest value"),
    fault("empty range", first, "{id: a, range: []}", 3, 20, "a range is empty"),
    fault("range is a text", first, "{id: a, range: 0-2}", 3, 20, "a range is a list, and here is \"0-2\""),
    fault("range of words", first, "{id: a, range: [low, high]}", 3, 21, "is a number, and here is \"low\""),
    fault("quoted number", first, "{id: a, range: [\"0\", 2]}", 3, 21, "is a number", hint: "without quotes"),
    fault("hexadecimal", first, "{id: a, range: [0, 0x10]}", 3, 24, "is a number"),
    fault("NaN", first, "{id: a, range: [0, .nan]}", 3, 24, "must be a finite number"),
    fault("infinite", first, "{id: a, range: [-.inf, 2]}", 3, 21, "must be a finite number"),
    fault("beyond doubles", first, "{id: a, range: [0, 1e999]}", 3, 24, "must be a finite number"),
    fault("beyond the limit", first, "{id: a, range: [0, 1e13]}", 3, 20, "between -1e12 and 1e12"),
    fault("step", first, "{id: a, range: [0, 2], step: 0.3}", 3, 34, "0.3 does not divide the range 0 to 2 of item a"),
    fault("step beyond the range", first, "{id: a, range: [0, 2], step: 4}", 3, 34, "does not divide"),
    fault("step of 0", first, "{id: a, range: [0, 2], step: 0}", 3, 34, "a step is more than 0"),
    fault("step in words", first, "{id: a, range: [0, 2], step: some}", 3, 34, "a step is a number"),
    fault("usual step", first, "{id: a, range: [0, 2.5]}", 3, 20, "1 does not divide", hint: "step: any"),
    fault("weight of 0", first, "{id: a, range: [0, 2], weight: 0}", 3, 36, "a weight is more than 0"),
    fault("negative weight", first, "{id: a, range: [0, 2], weight: -1}", 3, 36, "a weight is more than 0"),
    fault("weight of NaN", first, "{id: a, range: [0, 2], weight: nan}", 3, 36, "must be a finite number"),
    fault("infinite weight", first, "{id: a, range: [0, 2], weight: .inf}", 3, 36, "must be a finite number"),
    fault("weight without end", first, "{id: a, range: [0, 2], weight: 1e10}", 3, 36, "between 1e-9 and 1e9"),
    fault("reverse in words", first, "{id: a, range: [0, 2], reverse: yes}", 3, 37, "is true or false"),
    fault("reverse in quotes", first, "{id: a, range: [0, 2], reverse: \"true\"}", 3, 37, "is true or false"),
    fault("code in the range", first, "{id: a, range: [0, 2], not-applicable: [1]}", 3, 45, "1 lies in the range"),
    fault("code twice", first, "{id: a, range: [0, 2], not-applicable: [8, 8]}", 3, 48, "8 stands twice"),
    fault("bare code", first, "{id: a, range: [0, 2], not-applicable: 8}", 3, 44, "is a list"),
    fault("empty label", first, "{id: a, range: [0, 2], label: \"\"}", 3, 35, "\"label\" is empty"),
    fault("label of two lines", first, "{id: a, range: [0, 2], label: \"a\\nb\"}", 3, 35, "control character"),
  ])
  func `says what is wrong and where`(_ fault: DefinitionFault) { fault.check() }

  @Test func `a default that divides no range is named where it stands`() {
    DefinitionFault(
      "step", "id: x\ndefaults: {range: [0, 2], step: 0.3}\nitems: [{id: a}]\nscales: [a]\n", 2, 33, "does not divide"
    ).check()
    DefinitionFault(
      "codes", "id: x\ndefaults: {range: [0, 2], not-applicable: [9, 2]}\nitems: [{id: a}]\nscales: [a]\n", 2, 47,
      "2 lies in the range of item a"
    ).check()
  }
}
