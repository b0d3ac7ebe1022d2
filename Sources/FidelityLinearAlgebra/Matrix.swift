/// A dense matrix of doubles, stored column by column.
///
/// Element (i, j) is `elements[i + j * rowCount]`. A value type: a copy shares its storage until one of the two
/// changes.
/// Missing values have no meaning here; NaN passes through products and is refused by factorisations.
///
/// Equality is that of the shape and of each double: NaN differs from itself, and -0 equals 0.
public struct Matrix: Sendable, Equatable {
  public let rowCount: Int
  public let columnCount: Int
  @usableFromInline var storage: [Double]

  /// The elements in column-major order, `rowCount * columnCount` of them.
  @inlinable public var elements: [Double] { storage }

  /// A matrix with `value` everywhere.
  ///
  /// - Complexity: O(rows x columns).
  public init(rowCount: Int, columnCount: Int, repeating value: Double = 0) {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix has no negative dimension")
    self.rowCount = rowCount
    self.columnCount = columnCount
    storage = Array(repeating: value, count: rowCount * columnCount)
  }

  /// Takes over an array in column-major order, without a copy where the caller gives it up.
  public init(columnMajor elements: consuming [Double], rowCount: Int, columnCount: Int) {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix has no negative dimension")
    precondition(elements.count == rowCount * columnCount, "the elements do not fill the shape")
    self.rowCount = rowCount
    self.columnCount = columnCount
    storage = elements
  }

  /// A matrix from its rows, which are equally long. No rows give a 0 x 0 matrix.
  public init(rows: [[Double]]) {
    let columnCount = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columnCount }, "the rows differ in length")
    self.init(rowCount: rows.count, columnCount: columnCount)
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() { storage[i + j * rowCount] = value }
    }
  }

  /// A matrix from its columns, which are equally long. No columns give a 0 x 0 matrix.
  public init(columns: [[Double]]) {
    let rowCount = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == rowCount }, "the columns differ in length")
    self.init(columnMajor: Array(columns.joined()), rowCount: rowCount, columnCount: columns.count)
  }

  /// The identity matrix of this order.
  public static func identity(_ order: Int) -> Matrix { Matrix(diagonal: Array(repeating: 1, count: order)) }

  /// A square matrix with these values on its diagonal and 0 elsewhere.
  public init(diagonal: [Double]) {
    self.init(rowCount: diagonal.count, columnCount: diagonal.count)
    for (i, value) in diagonal.enumerated() { storage[i + i * rowCount] = value }
  }

  /// Element (row, column), both from 0; outside the matrix it traps.
  @inlinable public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "outside the matrix")
      return storage[row + column * rowCount]
    }
    set {
      precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "outside the matrix")
      storage[row + column * rowCount] = newValue
    }
  }

  public var isSquare: Bool { rowCount == columnCount }

  /// A column, sharing the matrix's storage.
  public func column(_ index: Int) -> ArraySlice<Double> {
    precondition(index >= 0 && index < columnCount, "outside the matrix")
    return storage[index * rowCount..<(index + 1) * rowCount]
  }

  /// A copy of a row.
  public func row(_ index: Int) -> [Double] {
    precondition(index >= 0 && index < rowCount, "outside the matrix")
    return (0..<columnCount).map { storage[index + $0 * rowCount] }
  }

  /// The diagonal, `min(rowCount, columnCount)` long.
  public var diagonal: [Double] { (0..<min(rowCount, columnCount)).map { storage[$0 + $0 * rowCount] } }

  /// The transpose as a matrix of its own. Products take ``MatrixOperand/transposedView`` instead, without a copy.
  ///
  /// - Complexity: O(rows x columns), in tiles that stay in the first-level cache.
  public func transposed() -> Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: rowCount)
    let tile = 32
    for columnStart in stride(from: 0, to: columnCount, by: tile) {
      for rowStart in stride(from: 0, to: rowCount, by: tile) {
        for j in columnStart..<min(columnStart + tile, columnCount) {
          for i in rowStart..<min(rowStart + tile, rowCount) {
            result.storage[j + i * columnCount] = storage[i + j * rowCount]
          }
        }
      }
    }
    return result
  }

  /// Gives the column-major elements to `body` to change in place.
  public mutating func withMutableElements<R, E: Error>(
    _ body: (inout MutableSpan<Double>) throws(E) -> R
  ) throws(E) -> R {
    var span = storage.mutableSpan
    return try body(&span)
  }

  /// Copies the upper triangle onto the lower one.
  public mutating func mirrorUpperTriangle() {
    precondition(isSquare, "only a square matrix has two triangles to mirror")
    for j in 0..<columnCount {
      for i in 0..<j { storage[j + i * rowCount] = storage[i + j * rowCount] }
    }
  }
}

extension Matrix: Codable {
  private enum CodingKeys: String, CodingKey { case rowCount, columnCount, elements }

  /// Refuses a file whose elements do not fill its shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rowCount = try container.decode(Int.self, forKey: .rowCount)
    let columnCount = try container.decode(Int.self, forKey: .columnCount)
    let elements = try container.decode([Double].self, forKey: .elements)
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    guard rowCount >= 0, columnCount >= 0, !overflow, count == elements.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .elements, in: container,
        debugDescription: "\(elements.count) elements do not fill \(rowCount) rows by \(columnCount) columns")
    }
    self.init(columnMajor: elements, rowCount: rowCount, columnCount: columnCount)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rowCount, forKey: .rowCount)
    try container.encode(columnCount, forKey: .columnCount)
    try container.encode(storage, forKey: .elements)
  }
}

extension Matrix: CustomStringConvertible {
  public var description: String {
    (0..<rowCount).map { row($0).map(String.init(describing:)).joined(separator: " ") }.joined(separator: "\n")
  }
}
