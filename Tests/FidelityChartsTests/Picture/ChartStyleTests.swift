import FidelityCharts
import Testing

@Suite("Colours")
struct ChartStyleTests {
  enum Theme: CaseIterable, Sendable {
    case light, dark

    func colour(_ colour: ThemeColour) -> RGBColour { self == .light ? colour.light : colour.dark }
  }

  @Test("marks stand out from the ground by 3 to 1, and from that of every band", arguments: Theme.allCases)
  func marks(theme: Theme) {
    for ground in [Palette.background] + Palette.bands {
      for mark in Palette.marks + [Palette.axis] {
        let contrast = theme.colour(mark).contrast(to: theme.colour(ground))
        #expect(contrast >= 3, "\(mark.variable) on \(ground.variable): \(contrast)")
      }
    }
  }

  @Test("texts have the contrast of WCAG's level AA", arguments: Theme.allCases)
  func texts(theme: Theme) {
    for ground in [Palette.background] + Palette.bands {
      for text in [Palette.text, Palette.muted] {
        let contrast = theme.colour(text).contrast(to: theme.colour(ground))
        #expect(contrast >= 4.5, "\(text.variable) on \(ground.variable): \(contrast)")
      }
    }
    for step in Palette.steps {
      let contrast = theme.colour(step.text).contrast(to: theme.colour(step.fill))
      #expect(contrast >= 4.5, "\(step.text.variable): \(contrast)")
    }
  }

  @Test("classes of a scale go from dark to light or from light to dark, so that grey print keeps their order")
  func steps() {
    for theme in Theme.allCases {
      let luminances = Palette.steps.map { theme.colour($0.fill).luminance }
      let sorted = luminances.sorted()
      #expect(luminances == (theme == .light ? sorted.reversed() : sorted))
    }
  }

  @Test(
    "contrast as WCAG computes it",
    arguments: [(0x000000, 0xffffff, 21.0), (0x777777, 0xffffff, 4.478), (0x0000ff, 0xffffff, 8.592)])
  func contrast(first: Int, second: Int, expected: Double) {
    #expect(abs(RGBColour(first).contrast(to: RGBColour(second)) - expected) < 0.001)
  }

  @Test("every rule stands within the pictures' class, with a plain colour before the variable")
  func rules() {
    let css = ChartStyle.css
    #expect(!css.contains("<") && !css.contains("url("))
    for rule in css.split(separator: "}") {
      let selector = rule.split(separator: "{").dropLast().last.map(String.init) ?? ""
      #expect(selector.hasPrefix(".fc") || selector.hasPrefix("@media"), "\(rule)")
    }
    #expect(css.contains("prefers-color-scheme:dark") && css.contains("@media print"))
  }
}
