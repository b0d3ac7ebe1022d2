import CWorkbook
package import FidelityData
package import FidelitySystem

/// An Excel workbook that is written sheet by sheet, in constant memory; it appears whole or not at all.
///
/// Equal rows, names and times make equal bytes. A workbook that is not committed leaves nothing.
@safe
package final class WorkbookFile {
  /// How the content of a cell is shown.
  package enum Style: CaseIterable, Sendable {
    case general, heading, whole, fixed, scientific, date, dateTime, wrapped

    fileprivate var code: FWStyle {
      switch self {
      case .general: .general
      case .heading: .heading
      case .whole: .whole
      case .fixed: .fixed
      case .scientific: .scientific
      case .date: .date
      case .dateTime: .dateTime
      case .wrapped: .wrapped
      }
    }
  }

  /// What a sheet and a cell have room for.
  package static let rowLimit = 1_048_576
  package static let columnLimit = 16_384
  /// In UTF-16 units.
  package static let textLimit = 32_767

  /// The version of libxlsxwriter; nil where the program was built without it.
  package static var libraryVersion: String? { unsafe fw_version().map { unsafe String(cString: $0) } }

  private let path: String
  private let file: AtomicFile
  private var book: OpaquePointer?
  /// The number of each style in the XML of a cell.
  private let styles: [Style: Int]

  /// - Parameters:
  ///   - created: the time that the workbook tells of itself.
  ///   - decimals: those of the style `fixed`, 0...17.
  /// - Throws: `cannotCreate`, also in a build without libxlsxwriter; `outOfMemory`.
  package init(_ path: String, title: String, created: Date, decimals: Int) throws(DataError) {
    guard Self.libraryVersion != nil else { throw Self.unavailable(path) }
    // Renaming would put a file in its place.
    guard !AtomicFile.isDevice(path) else {
      throw DataError(.cannotCreate(reason: "workbooks are written to files only"), file: path)
    }
    let file = try AtomicFile(path)
    guard let place = file.openPath else {
      throw DataError(.cannotCreate(reason: "the file is closed"), file: path)
    }
    var opened: OpaquePointer?
    let status = unsafe fw_open(place, title, Int64(created.timeIntervalSince1970), Int32(decimals), &opened)
    guard status == .OK, let opened = unsafe opened else { throw Self.error(status, path) }
    unsafe book = opened
    self.path = path
    self.file = file
    let indices = Style.allCases.map { style in unsafe Int(fw_style_index(opened, style.code)) }
    styles = Dictionary(uniqueKeysWithValues: zip(Style.allCases, indices))
  }

  deinit { if let book = unsafe book { unsafe fw_abandon(book) } }

  /// The number of a style in the XML of a cell.
  package func index(of style: Style) -> Int { styles[style] ?? 0 }

  /// Adds a sheet behind those there are, which takes the rows from now on.
  /// - Parameter name: at most 31 UTF-16 units without any of `[]:*?/\`, unlike the others.
  package func addSheet(_ name: String) throws(DataError) {
    try unsafe withBook { book in unsafe fw_add_sheet(book, name) }
  }

  /// Adds `<row>` elements to the latest sheet.
  /// - Parameter rowCount: the rows of the sheet with these.
  package func write(_ xml: [UInt8], rowCount: Int, columnCount: Int) throws(DataError) {
    try unsafe withBook { book in
      unsafe fw_write_rows(book, xml, Int64(xml.count), UInt32(rowCount), UInt16(columnCount))
    }
  }

  /// Ends the latest sheet.
  /// - Parameters:
  ///   - widths: those of its columns, in characters.
  ///   - hasHeader: whether the first row stays in sight and filters the others.
  package func endSheet(widths: [Double], hasHeader: Bool) throws(DataError) {
    try unsafe withBook { book in unsafe fw_end_sheet(book, widths, Int32(widths.count), hasHeader) }
  }

  /// Says that all sheets are there; the file has its name only by ``commit()``.
  /// - Throws: `cannotWrite`.
  package func end() throws(DataError) {
    guard let book = unsafe book else { return }
    unsafe self.book = nil
    let status = unsafe fw_close(book)
    guard status == .OK else { throw Self.error(status, path) }
    try file.end()
  }

  /// Gives the file its name. After ``end()``.
  package func commit() throws(DataError) { try file.commit() }

  private func withBook(_ body: (OpaquePointer) -> FWStatus) throws(DataError) {
    guard let book = unsafe book else { preconditionFailure("a sheet for a workbook that has ended") }
    let status = unsafe body(book)
    guard status == .OK else { throw Self.error(status, path) }
  }

  private static func unavailable(_ path: String) -> DataError {
    let packages = "libxlsxwriter-dev of Debian, libxlsxwriter of Homebrew"
    return DataError(
      .cannotCreate(reason: "this build writes no Excel workbooks, since libxlsxwriter was missing when it was made"),
      file: path, hint: "install it (\(packages)) and build again, or write CSV")
  }

  private static func error(_ status: FWStatus, _ path: String) -> DataError {
    switch status {
    case .unavailable: unavailable(path)
    case .outOfMemory: DataError(.outOfMemory, file: path)
    case .temporary:
      DataError(
        .cannotWrite(reason: "there is no room for the temporary file of a sheet"), file: path,
        hint: "free space in the folder for temporary files, or name another one in the variable TMPDIR")
    case .sheetName: DataError(.cannotCreate(reason: "the name of a sheet is not legal"), file: path)
    case .cannotWrite, .OK:
      DataError(.cannotWrite(reason: "the workbook could not be written to its end"), file: path)
    }
  }
}
