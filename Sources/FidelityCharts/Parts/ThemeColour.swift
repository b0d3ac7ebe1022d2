/// A colour in sRGB.
package struct RGBColour: Sendable, Equatable {
  let red: Int
  let green: Int
  let blue: Int

  /// A colour as `0x0072b2`.
  package init(_ hex: Int) { (red, green, blue) = (hex >> 16 & 0xff, hex >> 8 & 0xff, hex & 0xff) }

  var text: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(part, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// Relative luminance (WCAG 2.2), 0 for black, 1 for white.
  package var luminance: Double {
    func linear(_ part: Int) -> Double {
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : Self.power((share + 0.055) / 1.055)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// x^2.4, from square roots alone, so that it is the same on every machine: x^2 times the limit of x^(2/5).
  private static func power(_ x: Double) -> Double {
    // x^0.4 by Newton's steps on r^5 = x^2.
    var root = x.squareRoot()
    for _ in 0..<60 { root -= (root * root * root * root * root - x * x) / (5 * root * root * root * root) }
    return x * x * root
  }

  /// The contrast ratio of WCAG 2.2, 1 to 21.
  package func contrast(to other: RGBColour) -> Double {
    let (high, low) = (max(luminance, other.luminance), min(luminance, other.luminance))
    return (high + 0.05) / (low + 0.05)
  }
}

/// A colour of the pictures in both themes.
package struct ThemeColour: Sendable {
  /// The CSS variable without `--`.
  package let variable: String
  package let light: RGBColour
  package let dark: RGBColour

  init(_ variable: String, _ light: Int, _ dark: Int) {
    self.variable = variable
    self.light = RGBColour(light)
    self.dark = RGBColour(dark)
  }
}

/// The colours of all pictures: hues after Okabe and Ito, whose eight colours people with any kind of colour blindness
/// tell apart, darkened or lightened until each has the contrast that its use asks for.
package enum Palette {
  package static let background = ThemeColour("fc-bg", 0xffffff, 0x16191d)
  package static let text = ThemeColour("fc-text", 0x1a1d21, 0xeceff3)
  package static let muted = ThemeColour("fc-muted", 0x555d68, 0xa9b2bd)
  static let grid = ThemeColour("fc-grid", 0xdfe3e8, 0x343a42)
  package static let axis = ThemeColour("fc-axis", 0x6f7883, 0x87919d)

  /// Marks: blue, vermillion, green, purple, orange.
  package static let marks = [
    ThemeColour("fc-a", 0x0072b2, 0x56b4e9),
    ThemeColour("fc-b", 0xc44f00, 0xf28a4b),
    ThemeColour("fc-c", 0x00805d, 0x3cc79b),
    ThemeColour("fc-d", 0xa8508a, 0xe29bc6),
    ThemeColour("fc-e", 0x8f6a00, 0xe6b422),
  ]

  /// Grounds of bands, lowest first: they are told apart by their edges and names.
  package static let bands = [
    ThemeColour("fc-n0", 0xf3e3da, 0x3a2a22),
    ThemeColour("fc-n1", 0xf6f0dc, 0x38331f),
    ThemeColour("fc-n2", 0xe3f1ea, 0x1f352c),
    ThemeColour("fc-n3", 0xd9ecf6, 0x1d3341),
  ]

  /// Classes of a scale from low to high, each with the colour of a text on it.
  package static let steps: [(fill: ThemeColour, text: ThemeColour)] = [
    (ThemeColour("fc-s0", 0xeef4f9, 0x1f2a34), ThemeColour("fc-u0", 0x1a1d21, 0xeceff3)),
    (ThemeColour("fc-s1", 0xcfe1f0, 0x27435a), ThemeColour("fc-u1", 0x1a1d21, 0xffffff)),
    (ThemeColour("fc-s2", 0xa3c8e4, 0x2f5f85), ThemeColour("fc-u2", 0x1a1d21, 0xffffff)),
    (ThemeColour("fc-s3", 0x6ba6d1, 0x4a8cbd), ThemeColour("fc-u3", 0x10141a, 0x0c1116)),
    (ThemeColour("fc-s4", 0x2f74ab, 0x7fb9e2), ThemeColour("fc-u4", 0xffffff, 0x0c1116)),
    (ThemeColour("fc-s5", 0x0d4a7c, 0xc3e2f7), ThemeColour("fc-u5", 0xffffff, 0x0c1116)),
  ]

  static let all = [background, text, muted, grid, axis] + marks + bands + steps.flatMap { [$0.fill, $0.text] }
}
