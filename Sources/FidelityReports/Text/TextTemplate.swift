/// A text with places for values: `{name}` is a value, `{name|one|other}` is `one` where the value is 1 and `other`
/// where it is not, as in `{n} {n|group|groups}`; both words may be empty.
package struct TextTemplate: Sendable {
  package enum Part: Sendable, Equatable {
    case words(String)
    case value(String)
    case choice(String, one: String, other: String)
  }

  package let parts: [Part]

  /// - Complexity: O(length).
  package init(_ text: String) {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { parts.append(.words(String(rest[..<open]))) }
      let inner = rest[rest.index(after: open)..<close].split(
        separator: "|", maxSplits: 2, omittingEmptySubsequences: false
      ).map(String.init)
      parts.append(inner.count == 3 ? .choice(inner[0], one: inner[1], other: inner[2]) : .value(inner[0]))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.words(String(rest))) }
    self.parts = parts
  }

  /// The names of the values that the text speaks of.
  package var names: Set<String> {
    Set(
      parts.compactMap { part in
        switch part {
        case .words: nil
        case .value(let name), .choice(let name, _, _): name
        }
      })
  }

  /// A word of a table as it stands in an id: lower case letters and digits, a hyphen for what is between them.
  package static func slug(_ word: String) -> String {
    word.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
  }

  /// The text with its values, nothing in place of one that is not given.
  /// - Parameter show: how a value stands in the text.
  package func filled(_ values: [String: String], show: (String) -> String = { $0 }) -> String {
    parts.map { part in
      switch part {
      case .words(let words): words
      case .value(let name): values[name].map(show) ?? ""
      case .choice(let name, let one, let other): values[name] == "1" ? one : other
      }
    }.joined()
  }
}
