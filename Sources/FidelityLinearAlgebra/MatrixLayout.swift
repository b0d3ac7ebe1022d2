/// Where a block of a column-major buffer lies, and whether it is read as its transpose.
///
/// Stored element (i, j) of the block is at `offset + i + j * leadingDimension` of the buffer. `rowCount` and
/// `columnCount` are those of the *operand*, after the transposition: the transpose of a stored 5 x 2 block has 2 rows.
public struct MatrixLayout: Sendable, Hashable {
  public let rowCount: Int
  public let columnCount: Int
  public let leadingDimension: Int
  public let offset: Int
  public let isTransposed: Bool

  /// A block of `rowCount` x `columnCount`, stored as it is read.
  ///
  /// A block buffer with room for 4096 rows whose last block holds fewer has `leadingDimension: 4096` and the number of
  /// rows in use as `rowCount`.
  ///
  /// - Parameters:
  ///   - leadingDimension: distance between the starts of two columns, at least `rowCount`; the default is `rowCount`.
  ///   - offset: where element (0, 0) lies in the buffer.
  public init(rowCount: Int, columnCount: Int, leadingDimension: Int? = nil, offset: Int = 0) {
    self.init(
      rowCount: rowCount, columnCount: columnCount, leadingDimension: leadingDimension ?? rowCount, offset: offset,
      isTransposed: false)
  }

  init(rowCount: Int, columnCount: Int, leadingDimension: Int, offset: Int, isTransposed: Bool) {
    precondition(rowCount >= 0 && columnCount >= 0 && offset >= 0, "a block has no negative dimension or offset")
    precondition(
      leadingDimension >= (isTransposed ? columnCount : rowCount), "the leading dimension is less than a column")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.leadingDimension = leadingDimension
    self.offset = offset
    self.isTransposed = isTransposed
  }

  /// The same block read as its transpose.
  public var transposed: MatrixLayout {
    MatrixLayout(
      rowCount: columnCount, columnCount: rowCount, leadingDimension: leadingDimension, offset: offset,
      isTransposed: !isTransposed)
  }

  var storedRowCount: Int { isTransposed ? columnCount : rowCount }
  var storedColumnCount: Int { isTransposed ? rowCount : columnCount }

  /// How many buffer elements the block reaches to; an empty block needs none.
  var requiredCount: Int {
    if rowCount == 0 || columnCount == 0 { return 0 }
    return offset + storedRowCount + (storedColumnCount - 1) * leadingDimension
  }

  func position(_ row: Int, _ column: Int) -> Int {
    isTransposed ? offset + column + row * leadingDimension : offset + row + column * leadingDimension
  }
}
