import FidelityReports

/// A table of a page: its caption, the heads of its columns, and cells of text.
struct PageTable {
  /// A column: what its cells are.
  enum Kind: Sendable {
    /// Words of this program.
    case words
    /// Names out of the data.
    case names
    case numbers
  }

  var caption: String
  let columns: [(title: String, kind: Kind)]
  /// The first cell of a row is its head.
  var rows: [[String]] = []

  init(_ caption: String, _ columns: [(String, Kind)]) {
    self.caption = caption
    self.columns = columns.map { (title: $0.0, kind: $0.1) }
  }

  /// Columns without a text in any row are left out.
  var withoutEmptyColumns: PageTable {
    let kept = columns.indices.filter { column in column == 0 || rows.contains { !$0[column].isEmpty } }
    var table = PageTable(caption, kept.map { (columns[$0].title, columns[$0].kind) })
    table.rows = rows.map { row in kept.map { row[$0] } }
    return table
  }
}

extension HTML {
  /// A table that scrolls sideways in a region of its own where it is wider than the page.
  /// - Parameter identifier: an id that no other element has.
  mutating func table(_ table: PageTable, identifier: String) {
    let isLong = table.rows.count > 8
    element(
      "div",
      [("class", isLong ? "scroll sortable" : "scroll"), ("tabindex", "0"), ("role", "region")]
        + [("aria-labelledby", identifier)]
    ) { html in
      html.element("table") { html in
        html.element("caption", [("id", identifier)], text: table.caption)
        html.element("thead") { html in
          html.element("tr") { html in
            for column in table.columns {
              html.element(
                "th", [("scope", "col")] + (column.kind == .numbers ? [("class", "n")] : []), text: column.title)
            }
          }
        }
        html.element("tbody") { html in for row in table.rows { html.row(row, table.columns.map(\.kind)) } }
      }
    }
    line()
  }

  private mutating func row(_ cells: [String], _ kinds: [PageTable.Kind]) {
    element("tr") { html in
      for (place, cell) in cells.enumerated() {
        let isNumber = kinds[place] == .numbers
        let isName = kinds[place] == .names
        if place == 0 {
          html.element("th", [("scope", "row")]) { $0.cell(cell, isName: isName) }
        } else {
          html.element("td", isNumber ? [("class", "n")] : []) { $0.cell(cell, isName: isName) }
        }
      }
    }
    line()
  }

  private mutating func cell(_ text: String, isName: Bool) {
    if isName { name(text) } else { self.text(text) }
  }
}
