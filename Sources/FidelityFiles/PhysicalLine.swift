import Foundation

extension TableFile {
  /// The line of a text file on which a data row starts (the header is line 1), or nil where lines make no sense: Parquet, a pipe, a compressed file.
  ///
  /// Reads the file again up to that row, so it is for error messages only. Blank lines and line breaks inside quotes count as lines, not as rows.
  func physicalLine(ofRow row: Int) -> Int? {
    guard isText, path != "-", let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    var (line, record, isInQuotes, isBlank, isFirst) = (1, 0, false, true, true)
    while let chunk = try? handle.read(upToCount: 1 << 20), !chunk.isEmpty {
      // A byte that no text starts with: gzip, zstd or bzip2.
      if isFirst, chunk.starts(with: [0x1f, 0x8b]) || chunk.starts(with: [0x28, 0xb5]) || chunk.starts(with: [0x42, 0x5a, 0x68]) {
        return nil
      }
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
          if record == row { return line }
          record += 1
        }
      }
    }
    return nil
  }
}
