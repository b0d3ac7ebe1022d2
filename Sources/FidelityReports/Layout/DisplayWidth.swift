/// How many columns of a terminal a text takes.
///
/// A character that is wide in East Asian typography, or an emoji, takes two; combining marks and format characters
/// take none; all others take one. Terminals differ in rare emoji sequences; this is what most do. Reference: Unicode
/// Standard Annex 11, East Asian Width (version 16).
package enum DisplayWidth {
  package static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // It asks for the picture of a character that is also text.
      if scalar.value == 0xfe0f, width > 0 { return 2 }
      let own = of(scalar)
      // What follows a wide character joins it: marks, parts of a syllable, pieces of an emoji.
      if own == 2 { return 2 }
      width += own
    }
    return width
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return isWide(scalar.value) ? 2 : 1
  }

  /// Whether a code point is in one of the ``wide`` ranges.
  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= wide[0].lowerBound else { return false }
    var (low, high) = (0, wide.count)
    while low < high {
      let middle = (low + high) / 2
      if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(value)
  }

  /// The wide and fullwidth ranges that are no emoji, with unassigned code points between them.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2630...0x2637, 0x268a...0x268f, 0x2e80...0x303e, 0x3041...0x3247,
    0x3250...0x4dbf, 0x4dc0...0x4dff, 0x4e00...0xa4c6, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff,
    0xfe10...0xfe19, 0xfe30...0xfe6b, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18d08, 0x1aff0...0x1b2fb,
    0x1d300...0x1d376, 0x1f200...0x1f265, 0x20000...0x2fffd, 0x30000...0x3fffd,
  ]

  /// The text, cut to a width with an ellipsis where it is wider; not wider than `width`, which is 1 or more.
  package static func cut(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    var (kept, used) = ("", 0)
    for character in text {
      let own = of(character)
      if used + own > width - 1 { break }
      kept.append(character)
      used += own
    }
    return kept + "…"
  }
}
