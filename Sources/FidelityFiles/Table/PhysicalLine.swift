import CArrow

extension TableFile {
  /// The line of a text file on which a data row starts, 1 = the first of the file; nil where lines make no sense:
  /// Parquet, a pipe, a compressed file, a workbook.
  package func physicalLine(ofRow row: Int) -> Int? { physicalLines(ofRows: [row])[row] }

  /// The lines of several data rows.
  ///
  /// Reads the file again up to the last of them, so it is for error messages only. Blank lines and line breaks inside
  /// quotes count as lines, not as rows.
  package func physicalLines(ofRows rows: [Int]) -> [Int: Int] {
    // A pipe has no size, and cannot be read again.
    guard isText, sheetName == nil, let byteCount else { return [:] }
    guard let unit = TextUnit(encoding) else { return [:] }
    var finder = RowLines(of: rows, delimiter: delimiter, firstLine: firstRowLine, hasBackslashes: hasBackslashes)
    var isFirst = true
    var bytes = [UInt8](repeating: 0, count: min(max(byteCount, 1), 1 << 20))
    var position = 0
    while !finder.isDone {
      let count = read(from: position, into: &bytes)
      guard count > 0 else { break }
      position += count
      let chunk = bytes[..<count]
      if isFirst, Self.isCompressed(chunk) { return [:] }
      isFirst = false
      finder.read(chunk, in: unit)
    }
    return finder.lines
  }

  /// The first bytes of gzip, zstd and bzip2.
  private static func isCompressed(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: [0x1f, 0x8b]) || bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd])
      || (bytes.starts(with: [0x42, 0x5a, 0x68]) && bytes.dropFirst(4).starts(with: [0x31, 0x41, 0x59]))
  }
}

/// How many bytes a character of ASCII has, and which of them says which it is.
private struct TextUnit {
  let size: Int
  let place: Int

  init?(_ encoding: FAEncoding) {
    switch encoding {
    case .UTF16LE: (size, place) = (2, 0)
    case .UTF16BE: (size, place) = (2, 1)
    case .UTF32LE: (size, place) = (4, 0)
    case .UTF32BE: (size, place) = (4, 3)
    default: (size, place) = (1, 0)
    }
  }
}

/// Finds the lines on which rows of delimited text start, by the reader's rules: a quotation mark opens a quoted part
/// only as the first character of a cell, two of them inside are one, and a line ends at LF, CR LF or CR. Every line
/// before the first row is passed over.
private struct RowLines {
  private enum Place { case header, lineStart, cellStart, plain, quoted, afterQuote, afterBackslash }

  /// The lines found so far, by row.
  private(set) var lines: [Int: Int] = [:]
  private let wanted: Set<Int>
  private let last: Int
  private let delimiter: UInt8
  private let firstLine: Int
  private let hasBackslashes: Bool
  private var line = 1
  /// The row that starts next.
  private var row = 1
  private var place: Place
  private var followsReturn = false

  init(of rows: [Int], delimiter: UInt8, firstLine: Int, hasBackslashes: Bool) {
    wanted = Set(rows)
    last = rows.max() ?? -1
    self.delimiter = delimiter
    self.firstLine = firstLine
    self.hasBackslashes = hasBackslashes
    place = firstLine > 1 ? .header : .lineStart
  }

  var isDone: Bool { row > last }

  /// Takes whole units, but for one that is cut at the very end of a file; a chunk ends at the end of one.
  mutating func read(_ bytes: ArraySlice<UInt8>, in unit: TextUnit) {
    if unit.size == 1 {
      for byte in bytes where !isDone { read(byte) }
      return
    }
    var start = bytes.startIndex
    while start + unit.size <= bytes.endIndex, !isDone {
      let others = (0..<unit.size).contains { $0 != unit.place && bytes[start + $0] != 0 }
      read(others ? 0x78 : bytes[start + unit.place])
      start += unit.size
    }
  }

  private mutating func read(_ byte: UInt8) {
    let isPair = followsReturn && byte == 0x0a
    followsReturn = byte == 0x0d
    if isPair { return }
    let isLineEnd = byte == 0x0a || byte == 0x0d
    if isLineEnd { line += 1 }
    switch (place, byte) {
    case (.header, _): if isLineEnd, line >= firstLine { place = .lineStart }
    case (.quoted, 0x5c) where hasBackslashes: place = .afterBackslash
    case (.afterBackslash, _): place = .quoted
    case (.quoted, 0x22): place = .afterQuote
    case (.quoted, _): break
    case (.afterQuote, 0x22): place = .quoted
    case _ where isLineEnd: place = .lineStart
    default:
      if place == .lineStart {
        if wanted.contains(row) { lines[row] = line }
        row += 1
      }
      if byte == delimiter {
        place = .cellStart
      } else {
        place = byte == 0x22 && (place == .lineStart || place == .cellStart) ? .quoted : .plain
      }
    }
  }
}
