import FidelityData
import FidelityReports

/// How wide a text is in the fonts that pictures may meet.
///
/// The fonts of readers differ, and none is looked at: each character counts as in the widest of the usual sans serif
/// fonts, so a text is never wider than said here where one of those shows it.
package enum TextMeasure {
  /// The size of all texts but titles.
  static let size = 13.0
  static let titleSize = 15.0

  /// Thousandths of the size, of the characters from the blank to the tilde.
  private static let widths: [Double] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 551, 838, 318, 361, 318, 372, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 339, 295, 656, 557, 907,
    760, 787, 605, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 372, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 413, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    551, 636, 838,
  ]

  /// The width of a text of this size in units of the viewBox.
  package static func width(_ text: String, size: Double = 13, isBold: Bool = false) -> Double {
    var sum = 0.0
    for character in DataError.printable(text, limit: 2_000) { sum += width(character) }
    return sum * size / 1_000 * (isBold ? 1.08 : 1)
  }

  static func width(_ character: Character) -> Double {
    if let byte = character.asciiValue { return byte >= 0x20 && byte < 0x7f ? widths[Int(byte) - 0x20] : 636 }
    guard let first = character.unicodeScalars.first else { return 0 }
    switch DisplayWidth.of(String(character)) {
    case 0: return 0
    case 2: return 1_050
    default: break
    }
    switch first.value {
    // A letter with marks of its own.
    case 0x20..<0x7f: return widths[Int(first.value) - 0x20]
    // Accented Latin letters, Greek, Cyrillic: capitals are wider.
    case 0xb7, 0x2019, 0x2018: return 330
    case 0x2013: return 520
    case 0xc0..<0x590: return first.properties.isUppercase ? 900 : 760
    // Hebrew; Arabic and other joined or stacked letters.
    case 0x590..<0x600: return 720
    case 0x600..<0x1100: return 950
    default: return 1_000
    }
  }

  /// Whether a text runs from right to left: its first letter says so.
  package static func isRightToLeft(_ text: String) -> Bool {
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x590..<0x900, 0xfb1d..<0xfe00, 0xfe70..<0xff00, 0x10800..<0x11000, 0x1e800..<0x1f000: return true
      default: if scalar.properties.isAlphabetic { return false }
      }
    }
    return false
  }
}
