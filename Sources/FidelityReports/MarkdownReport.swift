public import FidelityData

/// A table in Markdown (GitHub's pipe tables).
public struct MarkdownReport: Sendable {
  public var digits: Int

  public init(digits: Int = 4) { self.digits = digits }

  public func text(_ table: Table) -> String {
    let columns = table.columns.map { RenderedColumn($0, digits: digits) }
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    var output = line(columns.map { escaped($0.name) })
    output += line(columns.map { $0.isNumeric ? "---:" : "---" })
    for row in 0..<table.rowCount { output += line(columns.map { escaped($0.cells[row]) }) }
    return output
  }

  private func escaped(_ cell: String) -> String {
    cell.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
  }
}
