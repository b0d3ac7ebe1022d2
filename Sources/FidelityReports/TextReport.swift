public import FidelityData

/// A table for a terminal: aligned columns, numbers to the right with at most some decimals.
public struct TextReport: Sendable {
  public var digits: Int
  /// Rows beyond these are left out, with a line that says how many.
  public var rowLimit: Int

  public init(digits: Int = 4, rowLimit: Int = .max) {
    self.digits = digits
    self.rowLimit = rowLimit
  }

  public func text(_ table: Table) -> String {
    let shown = table.rowCount > rowLimit ? table.prefix(rowLimit) : table
    let columns = shown.columns.map { RenderedColumn($0, digits: digits) }
    var output = ""
    func appendLine(_ cell: (RenderedColumn) -> String) {
      let line = columns.map { $0.padded(cell($0)) }.joined(separator: "  ")
      output += line.reversed().drop { $0 == " " }.reversed() + "\n"
    }
    appendLine(\.name)
    appendLine { String(repeating: "-", count: $0.width) }
    for row in 0..<shown.rowCount { appendLine { $0.cells[row] } }
    if shown.rowCount < table.rowCount { output += "... and \(table.rowCount - shown.rowCount) more rows\n" }
    return output
  }
}

/// A column as cells of equal width.
struct RenderedColumn {
  let name: String
  let cells: [String]
  let width: Int
  let isNumeric: Bool

  init(_ column: Table.Column, digits: Int) {
    // Names come from data: control characters could steer a terminal.
    name = DataError.printable(column.name, limit: .max)
    switch column.values {
    case .text(let codes, let labels):
      isNumeric = false
      let shown = labels.map { DataError.printable($0, limit: .max) }
      cells = codes.map { $0 == missingKey ? "" : shown[Int($0)] }
    case .numbers(let numbers):
      isNumeric = true
      cells = numbers.map { NumberText.short($0, digits: digits) }
    case .integers(let integers):
      isNumeric = true
      cells = integers.map { $0.map(String.init) ?? "" }
    case .wholes(let integers):
      isNumeric = true
      cells = integers.map(String.init)
    }
    width = cells.reduce(name.count) { max($0, $1.count) }
  }

  func padded(_ cell: String) -> String {
    let blanks = String(repeating: " ", count: max(0, width - cell.count))
    return isNumeric ? blanks + cell : cell + blanks
  }
}
