import FidelityData
import FidelityReports
import FidelityTesting
import Foundation
import Testing

@Suite struct JSONReportTests {
  private static let table = Table(columns: [
    Table.Column("site", text: ["x", nil, "say \"hi\"\\\n"]), Table.Column("mean", .numbers([0.1, .nan, .infinity])),
    Table.Column("n", .integers([3, nil, .max])),
  ])

  private static func parsed(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private struct Document: Decodable {
    let s: [String]
    let n: [Double]
  }

  @Test func `records under results`() throws {
    let text = JSONReport().text(Self.table)
    let results = try #require(try Self.parsed(text)["results"] as? [[String: Any]])
    #expect(results.count == 3)
    #expect(results[0]["site"] as? String == "x")
    #expect(results[0]["mean"] as? Double == 0.1)
    #expect(results[0]["n"] as? Int == 3)
    #expect(results[1].values.allSatisfy { $0 is NSNull } && results[1].count == 3)
    #expect(results[2]["site"] as? String == "say \"hi\"\\\n")
    #expect(results[2]["mean"] is NSNull)
    #expect(results[2]["n"] as? Int == .max)
    #expect(text.hasPrefix("{\n  \"results\": [\n    {\n      \"site\": \"x\",\n      \"mean\": 0.1,\n"))
  }

  @Test func `provenance comes first`() throws {
    let provenance = JSONValue.object([("version", .string("1")), ("seed", .integer(7)), ("inputs", .array([]))])
    let text = JSONReport().text(Self.table, provenance: provenance)
    #expect(
      text.hasPrefix("{\n  \"provenance\": {\n    \"version\": \"1\",\n    \"seed\": 7,\n    \"inputs\": []\n  },\n"))
    #expect(try Self.parsed(text)["provenance"] is [String: Any])
    #expect(try Self.parsed(text)["results"] is [Any])
  }

  @Test func `one record a line`() throws {
    let lines = JSONReport().lines(Self.table).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[3].isEmpty)
    #expect(lines[0] == #"{"site":"x","mean":0.1,"n":3}"#)
    #expect(lines[1] == #"{"site":null,"mean":null,"n":null}"#)
    #expect(lines[2] == #"{"site":"say \"hi\"\\\n","mean":null,"n":9223372036854775807}"#)
    for line in lines.dropLast() { _ = try Self.parsed(String(line)) }
  }

  @Test func `no rows`() throws {
    let empty = Self.table.rows([])
    #expect(JSONReport().text(empty) == "{\n  \"results\": []\n}\n")
    #expect(JSONReport().lines(empty).isEmpty)
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
