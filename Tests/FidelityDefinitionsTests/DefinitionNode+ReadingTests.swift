import FidelityData
import FidelityDefinitions
import Testing

@Suite struct DefinitionNodeReadingTests {
  /// The value of `a` in a document of one line; it stands at 1:4.
  private static func node(_ value: String) throws(DataError) -> DefinitionNode {
    try DefinitionNode(parsing: "a: \(value)", file: "x.yaml").mapping("it", keys: ["a"]).required("a")
  }

  private static func refuses(
    _ value: String, _ reason: String, at character: Int = 4, hint: String? = nil,
    _ read: (DefinitionNode) throws(DataError) -> Void
  ) {
    DocumentFault(value, value, 1, character, reason, hint: hint)
      .check { () throws(DataError) in try read(try node(value)) }
  }

  @Test(arguments: [("1", 1.0), ("-2.5", -2.5), ("+1e3", 1_000), (".5", 0.5), ("007", 7)])
  func `numbers`(_ text: String, _ value: Double) throws {
    #expect(try Self.node(text).number("it") == value)
  }

  @Test(arguments: [
    ("x", "is a number, and here is \"x\""), ("\"1\"", "is a number"), ("[1]", "here is a list"), ("", "is nothing"),
    ("0x10", "is a number"), ("1_000", "is a number"), (".nan", "finite"), ("-.INF", "finite"), ("1e999", "finite"),
  ])
  func `no numbers`(_ text: String, _ reason: String) {
    Self.refuses(text, reason, at: text.isEmpty ? 3 : 4) { node throws(DataError) in _ = try node.number("it") }
  }

  @Test func `percentages`() throws {
    #expect(try Self.node("70%").numberOrPercent("it") == (0.7, true))
    #expect(try Self.node("70 %").numberOrPercent("it") == (0.7, true))
    #expect(try Self.node("0.7").numberOrPercent("it") == (0.7, false))
    for text in ["\"70%\"", "a%"] {
      Self.refuses(text, "is a number") { node throws(DataError) in _ = try node.numberOrPercent("it") }
    }
  }

  @Test func `whole numbers and levels`() throws {
    #expect(try Self.node("3").wholeNumber("it", in: 1...3) == 3)
    for text in ["0", "4", "2.5"] {
      Self.refuses(text, "is a whole number from 1 to 3") { node throws(DataError) in
        _ = try node.wholeNumber("it", in: 1...3)
      }
    }
    #expect(try Self.node("0.9").level() == 0.9)
    for text in ["0", "1", "95"] {
      Self.refuses(text, "between 0 and 1") { node throws(DataError) in _ = try node.level() }
    }
  }

  @Test func `texts`() throws {
    #expect(try Self.node("b c").text("it") == "b c")
    #expect(try Self.node("1.10").text("it") == "1.10")
    #expect(try Self.node("b").texts("it") == ["b"])
    #expect(try Self.node("[b, 'c']").texts("it") == ["b", "c"])
    #expect(try Self.node("''").scalarText("it") == "")
    Self.refuses("''", "is empty") { node throws(DataError) in _ = try node.text("it") }
    Self.refuses("[b, '']", "is empty", at: 8) { node throws(DataError) in _ = try node.texts("it") }
    Self.refuses("[]", "the list is empty") { node throws(DataError) in _ = try node.texts("it") }
    Self.refuses("{b: c}", "is a text or a number") { node throws(DataError) in _ = try node.scalarText("it") }
    Self.refuses("\"a\\nb\"", "control character") { node throws(DataError) in _ = try node.text("it") }
    #expect(try Self.node("\"a\\nb\"").text("it", manyLines: true) == "a\nb")
  }

  @Test func `identifiers`() throws {
    #expect(try Self.node("tfi-2.1_x").identifier("it") == "tfi-2.1_x")
    for (text, reason) in [("b c", "character other"), ("-b", "begin with"), ("a/b", "character other")] {
      Self.refuses(text, reason) { node throws(DataError) in _ = try node.identifier("it") }
    }
    Self.refuses(String(repeating: "b", count: 65), "longer than 64") { node throws(DataError) in
      _ = try node.identifier("it")
    }
  }

  private enum Colour: String, CaseIterable { case red, green, blue }

  @Test func `flags, lists and choices`() throws {
    #expect(try Self.node("true").flag("it"))
    #expect(try !Self.node("false").flag("it"))
    for text in ["yes", "\"true\"", "1"] {
      Self.refuses(text, "is true or false") { node throws(DataError) in _ = try node.flag("it") }
    }
    #expect(try Self.node("[1, 2]").list("it").count == 2)
    Self.refuses("b", "is a list") { node throws(DataError) in _ = try node.list("it") }
    Self.refuses("[]", "is empty") { node throws(DataError) in _ = try node.list("it") }
    #expect(try Self.node("green").choice("colour", of: Colour.self) == .green)
    Self.refuses("gren", "there is no colour \"gren\"", hint: "did you mean \"green\"") { node throws(DataError) in
      _ = try node.choice("colour", of: Colour.self)
    }
    Self.refuses("zzzzzz", "there is no colour", hint: "\"red\", \"green\", \"blue\"") { node throws(DataError) in
      _ = try node.choice("colour", of: Colour.self)
    }
  }

  @Test func `mappings`() throws {
    let map = try Self.node("{b: 1, c: 2}").mapping("it", keys: ["b", "c", "d"])
    #expect(try map["b"]?.number("b") == 1)
    #expect(map["d"] == nil)
    Self.refuses("{b: 1}", "it lacks \"c\"") { node throws(DataError) in
      _ = try node.mapping("it", keys: ["b", "c"]).required("c")
    }
    Self.refuses("{b: 1, e: 2}", "it has no key \"e\"", at: 11) { node throws(DataError) in
      _ = try node.mapping("it", keys: ["b", "c"])
    }
    Self.refuses("{b: 1, [c]: 2}", "a key is a text, and here is a list", at: 11) { node throws(DataError) in
      _ = try node.mapping("it", keys: ["b", "c"])
    }
  }

  @Test func `long texts are cut in messages`() {
    #expect(DefinitionNode.shown(String(repeating: "é", count: 60)).unicodeScalars.count == 60)
    #expect(DefinitionNode.shown(String(repeating: "é", count: 61)) == String(repeating: "é", count: 60) + "...")
  }
}
