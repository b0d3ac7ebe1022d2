import FidelityData
import FidelityReports
import Testing

@Suite struct MarkdownReportTests {
  @Test func `by hand`() {
    let table = Table(columns: [
      Table.Column("site | place", text: ["a|b", nil, #"c:\d"#, "two\nlines"]),
      Table.Column("mean", .numbers([1.0 / 3, .nan, 2, 1e-7])), Table.Column("n", .integers([1, nil, 3, 4])),
    ])
    let lines = [
      #"| site \| place | mean | n |"#, "| --- | ---: | ---: |", #"| a\|b | 0.333 | 1 |"#, "|  |  |  |",
      #"| c:\\d | 2.000 | 3 |"#, #"| two\\nlines | 1.00e-07 | 4 |"#, "",
    ]
    #expect(MarkdownReport(digits: 3).text(table) == lines.joined(separator: "\n"))
  }

  @Test("a text means itself, whatever Markdown or HTML would make of it")
  func escapes() {
    let marks = Table(columns: [
      Table.Column("data_a `b`", text: ["`x`", "<b>", "*a*", "_a_", "[l](u)", "~s~", "a&lt;"])
    ])
    let lines = [
      #"| data_a \`b\` |"#, "| --- |", #"| \`x\` |"#, #"| \<b\> |"#, #"| \*a\* |"#, #"| \_a\_ |"#, #"| \[l\](u) |"#,
      #"| \~s\~ |"#, #"| a\&lt; |"#, "",
    ]
    #expect(MarkdownReport().text(marks) == lines.joined(separator: "\n"))
  }

  @Test func `no rows`() {
    #expect(MarkdownReport().text(Table(columns: [Table.Column("a", text: [])])) == "| a |\n| --- |\n")
  }
}
