/// What a text looks like that is no number.
enum NumberForm {
  /// `1,5` and `1.000,92` where the point is a point.
  case decimalComma
  /// `1,250`, and `1.250` where the point is a comma.
  case thousands
  /// Letters.
  case word
  case other

  init(_ text: String, usesDecimalComma: Bool) {
    let body = text.first.map { $0 == "-" || $0 == "+" } ?? false ? text.dropFirst() : text[...]
    let isOfDigits = !body.isEmpty && body.allSatisfy { ($0.isASCII && $0.isNumber) || $0 == "," || $0 == "." }
    let parts = body.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
    // As SPSS writes numbers below 1.
    if !usesDecimalComma, isOfDigits, parts.count == 2, parts[0].isEmpty, !parts[1].isEmpty, body.first == "," {
      self = .decimalComma
      return
    }
    guard isOfDigits, parts.count > 1, parts.allSatisfy({ !$0.isEmpty }) else {
      self = text.contains { $0.isLetter } ? .word : .other
      return
    }
    let point: Character = usesDecimalComma ? "," : "."
    let marks = body.filter { !$0.isNumber }
    let hasPoint = marks.last == point || Set(marks).count == 2
    if !usesDecimalComma, marks.last == ",", marks.contains(".") {
      self = .decimalComma
      return
    }
    let groups = hasPoint ? parts.dropFirst().dropLast() : parts.dropFirst()
    if !groups.isEmpty, groups.allSatisfy({ $0.count == 3 }), parts[0].count <= 3 {
      self = .thousands
    } else {
      self = !usesDecimalComma && marks == "," ? .decimalComma : .other
    }
  }

  /// The number without the marks that separate its thousands.
  static func plain(_ text: String) -> String {
    guard let last = text.lastIndex(where: { $0 == "," || $0 == "." }) else { return text }
    let marks = text.filter { $0 == "," || $0 == "." }
    let isPoint = Set(marks).count == 2 || (marks.count == 1 && text.distance(from: last, to: text.endIndex) != 4)
    let kept = text.indices.filter { !(text[$0] == "," || text[$0] == ".") || ($0 == last && isPoint) }
    return String(kept.map { text[$0] })
  }
}
