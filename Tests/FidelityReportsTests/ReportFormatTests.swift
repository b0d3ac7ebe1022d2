import FidelityReports
import Testing

@Suite struct ReportFormatTests {
  @Test(
    arguments: [
      ("csv", .csv), ("CSV", .csv), ("tsv", .tsv), ("tab", .tsv), ("json", .json), ("ndjson", .ndjson),
      ("jsonl", .ndjson),
      ("md", .markdown), ("markdown", .markdown), ("txt", .table), ("parquet", nil), ("", nil), ("table", nil),
    ] as [(String, ReportFormat?)])
  func `formats by extension`(fileExtension: String, format: ReportFormat?) {
    #expect(ReportFormat(fileExtension: fileExtension) == format)
  }

  @Test func `names`() {
    #expect(ReportFormat.allCases.map(\.rawValue) == ["table", "csv", "tsv", "json", "ndjson", "markdown"])
  }
}
