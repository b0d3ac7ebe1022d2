/// Names of sheets as Excel takes them: at most 31 UTF-16 units, none of `[]:*?/\`, no apostrophe at either end, no two
/// alike but for case.
package struct SheetNames {
  private static let limit = 31
  private var taken: Set<String> = []

  package init() {}

  /// A legal name near to the one wanted, which no other sheet has.
  package mutating func name(near wanted: String) -> String {
    func isLegal(_ character: Character) -> Bool {
      !"[]:*?/\\".contains(character) && character.unicodeScalars.allSatisfy { $0.value >= 0x20 }
    }
    var name = String(wanted.map { isLegal($0) ? $0 : "_" })
    while name.hasPrefix("'") { name.removeFirst() }
    name = Self.cut(name, to: Self.limit)
    while name.hasSuffix("'") { name.removeLast() }
    // Excel keeps this name for itself.
    if name.isEmpty || name.lowercased() == "history" { name = "Sheet" }
    var candidate = name
    var number = 2
    while !taken.insert(candidate.lowercased()).inserted {
      let suffix = " (\(number))"
      candidate = Self.cut(name, to: Self.limit - suffix.utf16.count) + suffix
      number += 1
    }
    return candidate
  }

  private static func cut(_ text: String, to limit: Int) -> String {
    var text = text
    while text.utf16.count > limit { text.removeLast() }
    return text
  }
}
