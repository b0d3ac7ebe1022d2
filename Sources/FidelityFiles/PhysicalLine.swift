import Foundation

extension TableFile {
  /// The line of a text file on which a data row starts (the header is line 1), or nil where lines make no sense: Parquet, a pipe, a
  /// compressed file.
  package func physicalLine(ofRow row: Int) -> Int? { physicalLines(ofRows: [row])[row] }

  /// The lines of several data rows.
  ///
  /// Reads the file again up to the last of them, so it is for error messages only. Blank lines and line breaks inside quotes count
  /// as lines, not as rows.
  package func physicalLines(ofRows rows: [Int]) -> [Int: Int] {
    guard isText, path != "-", let last = rows.max(), let handle = FileHandle(forReadingAtPath: path) else { return [:] }
    defer { try? handle.close() }
    let wanted = Set(rows)
    var lines: [Int: Int] = [:]
    var (line, record, isInQuotes, isBlank, isFirst) = (1, 0, false, true, true)
    while let chunk = try? handle.read(upToCount: 1 << 20), !chunk.isEmpty {
      if isFirst, Self.isCompressed(chunk) { return [:] }
      isFirst = false
      for byte in chunk {
        switch byte {
        case 0x0a:
          line += 1
          if !isInQuotes { isBlank = true }
        case 0x0d: break
        default:
          if byte == 0x22 { isInQuotes.toggle() }
          guard isBlank else { continue }
          isBlank = false
          // The header is record 0.
          if wanted.contains(record) { lines[record] = line }
          if record >= last { return lines }
          record += 1
        }
      }
    }
    return lines
  }

  /// The first bytes of gzip, zstd and bzip2.
  private static func isCompressed(_ bytes: Data) -> Bool {
    bytes.starts(with: [0x1f, 0x8b]) || bytes.starts(with: [0x28, 0xb5]) || bytes.starts(with: [0x42, 0x5a, 0x68])
  }
}
