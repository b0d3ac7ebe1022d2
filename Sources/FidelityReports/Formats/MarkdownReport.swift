public import FidelityData

extension TableFormat {
  public static let markdown = laidOut("markdown", extensions: ["md", "markdown"]) { MarkdownReport.lines($0) }
}

/// A table in Markdown (GitHub's pipe tables): the columns of ``TableLayout``, whatever the width.
public struct MarkdownReport: Sendable {
  public var style: TableStyle

  public init(style: TableStyle) { self.style = style }

  /// All columns.
  public init(digits: Int = 4) { style = TableStyle(digits: digits, columns: .all) }

  public func text(_ table: Table) -> String {
    Self.lines(TableLayout(table, style.ofAnyWidth)).joined()
  }

  fileprivate static func lines(_ layout: TableLayout) -> [String] {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let heading = [
      line(layout.columns.map { escaped($0.name, keepsInnerUnderscores: true) }),
      line(layout.columns.map { $0.isNumeric ? "---:" : "---" }),
    ]
    return heading
      + (0..<layout.rowCount).map { row in
        line(layout.columns.map { $0.isNumeric ? $0.cells[row] : escaped($0.cells[row]) })
      }
  }

  /// A text that means itself: what Markdown and HTML give a meaning has a backslash before it.
  /// - Parameter keepsInnerUnderscores: whether underscores inside a word stand bare, where they mean nothing.
  private static func escaped(_ text: String, keepsInnerUnderscores: Bool = false) -> String {
    guard text.utf8.contains(where: marks.contains) else { return text }
    let characters = Array(text)
    var result = ""
    for (place, character) in characters.enumerated() {
      let isMark = character.asciiValue.map(marks.contains) ?? false
      if isMark, !(keepsInnerUnderscores && character == "_" && isInner(place, characters)) { result += "\\" }
      result.append(character)
    }
    return result
  }

  private static let marks = Set("\\|`*_<>[]~&".utf8)

  private static func isInner(_ place: Int, _ characters: [Character]) -> Bool {
    func isOfWord(_ place: Int) -> Bool {
      characters.indices.contains(place) && (characters[place].isLetter || characters[place].isNumber)
    }
    return isOfWord(place - 1) && isOfWord(place + 1)
  }
}
