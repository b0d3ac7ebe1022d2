import FidelityData
import FidelityDefinitions
import FidelityFiles
import FidelityInstruments

extension DataDescription {
  init(_ node: DefinitionNode, folder: String) throws(DataError) {
    let map = try node.mapping(
      "\"data\"",
      keys: ["files", "layout", "columns", "missing", "where", "fold-labels", "duplicates", "redcap-dictionary"]
        + TableOptions.textKeys)
    var files: [String] = []
    for path in try map.required("files").texts("a file") {
      files += try DataFiles.matching(DefinitionPath.resolve(path, relativeTo: folder))
    }
    self.init(files: files)
    if let layout = map["layout"] { try readLayout(layout) }
    if let columns = map["columns"] { try readColumns(columns) }
    if let missing = map["missing"] { self.missing = try Self.missing(missing) }
    if let condition = map["where"] { self.condition = try RowCondition(condition) }
    try options.readText(map)
    options.foldsLabels = try map["fold-labels"]?.flag("\"fold-labels\"") ?? false
    if let dictionary = map["redcap-dictionary"] {
      redcapDictionary = DefinitionPath.resolve(try dictionary.text("the data dictionary"), relativeTo: folder)
    }
    duplicates = try map["duplicates"]?.choice("rule for duplicates", of: DuplicateRule.self) ?? .error
  }

  private mutating func readLayout(_ node: DefinitionNode) throws(DataError) {
    if case .scalar(let text, _) = node.content {
      switch text {
      case "long": layout = .long
      case "wide": layout = .wide(try WidePattern("{item}"))
      default: throw node.error("the layout is long, wide or {wide: \"pattern\"}")
      }
      return
    }
    let map = try node.mapping("the layout", keys: LayoutChoice.keys)
    var choice = LayoutChoice()
    if let pattern = map["wide"] {
      let text = try pattern.text("the pattern")
      do {
        choice.wide = try WidePattern(text)
      } catch {
        throw pattern.error("\(error)", hint: error.hint)
      }
    }
    for key in LayoutChoice.lists {
      if let list = map[key] { choice[key] = try list.texts("a column") }
    }
    choice.crossTable = try map["cross-table"]?.text("the column of the first rater's category")
    guard !choice.isEmpty else {
      let keys = LayoutChoice.keys.map { "\"\($0)\"" }.joined(separator: ", ")
      throw node.error("the layout says nothing", hint: "there is \(keys)")
    }
    do throws(DataError) {
      try take(choice)
    } catch {
      throw node.error(OptionFault.keys(error.description), hint: error.hint.map(OptionFault.keys))
    }
  }

  private mutating func readColumns(_ node: DefinitionNode) throws(DataError) {
    guard case .mapping(let pairs) = node.content else {
      throw node.error("\"columns\" is a mapping of roles to columns")
    }
    for (key, value) in pairs {
      let role = try key.identifier("a role")
      switch role {
      case "time": time = try Self.time(value)
      case "item", "value", "frequency": roles[role] = [try value.text("the column of \"\(role)\"")]
      default: roles[role] = try value.texts("the column of \"\(role)\"")
      }
    }
  }

  private static func time(_ node: DefinitionNode) throws(DataError) -> TimeSource {
    guard case .mapping(let pairs) = node.content else { return .column(try node.text("the column of time")) }
    let isParts = pairs.contains { if case .scalar("year", _) = $0.key.content { true } else { false } }
    if isParts {
      let map = try node.mapping("time by year, month and day", keys: ["year", "month", "day"])
      return .parts(
        year: try map.required("year").text("the column of the year"),
        month: try map.required("month").text("the column of the month"),
        day: try map.required("day").text("the column of the day"))
    }
    let map = try node.mapping("time", keys: ["column", "format", "year", "month", "day"])
    let column = try map.required("column").text("the column of time")
    if let part = map["month"] ?? map["day"] { throw part.error("month and day go with a year") }
    guard let format = map["format"] else { return .column(column) }
    guard let form = CalendarDate.Format(try format.text("the date format")) else {
      throw format.error(CalendarDate.Format.forms)
    }
    return .date(column: column, format: form)
  }

  static func missing(_ node: DefinitionNode) throws(DataError) -> MissingCodes {
    func codes(_ node: DefinitionNode) throws(DataError) -> [String] {
      guard case .sequence(let elements) = node.content else { return [try node.scalarText("a missing code")] }
      var codes: [String] = []
      for element in elements { codes.append(try element.scalarText("a missing code")) }
      return codes
    }
    guard case .mapping(let pairs) = node.content else { return MissingCodes(listed: try codes(node)) }
    var everywhere: [String] = []
    var byColumn: [String: [String]] = [:]
    for (key, value) in pairs {
      let name = try key.text("a column")
      if name == "all" { everywhere = try codes(value) } else { byColumn[name] = try codes(value) }
    }
    return MissingCodes(listed: everywhere, byColumn: byColumn)
  }
}

extension RowCondition {
  /// A condition in a study file; what is wrong with it is reported at its place.
  init(_ node: DefinitionNode) throws(DataError) {
    let text = try node.text("the condition", manyLines: true)
    do {
      try self.init(text)
    } catch {
      throw node.error(error.conditionReason ?? error.description, hint: error.hint)
    }
  }
}
