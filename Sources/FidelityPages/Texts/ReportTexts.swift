package import FidelityData
import FidelityDefinitions
import FidelitySystem

/// The texts of a report, by their ids.
///
/// A file of another language is a YAML mapping of the ids of the English texts (`fidelity report --texts` prints
/// them); an id that it leaves out stays English.
package struct ReportTexts: Sendable {
  private var texts: [String: String]

  /// The English texts as a file.
  package static var englishFile: String { English.yaml + "\n" }

  /// - Throws: `definition` for an id that no text has, or a text without the values that it has to hold.
  package init(yaml: String? = nil, file: String? = nil) throws(DataError) {
    texts = try Self.read(English.yaml, file: nil, known: nil)
    guard let yaml else { return }
    texts.merge(try Self.read(yaml, file: file, known: texts)) { _, translated in translated }
  }

  /// - Throws: as ``init(yaml:file:)``; `noSuchFile`, `notReadable`.
  package init(contentsOfFile path: String?) throws(DataError) {
    var yaml: String?
    if let path { yaml = try DefinitionNode.text(ofFile: path) }
    try self.init(yaml: yaml, file: path)
  }

  package var ids: Set<String> { Set(texts.keys) }

  package subscript(id: String) -> String {
    guard let text = texts[id] else { preconditionFailure("no text \"\(id)\"") }
    return text
  }

  /// The text of an id that follows from data; nil where there is none.
  func known(_ id: String) -> String? { texts[id] }

  /// A text with its values.
  func fill(_ id: String, _ values: [String: String]) -> String {
    Self.parts(of: self[id]).map { part in part.isValue ? values[part.text] ?? "" : part.text }.joined()
  }

  /// The pieces of a text: words, and the names of values.
  static func parts(of text: String) -> [(text: String, isValue: Bool)] {
    var parts: [(text: String, isValue: Bool)] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      parts.append((String(rest[..<open]), false))
      parts.append((String(rest[rest.index(after: open)..<close]), true))
      rest = rest[rest.index(after: close)...]
    }
    parts.append((String(rest), false))
    return parts
  }

  private static func read(
    _ yaml: String, file: String?, known: [String: String]?
  ) throws(DataError) -> [String: String] {
    let root = try DefinitionNode(parsing: yaml, file: file)
    guard case .mapping(let pairs) = root.content else { throw root.error("texts are a mapping of ids to texts") }
    var texts: [String: String] = [:]
    for (key, value) in pairs {
      let id = try key.text("an id")
      let text = try value.text("the text \"\(DefinitionNode.shown(id))\"")
      if let known {
        guard let original = known[id] else {
          throw key.error(
            "a report has no text \"\(DefinitionNode.shown(id))\"",
            hint: DefinitionNode.hint(id, among: known.keys.sorted()))
        }
        let allowed = Set(parts(of: original).filter(\.isValue).map(\.text))
        for part in parts(of: text) where part.isValue && !allowed.contains(part.text) {
          throw value.error("the text \"\(id)\" has no value {\(DefinitionNode.shown(part.text))}")
        }
        if id == "direction", !["ltr", "rtl"].contains(text) { throw value.error("the direction is ltr or rtl") }
      }
      texts[id] = text
    }
    return texts
  }
}
