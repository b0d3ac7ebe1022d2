import FidelityTesting

/// A table of text at random, and the same as a text file with random quoting and line ends.
struct RandomTable {
  let delimiter: Character
  /// The column `n` holds numbers, all others text.
  let header: [String]
  private(set) var columns: [[String]]
  private(set) var bytes: [UInt8] = []

  private static let pieces = [
    "a", "bc", "\"", ",", ";", "\t", "|", "\n", "\r\n", " ", "\u{e9}", "\u{1f600}", "0", "NA", "'",
  ]

  init(rowCount: Int, using generator: inout SeededGenerator) {
    delimiter = [",", ";", "\t", "|"][Int.random(in: 0..<4, using: &generator)]
    let lineEnd = ["\n", "\r\n", "\r"][Int.random(in: 0..<3, using: &generator)]
    if Bool.random(using: &generator) { bytes = [0xef, 0xbb, 0xbf] }
    let columnCount = Int.random(in: 2...6, using: &generator)
    header = (0..<columnCount).map { $0 == 0 ? "n" : "c\($0) \(Self.pieces[$0])." }
    columns = Array(repeating: [], count: columnCount)
    appendLine(header, lineEnd, isLast: rowCount == 0, using: &generator)
    for row in 0..<rowCount {
      var cells = [String(Double(Int.random(in: -9999...9999, using: &generator)) / 8)]
      while cells.count < columnCount {
        var cell = ""
        for _ in 0..<[0, 1, 2, 9][Int.random(in: 0..<4, using: &generator)] {
          cell += Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)]
        }
        cells.append(cell)
      }
      for column in 0..<columnCount { columns[column].append(cells[column]) }
      appendLine(cells, lineEnd, isLast: row == rowCount - 1, using: &generator)
    }
  }

  private mutating func appendLine(
    _ cells: [String], _ lineEnd: String, isLast: Bool, using generator: inout SeededGenerator
  ) {
    let separator = delimiter.asciiValue ?? 0
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(separator) }
      let mustQuote = cell.utf8.contains { $0 == 0x22 || $0 == 0x0a || $0 == 0x0d || $0 == separator }
      guard mustQuote || Int.random(in: 0..<3, using: &generator) == 0 else {
        bytes += cell.utf8
        continue
      }
      bytes.append(0x22)
      for byte in cell.utf8 {
        if byte == 0x22 { bytes.append(0x22) }
        bytes.append(byte)
      }
      bytes.append(0x22)
    }
    if !isLast || Bool.random(using: &generator) { bytes += lineEnd.utf8 }
    if Int.random(in: 0..<20, using: &generator) == 0 { bytes += lineEnd.utf8 }
  }
}
