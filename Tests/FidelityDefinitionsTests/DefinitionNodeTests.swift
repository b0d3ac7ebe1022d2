import FidelityData
import FidelityDefinitions
import FidelityTesting
import Testing

/// What makes a text no definition at all, and where each message points.
@Suite struct DefinitionNodeTests {
  @Test(arguments: [
    DocumentFault("empty", "", 1, 1, "empty"),
    DocumentFault("blank", "\n\n", 1, 1, "empty"),
    DocumentFault("only a comment", "# nothing\n", 1, 1, "empty"),
    DocumentFault("bad indentation", "id: x\n items: [\n", 2, 7, "not YAML"),
    DocumentFault("open bracket", "id: [a, b\n", 2, 1, "not YAML"),
    DocumentFault("open quote", "id: \"a\n", 2, 1, "not YAML"),
    DocumentFault("tab as indentation", "id: x\nitems:\n\t- {id: a}\n", 3, 1, "not YAML"),
    DocumentFault("two documents", "id: x\n---\nid: y\n", 2, 1, "not YAML"),
    DocumentFault("anchor", "id: &name x\n", 1, 5, "anchors"),
    DocumentFault("anchor on a list", "id: x\nitems: &all\n  - a\n", 2, 8, "anchors"),
    DocumentFault("anchor and alias", "id: x\ntitle: &t y\nversion: *t\n", 2, 8, "anchors"),
    DocumentFault("alias of nothing", "id: *t\n", 1, 5, "not YAML", hint: "in quotes"),
    DocumentFault("tag", "id: !!int 1\n", 1, 5, "tags"),
    DocumentFault("tag of a text", "id: !!str 1\n", 1, 5, "tags"),
    DocumentFault("own tag on a list", "id: x\nitems: !mine [a]\n", 2, 8, "tags"),
    DocumentFault("control character", "id: x\ntitle: a\u{7}b\n", 2, 9, "not allowed"),
    DocumentFault("zero", "id: x\u{0}\n", 1, 6, "not allowed"),
    DocumentFault("escape in a text", "id: \"a\\e[31m\"\n", 1, 5, "control character"),
    DocumentFault("key twice", "id: x\ntitle: a\ntitle: b\n", 2, 1, "more than once"),
    DocumentFault("key twice in a flow", "id: x\nitems: [{id: a, id: b}]\n", 2, 10, "more than once"),
    DocumentFault("key twice, once in quotes", "a: 1\nb: 2\n'b': 3\n\"a\": 4\n", 2, 1, "more than once"),
    DocumentFault("a list", "- a\n", 1, 1, "is a mapping, and here is a list"),
    DocumentFault("a text", "abc\n", 1, 1, "is a mapping, and here is \"abc\""),
    DocumentFault("a mapping as key", "{a: b}: c\n", 1, 1, "a key is a text"),
    DocumentFault("merge key", "<<: {id: x}\n", 1, 1, "no key \"<<\""),
    DocumentFault("byte order mark", "\u{FEFF}ident: x\n", 1, 1, "no key \"ident\""),
    DocumentFault("CRLF", "id: x\r\ntitel: y\r\n", 2, 1, "no key \"titel\"", hint: "\"title\""),
    DocumentFault("characters, not bytes", "\"id\": x\n\"ключ\": y\n", 2, 1, "no key \"ключ\""),
  ])
  func `says what is wrong and where`(_ fault: DocumentFault) { fault.check() }

  @Test func `1 MiB is the limit`() throws {
    let start = "id: x\n# "
    #expect(throws: DataError(.definition(reason: "the definition is longer than 1 MiB"))) {
      try DefinitionNode(parsing: start + String(repeating: "x", count: 1 << 20))
    }
    let longest = try DefinitionNode(parsing: start + String(repeating: "x", count: (1 << 20) - start.utf8.count))
    #expect(outline(longest) == ["1:1 {", "1:1 id", "1:5 x", "}"])
  }

  @Test(arguments: [
    ("[", 25), ("[", 900), ("[", 100_000), ("{a: ", 900), ("{a: ", 100_000), ("- ", 900), ("- ", 100_000),
  ])
  func `nesting is limited`(_ opening: String, _ depth: Int) {
    #expect(throws: DataError.self) {
      try DefinitionNode(parsing: "id: x\ntitle:\n  " + String(repeating: opening, count: depth))
    }
    let closing = opening == "[" ? "]" : opening == "- " ? "" : "}"
    let text = String(repeating: opening, count: depth) + "z" + String(repeating: closing, count: depth)
    #expect(throws: DataError.self) { try DefinitionNode(parsing: "id: x\ntitle:\n  " + text) }
  }

  @Test func `24 levels are allowed`() throws {
    func nested(_ count: Int) -> String {
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    let deepest = try DefinitionNode(parsing: nested(24))
    #expect(outline(deepest).count == 48)
    DocumentFault("25", nested(25), 1, 25, "nested too deeply").check()
  }

  /// Nine levels of nine aliases would be 387 million nodes, here also as a key.
  @Test(arguments: ["title: *i", "? *i\n: x", "[*i]: x"])
  func `nested aliases do not blow up`(_ use: String) {
    var text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for (name, previous) in zip("bcdefghi", "abcdefgh") {
      text += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ",") + "]\n"
    }
    DocumentFault("bomb", text + use + "\n", 1, 4, "anchors").check()
  }

  @Test func `ampersands and asterisks in texts are no anchors`() throws {
    let map = try DefinitionNode(
      parsing: "title: R & D *and* more\nsource: |\n  *** note &also ***\n  2 * 3 & 4\n"
    ).mapping("it", keys: ["title", "source"])
    #expect(try map.text("title") == "R & D *and* more")
    #expect(try map.text("source", manyLines: true) == "*** note &also ***\n2 * 3 & 4\n")
  }

  /// Every node with its place, in reading order; a plain text as it is, another in quotation marks.
  private func outline(_ node: DefinitionNode) -> [String] {
    let place = "\(node.line):\(node.character) "
    switch node.content {
    case .scalar(let text, let isPlain): return [place + (isPlain ? text : "\"\(text)\"")]
    case .sequence(let elements): return [place + "["] + elements.flatMap(outline) + ["]"]
    case .mapping(let pairs): return [place + "{"] + pairs.flatMap { outline($0.key) + outline($0.value) } + ["}"]
    }
  }

  @Test(
    arguments: [
      (
        "block", "id: x\nlist:\n  - a\n  -   b: 1\n      c:\n",
        [
          "1:1 {", "1:1 id", "1:5 x", "2:1 list", "3:3 [", "3:5 a", "4:7 {", "4:7 b", "4:10 1", "5:7 c", "5:9 ", "}",
          "]",
          "}",
        ]
      ),
      (
        "flow", "{a: [1, 'two', \"three\"], b: {}, c}",
        [
          "1:1 {", "1:2 a", "1:5 [", "1:6 1", "1:9 \"two\"", "1:16 \"three\"", "]", "1:26 b", "1:29 {", "}", "1:33 c",
          "1:34 ",
          "}",
        ]
      ),
      (
        "blocks of text", "a: |\n  one\n  two\nb: >-\n  three\n  four\nc: plain\n  goes on\n",
        [
          "1:1 {", "1:1 a", "1:4 \"one\ntwo\n\"", "4:1 b", "4:4 \"three four\"", "7:1 c", "7:4 plain goes on", "}",
        ]
      ),
      (
        "Unicode scalars, CR LF and CR", "ключ: é\u{301}\r\n\u{1F600}: [\u{1F600}, z]\rlast: 1",
        [
          "1:1 {", "1:1 ключ", "1:7 é\u{301}", "2:1 \u{1F600}", "2:4 [", "2:5 \u{1F600}", "2:8 z", "]", "3:1 last",
          "3:7 1", "}",
        ]
      ),
      (
        "explicit keys, comments, a document's marks", "%YAML 1.1\n---\n# note\n? a\n: b # note\n...\n",
        [
          "4:1 {", "4:3 a", "5:3 b", "}",
        ]
      ),
      ("escapes", "\"a\\tb\\u00e9\\0\"", ["1:1 \"a\tbé\0\""]),
      ("a byte order mark", "\u{FEFF}a: 1", ["1:1 {", "1:1 a", "1:4 1", "}"]),
      ("an empty document", "---\n", ["2:1 "]),
      ("equal keys of different mappings", "a: {a: 1}", ["1:1 {", "1:1 a", "1:4 {", "1:5 a", "1:8 1", "}", "}"]),
    ] as [(String, String, [String])])
  func `every node has its place`(_ name: String, _ text: String, _ expected: [String]) throws {
    #expect(outline(try DefinitionNode(parsing: text)) == expected)
  }

  /// What a hostile text can do to the parser, it does here: changes, cuts and doubled pieces.
  @Test(arguments: 1...4)
  func `a damaged text is a tree or an error with a place`(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let whole = Array("a: [1, 'b', {c: d}]\ne:\n  - |\n    f\n  - \"g\\n\"\n? h\n: !i &j k\nl: *m\n".unicodeScalars)
    let pieces = [
      "&a ", "*a", "!!str ", "---\n", "{", "]", ": ", "- ", "? ", "\n", "\t", "\"", "|\n", "\u{2028}", "%", "#", "\r",
    ]
    var refused = 0
    for _ in 0..<2_000 {
      var scalars = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !scalars.isEmpty {
        let start = Int.random(in: 0..<scalars.count, using: &generator)
        let end = min(scalars.count, start + Int.random(in: 0...8, using: &generator))
        if Bool.random(using: &generator) {
          scalars.removeSubrange(start..<end)
        } else {
          scalars.insert(contentsOf: Array((pieces.randomElement(using: &generator) ?? "").unicodeScalars), at: start)
        }
      }
      let text = String(String.UnicodeScalarView(scalars))
      do {
        #expect(!outline(try DefinitionNode(parsing: text)).isEmpty)
      } catch {
        refused += 1
        #expect((error.line ?? 0) >= 1 && (error.character ?? 0) >= 1, "\(error)")
        guard case .definition = error.problem else {
          Issue.record("another problem: \(error)")
          continue
        }
      }
    }
    #expect(refused > 500)
  }
}
