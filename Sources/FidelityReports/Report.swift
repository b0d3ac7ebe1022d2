public import FidelityData

/// A table in a format, as the bytes to print or write.
public struct Report: Sendable {
  public var format: ReportFormat
  /// Decimals of the formats for people (table, Markdown); the others keep full precision.
  public var digits: Int
  /// What JSON says beside the results.
  public var provenance: JSONValue?

  public init(format: ReportFormat, digits: Int = 4, provenance: JSONValue? = nil) {
    self.format = format
    self.digits = digits
    self.provenance = provenance
  }

  public func bytes(_ table: Table) -> [UInt8] {
    switch format {
    case .table: Array(TextReport(digits: digits).text(table).utf8)
    case .csv: DelimitedReport().bytes(table)
    case .tsv: DelimitedReport(delimiter: "\t").bytes(table)
    case .json: Array(JSONReport().text(table, provenance: provenance).utf8)
    case .ndjson: Array(JSONReport().lines(table).utf8)
    case .markdown: Array(MarkdownReport(digits: digits).text(table).utf8)
    }
  }
}
