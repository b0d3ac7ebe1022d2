import FidelityTesting

/// A table of text at random, and the same as a text file with random quoting and line ends.
struct RandomTable {
  let delimiter: String
  var header: [String] = []
  var columns: [[String]] = []
  var text = ""

  /// The column `n` holds numbers, all others text.
  init(rowCount: Int, using generator: inout SeededGenerator) {
    delimiter = [",", ";", "\t", "|"][Int.random(in: 0..<4, using: &generator)]
    let lineEnd = ["\n", "\r\n", "\r"][Int.random(in: 0..<3, using: &generator)]
    let pieces = ["a", "bc", "\"", ",", ";", "\t", "|", "\n", "\r\n", " ", "\u{e9}", "\u{1f600}", "0", "NA", "'"]
    if Bool.random(using: &generator) { text = "\u{feff}" }
    let columnCount = Int.random(in: 2...6, using: &generator)
    header = (0..<columnCount).map { $0 == 0 ? "n" : "c\($0) \(pieces[$0])" }
    columns = Array(repeating: [], count: columnCount)
    appendLine(header, lineEnd, isLast: rowCount == 0, using: &generator)
    for row in 0..<rowCount {
      var cells = [String(Double(Int.random(in: -9999...9999, using: &generator)) / 8)]
      while cells.count < columnCount {
        let count = [0, 1, 2, 9][Int.random(in: 0..<4, using: &generator)]
        cells.append((0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined())
      }
      for column in 0..<columnCount { columns[column].append(cells[column]) }
      appendLine(cells, lineEnd, isLast: row == rowCount - 1, using: &generator)
    }
  }

  private mutating func appendLine(
    _ cells: [String], _ lineEnd: String, isLast: Bool, using generator: inout SeededGenerator
  ) {
    text += cells.map { cell in
      let mustQuote = cell.utf8.contains { "\"\r\n\(delimiter)".utf8.contains($0) }
      guard mustQuote || Int.random(in: 0..<3, using: &generator) == 0 else { return cell }
      return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }.joined(separator: delimiter)
    if !isLast || Bool.random(using: &generator) { text += lineEnd }
    if Int.random(in: 0..<20, using: &generator) == 0 { text += lineEnd }
  }
}
