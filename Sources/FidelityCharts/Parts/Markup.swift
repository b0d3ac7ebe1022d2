import FidelityData
import FidelityReports

/// The text of SVG.
enum Markup {
  /// A text between tags or in an attribute. Characters that XML does not allow, and those that turn the direction of
  /// what follows, are shown as escapes.
  static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    HTML.escape(DataError.printable(text, limit: 2_000), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A coordinate: tenths, without needless zeros.
  static func place(_ number: Double) -> String {
    guard number.isFinite else { return "0" }
    let bounded = min(max(number, -1e6), 1e6)
    let text = NumberText.fixed(bounded, decimals: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Letters, digits and hyphens of a name, for an identifier.
  static func identifier(_ text: String) -> String {
    let kept = text.lowercased().unicodeScalars.map { scalar -> Character in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
    }
    return String(kept.prefix(60))
  }
}
