import FidelityData
import Testing

@Suite("Conditions on rows")
struct RowConditionTests {
  private typealias Node = RowCondition.Node

  private static func column(_ name: String, _ offset: Int) -> RowCondition.Column {
    RowCondition.Column(name, offset: offset)
  }

  @Test("What binds closer, and what a word means")
  func structure() throws {
    let a = Node.compare(Self.column("a", 0), .equal, .number(1), offset: 5)
    let b = Node.compare(Self.column("b", 10), .less, .number(2), offset: 14)
    let c = Node.compare(Self.column("c", 19), .equal, .text("x"), offset: 24)
    for text in [#"a == 1 || b < 2 && c == "x""#, #"a == 1 or b <  2 and c == 'x'"#] {
      let root = try RowCondition(text).root
      guard case .any(let parts) = root, parts.count == 2, case .all(let inner) = parts[1] else {
        Issue.record("\(root)")
        continue
      }
      #expect(parts[0] == a)
      #expect(inner.count == 2)
    }
    #expect(try RowCondition(#"a == 1 || b < 2 && c == "x""#).root == .any([a, .all([b, c])]))
    guard case .not(.isOneOf(let column, let values)) = try RowCondition(#"a NOT IN ["x"]"#).root else {
      Issue.record("no list")
      return
    }
    #expect(column.name == "a" && values == [.text("x")])
    #expect(try RowCondition("(a == 1)").root == .compare(Self.column("a", 1), .equal, .number(1), offset: 6))
    #expect(try RowCondition("! a==1").root == .not(.compare(Self.column("a", 2), .equal, .number(1), offset: 5)))
    #expect(try RowCondition("missing(a)").root == .isMissing(Self.column("a", 8)))
    #expect(
      try RowCondition("missing == 1").root == .compare(Self.column("missing", 0), .equal, .number(1), offset: 11))
  }

  @Test(
    "The sides of a comparison may stand either way round",
    arguments: [
      ("1 < a", "a > 1"), ("1 <= a", "a >= 1"), ("1 == a", "a == 1"), ("1 >= a", "a <= 1"), ("1 > a", "a < 1"),
    ])
  func sides(text: String, turned: String) throws {
    guard case .compare(_, let left, let leftValue, _) = try RowCondition(text).root,
      case .compare(_, let right, let rightValue, _) = try RowCondition(turned).root
    else {
      Issue.record("no comparison")
      return
    }
    #expect(left == right && leftValue == rightValue)
  }

  @Test(
    "Names and values of all forms",
    arguments: [
      ("`score 1` == 1", "score 1"), ("pre-test == 1", "pre-test"), ("item.1 == 1", "item.1"),
      ("größe == 1", "größe"),
      ("`a\\`b` == 1", "a`b"), ("_x == 1", "_x"), ("点数 == 1", "点数"),
    ])
  func names(text: String, name: String) throws { #expect(try RowCondition(text).root.columns.map(\.name) == [name]) }

  @Test(
    "Numbers and texts",
    arguments: [
      ("a == -1.5e-3", RowCondition.Value.number(-0.0015)), ("a == .5", .number(0.5)), ("a==+2", .number(2)),
      (#"a == "say \"no\" \\ \n""#, .text(#"say "no" \ \n"#)), ("a == 'it''", .text("it")),
      ("a == true", .text("true")),
    ])
  func values(text: String, value: RowCondition.Value) throws {
    guard text != "a == 'it''" else {
      #expect(throws: DataError.self) { try RowCondition(text) }
      return
    }
    guard case .compare(_, _, let found, _) = try RowCondition(text).root else {
      Issue.record("no comparison")
      return
    }
    #expect(found == value)
  }

  @Test(
    "A mistake is told at its character",
    arguments: [
      ("", 1, "a column"), ("a", 2, "a comparison"), ("a = 1", 3, "=="), ("a == 1 b", 8, "&&"), ("a <> 1", 3, "!="),
      ("a == \"x", 6, "closing"), ("(a == 1", 8, "closing )"), ("1 == 2", 1, "name of a column"),
      ("a == 1 && ", 11, "a column"),
      ("a == 1x", 6, "not a number"), ("a & b", 3, "&"), ("a in 1", 6, "a list"), ("a in [1, \"x\"]", 10, "not both"),
      ("a in [b]", 7, "a list holds"), ("a not 1", 7, "a list"), ("missing(1)", 10, "the name of a column"),
      ("a + 1 > 2", 3, "+"),
      ("a == \u{201c}x\u{201d}", 6, "\u{201c}"), ("and == 1", 1, "a column"), ("a == 1e999", 6, "not a number"),
      ("a == 9007199254740993", 6, "in quotes"),
    ])
  func mistakes(text: String, character: Int, words: String) throws {
    let error = #expect(throws: DataError.self) { try RowCondition(text) }
    #expect(error?.character == character, "\(text): \(String(describing: error))")
    let said = (error?.description ?? "") + (error?.hint ?? "")
    #expect(said.contains(words), "\(text): \(said)")
  }

  @Test("Depth and length have limits; any text is a condition or a mistake at a place in it")
  func limits() throws {
    #expect(throws: DataError.self) { try RowCondition(String(repeating: "(", count: 5_000)) }
    #expect(throws: DataError.self) { try RowCondition(String(repeating: "!", count: 5_000) + "a == 1") }
    #expect(throws: DataError.self) { try RowCondition(String(repeating: "a == 1 && ", count: 2_000) + "a == 1") }
    let pieces = [
      "a", "==", "1", "(", ")", "&&", "||", "!", "in", "[", "]", ",", "\"x\"", "'", "`", "missing", "-", "é", "<",
      "not",
    ]
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      var text = ""
      state = state &* 6_364_136_223_846_793_005 &+ 1
      for _ in 0..<Int(state >> 60) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count] + (state >> 32 & 1 == 0 ? " " : "")
      }
      do throws(DataError) {
        _ = try RowCondition(text)
      } catch {
        let length = text.unicodeScalars.count
        #expect(error.character.map { (1...length + 1).contains($0) } == true, "\(text)")
      }
    }
  }
}
