import ArgumentParser
import FidelityData
import FidelityDefinitions

/// Reads an analysis of a study file: `- trend: {outcome: total, group: site}`.
///
/// The keys are the analysis' options; what an option may be stands in its declaration alone. Every mistake is reported
/// with line and character of the key or value at fault.
struct AnalysisReader {
  /// The analyses that there are.
  let analyses: [any Analysis.Type]
  /// The folder that paths are relative to.
  let folder: String
  /// What to tell the user: keys that have another name now.
  private(set) var notes: [String] = []
  /// The name of each analysis read, where it has one.
  private var names: [DefinitionNode?] = []

  init(_ analyses: [any Analysis.Type], folder: String) {
    self.analyses = analyses
    self.folder = folder
  }

  mutating func request(_ node: DefinitionNode) throws(DataError) -> AnalysisRequest {
    let names = analyses.map { $0.name }
    _ = try node.mapping("an analysis", keys: names)
    guard case .mapping(let pairs) = node.content, pairs.count == 1, case .scalar(let name, _) = pairs[0].key.content,
      let analysis = analyses.first(where: { $0.name == name })
    else {
      let list = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
      throw node.error("an analysis is one of \(list)", hint: "begin each with a dash")
    }
    return try read(analysis, pairs[0].value)
  }

  /// The error of the name of an analysis, by its place.
  func error(_ reason: String, analysis place: Int) -> DataError {
    names[place]?.error(reason) ?? DataError(.definition(reason: reason))
  }

  private mutating func read<A: Analysis>(_ type: A.Type, _ node: DefinitionNode) throws(DataError) -> AnalysisRequest {
    var entries = OptionEntries(type)
    if !node.isEmptyScalar { try entries.read(node) }
    names.append(entries.name)
    notes += entries.notes
    for option in entries.options where option.isRequired && entries[option.name] == nil {
      throw node.error("\(entries.what) lacks \"\(option.name)\"")
    }
    var arguments: [String] = []
    for entry in entries.entries { arguments += try entry.arguments() }
    var analysis: A
    do {
      analysis = try A.parse(arguments)
    } catch {
      throw Self.placed(A.message(for: error), entries, node)
    }
    do {
      try analysis.check()
    } catch {
      throw Self.placed(error, entries, node)
    }
    analysis.resolvePaths(relativeTo: folder)
    return AnalysisRequest(
      analysis, resultName: try entries.name?.text("the name"), where: try entries.condition.map(RowCondition.init))
  }

  /// What the parser says of a value that it does not take, at the value.
  private static func placed(_ message: String, _ entries: OptionEntries, _ node: DefinitionNode) -> DataError {
    let entry = entries.entries.first { message.contains("--\($0.option.name)") }
    guard let entry else { return node.error(message) }
    // "The value 'x' is invalid for '--interval <interval>': what it may be"
    let reason = message.firstRange(of: ">': ").map { String(message[$0.upperBound...]) }
    return entry.value.error("\"\(entry.option.name)\": \(reason ?? message)")
  }

  private static func placed(_ fault: OptionFault, _ entries: OptionEntries, _ node: DefinitionNode) -> DataError {
    let (reason, hint) = (OptionFault.keys(fault.reason), fault.hint.map(OptionFault.keys))
    guard let entry = fault.options.lazy.compactMap({ entries[$0] }).first else {
      return node.error(reason, hint: hint)
    }
    let element = fault.value.flatMap { entry.value.element($0, at: fault.offset) }
    return (element ?? entry.value).error(reason, hint: hint)
  }
}

/// The options of an analysis that a mapping names, with their nodes.
private struct OptionEntries {
  struct Entry {
    let option: OptionDescription
    let value: DefinitionNode
  }

  let options: [OptionDescription]
  let what: String
  private let formerKeys: [String: String]
  private(set) var entries: [Entry] = []
  /// What the results are called.
  private(set) var name: DefinitionNode?
  /// Which rows it takes.
  private(set) var condition: DefinitionNode?
  static let conditionKey = "where"
  private(set) var notes: [String] = []

  init(_ analysis: any Analysis.Type) {
    options = OptionDescription.all(of: analysis)
    formerKeys = analysis.formerKeys
    what = "the analysis \"\(analysis.name)\""
  }

  subscript(name: String) -> Entry? { entries.first { $0.option.name == name } }

  mutating func read(_ node: DefinitionNode) throws(DataError) {
    _ = try node.mapping(what, keys: options.map(\.name) + formerKeys.keys + [ResultNames.key, Self.conditionKey])
    guard case .mapping(let pairs) = node.content else { return }
    for (key, value) in pairs {
      switch key.content {
      case .scalar(ResultNames.key, _): name = value
      case .scalar(Self.conditionKey, _): condition = value
      default: try append(key, value)
      }
    }
  }

  private mutating func append(_ key: DefinitionNode, _ value: DefinitionNode) throws(DataError) {
    guard case .scalar(let written, _) = key.content, let option = option(written) else { return }
    if self[option.name] != nil { throw key.error("\(what) has \"\(option.name)\" more than once") }
    if written != option.name {
      let place = [key.file, "\(key.line)", "\(key.character)"].compactMap(\.self).joined(separator: ":")
      notes.append(
        "\(place): the key \"\(written)\" is now called \"\(option.name)\"; change it before the next version")
    }
    guard option.isStructured, option.kind != .names, case .mapping(let pairs) = value.content else {
      entries.append(Entry(option: option, value: value))
      return
    }
    // {bootstrap: 1000, resample: units}: a word with its argument, and options beside it.
    var words = pairs
    for (index, pair) in pairs.enumerated().reversed() {
      if case .scalar(let name, _) = pair.key.content, self.option(name) != nil { words.remove(at: index) }
    }
    guard words.count == 1 else { throw value.error("\"\(option.name)\" is one word, as in {bootstrap: 1000}") }
    entries.append(Entry(option: option, value: value.with(pairs: words)))
    for (key, value) in pairs where !words.contains(where: { $0.key.isAt(key) }) { try append(key, value) }
  }

  private func option(_ name: String) -> OptionDescription? {
    let name = formerKeys[name] ?? name
    return options.first { $0.name == name }
  }
}

extension OptionEntries.Entry {
  /// The option as arguments of a command.
  func arguments() throws(DataError) -> [String] {
    let what = "\"\(option.name)\""
    let flag = "--\(option.name)"
    switch option.kind {
    case .flag: return try value.flag(what) ? [flag] : []
    case .number:
      _ = try value.number(what)
      return ["\(flag)=\(try value.scalarText(what))"]
    case .extendedNumber:
      if case .scalar(let text, _) = value.content, let infinity = ExtendedNumber.infinity(text) {
        return ["\(flag)=\(infinity)"]
      }
      _ = try value.number(what)
      return ["\(flag)=\(try value.scalarText(what))"]
    case .wholeNumber:
      guard Int(exactly: try value.number(what)) != nil else { throw value.error("\(what) is a whole number") }
      return ["\(flag)=\(try value.scalarText(what))"]
    case .choice:
      let text = try value.text(what)
      guard option.choices.contains(text) else {
        throw value.error(
          "there is no \(option.name) \"\(DefinitionNode.shown(text))\"",
          hint: DefinitionNode.hint(text, among: option.choices))
      }
      return ["\(flag)=\(text)"]
    case .names:
      var elements = [value]
      if case .sequence(let nodes) = value.content { elements = nodes }
      if elements.isEmpty { throw value.error("the list is empty; \(what) is wanted") }
      var arguments: [String] = []
      for element in elements {
        let text = option.isStructured ? try element.wordText(what) : try element.text(what)
        arguments.append("\(flag)=\(Names.quoted(text))")
      }
      return arguments
    case .text: return ["\(flag)=\(option.isStructured ? try value.wordText(what) : try value.text(what))"]
    }
  }
}

extension DefinitionNode {
  fileprivate var isEmptyScalar: Bool { if case .scalar("", isPlain: true) = content { true } else { false } }

  fileprivate func isAt(_ other: DefinitionNode) -> Bool { line == other.line && character == other.character }

  /// The node of this text, alone or in a list, or the node at a place in it.
  fileprivate func element(_ text: String, at offset: Int) -> DefinitionNode? {
    var elements = [self]
    if case .sequence(let nodes) = content { elements = nodes }
    // The last of two that are equal: it is the one too many.
    for element in elements.reversed() {
      guard let word = try? element.word(""), word.text == text else { continue }
      return word.marks.last { $0.offset <= offset }?.node ?? element
    }
    return nil
  }

  /// The text of a scalar, or of a mapping of one word to its argument: `bootstrap:1000` for `{bootstrap: 1000}`.
  fileprivate func wordText(_ what: String) throws(DataError) -> String { try word(what).text }

  private func word(_ what: String) throws(DataError) -> FlowText {
    var flow = FlowText()
    guard case .mapping(let pairs) = content else {
      flow.append(try text(what), at: self)
      return flow
    }
    guard pairs.count == 1, case .scalar(let word, _) = pairs[0].key.content else {
      throw error("\(what) is a word with its argument, as in {word: argument}")
    }
    flow.append(word, at: pairs[0].key)
    flow.append(":")
    if case .scalar(let text, _) = pairs[0].value.content {
      flow.append(text, at: pairs[0].value)
    } else {
      flow.append(pairs[0].value)
    }
    return flow
  }
}

/// Nodes as they would stand in a line, `{categories: [a, b], matrix: [[0, 1], [1, 0]]}`, and where in it each stands.
private struct FlowText {
  private(set) var text = ""
  private(set) var marks: [(offset: Int, node: DefinitionNode)] = []

  mutating func append(_ text: String, at node: DefinitionNode? = nil) {
    if let node { marks.append((self.text.unicodeScalars.count, node)) }
    self.text += text
  }

  mutating func append(_ node: DefinitionNode) {
    switch node.content {
    case .scalar(let text, let isPlain):
      let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      append(isPlain && !text.isEmpty ? text : "\"\(escaped)\"", at: node)
    case .sequence(let elements):
      append("[", at: node)
      for (index, element) in elements.enumerated() {
        if index > 0 { append(", ") }
        append(element)
      }
      append("]")
    case .mapping(let pairs):
      append("{", at: node)
      for (index, pair) in pairs.enumerated() {
        if index > 0 { append(", ") }
        append(pair.key)
        append(": ")
        append(pair.value)
      }
      append("}")
    }
  }
}
