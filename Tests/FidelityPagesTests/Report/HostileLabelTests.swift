import FidelityCharts
import FidelityPages
import FidelityReports
import FidelityTesting
import Foundation
import Testing

/// Labels out of the data stay texts.
@Suite struct HostileLabelTests {
  static let labels = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</table></main>", "' onmouseover='x",
    "&lt;b&gt;", "&amp;", "]]>", "<!-- x", "-->", "javascript:alert(1)",
    "\u{202e}gnirts", "שלום עולם", "مدرسة الأمل", "名前", "👩‍🏫",
    "a\u{0}b", "\u{1b}[31m", "\u{ffff}", "\u{85}", "line\nbreak", "tab\tin", "</style><style>*{}", "{n}", "{group}", "",
    " ", String(repeating: "long name ", count: 60), "%s%n", "$(x)", "=1+1", "e\u{301}",
  ]

  @Test(arguments: labels)
  func `one hostile label`(label: String) throws {
    let example = ExampleResults(sites: [label, "B", "C"])
    let (_, parsed) = try example.page()
    ReportTests.check(parsed, "\(label.debugDescription)")
    #expect(parsed.all("script").count == 1 && parsed.all("style").count == 1)
    #expect(parsed.all("img").isEmpty)
    let rows = try #require(parsed.table("total by site"))
    #expect(rows[1][0] == Self.shown(label))
  }

  /// What HTML has no place for is U+FFFD, and what would turn the direction of the text after it.
  private static func shown(_ label: String) -> String {
    String(
      String.UnicodeScalarView(
        label.unicodeScalars.map { scalar in
          let value = scalar.value
          let isControl = (value < 0x20 && value != 0x0a && value != 0x09) || (0x7f...0x9f).contains(value)
          let turns = (0x202a...0x202e).contains(value) || (0x2066...0x2069).contains(value)
          return isControl || turns || value & 0xfffe == 0xfffe ? "\u{fffd}" : scalar
        }))
  }

  @Test(arguments: 0..<24)
  func `random labels everywhere`(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let alphabet = Array("<>&\"'/=;! -ab\u{0}\u{7f}\u{200f}\u{202e}שم\n{}#x3")
    func word() -> String {
      let count = Int.random(in: 0...24, using: &generator)
      return String((0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "x" })
    }
    let tables = ExampleResults.numbered(4).tables.map { table in
      ResultTable(
        name: table.name,
        columns: table.columns.map { column in
          let texts = table.texts(column) ?? []
          // Numbers and quantities stay what they are, or nothing would be on the page.
          let isKept = column == "quantity" || texts.allSatisfy { $0.isEmpty || Double($0) != nil }
          return (column, isKept ? texts : texts.map { Bool.random(using: &generator) ? $0 : word() })
        })
    }
    var options = ReportOptions(texts: try ExampleResults.english.get())
    options.title = word()
    options.audience = .building
    options.suppressBelow = 0
    let parsed = ParsedPage(try Report([Results(folder: "x", tables: tables)], options: options).html)
    ReportTests.check(parsed, "seed \(seed)")
    #expect(parsed.all("script").count == 1 && parsed.all("img").isEmpty)
  }
}
