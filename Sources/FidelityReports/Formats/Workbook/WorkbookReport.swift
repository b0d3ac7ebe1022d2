import FidelityData
import FidelitySystem

extension TableFormat {
  /// An Excel workbook: the table in its first sheet, where it comes from in a second one.
  ///
  /// Cells keep full precision and show rounded numbers; texts that are ISO dates from 1900-03-01 on are dates, all
  /// others texts, whatever they begin with.
  public static let xlsx = TableFormat(
    "xlsx", extensions: ["xlsx"], .file { path, style in WorkbookReport(path, decimals: style.digits) })
}

/// The rows of one table for a workbook of its own.
private final class WorkbookReport: RowWriter {
  private let path: String
  private let decimals: Int
  private var tables: WorkbookTables?

  init(_ path: String, decimals: Int) {
    self.path = path
    self.decimals = decimals
  }

  func append(_ rows: Table) throws(DataError) {
    if tables == nil {
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      let tables = try WorkbookTables(path, title: name, decimals: decimals)
      try tables.begin(name)
      self.tables = tables
    }
    try tables?.append(rows)
  }

  func end(_ provenance: JSONValue?) throws(DataError) {
    if let provenance { try tables?.add(WorkbookNotes(provenance), named: "About") }
    try tables?.end()
  }

  func commit() throws(DataError) { try tables?.commit() }
}
