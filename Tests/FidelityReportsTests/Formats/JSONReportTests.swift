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

  @Test func `provenance comes last, when the rows are known`() throws {
    let provenance = JSONValue.object([("version", .string("1")), ("seed", .integer(7)), ("inputs", .array([]))])
    let text = JSONReport().text(Self.table, provenance: provenance)
    #expect(
      text.hasSuffix(
        "    }\n  ],\n  \"provenance\": {\n    \"version\": \"1\",\n    \"seed\": 7,\n    \"inputs\": []\n  }\n}\n"))
    #expect(try Self.parsed(text)["provenance"] is [String: Any])
    #expect(try Self.parsed(text)["results"] is [Any])
  }

  @Test func `one record a line`() throws {
    let lines = JSONLines().text(Self.table).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[3].isEmpty)
    #expect(lines[0] == #"{"site":"x","mean":0.1,"n":3}"#)
    #expect(lines[1] == #"{"site":null,"mean":null,"n":null}"#)
    #expect(lines[2] == #"{"site":"say \"hi\"\\\n","mean":null,"n":9223372036854775807}"#)
    for line in lines.dropLast() { _ = try Self.parsed(String(line)) }
  }

  @Test func `no rows`() throws {
    let empty = Self.table.rows([])
    #expect(JSONReport().text(empty) == "{\n  \"results\": []\n}\n")
    #expect(JSONLines().text(empty).isEmpty)
  }
}
