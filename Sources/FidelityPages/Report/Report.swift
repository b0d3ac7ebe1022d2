public import FidelityCharts
public import FidelityData
import FidelityReports

/// The report of one or more results folders: one HTML file that a team reads, prints and mails.
///
/// The page holds everything in itself and asks for nothing from a network. It reads without script; a small one adds
/// sorting and filtering. Every text out of the data is escaped.
public struct Report: Sendable {
  /// The page, UTF-8.
  public let bytes: [UInt8]

  public var html: String { String(decoding: bytes, as: UTF8.self) }

  /// - Parameter results: the folders, as ``FidelityCharts/Results/read(folder:)`` gives them.
  /// - Throws: what pictures of damaged tables throw; `outOfMemory`.
  /// - Complexity: O(rows of the tables).
  public init(_ results: [Results], options: ReportOptions) throws(DataError) {
    let data = try ReportData(results, options: options)
    var page = ReportPage(data, options: options, pictures: try Self.pictures(data, options.texts))
    let texts = options.texts
    let title = options.title ?? results.compactMap(\.provenance?.study).first ?? texts["report-title"]
    var body = HTML()
    body.element("a", [("class", "skip"), ("href", "#main")], text: texts["skip-to-content"])
    Self.header(title, page, results, to: &body)
    body.element("main", [("id", "main"), ("tabindex", "-1")]) { html in
      for section in page.sections { page.section(section, to: &html) }
    }
    body.element("footer") { html in
      let version = results.compactMap(\.provenance?.fidelity).first ?? ""
      html.element("p", text: texts.fill("footer", ["version": version]))
    }
    bytes = try Self.document(title: title, texts, body)
  }

  /// The pictures that the shown tables allow, by kind, within the page's budget.
  private static func pictures(_ data: ReportData, _ texts: ReportTexts) throws(DataError) -> [ChartKind: [Picture]] {
    var pictures: [ChartKind: [Picture]] = [:]
    var budget = ReportOptions.Threshold.pictureBytes
    for (place, results) in data.results.enumerated() {
      var options = ChartOptions()
      options.identifierPrefix = "picture-\(place + 1)"
      options.texts = texts.charts
      for kind in ChartKind.allCases {
        for picture in try kind.pictures(of: results, options: options) {
          let size = picture.inlineSVG.utf8.count
          guard pictures[kind, default: []].count < ReportOptions.Threshold.pictures, size <= budget else { break }
          budget -= size
          pictures[kind, default: []].append(picture)
        }
      }
    }
    return pictures
  }

  private static func header(_ title: String, _ page: ReportPage, _ results: [Results], to html: inout HTML) {
    let texts = page.texts
    html.element("header") { html in
      if let logo = page.options.logo { html.void("img", [("class", "logo"), ("src", logo.uri), ("alt", "")]) }
      html.element("h1") { $0.name(title) }
      html.element("p", [("class", "made")]) { html in
        let date = results.compactMap(\.provenance?.finished).max() ?? ""
        if !date.isEmpty { html.text(texts.fill("made", ["date": String(date.prefix(10))]) + ". ") }
        html.text(texts["for-\(page.options.audience.rawValue)"] + ".")
      }
      html.element("nav", [("aria-label", texts["contents"])]) { html in
        html.element("ol") { html in
          for section in page.sections {
            html.element("li") { html in
              html.element("a", [("href", "#\(section.rawValue)")], text: texts["\(section.rawValue)-title"])
            }
          }
        }
      }
    }
    html.line()
  }

  private static func document(title: String, _ texts: ReportTexts, _ body: HTML) throws(DataError) -> [UInt8] {
    let style = PageStyle.css + ChartStyle.css
    let script = PageScript.text
    let policy = try ContentPolicy.text(styles: [style], scripts: [script])
    var html = HTML()
    html.markup("<!DOCTYPE html>\n")
    html.element("html", [("lang", texts["language"]), ("dir", texts["direction"])]) { html in
      html.element("head") { html in
        html.void("meta", [("charset", "utf-8")])
        html.void("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)])
        html.void("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
        html.void("meta", [("name", "color-scheme"), ("content", "light dark")])
        html.void("meta", [("name", "generator"), ("content", Self.generator)])
        html.element("title", text: HTML.withoutDirections(title))
        html.element("style") { $0.markup(style) }
      }
      html.line()
      html.element(
        "body", [("data-filter", texts["filter"]), ("data-sort", texts["sort-by"])]
      ) { html in
        html.markup(body.text)
        html.element("script") { $0.markup(script) }
      }
    }
    html.line()
    return html.bytes
  }

  /// What the page says made it, by which a later run knows its own file.
  package static let generator = "Fidelity"
}
