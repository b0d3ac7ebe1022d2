/// The forms of a label that people take for the same.
package enum LabelForm {
  /// A label without what people overlook: in lower case, without blanks around it, with one blank for several, of
  /// whatever kind. O(length).
  package static func folded(_ label: String) -> String {
    label.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A text without the blanks around it.
  package static func trimmed(_ text: String) -> String {
    // ASCII letters, digits and signs are no blanks, and nothing that follows makes one of them.
    if let first = text.utf8.first, let last = text.utf8.last, (0x21...0x7e).contains(first),
      (0x21...0x7e).contains(last)
    {
      return text
    }
    guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return text }
    return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  /// Whether a label may be another one than its folded form.
  private static func mayFold(_ label: String) -> Bool {
    label.utf8.contains { $0 >= 0x80 || $0 <= 0x20 || (0x41...0x5a).contains($0) }
  }

  /// Labels that differ only in case or blanks: at most so many sets of them, in the order of their first labels.
  /// - Complexity: O(bytes of the labels).
  package static func lookAlikes(_ labels: [String], most: Int = 5) -> [[String]] {
    guard labels.contains(where: mayFold) else { return [] }
    var alike: [String: [String]] = [:]
    for label in labels { alike[folded(label), default: []].append(label) }
    let sets = alike.values.filter { $0.count > 1 }.map { $0.sorted() }
    return Array(sets.sorted { $0[0] < $1[0] }.prefix(most))
  }

  /// Two labels that differ only in case or blanks, in quotation marks.
  package static func shown(_ labels: [String]) -> String {
    labels.map { "\"\(DataError.printable($0, limit: 40))\"" }.joined(separator: " and ")
  }

  /// A label with what is not ASCII as code points: tells its Unicode form.
  package static func codePoints(_ label: String) -> String {
    label.unicodeScalars.prefix(40).map { $0.escaped(asASCII: true) }.joined()
  }
}
