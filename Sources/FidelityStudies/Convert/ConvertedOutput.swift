import FidelityData
import FidelityFiles
import FidelityReports
import FidelitySystem

/// Where the rows of a conversion go: a file of any format of tables, with the types of its columns.
final class ConvertedOutput {
  private enum Writer {
    case stream(TableStream)
    case workbook(WorkbookTables)
    case rows(any RowWriter)
  }

  private let writer: Writer
  private(set) var rowCount = 0

  /// - Throws: `usage` where a format that needs a file has none; `cannotCreate`.
  init(
    _ place: TablePlace, _ format: TableFormat, _ style: TableStyle, columns: [(name: String, type: CellType)]
  ) throws(DataError) {
    let types = columns.map(\.type)
    switch (place, format) {
    case (.file(let path), .parquet): writer = .stream(TableStream(to: path, format: .parquet, types: types))
    case (.file(let path), .arrow): writer = .stream(TableStream(to: path, format: .arrow, types: types))
    case (.file(let path), .xlsx):
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      let tables = try WorkbookTables(path, title: name, decimals: 4)
      try tables.begin(name, kinds: types.map(Self.kind))
      writer = .workbook(tables)
    default: writer = .rows(try format.writer(to: place, style: style))
    }
  }

  private static func kind(_ type: CellType) -> SheetColumnKind {
    switch type {
    case .text, .integer, .number: .plain
    case .boolean: .boolean
    case .date, .timestamp: .date
    }
  }

  func append(_ table: Table) throws(DataError) {
    rowCount += table.rowCount
    switch writer {
    case .stream(let stream): try stream.append(table)
    case .workbook(let tables): try tables.append(table)
    case .rows(let rows): try rows.append(table)
    }
  }

  func finish() throws(DataError) {
    switch writer {
    case .stream(let stream): try stream.finish()
    case .workbook(let tables):
      try tables.end()
      try tables.commit()
    case .rows(let rows): try rows.finish(nil)
    }
  }
}
