package import FidelityData
import Yams

/// The tree of a YAML document, every node with its place; what the instrument and the study reader build on.
///
/// Limits keep a hostile file from using up memory or time: 1 MiB of text, 24 levels, no anchors, aliases or tags.
package struct DefinitionNode: Sendable {
  package enum Content: Sendable {
    /// Text; `isPlain` where it stood without quotes, so that it may be a number or true or false.
    case scalar(String, isPlain: Bool)
    case sequence([DefinitionNode])
    case mapping([(key: DefinitionNode, value: DefinitionNode)])
  }

  package let content: Content
  package let file: String?
  /// From 1.
  package let line: Int
  /// From 1, in Unicode scalars.
  package let character: Int

  package static let byteLimit = 1 << 20
  package static let depthLimit = 24

  /// Reads one YAML document.
  ///
  /// - Throws: `.definition` with line and character.
  package init(parsing text: String, file: String? = nil) throws(DataError) {
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    guard text.utf8.count <= Self.byteLimit else {
      throw DataError(.definition(reason: "the definition is longer than 1 MiB"), file: file)
    }
    try Self.refuseControlCharacters(text, file: file)
    try Self.refuseAliases(text, file: file)
    let root: DefinitionNode?
    do {
      // The parser owns the anchors that its nodes refer to, so it lives until the tree has been copied.
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot().map { try DefinitionNode(copying: $0, file: file, depth: 1) }
      withExtendedLifetime(parser) {}
    } catch let error as DataError {
      throw error
    } catch {
      throw Self.translated(error, file: file)
    }
    guard let root else {
      throw DataError(.definition(reason: "the definition is empty"), file: file, line: 1, character: 1)
    }
    self = root
  }

  private init(copying node: Node, file: String?, depth: Int) throws(DataError) {
    let place = (line: node.mark?.line ?? 1, character: node.mark?.column ?? 1)
    self.file = file
    (line, character) = place
    func refusal(_ reason: String) -> DataError {
      DataError(.definition(reason: reason), file: file, line: place.line, character: place.character)
    }
    guard depth <= Self.depthLimit else { throw refusal("the definition is nested too deeply") }
    let anchor: Anchor?
    let tag: String
    switch node {
    case .scalar(let scalar):
      anchor = scalar.anchor
      tag = scalar.tag.description
      content = .scalar(scalar.string, isPlain: scalar.style == .plain)
    case .sequence(let sequence):
      anchor = sequence.anchor
      tag = sequence.tag.description
      var elements: [DefinitionNode] = []
      for element in sequence {
        elements.append(try DefinitionNode(copying: element, file: file, depth: depth + 1))
      }
      content = .sequence(elements)
    case .mapping(let mapping):
      anchor = mapping.anchor
      tag = mapping.tag.description
      var pairs: [(key: DefinitionNode, value: DefinitionNode)] = []
      for (key, value) in mapping {
        let key = try DefinitionNode(copying: key, file: file, depth: depth + 1)
        pairs.append((key, try DefinitionNode(copying: value, file: file, depth: depth + 1)))
      }
      content = .mapping(pairs)
    case .alias: throw refusal("aliases (*name) are not allowed")
    }
    guard anchor == nil else { throw refusal("anchors (&name) are not allowed") }
    // Quoted text carries the tag of a string, and a key that of its kind.
    guard tag.isEmpty || [Tag.Name.str, .map, .seq].map(\.rawValue).contains(tag) else {
      throw refusal("tags (!name) are not allowed")
    }
  }

  private static func translated(_ error: any Error, file: String?) -> DataError {
    func refusal(_ reason: String, _ mark: Mark?) -> DataError {
      DataError(
        .definition(reason: "this is not YAML: \(reason)"), file: file, line: mark.map { max(1, $0.line) },
        character: mark.map { max(1, $0.column) })
    }
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
      return refusal((context.map { "\($0.text), " } ?? "") + problem, mark)
    case .composer(_, let problem, let mark, _): return refusal(problem, mark)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let name = duplicates.first ?? ""
      return DataError(
        .definition(reason: "the key \"\(name)\" stands more than once in its mapping; the first is here"), file: file,
        line: context.mark.line, character: context.mark.column)
    case .reader(let problem, _, _, _): return refusal(problem, nil)
    default: return refusal("it cannot be read", nil)
    }
  }
}

// MARK: - What is refused before parsing

extension DefinitionNode {
  /// The parser's own message for these has no usable place.
  private static func refuseControlCharacters(_ text: String, file: String?) throws(DataError) {
    var place = Place()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...: break
      default:
        throw DataError(
          .definition(reason: "the character \(scalar.escaped(asASCII: true)) is not allowed"), file: file,
          line: place.line, character: place.character)
      }
      place.advance(over: scalar)
    }
  }

  /// Refuses a name that stands both after `&` and after `*`. Expanding nested aliases can take time and memory
  /// exponential in the length of the file, so this cannot wait until the parser is done.
  private static func refuseAliases(_ text: String, file: String?) throws(DataError) {
    guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return }
    var anchors: [String: Place] = [:]
    var aliases: Set<String> = []
    var place = Place()
    var name = ""
    var indicator: (isAnchor: Bool, place: Place)?
    func close() {
      guard let found = indicator, !name.isEmpty else { return }
      if found.isAnchor {
        anchors[name] = anchors[name] ?? found.place
      } else {
        aliases.insert(name)
      }
    }
    for scalar in text.unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "_-".unicodeScalars.contains(scalar)
      {
        if indicator != nil { name.unicodeScalars.append(scalar) }
      } else {
        close()
        name = ""
        indicator = scalar == "&" || scalar == "*" ? (scalar == "&", place) : nil
      }
      place.advance(over: scalar)
    }
    close()
    if let first = anchors.filter({ aliases.contains($0.key) }).map(\.value).min() {
      throw DataError(
        .definition(reason: "anchors (&name) and aliases (*name) are not allowed"), file: file, line: first.line,
        character: first.character)
    }
  }

  private struct Place: Comparable {
    var line = 1
    var character = 1
    private var wasReturn = false

    mutating func advance(over scalar: Unicode.Scalar) {
      if scalar == "\n", wasReturn {
        wasReturn = false
        return
      }
      wasReturn = scalar == "\r"
      if scalar == "\n" || scalar == "\r" {
        line += 1
        character = 1
      } else {
        character += 1
      }
    }

    static func < (a: Place, b: Place) -> Bool { (a.line, a.character) < (b.line, b.character) }
  }
}
