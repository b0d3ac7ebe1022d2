import FidelityData
import FidelityReports
import Testing

@Suite struct TextReportTests {
  private static let table = Table(columns: [
    Table.Column("site", text: ["Zürich", nil, "x"]), Table.Column("mean", .numbers([1.0 / 3, -12.5, .nan])),
    Table.Column("n", .integers([1, 20, nil])), Table.Column("a long name", text: ["", "b", nil]),
  ])

  @Test func `aligned columns`() {
    let lines = [
      "site        mean   n  a long name",
      "------  --------  --  -----------",
      "Zürich    0.3333   1",
      "        -12.5000  20  b",
      "x",
      "",
    ]
    #expect(
      TextReport().text(Self.table).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) == lines)
  }

  @Test(arguments: [(0, 2, "... and 3 more rows"), (2, 4, "... and 1 more rows"), (3, 5, nil), (.max, 5, nil)])
  func `rows beyond the limit are counted`(limit: Int, lineCount: Int, last: String?) {
    let lines = TextReport(rowLimit: limit).text(Self.table).split(separator: "\n")
    #expect(lines.count == lineCount + (last == nil ? 0 : 1))
    if let last { #expect(lines[lineCount] == last) }
  }

  @Test func `control characters are shown, not sent to the terminal`() {
    let table = Table(columns: [
      Table.Column("a\u{1b}[2J", text: ["x\ny", "\u{9b}1m", "tab\t"]), Table.Column("b", .numbers([1, 2, 3])),
    ])
    let text = TextReport().text(table)
    let lines = [
      #"a\u{1B}[2J  b"#, "----------  -", #"x\ny        1"#, #"\u{009B}1m  2"#, #"tab\t       3"#, "",
    ]
    #expect(text == lines.joined(separator: "\n"))
  }

  @Test func `decimals`() {
    let table = Table(columns: [Table.Column("x", .numbers([0.123456, 100, 1e-9, 1e12]))])
    #expect(TextReport(digits: 2).text(table) == "      x\n-------\n   0.12\n 100.00\n   0.00\n1.0e+12\n")
  }

  @Test func `no rows and no columns`() {
    #expect(TextReport().text(Self.table.rows([])).split(separator: "\n").count == 2)
    #expect(TextReport().text(Table()) == "\n\n")
  }

  @Test("marks of direction are shown, and a terminal gets no key of a megabyte")
  func harmless() {
    let bad = "a\u{202e}b\u{2066}c\u{feff}\u{61c}"
    let long = String(repeating: "x", count: 1 << 20)
    let table = Table(columns: [Table.Column("k\u{202d}", text: [bad, long])])
    let shown = TextReport(style: TableStyle(width: 80, columns: .all)).text(table)
    #expect(shown.utf8.count < 1_000)
    #expect(shown.contains(#"a\u{202E}b\u{2066}c"#))
    #expect(!shown.unicodeScalars.contains { [0x202d, 0x202e, 0x2066, 0xfeff, 0x61c].contains($0.value) })
    #expect(TextReport(style: TableStyle(columns: .all)).text(table).contains(long))
  }
}
