/// Some rows of a table on their way through a scan: the columns that the scan asked for, in the order it asked.
///
/// A missing number is NaN; a missing key is ``missingKey``. Infinite numbers never arrive here: readers refuse them.
public struct Batch: Sendable {
  /// One column of a batch.
  public enum Column: Sendable {
    /// Numbers; missing is NaN.
    case numbers(Buffer<Double>)
    /// Codes into the scan's ``KeyDictionary`` of that column; missing is ``missingKey``.
    case keys(Buffer<UInt32>)
    /// Numbers that a file holds as places in a table of them.
    case encoded(EncodedNumbers)
  }

  public let columns: [Column]
  public let rowCount: Int
  /// Where the rows stand: the file and the number of its first row here (1 = the first data row).
  public let source: String
  public let firstRow: Int

  public init(columns: [Column], rowCount: Int, source: String = "", firstRow: Int = 1) {
    self.columns = columns
    self.rowCount = rowCount
    self.source = source
    self.firstRow = firstRow
  }

  /// The numbers of a column that was asked for as numbers; traps on a column of keys (a programmer's mistake).
  public func numbers(_ column: Int) -> Buffer<Double> {
    switch columns[column] {
    case .numbers(let buffer): buffer
    case .encoded(let encoded): encoded.numbers
    case .keys: preconditionFailure("column \(column) holds keys")
    }
  }

  /// Copies the numbers of a column, as ``numbers(_:)`` gives them, to a place among others.
  package func copyNumbers(_ column: Int, to output: inout MutableSpan<Double>, from start: Int) {
    switch columns[column] {
    case .numbers(let buffer): buffer.copy(to: &output, from: start)
    case .encoded(let encoded): encoded.copy(to: &output, from: start)
    case .keys: preconditionFailure("column \(column) holds keys")
    }
  }

  /// Numbers that those of a column are among, NaN included; nil where the file does not say. They are fewer than the
  /// rows: what holds for all of them need not be looked at row by row.
  package func possibleNumbers(_ column: Int) -> [Double]? {
    guard case .encoded(let encoded) = columns[column], encoded.table.count <= rowCount else { return nil }
    return encoded.table
  }

  /// The codes of a column that was asked for as keys; traps on a column of numbers (a programmer's mistake).
  public func keys(_ column: Int) -> Buffer<UInt32> {
    guard case .keys(let buffer) = columns[column] else { preconditionFailure("column \(column) holds numbers") }
    return buffer
  }
}

/// Numbers as places in a table of those that occur; NaN is missing.
public struct EncodedNumbers: Sendable {
  package let table: [Double]
  private let places: Buffer<Int32>

  /// Each of the places must lie in `0..<table.count`.
  @unsafe
  package init(_ table: [Double], uncheckedAt places: Buffer<Int32>) {
    self.table = table
    self.places = places
  }

  var numbers: Buffer<Double> { unsafe Buffer(table, uncheckedAt: places) }

  func copy(to output: inout MutableSpan<Double>, from start: Int) {
    unsafe places.lookUp(in: table, to: &output, from: start)
  }
}

/// The code of a missing key.
public let missingKey = UInt32.max
