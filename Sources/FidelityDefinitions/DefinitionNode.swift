package import FidelityData

/// The tree of a YAML document, every node with its place; what instruments and studies are read from.
///
/// Limits keep a hostile file from using up memory or time: 1 MiB of text, 24 levels, no anchors, aliases or tags.
package struct DefinitionNode: Sendable {
  package enum Content: Sendable {
    /// Text; `isPlain` where it stood without quotes, so that it may be a number or true or false.
    case scalar(String, isPlain: Bool)
    case sequence([DefinitionNode])
    /// Keys that are texts are different from each other.
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
  /// - Complexity: O(length of the text).
  package init(parsing text: String, file: String? = nil) throws(DataError) {
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    guard text.utf8.count <= Self.byteLimit else {
      throw DataError(.definition(reason: "the definition is longer than 1 MiB"), file: file)
    }
    try Self.refuseControlCharacters(text, file: file)
    self = try DefinitionParser(text, file: file).root()
  }

  init(_ content: Content, file: String?, line: Int, character: Int) {
    self.content = content
    self.file = file
    self.line = line
    self.character = character
  }

  /// The parser's own message for these has no usable place.
  private static func refuseControlCharacters(_ text: String, file: String?) throws(DataError) {
    var (line, character) = (1, 1)
    var followsReturn = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...: break
      default:
        throw DataError(
          .definition(reason: "the character \(scalar.escaped(asASCII: true)) is not allowed"), file: file, line: line,
          character: character)
      }
      let isPair = followsReturn && scalar == "\n"
      followsReturn = scalar == "\r"
      if isPair { continue }
      if scalar == "\n" || scalar == "\r" { (line, character) = (line + 1, 1) } else { character += 1 }
    }
  }
}
