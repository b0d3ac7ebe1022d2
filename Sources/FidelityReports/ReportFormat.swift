/// A way to print a table of results.
public enum ReportFormat: String, Sendable, CaseIterable {
  case table, csv, tsv, json, ndjson, markdown

  /// The format that a file's extension stands for, or nil.
  public init?(fileExtension: String) {
    switch fileExtension.lowercased() {
    case "csv": self = .csv
    case "tsv", "tab": self = .tsv
    case "json": self = .json
    case "ndjson", "jsonl": self = .ndjson
    case "md", "markdown": self = .markdown
    case "txt": self = .table
    default: return nil
    }
  }
}
