public import FidelityData

extension TableFormat {
  public static let html = laidOut("html", extensions: ["html", "htm"]) { HTMLReport.lines($0) }
}

/// A table as an HTML page of its own: the columns of ``TableLayout``, whatever the width. It has no script and asks
/// for nothing from a network; every text is escaped.
public struct HTMLReport: Sendable {
  public var style: TableStyle

  public init(style: TableStyle) { self.style = style }

  public func text(_ table: Table) -> String {
    Self.lines(TableLayout(table, style.ofAnyWidth)).joined()
  }

  private static let title = "Fidelity: a table of results"

  private static let css = """
    :root{color-scheme:light dark}body{margin:1rem;font:1rem/1.5 system-ui,sans-serif}\
    main{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}\
    caption{text-align:start;font-weight:600;padding:.3rem 0}\
    th,td{text-align:start;padding:.25rem .7rem;border-bottom:1px solid #888;font-weight:400}\
    thead th{font-weight:600}.n{text-align:end;white-space:nowrap}
    """

  /// The SHA-256 of ``css`` in base 64 makes the policy; without one nothing but the page itself is allowed either.
  private static let policy = (try? ContentPolicy.text(styles: [css], scripts: [])) ?? "default-src 'none'"

  fileprivate static func lines(_ layout: TableLayout) -> [String] {
    var head = HTML()
    head.markup("<!DOCTYPE html>\n<html lang=\"en\"><head>")
    head.void("meta", [("charset", "utf-8")])
    head.void("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)])
    head.void("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
    head.element("title", text: title)
    head.element("style") { $0.markup(css) }
    head.markup("</head>\n<body><main tabindex=\"0\"><h1>")
    head.text(title)
    head.markup("</h1><table>\n")
    head.element("caption", text: layout.rowCount == 1 ? "1 row" : "\(layout.rowCount) rows")
    head.element("thead") { html in
      html.element("tr") { html in
        for column in layout.columns {
          html.element("th", attributes(column, [("scope", "col")]), text: column.name)
        }
      }
    }
    let rows = (0..<layout.rowCount).map { row in line(layout, row) }
    return [head.text + "\n<tbody>\n"] + rows + ["</tbody></table></main></body></html>\n"]
  }

  private static func line(_ layout: TableLayout, _ row: Int) -> String {
    var html = HTML()
    html.element("tr") { html in
      for (place, column) in layout.columns.enumerated() {
        if place == 0, !column.isNumeric {
          html.element("th", [("scope", "row")]) { $0.name(column.cells[row]) }
        } else {
          html.element("td", attributes(column)) { $0.name(column.cells[row]) }
        }
      }
    }
    html.line()
    return html.text
  }

  private static func attributes(
    _ column: LayoutColumn, _ own: [(StaticString, String)] = []
  ) -> [(StaticString, String)] {
    column.isNumeric ? own + [("class", "n")] : own
  }
}
