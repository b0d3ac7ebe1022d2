package import FidelityData

/// Typed reading of a definition: each method returns what it promises, or throws `.definition` with the node's place.
extension DefinitionNode {
  package func error(_ reason: String, hint: String? = nil) -> DataError {
    DataError(.definition(reason: reason), file: file, line: line, character: character, hint: hint)
  }

  package var kind: String {
    switch content {
    case .scalar(let text, let isPlain):
      text.isEmpty && isPlain ? "nothing" : "\"\(Self.shown(text))\""
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Text cut to a length that fits a message.
  package static func shown(_ text: String) -> String {
    text.unicodeScalars.count > 60 ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(60))) + "..." : text
  }

  /// The text of a scalar that is not empty and has no control characters.
  ///
  /// - Parameter manyLines: whether line feeds may stand in it.
  package func text(_ what: String, manyLines: Bool = false) throws(DataError) -> String {
    guard case .scalar(let text, _) = content else { throw error("\(what) is a text, and here is \(kind)") }
    guard text.contains(where: { !$0.isWhitespace }) else { throw error("\(what) is empty") }
    for scalar in text.unicodeScalars where scalar.properties.generalCategory == .control {
      guard manyLines, scalar == "\n" else { throw error("\(what) has a control character") }
    }
    return text
  }

  /// The text of a scalar, which may be empty: a missing code.
  package func scalarText(_ what: String) throws(DataError) -> String {
    guard case .scalar(let text, _) = content else { throw error("\(what) is a text or a number") }
    return text
  }

  /// A name fit for a column: letters, digits, `.`, `_`, `-`, at most 64 of them, the first a letter or digit.
  package func identifier(_ what: String) throws(DataError) -> String {
    let text = try self.text(what)
    for character in text where !(character.isLetter || character.isNumber || "._-".contains(character)) {
      throw error("\(what) \"\(Self.shown(text))\" has a character other than letters, digits, \".\", \"_\" and \"-\"")
    }
    guard text.count <= 64 else { throw error("\(what) \"\(Self.shown(text))\" is longer than 64 characters") }
    guard let first = text.first, first.isLetter || first.isNumber else {
      throw error("\(what) \"\(text)\" must begin with a letter or a digit")
    }
    return text
  }

  /// A finite decimal number without quotes.
  package func number(_ what: String) throws(DataError) -> Double {
    guard case .scalar(let text, let isPlain) = content else { throw error("\(what) is a number, and here is \(kind)") }
    if isPlain, [".nan", ".inf", "-.inf", "+.inf", "nan", "inf"].contains(text.lowercased()) {
      throw error("\(what) must be a finite number")
    }
    guard isPlain, text.utf8.allSatisfy({ Self.decimalBytes.contains($0) }), let value = Double(text) else {
      let hint = isPlain ? nil : "numbers stand without quotes"
      throw error("\(what) is a number, and here is \(kind)", hint: hint)
    }
    guard value.isFinite else { throw error("\(what) must be a finite number") }
    return value
  }

  private static let decimalBytes = Set("0123456789+-.eE".utf8)

  /// A number, or a percentage such as `70%`.
  package func numberOrPercent(_ what: String) throws(DataError) -> (value: Double, isPercent: Bool) {
    guard case .scalar(let text, let isPlain) = content, isPlain, text.hasSuffix("%") else {
      return (try number(what), false)
    }
    let digits = text.dropLast()
    let trimmed = digits.hasSuffix(" ") ? digits.dropLast() : digits
    let node = DefinitionNode(
      .scalar(String(trimmed), isPlain: true), file: file, line: line, character: character)
    return (try node.number(what) / 100, true)
  }

  /// A whole number within limits.
  package func wholeNumber(_ what: String, in range: ClosedRange<Int>) throws(DataError) -> Int {
    let value = try number(what)
    guard let whole = Int(exactly: value), range.contains(whole) else {
      throw error("\(what) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  /// A confidence level.
  package func level() throws(DataError) -> Double {
    let value = try number("the confidence level")
    guard value > 0, value < 1 else { throw error("the confidence level lies between 0 and 1") }
    return value
  }

  /// `true` or `false` without quotes.
  package func flag(_ what: String) throws(DataError) -> Bool {
    switch content {
    case .scalar("true", isPlain: true): return true
    case .scalar("false", isPlain: true): return false
    default: throw error("\(what) is true or false, and here is \(kind)")
    }
  }

  /// The elements of a list that is not empty.
  package func list(_ what: String) throws(DataError) -> [DefinitionNode] {
    guard case .sequence(let elements) = content else { throw error("\(what) is a list, and here is \(kind)") }
    guard !elements.isEmpty else { throw error("\(what) is empty") }
    return elements
  }

  /// One text, or a list of texts that is not empty.
  package func texts(_ what: String) throws(DataError) -> [String] {
    guard case .sequence(let elements) = content else { return [try text(what)] }
    var texts: [String] = []
    for element in elements { texts.append(try element.text(what)) }
    if texts.isEmpty { throw error("the list is empty; \(what) is wanted") }
    return texts
  }

  /// A mapping with none but these keys.
  package func mapping(_ what: String, keys: [String]) throws(DataError) -> DefinitionMapping {
    guard case .mapping(let pairs) = content else { throw error("\(what) is a mapping, and here is \(kind)") }
    var values: [String: DefinitionNode] = [:]
    for (key, value) in pairs {
      guard case .scalar(let name, _) = key.content else { throw key.error("a key is a text, and here is \(key.kind)") }
      guard keys.contains(name) else {
        throw key.error("\(what) has no key \"\(Self.shown(name))\"", hint: Self.hint(name, among: keys))
      }
      values[name] = value
    }
    return DefinitionMapping(node: self, what: what, values: values)
  }

  /// One of the names of an enumeration.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ what: String, of type: Choice.Type
  ) throws(DataError) -> Choice where Choice.RawValue == String {
    let text = try self.text(what)
    guard let choice = Choice(rawValue: text) else {
      throw error(
        "there is no \(what) \"\(Self.shown(text))\"", hint: Self.hint(text, among: Choice.allCases.map(\.rawValue)))
    }
    return choice
  }

  /// What the user may have meant: the nearest names, or all where they are few.
  package static func hint(_ name: String, among names: [String]) -> String? {
    let similar = DataError.nearest(to: String(name.prefix(100)), among: names)
    if !similar.isEmpty { return "did you mean \(quoted(similar, " or "))?" }
    return names.isEmpty || names.count > 12 ? nil : "there is \(quoted(names, ", "))"
  }

  private static func quoted(_ names: [String], _ separator: String) -> String {
    names.map { "\"\($0)\"" }.joined(separator: separator)
  }
}

extension DefinitionNode {
  /// A mapping at the same place with some of its pairs.
  package func with(pairs: [(key: DefinitionNode, value: DefinitionNode)]) -> DefinitionNode {
    DefinitionNode(.mapping(pairs), file: file, line: line, character: character)
  }
}
