package import FidelityData
import FidelityFiles
package import FidelitySystem

/// A workbook with a sheet for each of some tables, whose rows come in pieces; a table of more rows than a sheet holds
/// goes on in a sheet of its own, with a header of its own.
package final class WorkbookTables {
  private let path: String
  private let file: WorkbookFile
  private let cell: SheetCell
  private let decimals: Int
  private let rowLimit: Int
  private var names = SheetNames()
  private var table: Open?

  /// The table whose rows come.
  private struct Open {
    let name: String
    let kinds: [SheetColumnKind]?
    var columns: [String] = []
    var widths: SheetWidths?
    /// The rows of the sheet, with the header.
    var rowCount = 0
    /// The rows of the table in the sheets before this one.
    var rowsBefore = 0
  }

  /// Cells that are encoded by one thread at a time.
  private static let cellsOfChunk = 1 << 15

  /// - Parameters:
  ///   - created: the time that the workbook tells of itself; the day that archives mean by "none" where it is nil.
  ///   - decimals: those of results, 0...17.
  ///   - rowLimit: the rows of a sheet, with the header: 2 or more.
  /// - Throws: `cannotCreate`, also in a build without libxlsxwriter.
  package init(
    _ path: String, title: String, created: Date? = nil, decimals: Int, rowLimit: Int? = nil
  ) throws(DataError) {
    self.path = path
    self.rowLimit = rowLimit ?? WorkbookFile.rowLimit
    self.decimals = decimals
    let none = Date(timeIntervalSince1970: 315_532_800)
    file = try WorkbookFile(path, title: title, created: created ?? none, decimals: decimals)
    cell = SheetCell(file, decimals: decimals)
  }

  /// Begins a table.
  /// - Parameter kinds: what its columns hold; nil: results.
  package func begin(_ name: String, kinds: [SheetColumnKind]? = nil) throws(DataError) {
    try endTable()
    table = Open(name: name, kinds: kinds)
  }

  /// Takes the rows that follow; all pieces have the columns of the first.
  /// - Throws: `unusable` for more columns, or a longer text, than Excel has room for.
  package func append(_ rows: Table) throws(DataError) {
    guard var open = table else { preconditionFailure("rows without a table") }
    if open.columns.isEmpty {
      open.columns = rows.columns.map(\.name)
      guard open.columns.count <= WorkbookFile.columnLimit else {
        let reason = "a sheet of Excel has \(WorkbookFile.columnLimit) columns, the table \(open.columns.count)"
        throw DataError(
          .unusable(reason: reason),
          file: path, hint: "write CSV or Parquet, or choose some columns")
      }
      open.widths = SheetWidths(open.columns, decimals: decimals)
    }
    try refuseLongTexts(rows, before: open.rowsBefore + max(0, open.rowCount - 1))
    open.widths?.look(at: rows)
    let kinds = open.kinds ?? rows.columns.map { _ in .result }
    let text = SheetRows(rows, kinds, cell)
    var start = 0
    repeat {
      if open.rowCount == 0 { try addSheet(&open) }
      let end = min(rows.rowCount, start + rowLimit - open.rowCount)
      try write(text, start..<end, &open)
      start = end
      if start < rows.rowCount { try endSheet(&open) }
    } while start < rows.rowCount
    table = open
  }

  /// Ends the table whose rows have come.
  package func endTable() throws(DataError) {
    guard var open = table else { return }
    if open.rowCount > 0 { try endSheet(&open) }
    table = nil
  }

  /// Adds a sheet of names and values for people.
  package func add(_ notes: WorkbookNotes, named name: String) throws(DataError) {
    try endTable()
    try file.addSheet(names.name(near: name))
    let (xml, widths) = notes.xml(cell)
    try file.write(xml, rowCount: notes.rows.count, columnCount: max(1, widths.count))
    try file.endSheet(widths: widths, hasHeader: false)
  }

  /// Says that all tables are there.
  package func end() throws(DataError) {
    try endTable()
    try file.end()
  }

  package func commit() throws(DataError) { try file.commit() }

  // MARK: - Sheets

  private func addSheet(_ open: inout Open) throws(DataError) {
    try file.addSheet(names.name(near: open.name))
    var xml = Array("<row r=\"1\">".utf8)
    for (index, name) in open.columns.enumerated() {
      xml += "<c r=\"\(SheetRows.letters(of: index))1\"".utf8
      cell.appendHeading(name, to: &xml)
    }
    xml += "</row>".utf8
    open.rowCount = 1
    try file.write(xml, rowCount: 1, columnCount: open.columns.count)
  }

  private func endSheet(_ open: inout Open) throws(DataError) {
    try file.endSheet(widths: open.widths?.widths ?? [], hasHeader: true)
    open.rowsBefore += open.rowCount - 1
    open.rowCount = 0
  }

  private func write(_ text: SheetRows, _ rows: Range<Int>, _ open: inout Open) throws(DataError) {
    let size = max(1, Self.cellsOfChunk / max(1, open.columns.count))
    let count = (rows.count + size - 1) / size
    let before = open.rowCount
    // A round of chunks at a time, so that few of them wait to be written.
    let round = 2 * WorkerThreads.count
    for start in stride(from: 0, to: count, by: round) {
      let chunks = WorkerThreads.map(min(round, count - start)) { chunk in
        let first = (start + chunk) * size
        var xml: [UInt8] = []
        let part = rows.lowerBound + first..<min(rows.lowerBound + first + size, rows.upperBound)
        text.append(part, numberedFrom: before + first + 1, to: &xml)
        return xml
      }
      for (chunk, xml) in chunks.enumerated() {
        open.rowCount = before + min((start + chunk + 1) * size, rows.count)
        try file.write(xml, rowCount: open.rowCount, columnCount: open.columns.count)
      }
    }
  }

  private func refuseLongTexts(_ rows: Table, before: Int) throws(DataError) {
    let limit = WorkbookFile.textLimit
    for column in rows.columns {
      guard case .text(let codes, let labels) = column.values else { continue }
      for (code, label) in labels.enumerated() where label.utf8.count > limit && label.utf16.count > limit {
        guard let row = codes.firstIndex(of: UInt32(code)) else { continue }
        throw DataError(
          .unusable(reason: "a cell of Excel has room for \(limit) characters, and the text has \(label.utf16.count)"),
          file: path, row: before + row + 1, column: column.name, hint: "write CSV or Parquet")
      }
    }
  }
}
