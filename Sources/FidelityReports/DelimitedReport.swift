public import FidelityData

/// CSV and TSV after RFC 4180: a header line, LF, cells quoted where they hold the delimiter, a quotation mark or a
/// line break. Numbers read back as the same doubles; a missing value is an empty cell, which in a table of one column
/// is quoted, since readers skip blank lines.
public struct DelimitedReport: Sendable {
  private let delimiter: UInt8

  public init(delimiter: Character = ",") { self.delimiter = delimiter.asciiValue ?? 0x2c }

  /// The bytes of a table. O(cells).
  public func bytes(_ table: Table) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(table.rowCount * table.columns.count * 8 + 256)
    for (index, column) in table.columns.enumerated() {
      if index > 0 { output.append(delimiter) }
      appendText(column.name, to: &output)
    }
    endLine(from: 0, isSingleColumn: table.columns.count == 1, &output)
    // Labels are quoted once, not once a row.
    let cells = table.columns.map(Cells.init)
    let labels = table.columns.map { column -> [[UInt8]] in
      guard case .text(_, let labels) = column.values else { return [] }
      return labels.map { label in
        var quoted: [UInt8] = []
        appendText(label, to: &quoted)
        return quoted
      }
    }
    for row in 0..<table.rowCount {
      let start = output.count
      for (index, column) in cells.enumerated() {
        if index > 0 { output.append(delimiter) }
        switch column {
        case .text(let codes):
          if codes[row] != missingKey { output += labels[index][Int(codes[row])] }
        case .numbers(let numbers): output += NumberText.exact(numbers[row]).utf8
        case .integers(let integers): if let integer = integers[row] { output += String(integer).utf8 }
        case .wholes(let integers): output += String(integers[row]).utf8
        }
      }
      endLine(from: start, isSingleColumn: table.columns.count == 1, &output)
    }
    return output
  }

  private enum Cells {
    case text([UInt32]), numbers([Double]), integers([Int?]), wholes([Int])

    init(_ column: Table.Column) {
      switch column.values {
      case .text(let codes, _): self = .text(codes)
      case .numbers(let numbers): self = .numbers(numbers)
      case .integers(let integers): self = .integers(integers)
      case .wholes(let integers): self = .wholes(integers)
      }
    }
  }

  private func endLine(from start: Int, isSingleColumn: Bool, _ output: inout [UInt8]) {
    if isSingleColumn, output.count == start { output += [0x22, 0x22] }
    output.append(0x0a)
  }

  private func appendText(_ text: String, to output: inout [UInt8]) {
    let needsQuotes = text.utf8.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
    guard needsQuotes else {
      output += text.utf8
      return
    }
    output.append(0x22)
    for byte in text.utf8 {
      if byte == 0x22 { output.append(0x22) }
      output.append(byte)
    }
    output.append(0x22)
  }
}
