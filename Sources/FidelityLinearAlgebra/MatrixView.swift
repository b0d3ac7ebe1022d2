/// What a product takes: a ``Matrix``, or a ``MatrixView`` of a part or of the transpose of one.
public protocol MatrixOperand: Sendable {
  /// All of the operand, without a copy.
  var view: MatrixView { get }
}

extension MatrixOperand {
  /// The transpose, without a copy.
  public var transposedView: MatrixView {
    let view = view
    return MatrixView(elements: view.elements, layout: view.layout.transposed)
  }
}

/// Part of a matrix, or its transpose, without a copy: a range of rows by a range of columns.
///
/// The view holds a reference to the matrix's elements as they were. Changing the matrix while a view of it is alive
/// copies the matrix first, so in a loop make the view anew in each pass.
public struct MatrixView: MatrixOperand {
  let elements: [Double]
  public let layout: MatrixLayout

  public var rowCount: Int { layout.rowCount }
  public var columnCount: Int { layout.columnCount }
  public var view: MatrixView { self }

  init(elements: [Double], layout: MatrixLayout) {
    precondition(layout.requiredCount <= elements.count, "the block reaches beyond the buffer")
    self.elements = elements
    self.layout = layout
  }

  /// A block of a column-major buffer that is no ``Matrix``; the array is shared, not copied.
  public init(of elements: [Double], _ layout: MatrixLayout) { self.init(elements: elements, layout: layout) }

  public subscript(row: Int, column: Int) -> Double {
    precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "outside the view")
    return elements[layout.position(row, column)]
  }

  /// The viewed part as a matrix of its own.
  public func copy() -> Matrix {
    var result = Matrix(rowCount: rowCount, columnCount: columnCount)
    for j in 0..<columnCount {
      for i in 0..<rowCount { result[i, j] = elements[layout.position(i, j)] }
    }
    return result
  }
}

extension Matrix: MatrixOperand {
  var layout: MatrixLayout { MatrixLayout(rowCount: rowCount, columnCount: columnCount) }

  public var view: MatrixView { MatrixView(elements: storage, layout: layout) }

  /// A block of the matrix without a copy; leaving out a range takes all of it.
  public func block(rows: Range<Int>? = nil, columns: Range<Int>? = nil) -> MatrixView {
    MatrixView(elements: storage, layout: blockLayout(rows: rows, columns: columns))
  }

  func blockLayout(rows: Range<Int>?, columns: Range<Int>?) -> MatrixLayout {
    let rows = rows ?? 0..<rowCount
    let columns = columns ?? 0..<columnCount
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows outside the matrix")
    precondition(columns.lowerBound >= 0 && columns.upperBound <= columnCount, "columns outside the matrix")
    return MatrixLayout(
      rowCount: rows.count, columnCount: columns.count, leadingDimension: rowCount,
      offset: rows.lowerBound + columns.lowerBound * rowCount)
  }
}
