import FidelityData
import FidelityReports
import Testing

@Suite struct HTMLReportTests {
  private static func page(_ table: Table, digits: Int = 2) -> String {
    HTMLReport(style: TableStyle(digits: digits, columns: .all)).text(table)
  }

  @Test func `a row is a row, with its head`() {
    let page = Self.page(
      Table(columns: [Table.Column("site", text: ["x", nil]), Table.Column("mean", .numbers([0.123456, .nan]))]))
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(page.contains("<th scope=\"col\">site</th><th scope=\"col\" class=\"n\">mean</th>"))
    #expect(page.contains("<tr><th scope=\"row\">x</th><td class=\"n\">0.12</td></tr>"))
    #expect(page.contains("<tr><th scope=\"row\"></th><td class=\"n\"></td></tr>"))
    #expect(page.contains("<caption>2 rows</caption>"))
    #expect(page.hasSuffix("</tbody></table></main></body></html>\n"))
  }

  @Test func `one row is one row`() {
    #expect(Self.page(Table(columns: [Table.Column("site", text: ["x"])])).contains("<caption>1 row</caption>"))
  }

  @Test(arguments: [
    ("<script>", "&lt;script&gt;"), ("a&b", "a&amp;b"), ("\"'", "&quot;&#39;"), ("שם", "<bdi>שם</bdi>"),
  ])
  func `labels are texts`(label: String, shown: String) {
    let page = Self.page(Table(columns: [Table.Column(label, text: [label])]))
    #expect(page.contains("<th scope=\"row\">\(shown)</th>"))
    #expect(!page.contains("<script"))
  }

  @Test func `elements close, and what HTML has no place for is replaced`() {
    var html = HTML()
    html.element("p", [("title", "a\"<\u{0}")]) { html in
      html.text("x\u{1}\u{7f}\u{85}\u{ffff}\n")
      html.void("br")
    }
    #expect(html.text == "<p title=\"a&quot;&lt;\u{fffd}\">x\u{fffd}\u{fffd}\u{fffd}\u{fffd}\n<br></p>")
  }

  @Test func `a policy names contents by their digest`() throws {
    // The digest of an empty text is known everywhere.
    let policy = try ContentPolicy.text(styles: [""], scripts: [])
    #expect(policy.contains("style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"))
    #expect(policy.hasPrefix("default-src 'none'") && policy.hasSuffix("script-src 'none'"))
  }
}
