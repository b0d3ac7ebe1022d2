extension TableFile {
  /// The line of a text file on which a data row starts (the header is line 1), or nil where lines make no sense:
  /// Parquet, a pipe, a compressed file, a workbook.
  package func physicalLine(ofRow row: Int) -> Int? { physicalLines(ofRows: [row])[row] }

  /// The lines of several data rows.
  ///
  /// Reads the file again up to the last of them, so it is for error messages only. Blank lines and line breaks inside
  /// quotes count as lines, not as rows.
  package func physicalLines(ofRows rows: [Int]) -> [Int: Int] {
    // A pipe has no size, and cannot be read again.
    guard isText, sheetName == nil, let byteCount else { return [:] }
    var finder = RowLines(of: rows, delimiter: delimiter)
    var isFirst = true
    var bytes = [UInt8](repeating: 0, count: min(max(byteCount, 1), 1 << 20))
    var position = 0
    while !finder.isDone {
      let count = read(from: position, into: &bytes)
      guard count > 0 else { break }
      position += count
      let chunk = bytes[..<count]
      if isFirst, Self.isCompressed(chunk) { return [:] }
      let hasMark = isFirst && chunk.starts(with: [0xef, 0xbb, 0xbf])
      let text = chunk[(hasMark ? 3 : 0)...]
      if isFirst { finder.skip(Self.hasSeparatorLine(text) ? 1 : 0) }
      isFirst = false
      finder.read(text)
    }
    return finder.lines
  }

  /// Whether a text begins with the line of Excel that names the delimiter, `sep=;`, which is no row.
  private static func hasSeparatorLine(_ text: ArraySlice<UInt8>) -> Bool {
    let line = text.prefix(9).prefix { $0 != 0x0a && $0 != 0x0d }
    var rest = line
    let isQuoted = rest.first == 0x22
    if isQuoted { rest = rest.dropFirst() }
    // Letters in ASCII differ from their capitals in one bit.
    guard rest.prefix(3).elementsEqual("SEP".utf8, by: { $0 & 0xdf == $1 }), rest.dropFirst(3).first == 0x3d,
      let delimiter = rest.dropFirst(4).first, delimiter != 0x22, delimiter != 0, delimiter < 0x80
    else { return false }
    return rest.dropFirst(5).elementsEqual(isQuoted ? [0x22] : [])
  }

  /// The first bytes of gzip, zstd and bzip2.
  private static func isCompressed(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: [0x1f, 0x8b]) || bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd])
      || (bytes.starts(with: [0x42, 0x5a, 0x68]) && bytes.dropFirst(4).starts(with: [0x31, 0x41, 0x59]))
  }
}

/// Finds the lines on which rows of delimited text start, by the reader's rules: a quotation mark opens a quoted part
/// only as the first character of a cell, two of them inside are one, and a line ends at LF, CR LF or CR.
private struct RowLines {
  private enum Place { case lineStart, cellStart, plain, quoted, afterQuote }

  /// The lines found so far, by row.
  private(set) var lines: [Int: Int] = [:]
  private let wanted: Set<Int>
  private let last: Int
  private let delimiter: UInt8
  private var line = 1
  /// The row that starts next; the header is row 0.
  private var row = 0
  private var place = Place.lineStart
  private var followsReturn = false

  init(of rows: [Int], delimiter: UInt8) {
    wanted = Set(rows)
    last = rows.max() ?? -1
    self.delimiter = delimiter
  }

  /// Has the first rows count as none.
  mutating func skip(_ count: Int) { row -= count }

  var isDone: Bool { row > last }

  mutating func read(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes where !isDone { read(byte) }
  }

  private mutating func read(_ byte: UInt8) {
    let isPair = followsReturn && byte == 0x0a
    followsReturn = byte == 0x0d
    if isPair { return }
    let isLineEnd = byte == 0x0a || byte == 0x0d
    if isLineEnd { line += 1 }
    switch (place, byte) {
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
