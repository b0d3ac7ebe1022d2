import FidelityData

/// The rows of a piece as `<row>` elements, ready to be encoded.
struct SheetRows: Sendable {
  private enum Cells: Sendable {
    case text([UInt32], EncodedLabels)
    case numbers([Double], SheetColumnKind)
    case integers([Int?])
    case wholes([Int])
  }

  private let cells: [Cells]
  /// `<c r="A`, `<c r="B`, ...
  private let places: [[UInt8]]
  private let cell: SheetCell

  init(_ table: Table, _ kinds: [SheetColumnKind], _ cell: SheetCell) {
    cells = zip(table.columns, kinds).map { column, kind in
      switch column.values {
      case .text(let codes, let labels):
        .text(codes, EncodedLabels(labels) { label, output in cell.append(label, kind, to: &output) })
      case .numbers(let numbers): .numbers(numbers, kind)
      case .integers(let integers): .integers(integers)
      case .wholes(let integers): .wholes(integers)
      }
    }
    places = table.columns.indices.map { Array("<c r=\"\(Self.letters(of: $0))".utf8) }
    self.cell = cell
  }

  /// The letters of a column, 0 = A.
  static func letters(of column: Int) -> String {
    var text = ""
    var rest = column + 1
    while rest > 0 {
      rest -= 1
      text = String(UnicodeScalar(UInt8(0x41 + rest % 26))) + text
      rest /= 26
    }
    return text
  }

  /// Adds rows of the piece.
  /// - Parameter first: the number in the sheet of the first of them, 1 = the top one.
  func append(_ rows: Range<Int>, numberedFrom first: Int, to output: inout [UInt8]) {
    var cache = NumberCache()
    var number: [UInt8] = []
    for row in rows {
      number.removeAll(keepingCapacity: true)
      NumberText.append(first + row - rows.lowerBound, to: &number)
      output += Self.rowStart
      output += number
      output += Self.attributeEnd
      number.append(0x22)
      for index in cells.indices { append(index, row, number, &cache, to: &output) }
      output += Self.rowEnd
    }
  }

  /// Adds a cell, unless its value is missing.
  @inline(__always)
  private func append(
    _ index: Int, _ row: Int, _ number: [UInt8], _ cache: inout NumberCache, to output: inout [UInt8]
  ) {
    func place(_ output: inout [UInt8]) {
      output += places[index]
      output += number
    }
    switch cells[index] {
    case .text(let codes, let labels):
      guard codes[row] != missingKey else { return }
      place(&output)
      labels.append(codes[row], to: &output)
    case .numbers(let numbers, let kind):
      guard !numbers[row].isNaN else { return }
      place(&output)
      cell.append(numbers[row], kind, &cache, to: &output)
    case .integers(let integers):
      guard let integer = integers[row] else { return }
      place(&output)
      cell.append(integer, to: &output)
    case .wholes(let integers):
      place(&output)
      cell.append(integers[row], to: &output)
    }
  }

  private static let rowStart: [UInt8] = Array("<row r=\"".utf8)
  private static let attributeEnd: [UInt8] = Array("\">".utf8)
  private static let rowEnd: [UInt8] = Array("</row>".utf8)
}
