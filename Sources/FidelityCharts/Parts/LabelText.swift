import FidelityData

/// Labels made to fit.
package enum LabelText {
  /// The text, or its beginning and end with an ellipsis between them, not wider than `width`.
  ///
  /// Names of one kind often differ at the end only ("School of the Valley 1"), so the middle goes.
  package static func cut(_ text: String, to width: Double, size: Double = 13) -> String {
    guard TextMeasure.width(text, size: size) > width else { return text }
    let characters = Array(DataError.printable(text, limit: 2_000))
    let room = width * 1_000 / size - TextMeasure.width("…" as Character)
    var (front, back) = (0, characters.count)
    var used = 0.0
    // Two from the front for each one from the end.
    for step in 0..<characters.count {
      let index = step % 3 == 2 ? back - 1 : front
      let own = TextMeasure.width(characters[index])
      if used + own > room { break }
      used += own
      if step % 3 == 2 { back -= 1 } else { front += 1 }
      if front >= back { break }
    }
    return String(characters[..<front]) + "…" + String(characters[back...])
  }

  /// The lines of a text, each not wider than `width`: broken at blanks, and within a word that is too long.
  package static func lines(
    _ text: String, width: Double, size: Double = 13, isBold: Bool = false
  ) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in DataError.printable(text, limit: 2_000).split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if TextMeasure.width(longer, size: size, isBold: isBold) <= width {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        let next = line + String(character)
        if !line.isEmpty, TextMeasure.width(next, size: size, isBold: isBold) > width {
          lines.append(line)
          line = String(character)
        } else {
          line = next
        }
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
