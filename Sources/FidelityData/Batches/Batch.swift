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
    /// Whole numbers that are names; `Int64.min` is missing.
    case wholes(Buffer<Int64>)
  }

  public let columns: [Column]
  public let rowCount: Int
  /// Where the rows stand: the file and the number of its first row here (1 = the first data row).
  public let source: String
  public let firstRow: Int
  /// Where a condition has left rows out: the places of those that stay, from `firstRow` on.
  private let selection: [Int32]?

  public init(columns: [Column], rowCount: Int, source: String = "", firstRow: Int = 1) {
    self.init(columns: columns, rowCount: rowCount, source: source, firstRow: firstRow, selection: nil)
  }

  /// - Parameter selection: the place of each row among those from `firstRow` on; nil where they follow each other.
  package init(columns: [Column], rowCount: Int, source: String, firstRow: Int, selection: [Int32]?) {
    precondition(selection.map { $0.count == rowCount } ?? true, "one place for each row")
    self.columns = columns
    self.rowCount = rowCount
    self.source = source
    self.firstRow = firstRow
    self.selection = selection
  }

  /// The number of a row in its file (1 = the first data row).
  public func rowNumber(_ row: Int) -> Int { firstRow + (selection.map { Int($0[row]) } ?? row) }

  /// The numbers of all rows in their file.
  package var rowNumbers: [Int] {
    selection.map { $0.map { firstRow + Int($0) } } ?? Array(firstRow..<firstRow + rowCount)
  }

  /// Other columns of the same rows.
  package func with(columns: [Column]) -> Batch {
    Batch(columns: columns, rowCount: rowCount, source: source, firstRow: firstRow, selection: selection)
  }

  /// The numbers of a column that was asked for as numbers; traps on a column of keys (a programmer's mistake).
  public func numbers(_ column: Int) -> Buffer<Double> {
    switch columns[column] {
    case .numbers(let buffer): buffer
    case .encoded(let encoded): encoded.numbers
    case .keys, .wholes: preconditionFailure("column \(column) holds keys")
    }
  }

  /// Copies the numbers of a column, as ``numbers(_:)`` gives them, to a place among others.
  package func copyNumbers(_ column: Int, to output: inout MutableSpan<Double>, from start: Int) {
    switch columns[column] {
    case .numbers(let buffer): buffer.copy(to: &output, from: start)
    case .encoded(let encoded): encoded.copy(to: &output, from: start)
    case .keys, .wholes: preconditionFailure("column \(column) holds keys")
    }
  }

  /// Numbers that those of a column are among, NaN included; nil where the file does not say. They are fewer than the
  /// rows: what holds for all of them need not be looked at row by row.
  package func possibleNumbers(_ column: Int) -> [Double]? {
    guard case .encoded(let encoded) = columns[column], encoded.table.count <= rowCount else { return nil }
    return encoded.table
  }

  /// What `code` makes of the numbers of a column, called once for each of ``possibleNumbers(_:)``, whether or not a
  /// row has it; nil where the file does not say which are possible.
  package func codes(_ column: Int, _ code: (Double) -> UInt32) -> Buffer<UInt32>? {
    guard case .encoded(let encoded) = columns[column], encoded.table.count <= rowCount else { return nil }
    return encoded.lookUp(in: encoded.table.map(code))
  }

  /// The codes of a column that was asked for as keys; traps on a column of numbers (a programmer's mistake).
  public func keys(_ column: Int) -> Buffer<UInt32> {
    guard case .keys(let buffer) = columns[column] else { preconditionFailure("column \(column) holds numbers") }
    return buffer
  }
}

extension Batch {
  /// The whole numbers of a column whose rows were asked for as a sequence; nil where its names are no whole numbers,
  /// and have codes, as ``keys(_:)`` gives them.
  package func wholes(_ column: Int) -> Buffer<Int64>? {
    if case .wholes(let numbers) = columns[column] { numbers } else { nil }
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

  package var numbers: Buffer<Double> { unsafe Buffer(table, uncheckedAt: places) }

  /// The codes of the numbers, from those of the table.
  func lookUp(in codes: [UInt32]) -> Buffer<UInt32> {
    precondition(codes.count == table.count, "one code for each number of the table")
    return unsafe Buffer(codes, uncheckedAt: places)
  }

  func copy(to output: inout MutableSpan<Double>, from start: Int) {
    unsafe places.lookUp(in: table, to: &output, from: start)
  }
}

/// The code of a missing key.
public let missingKey = UInt32.max
