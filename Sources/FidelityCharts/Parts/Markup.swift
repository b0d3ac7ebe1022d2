import FidelityData
import FidelityReports

/// The text of SVG.
enum Markup {
  /// A text between tags or in an attribute. Characters that XML does not allow, and those that turn the direction of
  /// what follows, are shown as escapes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in DataError.printable(text, limit: 2_000).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
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
