public import FidelityData

extension TableFormat {
  public static let markdown = TableFormat(
    "markdown", extensions: ["md", "markdown"], isForPeople: true,
    .bytes { output, style in
      LayoutWriter(output) { rows in
        let layout = TableLayout(rows, MarkdownReport.withoutWidth(style))
        return (MarkdownReport.lines(layout), layout.hidden)
      }
    })
}

/// A table in Markdown (GitHub's pipe tables): the columns of ``TableLayout``, whatever the width.
public struct MarkdownReport: Sendable {
  public var style: TableStyle

  public init(style: TableStyle) { self.style = style }

  /// All columns.
  public init(digits: Int = 4) { style = TableStyle(digits: digits, columns: .all) }

  public func text(_ table: Table) -> String {
    Self.lines(TableLayout(table, Self.withoutWidth(style))).joined()
  }

  fileprivate static func withoutWidth(_ style: TableStyle) -> TableStyle {
    TableStyle(digits: style.digits, columns: style.columns)
  }

  fileprivate static func lines(_ layout: TableLayout) -> [String] {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let heading = [
      line(layout.columns.map { escaped($0.name) }), line(layout.columns.map { $0.isNumeric ? "---:" : "---" }),
    ]
    return heading + (0..<layout.rowCount).map { row in line(layout.columns.map { escaped($0.cells[row]) }) }
  }

  private static func escaped(_ cell: String) -> String {
    cell.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
  }
}
