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

  public init(columns: [Column], rowCount: Int, source: String = "", firstRow: Int = 1) {
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

  /// The codes of a column that was asked for as keys; traps on a column of numbers (a programmer's mistake).
  public func keys(_ column: Int) -> Buffer<UInt32> {
    guard case .keys(let buffer) = columns[column] else { preconditionFailure("column \(column) holds numbers") }
    return buffer
  }
}

/// The code of a missing key.
public let missingKey = UInt32.max
