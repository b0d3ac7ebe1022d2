import FidelityData
import FidelityReports
import Testing

@Suite struct ReportTests {
  private static let table = Table(columns: [
    Table.Column("site", text: ["x"]), Table.Column("mean", .numbers([0.123456])),
  ])

  @Test(arguments: [
    (ReportFormat.table, "site  mean\n----  ----\nx     0.12\n"), (.csv, "site,mean\nx,0.123456\n"),
    (.tsv, "site\tmean\nx\t0.123456\n"), (.ndjson, "{\"site\":\"x\",\"mean\":0.123456}\n"),
    (.markdown, "| site | mean |\n| --- | ---: |\n| x | 0.12 |\n"),
    (
      .json,
      """
      {
        "provenance": true,
        "results": [
          {
            "site": "x",
            "mean": 0.123456
          }
        ]
      }

      """
    ),
  ])
  func `each format`(format: ReportFormat, text: String) {
    let report = Report(format: format, digits: 2, provenance: .bool(true))
    #expect(String(decoding: report.bytes(Self.table), as: UTF8.self) == text)
  }
}
