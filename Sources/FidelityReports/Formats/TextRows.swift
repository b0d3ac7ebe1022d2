import FidelityData

/// Rows of a piece as text: between what stands before each cell and behind each row, cells that programs read back.
struct TextRows: Sendable {
  /// What stands around cells.
  struct Frame: Sendable {
    /// Before the first row of the table, and before every other one.
    var firstBreak: [UInt8] = []
    var rowBreak: [UInt8] = []
    /// Before the cell of each column.
    var leads: [[UInt8]]
    /// In place of a missing value.
    var missing: [UInt8] = []
    /// Behind the last cell of a row.
    var close: [UInt8]
    /// Whether infinite numbers have a text; else they are missing.
    var hasInfinity = true
  }

  private let frame: Frame
  private let isFirst: Bool
  private let columns: [Cells]
  /// The texts of all columns' labels, one after the other.
  private let labels: [UInt8]

  private enum Cells: Sendable {
    /// Codes, and where the text of each label begins among those of all, with the end.
    case text([UInt32], [Int])
    case numbers([Double])
    case integers([Int?])
    case wholes([Int])
  }

  /// - Parameters:
  ///   - isFirst: whether no row of the table stands before the piece.
  ///   - encode: writes a label; it is called once for each.
  init(_ piece: Table, _ frame: Frame, isFirst: Bool, _ encode: (String, inout [UInt8]) -> Void) {
    var bytes: [UInt8] = []
    columns = piece.columns.map { column in
      switch column.values {
      case .text(let codes, let labels):
        var starts = [bytes.count]
        starts.reserveCapacity(labels.count + 1)
        for label in labels {
          encode(label, &bytes)
          starts.append(bytes.count)
        }
        return .text(codes, starts)
      case .numbers(let numbers): return .numbers(numbers)
      case .integers(let integers): return .integers(integers)
      case .wholes(let integers): return .wholes(integers)
      }
    }
    labels = bytes
    (self.frame, self.isFirst) = (frame, isFirst)
  }

  /// So many rows are encoded column by column, which looks at a column's kind once, before they are put together.
  private static let rowsOfBlock = 256

  /// Adds rows of the piece.
  func append(_ rows: Range<Int>, to output: inout [UInt8]) {
    var (numbers, block) = (NumberCache(), Block(columns.count * Self.rowsOfBlock))
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.rowsOfBlock) {
      let own = first..<min(rows.upperBound, first + Self.rowsOfBlock)
      block.bytes.removeAll(keepingCapacity: true)
      for column in columns.indices { encode(column, own, &block, &numbers) }
      append(own, block, to: &output)
    }
  }

  /// The cells of some rows, column by column.
  private struct Block {
    /// The texts of numbers.
    var bytes: [UInt8] = []
    /// Of each cell where its text begins in ``bytes``, or, if below 0, the complement of its place among the labels'.
    var starts: [Int]
    var lengths: [Int]

    init(_ count: Int) {
      starts = Array(repeating: 0, count: count)
      lengths = starts
    }

    /// Adds the texts of the cells of a column from one on to ``bytes``.
    /// - Parameter encode: adds that of a row; nothing where it is missing.
    @inline(__always)
    mutating func add(_ rows: Range<Int>, from first: Int, _ encode: (Int, inout [UInt8]) -> Void) {
      for row in rows {
        let (cell, start) = (first + row - rows.lowerBound, bytes.count)
        encode(row, &bytes)
        starts[cell] = start
        lengths[cell] = bytes.count - start
      }
    }
  }

  private func encode(_ column: Int, _ rows: Range<Int>, _ block: inout Block, _ numbers: inout NumberCache) {
    var cell = column * Self.rowsOfBlock
    switch columns[column] {
    case .text(let codes, let ends):
      let (codes, ends) = (codes.span, ends.span)
      for row in rows {
        let code = codes[row]
        let start = code == missingKey ? 0 : ends[Int(code)]
        block.starts[cell] = ~start
        block.lengths[cell] = code == missingKey ? 0 : ends[Int(code) + 1] - start
        cell += 1
      }
    case .numbers(let values):
      let values = values.span
      block.add(rows, from: cell) { row, bytes in
        if frame.hasInfinity || values[row].isFinite { numbers.append(values[row], to: &bytes) }
      }
    case .integers(let integers):
      let integers = integers.span
      block.add(rows, from: cell) { row, bytes in
        if let integer = integers[row] { NumberText.append(integer, to: &bytes) }
      }
    case .wholes(let integers):
      let integers = integers.span
      block.add(rows, from: cell) { row, bytes in NumberText.append(integers[row], to: &bytes) }
    }
  }

  private func append(_ rows: Range<Int>, _ block: Block, to output: inout [UInt8]) {
    let (size, columnCount) = (Self.rowsOfBlock, columns.count)
    let (own, labels, starts, lengths) = (block.bytes.span, labels.span, block.starts.span, block.lengths.span)
    // The frame of a row, from before the cell of the first column on, each part up to its end.
    var (parts, ends) = ([UInt8](), [0])
    for part in frame.leads + [frame.close, frame.missing, frame.rowBreak] {
      parts += part
      ends.append(parts.count)
    }
    let (frameBytes, frameEnds) = (parts.span, ends.span)
    if rows.lowerBound == 0, isFirst { output += frame.firstBreak }
    var room = rows.count * (parts.count + columnCount * frame.missing.count)
    for column in 0..<columnCount { for row in 0..<rows.count { room += lengths[column * size + row] } }
    output.append(addingCapacity: room) { output in
      func add(_ part: Int, _ output: inout OutputSpan<UInt8>) {
        for place in frameEnds[part]..<frameEnds[part + 1] { output.append(frameBytes[place]) }
      }
      for row in 0..<rows.count {
        if !isFirst || rows.lowerBound + row > 0 { add(columnCount + 2, &output) }
        for column in 0..<columnCount {
          add(column, &output)
          let (start, length) = (starts[column * size + row], lengths[column * size + row])
          if length == 0 {
            add(columnCount + 1, &output)
          } else if start >= 0 {
            for place in start..<start + length { output.append(own[place]) }
          } else {
            let start = ~start
            for place in start..<start + length { output.append(labels[place]) }
          }
        }
        add(columnCount, &output)
      }
    }
  }
}
