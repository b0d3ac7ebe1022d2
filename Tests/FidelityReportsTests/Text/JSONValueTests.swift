import FidelityReports
import FidelityTesting
import Foundation
import Testing

@Suite struct JSONValueTests {
  private struct Document: Decodable {
    let s: [String]
    let n: [Double]
  }

  @Test(arguments: [
    (JSONValue.null, "null"), (.bool(true), "true"), (.bool(false), "false"), (.number(-0.0), "0"),
    (.number(1.5e300), "1.5e+300"),
    (.number(.nan), "null"), (.number(-.infinity), "null"), (.integer(.min), "-9223372036854775808"),
    (.string(""), "\"\""), (.string("\u{8}\u{1f}\t\r\n/"), #""\u0008\u001f\t\r\n/""#), (.array([]), "[]"),
    (.object([]), "{}"),
    (.array([.null, .array([.bool(true)])]), "[null,[true]]"),
    (.object([("b", .integer(1)), ("a", .object([("\"", .null)]))]), #"{"b":1,"a":{"\"":null}}"#),
  ])
  func `values as text`(value: JSONValue, text: String) {
    #expect(value.text == text)
    #expect(value == value)
  }

  @Test func `members keep their order in comparison`() {
    #expect(JSONValue.object([("a", .null), ("b", .null)]) != .object([("b", .null), ("a", .null)]))
    #expect(JSONValue.string("1") != .integer(1))
  }

  @Test(arguments: [1 as UInt64, 2, 3])
  func `any string and number comes back`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let strings = (0..<300).map { _ -> String in
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        let limit: UInt32 = [0x80, 0x800, 0x11_0000][Int.random(in: 0..<3, using: &generator)]
        text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) ?? "?")
      }
      return text
    }
    let numbers = (0..<300).map { _ in Double.random(in: -1...1, using: &generator) * 1e3 }
    let value = JSONValue.object([
      ("s", .array(strings.map { .string($0) })), ("n", .array(numbers.map { .number($0) })),
    ])
    for text in [value.text, value.indentedText] {
      let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
      let isSameText = document.s.elementsEqual(strings) { $0.unicodeScalars.elementsEqual($1.unicodeScalars) }
      #expect(isSameText)
      let isSameNumber = document.n == numbers
      #expect(isSameNumber)
    }
  }
}
