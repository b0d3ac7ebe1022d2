public import FidelityData

extension TableFormat {
  public static let table = TableFormat(
    "table", extensions: ["txt"], isForPeople: true,
    .bytes { output, style in
      LayoutWriter(output) { rows in
        let report = TextReport(style: style)
        let layout = TableLayout(rows, style)
        return (report.lines(layout), layout.hidden)
      }
    })
}

/// A table for a terminal: aligned columns, numbers to the right. ``TableLayout`` says which columns, ``NumberStyle``
/// how numbers are rounded.
public struct TextReport: Sendable {
  public var style: TableStyle
  /// Rows beyond these are left out, with a line that says how many.
  public var rowLimit: Int

  public init(style: TableStyle, rowLimit: Int = .max) {
    self.style = style
    self.rowLimit = rowLimit
  }

  /// All columns, however wide.
  public init(digits: Int = 4, rowLimit: Int = .max) {
    self.init(style: TableStyle(digits: digits, columns: .all), rowLimit: rowLimit)
  }

  public func text(_ table: Table) -> String {
    let shown = table.rowCount > rowLimit ? table.prefix(rowLimit) : table
    var output = lines(TableLayout(shown, style)).joined()
    if shown.rowCount < table.rowCount { output += "... and \(table.rowCount - shown.rowCount) more rows\n" }
    return output
  }

  func lines(_ layout: TableLayout) -> [String] {
    func line(_ cell: (LayoutColumn) -> String) -> String {
      let line = layout.columns.map { $0.padded(cell($0)) }.joined(separator: "  ")
      return line.reversed().drop { $0 == " " }.reversed() + "\n"
    }
    let heading = [line(\.name), line { String(repeating: "-", count: $0.width) }]
    return [heading.joined()] + (0..<layout.rowCount).map { row in line { $0.cells[row] } }
  }
}
