/// The style sheet of all pictures: colours as variables, in light and dark, and light where it is printed.
///
/// Every rule stands within `.fc`, the class of each picture, and has the plain colour before the variable, for
/// renderers that know no variables.
public enum ChartStyle {
  /// The rules, without `<style>`: a page of many pictures has them once.
  public static let css = variables + rules

  private static let variables: String = {
    func set(_ colour: (ThemeColour) -> RGBColour) -> String {
      ".fc{" + Palette.all.map { "--\($0.variable):\(colour($0).text)" }.joined(separator: ";") + "}"
    }
    let (light, dark) = (set(\.light), set(\.dark))
    return light + "@media (prefers-color-scheme:dark){\(dark)}@media print{\(light)}"
  }()

  private static let rules: String = {
    func fill(_ name: String, _ colour: ThemeColour) -> String { rule(name, "fill", colour) }
    func stroke(_ name: String, _ colour: ThemeColour, _ more: String = "") -> String {
      rule(name, "stroke", colour, ";fill:none" + more)
    }
    var rules = [
      ".fc text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",Arial,sans-serif;font-size:13px}",
      fill(".bg", Palette.background), fill("text", Palette.text), fill(".m", Palette.muted),
      ".fc .h{font-size:15px;font-weight:600}", ".fc .o{font-weight:600}", ".fc .q{text-anchor:end}",
      ".fc .p{text-anchor:middle}",
      stroke(".g", Palette.grid), stroke(".x", Palette.axis), stroke(".k", Palette.text, ";stroke-dasharray:5 3"),
      stroke(".j", Palette.muted, ";stroke-dasharray:2 3"), ".fc .v{stroke-width:2}",
    ]
    for (name, colour) in zip(Tone.allCases, Palette.marks) {
      rules.append(fill(".\(name.rawValue)", colour))
      rules.append(stroke(".l\(name.rawValue)", colour))
      rules.append(fill(".r\(name.rawValue)", colour) + ".fc .r\(name.rawValue){fill-opacity:.18}")
      // An open mark: the ground within, so that lines behind do not show.
      let open = ".w\(name.rawValue)"
      rules.append(fill(open, Palette.background) + rule(open, "stroke", colour, ";stroke-width:2"))
    }
    for (index, colour) in Palette.bands.enumerated() { rules.append(fill(".n\(index)", colour)) }
    for (index, step) in Palette.steps.enumerated() {
      rules.append(fill(".s\(index)", step.fill))
      rules.append(fill(".u\(index)", step.text))
    }
    return rules.joined()
  }()

  private static func rule(_ name: String, _ property: String, _ colour: ThemeColour, _ more: String = "") -> String {
    ".fc \(name){\(property):\(colour.light.text);\(property):var(--\(colour.variable),\(colour.light.text))\(more)}"
  }

  /// A document of its own: the style sheet behind the opening tag.
  static func standalone(_ svg: String) -> String {
    guard let end = svg.firstIndex(of: ">") else { return svg }
    let rest = svg.index(after: end)
    return svg[..<rest] + "<style>" + css + "</style>" + svg[rest...]
  }
}

/// The colour of a mark, by its class.
enum Tone: String, CaseIterable, Sendable {
  case blue = "a"
  case vermillion = "b"
  case green = "c"
  case purple = "d"
  case orange = "e"
}
