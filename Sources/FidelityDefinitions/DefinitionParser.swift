import FidelityData

/// Builds the tree of a document from the events of its text. What is not allowed is refused at the first event that
/// shows it, before anything is made of it.
struct DefinitionParser {
  private let events: YAMLEvents
  private let file: String?

  init(_ text: String, file: String?) throws(DataError) {
    self.file = file
    do {
      events = try YAMLEvents(text)
    } catch {
      throw Self.translated(error, file: file)
    }
  }

  /// The root of the one document.
  func root() throws(DataError) -> DefinitionNode {
    _ = try next()
    guard case .documentStart = try next().event else {
      throw DataError(.definition(reason: "the definition is empty"), file: file, line: 1, character: 1)
    }
    let root = try node(try next(), depth: 1)
    _ = try next()
    let last = try next()
    guard case .end = last.event else { throw refusal("this is not YAML: a second document begins here", last.place) }
    return root
  }

  private func next() throws(DataError) -> YAMLEvents.Item {
    do {
      return try events.next()
    } catch {
      throw Self.translated(error, file: file)
    }
  }

  private func node(_ item: YAMLEvents.Item, depth: Int) throws(DataError) -> DefinitionNode {
    guard depth <= DefinitionNode.depthLimit else { throw refusal("the definition is nested too deeply", item.place) }
    guard !item.hasAnchor else { throw refusal("anchors (&name) and aliases (*name) are not allowed", item.place) }
    guard !item.hasTag else { throw refusal("tags (!name) are not allowed", item.place) }
    let content: DefinitionNode.Content
    switch item.event {
    case .scalar(let text, let isPlain): content = .scalar(text, isPlain: isPlain)
    case .sequenceStart: content = .sequence(try elements(depth: depth + 1))
    case .mappingStart: content = .mapping(try pairs(depth: depth + 1))
    case .alias:
      // There are no anchors.
      throw refusal(
        "this is not YAML: an alias (*name) that stands for nothing", item.place,
        hint: "a text that begins with * stands in quotes")
    case .start, .end, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      preconditionFailure("libyaml has ended what it had not begun")
    }
    return DefinitionNode(content, file: file, line: item.place.line, character: item.place.character)
  }

  private func elements(depth: Int) throws(DataError) -> [DefinitionNode] {
    var elements: [DefinitionNode] = []
    while true {
      let item = try next()
      if case .sequenceEnd = item.event { return elements }
      elements.append(try node(item, depth: depth))
    }
  }

  private func pairs(depth: Int) throws(DataError) -> [(key: DefinitionNode, value: DefinitionNode)] {
    var pairs: [(key: DefinitionNode, value: DefinitionNode)] = []
    var indices: [String: Int] = [:]
    while true {
      let item = try next()
      if case .mappingEnd = item.event { return pairs }
      let key = try node(item, depth: depth)
      if case .scalar(let name, _) = key.content, let first = indices.updateValue(pairs.count, forKey: name) {
        throw pairs[first].key.error(
          "the key \"\(DefinitionNode.shown(name))\" stands more than once in its mapping; the first is here")
      }
      pairs.append((key, try node(try next(), depth: depth)))
    }
  }

  private func refusal(_ reason: String, _ place: YAMLEvents.Place, hint: String? = nil) -> DataError {
    DataError(.definition(reason: reason), file: file, line: place.line, character: place.character, hint: hint)
  }

  private static func translated(_ failure: YAMLEvents.Failure, file: String?) -> DataError {
    switch failure {
    case .memory: DataError(.outOfMemory, file: file)
    case .text(let reason, let place):
      DataError(
        .definition(reason: "this is not YAML: \(reason)"), file: file, line: place.line, character: place.character)
    }
  }
}
