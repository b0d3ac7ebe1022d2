import FidelityReports

extension ReportPage {
  private static let words = [
    "fidelity", "administration", "interval", "agreement", "sem", "criterion", "driver", "suppressed",
  ]

  /// Words of the page, explained.
  func glossary(_ html: inout HTML) {
    html.element("dl") { html in
      for word in Self.words {
        html.element("dt", text: text("glossary-\(word)"))
        html.element("dd", text: text("glossary-\(word)-text"))
        html.line()
      }
    }
  }
}
