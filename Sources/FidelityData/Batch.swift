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
  }

  public let columns: [Column]
  public let rowCount: Int
  /// Where the rows stand: the file and the number of its first row here (1 = the first data row).
  public let source: String
  public let firstRow: Int
  /// What the reader knows of the numbers of a column: see ``possibleNumbers(_:)``.
  private let possible: [[Double]?]

  public init(columns: [Column], rowCount: Int, source: String = "", firstRow: Int = 1) {
    self.init(columns: columns, possible: [], rowCount: rowCount, source: source, firstRow: firstRow)
  }

  /// - Parameter possible: for each column, the numbers that its rows are among, where that is known.
  package init(columns: [Column], possible: [[Double]?], rowCount: Int, source: String, firstRow: Int) {
    self.possible = possible
    self.columns = columns
    self.rowCount = rowCount
    self.source = source
    self.firstRow = firstRow
  }

  /// The numbers of a column that was asked for as numbers; traps on a column of keys (a programmer's mistake).
  public func numbers(_ column: Int) -> Buffer<Double> {
    guard case .numbers(let buffer) = columns[column] else { preconditionFailure("column \(column) holds keys") }
    return buffer
  }

  /// Numbers that those of a column are among, NaN included; nil where the file does not say. They are fewer than the
  /// rows: what holds for all of them need not be looked at row by row.
  package func possibleNumbers(_ column: Int) -> [Double]? { column < possible.count ? possible[column] : nil }

  /// The codes of a column that was asked for as keys; traps on a column of numbers (a programmer's mistake).
  public func keys(_ column: Int) -> Buffer<UInt32> {
    guard case .keys(let buffer) = columns[column] else { preconditionFailure("column \(column) holds numbers") }
    return buffer
  }
}

/// The code of a missing key.
public let missingKey = UInt32.max
