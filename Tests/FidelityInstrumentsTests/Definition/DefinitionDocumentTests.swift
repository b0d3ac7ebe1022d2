import FidelityData
import FidelityInstruments
import Testing

/// What makes a text no definition at all, and where each message points.
@Suite struct DefinitionDocumentTests {
  @Test(arguments: [
    DefinitionFault("empty", "", 1, 1, "empty"),
    DefinitionFault("blank", "\n\n", 1, 1, "empty"),
    DefinitionFault("only a comment", "# nothing\n", 1, 1, "empty"),
    DefinitionFault("bad indentation", "id: x\n items: [\n", 2, 7, "not YAML"),
    DefinitionFault("open bracket", "id: [a, b\n", 2, 1, "not YAML"),
    DefinitionFault("open quote", "id: \"a\n", 2, 1, "not YAML"),
    DefinitionFault("tab as indentation", "id: x\nitems:\n\t- {id: a}\n", 3, 1, "not YAML"),
    DefinitionFault("two documents", "id: x\n---\nid: y\n", 2, 1, "not YAML"),
    DefinitionFault("anchor", "id: &name x\n", 1, 5, "anchors"),
    DefinitionFault("anchor on a list", "id: x\nitems: &all\n  - a\n", 2, 8, "anchors"),
    DefinitionFault("anchor and alias", "id: x\ntitle: &t y\nversion: *t\n", 2, 8, "anchors"),
    DefinitionFault("alias of nothing", "id: *t\n", 1, 5, "not YAML"),
    DefinitionFault("tag", "id: !!int 1\n", 1, 5, "tags"),
    DefinitionFault("own tag on a list", "id: x\nitems: !mine [a]\n", 2, 8, "tags"),
    DefinitionFault("control character", "id: x\ntitle: a\u{7}b\n", 2, 9, "not allowed"),
    DefinitionFault("zero", "id: x\u{0}\n", 1, 6, "not allowed"),
    DefinitionFault("escape in a text", "id: \"a\\e[31m\"\n", 1, 5, "control character"),
    DefinitionFault("key twice", "id: x\ntitle: a\ntitle: b\n", 2, 1, "more than once"),
    DefinitionFault("key twice in a flow", "id: x\nitems: [{id: a, id: b}]\n", 2, 10, "more than once"),
    DefinitionFault("a list", "- a\n", 1, 1, "is a mapping, and here is a list"),
    DefinitionFault("a text", "abc\n", 1, 1, "is a mapping, and here is \"abc\""),
    DefinitionFault("a mapping as key", "{a: b}: c\n", 1, 1, "a key is a text"),
    DefinitionFault("merge key", "<<: {id: x}\n", 1, 1, "no key \"<<\""),
    DefinitionFault("byte order mark", "\u{FEFF}ident: x\n", 1, 1, "no key \"ident\""),
    DefinitionFault("CRLF", "id: x\r\ntitel: y\r\n", 2, 1, "no key \"titel\"", hint: "\"title\""),
    DefinitionFault("characters, not bytes", "\"id\": x\n\"ключ\": y\n", 2, 1, "no key \"ключ\""),
  ])
  func `says what is wrong and where`(_ fault: DefinitionFault) { fault.check() }

  @Test func `1 MiB is the limit`() throws {
    let text = validDefinition + "# " + String(repeating: "x", count: 1 << 20)
    #expect(throws: DataError(.definition(reason: "the definition is longer than 1 MiB"))) {
      try Instrument(definition: text)
    }
    let padding = (1 << 20) - validDefinition.utf8.count - 2
    let longest = try Instrument(definition: validDefinition + "# " + String(repeating: "x", count: padding))
    #expect(longest.id == "x")
  }

  @Test(arguments: [
    ("[", 25), ("[", 900), ("[", 100_000), ("{a: ", 900), ("{a: ", 100_000), ("- ", 900), ("- ", 100_000),
  ])
  func `nesting is limited`(_ opening: String, _ depth: Int) {
    #expect(throws: DataError.self) {
      try Instrument(definition: "id: x\ntitle:\n  " + String(repeating: opening, count: depth))
    }
    let closing = opening == "[" ? "]" : opening == "- " ? "" : "}"
    let text = String(repeating: opening, count: depth) + "z" + String(repeating: closing, count: depth)
    #expect(throws: DataError.self) { try Instrument(definition: "id: x\ntitle:\n  " + text) }
  }

  /// Nine levels of nine aliases would be 387 million nodes, here also as a key, which is hashed.
  @Test(arguments: ["title: *i", "? *i\n: x", "[*i]: x"])
  func `nested aliases do not blow up`(_ use: String) {
    var text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for (name, previous) in zip("bcdefghi", "abcdefgh") {
      text += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ",") + "]\n"
    }
    DefinitionFault("bomb", text + use + "\n", 1, 4, "anchors").check()
  }

  @Test func `ampersands and asterisks in texts are no anchors`() throws {
    let text = validDefinition + "title: R & D *and* more\nsource: |\n  *** note &also ***\n  2 * 3 & 4\n"
    let instrument = try Instrument(definition: text)
    #expect(instrument.title == "R & D *and* more")
    #expect(instrument.source == "*** note &also ***\n2 * 3 & 4\n")
  }
}
