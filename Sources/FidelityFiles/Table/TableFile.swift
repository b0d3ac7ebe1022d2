import CArrow
public import FidelityData
import FidelitySystem

/// An open table: CSV (plain, gzip, zstd, bzip2; `-` is standard input), a sheet of an Excel workbook (.xlsx, .xlsm),
/// Parquet, Arrow IPC, or a stream that another program hands over in memory.
///
/// The role of a column decides how it is read, not a guess from its content: keys are names and stay text to the
/// letter ("007"), numbers must be numbers, and the first cell that is not ends the scan with file, line, column and
/// value.
@safe
public final class TableFile {
  /// The path as given; of a stream, its name.
  public let path: String
  public let columnNames: [String]
  /// The places of each name, of which there should be one.
  private let places: [String: [Int]]
  private let source: OpaquePointer
  /// How many threads decode the table, where its options say so.
  let threads: Int?
  /// The bytes read of a pipe, where they are counted.
  let pipe: ByteDigest?
  /// Whether labels that differ only in case or blanks are one key.
  private(set) var foldsLabels = false
  /// Whether numbers are written 3,14.
  private(set) var usesDecimalComma = false

  /// Opens a file and reads its header or schema. The path is opened once, here.
  /// - Throws: `noSuchFile`, `isDirectory`, `notReadable`, `malformed` (an empty file, not the format it claims to be).
  public convenience init(_ path: String, options: TableOptions = TableOptions()) throws(DataError) {
    var settings = unsafe try options.settings()
    let digest = options.recordsPipes ? try ByteDigest() : nil
    if let digest {
      // This object keeps the digest, and every scan keeps this object.
      unsafe settings.observer = Unmanaged.passUnretained(digest).toOpaque()
      unsafe settings.observe = { digest, bytes, count in
        guard let digest = unsafe digest else { return }
        let found = unsafe Unmanaged<ByteDigest>.fromOpaque(digest).takeUnretainedValue()
        unsafe found.take(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
      }
    }
    var error = FAError()
    var opened: OpaquePointer?
    // Texts of C that live as long as the call.
    let status = unsafe [options.sheet ?? "", options.cells ?? ""].withCStrings { texts in
      unsafe (settings.sheet, settings.cells) = (texts[0], texts[1])
      return unsafe fa_open(path, &settings, &opened, &error)
    }
    guard status == .OK, let opened = unsafe opened else { throw error.dataError(file: path) }
    let isPipe = unsafe fa_total_bytes(opened) < 0
    unsafe self.init(opened, name: path, threads: options.threads, pipe: isPipe ? digest : nil)
    foldsLabels = options.foldsLabels
    usesDecimalComma = options.usesDecimalComma
  }

  /// Opens a table that a library or another program holds in memory: what pyarrow, pandas, Polars, DuckDB and R hand
  /// over through the Arrow C stream interface, without a copy.
  ///
  /// Columns are read by their role, as those of a file are, and every value is checked when it is read: that texts are
  /// UTF-8, offsets ascend, places lie inside their dictionary, numbers are finite. What cannot be checked, since the
  /// interface does not tell it, is that a buffer is as long as its array says. The stream's functions are called from
  /// any thread of the scan, but never from two at a time.
  /// - Parameters:
  ///   - stream: the address of a `struct ArrowArrayStream`, which is taken over, also where opening fails: it is
  ///     marked
  ///     as released, and released when it has been read or this object goes.
  ///   - name: what errors call it, in place of a path.
  ///   - keepsRows: whether all rows are read into memory here, so that they can be scanned more than once. A stream
  ///     itself can be read only once.
  ///   - threads: decoding threads; nil for one per processor.
  /// - Throws: `malformed` (a stream that has been released, a schema that is not one of a table), `notReadable` with
  ///   the words of whoever makes the stream.
  /// - Complexity: O(columns); with `keepsRows` as long as the stream takes.
  @unsafe
  public convenience init(
    stream: UnsafeMutableRawPointer, name: String, keepsRows: Bool = false, threads: Int? = nil
  ) throws(DataError) {
    var error = FAError()
    var opened: OpaquePointer?
    let status = unsafe fa_open_stream(
      stream.assumingMemoryBound(to: ArrowArrayStream.self), keepsRows, &opened, &error)
    guard status == .OK, let opened = unsafe opened else { throw error.dataError(file: name) }
    unsafe self.init(opened, name: name, threads: threads, pipe: nil)
  }

  private init(_ opened: OpaquePointer, name: String, threads: Int?, pipe: ByteDigest?) {
    path = name
    self.threads = threads
    self.pipe = pipe
    unsafe source = opened
    let names = unsafe (0..<fa_column_count(opened)).map { unsafe String(cString: fa_column_name(opened, $0)) }
    columnNames = names
    places = Dictionary(grouping: names.indices) { names[$0] }
  }

  deinit { unsafe fa_close(source) }

  /// Whether the file is text, or a sheet, whose cells are read as text is.
  public var isText: Bool { unsafe fa_format(source) == .CSV }

  /// The byte between cells; 0 where the file is no text.
  var delimiter: UInt8 { unsafe fa_delimiter(source) }

  /// What there is to say of the file, each a sentence: other sheets with data where none was named, its encoding where
  /// that is not UTF-8, lines that are no rows, numbers in uncommon forms, rows that look like totals. More of it is
  /// known after a scan.
  public var notices: [String] {
    unsafe String(cString: fa_notices(source)).split(separator: "\n").map(String.init)
  }

  /// Where the header may be instead, or go on, with names of options in backticks; nil where it is sure.
  package var headerAdvice: String? {
    let advice = unsafe String(cString: fa_header_advice(source))
    return advice.isEmpty ? nil : advice
  }

  /// Which other sheets have data where none was named, with the option that chooses one in backticks; nil for none.
  package var sheetAdvice: String? {
    let advice = unsafe String(cString: fa_sheet_advice(source))
    return advice.isEmpty ? nil : advice
  }

  /// Takes back what there is to say of rows that look like totals where a condition leaves them out. Any thread.
  /// - Parameters:
  ///   - firstRow: the number of the first row that was looked at.
  ///   - rowCount: how many were looked at.
  ///   - taken: the places among them of those that the condition takes, ascending.
  func forgetTotals(from firstRow: Int, rowCount: Int, taken: [Int32]) {
    // There are at most four: more are kinds of rows.
    var rows: [Int64] = [0, 0, 0, 0]
    let count = unsafe Int(fa_total_rows(source, &rows, Int32(rows.count)))
    for row in rows.prefix(count) {
      let place = Int(row) - firstRow
      guard (0..<rowCount).contains(place), !taken.contains(Int32(place)) else { continue }
      unsafe fa_forget_total_row(source, row)
    }
  }

  /// The wording that the file has for a column, such as a question; nil for none.
  public func label(_ index: Int) -> String? {
    let label = unsafe String(cString: fa_column_label(source, Int32(index)))
    return label.isEmpty ? nil : label
  }

  /// How the text is written, once that is known.
  var encoding: FAEncoding { unsafe fa_encoding(source) }
  var hasBackslashes: Bool { unsafe fa_has_backslashes(source) }

  /// The physical line after the header.
  var firstRowLine: Int { unsafe Int(fa_first_row_line(source)) }

  /// What a column holds as the file says (Parquet, Arrow), or as its first rows look (CSV).
  public func columnType(_ index: Int) -> ColumnType {
    var type = FAColumnType()
    unsafe fa_column_type(source, Int32(index), &type)
    return type.columnType
  }

  /// The number of rows where the file says so beforehand.
  public var rowCount: Int? {
    let count = unsafe fa_row_count(source)
    return count < 0 ? nil : Int(count)
  }

  /// The size in bytes; nil for a pipe.
  public var byteCount: Int? {
    let count = unsafe fa_total_bytes(source)
    return count < 0 ? nil : Int(count)
  }

  /// How many bytes the scan has read.
  public var bytesDone: Int { unsafe max(0, Int(fa_bytes_done(source))) }

  /// The place of a column.
  /// - Throws: `unknownColumn` with the nearest names; `duplicateColumn` where the header names it twice.
  public func index(of name: String) throws(DataError) -> Int {
    guard let places = places[name] else { throw DataError.unknownColumn(name, among: columnNames, file: path) }
    if places.count > 1 { throw DataError(.duplicateColumn, file: path, column: name, hint: "rename one of them") }
    return places[0]
  }

  /// Calls `body` with the shim's source.
  func withSource<Result>(_ body: (OpaquePointer) -> Result) -> Result { unsafe body(source) }
}

extension TableFile {
  /// Has the C library keep freed memory for the next block instead of giving it back to the system, which would clear
  /// it each time. For executables: it concerns the whole process.
  public static func keepFreedMemory() { fa_keep_freed_memory() }

  /// The version of the Arrow library that reads the files.
  public static var libraryVersion: String { unsafe String(cString: fa_version()) }
}

extension [String] {
  /// Calls `body` with the texts as C strings, which live as long as the call.
  func withCStrings<Result>(_ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
    let texts = unsafe map { unsafe strdup($0) }
    defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
    return unsafe body(texts.map { unsafe UnsafePointer($0) })
  }
}
