import FidelityData
import FidelityReports
import FidelityTesting
import Testing

@Suite struct TableFormatTests {
  private static let table = Table(columns: [
    Table.Column("site", text: ["x"]), Table.Column("mean", .numbers([0.123456])),
  ])

  @Test(arguments: [
    ("table", "site  mean\n----  ----\nx     0.12\n"), ("csv", "site,mean\nx,0.123456\n"),
    ("tsv", "site\tmean\nx\t0.123456\n"), ("ndjson", "{\"site\":\"x\",\"mean\":0.123456}\n"),
    ("markdown", "| site | mean |\n| --- | ---: |\n| x | 0.12 |\n"),
    (
      "json",
      """
      {
        "results": [
          {
            "site": "x",
            "mean": 0.123456
          }
        ],
        "provenance": true
      }

      """
    ),
  ])
  func `each format of text`(name: String, text: String) throws {
    let format = try #require(TableFormat(named: name))
    let bytes = try format.bytes(of: Self.table, style: TableStyle(digits: 2), provenance: .bool(true))
    #expect(bytes.map { String(decoding: $0, as: UTF8.self) } == text)
  }

  @Test func `one list names all formats, and no two share a name or an extension`() {
    let names = TableFormat.all.map(\.name)
    #expect(names == ["table", "csv", "tsv", "json", "ndjson", "markdown", "html", "parquet", "arrow", "xlsx"])
    #expect(Set(names).count == names.count)
    let extensions = TableFormat.all.flatMap(\.extensions)
    #expect(Set(extensions).count == extensions.count)
    #expect(TableFormat.all.filter(\.needsFile) == [.parquet, .arrow, .xlsx])
    #expect(TableFormat.all.filter(\.isForPeople) == [.table, .markdown, .html])
    #expect(TableFormat(named: "x") == nil)
  }

  @Test(
    arguments: [
      ("csv", "csv"), ("CSV", "csv"), ("tsv", "tsv"), ("tab", "tsv"), ("json", "json"), ("ndjson", "ndjson"),
      ("jsonl", "ndjson"), ("md", "markdown"), ("markdown", "markdown"), ("txt", "table"), ("parquet", "parquet"),
      ("PQ", "parquet"), ("arrow", "arrow"), ("feather", "arrow"), ("ipc", "arrow"), ("xlsx", "xlsx"), ("", nil),
      ("table", nil), ("xls", nil),
    ] as [(String, String?)])
  func `formats by extension`(fileExtension: String, name: String?) {
    #expect(TableFormat(fileExtension: fileExtension)?.name == name)
  }

  @Test(arguments: [TableFormat.parquet, .arrow, .xlsx])
  func `what needs a file does not go to standard output`(format: TableFormat) {
    let error = #expect(throws: DataError.self) { _ = try format.writer(to: .standardOutput) }
    #expect(error?.exitStatus == 64)
  }
}
