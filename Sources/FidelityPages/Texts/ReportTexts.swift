package import FidelityCharts
package import FidelityData
import FidelityDefinitions
import FidelityReports
import FidelitySystem

/// The texts of a report, by their ids.
///
/// A file of another language is a YAML mapping of the ids of the English texts (`fidelity report --texts` prints
/// them); an id that it leaves out stays English. `{name}` stands for a value, `{n|one|other}` for a word that depends
/// on whether a number is 1. Texts of pictures have ids that begin with `chart-`; words of the result tables have ids
/// of their family and their letters, as `status-no-variation`, and may be more than those listed.
package struct ReportTexts: Sendable {
  private var texts: [String: String]
  /// The texts of pictures, with the words of the tables; it has the templates of all texts.
  package private(set) var charts: ChartTexts

  /// The English texts as a file.
  package static var englishFile: String {
    English.yaml + "\n\n" + English.quantities.map { "quantity-\($0): \($0)\n" }.joined() + "\n"
      + ChartTexts.all.map { "\($0.id): \(JSONValue.string($0.text).text)\n" }.joined()
  }

  /// Families of words of the result tables. A word that the program does not list has a place here too.
  private static let families = [
    "status-", "quantity-", "figure-", "question-", "system-", "verdict-", "action-", "answer-",
  ]

  /// - Throws: `definition` for an id that no text has, or a text without the values that it has to hold.
  package init(yaml: String? = nil, file: String? = nil) throws(DataError) {
    texts = try Self.read(English.yaml, file: nil, known: nil)
    texts.merge(English.quantities.map { ("quantity-\($0)", $0) }) { own, _ in own }
    texts.merge(ChartTexts.all.map { ($0.id, $0.text) }) { own, _ in own }
    if let yaml { texts.merge(try Self.read(yaml, file: file, known: texts)) { _, translated in translated } }
    charts = ChartTexts(
      texts, decimalMark: texts["decimal-mark"] ?? ".", thousandsMark: texts["thousands-mark"] ?? ",")
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

  /// A text with its values.
  /// - Parameter show: how a value stands in the text.
  func fill(_ id: String, _ values: [String: String], show: (String) -> String = { $0 }) -> String {
    charts.template(id).filled(values, show: show)
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
        let isWord = families.contains { id.hasPrefix($0) && id.utf8.count > $0.utf8.count }
        guard let original = known[id] ?? (isWord ? "" : nil) else {
          throw key.error(
            "a report has no text \"\(DefinitionNode.shown(id))\"",
            hint: DefinitionNode.hint(id, among: known.keys.sorted()))
        }
        let allowed = TextTemplate(original).names
        for name in TextTemplate(text).names.sorted() where !allowed.contains(name) {
          throw value.error("the text \"\(id)\" has no value {\(DefinitionNode.shown(name))}")
        }
        if id == "direction", !["ltr", "rtl"].contains(text) { throw value.error("the direction is ltr or rtl") }
      }
      texts[id] = text
    }
    return texts
  }
}
