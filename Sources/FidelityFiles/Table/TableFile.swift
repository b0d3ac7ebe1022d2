import CArrow
public import FidelityData
import FidelitySystem

/// How a text table is written and how many threads may decode it.
public struct TableOptions: Sendable, Hashable {
  /// The character between cells; nil finds it out from the header (comma, semicolon, tab or bar).
  public var delimiter: Character?
  /// Whether numbers are written 3,14.
  public var usesDecimalComma = false
  /// Decoding threads; nil for one per processor.
  public var threads: Int?

  public init(delimiter: Character? = nil, usesDecimalComma: Bool = false, threads: Int? = nil) {
    self.delimiter = delimiter
    self.usesDecimalComma = usesDecimalComma
    self.threads = threads
  }
}

/// An open table: CSV (plain, gzip, zstd, bzip2; `-` is standard input), Parquet or Arrow IPC.
///
/// The role of a column decides how it is read, not a guess from its content: keys are names and stay text to the
/// letter ("007"), numbers must be numbers, and the first cell that is not ends the scan with file, line, column and
/// value.
@safe
public final class TableFile {
  /// The path as given.
  public let path: String
  public let columnNames: [String]
  /// The places of each name, of which there should be one.
  private let places: [String: [Int]]
  private let source: OpaquePointer

  /// Opens a file and reads its header or schema.
  /// - Throws: `noSuchFile`, `isDirectory`, `notReadable`, `malformed` (an empty file, not the format it claims to be).
  public init(_ path: String, options: TableOptions = TableOptions()) throws(DataError) {
    var settings = FAOptions()
    if let delimiter = options.delimiter {
      guard let byte = delimiter.asciiValue, !"\"\n\r\0".utf8.contains(byte) else {
        throw DataError(.usage(reason: "cannot be a delimiter: that is one ASCII character"), value: String(delimiter))
      }
      settings.delimiter = byte
    }
    settings.decimal_comma = options.usesDecimalComma
    settings.threads = Int32(clamping: options.threads ?? 0)
    var error = FAError()
    var opened: OpaquePointer?
    let status = unsafe fa_open(path, &settings, &opened, &error)
    guard status == .OK, let opened = unsafe opened else { throw error.dataError(file: path) }
    self.path = path
    unsafe source = opened
    let names = unsafe (0..<fa_column_count(opened)).map { unsafe String(cString: fa_column_name(opened, $0)) }
    columnNames = names
    places = Dictionary(grouping: names.indices) { names[$0] }
  }

  deinit { unsafe fa_close(source) }

  /// Whether the file is text, so that rows have line numbers.
  public var isText: Bool { unsafe fa_format(source) == .CSV }

  /// The byte between cells; 0 where the file is no text.
  var delimiter: UInt8 { unsafe fa_delimiter(source) }

  /// Whether a column is a factor: texts of a list that may name what no row has.
  func isFactor(_ name: String) -> Bool {
    guard !isText, let index = columnNames.firstIndex(of: name) else { return false }
    return columnType(index).hasPrefix("dictionary")
  }

  /// The type of a column as the file says (Parquet, Arrow), or as its first rows look (CSV).
  public func columnType(_ index: Int) -> String { unsafe String(cString: fa_column_type(source, Int32(index))) }

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

  /// Starts a scan of some columns. Only one scan of a file runs at a time; a new one ends the last.
  func stream(columns: [Int], kinds: [FAKind], nullTexts: [String]) throws(DataError) -> ArrowStream {
    var stream = unsafe ArrowArrayStream()
    var error = FAError()
    let status = unsafe nullTexts.withCStrings { texts in
      unsafe fa_scan(
        source, columns.map { Int32($0) }, kinds.map(\.rawValue), Int32(columns.count), texts, Int32(texts.count),
        &stream, &error)
    }
    guard status == .OK else { throw error.dataError(file: path) }
    return try unsafe ArrowStream(taking: stream, of: self)
  }

  /// Calls `body` with the shim's source.
  func withSource<Result>(_ body: (OpaquePointer) -> Result) -> Result { unsafe body(source) }

  /// The failure that ended the scan.
  var scanError: DataError {
    var error = FAError()
    unsafe fa_last_error(source, &error)
    return error.dataError(file: path)
  }
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
